"""One case under many policies, as data: a row an edition, and what keeps rows from being compared.

Schema ``ecoreward.comparison/1``; keys are only ever added. Nothing here is to be paid from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Literal

from ecoreward.engine.decision import Decision, Missing, Outcome, Range, Remark, ToDecide
from ecoreward.money import Money
from ecoreward.policy.vocabulary_types import Words
from ecoreward.problems import Problem
from ecoreward.words import say

SCHEMA = "ecoreward.comparison/1"
InForce = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader of the row must know; its text in both languages."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self, lang: str = "zh") -> str:
        """The sentence in one language.

        >>> Note("currency", {"have": "KRW", "want": "CNY"}).text("en")
        'sums are in KRW, those of the case in CNY'
        """
        return say(f"compare.{self.code}", lang, **self.params)

    def to_json(self) -> dict[str, Any]:
        """As data, with both texts."""
        return {
            "code": self.code, "params": data_of(dict(self.params)),
            "text": {"zh": self.text("zh"), "en": self.text("en")},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ground:
    """An article that the result rests on, and how far its source can be trusted.

    `source` is the title of the document where it is not the edition's own.
    """

    node: str
    label: Words
    article: str
    source: str
    document: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Row:
    """One edition of one jurisdiction, or why it has none.

    `amount` is one sum or None; `range` is None only where nothing could be computed. `in_force`
    is about the day of the case. `obstacles` say why the row is not `comparable`; `notes` what
    else to know; `not_asked` are facts of the case that the policy never asks.
    """

    jurisdiction: Mapping[str, Any]
    own: bool
    edition: Mapping[str, Any] | None
    in_force: InForce
    currency: str
    outcome: Outcome | None = None
    amount: Money | None = None
    range: Range | None = None
    confidence: str | None = None
    because: tuple[Ground, ...] = ()
    missing: tuple[Missing, ...] = ()
    to_decide: tuple[ToDecide, ...] = ()
    reasons: tuple[Remark, ...] = ()
    not_asked: tuple[Words, ...] = ()
    obstacles: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()
    decision: Decision | None = field(default=None, repr=False, compare=False)

    @property
    def comparable(self) -> bool:
        """Whether the sums of this row may stand beside those of the others."""
        return not self.obstacles

    def to_json(self) -> dict[str, Any]:
        """The row as plain data, without the whole decision."""
        names = [f.name for f in fields(self) if f.name != "decision"]
        out = {name: data_of(getattr(self, name)) for name in names}
        return {**out, "comparable": self.comparable}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One case under many policies.

    The rows of the case's own jurisdiction come first, the edition it falls under before the
    others. Then rows that can be compared, then those that cannot, at last those without a sum;
    among these the highest possible sum first (no limit is the highest), then the highest
    certain sum, then by name and by the edition's first day.
    """

    case: str
    jurisdiction: str  # the file of the case's own; empty where it names none
    currency: str
    rows: tuple[Row, ...]

    def to_json(self) -> dict[str, Any]:
        """The comparison as plain data; the same case gives the same bytes."""
        return {
            "schema": SCHEMA, "case": self.case, "jurisdiction": self.jurisdiction,
            "currency": self.currency, "rows": [row.to_json() for row in self.rows],
        }  # fmt: skip


def in_order(rows: list[Row], currency: str) -> tuple[Row, ...]:
    """The rows in the order that `Comparison` promises; rows of one jurisdiction come by date."""
    return tuple(sorted(rows, key=lambda row: _rank(row, currency)))


def _rank(row: Row, currency: str) -> tuple[Any, ...]:
    if row.own:
        return (0,)  # as they came: the edition of the case first
    low, high = (row.range.low, row.range.high) if row.range else (None, None)
    return (
        1,
        not row.comparable,
        row.range is None,
        row.currency != currency,
        row.currency,
        high is not None,
        -high.minor if high else 0,
        -low.minor if low else 0,
        str(row.jurisdiction["name"]),
        str(row.jurisdiction["file"]),
    )


def data_of(value: Any) -> Any:
    """A value of a comparison as plain data."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value)
        case Money() | Remark() | Note() | Problem():
            return value.to_json()
        case Mapping():
            return {k: data_of(v) for k, v in value.items()}
        case list() | tuple():
            return [data_of(v) for v in value]
    assert is_dataclass(value)
    return {f.name: data_of(getattr(value, f.name)) for f in fields(value)}
