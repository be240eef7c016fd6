"""Evaluate the award tree: does a node apply, what does it bring, and why. The specification."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from ecoreward.engine.cover import covered, row_answer
from ecoreward.engine.logic import evaluate, has_any, holds, listed, measure
from ecoreward.engine.narrow import assume, assume_kinds
from ecoreward.engine.steps import Complaint, Notes, limited
from ecoreward.engine.trace import (
    NodeTrace,
    Operand,
    StepTrace,
    TestTrace,
    kinds_trace,
    operand,
    range_data,
    test_trace,
)
from ecoreward.engine.values import (
    NO,
    NONE,
    YES,
    Cause,
    Causes,
    Choice,
    Num,
    SetOf,
    Truth,
    both,
    either,
    hull,
    maybe,
    most,
    number,
    times,
)
from ecoreward.engine.world import World
from ecoreward.feel.typed import Expression
from ecoreward.money import text_of
from ecoreward.policy.program import (
    EDGES,
    Band,
    Combine,
    Fixed,
    KindList,
    Node,
    Rate,
    Readings,
    Row,
    Table,
    Unstated,
)
from ecoreward.policy.vocabulary_types import Words

NOTHING = Num(0, 0)


@dataclass(frozen=True, slots=True)
class Result:
    """What a node gives: whether it applies, the amount if it does, and the ids it rests on."""

    applies: Truth
    amount: Num
    because: tuple[str, ...]
    trace: NodeTrace | None


@dataclass(frozen=True, slots=True)
class _Body:
    applies: Truth
    amount: Num
    because: tuple[str, ...] = ()
    children: tuple[Result, ...] = ()
    counted: tuple[str, ...] = ()
    operands: tuple[Operand, ...] = ()
    settled: str = ""


def award(node: Node, world: World, notes: Notes) -> Result:
    """Evaluate one node in a world."""
    condition = both([_kinds(node, world), _when(node, world)])
    inner = _inside(node, world, condition)
    if inner is None or not condition.true:
        return Result(NO, NOTHING, (), _refused(node, world) if world.tracing else None)
    body = _body(node, inner, notes)
    applies = both([condition, body.applies])
    if not applies.true:
        return Result(NO, NOTHING, (), _trace(node, world, NO, body, None, []))
    value, steps = limited(node, body.amount, inner, notes)
    if value.low is None or value.low < 0:
        value = most([value, NOTHING])
    because = body.because
    leaf = not body.children
    if (leaf and (value.high is None or value.high > 0)) or any(s.changed for s in steps):
        because = (*because, node.id)
    trace = _trace(node, world, applies, body, value, steps) if world.tracing else None
    return Result(applies, value, because, trace)


def _kinds(node: Node, world: World) -> Truth:
    if node.kinds is None:
        return YES
    fact = world.facts[node.kinds.domain]
    if isinstance(fact, SetOf):
        return has_any(fact, node.kinds, world)
    assert isinstance(fact, Choice)
    answers = [listed(c, node.kinds, world) for c in sorted(fact.codes)]
    if all(not a.true for a in answers):
        return NO
    if all(not a.false for a in answers):
        return YES
    return maybe(fact.causes.union(*(a.causes for a in answers)))


def _when(node: Node, world: World) -> Truth:
    return holds(node.when.root, world) if node.when else YES


def _inside(node: Node, world: World, condition: Truth) -> World | None:
    """Inside a node its own condition holds."""
    if not (condition.true and condition.false):
        return world
    inner: World | None = world
    if node.kinds is not None and isinstance(world.facts[node.kinds.domain], SetOf):
        inner = assume_kinds(node.kinds.domain, node.kinds, world, inside=True)
    if node.when is not None and inner is not None:
        inner = assume(node.when.root, inner)
    return inner


def _body(node: Node, world: World, notes: Notes) -> _Body:
    match node.body:
        case Fixed(amount=amount):
            return _Body(YES, measure(amount.root, world), operands=_operands(world, amount))
        case Band(low=low, high=high):
            bottom = measure(low.root, world) if low else NOTHING
            top = measure(high.root, world)
            if _apart(bottom, top):
                params: dict[str, object] = {
                    "low": range_data(bottom, world.program.currency),
                    "high": range_data(top, world.program.currency),
                }
                notes.complaints.append(Complaint("case.band-reversed", node, params))
            value = hull([bottom, top], frozenset({Cause("figure", node.id)}))
            return _Body(YES, value, operands=_operands(world, low, high))
        case Rate():
            return _rate(node, node.body, world, notes)
        case Unstated():
            return _Body(YES, Num(0, None, frozenset({Cause("unstated", node.id)})))
        case Table():
            return _table(node, node.body, world, notes)
        case Readings():
            return _readings(node, node.body, world, notes)
        case Combine(how="highest", children=children):
            return _highest(*_children(children, world, notes))
        case Combine(how="sum", children=children):
            return _sum(*_children(children, world, notes))
        case Combine(children=children):
            return _first(children, world, notes)
    raise AssertionError(node.kind)


def _apart(low: Num, high: Num) -> bool:
    return low.low is not None and high.high is not None and low.low > high.high


def _rate(node: Node, body: Rate, world: World, notes: Notes) -> _Body:
    base = measure(body.base.root, world)
    rate = measure(body.rate.root, world)
    operands = _operands(world, body.rate, body.high, body.base)
    if body.high is None:
        return _Body(YES, times(base, rate), operands=operands)
    rates = hull([rate, measure(body.high.root, world)], frozenset({Cause("figure", node.id)}))
    settled = world.settled.rates.get(node.id)
    if settled is not None:
        notes.used.add(node.id)
        low, high = rates.low, rates.high
        if (low is not None and settled < low) or (high is not None and settled > high):
            params: dict[str, object] = {
                "figure": _share(settled), "range": f"{_share(low)} .. {_share(high)}"
            }  # fmt: skip
            notes.complaints.append(Complaint("case.decided-outside", node, params))
        else:
            rates = Num(settled, settled)
    return _Body(YES, times(base, rates), operands=operands)


def _share(rate: Fraction | int | None) -> str:
    return "" if rate is None else f"{text_of(Fraction(rate) * 100)}%"


def _children(
    children: tuple[Node, ...], world: World, notes: Notes
) -> tuple[list[Result], list[Node]]:
    return [award(c, world, notes) for c in children], list(children)


def _split(results: list[Result]) -> tuple[list[Result], list[Result]]:
    """Children that certainly apply, and children that may."""
    certain = [r for r in results if r.applies.certain]
    possible = [r for r in results if r.applies.true and r.applies.false]
    return certain, possible


def _highest(results: list[Result], nodes: list[Node]) -> _Body:
    certain, possible = _split(results)
    live = certain + possible
    if not live:
        return _Body(NO, NOTHING, children=tuple(results))
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
    return _combined(applies, value, results, winners)


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


def _sum(results: list[Result], nodes: list[Node]) -> _Body:
    certain, possible = _split(results)
    live = certain + possible
    if not live:
        return _Body(NO, NOTHING, children=tuple(results))
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
    return _combined(applies, number(low, top.high, causes), results, winners)


def _combined(
    applies: Truth, value: Num, results: list[Result], winners: list[tuple[Node, Result]]
) -> _Body:
    because = tuple(i for _, r in winners for i in r.because)
    counted = tuple(n.id for n, _ in winners)
    return _Body(applies, value, _once(because), tuple(results), counted)


def _once(ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _first(children: tuple[Node, ...], world: World, notes: Notes) -> _Body:
    results: list[Result] = []
    live: list[tuple[Node, Result]] = []
    current: World | None = world
    for index, child in enumerate(children):
        if current is None or (live and live[-1][1].applies.certain):
            results += [
                Result(NO, NOTHING, (), _unreached(c) if world.tracing else None)
                for c in children[index:]
            ]
            break
        result = award(child, current, notes)
        results.append(result)
        if result.applies.true:
            live.append((child, result))
        current = _denied(child, current)
    if not live:
        return _Body(NO, NOTHING, children=tuple(results))
    last = live[-1][1]
    if len(live) == 1:
        return _combined(last.applies, last.amount, results, live)
    value = hull([r.amount for _, r in live])
    causes = value.causes.union(*(r.applies.causes for _, r in live))
    applies = YES if last.applies.certain else either([r.applies for _, r in live])
    return _combined(applies, number(value.low, value.high, causes), results, live)


def _denied(child: Node, world: World) -> World | None:
    """In a later child of `first` the conditions of earlier leaves do not hold."""
    if isinstance(child.body, (Combine, Table, Readings)):
        return world
    if child.kinds is not None and child.when is None:
        fact = world.facts[child.kinds.domain]
        if isinstance(fact, SetOf) and _kinds(child, world).false:
            return assume_kinds(child.kinds.domain, child.kinds, world, inside=False)
        return world
    if child.when is not None and (child.kinds is None or _kinds(child, world).certain):
        return assume(child.when.root, world, want=False) if _when(child, world).false else world
    return world


def _table(node: Node, body: Table, world: World, notes: Notes) -> _Body:
    operands = _operands(world, *body.by)
    one = _rows(node, body.rows, body, world, notes)
    if not body.other:
        return _Body(one.applies, one.amount, one.because, one.children, one.counted, operands)
    two = _rows(node, body.other, body, world, notes)
    options = [("from", _said(one, EDGES["from"])), ("to", _said(two, EDGES["to"]))]
    return _several(node, options, world, notes, operands)


def _said(body: _Body, says: Words) -> _Body:
    """The rows of one reading of the boundaries, each saying which."""
    children = tuple(
        replace(c, trace=replace(c.trace, says=says)) if c.trace is not None else c
        for c in body.children
    )
    return replace(body, children=children)


def _rows(node: Node, rows: tuple[Row, ...], body: Table, world: World, notes: Notes) -> _Body:
    values = tuple(evaluate(b.root, world) for b in body.by)
    answers = [row_answer(row, values, world) for row in rows]
    hits = [r for r, a in zip(rows, answers, strict=True) if a.certain]
    if len(hits) > 1:
        params: dict[str, object] = {"rows": [h.node.id for h in hits]}
        notes.complaints.append(Complaint("case.two-rows", node, params))
    results: list[Result] = []
    live: list[tuple[Node, Result]] = []
    for row, answer in zip(rows, answers, strict=True):
        inner = _row_world(row, world, answer)
        if inner is None or not answer.true:
            continue
        result = award(row.node, inner, notes)
        if result.trace is not None:
            asked = tuple(test_trace(e, e.root, world) for e in row.tests)
            result = replace(result, trace=replace(result.trace, row=asked))
        results.append(result)
        if result.applies.true:
            live.append((row.node, result))
    doubt = NONE.union(*(a.causes for a in answers))
    whole = bool(hits) or covered(rows, body.by, values, world)
    if not whole and body.otherwise is not None:
        result = award(body.otherwise, world, notes)
        results.append(result)
        live.append((body.otherwise, result))
        whole = True
    if not live:
        return _Body(NO, NOTHING, children=tuple(results))
    applies = YES if whole else maybe(doubt)
    if len(live) == 1:
        return _combined(both([applies, live[0][1].applies]), live[0][1].amount, results, live)
    value = hull([r.amount for _, r in live], doubt)
    return _combined(applies, value, results, live)


def _row_world(row: Row, world: World, answer: Truth) -> World | None:
    if not answer.true or answer.certain:
        return world if answer.true else None
    inner: World | None = world
    for test in row.tests:
        if inner is not None:
            inner = assume(test.root, inner)
    return inner


def _readings(node: Node, body: Readings, world: World, notes: Notes) -> _Body:
    options: list[tuple[str, _Body]] = []
    for reading in body.options:
        r = award(reading.node, world, notes)
        if r.trace is not None:
            r = replace(r, trace=replace(r.trace, says=reading.says))
        options.append(
            (reading.id, _Body(r.applies, r.amount, r.because, (r,), (reading.node.id,)))
        )
    return _several(node, options, world, notes, ())


def _several(
    node: Node,
    options: list[tuple[str, _Body]],
    world: World,
    notes: Notes,
    operands: tuple[Operand, ...],
) -> _Body:
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
        because = _once(tuple(i for _, b in options for i in b.because))
        return _Body(
            first.applies, first.amount, because, first.children, first.counted, operands, settled
        )
    cause = frozenset({Cause("reading", node.id)})
    live = [b for _, b in options if b.applies.true]
    if not live:
        return _Body(NO, NOTHING, children=children, operands=operands)
    causes = cause.union(*(b.applies.causes for _, b in options))
    certain = all(b.applies.certain for _, b in options)
    applies = YES if certain else maybe(causes)
    value = hull([b.amount for b in live], cause)
    because = (*_once(tuple(i for b in live for i in b.because)), node.id)
    counted = _once(tuple(i for b in live for i in b.counted))
    return _Body(applies, value, because, children, counted, operands)


def _agree(a: _Body, b: _Body) -> bool:
    if not a.applies.true and not b.applies.true:
        return True
    same = (a.applies.true, a.applies.false) == (b.applies.true, b.applies.false)
    return same and not a.applies.false and a.amount.point and b.amount.point and (
        a.amount.low == b.amount.low
    )  # fmt: skip


def _operands(world: World, *expressions: object) -> tuple[Operand, ...]:
    if not world.tracing:
        return ()
    return tuple(operand(e, e.root, world) for e in expressions if isinstance(e, Expression))


def _unreached(node: Node) -> NodeTrace:
    """A child of `first` behind one that applied: shown, not asked."""
    return NodeTrace(
        node.id, node.kind, node.label, node.cite, node.quote, applies="no", reached=False
    )


def _refused(node: Node, world: World) -> NodeTrace:
    return NodeTrace(
        node.id, node.kind, node.label, node.cite, node.quote, applies="no", reached=True,
        kinds=_kinds_trace(node.kinds, node, world), condition=_when_trace(node, world),
    )  # fmt: skip


def _kinds_trace(listing: KindList | None, node: Node, world: World) -> TestTrace | None:
    return kinds_trace(listing, _kinds(node, world), world) if listing else None


def _when_trace(node: Node, world: World) -> TestTrace | None:
    return test_trace(node.when, node.when.root, world) if node.when else None


def _trace(
    node: Node,
    world: World,
    applies: Truth,
    body: _Body,
    value: Num | None,
    steps: list[StepTrace],
) -> NodeTrace | None:
    if not world.tracing:
        return None
    currency = world.program.currency
    return NodeTrace(
        node.id, node.kind, node.label, node.cite, node.quote, applies.word, reached=True,
        kinds=_kinds_trace(node.kinds, node, world), condition=_when_trace(node, world),
        operands=body.operands,
        value=range_data(body.amount, currency) if value is not None else None,
        steps=tuple(steps),
        amount=range_data(value, currency) if value is not None else None,
        counted=body.counted,
        settled=body.settled,
        causes=tuple(sorted(f"{c.kind}:{c.name}" for c in (value.causes if value else NONE) | applies.causes)),
        children=tuple(c.trace for c in body.children if c.trace is not None),
    )  # fmt: skip
