"""Which edition is in force on a day that may be known in part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ecoreward.engine.values import Num
from ecoreward.policy.edition import Edition, Jurisdiction


@dataclass(frozen=True, slots=True)
class Choice:
    """The editions that may be in force; `none` when some possible day has no edition."""

    editions: tuple[Edition, ...]
    none: bool

    @property
    def single(self) -> Edition | None:
        """The one edition, when it is certain."""
        return self.editions[0] if len(self.editions) == 1 and not self.none else None


def choose(jurisdiction: Jurisdiction, day: Num, scheme: str = "main") -> Choice:
    """The editions of a scheme that may be in force on `day`. Drafts are never chosen by date."""
    pool = [e for e in jurisdiction.editions if e.scheme == scheme and e.status != "draft"]
    possible = tuple(e for e in pool if _possible(e, day))
    return Choice(possible, not _filled(possible, day))


def _possible(edition: Edition, day: Num) -> bool:
    earliest = edition.first_day[0]
    latest = edition.last_day[1]
    begun = earliest is None or day.high is None or day.high >= earliest
    not_over = latest is None or day.low is None or day.low <= latest
    return begun and not_over


def _filled(editions: tuple[Edition, ...], day: Num) -> bool:
    """Whether every possible day certainly has an edition."""
    reached = day.low
    for edition in sorted(editions, key=lambda e: e.first_day[1] or 0):
        start, end = edition.first_day[1], edition.last_day[0]
        if start is not None and (reached is None or start > reached):
            return False
        if end is None:
            return True
        reached = end + 1 if reached is None else max(reached, end + 1)
        if day.high is not None and reached > day.high:
            return True
    return False


def iso(day: int | None) -> str:
    """A day as text; empty when there is none."""
    return "" if day is None else date.fromordinal(day).isoformat()


def within(edition: Edition, day: Num) -> Num:
    """The part of `day` that the edition can cover."""
    earliest, latest = edition.first_day[0], edition.last_day[1]
    low, high = day.low, day.high
    if earliest is not None and (low is None or low < earliest):
        low = earliest
    if latest is not None and (high is None or high > latest):
        high = latest
    return Num(low, high, day.causes)


def neighbours(
    jurisdiction: Jurisdiction, day: Num, scheme: str = "main"
) -> tuple[Edition | None, Edition | None]:
    """The edition before and the edition after the day."""
    pool = [e for e in jurisdiction.editions if e.scheme == scheme and e.status != "draft"]
    before = [e for e in pool if _ended(e, day)]
    after = [e for e in pool if _not_begun(e, day)]
    return (before[-1] if before else None, after[0] if after else None)


def _ended(edition: Edition, day: Num) -> bool:
    latest = edition.last_day[1]
    return latest is not None and day.low is not None and latest < day.low


def _not_begun(edition: Edition, day: Num) -> bool:
    earliest = edition.first_day[0]
    return earliest is not None and day.high is not None and earliest > day.high
