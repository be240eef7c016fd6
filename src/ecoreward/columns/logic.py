"""Evaluate an expression for all rows at once: the reference evaluator's `engine.logic`, on columns."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ecoreward.columns import fold
from ecoreward.columns import values as v
from ecoreward.columns.context import Context, Unsupported
from ecoreward.columns.lookups import Members, answer
from ecoreward.columns.world import World
from ecoreward.engine.logic import has_any
from ecoreward.engine.logic import holds as holds_exactly
from ecoreward.engine.values import SetOf
from ecoreward.engine.values import Truth as Known
from ecoreward.engine.world import World as Reference
from ecoreward.feel import typed as t
from ecoreward.feel.printer import print_typed
from ecoreward.policy.diff.same import Sense
from ecoreward.policy.expressions import parts
from ecoreward.policy.program import KindList


def holds(node: t.Node, world: World, ctx: Context) -> v.Truth:
    """The truth of a boolean expression, by row."""
    g = ctx.g
    match node:
        case t.Const(value=bool() as value):
            return v.known(g, g.truth(value))
        case t.Fact(name=name):
            fact = world.facts[name]
            assert isinstance(fact, v.Truth)
            return fact
        case t.Defined(name=name):
            return holds(ctx.program.defined[name].value.root, world, ctx)
        case t.Not(item=item):
            return v.negate(holds(item, world, ctx))
        case t.And(items=items):
            return v.both(g, [holds(i, world, ctx) for i in items])
        case t.Or(items=items):
            return v.either(g, [holds(i, world, ctx) for i in items])
        case t.Compare(left=left) if left.type.kind == "boolean":
            x, y = holds(left, world, ctx), holds(node.right, world, ctx)
            same = v.either(g, [v.both(g, [x, y]), v.both(g, [v.negate(x), v.negate(y)])])
            return v.negate(same) if node.op == "!=" else same
        case t.Compare(left=left) if left.type.kind != "choice":
            a, b = measure(left, world, ctx), measure(node.right, world, ctx)
            return v.compare(g, node.op, a, b)
        case t.Compare() | t.Member() | t.Has():
            return _asked(node, world, ctx)
        case t.Within():
            return _within(node, world, ctx)
        case t.If():
            return _if(node, world, ctx)
    raise Unsupported(type(node).__name__)


def _if(node: t.If, world: World, ctx: Context) -> v.Truth:
    g = ctx.g
    asked = holds(node.condition, world, ctx)
    a, b = holds(node.then, world, ctx), holds(node.otherwise, world, ctx)
    same = g.and_(
        g.not_(g.or_(g.and_(a.true, g.not_(b.true)), g.and_(b.true, g.not_(a.true)))),
        g.not_(g.or_(g.and_(a.false, g.not_(b.false)), g.and_(b.false, g.not_(a.false)))),
        g.not_(v.open_(g, a)),
    )
    joined = v.Truth(
        g.or_(a.true, b.true), g.or_(a.false, b.false), g.bitor(asked.causes, a.causes, b.causes)
    )
    open_ = v.choose(g, same, a, joined)
    return v.choose(g, v.certain(g, asked), a, v.choose(g, g.not_(asked.true), b, open_))


def _within(node: t.Within, world: World, ctx: Context) -> v.Truth:
    if node.anything:
        return v.known(ctx.g, ctx.g.yes)
    left = measure(node.left, world, ctx)
    found = v.either(ctx.g, [passes(left, test, world, ctx) for test in node.tests])
    return v.negate(found) if node.negated else found


def passes(left: v.Num, test: t.Test, world: World, ctx: Context) -> v.Truth:
    """Whether a number passes one unary test."""
    g = ctx.g
    if test.value is not None:
        return v.compare(g, test.op, left, measure(test.value, world, ctx))
    found = []
    if test.low is not None:
        op = ">=" if test.low_closed else ">"
        found.append(v.compare(g, op, left, measure(test.low, world, ctx)))
    if test.high is not None:
        op = "<=" if test.high_closed else "<"
        found.append(v.compare(g, op, left, measure(test.high, world, ctx)))
    return v.both(g, found)


def _asked(node: t.Node, world: World, ctx: Context) -> v.Truth:
    """A question about one set or choice, put to the reference evaluator once for each value."""
    members = world.facts[only_fact(node, ctx)]
    assert isinstance(members, Members)

    def ask(reference: Reference) -> Known:
        return holds_exactly(node, reference)

    # What `all of` leaves open of each kind shows only where that kind is asked alone.
    more = []
    if isinstance(node, t.Has) and node.mode == "all":
        codes = ctx.program.lists[node.listing].codes if node.listing else node.codes
        domain = node.left.name if isinstance(node.left, t.Fact) else node.left.type.domain
        for code in sorted(codes):
            more.append(_alone(members.fact, KindList("", domain, frozenset({code}))))
    return answer(ctx, members, print_typed(node), ask, more, Sense(ctx.program).of(node))


def _alone(fact: str, listing: KindList) -> Callable[[Reference], Known]:
    def ask(reference: Reference) -> Known:
        value = reference.facts[fact]
        assert isinstance(value, SetOf)
        return has_any(value, listing, reference)

    return ask


def only_fact(node: t.Node, ctx: Context) -> str:
    """The one fact that an expression reads."""
    names = _facts(node, ctx)
    if len(names) != 1:
        raise Unsupported("a choice of several facts")
    return names.pop()


def _facts(node: t.Node, ctx: Context) -> set[str]:
    out: set[str] = set()
    for part in parts(node):
        if isinstance(part, t.Fact):
            out.add(part.name)
        elif isinstance(part, t.Defined):
            out |= _facts(ctx.program.defined[part.name].value.root, ctx)
    return out


def measure(node: t.Node, world: World, ctx: Context) -> v.Num:
    """The value of a number, a sum or a day, by row."""
    g = ctx.g
    match node:
        case t.Const(value=value):
            assert isinstance(value, (int, Fraction))
            return v.constant(g, value)
        case t.Fact(name=name):
            fact = world.facts[name]
            assert isinstance(fact, v.Num)
            return fact
        case t.Defined(name=name):
            return measure(ctx.program.defined[name].value.root, world, ctx)
        case t.Arith(op=op, left=left, right=right):
            a, b = measure(left, world, ctx), measure(right, world, ctx)
            if op == "+":
                return v.add(g, a, b)
            if op == "-":
                return v.add(g, a, v.minus(g, b))
            if op == "/":
                assert isinstance(right, t.Const)
                assert isinstance(right.value, (int, Fraction))
                b = v.constant(g, 1 / Fraction(right.value))
            return product(a, b, ctx)
        case t.Negate(item=item):
            return v.minus(g, measure(item, world, ctx))
        case t.Call(function="min", args=args):
            return fold.least_of_all(g, [measure(a, world, ctx) for a in args])
        case t.Call(function="max", args=args):
            return fold.most_of_all(g, [measure(a, world, ctx) for a in args])
        case t.Call(function="count", args=(arg,)) if arg.type.kind == "set":
            return counted(only_fact(arg, ctx), world, ctx)
        case t.Call(function="days_between", args=(start, end)):
            return v.add(g, measure(end, world, ctx), v.minus(g, measure(start, world, ctx)))
        case t.If(condition=condition, then=then, otherwise=otherwise):
            asked = holds(condition, world, ctx)
            a, b = measure(then, world, ctx), measure(otherwise, world, ctx)
            either = fold.hull(g, [(g.yes, a), (g.yes, b)], asked.causes)
            open_ = v.choose_num(g, g.not_(asked.true), b, either)
            return v.choose_num(g, v.certain(g, asked), a, open_)
    raise Unsupported(getattr(node, "function", type(node).__name__))


def product(a: v.Num, b: v.Num, ctx: Context) -> v.Num:
    """A product; rows for which it cannot be told here are left to the reference."""
    found, unclear = v.times(ctx.g, a, b)
    ctx.leave(unclear)
    return found


def counted(name: str, world: World, ctx: Context) -> v.Num:
    """How many members a set has; of one that is not given, as many as it must and may have."""
    g, members = ctx.g, world.facts[name]
    assert isinstance(members, Members)
    ctx.counts.add(name)
    most = len(ctx.program.vocabulary.terms)
    here = g.column(f"{name}#n", 0, most)
    out = v.Num(here, here, g.no, g.no, 1, g.zero)
    for condition, value in members.others:
        assert isinstance(value, SetOf)
        low, high = g.number(len(value.must)), g.number(len(value.may))
        causes = g.number(ctx.bits(value.causes))
        found = v.number(g, low, high, g.no, g.no, 1, causes)
        out = v.choose_num(g, condition, found, out)
    return out
