"""Truths and intervals whose parts are nodes of a graph: the values of the reference evaluator, for a column of cases.

Every function here is the function of the same name in `engine.values`, said once for all rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import lcm

from ecoreward.columns.graph import Graph, Node


@dataclass(frozen=True, slots=True)
class Truth:
    """Whether it may be true, whether it may be false, and the bits of why both."""

    true: Node
    false: Node
    causes: Node


@dataclass(frozen=True, slots=True)
class Num:
    """An interval with ends `low / den` and `high / den`; an end that is endless has no bound on its side."""

    low: Node
    high: Node
    low_endless: Node
    high_endless: Node
    den: int
    causes: Node


def sharp(g: Graph, t: Truth) -> bool:
    """Whether it is known while compiling that every row knows the answer."""
    return t.false is g.not_(t.true)


def certain(g: Graph, t: Truth) -> Node:
    """Certainly true."""
    return g.not_(t.false)


def open_(g: Graph, t: Truth) -> Node:
    """Neither certainly true nor certainly false."""
    return g.and_(t.true, t.false)


def known(g: Graph, condition: Node) -> Truth:
    """A truth that every row knows."""
    return Truth(condition, g.not_(condition), g.zero)


def truth(g: Graph, true: Node, false: Node, causes: Node) -> Truth:
    """A truth; certainty needs no cause."""
    return Truth(true, false, g.if_(g.and_(true, false), causes, g.zero))


def both(g: Graph, items: Sequence[Truth]) -> Truth:
    """Strong Kleene and: causes of the parts that still matter."""
    true = g.and_(*(t.true for t in items))
    false = g.or_(*(t.false for t in items))
    causes = g.bitor(*(g.if_(t.false, t.causes, g.zero) for t in items))
    return truth(g, true, g.or_(false, g.not_(true)), causes)


def either(g: Graph, items: Sequence[Truth]) -> Truth:
    """Strong Kleene or."""
    return negate(both(g, [negate(t) for t in items]))


def negate(t: Truth) -> Truth:
    """Not."""
    return Truth(t.false, t.true, t.causes)


def choose(g: Graph, condition: Node, a: Truth, b: Truth) -> Truth:
    """One truth or another, by row."""
    return Truth(
        g.if_(condition, a.true, b.true),
        g.if_(condition, a.false, b.false),
        g.if_(condition, a.causes, b.causes),
    )


def constant(g: Graph, value: Fraction | int) -> Num:
    """A number that is written in the policy."""
    value = Fraction(value)
    n = g.number(value.numerator)
    return Num(n, n, g.no, g.no, value.denominator, g.zero)


def sure_point(a: Num) -> bool:
    """Whether it is known while compiling that every row has one value."""
    bounded = a.low_endless.literal and a.high_endless.literal
    return a.low is a.high and bounded and not a.low_endless.value and not a.high_endless.value


def point(g: Graph, a: Num) -> Node:
    """Whether it is exactly one value."""
    return g.and_(g.not_(a.low_endless), g.not_(a.high_endless), g.eq(a.low, a.high))


def same(g: Graph, a: Num, b: Num) -> Node:
    """Whether both are the same one value."""
    a, b = aligned(g, [a, b])
    return g.and_(point(g, a), point(g, b), g.eq(a.low, b.low))


def number(
    g: Graph, low: Node, high: Node, low_endless: Node, high_endless: Node, den: int, causes: Node
) -> Num:
    """An interval; a point needs no cause."""
    bare = Num(low, high, low_endless, high_endless, den, g.zero)
    if causes is g.zero:
        return bare
    left = g.if_(point(g, bare), g.zero, causes)
    return Num(low, high, low_endless, high_endless, den, left)


def scaled(g: Graph, a: Num, den: int) -> Num:
    """The same number over another denominator, a multiple of its own."""
    if den == a.den:
        return a
    by = g.number(den // a.den)
    return Num(g.mul(a.low, by), g.mul(a.high, by), a.low_endless, a.high_endless, den, a.causes)


def aligned(g: Graph, items: Sequence[Num]) -> list[Num]:
    """All over their least common denominator."""
    den = reduce(lcm, (i.den for i in items), 1)
    return [scaled(g, i, den) for i in items]


def choose_num(g: Graph, condition: Node, a: Num, b: Num) -> Num:
    """One number or another, by row."""
    if condition.literal:
        return a if condition.value else b
    a, b = aligned(g, [a, b])
    low = g.if_(condition, a.low, b.low)
    high = low if sure_point(a) and sure_point(b) else g.if_(condition, a.high, b.high)
    return Num(
        low,
        high,
        g.if_(condition, a.low_endless, b.low_endless),
        g.if_(condition, a.high_endless, b.high_endless),
        a.den,
        g.if_(condition, a.causes, b.causes),
    )


def add(g: Graph, a: Num, b: Num) -> Num:
    """Sum of two intervals."""
    a, b = aligned(g, [a, b])
    low = g.add(a.low, b.low)
    high = low if sure_point(a) and sure_point(b) else g.add(a.high, b.high)
    return number(
        g, low, high, g.or_(a.low_endless, b.low_endless), g.or_(a.high_endless, b.high_endless),
        a.den, g.bitor(a.causes, b.causes),
    )  # fmt: skip


def minus(g: Graph, a: Num) -> Num:
    """The interval with its sign turned."""
    low = g.sub(g.zero, a.high)
    high = low if sure_point(a) else g.sub(g.zero, a.low)
    return Num(low, high, a.high_endless, a.low_endless, a.den, a.causes)


def times(g: Graph, a: Num, b: Num) -> tuple[Num, Node]:
    """Product of two intervals, and where it cannot be told here (ends of both signs that are not points)."""
    causes, den = g.bitor(a.causes, b.causes), a.den * b.den
    if sure_point(a) and sure_point(b):
        product = g.mul(a.low, b.low)
        return number(g, product, product, g.no, g.no, den, causes), g.no
    if _above(a) and _above(b):
        low, high = g.mul(a.low, b.low), g.mul(a.high, b.high)
        # 0 times anything is 0, without bound or not.
        zero_a = g.and_(g.not_(a.high_endless), g.eq(a.high, g.zero))
        zero_b = g.and_(g.not_(b.high_endless), g.eq(b.high, g.zero))
        endless = g.and_(g.or_(a.high_endless, b.high_endless), g.not_(zero_a), g.not_(zero_b))
        return number(g, low, high, g.no, endless, den, causes), g.no
    low, high = _ends(g, a, b)
    sure = g.and_(
        *(g.not_(x) for x in (a.low_endless, a.high_endless, b.low_endless, b.high_endless))
    )
    return number(g, low, high, g.no, g.no, den, causes), g.not_(sure)


def _above(a: Num) -> bool:
    return a.low.low >= 0 and a.low_endless.literal and not a.low_endless.value


def _ends(g: Graph, a: Num, b: Num) -> tuple[Node, Node]:
    products = [g.mul(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    return reduce(g.min_, products), reduce(g.max_, products)


def compare(g: Graph, op: str, a: Num, b: Num) -> Truth:
    """Compare two intervals."""
    if op in (">", ">="):
        return compare(g, "<" if op == ">" else "<=", b, a)
    causes = g.bitor(a.causes, b.causes)
    a, b = aligned(g, [a, b])
    if op in ("=", "!="):
        apart = g.or_(_below(g, a, b, strict=True), _below(g, b, a, strict=True))
        same = g.and_(g.not_(apart), point(g, a), point(g, b))
        found = truth(g, g.not_(apart), g.not_(same), causes)
        return negate(found) if op == "!=" else found
    strict = op == "<"
    yes = _below(g, a, b, strict=strict)
    no = g.and_(g.not_(yes), _below(g, b, a, strict=not strict))
    return truth(g, g.not_(no), g.not_(yes), causes)


def _below(g: Graph, a: Num, b: Num, *, strict: bool) -> Node:
    """Whether all of `a` is below all of `b`."""
    test = g.lt(a.high, b.low) if strict else g.le(a.high, b.low)
    return g.and_(g.not_(a.high_endless), g.not_(b.low_endless), test)
