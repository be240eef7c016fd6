"""Limits and steps of a node, for all rows at once: floor, cap, the authority's figure, then `then`."""

from __future__ import annotations

from fractions import Fraction

from ecoreward.columns import fold
from ecoreward.columns import values as v
from ecoreward.columns.context import Context
from ecoreward.columns.graph import Graph
from ecoreward.columns.graph import Node as Bit
from ecoreward.columns.logic import holds, measure, product
from ecoreward.columns.result import Body, nothing
from ecoreward.columns.world import World
from ecoreward.money import RoundingMode
from ecoreward.policy.program import Node, Step

DECIDED = "#decided"


def limited(node: Node, body: Body, world: World, ctx: Context) -> tuple[v.Num, Bit]:
    """The amount of a node after its limits and steps, and whether any of them changed it."""
    g, value, changed = ctx.g, body.amount, ctx.g.no
    floor = measure(node.floor.root, world, ctx) if node.floor else None
    cap = measure(node.cap.root, world, ctx) if node.cap else None
    if floor and cap:
        low, high = v.aligned(g, [floor, cap])
        clash = g.and_(g.not_(low.low_endless), g.not_(high.high_endless), g.lt(high.high, low.low))
        ctx.leave(clash)
    if floor is not None:
        after = fold.most_of_all(g, [value, floor])
        changed, value = g.or_(changed, differ(g, value, after)), after
    if cap is not None:
        after = fold.least_of_all(g, [value, cap])
        changed, value = g.or_(changed, differ(g, value, after)), after
    if body.ends is not None:
        value, used = _decide(node, value, _clamped(body.ends, floor, cap, ctx), ctx)
        changed = g.or_(changed, used)
    for step in node.then:
        value, moved = stepped(step, value, world, ctx)
        changed = g.or_(changed, moved)
    return value, changed


def differ(g: Graph, a: v.Num, b: v.Num) -> Bit:
    """Whether an end is another one."""
    a, b = v.aligned(g, [a, b])

    def end(x: Bit, x_endless: Bit, y: Bit, y_endless: Bit) -> Bit:
        one = g.or_(g.and_(x_endless, g.not_(y_endless)), g.and_(y_endless, g.not_(x_endless)))
        return g.or_(one, g.and_(g.not_(x_endless), g.not_(y_endless), g.not_(g.eq(x, y))))

    low = end(a.low, a.low_endless, b.low, b.low_endless)
    if v.sure_point(a) and v.sure_point(b):
        return low
    return g.or_(low, end(a.high, a.high_endless, b.high, b.high_endless))


def _clamped(
    ends: tuple[v.Num, v.Num | None], floor: v.Num | None, cap: v.Num | None, ctx: Context
) -> tuple[v.Num, v.Num | None]:
    g = ctx.g
    low, high = ends
    if floor is not None:
        low = fold.most_of_all(g, [low, floor])
        high = None if high is None else fold.most_of_all(g, [high, floor])
    if cap is not None:
        low = fold.least_of_all(g, [low, cap])
        high = cap if high is None else fold.least_of_all(g, [high, cap])
    return low, high


def _decide(
    node: Node, value: v.Num, ends: tuple[v.Num, v.Num | None], ctx: Context
) -> tuple[v.Num, Bit]:
    """The authority's figure where a row has one for this node; else the node's figure is open."""
    g = ctx.g
    mine = ctx.settled.get(node.id)
    open_ = g.and_(ctx.reach, g.not_(v.point(g, value)))
    ctx.figures[node.id] = g.or_(ctx.figures.get(node.id, g.no), open_)
    if mine is None:
        return value, g.no
    given = g.column(DECIDED, 0, ctx.most)
    figure = v.Num(given, given, g.no, g.no, 100, g.zero)
    f, x = v.aligned(g, [figure, value])
    beyond = g.or_(
        g.and_(g.not_(x.low_endless), g.lt(f.low, x.low)),
        g.and_(g.not_(x.high_endless), g.lt(x.high, f.low)),
    )
    ctx.leave(g.and_(mine, beyond))
    # Whether the figure may stand may depend on facts that are missing: the reference says on which.
    ctx.leave(g.and_(mine, g.not_(_surely_inside(g, figure, ends))))
    return v.choose_num(g, mine, figure, value), mine


def _surely_inside(g: Graph, figure: v.Num, ends: tuple[v.Num, v.Num | None]) -> Bit:
    f, low = v.aligned(g, [figure, ends[0]])
    above = g.and_(g.not_(low.high_endless), g.le(low.high, f.low))
    if ends[1] is None:
        return above
    f, high = v.aligned(g, [figure, ends[1]])
    return g.and_(above, g.not_(high.low_endless), g.le(f.low, high.low))


def stepped(step: Step, value: v.Num, world: World, ctx: Context) -> tuple[v.Num, Bit]:
    """An amount after one step, and whether the step shows."""
    g = ctx.g
    asked = holds(step.when.root, world, ctx) if step.when else v.known(g, g.yes)
    with ctx.where(asked.true):
        done = _apply(step, value, world, ctx)
    open_ = v.open_(g, asked)
    if open_ is not g.no:
        either = fold.hull(g, [(g.yes, value), (g.yes, done)], asked.causes)
        done = v.choose_num(g, open_, either, done)
    done = v.choose_num(g, asked.true, done, value)
    shows = differ(g, value, done)
    if step.kind in ("minus", "times"):
        shows = g.or_(shows, g.and_(value.high_endless, asked.true))
    return done, shows


def _apply(step: Step, value: v.Num, world: World, ctx: Context) -> v.Num:
    g = ctx.g
    if step.kind == "round":
        assert step.unit is not None
        return rounded(value, step.unit, step.mode, ctx)
    assert step.amount is not None
    amount = measure(step.amount.root, world, ctx)
    match step.kind:
        case "times":
            return product(value, amount, ctx)
        case "minus":
            return fold.most_of_all(g, [v.add(g, value, v.minus(g, amount)), nothing(g)])
        case "floor":
            return fold.most_of_all(g, [value, amount])
    return fold.least_of_all(g, [value, amount])


def rounded(value: v.Num, unit: Fraction, mode: RoundingMode, ctx: Context) -> v.Num:
    """Both ends rounded alike, by the rules of `money.round_to` on whole numbers."""
    g = ctx.g
    low = units(g, value.low, value.den, unit, mode)
    high = low if v.sure_point(value) else units(g, value.high, value.den, unit, mode)
    by = g.number(unit.numerator)
    return v.number(
        g, g.mul(low, by), g.mul(high, by), value.low_endless, value.high_endless,
        unit.denominator, value.causes,
    )  # fmt: skip


def units(g: Graph, end: Bit, den: int, unit: Fraction, mode: RoundingMode) -> Bit:
    """How many of a unit the rounded value ``end / den`` is."""
    ratio = Fraction(1, den) / unit
    n, d = g.mul(end, g.number(ratio.numerator)), ratio.denominator
    if d == 1:
        return n
    match mode:
        case "half-up":
            return g.div(g.add(g.mul(n, g.number(2)), g.number(d)), 2 * d)
        case "down":
            return g.div(n, d)
        case "up":
            return g.sub(g.zero, g.div(g.sub(g.zero, n), d))
    whole = g.div(n, d)
    rest = g.mul(g.sub(n, g.mul(whole, g.number(d))), g.number(2))
    odd = g.eq(g.sub(whole, g.mul(g.div(whole, 2), g.number(2))), g.number(1))
    over = g.or_(g.lt(g.number(d), rest), g.and_(g.eq(rest, g.number(d)), odd))
    return g.add(whole, g.if_(over, g.number(1), g.zero))
