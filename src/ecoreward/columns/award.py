"""The award tree for all rows at once: `engine.awards`, on columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ecoreward.columns import fold
from ecoreward.columns import values as v
from ecoreward.columns.applies import denied, inside, kinds_hold, when_holds
from ecoreward.columns.combine import add_up, highest, one_of, several
from ecoreward.columns.context import Context, Unsupported
from ecoreward.columns.graph import Node as Bit
from ecoreward.columns.logic import measure, product
from ecoreward.columns.lookups import Members, answer
from ecoreward.columns.result import Body, Result, nothing, refused
from ecoreward.columns.steps import limited
from ecoreward.columns.table import rows_of
from ecoreward.columns.world import World
from ecoreward.engine.rows import presumed_one
from ecoreward.engine.values import NO, YES, Cause
from ecoreward.engine.values import Truth as Known
from ecoreward.engine.world import World as Reference
from ecoreward.policy.program import (
    Band,
    Combine,
    Fixed,
    Node,
    Rate,
    Readings,
    Table,
    Unstated,
)


@dataclass(slots=True)
class Walk:
    """A walk down the tree: what a node gave in a world is found once, however many readings share it."""

    ctx: Context
    seen: dict[tuple[int, int], tuple[Node, World, Bit, Result]] = field(default_factory=dict)

    def award(self, node: Node, world: World) -> Result:
        """One node in a world, for the rows that get there."""
        key = (id(node), id(world))
        if key in self.seen and self.seen[key][2] is self.ctx.reach:
            return self.seen[key][3]
        found = self._award(node, world)
        self.seen[key] = (node, world, self.ctx.reach, found)
        return found

    def _award(self, node: Node, world: World) -> Result:
        ctx, g = self.ctx, self.ctx.g
        when = when_holds(node, world, ctx)
        with ctx.where(when.true):
            kinds = kinds_hold(node, world, ctx)
        condition = v.both(g, [kinds, when])
        inner, alive = inside(node, world, condition, ctx)
        may = g.and_(condition.true, alive)
        if may is g.no:
            return refused(g)
        with ctx.where(may):
            body = self._body(node, inner)
            applies = v.both(g, [condition, body.applies])
            with ctx.where(applies.true):
                value, changed = limited(node, body, inner, ctx)
        value = v.choose_num(
            g,
            g.or_(value.low_endless, g.lt(value.low, g.zero)),
            fold.most_of_all(g, [value, nothing(g)]),
            value,
        )
        true = g.and_(may, applies.true)
        applies = v.truth(g, true, g.or_(applies.false, g.not_(true)), applies.causes)
        brings = g.or_(value.high_endless, g.lt(g.zero, value.high))
        own = changed if not body.leaf else g.or_(brings, changed)
        because = {i: g.and_(true, rows) for i, rows in body.because.items()}
        if own is not g.no:
            because[node.id] = g.or_(because.get(node.id, g.no), g.and_(true, own))
        sure = g.and_(g.not_(applies.false), g.not_(value.low_endless), g.lt(g.zero, value.low))
        path = {i: (g.and_(true, on), g.and_(true, s)) for i, (on, s) in body.path.items()}
        old = path.get(node.id, (g.no, g.no))
        mine = g.and_(true, brings)
        path[node.id] = (g.or_(old[0], mine), g.if_(mine, sure, old[1]))
        return Result(applies, value, because, path)

    def _body(self, node: Node, world: World) -> Body:
        ctx, g = self.ctx, self.ctx.g
        yes = v.known(g, g.yes)
        match node.body:
            case Fixed(amount=amount):
                return Body(yes, measure(amount.root, world, ctx))
            case Band(low=low, high=high):
                bottom = measure(low.root, world, ctx) if low else nothing(g)
                top = measure(high.root, world, ctx)
                a, b = v.aligned(g, [bottom, top])
                ctx.leave(
                    g.and_(g.not_(a.low_endless), g.not_(b.high_endless), g.lt(b.high, a.low))
                )
                if ctx.shape.sharp:
                    ctx.wide(g.not_(v.same(g, bottom, top)))
                    return Body(yes, bottom)
                cause = ctx.cause(Cause("figure", node.id))
                value = fold.hull(g, [(g.yes, bottom), (g.yes, top)], cause)
                return Body(yes, value, ends=(bottom, top))
            case Rate():
                return self._rate(node, node.body, world)
            case Unstated() if ctx.shape.sharp:
                ctx.wide(g.yes)
                return Body(yes, nothing(g))
            case Unstated():
                cause = ctx.cause(Cause("unstated", node.id))
                return Body(
                    yes, v.Num(g.zero, g.zero, g.no, g.yes, 1, cause), ends=(nothing(g), None)
                )
            case Table():
                return self._table(node, node.body, world)
            case Readings(options=options):
                found = [self.award(o.node, world) for o in options]
                bodies = [Body(r.applies, r.amount, r.because, r.path, leaf=False) for r in found]
                return several(node.id, bodies, ctx)
            case Combine(how="highest", children=children):
                return highest([self._child(c, world) for c in children], ctx)
            case Combine(how="sum", children=children):
                return add_up([self._child(c, world) for c in children], ctx)
            case Combine(children=children):
                return self._first(children, world)
        raise Unsupported(node.kind)

    def _child(self, child: Node, world: World) -> Result:
        """A child of a combiner; one of each row of a fact is left to the reference where rows are given."""
        if child.each:
            self.ctx.leave(self.ctx.g.not_(one_row(child.each, world, self.ctx)))
        return self.award(child, world)

    def _rate(self, node: Node, body: Rate, world: World) -> Body:
        ctx, g = self.ctx, self.ctx.g
        base, rate = measure(body.base.root, world, ctx), measure(body.rate.root, world, ctx)
        yes = v.known(g, g.yes)
        if body.high is None:
            return Body(yes, product(base, rate, ctx))
        high = measure(body.high.root, world, ctx)
        if ctx.shape.sharp:
            ctx.wide(g.yes)
            return Body(yes, product(base, rate, ctx))
        ends = (product(base, rate, ctx), product(base, high, ctx))
        cause = ctx.cause(Cause("figure", node.id))
        rates = fold.hull(g, [(g.yes, rate), (g.yes, high)], cause)
        return Body(yes, product(base, rates, ctx), ends=ends)

    def _first(self, children: Sequence[Node], world: World) -> Body:
        ctx, g = self.ctx, self.ctx.g
        results: list[Result] = []
        live: list[Bit] = []
        going, current = g.yes, world  # rows that no child stopped, and that can still be
        for child in children:
            if going is g.no:
                break
            with ctx.where(going):
                r = self.award(child, current)
                current, alive = denied(child, current, ctx)
            on = g.and_(going, r.applies.true)
            results.append(r)
            live.append(on)
            going = g.and_(going, alive, g.or_(g.not_(r.applies.true), r.applies.false))
        return self._until(results, live)

    def _until(self, results: Sequence[Result], live: Sequence[Bit]) -> Body:
        """The children up to the first that certainly applies: one of them counts."""
        g = self.ctx.g
        if not results:
            return Body(v.known(g, g.no), nothing(g), leaf=False)
        items = [(on, r.amount) for on, r in zip(live, results, strict=True)]
        why = [g.if_(on, r.applies.causes, g.zero) for on, r in zip(live, results, strict=True)]
        several_ = fold.several_of(g, items)
        # Of one child alone the applies' causes are not those of its amount.
        alone = fold.hull(g, items, g.zero)
        value = v.number(
            g, alone.low, alone.high, alone.low_endless, alone.high_endless, alone.den,
            g.bitor(alone.causes, g.if_(several_, g.bitor(*why), g.zero)),
        )  # fmt: skip
        true = g.or_(*live)
        stopped = g.or_(
            *(g.and_(on, g.not_(r.applies.false)) for on, r in zip(live, results, strict=True))
        )
        applies = v.truth(g, true, g.not_(stopped), g.bitor(*why))
        return one_of(results, live, applies, value, self.ctx)

    def _table(self, node: Node, body: Table, world: World) -> Body:
        one = rows_of(body.rows, body, world, self.ctx, self.award)
        if not body.other:
            return one
        two = rows_of(body.other, body, world, self.ctx, self.award)
        return several(node.id, [one, two], self.ctx)


def one_row(name: str, world: World, ctx: Context) -> Bit:
    """Where a case without rows may be taken as one row: no set of its columns has two members."""
    g, vocabulary = ctx.g, ctx.program.vocabulary
    spec = vocabulary.facts[name]
    if spec.presume is None or not ctx.shape.presume or name in ctx.shape.facts:
        return g.no
    out = g.yes
    for column in spec.columns:
        fact = world.facts.get(column)
        if isinstance(fact, Members) and vocabulary.facts[column].type.kind == "set":
            alone = answer(ctx, fact, f"one {column}", lambda ref: _alone(spec.name, ref))
            out = g.and_(out, alone.true)
    return out


def _alone(name: str, reference: Reference) -> Known:
    spec = reference.program.vocabulary.facts[name]
    return YES if presumed_one(spec, reference.facts) else NO
