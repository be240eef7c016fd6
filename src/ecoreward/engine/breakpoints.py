"""The values of an open fact at which something in the policy changes.

An award is piecewise in each fact and its breakpoints are written in the policy: thresholds of
conditions, edges of tables, and the ends of what is possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations, product

from ecoreward.engine.day_cuts import day_cuts
from ecoreward.engine.logic import measure
from ecoreward.engine.rows import row_world
from ecoreward.engine.terms_apart import counted, sets
from ecoreward.engine.values import Choice, Num, Rows, SetOf, Truth, Value, truth
from ecoreward.engine.world import World
from ecoreward.feel import typed as t
from ecoreward.policy.expressions import beside, expressions_of, nodes_of, parts
from ecoreward.policy.program import Band, Combine, Fixed, Node, Rate

FAR = 10**15  # a sum or count beyond any that a rule names
MOST_BESIDE = 8


def candidates(name: str, world: World) -> list[Value] | None:
    """Points of the fact to try: ends, thresholds and their neighbours, one of each class.

    None where there are more than can be tried: what is found then would not be the whole.
    """
    column = name.rsplit("/", 1)[-1]
    inner = row_world(name, world) if "/" in name else world
    value = inner.facts[column]
    match value:
        case Rows():
            return None
        case Truth(true=true, false=false):
            return [truth(b) for b in (True, False) if (true if b else false)]
        case Choice(codes=codes):
            return [Choice(frozenset({c})) for c in sorted(codes)]
        case SetOf():
            return None if counted(column, world) else sets(column, value, inner)
        case Num():
            days = day_cuts(column, value, inner)
            if days is None:
                return None
            return [Num(p, p) for p in _numbers(column, value, cuts(name, world) | days, inner)]


def cuts(name: str, world: World) -> set[Fraction]:
    """Every written breakpoint of a fact in the award and its conditions, or of a column of a row."""
    if "/" not in name:
        return thresholds(name, world)
    return thresholds(name.rsplit("/", 1)[-1], row_world(name, world)) | _outside_cuts(name, world)


def _outside_cuts(name: str, world: World) -> set[Fraction]:
    """Where a column moves the total over all rows onto a threshold, the other rows being known."""
    if "/" not in name:
        return set()
    rows, own, column = name.split("/")
    fact = world.facts[rows]
    assert isinstance(fact, Rows)
    others = [row.get(column) for n, row in enumerate(fact.rows, 1) if n != int(own)]
    if not all(isinstance(o, Num) and o.point for o in others):
        return set()
    rest = sum((Fraction(o.low or 0) for o in others if isinstance(o, Num)), Fraction(0))
    return {cut - rest for cut in thresholds(column, world)}


def _numbers(
    name: str, value: Num, thresholds: set[Fraction], world: World
) -> list[Fraction | int]:
    step = world.step(name)
    cuts = {c for c in thresholds if _inside(c, value)}
    found: set[Fraction | int] = set()
    for cut in cuts:
        below = (cut / step).__floor__() * step
        found |= {below, below + step} | ({below - step} if below == cut else set())
    low = value.low if value.low is not None else -FAR
    top = max([Fraction(FAR), *(abs(c) * 1000 for c in cuts)])
    # Two far points where there is no end: what still grows between them grows without limit.
    ends = {value.high} if value.high is not None else {Fraction(top), Fraction(top * 10)}
    found |= {low, low + step, *ends}
    return sorted(p for p in found if _inside(p, value))


def _inside(p: Fraction | int, value: Num) -> bool:
    return (value.low is None or p >= value.low) and (value.high is None or p <= value.high)


def thresholds(name: str, world: World) -> set[Fraction]:
    """Every value of the fact at which a condition, a row, a limit or a choice between sums may turn."""
    out = turning(expressions_of(world.program), name, world)
    for one in nodes_of(world.program.award):
        for left, right in _kinks(one):
            out |= _solve(left, right, name, world)
    return out


def turning(expressions: Iterable[t.Expression], name: str, world: World) -> set[Fraction]:
    """Every value of the fact at which a comparison in the expressions may turn."""
    return {
        cut
        for expression in expressions
        for node in parts(expression.root)
        for pair in _pairs(node)
        for left, right in product(*(_known(n, [], world) for n in pair))
        for cut in _solve(left, right, name, world)
    }


def around(name: str, world: World) -> set[Fraction]:
    """Breakpoints of the fact beside the award: what follows from facts, who must agree, what is paid."""
    specs = world.program.vocabulary.facts.values()
    out = turning([f.implied_by for f in specs if f.implied_by is not None], name, world)
    sums = [s for node in nodes_of(world.program.award) for s in _sums(node)]
    for expression in beside(world.program):
        for node in parts(expression.root):
            for pair in _pairs(node):
                # The sum that is awarded stands for every sum that it may be.
                for left, right in product(*(_known(n, sums, world) for n in pair)):
                    out |= _solve(left, right, name, world)
    return out


def _known(node: t.Node, sums: list[t.Node], world: World) -> list[t.Node]:
    """A side of a comparison; nothing where it is made of what no case gives."""
    strange = [p for p in parts(node) if isinstance(p, t.Fact) and p.name not in world.facts]
    if not strange:
        return [node]
    return sums if strange[0] is node else []


_ZERO = t.Const(t.MONEY, Fraction(0))


def _kinks(node: Node) -> Iterator[tuple[t.Node, t.Node]]:
    """Where a sum meets its limits, 0, or the sum beside it."""
    sums = _sums(node)
    limits = [e.root for e in (node.floor, node.cap) if e is not None]
    steps = [(s.kind, s.amount.root) for s in node.then if s.amount]
    limits += [a for kind, a in steps if kind in ("floor", "cap")]
    less = [a for kind, a in steps if kind == "minus"]
    # What is taken away moves the point at which a sum meets 0 or a limit.
    limits += [*less, *(t.Arith(t.MONEY, "+", b, a) for b in limits for a in less)]
    yield from ((a, b) for a in sums for b in (*limits, _ZERO))
    yield from combinations(limits, 2)
    yield from combinations(sums, 2)
    if isinstance(node.body, Combine) and node.body.how == "highest":
        others = [s for child in node.body.children[:MOST_BESIDE] for s in _sums(child)]
        yield from combinations(others, 2)


def _sums(node: Node) -> list[t.Node]:
    """The sums a leaf may give, before its limits."""
    match node.body:
        case Fixed(amount=amount):
            return [amount.root]
        case Band(low=low, high=high):
            return [e.root for e in (low, high) if e is not None]
        case Rate(rate=rate, base=base, high=high):
            rates = [e.root for e in (rate, high) if e is not None]
            return [t.Arith(t.MONEY, "*", base.root, r) for r in rates]
    return []


def _pairs(node: t.Node) -> Iterator[tuple[t.Node, t.Node]]:
    match node:
        case t.Compare(left=left, right=right) if left.type.kind not in ("choice", "boolean"):
            yield left, right
        case t.Within(left=left, tests=tests):
            for test in tests:
                for end in (test.value, test.low, test.high):
                    if end is not None:
                        yield left, end
        case t.Call(function="min" | "max", args=args):
            for index, arg in enumerate(args):
                for other in args[index + 1 :]:
                    yield arg, other


def _solve(left: t.Node, right: t.Node, name: str, world: World) -> set[Fraction]:
    """Where ``left = right``, when the difference is linear in the fact."""
    return {
        (b[1] - a[1]) / (a[0] - b[0])
        for a in _lines(left, name, world)
        for b in _lines(right, name, world)
        if a[0] != b[0]
    }


Line = tuple[Fraction, Fraction]  # slope and constant in the fact
MOST_LINES = 16


def _lines(node: t.Node, name: str, world: World) -> list[Line]:
    """The straight pieces of an expression in one fact, where all else is known; none if it has none."""
    found: list[Line] = []
    match node:
        case t.Fact(name=other) if other == name:
            found = [(Fraction(1), Fraction(0))]
        case t.Defined(name=other):
            found = _lines(world.program.defined[other].value.root, name, world)
        case t.If(then=then, otherwise=otherwise):
            found = _lines(then, name, world) + _lines(otherwise, name, world)
        case t.Call(function="min" | "max", args=args):
            found = [line for arg in args for line in _lines(arg, name, world)]
        case t.Call(function="days_between", args=(start, end)):
            found = _paired("-", _lines(end, name, world), _lines(start, name, world))
        case t.Arith(op=op, left=left, right=right):
            found = _paired(op, _lines(left, name, world), _lines(right, name, world))
        case t.Negate(item=item):
            found = [(-a, -b) for a, b in _lines(item, name, world)]
        case _ if node.type.kind not in ("boolean", "choice", "set"):
            value = measure(node, world)
            found = [(Fraction(0), Fraction(e)) for e in (value.low, value.high) if e is not None]
    return found[:MOST_LINES]


def _paired(op: str, lefts: list[Line], rights: list[Line]) -> list[Line]:
    out: list[Line] = []
    for a in lefts:
        for b in rights:
            if op in ("+", "-"):
                sign = 1 if op == "+" else -1
                out.append((a[0] + sign * b[0], a[1] + sign * b[1]))
            elif op == "*" and not (a[0] and b[0]):
                out.append((a[0] * b[1] + b[0] * a[1], a[1] * b[1]))
            elif op == "/" and not b[0] and b[1]:
                out.append((a[0] / b[1], a[1] / b[1]))
    return out
