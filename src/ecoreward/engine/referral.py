"""A matter that goes to another jurisdiction: the result of the same case there, as data beside the decision.

Nothing of it enters the sums of the decision itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ecoreward.engine.decision import Decision, Outcome, Referral, Remark
from ecoreward.policy.program import Target
from ecoreward.problems import Problems

# The decision on the same case in another jurisdiction.
Put = Callable[[Target], Decision]


def followed(decision: Decision, put: Put) -> Decision:
    """The decision with what comes of the case where it is referred to; a circle is told, not followed."""
    if decision.outcome is not Outcome.REFERRED:
        return decision
    found, remarks = _follow(decision, put, (decision.jurisdiction,))
    return replace(decision, referred_to=found, caveats=(*remarks, *decision.caveats))


def _follow(
    decision: Decision, put: Put, way: tuple[Mapping[str, Any], ...]
) -> tuple[Referral | None, tuple[Remark, ...]]:
    target = _target(decision)
    if target is None:
        return None, ()
    if not target.file:
        return None, (Remark("referred-absent", "", {"jurisdiction": dict(target.label)}),)
    if target.file in [j["file"] for j in way]:
        names = {
            x: " → ".join([*(j["label"].get(x) or j["name"] for j in way), target.label.get(x, "")])
            for x in ("zh", "en")
        }
        return None, (Remark("referred-circle", "", {"names": names}),)
    try:
        there = put(target)
    except Problems:  # of its file, or of the case in its words: neither is this decision's
        return None, (Remark("referred-unanswered", "", {"jurisdiction": dict(target.label)}),)
    further: Referral | None = None
    remarks: tuple[Remark, ...] = ()
    if there.outcome is Outcome.REFERRED:
        further, remarks = _follow(there, put, (*way, there.jurisdiction))
    edition = there.edition or {}
    return Referral(
        there.jurisdiction, edition.get("id", ""), edition.get("title", ""),
        there.outcome.value, there.range, further,
    ), remarks  # fmt: skip


def _target(decision: Decision) -> Target | None:
    """Where the first gate sends the case by which it certainly goes; None where editions differ."""
    found = [
        next((g.to for g in t.gates if g.kind == "refers" and g.id in decision.because), None)
        for t in decision.trace
    ]
    return found[0] if found and all(target == found[0] for target in found) else None
