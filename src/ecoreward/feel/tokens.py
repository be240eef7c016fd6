"""A forgiving scan of an expression: what a person typed, right or wrong, cut into words.

The parser proper has its own lexer; this one only serves the checks before it and the
messages after it, so it never fails.
"""

from __future__ import annotations

import re
from typing import NamedTuple

KEYWORDS = frozenset(
    (
        "if",
        "then",
        "else",
        "or",
        "and",
        "not",
        "between",
        "in",
        "has",
        "any",
        "all",
        "none",
        "only",
        "of",
        "true",
        "false",
    )
)
OPEN, CLOSE = "([{", ")]}"

_STRINGS = (
    r'"(?:[^"\\\n]|\\.)*"'
    r"|[“”＂][^“”＂\"\n]*[“”＂\"]"
    r"|'[^'\n]*'"
    r"|[‘’＇][^‘’＇'\n]*[‘’＇']"
    r"|「[^」\n]*」|『[^』\n]*』"
)
_STRING = re.compile(_STRINGS)
_SCAN = re.compile(
    r"(?P<space>\s+)"
    r'|(?P<date>@\s*"[^"\n]*")'
    rf"|(?P<string>{_STRINGS})"
    r'|(?P<unclosed>"[^\n]*)'
    r"|(?P<bare_date>@?[0-9]{4}(?:[-/.][0-9]{1,2}[-/.][0-9]{1,2}|年[0-9]{1,2}月[0-9]{1,2}日)(?![\w.]))"
    r"|(?P<grouped>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?(?:\w+|[%‰])?)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?(?:\w+|[%‰])?)"
    r"|(?P<word>\w+)"
    r"|(?P<op>===|!==|==|!=|<=|>=|=<|=>|<>|&&|\|\||\*\*|\.\.\.|\.\.|[-+*/=<>!≥≤≠×÷&|^~])"
    r"|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<comma>,)"
    r"|(?P<other>.)",
    re.DOTALL,
)

# Folded one character to one character, so that places stay where they are.
_FOLD = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)} | {
    ord(a): ord(b)
    for a, b in zip("\u3000、【】〔〕—–−“”‘’＂＇「」『』", ' ,[][]---""\'\'"\'""""', strict=True)
}
_QUOTES = "“”‘’＂＇「」『』"


class Token(NamedTuple):
    """One word of the scan; `kind` is a group of the pattern above or "keyword"."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def is_value(self) -> bool:
        """Whether a value can end or begin with this token."""
        return self.kind in VALUES or (self.kind == "keyword" and self.text in ("true", "false"))


VALUES = frozenset(["string", "number", "date", "word", "grouped", "bare_date", "unclosed"])


def scan(text: str) -> list[Token]:
    """The words of `text`, white space left out.

    >>> [t.text for t in scan('罚款 >= 1.5万 and x')]
    ['罚款', '>=', '1.5万', 'and', 'x']
    """
    out: list[Token] = []
    for m in _SCAN.finditer(text):
        kind = m.lastgroup or "other"
        if kind == "word" and m.group() in KEYWORDS:
            kind = "keyword"
        if kind != "space":
            out.append(Token(kind, m.group(), m.start(), m.end()))
    return out


def fold(text: str) -> str:
    """`text` with full-width signs, letters and digits outside strings made narrow.

    >>> fold('罚款＞５万 and x = “（甲）”')
    '罚款>5万 and x = "（甲）"'
    """
    out: list[str] = []
    at = 0
    for m in _STRING.finditer(text):
        out.append(text[at : m.start()].translate(_FOLD))
        quoted = m.group()
        if quoted[0] in _QUOTES:
            quoted = '"' + quoted[1:-1] + '"'
        out.append(quoted)
        at = m.end()
    out.append(text[at:].translate(_FOLD))
    return "".join(out)


def first_difference(one: str, other: str) -> tuple[int, int]:
    """Where two texts of equal length first differ, and how far."""
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b), 0)
    end = start
    while end < len(one) and one[end] != other[end]:
        end += 1
    return start, max(end, start + 1)
