"""What can be known to be wrong with an edition before any case: limits, tables, conditions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ecoreward.analysis.edges import shared_edge
from ecoreward.analysis.limits import limits_clash
from ecoreward.engine.breakpoints import FAR
from ecoreward.engine.cover import MOST_CELLS, combinations, points
from ecoreward.engine.facts import world_of
from ecoreward.engine.logic import holds, measure
from ecoreward.engine.read_value import FIRST_DAY, LAST_DAY
from ecoreward.engine.trace import range_data
from ecoreward.engine.unknown import unknown
from ecoreward.engine.values import Choice, Num, Truth, Value, truth
from ecoreward.engine.world import World
from ecoreward.feel import typed as t
from ecoreward.money import text_of
from ecoreward.policy.edition import Edition
from ecoreward.policy.expressions import beside, expressions_of, nodes_of, parts
from ecoreward.policy.program import Band, Fixed, Node, Rate, Readings, Row, Table
from ecoreward.policy.vocabulary_types import Words
from ecoreward.problems import Place, Problem


def check_edition(edition: Edition) -> tuple[Problem, ...]:
    """Every problem that holds for all cases, and warnings about what no case can reach."""
    program = edition.program
    world, _ = world_of(program, {}, presume=False, tracing=False)
    found: list[Problem] = []
    if program.where is not None and not holds(program.where.root, world).true:
        found.append(Problem("policy.where-never", program.where.place, {}, "warning"))
    for node in nodes_of(program.award):
        found += _limits(node, world)
        found += _band(node, world)
        found += _rate(node, world)
        found += _condition(node, world)
        if isinstance(node.body, Table):
            found += _table(node, node.body, world)
    found += limits_clash(program.award, world)
    for node in nodes_of(program.award):
        found += _impossible(node)
    found += _unused(edition)
    found += _missing_words(edition)
    unique = {(p.code, str(p.place)): p for p in found}
    return tuple(unique.values())


def _limits(node: Node, world: World) -> Iterator[Problem]:
    if node.floor is None or node.cap is None:
        return
    floor, cap = measure(node.floor.root, world), measure(node.cap.root, world)
    if floor.low is not None and cap.high is not None and floor.low > cap.high:
        currency = world.program.currency
        yield Problem(
            "policy.floor-above-cap", node.floor.place,
            {"floor": range_data(floor, currency), "cap": range_data(cap, currency), "node": node.id},
            related=(node.cap.place,),
        )  # fmt: skip


def _band(node: Node, world: World) -> Iterator[Problem]:
    if not isinstance(node.body, Band) or node.body.low is None:
        return
    low, high = measure(node.body.low.root, world), measure(node.body.high.root, world)
    if low.low is not None and high.high is not None and low.low > high.high:
        currency = world.program.currency
        yield Problem(
            "policy.band-reversed", node.body.low.place,
            {"low": range_data(low, currency), "high": range_data(high, currency), "node": node.id,
             "fixed": f"band: [{node.body.high.source}, {node.body.low.source}]"},
        )  # fmt: skip


def _rate(node: Node, world: World) -> Iterator[Problem]:
    if not isinstance(node.body, Rate) or node.body.high is None:
        return
    low, high = measure(node.body.rate.root, world), measure(node.body.high.root, world)
    if low.low is not None and high.high is not None and low.low > high.high:
        fixed = f"rate: [{node.body.high.source}, {node.body.rate.source}]"
        params = {"low": _percent(low.low), "high": _percent(high.high), "node": node.id}
        params["fixed"] = fixed
        yield Problem("policy.rate-reversed", node.body.rate.place, params)


def _percent(rate: Fraction | int) -> str:
    return f"{text_of(Fraction(rate) * 100)}%"


def _condition(node: Node, world: World) -> Iterator[Problem]:
    if node.when is None:
        return
    answer = holds(node.when.root, world)
    if not answer.true:
        yield Problem("policy.never", node.when.place, {"node": node.id}, "warning")
    elif answer.certain:
        yield Problem("policy.always", node.when.place, {"node": node.id}, "warning")


def _table(node: Node, table: Table, world: World) -> Iterator[Problem]:
    """Two rows for one value are an error, told once a pair; a value without a row is a warning."""
    for rows in (table.rows, table.other):
        axes = [_axis(rows, i, by.root, world) for i, by in enumerate(table.by)]
        total = 1
        for axis in axes:
            total *= len(axis)
        if rows and total > MOST_CELLS:
            params = {"node": node.id, "cells": total, "most": MOST_CELLS}
            yield Problem("policy.table-unchecked", node.place, params, "warning")
            return
        if not rows:
            continue
        gap: tuple[Value, ...] | None = None
        clashes: set[tuple[str, str]] = set()
        for cell, mask in combinations(rows, axes, world):
            hits = _rows(rows, mask)
            pair = (str(hits[0].place), str(hits[1].place)) if len(hits) > 1 else None
            if pair is not None and pair not in clashes:
                clashes.add(pair)
                yield _clash(node, hits, _shown(table, cell, world))
            if not hits and gap is None and table.otherwise is None:
                gap = cell
        if gap is not None:
            params = {"node": node.id, "value": _shown(table, gap, world)}
            yield Problem("policy.rows-gap", node.place, params, "warning")
        if clashes or gap is not None:
            return


def _clash(node: Node, hits: list[Row], value: Any) -> Problem:
    """Two rows that both hold: where they share a boundary alone, how each reads without it."""
    params = {"node": node.id, "value": value}
    edge = shared_edge(hits[0], hits[1])
    code = "policy.rows-overlap-edge" if edge else "policy.rows-overlap"
    return Problem(code, hits[1].place, {**params, **edge}, related=(hits[0].place,))


def _rows(rows: tuple[Row, ...], mask: int) -> list[Row]:
    """The first two rows of a mask: all that a message names."""
    found: list[Row] = []
    while mask and len(found) < 2:
        found.append(rows[(mask & -mask).bit_length() - 1])
        mask &= mask - 1
    return found


def _axis(rows: tuple[Row, ...], index: int, by: t.Node, world: World) -> list[Value]:
    kind = by.type.kind
    if kind == "boolean":
        return [truth(True), truth(False)]
    if kind == "choice":
        spec = world.program.vocabulary.facts[by.type.domain]
        return [Choice(frozenset({c})) for c in sorted(spec.values)]
    step = world.step(by.name) if isinstance(by, t.Fact) else None
    whole = Num(0, FAR)
    if isinstance(by, t.Fact) and by.name in world.program.vocabulary.facts:
        fact = unknown(world.program.vocabulary.facts[by.name], world.program.vocabulary)
        assert isinstance(fact, Num)
        whole = Num(fact.low if fact.low is not None else 0, fact.high)
    if kind == "date":
        whole = Num(FIRST_DAY, LAST_DAY)
    cells = [r.tests[index].root for r in rows]
    return [Num(p, p) for p in points(whole, cells, step, world)]


def _shown(table: Table, cell: tuple[Value, ...], world: World) -> list[Any]:
    from ecoreward.engine.trace import value_data

    out: list[Any] = []
    for by, value in zip(table.by, cell, strict=True):
        data = value_data(value, by.type, world)
        if isinstance(value, Choice):
            data = data["codes"][0]
        elif isinstance(value, Truth):
            data = value.certain
        out.append(data)
    return out


def _impossible(node: Node) -> Iterator[Problem]:
    """Sums and shares below 0 are errors; a share above all of it is a warning: a % left out."""
    sums = [e for e in (node.floor, node.cap) if e is not None]
    sums += [s.amount for s in node.then if s.amount is not None]
    rates: list[t.Expression] = []
    match node.body:
        case Fixed(amount=amount):
            sums.append(amount)
        case Band(low=low, high=high):
            sums += [e for e in (low, high) if e is not None]
        case Rate(rate=rate, high=top):
            rates = [e for e in (rate, top) if e is not None]
    for expression in (*sums, *rates):
        value = _constant(expression.root)
        if value is not None and value < 0:
            params = {"text": expression.source, "node": node.id}
            yield Problem("policy.negative", expression.place, params)
    for expression in rates:
        value = _constant(expression.root)
        if value is not None and value > 1:
            params = {"text": expression.source, "node": node.id}
            yield Problem("policy.rate-over-all", expression.place, params, "warning")


def _constant(root: t.Node) -> Fraction | None:
    if isinstance(root, t.Negate):
        inner = _constant(root.item)
        return None if inner is None else -inner
    if isinstance(root, t.Const) and isinstance(root.value, (int, Fraction)):
        return Fraction(root.value)
    return None


def _unused(edition: Edition) -> Iterator[Problem]:
    """A list or a definition that nothing uses: perhaps a `for` was lost."""
    program = edition.program
    used = {n.kinds.name for n in nodes_of(program.award) if n.kinds is not None}
    asked = [*expressions_of(program), *beside(program)]
    for expression in asked:
        for part in parts(expression.root):
            if isinstance(part, t.Defined):
                used.add(part.name)
            elif isinstance(part, (t.Has, t.Member)):
                used.add(part.listing)
    inline = [x.codes for x in program.lists.values() if x.name.startswith("@")]
    for listing in program.lists.values():
        mixed = any(listing.codes <= codes for codes in inline)  # named in a list of several
        if listing.name not in used and not listing.name.startswith("@") and not mixed:
            yield Problem("policy.unused-define", listing.place, {"name": listing.name}, "warning")
    for name, one in program.defined.items():
        if name not in used:
            yield Problem("policy.unused-define", one.value.place, {"name": name}, "warning")


def _missing_words(edition: Edition) -> Iterator[Problem]:
    """Words in one language only are shown untranslated: a warning."""
    for node in nodes_of(edition.program.award):
        if isinstance(node.body, Readings):
            for option in node.body.options:
                if _one_language(option.says):
                    yield _untranslated(option.id, "says", option.node.place)
        if _one_language(node.label) and not _is_reading(node, edition):
            yield _untranslated(node.id, "label", node.place)
    for gate in edition.program.gates:
        if _one_language(gate.reason):
            yield _untranslated(gate.id, "reason", gate.place)


def _is_reading(node: Node, edition: Edition) -> bool:
    """A reading that combines is labelled with what it says."""
    return any(
        option.node is node and option.says == node.label
        for other in nodes_of(edition.program.award)
        if isinstance(other.body, Readings)
        for option in other.body.options
    )


def _one_language(words: Words) -> bool:
    return bool(words) and words.get("en") == words.get("zh") and not words["zh"].isascii()


def _untranslated(id: str, key: str, place: Place) -> Problem:
    return Problem("policy.label-one-language", place, {"node": id, "key": key}, "warning")
