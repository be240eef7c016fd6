"""Gates, award and the one rounding at the root, for all rows at once: `engine.run`, on columns."""

from __future__ import annotations

from dataclasses import dataclass

from ecoreward.columns import fold
from ecoreward.columns import values as v
from ecoreward.columns.award import Walk
from ecoreward.columns.context import Context, Unsupported
from ecoreward.columns.graph import Node
from ecoreward.columns.logic import holds
from ecoreward.columns.narrow import assume
from ecoreward.columns.result import Result, nothing
from ecoreward.columns.steps import rounded
from ecoreward.columns.world import World, joined
from ecoreward.money import minor_unit
from ecoreward.policy.program import Gate


@dataclass(frozen=True, slots=True)
class Run:
    """What one evaluation gave, by row; sums are intervals over the minor unit."""

    gate: v.Truth
    referred: Node
    failed: dict[str, Node]  # by gate
    uncertain: dict[str, Node]
    award: Result
    at_stake: v.Num
    final: v.Num


def run(world: World, ctx: Context) -> Run:
    """Evaluate gates and award; both ends of the result are rounded alike, once."""
    g, program = ctx.g, ctx.program
    if program.award is None:
        raise Unsupported("no award")
    answers = [(x, _lets_through(x, world, ctx)) for x in program.gates]
    gate = v.both(g, [a for _, a in answers])
    open_ = v.open_(g, gate)
    inner, alive = world, g.yes
    if open_ is not g.no:
        with ctx.where(open_):
            for x, answer in answers:
                inner, alive = _assumed(x, answer, inner, alive, ctx)
        ctx.leave(g.and_(open_, g.not_(alive)))  # no case can meet all of them together
    before = len(ctx.soft)
    result = Walk(ctx).award(program.award, inner)
    # A row that no gate lets through gets nothing, whatever is open in the award.
    ctx.soft[before:] = [g.and_(gate.true, rows) for rows in ctx.soft[before:]]
    value = v.choose_num(g, result.applies.true, result.amount, nothing(g))
    doubtful = v.open_(g, result.applies)
    if doubtful is not g.no:
        low = fold.hull(g, [(g.yes, nothing(g)), (g.yes, value)], result.applies.causes)
        value = v.choose_num(g, doubtful, low, value)
    rule, minor = program.rounding, minor_unit(program.currency)
    at_stake = rounded(value, rule.unit if rule else minor, rule.mode if rule else "half-up", ctx)
    at_stake = _minor(at_stake, minor.denominator, ctx)
    final = at_stake
    if open_ is not g.no:
        either = fold.hull(g, [(g.yes, nothing(g)), (g.yes, at_stake)], gate.causes)
        final = v.choose_num(g, open_, either, final)
    final = _minor(v.choose_num(g, gate.true, final, nothing(g)), minor.denominator, ctx)
    failed = {x.id: g.not_(a.true) for x, a in answers}
    referred = g.or_(*(failed[x.id] for x, _ in answers if x.kind == "refers"))
    uncertain = {x.id: v.open_(g, a) for x, a in answers}
    return Run(gate, referred, failed, uncertain, result, at_stake, final)


def _assumed(
    gate: Gate, answer: v.Truth, world: World, alive: Node, ctx: Context
) -> tuple[World, Node]:
    """What is known of the facts once an open gate lets a row through."""
    g = ctx.g
    if answer.false is g.no:
        return world, alive
    with ctx.where(answer.false):
        inner, more = assume(gate.when.root, world, ctx, want=gate.kind == "requires")
    return (
        joined(ctx, answer.false, inner, world),
        g.and_(alive, g.or_(g.not_(answer.false), more)),
    )


def _lets_through(gate: Gate, world: World, ctx: Context) -> v.Truth:
    answer = holds(gate.when.root, world, ctx)
    return answer if gate.kind == "requires" else v.negate(answer)


def _minor(value: v.Num, den: int, ctx: Context) -> v.Num:
    """A rounded sum in minor units."""
    if den % value.den:
        raise Unsupported("a rounding finer than the currency")
    return v.scaled(ctx.g, value, den)
