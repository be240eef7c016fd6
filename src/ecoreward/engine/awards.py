"""Evaluate the award tree: does a node apply, what does it bring, and why. The specification."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ecoreward.engine.applies import denied, inside, kinds_hold, when_holds
from ecoreward.engine.combine import add_up, combined, highest, several
from ecoreward.engine.cover import covered, row_answer
from ecoreward.engine.logic import evaluate, measure
from ecoreward.engine.narrow import assume
from ecoreward.engine.node_trace import operands_of, refused, traced, unreached
from ecoreward.engine.results import NOTHING, Body, Result
from ecoreward.engine.rows import some_row, worlds
from ecoreward.engine.steps import Notes, limited
from ecoreward.engine.trace import (
    range_data,
    test_trace,
)
from ecoreward.engine.values import (
    NO,
    NONE,
    YES,
    Cause,
    Causes,
    Num,
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
from ecoreward.money import text_of
from ecoreward.policy.program import (
    EDGES,
    Band,
    Combine,
    Fixed,
    Node,
    Rate,
    Readings,
    Row,
    Table,
    Unstated,
)
from ecoreward.policy.vocabulary_types import Words


def award(node: Node, world: World, notes: Notes) -> Result:
    """Evaluate one node in a world; once, however many readings share it."""
    key = (id(node), id(world))
    if key not in notes.seen:
        notes.seen[key] = (node, world, _award(node, world, notes))
    result: Result = notes.seen[key][2]
    return result


def _award(node: Node, world: World, notes: Notes) -> Result:
    condition = both([kinds_hold(node, world), when_holds(node, world)])
    inner = inside(node, world, condition)
    if inner is None or not condition.true:
        return Result(NO, NOTHING, (), refused(node, world) if world.tracing else None)
    doubtful = condition.false
    notes.doubt += doubtful
    body = _body(node, inner, notes)
    notes.doubt -= doubtful
    applies = both([condition, body.applies])
    if not applies.true:
        return Result(NO, NOTHING, (), traced(node, world, NO, body, None, []))
    doubtful = applies.false
    notes.doubt += doubtful
    value, steps = limited(node, body.amount, body.ends, inner, notes)
    notes.doubt -= doubtful
    if value.low is None or value.low < 0:
        value = most([value, NOTHING])
    because = body.because
    leaf = not body.children
    if (leaf and (value.high is None or value.high > 0)) or any(s.changed for s in steps):
        because = (*because, node.id)
    trace = traced(node, world, applies, body, value, steps) if world.tracing else None
    path = dict(body.path)
    if value.high is None or value.high > 0:
        path[node.id] = applies.certain and value.low is not None and value.low > 0
    return Result(applies, value, because, trace, path)


def _body(node: Node, world: World, notes: Notes) -> Body:
    match node.body:
        case Fixed(amount=amount):
            return Body(YES, measure(amount.root, world), operands=operands_of(world, amount))
        case Band(low=low, high=high):
            bottom = measure(low.root, world) if low else NOTHING
            top = measure(high.root, world)
            if _apart(bottom, top):
                params: dict[str, object] = {
                    "low": range_data(bottom, world.program.currency),
                    "high": range_data(top, world.program.currency),
                }
                notes.complain("case.band-reversed", node, params)
            value = hull([bottom, top], frozenset({Cause("figure", world.key(node.id))}))
            return Body(YES, value, operands=operands_of(world, low, high), ends=(bottom, top))
        case Rate():
            return _rate(node, node.body, world, notes)
        case Unstated():
            value = Num(0, None, frozenset({Cause("unstated", world.key(node.id))}))
            return Body(YES, value, ends=(NOTHING, None))
        case Table():
            return _table(node, node.body, world, notes)
        case Readings():
            return _readings(node, node.body, world, notes)
        case Combine(how="highest", children=children):
            return highest(*_children(children, world, notes))
        case Combine(how="sum", children=children):
            return add_up(*_children(children, world, notes, many=True))
        case Combine(children=children):
            return _first(children, world, notes)
    raise AssertionError(node.kind)


def _apart(low: Num, high: Num) -> bool:
    return low.low is not None and high.high is not None and low.low > high.high


def _rate(node: Node, body: Rate, world: World, notes: Notes) -> Body:
    base = measure(body.base.root, world)
    rate = measure(body.rate.root, world)
    operands = operands_of(world, body.rate, body.high, body.base)
    if body.high is None:
        return Body(YES, times(base, rate), operands=operands)
    high_rate = measure(body.high.root, world)
    ends = (times(base, rate), times(base, high_rate))
    key = world.key(node.id)
    rates = hull([rate, high_rate], frozenset({Cause("figure", key)}))
    settled = world.settled.rates.get(key)
    if settled is not None:
        notes.used.add(key)
        low, high = rates.low, rates.high
        if (low is not None and settled < low) or (high is not None and settled > high):
            params: dict[str, object] = {"range": f"{_share(low)} .. {_share(high)}"}
            notes.complain("case.decided-outside", node, params, key)
        else:
            rates = Num(settled, settled)
    return Body(YES, times(base, rates), operands=operands, ends=ends)


def _share(rate: Fraction | int | None) -> str:
    return "" if rate is None else f"{text_of(Fraction(rate) * 100)}%"


def _children(
    children: tuple[Node, ...], world: World, notes: Notes, *, many: bool = False
) -> tuple[list[Result], list[Node]]:
    """What the children give, those with `each` once for each row; `many`: all of them count."""
    results: list[Result] = []
    nodes: list[Node] = []
    for child in children:
        copies = _copies(child, world, notes, many=many) if child.each else ()
        results += copies if child.each else [award(child, world, notes)]
        nodes += [child] * (len(copies) if child.each else 1)
    return results, nodes


def _copies(node: Node, world: World, notes: Notes, *, many: bool) -> list[Result]:
    """One result for each row; of rows that are not known, one that may apply stands for all."""
    key = (node.each, id(world))
    if key not in notes.rows:
        notes.rows[key] = list(worlds(node.each, world))
    out = []
    for number_, inner, sure in notes.rows[key]:
        notes.doubt += not sure
        result = award(node, inner, notes)
        notes.doubt -= not sure
        if result.trace is not None:
            of = {"fact": node.each, "number": number_, "of": inner.row[2], "known": sure}
            result = replace(result, trace=replace(result.trace, row_of=of))
        if not sure and result.applies.true:
            most_ = result.amount.high
            without_limit = many and (most_ is None or most_ > 0)
            causes = result.amount.causes | {Cause("fact", node.each)}
            amount = Num(result.amount.low, None if without_limit else most_, causes)
            applies = both([result.applies, some_row(node.each, world)])
            result = replace(result, applies=applies, amount=amount)
        out.append(result)
    return out


def _first(children: tuple[Node, ...], world: World, notes: Notes) -> Body:
    results: list[Result] = []
    live: list[tuple[Node, Result]] = []
    current: World | None = world
    for index, child in enumerate(children):
        if current is None or (live and live[-1][1].applies.certain):
            results += [
                Result(NO, NOTHING, (), unreached(c) if world.tracing else None)
                for c in children[index:]
            ]
            break
        doubtful = bool(live)
        notes.doubt += doubtful
        result = award(child, current, notes)
        notes.doubt -= doubtful
        results.append(result)
        if result.applies.true:
            live.append((child, result))
        current = denied(child, current)
    if not live:
        return Body(NO, NOTHING, children=tuple(results))
    last = live[-1][1]
    if len(live) == 1:
        return combined(last.applies, last.amount, results, live)
    value = hull([r.amount for _, r in live])
    causes = value.causes.union(*(r.applies.causes for _, r in live))
    applies = YES if last.applies.certain else either([r.applies for _, r in live])
    return combined(applies, number(value.low, value.high, causes), results, live)


def _table(node: Node, body: Table, world: World, notes: Notes) -> Body:
    operands = operands_of(world, *body.by)
    one = _rows(node, body.rows, body, world, notes)
    if not body.other:
        return replace(one, operands=operands)
    two = _rows(node, body.other, body, world, notes)
    options = [("from", _said(one, EDGES["from"])), ("to", _said(two, EDGES["to"]))]
    return several(node, options, world, notes, operands)


def _said(body: Body, says: Words) -> Body:
    """The rows of one reading of the boundaries, each saying which."""
    children = tuple(
        replace(c, trace=replace(c.trace, says=says)) if c.trace is not None else c
        for c in body.children
    )
    return replace(body, children=children)


def _rows(node: Node, rows: tuple[Row, ...], body: Table, world: World, notes: Notes) -> Body:
    values = tuple(evaluate(b.root, world) for b in body.by)
    answers = [row_answer(row, values, world) for row in rows]
    hits = [r for r, a in zip(rows, answers, strict=True) if a.certain]
    if len(hits) > 1:
        params: dict[str, object] = {"rows": [h.node.id for h in hits]}
        notes.complain("case.two-rows", node, params)
    asked: list[tuple[Node, Result]] = []
    for row, answer in zip(rows, answers, strict=True):
        inner = _row_world(row, world, answer)
        if inner is None or not answer.true:
            continue
        doubtful = answer.false
        notes.doubt += doubtful
        result = award(row.node, inner, notes)
        notes.doubt -= doubtful
        if result.trace is not None:
            tests = tuple(test_trace(e, e.root, world) for e in row.tests)
            result = replace(result, trace=replace(result.trace, row=tests))
        asked.append((row.node, result))
    doubt = NONE.union(*(a.causes for a in answers))
    whole = bool(hits) or covered(rows, body.by, values, world)
    if not whole and body.otherwise is not None:
        doubtful = bool(asked)
        notes.doubt += doubtful
        asked.append((body.otherwise, award(body.otherwise, world, notes)))
        notes.doubt -= doubtful
        whole = True
    return _one_row(asked, doubt, whole=whole)


def _one_row(asked: list[tuple[Node, Result]], doubt: Causes, *, whole: bool) -> Body:
    """Exactly one of these rows holds (or, where they do not cover all, perhaps none)."""
    results = [r for _, r in asked]
    live = [(n, r) for n, r in asked if r.applies.true]
    if not live:
        return Body(NO, NOTHING, children=tuple(results))
    causes = NONE.union(*(r.applies.causes for r in results))
    if len(asked) > 1 or not whole:
        causes |= doubt
    certain = whole and all(r.applies.certain for r in results)
    applies = YES if certain else maybe(causes)
    if len(live) == 1:
        return combined(applies, live[0][1].amount, results, live)
    return combined(applies, hull([r.amount for _, r in live], doubt), results, live)


def _row_world(row: Row, world: World, answer: Truth) -> World | None:
    if not answer.true or answer.certain:
        return world if answer.true else None
    inner: World | None = world
    for test in row.tests:
        if inner is not None:
            inner = assume(test.root, inner)
    return inner


def _readings(node: Node, body: Readings, world: World, notes: Notes) -> Body:
    options: list[tuple[str, Body]] = []
    for reading in body.options:
        r = award(reading.node, world, notes)
        if r.trace is not None:
            r = replace(r, trace=replace(r.trace, says=reading.says))
        options.append(
            (
                reading.id,
                Body(r.applies, r.amount, r.because, (r,), (reading.node.id,), path=r.path),
            )
        )
    return several(node, options, world, notes, ())
