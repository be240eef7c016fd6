"""The checked expression: names resolved, types known, labels replaced by codes.

This is the form that evaluators, the column compiler and the prover read. It is data; nothing
evaluates here. Spans point into the expression's source text and do not count in equality.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from ecoreward.feel.tree import ArithOp, CompareOp, HasMode, Span
from ecoreward.problems import Place

Kind = Literal["boolean", "integer", "number", "money", "date", "choice", "set", "rows"]


@dataclass(frozen=True, slots=True)
class Type:
    """The type of an expression; `domain` names the fact whose list a choice or set draws from."""

    kind: Kind
    domain: str = ""


BOOLEAN, INTEGER, NUMBER = Type("boolean"), Type("integer"), Type("number")
MONEY, DATE = Type("money"), Type("date")


@dataclass(frozen=True, slots=True)
class ListInfo:
    """A defined list that ``in name`` and ``has any of name`` may use."""

    domain: str  # the choice or set fact whose codes it lists


@dataclass(frozen=True, slots=True)
class Scope:
    """The names an expression may use.

    `spellings` maps every accepted spelling of a fact (code, zh label, alias) to its code;
    `codes` maps, per choice or set fact, every accepted spelling of a value to its code.
    Defined names and lists have one spelling: their own.
    """

    facts: Mapping[str, Type]
    spellings: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]
    defined: Mapping[str, Type] = field(default_factory=dict)
    lists: Mapping[str, ListInfo] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Node:
    """Base of all checked nodes."""

    type: Type
    span: Span = field(default=(0, 0), compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Const(Node):
    """A number (Fraction), a date (ordinal int), a boolean, or a code of a choice."""

    value: Fraction | int | bool | str


@dataclass(frozen=True, slots=True)
class Fact(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Defined(Node):
    """A named expression of the edition's ``define``."""

    name: str


@dataclass(frozen=True, slots=True)
class Not(Node):
    item: Node


@dataclass(frozen=True, slots=True)
class And(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """Both operands numeric, dates or booleans, or a choice and a code (= and != only)."""

    op: CompareOp
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Test:
    """A unary test: `op` with `value`, or an interval when `value` is None."""

    op: CompareOp = "="
    value: Node | None = None
    low: Node | None = None
    high: Node | None = None
    low_closed: bool = True
    high_closed: bool = True


@dataclass(frozen=True, slots=True)
class Within(Node):
    """A number or date satisfies at least one test (none when `negated`); `anything` is ``-``."""

    left: Node
    tests: tuple[Test, ...]
    negated: bool = False
    anything: bool = False


@dataclass(frozen=True, slots=True)
class Member(Node):
    """A choice is one of `codes`, or of the defined list `listing`."""

    left: Node
    codes: frozenset[str]
    listing: str = ""
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Has(Node):
    """A set against `codes` or the defined list `listing`; narrower terms count."""

    mode: HasMode
    left: Node
    codes: frozenset[str]
    listing: str = ""


@dataclass(frozen=True, slots=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Arith(Node):
    op: ArithOp
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negate(Node):
    item: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """``min max`` (two or more, same type), ``count`` (a set or rows), ``days_between workdays_between``."""

    function: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression with its source, for the trace and for messages."""

    source: str
    root: Node
    place: Place = field(default=Place(""), compare=False)

    @property
    def type(self) -> Type:
        """The type of the whole."""
        return self.root.type

    def text(self, node: Node) -> str:
        """The words of one node as the drafter wrote them."""
        return self.source[node.span[0] : node.span[1]]
