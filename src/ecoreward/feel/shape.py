"""The words of a refused expression with questions about their neighbourhood."""

from __future__ import annotations

from dataclasses import dataclass

from ecoreward.feel.parse import Start, accepts
from ecoreward.feel.tokens import CLOSE, OPEN, Token


@dataclass(frozen=True, slots=True)
class Shape:
    """A text, its words, and the offset at which the grammar stopped."""

    text: str
    tokens: list[Token]
    stopped: int
    start: Start

    @property
    def at_stop(self) -> Token | None:
        """The word the grammar could not take; None at the end of the text."""
        return next((t for t in self.tokens if t.end > self.stopped), None)

    @property
    def before_stop(self) -> Token | None:
        """The last word the grammar took."""
        return next((t for t in reversed(self.tokens) if t.end <= self.stopped), None)

    def replaced(self, start: int, end: int, new: str) -> str:
        """The whole text with some characters replaced."""
        return self.text[:start] + new + self.text[end:]

    def accepted(self, text: str) -> str:
        """`text` if the grammar takes it, otherwise nothing."""
        return text if accepts(text, self.start) else ""

    def has_dots(self, start: int, end: int) -> bool:
        """Whether ``..`` stands between two words, outside inner brackets."""
        depth = 0
        for t in self.tokens[start:end]:
            depth += (t.text in OPEN) - (t.text in CLOSE)
            if t.text == ".." and depth == 0:
                return True
        return False

    def operand_before(self, index: int) -> int:
        """The index of the word with which the operand that ends before `index` begins."""
        i, depth = index - 1, 0
        while i >= 0:
            t = self.tokens[i]
            depth += (t.text in CLOSE) - (t.text in OPEN)
            boundary = t.kind == "comma" or _ends_operand(t)
            if depth < 0 or (depth == 0 and boundary):
                return i + 1
            i -= 1
        return 0

    def operand_after(self, index: int) -> int:
        """The index after the last word of the operand that begins at `index`."""
        depth = 0
        for i in range(index, len(self.tokens)):
            t = self.tokens[i]
            depth += (t.text in OPEN) - (t.text in CLOSE)
            if depth < 0 or (depth == 0 and (t.kind == "comma" or _ends_operand(t))):
                return i
        return len(self.tokens)

    def words(self, start: int, end: int) -> str:
        """The text of the words from `start` up to `end`, as written."""
        if start >= end:
            return ""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]


def is_comparison(t: Token) -> bool:
    """Whether the word compares."""
    return t.text in ("=", "!=", "<", "<=", ">", ">=")


def _ends_operand(t: Token) -> bool:
    return is_comparison(t) or (t.kind == "keyword" and t.text not in ("true", "false"))
