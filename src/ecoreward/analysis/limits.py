"""Limits that hold for some cases and not for others: for which values of a fact both cannot hold.

Two constants are compared as they stand; here one of the limits depends on a fact, such as a floor of
1,000 under a cap of 10 % of the fine.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ecoreward.engine.breakpoints import FAR, candidates
from ecoreward.engine.logic import holds, measure
from ecoreward.engine.trace import value_data
from ecoreward.engine.values import Num
from ecoreward.engine.world import World
from ecoreward.feel import typed as t
from ecoreward.policy.expressions import parts
from ecoreward.policy.program import Combine, Node, Readings, Table
from ecoreward.problems import Problem

NUMBERS = ("money", "number", "integer", "date")


def limits_clash(award: Node | None, world: World) -> Iterator[Problem]:
    """A warning for each entry whose floor is above its cap for some values of one fact.

    Values at which the entry cannot apply, or a condition of the whole edition fails, do not count.
    """
    gates = [(g.when, g.kind == "requires") for g in world.program.gates]
    if award is not None:
        yield from _below(award, gates, world)


Conditions = list[tuple[t.Expression, bool]]  # what must be so for an entry to count


def _below(node: Node, above: Conditions, world: World) -> Iterator[Problem]:
    conditions = [*above, (node.when, True)] if node.when is not None else above
    found = _clash(node, conditions, world)
    if found is not None:
        yield found
    match node.body:
        case Combine(children=children):
            for child in children:
                yield from _below(child, conditions, world)
        case Readings(options=options):
            for option in options:
                yield from _below(option.node, conditions, world)
        case Table(rows=rows, other=other, otherwise=otherwise):
            for row in (*rows, *other):
                yield from _below(row.node, conditions, world)
            if otherwise is not None:
                yield from _below(otherwise, conditions, world)


def _clash(node: Node, conditions: Conditions, world: World) -> Problem | None:
    floor, cap = node.floor, node.cap
    if floor is None or cap is None or _above(floor, cap, world):
        return None  # above for every case: told as an error of its own
    names = sorted(_numbers(floor.root, world) | _numbers(cap.root, world))
    for name in names:
        points = candidates(name, world) or []
        bad = [_bad(node, p, name, conditions, world) for p in points]
        if True not in bad:
            continue
        first = bad.index(True)
        last = first
        while last + 1 < len(bad) and bad[last + 1]:
            last += 1
        low, high = _end(points[first]), _end(points[last])
        spec = world.program.vocabulary.facts[name]
        span = Num(low, high if last + 1 < len(points) or high < FAR else None)
        params = {
            "node": node.id, "fact": dict(spec.label), "values": value_data(span, spec.type, world),
            "floor": floor.source, "cap": cap.source,
        }  # fmt: skip
        return Problem("policy.limits-clash", floor.place, params, "warning", related=(cap.place,))
    return None


def _bad(node: Node, point: object, name: str, conditions: Conditions, world: World) -> bool:
    assert isinstance(point, Num)
    assert node.floor is not None
    assert node.cap is not None
    known = world.knowing(name, point)
    for when, wanted in conditions:
        answer = holds(when.root, known)
        if not (answer.true if wanted else answer.false):
            return False
    return _above(node.floor, node.cap, known)


def _above(floor: t.Expression, cap: t.Expression, world: World) -> bool:
    """Whether the floor is above the cap, whatever else is not known."""
    least, most = measure(floor.root, world).low, measure(cap.root, world).high
    return least is not None and most is not None and least > most


def _end(point: object) -> Fraction | int:
    assert isinstance(point, Num)
    assert point.low is not None
    return point.low


def _numbers(root: t.Node, world: World) -> set[str]:
    """The numeric facts an expression reads, through definitions as well."""
    found: set[str] = set()
    for part in parts(root):
        if isinstance(part, t.Fact) and part.type.kind in NUMBERS:
            found.add(part.name)
        elif isinstance(part, t.Defined):
            found |= _numbers(world.program.defined[part.name].value.root, world)
    return found
