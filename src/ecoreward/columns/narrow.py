"""What is known of the facts once a condition holds, or does not: `engine.narrow`, on columns.

Only rows that do not know the answer learn anything; for the others the world stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ecoreward.columns import values as v
from ecoreward.columns.context import Context
from ecoreward.columns.graph import Node
from ecoreward.columns.logic import holds, measure
from ecoreward.columns.lookups import Members, narrowed
from ecoreward.columns.world import World, joined
from ecoreward.engine import narrow as reference
from ecoreward.engine.world import World as Reference
from ecoreward.feel import typed as t

NUMERIC = ("integer", "number", "money", "date")
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
DENIED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
Left = tuple[World, Node]  # the world, and whether a row can be in it


def assume(node: t.Node, world: World, ctx: Context, want: bool = True) -> Left:
    """The world in which `node` is `want`, and the rows for which that can be."""
    g = ctx.g
    known = holds(node, world, ctx)
    possible = known.true if want else known.false
    open_ = v.open_(g, known)
    if open_ is g.no:
        return world, possible
    with ctx.where(open_):
        inner, alive = _inside(node, world, ctx, want)
    return joined(ctx, open_, inner, world), g.and_(possible, g.or_(g.not_(open_), alive))


def _inside(node: t.Node, world: World, ctx: Context, want: bool) -> Left:
    g = ctx.g
    match node:
        case t.Fact(name=name):
            return world.knowing(name, v.known(g, g.truth(want))), g.yes
        case t.Defined(name=name):
            return assume(ctx.program.defined[name].value.root, world, ctx, want)
        case t.Not(item=item):
            return assume(item, world, ctx, not want)
        case t.And(items=items) | t.Or(items=items):
            if isinstance(node, t.And) is want:
                return _each(items, world, ctx, want)
            return _only_one_left(items, world, ctx, want)
        case t.Compare(left=left) if left.type.kind in NUMERIC:
            return _compare(node, world, ctx, want)
        case t.Compare(left=left) if left.type.kind == "boolean":
            return _same(node, world, ctx, want)
        case t.Within():
            return _within(node, world, ctx, want)
        case t.Compare() | t.Member() | t.Has():
            return members(node, world, ctx, want)
    return world, g.yes


def _each(items: tuple[t.Node, ...], world: World, ctx: Context, want: bool) -> Left:
    alive = ctx.g.yes
    for item in items:
        world, more = assume(item, world, ctx, want)
        alive = ctx.g.and_(alive, more)
    return world, alive


def _only_one_left(items: tuple[t.Node, ...], world: World, ctx: Context, want: bool) -> Left:
    """``a or b`` holds and a does not: then b does."""
    g, out, alive = ctx.g, world, ctx.g.yes
    answers = [holds(i, world, ctx) for i in items]
    left = [a.true if want else a.false for a in answers]
    for i, item in enumerate(items):
        alone = g.and_(left[i], *(g.not_(x) for j, x in enumerate(left) if j != i))
        if alone is g.no:
            continue
        with ctx.where(alone):
            inner, more = assume(item, world, ctx, want)
        out = joined(ctx, alone, inner, out)
        alive = g.and_(alive, g.or_(g.not_(alone), more))
    return out, alive


def members(node: t.Node, world: World, ctx: Context, want: bool) -> Left:
    """A condition on a set or a choice: the reference narrows each value that is not given."""
    named = [
        x.name
        for x in (getattr(node, "left", None), getattr(node, "right", None))
        if isinstance(x, t.Fact)
    ]
    found = [world.facts[n] for n in named]
    if len(found) != 1 or not isinstance(found[0], Members):
        return world, ctx.g.yes
    return narrow(found[0], world, ctx, lambda ref: reference.assume(node, ref, want))


def narrow(
    fact: Members, world: World, ctx: Context, by: Callable[[Reference], Reference | None]
) -> Left:
    """The world with one set or choice narrowed."""
    left, alive = narrowed(ctx, fact, by)
    return world.knowing(fact.fact, left), alive


def _same(node: t.Compare, world: World, ctx: Context, want: bool) -> Left:
    g = ctx.g
    op = node.op if want else DENIED[node.op]
    for side, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(side, t.Fact):
            right = holds(other, world, ctx)
            sure = g.not_(v.open_(g, right))
            value = right.true if op == "=" else g.not_(right.true)
            fact = world.facts[side.name]
            assert isinstance(fact, v.Truth)
            # Where the other side is open too the reference looks on to the second side.
            if sure is not g.yes and isinstance(other, t.Fact):
                ctx.leave(g.not_(sure))
            return world.knowing(side.name, v.choose(g, sure, v.known(g, value), fact)), g.yes
    return world, g.yes


def _compare(node: t.Compare, world: World, ctx: Context, want: bool) -> Left:
    op = node.op if want else DENIED[node.op]
    for side, other, turned in ((node.left, node.right, op), (node.right, node.left, TURNED[op])):
        if isinstance(side, (t.Fact, t.Defined)):
            return _bound(side, turned, measure(other, world, ctx), world, ctx)
    return world, ctx.g.yes


def _bound(node: t.Fact | t.Defined, op: str, other: v.Num, world: World, ctx: Context) -> Left:
    g = ctx.g
    if isinstance(node, t.Defined):
        ctx.leave(g.yes)  # bounds of named numbers are kept by the reference alone
        return world, g.yes
    fact = world.facts[node.name]
    assert isinstance(fact, v.Num)
    step = ctx.reference.step(node.name)
    low, high = fact.low, fact.high
    low_endless, high_endless = fact.low_endless, fact.high_endless
    if op in ("<", "<=", "="):
        top, off = _down(other.high, other.den, step, fact.den, ctx, strict=op == "<")
        ctx.leave(off)
        has = g.not_(other.high_endless)
        high = g.if_(has, g.if_(high_endless, top, g.min_(high, top)), high)
        high_endless = g.and_(high_endless, other.high_endless)
    if op in (">", ">=", "="):
        under, off = _down(
            g.sub(g.zero, other.low), other.den, step, fact.den, ctx, strict=op == ">"
        )
        ctx.leave(off)
        bottom, has = g.sub(g.zero, under), g.not_(other.low_endless)
        low = g.if_(has, g.if_(low_endless, bottom, g.max_(low, bottom)), low)
        low_endless = g.and_(low_endless, other.low_endless)
    alive = g.or_(low_endless, high_endless, g.le(low, high))
    left = v.number(g, low, high, low_endless, high_endless, fact.den, fact.causes)
    return world.knowing(node.name, left), alive


def _down(
    end: Node, den: int, step: Fraction, to: int, ctx: Context, *, strict: bool
) -> tuple[Node, Node]:
    """The last place of a grid at or below an end, over the denominator `to`; and where it has none there."""
    g = ctx.g
    by = step * den  # how many parts of the end's own grid one step is
    whole = g.div(g.mul(end, g.number(by.denominator)), by.numerator)
    if strict:
        exact = g.eq(g.mul(whole, g.number(by.numerator)), g.mul(end, g.number(by.denominator)))
        whole = g.if_(exact, g.sub(whole, g.number(1)), whole)
    parts = step * to
    if parts.denominator != 1:
        return whole, g.yes
    return g.mul(whole, g.number(parts.numerator)), g.no


def _within(node: t.Within, world: World, ctx: Context, want: bool) -> Left:
    g, left = ctx.g, node.left
    if not isinstance(left, (t.Fact, t.Defined)) or len(node.tests) != 1:
        return world, g.yes
    test, inside = node.tests[0], want is not node.negated
    if test.value is not None:
        op = test.op if inside else DENIED[test.op]
        return _bound(left, op, measure(test.value, world, ctx), world, ctx)
    ends = []
    if test.low is not None:
        ends.append((">=" if test.low_closed else ">", test.low))
    if test.high is not None:
        ends.append(("<=" if test.high_closed else "<", test.high))
    if not inside and len(ends) > 1:
        return world, g.yes
    alive = g.yes
    for op, end in ends:
        asked = op if inside else DENIED[op]
        world, more = _bound(left, asked, measure(end, world, ctx), world, ctx)
        alive = g.and_(alive, more)
    return world, alive
