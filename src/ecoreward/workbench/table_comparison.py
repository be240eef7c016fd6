"""The cases of a table under the rules of many places, as data: a total a place, and what to know of it.

Schema ``ecoreward.table-comparison/1``; keys are only ever added. Nothing here is to be paid from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ecoreward.money import Money, RoundingMode
from ecoreward.policy.vocabulary_types import Words
from ecoreward.problems import Problem
from ecoreward.version import TABLE_COMPARISON_SCHEMA
from ecoreward.workbench.comparison import Note, data_of

ROUNDING: RoundingMode = "half-up"  # of a mean or median that lies between two minor units


@dataclass(frozen=True, slots=True)
class Total:
    """What some cases come to. `high` is None where `endless` of them have no upper end."""

    cases: int
    low: Money
    high: Money | None
    endless: int = 0

    @property
    def one(self) -> Money | None:
        """The total, where it is one sum."""
        return self.low if self.low == self.high else None


@dataclass(frozen=True, slots=True)
class Difference:
    """Against the cases' own rules, over the `cases` of which both sums are certain: `sum` is that much more."""

    cases: int
    sum: Money
    more: int
    more_sum: Money
    less: int
    less_sum: Money
    same: int


@dataclass(frozen=True, slots=True)
class Open:
    """What leaves the sum of some cases open: a fact that is not there, or something left to the authority.

    `column` says whether the table has a column for the fact.
    """

    kind: Literal["fact", "decision"]
    id: str
    label: Words
    cases: int
    column: bool = False


@dataclass(frozen=True, slots=True)
class EditionUse:
    """An edition with the number of cases that it decides."""

    edition: Mapping[str, Any]
    confidence: str
    cases: int


@dataclass(frozen=True, slots=True)
class PlaceResult:
    """All cases under the rules of one place, or why there is no such result.

    `own` are the cases as they stand, under the rules of their own places. `uncertain` cases have no one
    sum, `unread` ones cannot be put to this place (`problems` has the first reasons). `mean` and `median`
    are of the `awarded` cases. `groups` stand in the order of the comparison's groups. `obstacles` say
    why the result is not `comparable`.
    """

    jurisdiction: Mapping[str, Any]
    own: bool
    currency: str
    total: Total | None = None
    outcomes: Mapping[str, int] = field(default_factory=dict)
    uncertain: int = 0
    awarded: int = 0
    mean: Money | None = None
    median: Money | None = None
    difference: Difference | None = None
    editions: tuple[EditionUse, ...] = ()
    open: tuple[Open, ...] = ()
    groups: tuple[Total, ...] = ()
    unread: int = 0
    problems: tuple[Problem, ...] = ()
    obstacles: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def comparable(self) -> bool:
        """Whether the total may stand beside those of the others."""
        return not self.obstacles

    @property
    def no_policy(self) -> int:
        """The cases for which there was no policy that day."""
        return self.outcomes.get("no_policy", 0)

    def name(self, lang: str) -> str:
        """What the place is called."""
        return str(self.jurisdiction["label"].get(lang) or self.jurisdiction["name"])

    def to_json(self) -> dict[str, Any]:
        """The result as plain data."""
        return {**data_of(self), "comparable": self.comparable, "no_policy": self.no_policy}


@dataclass(frozen=True, slots=True)
class Group:
    """Cases of the same violations; without codes: those that name none, or the rest beyond the largest."""

    codes: tuple[str, ...]
    label: Words
    cases: int


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be compared at all."""

    row: int
    column: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class TableComparison:
    """The cases of one table under the rules of many places.

    `places` begin with the cases' own rules, one a currency; then those that can be compared, the
    highest possible total first, then the others. `bad` rows are in no total; `bad_rows` has the first.
    """

    table: str
    own: str  # the file of the one place that all cases are of; else empty
    currency: str
    latest: bool
    cases: int
    bad: int
    blank: int
    groups: tuple[Group, ...]
    places: tuple[PlaceResult, ...]
    ignored: tuple[str, ...] = ()
    bad_rows: tuple[BadRow, ...] = ()
    warnings: tuple[Problem, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The comparison as plain data; the same table gives the same bytes."""
        return {
            "schema": TABLE_COMPARISON_SCHEMA, "table": self.table, "own": self.own,
            "currency": self.currency, "latest": self.latest, "rounding": ROUNDING,
            "cases": self.cases, "bad": self.bad, "blank": self.blank,
            "groups": data_of(self.groups), "places": [p.to_json() for p in self.places],
            "ignored": list(self.ignored), "bad_rows": data_of(self.bad_rows),
            "warnings": data_of(self.warnings),
        }  # fmt: skip


def in_order(places: list[PlaceResult]) -> tuple[PlaceResult, ...]:
    """The results in the order that `TableComparison` promises."""
    return tuple(sorted(places, key=_rank))


def _rank(place: PlaceResult) -> tuple[Any, ...]:
    total = place.total
    low, high = (total.low.minor, total.high) if total else (0, None)
    return (
        not place.own,
        not place.comparable,
        total is None,
        place.currency,
        high is not None,
        -high.minor if high else 0,
        -low,
        str(place.jurisdiction["name"]),
        str(place.jurisdiction["file"]),
    )
