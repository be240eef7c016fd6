"""What follows the award: approvals, sharing, what is payable, honours and deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from ecoreward.engine.decision import SETTLED, Outcome
from ecoreward.engine.logic import holds
from ecoreward.engine.run import Run
from ecoreward.engine.trace import to_json
from ecoreward.engine.values import YES, Choice, Num, Truth, both
from ecoreward.engine.world import World
from ecoreward.money import Money, minor_unit, split_equally
from ecoreward.policy.program import Approval, Honour

Data = Mapping[str, Any]
MOST_SHARES = 10_000  # a vocabulary without a bound of its own must not ask for more


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


def shares(world: World, amount: Money | None, outcome: Outcome) -> tuple[Money, ...]:
    """One award in equal shares, the odd fen by the rule of the program."""
    rule = world.program.sharing
    if rule is None or amount is None or outcome not in (Outcome.AWARDED, Outcome.PENDING_APPROVAL):
        return ()
    count = world.facts.get(rule.count)
    if not isinstance(count, Num) or not count.point or count.low is None:
        return ()
    ways = int(count.low)
    if not 1 <= ways <= MOST_SHARES:
        return ()
    unit = minor_unit(amount.currency)
    parts = split_equally(Fraction(amount.value), ways, unit)
    return tuple(Money.of(p, amount.currency) for p in parts)


def payment(
    outcome: Outcome, amount: Money | None, paid: Money, *, held: bool
) -> tuple[Money | None, Money]:
    """What is payable now, and what was paid beyond the entitlement.

    Nothing is payable (`held`) on a draft, nor under an edition that is not in force that day.
    """
    zero = Money.of(0, paid.currency)
    if outcome not in SETTLED or amount is None or held:
        return None, zero
    if paid <= amount:
        return amount - paid, zero
    return zero, paid - amount


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
