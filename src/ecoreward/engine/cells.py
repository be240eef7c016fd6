"""What a case leaves open about the choice of an edition, cut into cells that cover all it may be.

Inside a cell a yes/no or a choice is known, and a number or a day lies between two of the points at which
a condition turns. Sets are not cut. Every cell is evaluated by the same logic, so cutting loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

from ecoreward.engine.breakpoints import turning
from ecoreward.engine.values import NONE, Cause, Causes, Choice, Num, Truth, Value, truth
from ecoreward.engine.world import World
from ecoreward.feel.typed import Expression

MOST_CELLS = 512
MOST_ANSWERS = 20_000  # cells times editions: policies are untrusted input

Pick = Value | bool


@dataclass(frozen=True, slots=True)
class Axis:
    """One open item and the parts it is cut into."""

    cause: Cause
    parts: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One part of every axis: facts that are known better in it, open lists and issues taken as settled."""

    picks: tuple[int, ...]
    facts: Mapping[str, Value] = field(default_factory=dict)
    members: Mapping[str, bool] = field(default_factory=dict)
    known: Mapping[str, bool] = field(default_factory=dict)  # whether editions were known, by id


def axis(cause: Cause, asked: Sequence[tuple[Expression, World]]) -> Axis | None:
    """How an open item is cut for the conditions that ask it; None where it is not."""
    if cause.kind == "open":
        return Axis(cause, (True, False))
    worlds = [w for _, w in asked if cause.name in w.facts]
    if cause.kind != "fact" or not worlds:
        return None
    value = worlds[0].facts[cause.name]
    match value:
        case Truth(true=True, false=True):
            return Axis(cause, (truth(True), truth(False)))
        case Choice(codes=codes) if len(codes) > 1:
            return Axis(cause, tuple(Choice(frozenset({c})) for c in sorted(codes)))
        case Num(low=low, high=high) if low is None or low != high:
            found = {p for e, w in asked for p in points(cause.name, e, w)}
            return Axis(cause, tuple(split(value, found, worlds[0].step(cause.name))))
    return None


def points(name: str, expression: Expression, world: World) -> Iterator[Fraction | int]:
    """The first values of a number from which on a condition may answer otherwise."""
    step = world.step(name)
    for cut in turning([expression, *_named(world)], name, world):
        below = (cut / step).__floor__() * step
        yield below + step
        if below == cut:
            yield below


def _named(world: World) -> Iterator[Expression]:
    return (d.value for d in world.program.defined.values())


def split(value: Num, starts: Iterable[Fraction | int], step: Fraction | int = 1) -> list[Num]:
    """A number or day in parts, each beginning at one of the starts inside it; `step` is its grid.

    >>> [(n.low, n.high) for n in split(Num(1, 9), [4, 0])]
    [(1, 3), (4, 9)]
    """
    inside = sorted(
        {
            s for s in starts
            if (value.low is None or s > value.low) and (value.high is None or s <= value.high)
        }
    )  # fmt: skip
    lows = [value.low, *inside]
    highs = [*(s - step for s in inside), value.high]
    return [_part(low, high, value.causes) for low, high in zip(lows, highs, strict=True)]


def _part(low: Fraction | int | None, high: Fraction | int | None, causes: Causes) -> Num:
    return Num(low, high, NONE if low is not None and low == high else causes)


def cells(axes: Sequence[Axis], width: int = 1) -> tuple[Cell, ...]:
    """Every combination of the parts; too many for `width` editions in each: the first axis alone, or none."""
    total = 1
    for one in axes:
        total *= len(one.parts)
    if total > min(MOST_CELLS, MOST_ANSWERS // max(1, width)):
        return cells(axes[:1], width) if len(axes) > 1 else (Cell(()),)
    out = []
    for picks in product(*(range(len(a.parts)) for a in axes)):
        facts: dict[str, Value] = {}
        members: dict[str, bool] = {}
        known: dict[str, bool] = {}
        for pick, one in zip(picks, axes, strict=True):
            part = one.parts[pick]
            if not isinstance(part, bool):
                facts[one.cause.name] = part
            elif one.cause.kind == "open":
                members[one.cause.name] = part
            else:
                known[one.cause.name] = part
        out.append(Cell(picks, facts, members, known))
    return tuple(out)


def matters(index: int, answers: Mapping[tuple[int, ...], object]) -> bool:
    """Whether two cells that differ in one axis alone have different answers."""
    groups: dict[tuple[int, ...], list[object]] = {}
    for picks, answer in answers.items():
        groups.setdefault(picks[:index] + picks[index + 1 :], []).append(answer)
    return any(a != group[0] for group in groups.values() for a in group)
