"""Table rows: which hold for a value, and whether together they hold for every possible value."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product

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
    return all(any(row_answer(r, cell, world).certain for r in rows) for cell in product(*axes))


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
    found: set[Fraction | int] = set(cuts)
    if step is not None:
        found |= {c + d for c in cuts for d in (step, -step)}
    else:
        found |= {(Fraction(a) + b) / 2 for a, b in pairwise(cuts)}
    reach = (max((abs(Fraction(c)) for c in cuts), default=Fraction(0)) + 1) * 2
    found.add(low if low is not None else -reach)
    found.add(high if high is not None else reach)
    return sorted(p for p in found if (low is None or p >= low) and (high is None or p <= high))


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
