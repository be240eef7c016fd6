"""What stands beside the award: consents that are needed, honours, and days the authority gives itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ecoreward.engine.logic import holds
from ecoreward.engine.run import Run
from ecoreward.engine.trace import to_json
from ecoreward.engine.values import YES, Choice, Num, Truth, both
from ecoreward.engine.world import World
from ecoreward.policy.program import Approval, Honour

Data = Mapping[str, Any]


def approvals(world: World, result: Run) -> tuple[Data, ...]:
    """Consents that are or may be needed, and whether they are given."""
    if not result.gate.true:
        return ()
    out = []
    for approval in world.program.approvals:
        needed = _needed(approval, world, result)
        if not needed.true:
            continue
        consent = world.facts.get(approval.consent)
        given = isinstance(consent, Truth) and consent.certain
        refused = isinstance(consent, Truth) and not consent.true
        spec = world.program.vocabulary.facts.get(approval.consent)
        out.append(
            {
                "id": approval.id,
                "label": dict(approval.label),
                "state": "consented" if given else "refused" if refused
                else "needed" if needed.certain else "possible",
                "fact": approval.consent,
                "consent": dict(spec.label) if spec else {},
                "by": dict(approval.by),
                "cite": to_json(approval.cite),
            }
        )  # fmt: skip
    return tuple(out)


def _needed(approval: Approval, world: World, result: Run) -> Truth:
    parts = [_contributes(approval.with_node, result)]
    if approval.when is not None:
        parts.append(holds(approval.when.root, world.knowing("award", result.final)))
    return both(parts)


def _contributes(node: str, result: Run) -> Truth:
    """Whether a node (a combiner or table too) brings money to the result."""
    if not node:
        return YES
    path = result.award.path
    return Truth(node in path, not path.get(node, False))


def honours(world: World, result: Run) -> tuple[Data, ...]:
    """Rewards that are not money, given or possible."""
    out = []
    for honour in world.program.honours:
        answer = _honoured(honour, world, result)
        if answer.true:
            state = "given" if answer.certain else "possible"
            out.append(
                {
                    "id": honour.id,
                    "label": dict(honour.label),
                    "state": state,
                    "cite": to_json(honour.cite),
                }
            )
    return tuple(out)


def _honoured(honour: Honour, world: World, result: Run) -> Truth:
    if not result.gate.true:
        return Truth(False, True)
    answer = holds(honour.when.root, world) if honour.when else YES
    return both([answer, result.gate, _contributes(honour.with_node, result)])


def deadlines(world: World) -> tuple[Data, ...]:
    """Days the authority gives itself; never in the money."""
    rule = world.program.handling
    if rule is None:
        return ()
    urgency, start = world.facts.get("urgency"), world.facts.get(rule.start)
    facts = world.program.vocabulary.facts
    missing = [
        {"fact": name, "label": dict(facts[name].label)}
        for name in ("urgency", rule.start)
        if name in facts and world.origins.get(name) == "missing"
    ]
    due = None
    days = None
    if isinstance(urgency, Choice) and urgency.point:
        days = rule.days.get(next(iter(urgency.codes)))
    if days is not None and isinstance(start, Num) and start.point and start.low is not None:
        day = int(start.low) + days
        due = date.fromordinal(day).isoformat() if day <= date.max.toordinal() else None
    return (
        {
            "id": "handling",
            "from": rule.start,
            "days": days,
            "by_urgency": dict(rule.days),
            "due": due,
            "missing": missing,
            "cite": to_json(rule.cite),
        },
    )
