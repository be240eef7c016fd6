"""Read a YAML file into its layout: which comment belongs to which entry is decided here.

A comment on a line of its own belongs to the entry below it, unless it stands further right than
that entry: then it closes the innermost block whose parent begins further left.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from ecoreward.policy.layout import (
    Block,
    Break,
    Comment,
    Entry,
    Flow,
    Leaf,
    Node,
    Page,
    Part,
    Side,
    Sign,
)
from ecoreward.policy.layout_scan import Kind, Token, Unkept, tokens

_NOWHERE = -1


def read_layout(text: str) -> Page:
    """The layout of a text that the reader accepts. Raises `Unkept` where it cannot be kept.

    >>> read_layout("a: 1  # one").root.entries[0].tail.text
    '# one'
    """
    found = [*tokens(text), Token("finish", text.count("\n") + 1, _NOWHERE, 0)]
    return _Reader(found).page()


class _Reader:
    """Two views of the same tokens: what makes the tree, and what stands on the lines."""

    def __init__(self, found: list[Token]) -> None:
        made = ("text", "open", "close", "nothing", "block", "end")
        self.nodes = deque(t for t in found if t.kind in made)
        self.marks = deque(t for t in found if t.kind not in ("nothing", "block", "end"))
        self.last = _NOWHERE  # the line that was read last

    def page(self) -> Page:
        start: tuple[Comment, ...] = ()
        marked = self._next().kind == "document"
        if marked:
            start = self._comments()
            self._take("document")
        if self.nodes and self.nodes[0].kind == "block":
            root: Node = self._block(_NOWHERE)
            return Page(root, start, marked, below=self._rest())
        above = self._comments()
        blank = self._blank()
        root = self._node()
        return Page(root, start, marked, above, blank, self._side(), self._rest())

    def _rest(self) -> tuple[Comment, ...]:
        """What comes after the root: comments, and marks of the end."""
        out: list[Comment] = []
        while True:
            out += self._comments()
            if len(self.marks) == 1:
                return tuple(out)
            self._take("finish")

    def _block(self, parent: int) -> Block:
        """A block; `parent` is the column of the entry that holds it."""
        mapping = self.nodes.popleft().text == "map"
        entries: list[Entry] = []
        while self.nodes[0].kind != "end":
            entries.append(self._entry(mapping))
        self.nodes.popleft()
        least = max(parent, self._next().column)
        return Block(tuple(entries), mapping, self._comments(lambda t: t.column > least))

    def _entry(self, mapping: bool) -> Entry:
        above = self._comments()
        blank = self._blank()
        column, line = self.marks[0].column, self.marks[0].last
        key = self._key() if mapping else None
        self._take("key" if mapping else "dash")
        head = self._side()
        kind = self.nodes[0].kind
        if kind == "nothing":
            self.nodes.popleft()
            below = self._comments(lambda t: t.column > column)
            return Entry(key, None, above, blank, head, below)
        if kind == "block":
            return Entry(key, self._block(column), above, blank, head)
        below = self._comments()
        broken = self.marks[0].line > line
        value = self._node()
        if isinstance(value, Leaf) and value.style == "block":
            return Entry(key, value, above, blank, head, below)
        return Entry(key, value, above, blank, head, below, broken, self._side())

    def _key(self) -> Leaf:
        found = self._take("text")
        self.nodes.popleft()
        assert found.leaf is not None
        if found.leaf.rest:
            raise Unkept(found.line, found.column)
        return found.leaf

    def _node(self) -> Leaf | Flow:
        if self.nodes[0].kind == "open":
            return self._flow()
        self.nodes.popleft()
        leaf = self._take("text").leaf
        assert leaf is not None
        return leaf

    def _flow(self) -> Flow:
        opener = self._take("open").text
        parts: list[Part] = []
        while True:
            side, comments = self._side(), self._comments()
            if side or comments or self.marks[0].line > self.last:
                parts.append(Break(side, comments, self._blank()))
            token = self.marks[0]
            if token.kind == "open":
                parts.append(self._flow())
            elif token.kind in ("comma", "key", "question"):
                parts.append(Sign(self._take(token.kind).text))
            elif token.kind == "text" and token.leaf is not None:
                parts.append(self._take("text").leaf or token.leaf)
            else:
                self._take("close")
                break
        # The tree inside brackets is not needed: their parts are kept in the order written.
        while self.nodes.popleft() is not token:
            pass
        return Flow(opener, tuple(parts))

    def _take(self, kind: Kind) -> Token:
        token = self.marks[0]
        if token.kind != kind:
            raise Unkept(token.line, max(token.column, 0))
        self.last = token.last
        return self.marks.popleft()

    def _next(self) -> Token:
        """The next token that is no comment."""
        return next(t for t in self.marks if t.kind != "comment")

    def _blank(self) -> bool:
        """Whether an empty line stands before the next token."""
        return self.last != _NOWHERE and self.marks[0].line - self.last > 1

    def _side(self) -> Side | None:
        token = self.marks[0]
        if token.kind != "comment" or token.line != self.last:
            return None
        self.marks.popleft()
        return Side(token.text, token.gap)

    def _comments(self, wanted: Callable[[Token], bool] = lambda _: True) -> tuple[Comment, ...]:
        """The comments on lines of their own that come next, as long as they are wanted."""
        out: list[Comment] = []
        while self.marks[0].kind == "comment" and wanted(self.marks[0]):
            blank = self._blank()
            out.append(Comment(self._take("comment").text, blank))
        return tuple(out)
