"""What each reporter is paid out of a share: limits per person, deductions, and limits on all together.

The entitlement is one number and the payout another. Steps are worked in the order written; a limit
on all together is used up by the first reporters first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from ecoreward.engine.decision import Missing
from ecoreward.engine.doubt import weigh
from ecoreward.engine.logic import holds, measure
from ecoreward.engine.remarks import missing_of
from ecoreward.engine.rows import column_name
from ecoreward.engine.sharing import REPORTERS, reporters
from ecoreward.engine.steps import Notes, rounded, stepped, traced_step
from ecoreward.engine.trace import StepTrace, range_data, to_json
from ecoreward.engine.values import YES, End, Num, Value, add, hull, least, minus, most
from ecoreward.engine.world import Settled, World
from ecoreward.feel.typed import MONEY, Const, Expression
from ecoreward.money import Money, minor_unit, round_to
from ecoreward.policy.after import PayoutStep
from ecoreward.policy.program import Combine, Fixed, Node, Program

Data = Mapping[str, Any]
Again = Callable[[Mapping[str, Value], Settled], World | None]
_STEP_WORK = 100  # of one step for one reporter, in the parts by which trials are counted
ZERO = Num(Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class PaidOut:
    """What the reporters are paid: together, and each with the steps that led there."""

    total: Num
    sums: tuple[Num, ...]
    items: tuple[Data, ...] = ()
    rounding: tuple[Data, ...] = ()


def paid_out(
    worlds: tuple[World, ...], parts: tuple[Fraction, ...], world: World, award: Fraction
) -> PaidOut:
    """Work the payout of every reporter; all facts of a reporter come from that reporter's world.

    One sum that nobody divides is one part, in the world of the case.
    """
    known = Num(award, award)
    case = world.knowing("award", known)
    alike = {id(w): w.knowing("award", known) for w in worlds}  # many may share one world
    own = [alike[id(w)] for w in worlds]
    notes, currency = Notes(), world.program.currency
    sums: list[Num] = [Num(p, p) for p in parts]
    trails: list[list[Data]] = [[] for _ in parts]
    total = _all(sums)
    for step in world.program.payout:
        if step.together:
            sums = [_minor(s, n, case, notes) for n, s in enumerate(sums, 1)]
            sums, total = _together(step, sums, case, trails)
            continue
        done: dict[tuple[int, End, End], Num] = {}
        for n, (before, one) in enumerate(zip(sums, own, strict=True)):
            key = (id(one), before.low, before.high)
            if key in done and not world.tracing:  # a trial of reporters who are alike
                sums[n] = done[key]
                continue
            trail: list[StepTrace] = []
            sums[n] = stepped(_name(n + 1), step.step, before, one, notes, trail)
            done[key] = sums[n]
            trails[n] += [_shown(step, t) for t in trail]
        total = _all(sums)
    grid = [_minor(s, n, case, notes) for n, s in enumerate(sums, 1)]
    if [(s.low, s.high) for s in grid] != [(s.low, s.high) for s in sums]:
        total = _all(grid)
    items = tuple(
        {
            "reporter": n,
            "share": Money.of(part, currency).to_json(),
            "steps": trail,
            "amount": range_data(sum_, currency),
        }
        for n, (part, trail, sum_) in enumerate(zip(parts, trails, grid, strict=True), 1)
    )
    return PaidOut(total, tuple(grid), items, tuple(to_json(r) for r in notes.rounding))


def _all(sums: list[Num]) -> Num:
    total = ZERO
    for one in sums:
        total = add(total, one)
    return total


def _minor(value: Num, number: int, world: World, notes: Notes) -> Num:
    """To the minor unit, half up: no source says how, so the rule is the engine's."""
    unit = minor_unit(world.program.currency)
    value = most([value, ZERO])
    return rounded(value, unit, "half-up", _name(number), None, world, notes, stated=False)


def _name(number: int) -> str:
    """What the ledger calls the payout of one reporter."""
    return column_name(REPORTERS, number, "payout")


def _together(
    step: PayoutStep, sums: list[Num], world: World, trails: list[list[Data]]
) -> tuple[list[Num], Num]:
    """A limit on all together: each takes what the earlier ones left."""
    rule = step.step
    assert rule.amount is not None
    asked = holds(rule.when.root, world) if rule.when else YES
    limit = most([_down(measure(rule.amount.root, world), world), ZERO])
    rest, out = limit, []
    for n, before in enumerate(sums):
        now = before
        if asked.true:
            now = least([before, rest])
            rest = most([add(rest, minus(now)), ZERO])
            now = now if asked.certain else hull([before, now], asked.causes)
        out.append(now)
        if world.tracing:
            trace = traced_step(rule, asked, before, now, world, None)
            trails[n].append(_shown(step, trace))
    total = _all(sums)
    if asked.true:
        capped = least([total, limit])
        total = capped if asked.certain else hull([total, capped], asked.causes)
    return out, total


def _down(value: Num, world: World) -> Num:
    unit = minor_unit(world.program.currency)
    ends = [
        None if e is None else round_to(Fraction(e), unit, "down") for e in (value.low, value.high)
    ]
    return replace(value, low=ends[0], high=ends[1])


def _shown(step: PayoutStep, trace: StepTrace) -> Data:
    data: dict[str, Any] = to_json(trace)
    return {**data, "label": dict(step.label), "per": "case" if step.together else "reporter"}


def missing(
    found: PaidOut, parts: tuple[Fraction, ...], world: World, award: Fraction, again: Again
) -> tuple[Missing, ...]:
    """What a payout still needs to be known, each with what it could move.

    `again` gives the world of the case with more facts; None where they cannot be.
    """
    if found.total.point:
        return ()

    def trial(facts: Mapping[str, Value], settled: Settled) -> Num | None:
        tried = again(facts, settled)
        if tried is None:
            return None
        worlds = reporters(tried)
        worlds = worlds if len(worlds) == len(parts) else (tried,) * len(parts)
        return paid_out(worlds, parts, tried, award).total

    shown = replace(world, program=_as_award(world.program, parts), tracing=False)
    work = len(parts) * len(world.program.payout) * _STEP_WORK
    doubt = weigh(found.total, found.total.causes, shown, trial, work)
    return tuple(missing_of(move, world) for move in doubt.moves)


def _as_award(program: Program, parts: tuple[Fraction, ...]) -> Program:
    """The payout written as an award: its thresholds are where a missing fact can change it."""
    each = tuple(s.step for s in program.payout if not s.together)
    nodes = tuple(
        Node(f"payout/{n}", Fixed(Expression("", Const(MONEY, part))), then=each)
        for n, part in enumerate(dict.fromkeys(parts), 1)
    )
    both = tuple(s.step for s in program.payout if s.together)
    whole = Node("payout", Fixed(Expression("", Const(MONEY, sum(parts, Fraction(0))))), then=both)
    return replace(program, gates=(), award=Node("payouts", Combine("sum", (*nodes, whole))))
