"""The values of an open fact at which something in the policy changes.

An award is piecewise in each fact and its breakpoints are written in the policy: thresholds of
conditions, edges of tables, and the ends of what is possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ecoreward.engine.logic import measure
from ecoreward.engine.values import EXACTLY, Choice, Num, SetOf, Truth, Value, truth
from ecoreward.engine.world import World
from ecoreward.feel import typed as t
from ecoreward.policy.expressions import expressions_of, parts

FAR = 10**15  # a sum or count beyond any that a rule names
MOST_VALUES = 64


def candidates(name: str, world: World) -> list[Value]:
    """Points of the fact to try: ends, thresholds and their neighbours, one of each class."""
    value = world.facts[name]
    match value:
        case Truth(true=true, false=false):
            return [truth(b) for b in (True, False) if (true if b else false)]
        case Choice(codes=codes):
            return [Choice(frozenset({c})) for c in sorted(codes)]
        case SetOf():
            return _sets(name, value, world)
        case Num():
            return [Num(p, p) for p in _numbers(name, value, world)]


def _numbers(name: str, value: Num, world: World) -> list[Fraction | int]:
    step = world.step(name)
    cuts = {c for c in thresholds(name, world) if _inside(c, value)}
    found: set[Fraction | int] = set()
    for cut in cuts:
        below = (cut / step).__floor__() * step
        found |= {below, below + step, below - step, below + 2 * step}
    low = value.low if value.low is not None else -FAR
    top = max([Fraction(FAR), *(abs(c) * 1000 for c in cuts)])
    # Two far points where there is no end: what still grows between them grows without limit.
    found |= (
        {low, value.high} if value.high is not None else {low, Fraction(top), Fraction(top * 10)}
    )
    points = sorted(p for p in found if _inside(p, value))
    return points if len(points) <= MOST_VALUES else [*points[: MOST_VALUES - 2], *points[-2:]]


def _inside(p: Fraction | int, value: Num) -> bool:
    return (value.low is None or p >= value.low) and (value.high is None or p <= value.high)


def thresholds(name: str, world: World) -> set[Fraction]:
    """Every value of the fact at which a condition, a table row or a choice between sums may turn."""
    out: set[Fraction] = set()
    for expression in expressions_of(world.program):
        for node in parts(expression.root):
            for left, right in _pairs(node):
                out |= _solve(left, right, name, world)
    return out


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
            if value.point and value.low is not None:
                found = [(Fraction(0), Fraction(value.low))]
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


def _sets(name: str, value: SetOf, world: World) -> list[Value]:
    """The empty set, one set for each class of terms that the policy tells apart, and all of them."""
    classes: dict[tuple[bool, ...], str] = {}
    wanted = [codes for domain, codes in _wanted(world) if domain == name]
    vocabulary = world.program.vocabulary
    vague = [c for c in sorted(value.must) if any(_too_broad(c, codes, world) for codes in wanted)]
    if vague:
        return _made_precise(value, vague, wanted, world)
    for code in sorted(value.may - value.must):
        key = tuple(
            bit
            for codes in wanted
            for bit in (
                bool(vocabulary.counts_as[code] & codes),
                bool(vocabulary.reach[code] & codes),
            )
        )
        # A term that is too broad to answer is not a completion.
        if any(not yes and broad for yes, broad in zip(key[::2], key[1::2], strict=True)):
            continue
        classes.setdefault(key, code)
    picks = list(classes.values())
    sets = [value.must, *(value.must | {p} for p in picks), value.must | set(picks)]
    unique = list(dict.fromkeys(frozenset(s) for s in sets))
    return [SetOf(s, s) for s in unique[:MOST_VALUES]]


def _too_broad(code: str, codes: frozenset[str], world: World) -> bool:
    vocabulary = world.program.vocabulary
    if vocabulary.counts_as.get(code, frozenset()) & codes:
        return False
    return bool(vocabulary.reach.get(code, frozenset()) & codes)


def _made_precise(
    value: SetOf, vague: list[str], wanted: list[frozenset[str]], world: World
) -> list[Value]:
    """A term too broad to answer, as each narrower kind that a list tells apart, or as none of them."""
    vocabulary = world.program.vocabulary
    sets = [value.must]
    for code in vague:
        narrower = vocabulary.covers[code] - {code}
        named = sorted(
            n for n in narrower if any(vocabulary.counts_as[n] & codes for codes in wanted)
        )
        sets = [(s - {code}) | {pick} for s in sets for pick in (*named, code + EXACTLY)]
        sets = sets[:MOST_VALUES]
    return [SetOf(s, s) for s in dict.fromkeys(sets)]


def _wanted(world: World) -> Iterator[tuple[str, frozenset[str]]]:
    for listing in world.program.lists.values():
        yield listing.domain, listing.codes
        if listing.outside:
            yield listing.domain, listing.outside
    for expression in expressions_of(world.program):
        for node in parts(expression.root):
            if isinstance(node, t.Has) and not node.listing and isinstance(node.left, t.Fact):
                if node.mode == "all":
                    for code in sorted(node.codes):
                        yield node.left.name, frozenset({code})
                yield node.left.name, node.codes
