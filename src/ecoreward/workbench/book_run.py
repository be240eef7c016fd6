"""The cases of a workbook under today's rules and under the values to try, and what both come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ecoreward.engine.decision import Decision, Range
from ecoreward.money import Money
from ecoreward.policy.edition import Jurisdiction
from ecoreward.problems import Problem, Problems
from ecoreward.workbench.book_cases import CaseColumn, CaseRow, raw_of
from ecoreward.workbench.drafts import Side

if TYPE_CHECKING:
    from ecoreward.api import Library
    from ecoreward.engine.read_case import Raw


@dataclass(frozen=True, slots=True)
class Result:
    """A row under today's rules and, where values are to be tried, under those."""

    row: CaseRow
    today: Side
    tried: Side | None = None

    @property
    def then(self) -> Side:
        """The side that the values to try give; today's where there are none."""
        return self.tried or self.today

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What keeps the case from having both results; each thing once."""
        sides = (self.today, *([self.tried] if self.tried is not None else []))
        found = [p for side in sides for p in side.problems]
        return tuple({(p.code, str(p.place), str(p.params)): p for p in found}.values())

    @property
    def both(self) -> tuple[Decision, Decision] | None:
        """Both decisions, where there are both."""
        if self.today.decision is None or self.then.decision is None:
            return None
        return self.today.decision, self.then.decision


def results(
    library: Library,
    tried: Library | None,
    where: Jurisdiction,
    columns: Sequence[CaseColumn],
    rows: Iterable[CaseRow],
    file: str = "",
) -> tuple[Result, ...]:
    """Every row, calculated; a row that cannot be read has its problems, and no other is lost by it."""
    out = []
    for row in rows:
        raw = raw_of(row, columns, where, file)
        then = _side(tried, raw) if tried is not None else None
        out.append(Result(row, _side(library, raw), then))
    return tuple(out)


def _side(library: Library, raw: Raw) -> Side:
    try:
        return Side(library.evaluate(raw))
    except Problems as bad:
        return Side(None, bad.items)


@dataclass(frozen=True, slots=True)
class Sum:
    """What cases come to together, from `low` to `high` (None: one of them has no upper end)."""

    low: Money
    high: Money | None

    def to_json(self) -> dict[str, Any]:
        """As data."""
        high = self.high.to_json() if self.high is not None else None
        return {"low": self.low.to_json(), "high": high}


@dataclass(frozen=True, slots=True)
class Totals:
    """The cases that both sides could decide: their sums, and how many get more, less or the same.

    `open` are those whose change is not of one direction whatever is still open.
    """

    count: int
    failed: int
    today: Sum
    then: Sum
    more: int
    less: int
    same: int
    open: int

    @property
    def difference(self) -> Sum:
        """By how much the values to try raise the sums, at their lower and at their upper ends."""
        high = None
        if self.today.high is not None and self.then.high is not None:
            high = self.then.high - self.today.high
        return Sum(self.then.low - self.today.low, high)

    def to_json(self) -> dict[str, Any]:
        """As data."""
        return {
            "cases": self.count, "without_result": self.failed, "today": self.today.to_json(),
            "then": self.then.to_json(), "difference": self.difference.to_json(),
            "more": self.more, "less": self.less, "same": self.same, "open": self.open,
        }  # fmt: skip


def totals(found: Sequence[Result], currency: str) -> Totals:
    """The sums of all cases that both sides could decide."""
    pairs = [r.both for r in found if r.both is not None]
    ways = [_way(a.range, b.range) for a, b in pairs]
    counts = {way: ways.count(way) for way in ("more", "less", "same", "open")}
    return Totals(
        len(found), len(found) - len(pairs),
        _sum((a.range for a, _ in pairs), currency), _sum((b.range for _, b in pairs), currency),
        **counts,
    )  # fmt: skip


def _sum(ranges: Iterable[Range], currency: str) -> Sum:
    low, high = Money.of(0, currency), Money.of(0, currency)
    endless = False
    for one in ranges:
        low += one.low
        if one.high is None:
            endless = True
        else:
            high += one.high
    return Sum(low, None if endless else high)


def _way(today: Range, then: Range) -> str:
    """Whether a case gets more or less: by both its ends, where these do not go apart."""
    if (today.low, today.high) == (then.low, then.high):
        return "same"
    ways = set(_ends(today, then))
    if ways <= {"more", "same"}:
        return "more"
    return "less" if ways <= {"less", "same"} else "open"


def _ends(today: Range, then: Range) -> Iterator[str]:
    yield _compared(today.low, then.low)
    if today.high is None or then.high is None:
        yield "same" if today.high is then.high else "more" if then.high is None else "less"
    else:
        yield _compared(today.high, then.high)


def _compared(before: Money, after: Money) -> str:
    return "same" if before == after else "more" if before < after else "less"
