"""A draft against history, as data: what was paid, what the baseline gives, what the draft gives, and who gains or loses.

Schema ``ecoreward.backtest/1``; keys are only ever added. Nothing here is to be paid from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from fractions import Fraction
from typing import Any, Literal

from ecoreward.money import Money
from ecoreward.policy.vocabulary_types import Words
from ecoreward.problems import Problem
from ecoreward.tables.gains import Count
from ecoreward.version import BACKTEST_SCHEMA

Group = Literal["winner", "loser", "unclear", "differs", "uncaught"]


@dataclass(frozen=True, slots=True)
class Under:
    """One of the two sets of rules: an edition, or each case's own day's where `edition` is empty.

    `digest` is that of the policy file as it was read, with the values that were set otherwise.
    """

    edition: str
    title: str
    document: str
    first_day: str
    last_day: str
    status: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """The cases of one month, category, kind, rule or outcome. `label` in words; `key` is what it is counted by."""

    key: str
    label: Words
    count: Count


@dataclass(frozen=True, slots=True)
class PaidLine:
    """Cases by how what was paid stands to the baseline; `reason` is one of `tables.gains.PAID`.

    `other` names an edition of the place that gives just what was paid, where one does.
    """

    reason: str
    other: str
    rows: int
    paid: Money
    low: Money
    high: Money
    rests_on: tuple[
        tuple[Words, int], ...
    ]  # the rules or conditions behind the baseline's sum, most cases first
    examples: tuple[int, ...]  # numbers of rows


@dataclass(frozen=True, slots=True)
class Sample:
    """A case worth a look, whole under both: its row, why it is shown, and both decisions as data."""

    row: int
    case: str
    group: Group
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    paid: Money | None


@dataclass(frozen=True, slots=True)
class Cause:
    """A difference, or several taken together, and its share of the change; shares add up to the change to the fen.

    `low` and `high` are of the sums of the least and of the greatest possible; `exact_low` and `exact_high`
    before they were rounded to the minor unit.
    """

    key: str
    sentences: tuple[Words, ...]
    nodes: tuple[str, ...]
    low: Money
    high: Money | None
    exact_low: Fraction
    exact_high: Fraction | None


@dataclass(frozen=True, slots=True)
class Attribution:
    """The change laid to its causes. `apart` rows could not be computed under every mixture and are not in it.

    `low` and `high` are the whole change of the rows that are in it; `high` is None where a mixture has no upper end.
    `exact` is how many causes could have a share of their own.
    """

    causes: tuple[Cause, ...]
    low: Money
    high: Money | None
    apart: int
    apart_low: Money
    apart_high: Money
    exact: int
    mixtures: int


@dataclass(frozen=True, slots=True)
class Backtest:
    """The whole comparison; every count and sum is over the `cases` that both sides decide.

    `by` has lines under ``month``, ``category``, ``violation``, ``before`` and ``after`` (the rules that sums rest on) and
    ``outcome`` (from one to the other). `differences` are all differences in sentences, `wording` those of words and names.
    """

    place: Words
    code: str
    currency: str
    table: str
    baseline: Under
    draft: Under
    cases: int
    bad: int
    outside: int
    total: Count
    by: Mapping[str, tuple[Line, ...]]
    paid: tuple[PaidLine, ...]
    uncaught: Mapping[str, tuple[Line, ...]]  # "before", "after": verified or not, no rule applies
    open_items: Mapping[
        str, tuple[tuple[Words, int], ...]
    ]  # what is open under either, with how many cases
    differences: tuple[Words, ...]
    wording: tuple[Words, ...]
    attribution: Attribution | None
    samples: tuple[Sample, ...]
    changes: tuple[
        tuple[int, int], ...
    ] = ()  # (change in minor units, cases), of cases with one sum on both sides
    bad_rows: tuple[tuple[int, str, Problem], ...] = ()
    warnings: tuple[Problem, ...] = ()
    ignored: tuple[str, ...] = field(default=())
    presume: bool = True  # whether what is presumed unless said otherwise was taken for said

    @property
    def changed(self) -> bool:
        """Whether any case comes out differently."""
        c = self.total
        return bool(c.winner or c.loser or c.unclear)

    @property
    def only_words(self) -> bool:
        """Whether the draft differs in words and names alone."""
        return not self.differences

    def money(self, minor: int) -> Money:
        """A sum of the count as money."""
        return Money.of_minor(minor, self.currency)

    def to_json(self) -> dict[str, Any]:
        """As plain data; the same cases and rules give the same bytes."""
        names = [f.name for f in fields(self)]
        data = {n: _plain(getattr(self, n), self) for n in names}
        return {
            "schema": BACKTEST_SCHEMA,
            **data,
            "changed": self.changed,
            "only_words": self.only_words,
        }


def _plain(value: Any, whole: Backtest) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case Fraction():
            return str(value)
        case Money() | Problem():
            return value.to_json()
        case Count():
            return _count(value, whole)
        case Mapping():
            return {k: _plain(v, whole) for k, v in value.items()}
        case list() | tuple():
            return [_plain(v, whole) for v in value]
    assert is_dataclass(value)
    return {f.name: _plain(getattr(value, f.name), whole) for f in fields(value)}


_COUNTED = (
    "rows",
    "same",
    "winner",
    "loser",
    "unclear",
    "before_endless",
    "after_endless",
    "newly_endless",
    "with_paid",
)


def _count(count: Count, whole: Backtest) -> dict[str, Any]:
    out: dict[str, Any] = {n: getattr(count, n) for n in _COUNTED}
    for f in fields(count):
        if f.name not in _COUNTED:
            out[f.name] = str(whole.money(getattr(count, f.name)).value)
    return out
