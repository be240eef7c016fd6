"""The days of an open date at which a count of workdays passes a number written in the policy.

A count of workdays is no straight line in a date, but it never falls: the day on which it reaches a
number is found by halving. Where a count is used in any other way, every day of a short range is tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ecoreward.engine.logic import measure
from ecoreward.engine.values import Num
from ecoreward.engine.workdays import day_reaching
from ecoreward.engine.world import World
from ecoreward.feel import typed as t
from ecoreward.policy.expressions import children, expressions_of, parts

MOST_DAYS = 400
FUNCTION = "workdays_between"
Meeting = tuple[
    t.Call, t.Node | None
]  # a count, and what it is compared with; None: used otherwise


def day_cuts(name: str, value: Num, world: World) -> set[Fraction] | None:
    """The days to try for the fact beside its other thresholds; None where they are too many."""
    if not any(
        isinstance(n, t.Call) and n.function == FUNCTION
        for e in expressions_of(world.program)
        for n in parts(e.root)
    ):
        return set()
    met = [m for e in expressions_of(world.program) for m in _meetings(e.root, world)]
    out: set[Fraction] = set()
    for call, other in met:
        sides = [_mentions(arg, name, world) for arg in call.args]
        if not any(sides):
            continue
        cuts = None if other is None or all(sides) else _passing(call, other, sides[1], name, world)
        if cuts is None:
            if value.low is None or value.high is None or value.high - value.low > MOST_DAYS:
                return None
            return {Fraction(d) for d in range(int(value.low), int(value.high) + 1)}
        out |= cuts
    return out


def _meetings(node: t.Node, world: World) -> Iterator[Meeting]:
    """Every count below a node, definitions written out."""
    inner = _meant(node, world)
    pairs: list[tuple[t.Node, t.Node]] = []
    match inner:
        case t.Compare(left=left, right=right):
            pairs = [(left, right), (right, left)]
        case t.Within(left=left, tests=tests):
            ends = (e for u in tests for e in (u.value, u.low, u.high) if e is not None)
            pairs = [(left, e) for e in ends]
        case t.Call(function=function) if function == FUNCTION:
            yield inner, None
    told: set[int] = set()
    for side, other in pairs:
        count = _meant(side, world)
        if isinstance(count, t.Call) and count.function == FUNCTION:
            told.add(id(side))
            yield count, other
    for child in children(inner):
        if id(child) not in told:
            yield from _meetings(child, world)


def _meant(node: t.Node, world: World) -> t.Node:
    while isinstance(node, t.Defined):
        node = world.program.defined[node.name].value.root
    return node


def _mentions(node: t.Node, name: str, world: World) -> bool:
    inner = _meant(node, world)
    return any(
        (isinstance(p, t.Fact) and p.name == name)
        or (isinstance(p, t.Defined) and _mentions(p, name, world))
        for p in parts(inner)
    )


def _passing(
    call: t.Call, other: t.Node, later: bool, name: str, world: World
) -> set[Fraction] | None:
    """Where the count reaches and passes the other side; None where that is not told by one day."""
    mine, fixed = call.args[1 if later else 0], call.args[0 if later else 1]
    if not isinstance(_meant(mine, world), t.Fact) or _mentions(other, name, world):
        return None
    day, limit = measure(fixed, world), measure(other, world)
    ends = [e for e in (day.low, day.high) if e is not None]
    numbers = {int(e // 1) + n for e in (limit.low, limit.high) if e is not None for n in (0, 1)}
    country = world.program.country
    found = (day_reaching(int(e), n, country, later=later) for e in ends for n in sorted(numbers))
    return {Fraction(d) for d in found if d is not None}
