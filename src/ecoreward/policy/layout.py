"""How a YAML file is laid out: its entries, the words as they were written, and every comment.

The reader keeps what a file says; this keeps how it says it, which only the formatter needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Style = Literal["plain", "single", "double", "block"]


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a line of its own; `blank` where an empty line stands above it."""

    text: str
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """A comment behind something, on the same line, after `gap` spaces."""

    text: str
    gap: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text with its quotes; `rest` are its further lines, without their indent."""

    first: str
    rest: tuple[str, ...]
    style: Style
    value: str


@dataclass(frozen=True, slots=True)
class Sign:
    """``,`` ``:`` or ``?`` inside brackets."""

    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a line inside brackets, and the lines that hold nothing but comments."""

    side: Side | None
    comments: tuple[Comment, ...]
    blank: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """``{…}`` or ``[…]`` in the order written; the brackets themselves are not among the parts."""

    opener: str
    parts: tuple[Part, ...]

    @property
    def closer(self) -> str:
        """The bracket that closes it."""
        return "}" if self.opener == "{" else "]"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a block and what hangs on it: ``key: value`` or ``- value``.

    `above` are the comments before it, `blank` an empty line between them and it; `head` is a
    comment behind the key or the dash of a value that begins below, `below` the comments before
    that value, `broken` says that it begins below though it would fit, `tail` is a comment behind
    the value.
    """

    key: Leaf | None
    value: Node | None
    above: tuple[Comment, ...] = ()
    blank: bool = False
    head: Side | None = None
    below: tuple[Comment, ...] = ()
    broken: bool = False
    tail: Side | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A mapping or a list with one entry a line; `tail` are the comments after the last entry."""

    entries: tuple[Entry, ...]
    mapping: bool
    tail: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A whole file; `above` and `below` are comments around a root that is no block."""

    root: Node
    start: tuple[Comment, ...] = ()
    marked: bool = False  # with a line `---` after `start`
    above: tuple[Comment, ...] = ()
    blank: bool = False
    tail: Side | None = None
    below: tuple[Comment, ...] = ()


Part: TypeAlias = Leaf | Flow | Sign | Break
Node: TypeAlias = Leaf | Flow | Block
