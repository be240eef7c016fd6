"""Rule coverage: which nodes, rows, readings, limits and sides of conditions the cases reached.

The evaluator knows nothing of it: what a case reached is read from the trace of its decision.
Only what is certain counts. What stands below a doubt (a gate, a condition or an edition that is
not certain, an earlier sibling of `first` that may apply) is at most possible, and where a gate
certainly fails the award is not looked at, since its figure tests nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ecoreward.analysis.cover_points import Plan, Point
from ecoreward.analysis.reached import reached
from ecoreward.engine.decision import Decision
from ecoreward.money import text_of
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.policy.vocabulary_types import Words


@dataclass(frozen=True, slots=True)
class Missed:
    """A point that no case reached for certain; `possible` where one may have."""

    point: Point
    possible: bool

    def to_json(self) -> dict[str, Any]:
        """As data, with the sentence in both languages."""
        point = self.point
        return {
            "kind": point.kind,
            "id": point.id,
            "side": point.side,
            "label": dict(point.label),
            "file": point.place.file,
            "line": point.place.line,
            "possible": self.possible,
            "text": {"zh": point.text("zh"), "en": point.text("en")},
        }


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many points, and their exact share."""

    reached: int
    all: int

    @property
    def exact(self) -> Fraction:
        """Reached over all; 1 where there is nothing to reach."""
        return Fraction(self.reached, self.all) if self.all else Fraction(1)

    @property
    def percent(self) -> str:
        """The share in percent to one place, rounded down: 100 means all.

        >>> Share(1999, 2000).percent, Share(2, 3).percent, Share(7, 7).percent
        ('99.9', '66.6', '100')
        """
        return text_of(Fraction(int(self.exact * 1000), 10))

    def to_json(self) -> dict[str, Any]:
        """As data."""
        return {"reached": self.reached, "all": self.all, "percent": self.percent}


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the cases reached of one edition."""

    file: str
    jurisdiction: Words
    edition: str
    cases: int
    share: Share
    missed: tuple[Missed, ...]

    def to_json(self) -> dict[str, Any]:
        """As data."""
        return {
            "file": self.file,
            "jurisdiction": dict(self.jurisdiction),
            "edition": self.edition,
            "cases": self.cases,
            **self.share.to_json(),
            "missed": [m.to_json() for m in self.missed],
        }


def total(editions: Iterable[Coverage]) -> Share:
    """The points of all editions together."""
    shares = [c.share for c in editions]
    return Share(sum(s.reached for s in shares), sum(s.all for s in shares))


@dataclass(slots=True)
class _Seen:
    """Of one edition: the keys reached so far, for certain or perhaps; no trace is kept."""

    plan: Plan
    cases: int = 0
    certain: set[str] = field(default_factory=set)
    possible: set[str] = field(default_factory=set)


class Tally:
    """Adds up what decisions reach, one at a time, of the editions of these jurisdictions."""

    def __init__(self, jurisdictions: Iterable[Jurisdiction]) -> None:
        self._jurisdictions = {j.file: j for j in jurisdictions}
        self._seen = {
            (j.file, e.id): _Seen(Plan(e.program))
            for j in self._jurisdictions.values()
            for e in j.editions
        }

    def see(self, decision: Decision) -> None:
        """Count what one decision reached."""
        file = str(decision.jurisdiction["file"])
        for trace in decision.trace:
            seen = self._seen.get((file, trace.edition))
            if seen is None:
                continue
            seen.cases += 1
            for key, certain in reached(seen.plan, decision, trace):
                (seen.certain if certain else seen.possible).add(key)

    def coverage(self, *, untouched: bool = True) -> tuple[Coverage, ...]:
        """Each edition, in the order of the jurisdictions; `untouched` ones too, if asked."""
        return tuple(_coverage(j, e, seen) for j, e, seen in self._all() if untouched or seen.cases)

    def _all(self) -> Iterator[tuple[Jurisdiction, Edition, _Seen]]:
        for jurisdiction in self._jurisdictions.values():
            for edition in jurisdiction.editions:
                yield jurisdiction, edition, self._seen[jurisdiction.file, edition.id]


def _coverage(jurisdiction: Jurisdiction, edition: Edition, seen: _Seen) -> Coverage:
    points = seen.plan.points
    missed = [Missed(p, k in seen.possible) for k, p in points.items() if k not in seen.certain]
    missed.sort(key=lambda m: m.point.place.line)
    share = Share(len(points) - len(missed), len(points))
    return Coverage(
        jurisdiction.file, jurisdiction.label, edition.id, seen.cases, share, tuple(missed)
    )
