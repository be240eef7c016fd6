"""The Program: a policy edition as a typed tree of data, ready for any evaluator.

Nothing evaluates here. Every node carries its id, words, citation and place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from ecoreward.feel.typed import Expression
from ecoreward.money import RoundingMode
from ecoreward.policy.country import HOME
from ecoreward.policy.vocabulary_types import Vocabulary, Words
from ecoreward.problems import Place

if TYPE_CHECKING:
    from ecoreward.policy.after import Claim, PayoutStep, Pays, Reclaim, Sharing

Confidence = Literal["text", "second-hand", "cut", "press", "inferred"]
CONFIDENCE: tuple[Confidence, ...] = ("text", "second-hand", "cut", "press", "inferred")


# Who owns a boundary of a table, in words.
EDGES: Mapping[str, Words] = {
    "from": {"zh": "分界值属于较高一档", "en": "a boundary belongs to the higher row"},
    "to": {"zh": "分界值属于较低一档", "en": "a boundary belongs to the lower row"},
}


@dataclass(frozen=True, slots=True)
class Source:
    """A document that an edition rests on beside its own text."""

    id: str
    title: str
    document: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cite:
    """The article behind a step, in the edition's document or in one of its sources."""

    article: str
    confidence: Confidence = "text"
    source: str = ""
    document: str = ""
    title: str = ""  # of the source, or of the edition it was inherited from
    inherited: str = (
        ""  # FILE@ID of the edition in whose document the article stands, where not its own
    )


@dataclass(frozen=True, slots=True)
class KindList:
    """A defined list of violations or of a choice's values; `open` where the text says 等."""

    name: str
    domain: str
    codes: frozenset[str]
    label: Words = field(default_factory=dict)
    outside: frozenset[str] = frozenset()
    open: bool = False
    cite: Cite | None = None
    quote: str = ""
    place: Place = field(default=Place(""), compare=False)


StepKind = Literal["times", "minus", "floor", "cap", "round"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of `then`: times, minus (never below 0), floor, cap or round."""

    kind: StepKind
    amount: Expression | None = None
    unit: Fraction | None = None
    mode: RoundingMode = "half-up"
    when: Expression | None = None
    cite: Cite | None = None
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True, slots=True)
class Fixed:
    amount: Expression


@dataclass(frozen=True, slots=True)
class Band:
    """`low` is None for ``up_to``."""

    low: Expression | None
    high: Expression


@dataclass(frozen=True, slots=True)
class Rate:
    """`high` is set when the authority decides the rate between two."""

    rate: Expression
    base: Expression
    high: Expression | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: one test per `by`, and what it gives."""

    tests: tuple[Expression, ...]
    node: Node
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` as written; `other` is the same table with boundaries owned the other way, where no source says."""

    by: tuple[Expression, ...]
    rows: tuple[Row, ...]
    edges: Literal["from", "to", "unstated", ""] = ""
    other: tuple[Row, ...] = ()
    otherwise: Node | None = None


@dataclass(frozen=True, slots=True)
class Combine:
    how: Literal["highest", "sum", "first"]
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Readings:
    """Each option is a node; with `of`, the options share its children."""

    options: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    id: str
    says: Words
    node: Node


@dataclass(frozen=True, slots=True)
class Unstated:
    text: Words


Body = Fixed | Band | Rate | Table | Combine | Readings | Unstated


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the award tree."""

    id: str
    body: Body
    label: Words = field(default_factory=dict)
    cite: Cite | None = None
    quote: str = ""
    kinds: KindList | None = None  # `for`
    when: Expression | None = None
    floor: Expression | None = None
    cap: Expression | None = None
    then: tuple[Step, ...] = ()
    each: str = ""  # a rows fact: one copy of the node for each row
    local: tuple[Fraction, Fraction] | None = (
        None  # what others may set here, as shares of its amounts
    )
    place: Place = field(default=Place(""), compare=False)

    @property
    def kind(self) -> str:
        """The word a drafter wrote for it."""
        match self.body:
            case Band(low=None):
                return "up_to"
            case Combine(how=how):
                return how
            case body:
                return type(body).__name__.lower()


@dataclass(frozen=True, slots=True)
class Target:
    """Where a matter is referred to; `file` is empty where the library has none for it."""

    written: str
    code: str = ""
    file: str = ""
    label: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition of the whole award: `requires` must hold, `excludes` and `refers` must not."""

    id: str
    kind: Literal["requires", "excludes", "refers"]
    when: Expression
    reason: Words
    cite: Cite | None = None
    quote: str = ""
    place: Place = field(default=Place(""), compare=False)
    to: Target | None = None  # of `refers`


@dataclass(frozen=True, slots=True)
class Approval:
    """Above a sum, or with a node, another body must agree before anything is paid."""

    id: str
    label: Words
    when: Expression | None = None
    with_node: str = ""
    consent: str = ""  # a boolean fact
    by: Words = field(default_factory=dict)
    cite: Cite | None = None
    quote: str = ""
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True, slots=True)
class Honour:
    """A reward that is not money."""

    id: str
    label: Words
    when: Expression | None = None
    with_node: str = ""
    cite: Cite | None = None
    quote: str = ""
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True, slots=True)
class Handling:
    """Days the authority gives itself; never in the money."""

    start: str  # a date fact
    days: Mapping[str, int]  # by urgency code
    cite: Cite | None = None


@dataclass(frozen=True, slots=True)
class Rounding:
    """The one rounding at the root; `stated` is false when it is the engine's."""

    unit: Fraction
    mode: RoundingMode = "half-up"
    stated: bool = False
    cite: Cite | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days known as well as the source gives it.

    `low`..`high` is where the date lies (ordinals); None: not stated or no end.
    """

    low: int | None
    high: int | None
    text: str = ""

    @property
    def known(self) -> bool:
        """Known to the day."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True)
class Program:
    """One edition, compiled."""

    jurisdiction: str
    id: str
    title: str
    document: str
    currency: str
    award: Node | None
    gates: tuple[Gate, ...] = ()
    lists: Mapping[str, KindList] = field(default_factory=dict)
    defined: Mapping[str, Defined] = field(default_factory=dict)
    approvals: tuple[Approval, ...] = ()
    honours: tuple[Honour, ...] = ()
    handling: Handling | None = None
    sharing: Sharing | None = None
    payout: tuple[PayoutStep, ...] = ()
    claim: Claim | None = None
    pays: tuple[Pays, ...] = ()
    reclaim: Reclaim | None = None
    staged: bool = False
    rounding: Rounding | None = None
    works_with: tuple[str, ...] = ()
    unstated: tuple[Words, ...] = ()
    not_modelled: tuple[Words, ...] = ()
    confidence: Confidence = "text"
    status: str = "in_force"
    sources: Mapping[str, Source] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary({}, {}))
    digest: str = ""
    extends: Extends | None = None
    country: str = HOME  # whose official calendar counts
    where: Expression | None = None  # the cases that the edition is in force for

    @property
    def unit(self) -> Fraction:
        """The currency's minor unit."""
        from ecoreward.money import minor_unit

        return minor_unit(self.currency)


@dataclass(frozen=True, slots=True)
class Extends:
    """The editions that one builds on, nearest first, and what it changes: (set, add or drop; id; keys)."""

    parents: tuple[str, ...]
    titles: tuple[str, ...]
    changes: tuple[tuple[str, str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Defined:
    """A named expression."""

    name: str
    value: Expression
    label: Words = field(default_factory=dict)
    cite: Cite | None = None
