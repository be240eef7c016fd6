"""The syntax tree of an expression: what was written, before names and types are known.

Every node carries its span (character offsets in the expression's text); spans do not count
in equality. Nothing evaluates here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

CompareOp = Literal["=", "!=", "<", "<=", ">", ">="]
ArithOp = Literal["+", "-", "*", "/"]
HasMode = Literal["any", "all", "none", "only"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tree:
    """Base of all nodes."""

    span: Span = field(default=(0, 0), compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Number(Tree):
    """A number with its suffix applied; `money` when it was written with 元."""

    value: Fraction
    money: bool = False
    share: bool = False  # written with % or ‰


@dataclass(frozen=True, slots=True)
class Text(Tree):
    value: str


@dataclass(frozen=True, slots=True)
class Date(Tree):
    """A civil day as a proleptic ordinal (``datetime.date.toordinal``)."""

    ordinal: int


@dataclass(frozen=True, slots=True)
class Bool(Tree):
    value: bool


@dataclass(frozen=True, slots=True)
class Name(Tree):
    name: str


@dataclass(frozen=True, slots=True)
class Listing(Tree):
    """``["a", "b"]``"""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Not(Tree):
    item: Tree


@dataclass(frozen=True, slots=True)
class And(Tree):
    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Or(Tree):
    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Compare(Tree):
    op: CompareOp
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Entry(Tree):
    """One unary test: ``[low..high)``, ``> 3``, or a value (op ``=``).

    Exactly one of the two forms is filled: (`op`, `value`) or (`low`, `high`, closed ends).
    """

    op: CompareOp = "="
    value: Tree | None = None
    low: Tree | None = None
    high: Tree | None = None
    low_closed: bool = True
    high_closed: bool = True


@dataclass(frozen=True, slots=True)
class In(Tree):
    """The left side satisfies at least one entry (none, when negated).

    ``x between a and b`` is ``In(x, [a..b])``; a table cell is ``In(by, entries)``; the cell
    ``-`` is ``In(by, ())`` with `anything`. `listing` is used for ``x in ["a"]`` or ``x in name``.
    """

    left: Tree
    entries: tuple[Entry, ...] = ()
    listing: Tree | None = None  # Listing or Name
    negated: bool = False
    anything: bool = False


@dataclass(frozen=True, slots=True)
class Has(Tree):
    """``left has any of right``: a set against a list or a defined list."""

    mode: HasMode
    left: Tree
    right: Tree  # Listing or Name


@dataclass(frozen=True, slots=True)
class If(Tree):
    condition: Tree
    then: Tree
    otherwise: Tree


@dataclass(frozen=True, slots=True)
class Arith(Tree):
    op: ArithOp
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Negate(Tree):
    item: Tree


@dataclass(frozen=True, slots=True)
class Call(Tree):
    function: str
    args: tuple[Tree, ...]
