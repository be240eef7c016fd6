"""Combine what children give, for all rows at once: `engine.combine`, on columns."""

from __future__ import annotations

from collections.abc import Sequence

from ecoreward.columns import fold
from ecoreward.columns import values as v
from ecoreward.columns.context import Context
from ecoreward.columns.graph import Graph, Node
from ecoreward.columns.result import Body, Path, Result, nothing, rests
from ecoreward.engine.values import Cause


def _certain(g: Graph, r: Result) -> Node:
    return g.and_(r.applies.true, g.not_(r.applies.false))


def _possible(g: Graph, r: Result) -> Node:
    return v.open_(g, r.applies)


def _doubt(g: Graph, rows: Node, r: Result) -> Node:
    return g.if_(rows, g.bitor(r.applies.causes, r.amount.causes), g.zero)


def _any_applies(g: Graph, results: Sequence[Result]) -> v.Truth:
    """Whether one of them applies: certain where one certainly does."""
    return v.either(g, [r.applies for r in results])


def highest(results: Sequence[Result], ctx: Context) -> Body:
    """The highest of the children that apply; one that may apply counts in the high end only."""
    g = ctx.g
    sure = [_certain(g, r) for r in results]
    floor = fold.most(g, [(c, r.amount) for c, r in zip(sure, results, strict=True)])
    some = g.or_(*sure)
    # Children that may apply and may exceed what certainly applies.
    above: list[tuple[Node, v.Num]] = []
    rising: list[Node] = []
    for r in results:
        mine, under = v.aligned(g, [r.amount, floor])
        exceeds = g.or_(mine.high_endless, under.low_endless, g.lt(under.low, mine.high))
        rows = g.and_(_possible(g, r), exceeds)
        rising.append(rows)
        above.append((rows, v.Num(under.low, mine.high, under.low_endless, mine.high_endless,
                                  mine.den, mine.causes)))  # fmt: skip
    top = fold.most(g, [(g.yes, floor), *above]) if any(x is not g.no for x in rising) else floor
    low, high = v.aligned(g, [floor, top])
    causes = g.bitor(
        floor.causes, *(_doubt(g, rows, r) for rows, r in zip(rising, results, strict=True))
    )
    with_floor = v.number(
        g, low.low, high.high, low.low_endless, high.high_endless, low.den, causes
    )
    value = with_floor
    if not all(v.sharp(g, r.applies) for r in results):
        value = v.choose_num(g, some, with_floor, _any_of(results, ctx))
    applies = _any_applies(g, results)
    return _combined(applies, value, results, _winning(g, results, value), ctx)


def _winning(g: Graph, results: Sequence[Result], value: v.Num) -> list[Node]:
    out = []
    for r in results:
        mine, found = v.aligned(g, [r.amount, value])
        reaches = g.or_(found.low_endless, mine.high_endless, g.le(found.low, mine.high))
        out.append(g.and_(r.applies.true, reaches))
    return out


def _any_of(results: Sequence[Result], ctx: Context) -> v.Num:
    """At least one of these applies: from the smallest one alone to the greatest."""
    g = ctx.g
    live = [(r.applies.true, r.amount) for r in results]
    value = fold.most(g, live)
    low, low_endless = fold.lowest(g, live)
    several = fold.several_of(g, live)
    doubt = g.bitor(*(_doubt(g, r.applies.true, r) for r in results))
    alone = g.bitor(*(g.if_(r.applies.true, r.amount.causes, g.zero) for r in results))
    causes = g.if_(several, doubt, alone)
    return v.number(g, low, value.high, low_endless, value.high_endless, value.den, causes)


def add_up(results: Sequence[Result], ctx: Context) -> Body:
    """The sum of the children that apply; one that may apply counts in the high end only."""
    g = ctx.g
    nums = v.aligned(g, [r.amount for r in results])
    live = [r.applies.true for r in results]
    sure = [_certain(g, r) for r in results]
    some = g.or_(*sure)
    low, high, endless = g.zero, g.zero, g.no
    for c, p, n in zip(sure, live, nums, strict=True):
        has_low = g.and_(c, g.not_(n.low_endless))
        low = g.add(low, g.if_(has_low, n.low, g.zero))
        if c is p and v.sure_point(n):
            high = g.add(high, g.if_(has_low, n.low, g.zero))
        else:
            high = g.add(high, g.if_(g.and_(p, g.not_(n.high_endless)), n.high, g.zero))
        endless = g.or_(endless, g.and_(p, n.high_endless))
    all_sharp = all(v.sharp(g, r.applies) for r in results)
    if not all_sharp:
        pairs = [(p, v.Num(g.if_(n.low_endless, g.zero, n.low), n.high, g.no, n.high_endless, n.den, n.causes))
                 for p, n in zip(live, nums, strict=True)]  # fmt: skip
        low = g.if_(some, low, fold.lowest(g, pairs)[0])
    moving = [
        g.and_(_possible(g, r), g.or_(r.amount.high_endless, g.lt(g.zero, r.amount.high)))
        for r in results
    ]
    of_all = [g.if_(p, r.amount.causes, g.zero) for p, r in zip(live, results, strict=True)]
    doubts = [_doubt(g, m, r) for m, r in zip(moving, results, strict=True)]
    several = fold.several_of(g, [(p, r.amount) for p, r in zip(live, results, strict=True)])
    wide = g.bitor(*of_all, *doubts)
    causes = g.if_(g.or_(some, several), wide, g.bitor(*of_all))
    den = nums[0].den if nums else 1
    value = v.number(g, low, high, g.no, endless, den, causes)
    return _combined(_any_applies(g, results), value, results, live, ctx, all_count=True)


