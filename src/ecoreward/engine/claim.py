"""The time to claim: until which day, and whether a claim came in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from ecoreward.engine.trace import range_data, to_json
from ecoreward.engine.values import NONE, Causes, Num, add, minus
from ecoreward.engine.workdays import at, counted, due_day
from ecoreward.engine.world import World
from ecoreward.policy.after import Claim

State = Literal["in_time", "late", "open", "unknown"]


@dataclass(frozen=True, slots=True)
class Claimed:
    """How a claim stands: `due` is the last day, where it can be told."""

    rule: Claim
    state: State
    due: int | None
    missing: tuple[str, ...] = ()  # facts
    years: tuple[str, ...] = ()  # whose official days off are not known

    @property
    def forfeits(self) -> bool:
        """Certainly late, and the source says that this forfeits the award."""
        return self.state == "late" and self.rule.late == "forfeited"

    @property
    def may_forfeit(self) -> bool:
        """Claimed on a day that may be late."""
        return self.state == "unknown" and self.rule.late == "forfeited"


def claimed(world: World) -> Claimed | None:
    """How the claim of a case stands; None where the edition sets no time. The day after is day one.

    A case without a day of claim is not claimed yet: it has a deadline, and nothing is late.
    """
    rule = world.program.claim
    if rule is None:
        return None
    start, by = world.facts[rule.start], world.facts[rule.by]
    assert isinstance(start, Num)
    assert isinstance(by, Num)
    due, causes = _due(rule, start, world)
    state: State = "open"
    vague = [] if start.point else [rule.start]
    if world.origins.get(rule.by) in ("given", "range"):
        passed = _passed(rule, start, by, world)
        causes = passed.causes
        if passed.high is not None and passed.high <= rule.within:
            state = "in_time"
        elif passed.low is not None and passed.low > rule.within:
            state = "late"
        else:
            state = "unknown"
            vague += [] if by.point else [rule.by]
    years = sorted(c.name for c in causes if c.kind == "calendar")
    settled = state in ("in_time", "late")
    return Claimed(
        rule, state, due, () if settled else tuple(vague), () if settled else tuple(years)
    )


def _passed(rule: Claim, start: Num, by: Num, world: World) -> Num:
    """Days or workdays from the day after `start` to the day of the claim."""
    if rule.unit == "workdays":
        return counted(start, by, world.program.country, world.years)
    return add(by, minus(start))


def _due(rule: Claim, start: Num, world: World) -> tuple[int | None, Causes]:
    """The last day to claim. A day off is not moved: no source here says that it is."""
    if not start.point or start.low is None:
        return None, NONE
    if rule.unit == "workdays":
        return due_day(int(start.low), rule.within, world.program.country, world.years)
    day = int(start.low) + rule.within
    return (day if day <= date.max.toordinal() else None), NONE


def claim_data(found: Claimed | None, at_stake: Num, world: World) -> Mapping[str, Any] | None:
    """The claim as it stands in a decision; `forfeits` is the sum that a late claim loses."""
    if found is None:
        return None
    rule, label = found.rule, world.program.vocabulary.label
    return {
        "within": rule.within,
        "unit": rule.unit,
        "after": {"fact": rule.start, "label": dict(label(rule.start))},
        "by": {"fact": rule.by, "label": dict(label(rule.by))},
        "late": rule.late,
        "due": at(found.due),
        "state": found.state,
        "missing": [{"fact": f, "label": dict(label(f))} for f in found.missing],
        "calendar": list(found.years),
        "forfeits": range_data(at_stake, world.program.currency) if found.forfeits else None,
        "cite": to_json(rule.cite),
    }
