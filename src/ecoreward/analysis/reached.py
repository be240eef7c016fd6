"""What one decision reached of its edition, read from its trace: keys of points, certain or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ecoreward.analysis.cover_points import SIDES, Plan, Seat, atoms, limits
from ecoreward.engine.decision import Decision, Trace
from ecoreward.engine.trace import NodeTrace, StepTrace, TestTrace
from ecoreward.feel import typed as t
from ecoreward.policy.program import EDGES, Combine, Readings, Table

Hit = tuple[str, bool]  # the key of a point, and whether it was reached for certain


def reached(plan: Plan, decision: Decision, trace: Trace) -> Iterator[Hit]:
    """Every point that the decision reached under one edition; keys may repeat or be no point."""
    sure = decision.edition is not None  # else the trace is that of a candidate
    gates = {g.id: g for g in plan.program.gates}
    for gate in trace.gates:
        if gate.id in gates:
            yield from _test(plan, f"gate:{gate.id}", gates[gate.id].when, gate.condition, sure)
    passed = {g.passed for g in trace.gates}
    if "no" in passed:
        return
    sure = sure and "unknown" not in passed
    root = plan.program.award
    if root is not None and trace.award is not None:
        yield from _node(plan, plan.seats[root.id], trace.award, sure)
    if decision.edition is not None:
        yield from _beside(plan, decision, sure)


def _beside(plan: Plan, decision: Decision, sure: bool) -> Iterator[Hit]:
    """Approvals asked for and honours given, or certainly not."""
    known = decision.amount is not None
    asked = {a["id"]: a["state"] for a in decision.approvals}
    for approval in plan.program.approvals:
        state = asked.get(approval.id)
        # A consent that was given or refused hides whether it was needed, unless the sum is known.
        certain = state is None or state == "needed" or (state != "possible" and known)
        yield f"approval:{approval.id}:{'no' if state is None else 'yes'}", sure and certain
    given = {h["id"]: h["state"] for h in decision.honours}
    for honour in plan.program.honours:
        state = given.get(honour.id)
        key = f"honour:{honour.id}:{'no' if state is None else 'yes'}"
        yield key, sure and state != "possible"


def _node(plan: Plan, seat: Seat, trace: NodeTrace, sure: bool) -> Iterator[Hit]:
    """A node and all below it; `sure` where nothing above it is in doubt."""
    if not trace.reached:
        return
    node, name = seat.node, seat.name
    inside = sure
    if trace.kinds is not None:
        yield from _answer(f"for:{name}", trace.kinds.result, sure)
        inside = inside and trace.kinds.result == "yes"
    if trace.condition is not None and node.when is not None:
        yield from _test(plan, f"when:{name}", node.when, trace.condition, sure)
        inside = inside and trace.condition.result == "yes"
    if trace.applies != "no":
        applied = inside and trace.applies == "yes"
        if seat.kind != "reading":  # one of several readings counts where they differ
            yield f"{seat.kind}:{name}", applied
        yield from _steps(plan, seat, trace, inside, applied)
    yield from _told_apart(seat, trace, inside)
    yield from _children(plan, seat, trace, inside)


def _children(plan: Plan, seat: Seat, trace: NodeTrace, inside: bool) -> Iterator[Hit]:
    body = seat.node.body
    for child in trace.children:
        below = plan.seat(seat, child.id)
        sure = inside
        if isinstance(body, Table):
            sure = inside and _picked(trace, child)
        if child.row_of is not None:  # a copy for a row that may not be there is not certain
            sure = inside and child.row_of["known"]
        if below is not None:
            yield from _node(plan, below, child, sure)
        if isinstance(body, Combine) and body.how == "first" and child.applies == "unknown":
            inside = False  # what follows is evaluated as if this one did not apply


def _picked(table: NodeTrace, child: NodeTrace) -> bool:
    """Whether a table certainly came to this row, or to `otherwise` because no row may hold."""
    if child.row:
        return all(test.result == "yes" for test in child.row)
    return not any(other.row for other in table.children if other.says == child.says)


def _told_apart(seat: Seat, trace: NodeTrace, inside: bool) -> Iterator[Hit]:
    """Readings count where their amounts differ, or where the authority's reading was used."""
    body = seat.node.body
    if trace.settled == "agreed" or trace.applies == "no":
        return
    shown: dict[str, list[Any]] = {}
    if isinstance(body, Readings):
        for child in trace.children:
            shown.setdefault(child.id, []).append((child.applies, child.amount))
    elif isinstance(body, Table) and body.other:
        for child in trace.children:
            edge = next((e for e, says in EDGES.items() if says == child.says), "")
            shown.setdefault(edge, []).append((child.applies, child.amount))
    amounts = list(shown.values())
    differ = len(amounts) == 1 or any(a != amounts[0] for a in amounts)
    certain = inside and differ and not _lacks_facts(trace)
    for reading in shown:
        yield f"reading:{seat.name}/{reading}", certain


