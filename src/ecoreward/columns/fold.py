"""The highest, the lowest and the hull of numbers of which each row may have some and lack others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ecoreward.columns import values as v
from ecoreward.columns.graph import Graph, Node
from ecoreward.columns.values import Num

Item = tuple[Node, Num]  # whether a row has it, and what it is where it has


def any_of(g: Graph, items: Sequence[Item]) -> Node:
    """Whether a row has one of them at all."""
    return g.or_(*(p for p, _ in items))


def several_of(g: Graph, items: Sequence[Item]) -> Node:
    """Whether a row has more than one of them."""
    seen, more = g.no, g.no
    for p, _ in items:
        more = g.or_(more, g.and_(seen, p))
        seen = g.or_(seen, p)
    return more


def _fold(g: Graph, found: Sequence[tuple[Node, Node]], pick: Callable[[Node, Node], Node]) -> Node:
    """One of the values that a row has; where it has none, any value."""
    if all(value.literal for _, value in found):
        # In order of what wins, the last that a row has is the one.
        turn = -1 if pick(g.zero, g.number(1)) is g.zero else 1
        out = g.zero
        for n, (p, value) in enumerate(sorted(found, key=lambda x: turn * x[1].low)):
            out = g.if_(p, value, out) if n else value
        return out
    best: Node | None = None
    seen = g.no
    for p, value in found:
        if p is g.no:
            continue
        if best is None:
            best = value
        elif g.and_(p, seen) is g.no:
            best = g.if_(p, value, best)
        else:
            best = g.if_(p, g.if_(seen, pick(best, value), value), best)
        seen = g.or_(seen, p)
    return g.zero if best is None else best


def hull(g: Graph, items: Sequence[Item], causes: Node) -> Num:
    """The smallest interval that holds all that a row has."""
    nums = v.aligned(g, [n for _, n in items])
    has = [p for p, _ in items]
    low = _fold(g, [(p, n.low) for p, n in zip(has, nums, strict=True)], g.min_)
    high = _ends(g, has, nums, low, g.max_)
    low_endless = g.or_(*(g.and_(p, n.low_endless) for p, n in zip(has, nums, strict=True)))
    high_endless = g.or_(*(g.and_(p, n.high_endless) for p, n in zip(has, nums, strict=True)))
    why = g.bitor(causes, *(g.if_(p, n.causes, g.zero) for p, n in zip(has, nums, strict=True)))
    den = nums[0].den if nums else 1
    return v.number(g, low, high, low_endless, high_endless, den, why)


def _ends(
    g: Graph,
    has: Sequence[Node],
    nums: Sequence[Num],
    low: Node,
    pick: Callable[[Node, Node], Node],
) -> Node:
    """The high end; where all are points and no two stand together it is the low one."""
    alone = all(
        g.and_(p, q) is g.no for i, p in enumerate(has) for q in has[i + 1 :] if p is not q
    ) and len(set(map(id, has))) == len(has)
    if alone and all(v.sure_point(n) for n in nums):
        return low
    return _fold(g, [(p, n.high) for p, n in zip(has, nums, strict=True)], pick)


def most(g: Graph, items: Sequence[Item]) -> Num:
    """The greatest of those that a row has."""
    nums = v.aligned(g, [n for _, n in items])
    pairs = [(p, n) for (p, _), n in zip(items, nums, strict=True)]
    low = _fold(g, [(g.and_(p, g.not_(n.low_endless)), n.low) for p, n in pairs], g.max_)
    has_low = g.or_(*(g.and_(p, g.not_(n.low_endless)) for p, n in pairs))
    low_endless = g.and_(g.or_(*(p for p, _ in pairs)), g.not_(has_low))
    points = all(v.sure_point(n) for n in nums)
    high = low if points else _fold(g, [(p, n.high) for p, n in pairs], g.max_)
    high_endless = g.or_(*(g.and_(p, n.high_endless) for p, n in pairs))
    causes = []
    for p, n in pairs:
        if n.causes is not g.zero:
            counts = g.or_(n.high_endless, low_endless, g.lt(low, n.high))
            causes.append(g.if_(g.and_(p, counts), n.causes, g.zero))
    den = nums[0].den if nums else 1
    return v.number(g, low, high, low_endless, high_endless, den, g.bitor(*causes))


def least(g: Graph, items: Sequence[Item]) -> Num:
    """The smallest of those that a row has."""
    return v.minus(g, most(g, [(p, v.minus(g, n)) for p, n in items]))


def most_of_all(g: Graph, nums: Sequence[Num]) -> Num:
    """The greatest of several that every row has."""
    if all(v.sure_point(n) for n in nums):
        return _points(g, nums, g.max_)
    return most(g, [(g.yes, n) for n in nums])


def least_of_all(g: Graph, nums: Sequence[Num]) -> Num:
    """The smallest of several that every row has."""
    if all(v.sure_point(n) for n in nums):
        return _points(g, nums, g.min_)
    return least(g, [(g.yes, n) for n in nums])


def _points(g: Graph, nums: Sequence[Num], pick: Callable[[Node, Node], Node]) -> Num:
    found = v.aligned(g, nums)
    out = found[0].low
    for n in found[1:]:
        out = pick(out, n.low)
    return Num(out, out, g.no, g.no, found[0].den, g.zero)


def lowest(g: Graph, items: Sequence[Item]) -> tuple[Node, Node]:
    """The smallest low end that a row has, over the common denominator, and whether it has none."""
    nums = v.aligned(g, [n for _, n in items])
    has = [g.and_(p, g.not_(n.low_endless)) for (p, _), n in zip(items, nums, strict=True)]
    low = _fold(g, [(p, n.low) for p, n in zip(has, nums, strict=True)], g.min_)
    return low, g.not_(g.or_(*has))
