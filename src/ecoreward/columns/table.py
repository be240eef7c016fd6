"""The rows of a table, for all cases at once: which hold, and whether together they hold for all that is possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ecoreward.columns import fold
from ecoreward.columns import values as v
from ecoreward.columns.combine import one_of
from ecoreward.columns.context import Context
from ecoreward.columns.graph import Node as Bit
from ecoreward.columns.logic import holds, measure, only_fact, passes
from ecoreward.columns.lookups import Members, answer
from ecoreward.columns.narrow import Left, assume
from ecoreward.columns.result import Body, Result
from ecoreward.columns.world import Column, World, joined
from ecoreward.engine.cover import cell_answer, covered
from ecoreward.engine.logic import evaluate
from ecoreward.engine.unknown import unknown
from ecoreward.engine.values import Truth as Known
from ecoreward.engine.world import World as Reference
from ecoreward.feel import typed as t
from ecoreward.feel.printer import print_typed
from ecoreward.policy.expressions import facts_of
from ecoreward.policy.program import Node, Row, Table

Award = Callable[[Node, World], Result]


def rows_of(rows: Sequence[Row], body: Table, world: World, ctx: Context, award: Award) -> Body:
    """Exactly one row holds and gives the amount."""
    g = ctx.g
    answers = [_row(row, body, world, ctx) for row in rows]
    sure = [v.certain(g, a) for a in answers]
    ctx.leave(fold.several_of(g, [(s, v.constant(g, 0)) for s in sure]))
    hit = g.or_(*sure)
    doubt = g.bitor(*(a.causes for a in answers))
    whole = g.or_(hit, _covered(tuple(rows), body, world, hit, ctx))
    results: list[Result] = []
    asked: list[Bit] = []
    for row, answer_ in zip(rows, answers, strict=True):
        inner, alive = _inside(row, world, answer_, ctx)
        here = g.and_(answer_.true, alive)
        with ctx.where(here):
            results.append(award(row.node, inner))
        asked.append(here)
    if body.otherwise is not None:
        rest = g.not_(whole)
        with ctx.where(rest):
            results.append(award(body.otherwise, world))
        asked.append(rest)
        whole = g.yes
    return _one_row(results, asked, doubt, whole, ctx)


def _one_row(
    results: Sequence[Result], asked: Sequence[Bit], doubt: Bit, whole: Bit, ctx: Context
) -> Body:
    """Exactly one of these rows holds (or, where they do not cover all, perhaps none)."""
    g = ctx.g
    pairs = list(zip(asked, results, strict=True))
    live = [g.and_(a, r.applies.true) for a, r in pairs]
    items = [(on, r.amount) for on, r in zip(live, results, strict=True)]
    several = fold.several_of(g, [(a, r.amount) for a, r in pairs])
    causes = g.bitor(
        *(g.if_(a, r.applies.causes, g.zero) for a, r in pairs),
        g.if_(g.or_(several, g.not_(whole)), doubt, g.zero),
    )
    some = g.or_(*live)
    sure = g.and_(whole, *(g.or_(g.not_(a), g.not_(r.applies.false)) for a, r in pairs))
    applies = v.truth(g, some, g.not_(g.and_(some, sure)), causes)
    more = fold.several_of(g, items)
    value = fold.hull(g, items, g.if_(more, doubt, g.zero))
    return one_of(results, live, applies, value, ctx)


def _row(row: Row, body: Table, world: World, ctx: Context) -> v.Truth:
    tests = zip(row.tests, body.by, strict=True)
    return v.both(ctx.g, [_cell(test.root, by.root, world, ctx) for test, by in tests])


def _cell(test: t.Node, by: t.Node, world: World, ctx: Context) -> v.Truth:
    """Whether one cell holds for the value of `by`."""
    g = ctx.g
    match test:
        case t.Within(anything=True):
            return v.known(g, g.yes)
        case t.Within(tests=tests, negated=negated):
            left = measure(by, world, ctx)
            found = v.either(g, [passes(left, one, world, ctx) for one in tests])
            return v.negate(found) if negated else found
        case t.Member(listing="") if by.type.kind == "choice":
            fact: Column = world.facts[only_fact(by, ctx)]
            assert isinstance(fact, Members)

            def ask(reference: Reference) -> Known:
                return cell_answer(test, evaluate(by, reference), reference)

            return answer(ctx, fact, f"cell {print_typed(test)}", ask)
        case t.Compare(op=op, right=t.Const(value=bool() as wanted)) if by.type.kind == "boolean":
            value = holds(by, world, ctx)
            answer_ = value if wanted else v.negate(value)
            return v.negate(answer_) if op == "!=" else answer_
    return holds(test, world, ctx)


def _inside(row: Row, world: World, answer_: v.Truth, ctx: Context) -> Left:
    """Inside a row its tests hold, where that was not known."""
    g = ctx.g
    open_ = v.open_(g, answer_)
    if open_ is g.no:
        return world, g.yes
    inner, alive = world, g.yes
    with ctx.where(open_):
        for test in row.tests:
            inner, more = assume(test.root, inner, ctx)
            alive = g.and_(alive, more)
    return joined(ctx, open_, inner, world), g.or_(g.not_(open_), alive)


def _covered(rows: tuple[Row, ...], body: Table, world: World, hit: Bit, ctx: Context) -> Bit:
    """Whether some row certainly holds for every value that is still possible.

    Where no row certainly holds: a table that covers all that its facts can be covers every part of it; of
    one that has gaps, only the reference tells for a value that is known in part.
    """
    g, program = ctx.g, ctx.program
    tests = [e for row in rows for e in row.tests]
    by = facts_of(body.by, program)
    bare = _bare(ctx, by)
    values = tuple(evaluate(b.root, bare) for b in body.by)
    if facts_of(tests, program) <= by and covered(rows, body.by, values, bare):
        return g.yes
    points = [_point(b.root, world, ctx) for b in body.by]
    ctx.leave(g.and_(g.not_(hit), g.not_(g.and_(*points))))
    return g.no


def _bare(ctx: Context, names: frozenset[str]) -> Reference:
    """The reference's world in which nothing is known of some facts, not even a presumption."""
    vocabulary, world = ctx.program.vocabulary, ctx.reference
    for name in sorted(names):
        world = world.knowing(name, unknown(vocabulary.facts[name], vocabulary))
    return world


def _point(by: t.Node, world: World, ctx: Context) -> Bit:
    g = ctx.g
    match by.type.kind:
        case "boolean":
            return g.not_(v.open_(g, holds(by, world, ctx)))
        case "choice":
            fact = world.facts[only_fact(by, ctx)]
            assert isinstance(fact, Members)
            return fact.given
    return v.point(g, measure(by, world, ctx))