def _steps(plan: Plan, seat: Seat, trace: NodeTrace, inside: bool, applied: bool) -> Iterator[Hit]:
    """Limits and steps that changed the amount, that left it, and the conditions they have."""
    node, name = seat.node, seat.name
    taken = iter(trace.steps)
    for limit, kind, _ in limits(node):
        step = next((s for s in taken if s.kind == kind), None)
        if step is None:
            return
        if step.condition is not None:
            when = node.then[int(limit.removeprefix("then."))].when
            assert when is not None
            yield from _test(plan, f"{limit}.when:{name}", when, step.condition, inside)
        if step.applied != "no":
            side, certain = _changed(step, trace)
            sure = applied and certain and step.applied == "yes"
            yield from ((f"{limit}:{name}:{s}", sure) for s in ((side,) if certain else SIDES))


def _changed(step: StepTrace, trace: NodeTrace) -> tuple[str, bool]:
    """Whether a step changed the amount, and whether that is certain.

    A range that the authority still has to choose from is changed by a limit that cuts one end. A
    range of what is not known is changed for certain only where both ends are.
    """
    (low, high), (low_now, high_now) = _ends(step.before), _ends(step.after)
    ends = (low != low_now, high != high_now)
    chosen = any(s.kind == "decided" for s in trace.steps)
    open_figure = any(c.startswith(("figure:", "unstated:", "reading:")) for c in trace.causes)
    whole = low == high or chosen or (open_figure and not _lacks_facts(trace))
    return SIDES[not any(ends)], whole or ends[0] == ends[1]


def _ends(amount: Any) -> tuple[Any, Any]:
    if amount is not None and "low" in amount:
        return amount["low"], amount["high"]
    return amount, amount


def _lacks_facts(trace: NodeTrace) -> bool:
    return any(cause.startswith("fact:") for cause in trace.causes)


def _test(
    plan: Plan, site: str, expression: t.Expression, trace: TestTrace, sure: bool
) -> Iterator[Hit]:
    """The sides of a condition, of its parts, and of the definitions it uses."""
    yield from _answer(site, trace.result, sure)
    for (path, atom), part in zip(atoms(expression.root), _parts(trace), strict=True):
        yield from _answer(f"{site}#{path}", part.result, sure)
        if isinstance(atom, t.Defined) and part.items:
            value = plan.program.defined[atom.name].value
            yield from _test(plan, f"define:{atom.name}", value, part.items[0], sure)


def _parts(trace: TestTrace) -> Iterator[TestTrace]:
    """The traces of the tests that `atoms` finds, in the same order."""
    if trace.kind in ("and", "or", "not", "if"):
        for item in trace.items:
            yield from _parts(item)
    elif trace.kind != "constant":
        yield trace


def _answer(site: str, result: str, sure: bool) -> Iterator[Hit]:
    if result in SIDES:
        yield f"{site}:{result}", sure
    else:
        yield from ((f"{site}:{side}", False) for side in SIDES)