def _combined(
    applies: v.Truth,
    value: v.Num,
    results: Sequence[Result],
    winning: Sequence[Node],
    ctx: Context,
    *,
    all_count: bool = False,
) -> Body:
    """A combiner's body; `all_count` where every winner counts, else one of them does."""
    g = ctx.g
    because = rests(g, [(w, r.because) for w, r in zip(winning, results, strict=True)])
    path: dict[str, tuple[Node, Node]] = {}
    for i, (w, r) in enumerate(zip(winning, results, strict=True)):
        alone = g.yes if all_count else g.not_(g.or_(*(x for j, x in enumerate(winning) if j != i)))
        sure = g.and_(w, g.not_(r.applies.false), alone)
        for id, (on, counts) in r.path.items():
            known = path.get(id, (g.no, g.no))
            path[id] = (
                g.or_(known[0], g.and_(w, on)), g.or_(known[1], g.and_(sure, on, counts))
            )  # fmt: skip
    return Body(applies, value, because, path, leaf=False)


def one_of(
    results: Sequence[Result], live: Sequence[Node], applies: v.Truth, value: v.Num, ctx: Context
) -> Body:
    """The body where one of the children that apply counts."""
    return _combined(applies, value, results, live, ctx)


def several(node_id: str, options: Sequence[Body], ctx: Context) -> Body:
    """Several readings that nobody has settled: the common result, or the hull."""
    g = ctx.g
    first = options[0]
    agreed = g.and_(*(_agree(g, first, b) for b in options[1:]))
    live = [b.applies.true for b in options]
    some = g.or_(*live)
    if ctx.shape.sharp:
        ctx.wide(g.not_(agreed))
        because = rests(g, [(g.yes, b.because) for b in options])
        path = _common(g, [b.path for b in options])
        return Body(first.applies, first.amount, because, path, leaf=False)
    cause = ctx.cause(Cause("reading", node_id)) if agreed is not g.yes else g.zero
    why = g.bitor(cause, *(b.applies.causes for b in options))
    sure = g.and_(*(g.not_(b.applies.false) for b in options))
    apart = v.truth(g, some, g.not_(g.and_(some, sure)), why)
    value = fold.hull(g, list(zip(live, (b.amount for b in options), strict=True)), cause)
    none = nothing(g)
    amount = v.choose_num(g, agreed, first.amount, v.choose_num(g, some, value, none))
    applies = v.choose(g, agreed, first.applies, apart)
    because = rests(g, [(g.or_(agreed, x), b.because) for x, b in zip(live, options, strict=True)])
    open_ = g.and_(g.not_(agreed), some)
    if open_ is not g.no:
        because[node_id] = g.or_(because.get(node_id, g.no), open_)
    path = _common(g, [b.path for b in options])
    kept = g.or_(agreed, some)
    path = {id: (g.and_(kept, on), g.and_(kept, sure_)) for id, (on, sure_) in path.items()}
    return Body(applies, amount, because, path, leaf=False)


def _common(g: Graph, paths: Sequence[Path]) -> dict[str, tuple[Node, Node]]:
    """What some reading rests on; certain only where every reading certainly does."""
    ids = dict.fromkeys(i for p in paths for i in p)
    none = (g.no, g.no)
    return {
        i: (
            g.or_(*(p.get(i, none)[0] for p in paths)),
            g.and_(*(g.and_(*p.get(i, none)) for p in paths)),
        )
        for i in ids
    }


def _agree(g: Graph, a: Body, b: Body) -> Node:
    x, y = v.aligned(g, [a.amount, b.amount])
    neither = g.and_(g.not_(a.applies.true), g.not_(b.applies.true))
    both = g.and_(
        a.applies.true, b.applies.true, g.not_(a.applies.false), g.not_(b.applies.false),
        v.point(g, x), v.point(g, y), g.eq(x.low, y.low),
    )  # fmt: skip
    return g.or_(neither, both)
