"""What is still open, and what each open item could move, by trying completions.

The open facts, figures, readings and list memberships are enumerated over the values where something
changes. The range of a decision is exact when these completions reach both of its ends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from ecoreward.engine.breakpoints import candidates
from ecoreward.engine.rows import value_of
from ecoreward.engine.values import Cause, Causes, End, Num, Value
from ecoreward.engine.world import Settled, World
from ecoreward.policy.cost import cost
from ecoreward.policy.expressions import nodes_of
from ecoreward.policy.program import Program, Readings, Table

MOST_COMBINATIONS = 4096
MOST_WORK = 4_000_000  # parts of expressions visited by all completions together

# A completion: facts given beside those of the case, and what is settled. None: cannot be.
Trial = Callable[[Mapping[str, Value], Settled], Num | None]


@dataclass(frozen=True, slots=True)
class Move:
    """An open item and the greatest difference it makes alone; None: without limit."""

    cause: Cause
    amount: Fraction | int | None
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """Every open item that can move the money, most first, and whether the range is tight."""

    moves: tuple[Move, ...]
    exact: bool


def weigh(
    result: Num, causes: Causes, world: World, trial: Trial, work: int | None = None
) -> Doubt:
    """Rank what is open and say whether `result` is tight; `work` of one trial, else that of the program."""
    order = sorted(causes)
    found = [_axis(cause, world) for cause in order]
    axes = [axis for axis in found if axis]
    total = 1
    for axis in axes:
        total *= len(axis)
    work = max(1, cost(world.program) if work is None else work)
    if not order or total > min(MOST_COMBINATIONS, MOST_WORK // work) or len(axes) < len(order):
        few = sum(len(axis) for axis in axes) * work <= MOST_WORK
        upper = _bounded(order, found if few else [None] * len(order), result, world, trial)
        return Doubt(upper, exact=not order and result.point)
    table: Completions = {}
    for picks in product(*(range(len(a)) for a in axes)):
        outcome = _try([axes[i][p] for i, p in enumerate(picks)], order, world, trial)
        if outcome is not None:
            table[picks] = outcome
    near = _near(table, order, axes, world)
    moves = [Move(c, _moves(table, near, i, len(axes[i]))) for i, c in enumerate(order)]
    growing = any(m.amount is None for m in moves)
    exact = _reached(result, list(table.values()), growing=growing)
    return Doubt(_ranked([_honest(m, result, exact=exact) for m in moves]), exact)


def glance(result: Num, causes: Causes, world: World, trial: Trial) -> Doubt:
    """As `weigh`, only as far as it takes to tell which outcome an open result has.

    Whether facts are missing, or something is to be decided, or its figure is not stated, follows
    from the kinds of what is open, unless these are mixed: then it takes one fact that moves, or,
    where no fact is open, one figure that is not stated.
    """
    order = sorted(causes)
    kinds = {c.kind for c in order}
    if kinds in ({"fact"}, {"unstated"}) or kinds <= {"figure", "reading", "open"}:
        return Doubt(tuple(Move(c, None) for c in order), exact=False)
    telling = "fact" if "fact" in kinds else "unstated"
    tell = [i for i, c in enumerate(order) if c.kind == telling]
    axes = [_axis(cause, world) for cause in order]
    if all(axes) and any(_stirs(i, axes, order, world, trial) for i in tell):
        return Doubt(tuple(Move(c, None) for c in order), exact=False)
    return weigh(result, causes, world, trial)


def _stirs(
    axis: int,
    axes: Sequence[list[Pick] | None],
    order: list[Cause],
    world: World,
    trial: Trial,
) -> bool:
    """Whether one item alone moves the money, the others at the first or at the last of their values."""
    for end in (0, -1):
        fixed = [picks[end] for picks in axes if picks]
        seen: set[tuple[End, End]] = set()
        for pick in axes[axis] or ():
            outcome = _try([*fixed[:axis], pick, *fixed[axis + 1 :]], order, world, trial)
            if outcome is not None:
                seen.add((outcome.low, outcome.high))
            if len(seen) > 1:
                return True
    return False


def _honest(move: Move, result: Num, *, exact: bool) -> Move:
    """Where the tries do not reach both ends, what they did not show may still move the money."""
    width = _width(result)
    if (not exact and move.amount == 0) or (move.amount is None and width is not None):
        return Move(move.cause, width, at_most=True)
    return move


def _width(result: Num) -> Fraction | int | None:
    return None if result.high is None or result.low is None else result.high - result.low


Completions = dict[tuple[int, ...], Num]


Pick = Value | str | bool


def _axis(cause: Cause, world: World) -> list[Pick] | None:
    match cause.kind:
        case "fact":
            tried = candidates(cause.name, world)
            return None if tried is None else list(tried)
        case "figure" | "unstated":
            return ["low", "high"]
        case "open":
            return [True, False]
        case "reading":
            return list(reading_ids(world.program, cause.name))
    return []


def reading_ids(program: Program, node_id: str) -> tuple[str, ...]:
    """The ids between which a reading is open."""
    for node in nodes_of(program.award):
        if node.id == node_id:
            if isinstance(node.body, Readings):
                return tuple(o.id for o in node.body.options)
            if isinstance(node.body, Table):
                return ("from", "to")
    return ()


def _try(picks: list[Pick], order: list[Cause], world: World, trial: Trial) -> Num | None:
    facts: dict[str, Value] = {}
    settled = world.settled
    for pick, cause in zip(picks, order, strict=True):
        match cause.kind:
            case "fact":
                assert not isinstance(pick, (str, bool))
                facts[cause.name] = pick
            case "open":
                settled = replace(settled, members={**settled.members, cause.name: bool(pick)})
            case "reading":
                readings = {**settled.readings, cause.name: str(pick)}
                settled = replace(settled, readings=readings)
            case _:
                end = "low" if pick == "low" else "high"
                settled = replace(settled, ends={**settled.ends, cause.name: end})  # type: ignore[dict-item]
    return trial(facts, settled)


def _near(
    table: Completions, order: list[Cause], axes: list[list[Pick]], world: World
) -> Completions:
    """The completions without the farthest point of each fact that has no upper end."""
    far = {
        i: len(axes[i]) - 1
        for i, cause in enumerate(order)
        if cause.kind == "fact" and len(axes[i]) > 1 and _endless(value_of(cause.name, world))
    }
    if not far:
        return table
    return {
        picks: outcome
        for picks, outcome in table.items()
        if all(picks[i] != last for i, last in far.items())
    }


def _endless(fact: Value) -> bool:
    return isinstance(fact, Num) and fact.high is None


def _moves(table: Completions, near: Completions, axis: int, size: int) -> Fraction | int | None:
    """The spread of one item; None where it still grows with a fact that has no upper end."""
    spread = _spread(table, axis, size)
    if near is table or spread is None:
        return spread
    closer = _spread(near, axis, size)
    return spread if closer is not None and spread <= closer else None


def _spread(table: Completions, axis: int, size: int) -> Fraction | int | None:
    """The greatest difference between two completions that differ in one item alone."""
    if size < 2:
        return 0
    groups: dict[tuple[int, ...], list[Num]] = {}
    for picks, outcome in table.items():
        groups.setdefault(picks[:axis] + picks[axis + 1 :], []).append(outcome)
    greatest: Fraction | int = 0
    for outcomes in groups.values():
        highs = [o.high for o in outcomes]
        lows = [o.low for o in outcomes]
        if any(h is None for h in highs):
            # Without limit in one completion and limited (or lower) in another: no number is right.
            if any(h is not None for h in highs):
                return None
            highs = lows
        for ends in (highs, lows):
            known = [e for e in ends if e is not None]
            greatest = max(greatest, max(known) - min(known))
    return greatest


def _reached(result: Num, outcomes: list[Num], *, growing: bool) -> bool:
    if not outcomes:
        return False
    if any(not o.point and o.high is not None for o in outcomes):
        return False
    lows = [o.low for o in outcomes if o.low is not None]
    low_ok = bool(lows) and min(lows) == result.low
    if result.high is None:
        return low_ok and (growing or any(o.high is None for o in outcomes))
    highs = [o.high for o in outcomes if o.high is not None]
    return low_ok and len(highs) == len(outcomes) and max(highs) == result.high


def _ranked(moves: list[Move]) -> tuple[Move, ...]:
    def key(move: Move) -> tuple[bool, Fraction | int, Cause]:
        return (move.amount is not None, -(move.amount or 0), move.cause)

    return tuple(sorted(moves, key=key))


def _bounded(
    order: list[Cause],
    axes: Sequence[list[Pick] | None],
    result: Num,
    world: World,
    trial: Trial,
) -> tuple[Move, ...]:
    """Too many combinations: each item alone, the others left open; an upper bound."""
    moves = []
    for cause, axis in zip(order, axes, strict=True):
        tried = [_try([p], [cause], world, trial) for p in axis or ()]
        outcomes = [o for o in tried if o is not None]
        same = bool(outcomes) and all(
            (o.low, o.high) == (outcomes[0].low, outcomes[0].high) and o.point for o in outcomes
        )
        moves.append(Move(cause, 0 if same else _width(result), at_most=True))
    return _ranked(moves)
