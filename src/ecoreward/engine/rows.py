"""Rows of facts: what they say outside, and the world inside one row.

Outside, a number is the sum over the rows, a boolean is "any", a set is the union. Inside, the
columns of the row replace the facts of the same name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ecoreward.engine.logic import holds
from ecoreward.engine.unknown import presumed_value, unknown
from ecoreward.engine.values import (
    NO,
    NONE,
    YES,
    Cause,
    Num,
    Rows,
    SetOf,
    Truth,
    Value,
    add,
    both,
    either,
    maybe,
    number,
    point,
)
from ecoreward.engine.world import Origin, World
from ecoreward.policy.vocabulary_types import FactSpec, Vocabulary

_SUMMED = ("money", "number", "integer")
# Rows that stand for people or things that another fact counts.
COUNTED = {"reporters": "joint_reporters"}


def column_name(rows: str, number: int, column: str) -> str:
    """The name of one column of one row, as a fact of its own.

    >>> column_name("offences", 2, "fine")
    'offences/2/fine'
    """
    return f"{rows}/{number}/{column}"


def split(given: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, Value]]:
    """Facts of a case and columns of single rows (which only trials give)."""
    facts = {k: v for k, v in given.items() if "/" not in k}
    return facts, {k: v for k, v in given.items() if "/" in k}


def with_columns(rows: Rows, name: str, columns: Mapping[str, Value]) -> Rows:
    """The rows with single columns given from outside."""
    mine = {k: v for k, v in columns.items() if k.startswith(f"{name}/")}
    if not mine:
        return rows
    out = [dict(row) for row in rows.rows]
    for key, value in mine.items():
        _, row, column = key.split("/")
        out[int(row) - 1][column] = value
    return replace(rows, rows=tuple(out))


def filled(
    rows: Rows, spec: FactSpec, vocabulary: Vocabulary, origins: Mapping[str, Origin]
) -> tuple[Rows, tuple[str, ...]]:
    """Silent columns as presumed, where another row gives them and the case itself does not; their names."""
    out = [dict(row) for row in rows.rows]
    names = []
    for column in spec.columns:
        known = vocabulary.facts[column]
        said = any(column in row for row in rows.rows)
        if known.presume is None or not said or origins.get(column) in ("given", "range"):
            continue
        for n, row in enumerate(out, 1):
            if column not in row:
                row[column] = presumed_value(known)
                names.append(column_name(spec.name, n, column))
    return replace(rows, rows=tuple(out)), tuple(names)


def outside(rows: Rows, spec: FactSpec, vocabulary: Vocabulary, name: str) -> dict[str, Value]:
    """What complete rows say of the facts that they give: sum, any, union."""
    out: dict[str, Value] = {}
    if not rows.complete:
        return out
    for column in spec.columns:
        if rows.rows and not any(column in row for row in rows.rows):
            continue  # no row speaks of it; where there is no row at all, there is nothing of it
        known = vocabulary.facts[column]
        parts = [
            row.get(column, unknown_column(known, vocabulary, column_name(name, n, column)))
            for n, row in enumerate(rows.rows, 1)
        ]
        found = _joined(parts, known)
        if found is not None:
            out[column] = found
    return out


def _joined(parts: list[Value], spec: FactSpec) -> Value | None:
    """One value for a column over all rows; dates and choices have none."""
    kind = spec.type.kind
    if kind in _SUMMED:
        total: Num = Num(0, 0)
        for part in parts:
            assert isinstance(part, Num)
            total = add(total, part)
        return total
    if kind == "boolean":
        return either([p for p in parts if isinstance(p, Truth)])
    if kind == "set":
        sets = [p for p in parts if isinstance(p, SetOf)]
        must = frozenset[str]().union(*(s.must for s in sets))
        may = frozenset[str]().union(*(s.may for s in sets))
        return SetOf(must, may, NONE if must == may else NONE.union(*(s.causes for s in sets)))
    return None


def unknown_column(spec: FactSpec, vocabulary: Vocabulary, name: str) -> Value:
    """Everything a column of a row could be, with the column itself as the cause."""
    return unknown(replace(spec, name=name), vocabulary)


def contradicts(given: Value, joined: Value) -> bool:
    """Whether a fact that the case gives cannot be what its rows say together."""
    match given, joined:
        case Num(), Num():
            low = given.high is not None and joined.low is not None and given.high < joined.low
            high = given.low is not None and joined.high is not None and given.low > joined.high
            return low or high
        case Truth(), Truth():
            return not both([given, joined]).true and not (given.false and joined.false)
        case SetOf(), SetOf():
            return not (given.must <= joined.may and joined.must <= given.may)
    return False


def counted_rows(rows: Rows, name: str, facts: Mapping[str, Value]) -> tuple[str, Num] | None:
    """The fact that counts these rows, with their number; None where there is none."""
    fact = COUNTED.get(name, "")
    if fact not in facts or not rows.complete or not rows.rows:
        return None
    return fact, Num(len(rows.rows), len(rows.rows))


def worlds(name: str, world: World) -> Iterator[tuple[int, World, bool]]:
    """(number, the world inside the row, whether the row is certain) for each row of a fact.

    Where more rows may exist, a last one stands for all of them: whatever the facts outside allow.
    """
    fact = world.facts[name]
    assert isinstance(fact, Rows)
    for number_, row in enumerate(fact.rows, 1):
        yield number_, _inside(name, number_, row, world, alone=len(fact.rows) == 1), True
    if not fact.complete:
        yield len(fact.rows) + 1, _any_row(name, world, fact), False


def _inside(
    name: str, number_: int, row: Mapping[str, Value], world: World, *, alone: bool
) -> World:
    if world.origins.get(name) == "presumed":  # the case's own facts are the one row
        return replace(world, row=(name, 1, 1))
    vocabulary = world.program.vocabulary
    facts, origins = dict(world.facts), dict(world.origins)
    for column in vocabulary.facts[name].columns:
        path = column_name(name, number_, column)
        if column in row:
            facts[column] = row[column]
            origins[column] = world.origins.get(path) or _origin(row[column])
        elif not (alone and world.origins.get(column) in ("given", "range", "presumed")):
            facts[column], origins[column] = _silent(column, path, world)
    fact = world.facts[name]
    assert isinstance(fact, Rows)
    of = len(fact.rows) + (not fact.complete)
    inner = replace(world, facts=facts, origins=origins, bounds={}, row=(name, number_, of))
    for column in vocabulary.facts[name].columns:
        rule = vocabulary.facts[column].implied_by
        if origins[column] != "missing":
            continue
        if rule is not None and holds(rule.root, inner).certain:
            facts[column], origins[column] = YES, "derived"
        elif any(facts[o] == YES and o in row for o in vocabulary.links.get(column, ())):
            facts[column], origins[column] = NO, "derived"
    return inner


def _origin(value: Value) -> Origin:
    return "given" if point(value) else "range"


def _silent(column: str, path: str, world: World) -> tuple[Value, Origin]:
    """A column that a row leaves out: presumed as it would be outside, or within what is known there."""
    if world.origins.get(column) == "presumed":
        return world.facts[column], "presumed"
    spec = world.program.vocabulary.facts[column]
    value = unknown_column(spec, world.program.vocabulary, path)
    if world.origins.get(column) in ("given", "range"):
        value = _part_of(value, world.facts[column], spec)
    return value, "missing"


def _any_row(name: str, world: World, fact: Rows) -> World:
    """One row that stands for all that may exist."""
    facts, origins = dict(world.facts), dict(world.origins)
    vocabulary = world.program.vocabulary
    for column in vocabulary.facts[name].columns:
        spec = vocabulary.facts[column]
        value = unknown_column(spec, vocabulary, name)  # the rows themselves are what is missing
        facts[column], origins[column] = _part_of(value, world.facts[column], spec), "missing"
    number_ = len(fact.rows) + 1
    return replace(world, facts=facts, origins=origins, bounds={}, row=(name, number_, number_))


def _part_of(value: Value, whole: Value, spec: FactSpec) -> Value:
    """What one row can have of a total, an "any" or a union that is known outside."""
    match value, whole:
        case Num(), Num() if spec.low is not None and spec.low >= 0 and whole.high is not None:
            return number(value.low, whole.high, value.causes)
        case Truth(), Truth(true=False):
            return whole
        case SetOf(), SetOf():
            return SetOf(frozenset(), whole.may, value.causes if whole.may else NONE)
    return value


def some_row(name: str, world: World) -> Truth:
    """Whether there is a row beside those that are known: certainly, where the case shows what came of it."""
    fact = world.facts[name]
    assert isinstance(fact, Rows)
    if not fact.rows:
        spec = world.program.vocabulary.facts[name]
        given = (world.facts[c] for c in spec.columns if world.origins.get(c) in ("given", "range"))
        if any(_shown(value) for value in given):
            return YES
    return maybe(frozenset({Cause("fact", name)}))


def _shown(value: Value) -> bool:
    """Whether a total, an "any" or a union can only come of some row."""
    match value:
        case Num(low=low):
            return low is not None and low > 0
        case Truth():
            return value.certain
        case SetOf(must=must):
            return bool(must)
    return False


def presumed_one(spec: FactSpec, facts: Mapping[str, Value]) -> bool:
    """Whether a case without rows may be taken as one row: no set of its columns has two members."""
    sets = (facts[c] for c in spec.columns if isinstance(facts.get(c), SetOf))
    return all(len(s.must) <= 1 for s in sets if isinstance(s, SetOf))


def value_of(name: str, world: World) -> Value:
    """A fact, or a column of one row by its path."""
    if "/" not in name:
        return world.facts[name]
    rows, number_, column = name.split("/")
    fact = world.facts[rows]
    assert isinstance(fact, Rows)
    row = fact.rows[int(number_) - 1]
    return row[column] if column in row else row_world(name, world).facts[column]


def row_world(name: str, world: World) -> World:
    """The world inside the row that a path names."""
    rows, number_, _ = name.split("/")
    return next(inner for n, inner, _ in worlds(rows, world) if n == int(number_))
