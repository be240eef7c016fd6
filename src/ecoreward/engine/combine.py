"""Combine what children give: the highest, the sum, several readings. Pure functions over results."""

from __future__ import annotations

from ecoreward.engine.results import NOTHING, Body, Path, Result
from ecoreward.engine.steps import Notes
from ecoreward.engine.trace import (
    Operand,
)
from ecoreward.engine.values import (
    NO,
    NONE,
    YES,
    Cause,
    Causes,
    Num,
    Truth,
    either,
    hull,
    maybe,
    most,
    number,
)
from ecoreward.engine.world import World
from ecoreward.policy.program import (
    Node,
)


def _split(results: list[Result]) -> tuple[list[Result], list[Result]]:
    """Children that certainly apply, and children that may."""
    certain = [r for r in results if r.applies.certain]
    possible = [r for r in results if r.applies.true and r.applies.false]
    return certain, possible


def highest(results: list[Result], nodes: list[Node]) -> Body:
    """The highest of the children that apply; one that may apply counts in the high end only."""
    certain, possible = _split(results)
    live = certain + possible
    if not live:
        return Body(NO, NOTHING, children=tuple(results))
    if certain:
        floor = most([r.amount for r in certain])
        rising = [r for r in possible if _exceeds(r.amount, floor)]
        high = most([floor, *(Num(floor.low, r.amount.high, r.amount.causes) for r in rising)])
        causes = floor.causes | _doubt(rising)
        value = number(floor.low, high.high, causes)
        applies = YES
    else:
        value = _any_of(live)
        applies = either([r.applies for r in live])
    winners = [
        (n, r) for n, r in zip(nodes, results, strict=True)
        if r.applies.true and (value.low is None or r.amount.high is None
                               or r.amount.high >= value.low)
    ]  # fmt: skip
    return combined(applies, value, results, winners)


def _exceeds(amount: Num, floor: Num) -> bool:
    return amount.high is None or floor.low is None or amount.high > floor.low


def _doubt(results: list[Result]) -> Causes:
    return NONE.union(*(r.applies.causes | r.amount.causes for r in results))


def _any_of(live: list[Result]) -> Num:
    """At least one of these applies: from the smallest one alone to the greatest."""
    lows = [r.amount.low for r in live if r.amount.low is not None]
    value = most([r.amount for r in live])
    low = min(lows) if lows else None
    causes = _doubt(live) if len(live) > 1 else live[0].amount.causes
    return number(low, value.high, causes)


def add_up(results: list[Result], nodes: list[Node]) -> Body:
    """The sum of the children that apply; one that may apply counts in the high end only."""
    certain, possible = _split(results)
    live = certain + possible
    if not live:
        return Body(NO, NOTHING, children=tuple(results))
    top: Num = NOTHING
    for r in live:
        high = None if top.high is None or r.amount.high is None else top.high + r.amount.high
        top = Num(0, high)
    moving = [r for r in possible if r.amount.high is None or r.amount.high > 0]
    causes = NONE.union(*(r.amount.causes for r in live)) | _doubt(moving)
    if certain:
        low = sum((r.amount.low or 0 for r in certain), start=0)
        applies = YES
    else:
        low = min(r.amount.low or 0 for r in live)
        applies = either([r.applies for r in live])
        causes = causes if len(live) > 1 else live[0].amount.causes
    winners = [(n, r) for n, r in zip(nodes, results, strict=True) if r.applies.true]
    value = number(low, top.high, causes)
    return combined(applies, value, results, winners, all_count=True)


def combined(
    applies: Truth,
    value: Num,
    results: list[Result],
    winners: list[tuple[Node, Result]],
    *,
    all_count: bool = False,
) -> Body:
    """A combiner's body; `all_count` where every winner counts, else one of them does."""
    because = tuple(i for _, r in winners for i in r.because)
    counted = tuple(_named(n, r) for n, r in winners)
    path: dict[str, bool] = {}
    for _, r in winners:
        sure = r.applies.certain and (all_count or len(winners) == 1)
        for id, certain in r.path.items():
            path[id] = path.get(id, False) or (certain and sure)
    return Body(applies, value, once(because), tuple(results), counted, path=path)


def _named(node: Node, result: Result) -> str:
    """A child by its id; one copy of several by its row too: ``share/2``."""
    row = result.trace.row_of if result.trace is not None else None
    return f"{node.id}/{row['number']}" if row and row["of"] > 1 else node.id


def once(ids: tuple[str, ...]) -> tuple[str, ...]:
    """The ids in order, each once."""
    return tuple(dict.fromkeys(ids))


def several(
    node: Node,
    options: list[tuple[str, Body]],
    world: World,
    notes: Notes,
    operands: tuple[Operand, ...],
) -> Body:
    """Several readings: the settled one, the common result, or the hull."""
    chosen = world.settled.readings.get(node.id)
    settled = "agreed"
    if chosen is not None:
        notes.used.add(node.id)
        settled = "decided"
        options = [(i, b) for i, b in options if i == chosen] or options
    first = options[0][1]
    children = tuple(c for _, b in options for c in b.children)
    if all(_agree(first, b) for _, b in options):
        because = once(tuple(i for _, b in options for i in b.because))
        return Body(
            first.applies, first.amount, because, first.children, first.counted, operands, settled,
            path=_common([b.path for _, b in options]),
        )  # fmt: skip
    cause = frozenset({Cause("reading", node.id)})
    live = [b for _, b in options if b.applies.true]
    if not live:
        return Body(NO, NOTHING, children=children, operands=operands)
    causes = cause.union(*(b.applies.causes for _, b in options))
    certain = all(b.applies.certain for _, b in options)
    applies = YES if certain else maybe(causes)
    value = hull([b.amount for b in live], cause)
    because = (*once(tuple(i for b in live for i in b.because)), node.id)
    counted = once(tuple(i for b in live for i in b.counted))
    path = _common([b.path for _, b in options])
    return Body(applies, value, because, children, counted, operands, path=path)


def _common(paths: list[Path]) -> Path:
    """What some reading rests on; certain only where every reading certainly does."""
    ids = dict.fromkeys(i for p in paths for i in p)
    return {i: all(p.get(i, False) for p in paths) for i in ids}


def _agree(a: Body, b: Body) -> bool:
    if not a.applies.true and not b.applies.true:
        return True
    same = (a.applies.true, a.applies.false) == (b.applies.true, b.applies.false)
    return same and not a.applies.false and a.amount.point and b.amount.point and (
        a.amount.low == b.amount.low
    )  # fmt: skip
