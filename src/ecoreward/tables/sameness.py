"""What of a case can make a difference before one place: rows that say the same in it have one answer.

The reference evaluator is slow, and a place asks few of the facts that a table has; of the day that
chooses the edition often nothing counts but which editions are in force on it.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ecoreward.columns.decide import reads
from ecoreward.columns.derive import closure
from ecoreward.columns.editions import stretches
from ecoreward.policy.edition import Jurisdiction
from ecoreward.policy.expressions import facts_of

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Sameness:
    """The facts that count, and the days on which another choice of editions begins (none: every day counts)."""

    facts: frozenset[str]
    day: str
    starts: tuple[int, ...]

    def key(self, case: Mapping[str, Any]) -> str:
        """The same text for cases that have the same answer."""
        facts = {n: v for n, v in case["facts"].items() if n in self.facts}
        if self.starts and not case.get("edition"):
            facts[self.day] = self._stretch(facts.get(self.day))
        return key_of({**case, "facts": facts})

    def _stretch(self, day: Any) -> Any:
        """Between which days it lies, for a whole day; else what was written."""
        if not isinstance(day, str) or not _DAY.fullmatch(day):
            return day
        try:
            return bisect_right(self.starts, date.fromisoformat(day).toordinal())
        except ValueError:
            return day


def sameness(where: Jurisdiction, *, presume: bool) -> Sameness:
    """What counts in a place, whichever of its editions a case falls under."""
    vocabulary = where.vocabulary
    conditions = [(e.program.where, e.program) for e in where.editions]
    read = {f for e in where.editions for f in reads(e.program)}
    read |= {f for x, program in conditions if x is not None for f in facts_of([x], program)}
    # Links count wherever a case gives a fact that cannot be so beside another.
    counted = {*closure(vocabulary, [*read, *vocabulary.links]), *vocabulary.rows}
    # The day itself counts where a rule reads it, or something that rows give follows from it.
    starts = (
        ()
        if where.chosen_by in counted
        else tuple(s.first for s in stretches(where, presume=presume))
    )
    return Sameness(frozenset({*counted, where.chosen_by}), where.chosen_by, starts)


def key_of(case: Mapping[str, Any]) -> str:
    """A text for a case as it was written."""
    return json.dumps(case, sort_keys=True, default=str, ensure_ascii=False)
