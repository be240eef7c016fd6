"""Table rows: which hold for a value, and whether together they hold for every possible value."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from itertools import pairwise, product
from operator import and_, or_

from ecoreward.engine.logic import holds, measure, passes
from ecoreward.engine.values import (
    YES,
    Choice,
    Num,
    Truth,
    Value,
    both,
    either,
    maybe,
    negate,
    truth,
)
from ecoreward.engine.world import World
from ecoreward.feel import typed as t
from ecoreward.policy.program import Row

MOST_CELLS = 4096


def row_answer(row: Row, values: tuple[Value, ...], world: World) -> Truth:
    """Whether a row holds for these values of `by`."""
    tests = zip(row.tests, values, strict=True)
    return both([cell_answer(test.root, value, world) for test, value in tests])


def cell_answer(test: t.Node, value: Value, world: World) -> Truth:
    """Whether one cell holds for one value."""
    match test:
        case t.Within(tests=tests, negated=negated, anything=anything):
            if anything:
                return YES
            assert isinstance(value, Num)
            found = either([passes(value, one, world) for one in tests])
            return negate(found) if negated else found
        case t.Member(codes=codes, negated=negated) if (
            isinstance(value, Choice) and not test.listing
        ):
            if value.codes <= codes:
                answer = YES
            elif value.codes & codes:
                answer = maybe(value.causes)
            else:
                answer = truth(False)
            return negate(answer) if negated else answer
        case t.Compare(op=op, right=t.Const(value=bool() as wanted)) if isinstance(value, Truth):
            answer = value if wanted else negate(value)
            return negate(answer) if op == "!=" else answer
    return holds(test, world)


def covered(
    rows: tuple[Row, ...], by: tuple[t.Expression, ...], values: tuple[Value, ...], world: World
) -> bool:
    """Whether some row certainly holds for every value that is still possible."""
    axes: list[list[Value]] = []
    for index, value in enumerate(values):
        axis = _axis(value, [r.tests[index].root for r in rows], by[index].root, world)
        if axis is None:
            return False
        axes.append(axis)
    total = 1
    for axis in axes:
        total *= len(axis)
    if total > MOST_CELLS:
        return False
    return all(hits for _, hits in combinations(rows, axes, world))


def combinations(
    rows: tuple[Row, ...], axes: list[list[Value]], world: World
) -> Iterator[tuple[tuple[Value, ...], int]]:
    """Every combination of the axes with the rows that certainly hold there, a bit for each row."""
    masks = [_masks(rows, index, axis, world) for index, axis in enumerate(axes)]
    for cell, found in zip(product(*axes), product(*masks), strict=True):
        yield cell, reduce(and_, found)


def _masks(rows: tuple[Row, ...], index: int, axis: list[Value], world: World) -> list[int]:
    """At each point of one axis the rows whose cell certainly holds; each test is asked once a point."""
    bits: dict[str, int] = {}
    tests: dict[str, t.Node] = {}
    for number, row in enumerate(rows):
        test = row.tests[index]
        bits[test.source] = bits.get(test.source, 0) | 1 << number
        tests[test.source] = test.root
    return [
        reduce(or_, (bits[s] for s, r in tests.items() if cell_answer(r, p, world).certain), 0)
        for p in axis
    ]


def _axis(value: Value, cells: list[t.Node], by: t.Node, world: World) -> list[Value] | None:
    match value:
        case Choice(codes=codes):
            return [Choice(frozenset({c})) for c in sorted(codes)]
        case Truth(true=true, false=false):
            return [truth(b) for b in (True, False) if (true if b else false)]
        case Num():
            step = world.step(by.name) if isinstance(by, t.Fact) else None
            return [Num(p, p) for p in points(value, cells, step, world)]
    return None


def points(
    value: Num, cells: list[t.Node], step: Fraction | None, world: World
) -> list[Fraction | int]:
    """Every value at which a cell may begin or stop to hold, and one between each two."""
    cuts = sorted({c for cell in cells for c in _cuts(cell, world)})
    low, high = value.low, value.high
    reach = (max((abs(Fraction(c)) for c in cuts), default=Fraction(0)) + 1) * 2
    ends = [Fraction(low) if low is not None else -reach, high if high is not None else reach]
    found: set[Fraction | int]
    if step is None:
        found = {*cuts, *ends, *((Fraction(a) + b) / 2 for a, b in pairwise(cuts))}
    else:
        # Only values on the grid are possible: the nearest on both sides of every cut and end.
        found = set()
        for cut in (*cuts, *ends):
            below = cut // step * step
            found |= {below - step, below, below + step} if below == cut else {below, below + step}
    inside = {p for p in found if (low is None or p >= low) and (high is None or p <= high)}
    return sorted(inside or ends)


def _cuts(cell: t.Node, world: World) -> list[Fraction | int]:
    if not isinstance(cell, t.Within):
        return []
    out: list[Fraction | int] = []
    for test in cell.tests:
        for node in (test.value, test.low, test.high):
            if node is None:
                continue
            end = measure(node, world)
            out += [e for e in (end.low, end.high) if e is not None]
    return out
