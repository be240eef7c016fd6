"""From what a case says to a world: given, derived, presumed or missing, and contradictions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ecoreward.engine.logic import holds
from ecoreward.engine.rows import (
    COUNTED,
    column_name,
    contradicts,
    counted_rows,
    filled,
    outside,
    presumed_one,
    split,
    with_columns,
    worlds,
)
from ecoreward.engine.unknown import presumed_value, unknown
from ecoreward.engine.values import (
    NO,
    YES,
    Cause,
    Rows,
    Truth,
    Value,
    maybe,
    point,
)
from ecoreward.engine.world import Origin, Settled, World
from ecoreward.policy.program import Program


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two facts that cannot both be so."""

    fact: str
    other: str
    rule: str  # implied, excludes, rows or count


Silence = tuple[dict[str, Value], dict[str, Origin]]


def silence(program: Program, *, presume: bool = True) -> Silence:
    """What every fact is when a case says nothing: presumed, or anything it could be."""
    facts: dict[str, Value] = {}
    origins: dict[str, Origin] = {}
    for name, spec in program.vocabulary.facts.items():
        presumed = presume and spec.presume is not None and spec.type.kind != "rows"
        facts[name] = presumed_value(spec) if presumed else unknown(spec, program.vocabulary)
        origins[name] = "presumed" if presumed else "missing"
    return facts, origins


def world_of(
    program: Program,
    given: Mapping[str, Value],
    settled: Settled | None = None,
    *,
    presume: bool = True,
    tracing: bool = True,
    unsaid: Silence | None = None,
) -> tuple[World, tuple[Contradiction, ...]]:
    """The world of a case under a program, with every fact of the vocabulary.

    `unsaid` is the `silence` of the program, where many worlds are made of one case.
    """
    quiet = unsaid if unsaid is not None else silence(program, presume=presume)
    facts, origins = dict(quiet[0]), dict(quiet[1])
    given, columns = split(given)
    for name, value in given.items():
        if name in facts:
            facts[name] = value
            origins[name] = "given" if point(value) else "range"
    apart, joined = _rows(program, facts, origins, columns, presume=presume)
    world = World(program, facts, origins, settled or Settled(), tracing)
    clashes = (*_derive(world, facts, origins, joined), *_in_rows(world))
    for name in program.vocabulary.rows:
        spec = program.vocabulary.facts[name]
        alone = presume and spec.presume is not None and origins[name] == "missing"
        if alone and presumed_one(spec, facts):
            facts[name], origins[name] = Rows(({},)), "presumed"
    return world, (*apart, *clashes)


def _rows(
    program: Program,
    facts: dict[str, Value],
    origins: dict[str, Origin],
    columns: Mapping[str, Value],
    *,
    presume: bool,
) -> tuple[tuple[Contradiction, ...], frozenset[str]]:
    """What rows say outside, and of which facts; changes the dicts.

    A fact that the case gives too must agree with its rows.
    """
    vocabulary = program.vocabulary
    found = []
    totals: set[str] = set()
    for name in vocabulary.rows:
        value = facts[name]
        if origins[name] == "missing" or not isinstance(value, Rows):
            continue
        value = with_columns(value, name, columns)
        if presume:
            value, presumed = filled(value, vocabulary.facts[name], vocabulary, origins)
            origins.update(dict.fromkeys(presumed, "presumed"))
        facts[name] = value
        if not value.rows and COUNTED.get(name, "") in facts:
            found.append(Contradiction(COUNTED[name], name, "count"))  # nobody reported
            continue
        number = counted_rows(value, name, facts)
        if number is not None:
            counting, rows = number
            if origins[counting] in ("missing", "presumed"):
                facts[counting], origins[counting] = rows, "derived"
            elif contradicts(facts[counting], rows):
                found.append(Contradiction(counting, name, "count"))
        for column, joined in outside(value, vocabulary.facts[name], vocabulary, name).items():
            if origins[column] in ("missing", "presumed"):
                facts[column], origins[column] = joined, "derived"
                totals.add(column)
            elif contradicts(facts[column], joined):
                found.append(Contradiction(column, name, "rows"))
    return tuple(found), frozenset(totals)


def _in_rows(world: World) -> tuple[Contradiction, ...]:
    """What cannot be within one row: each is a matter of its own."""
    specs, found = world.program.vocabulary.facts, []
    for name in world.program.vocabulary.rows:
        if world.origins[name] == "missing":
            continue
        columns = frozenset(specs[name].columns)
        for number, inner, _ in worlds(name, world):
            for clash in _clashes(inner, frozenset(specs) - columns):
                path = column_name(name, number, clash.fact)
                other = clash.other
                if clash.rule == "excludes":
                    other = column_name(name, number, clash.other)
                found.append(Contradiction(path, other, clash.rule))
    return tuple(found)


def _derive(
    world: World, facts: dict[str, Value], origins: dict[str, Origin], joined: frozenset[str]
) -> tuple[Contradiction, ...]:
    """`implied_by` and `excludes`: fill what follows, report what cannot be. Changes the dicts.

    What is `joined` from rows excludes nothing outside: one offence may be punished, another not.

    Presumptions wait until what could overrule them is known, so each pass only adds knowledge and
    the order in which facts are declared does not matter.
    """
    vocabulary = world.program.vocabulary
    links = vocabulary.links
    presumed = {n: facts[n] for n in links if origins[n] == "presumed"}
    loose = [n for n in links if origins[n] in ("presumed", "missing")]
    for name in presumed:
        facts[name] = unknown(vocabulary.facts[name], vocabulary)
    for _ in range(len(loose) + 2):
        before = [facts[n] for n in loose]
        for name in loose:
            facts[name], origins[name] = _follows(name, presumed.get(name), world, joined)
        if before == [facts[n] for n in loose]:
            break
    return _clashes(world, joined, joined)


def _follows(
    name: str, presumed: Value | None, world: World, joined: frozenset[str]
) -> tuple[Value, Origin]:
    """What the other facts leave of a fact that the case does not give."""
    vocabulary = world.program.vocabulary
    spec = vocabulary.facts[name]
    others = [world.facts[o] for o in vocabulary.links[name] if o not in joined]
    rule = NO if spec.implied_by is None else holds(spec.implied_by.root, world)
    if rule.certain:
        return YES, "derived"
    if YES in others:
        return NO, "derived"
    if presumed is None:
        return unknown(spec, vocabulary), "missing"
    doubts = [o for o in others if isinstance(o, Truth) and o.true] if presumed == YES else [rule]
    causes = frozenset().union(*(d.causes for d in doubts if d.true))
    if any(d.true for d in doubts):
        return maybe(causes or frozenset({Cause("fact", name)})), "derived"
    return presumed, "presumed"


def _clashes(
    world: World, apart: frozenset[str], joined: frozenset[str] = frozenset()
) -> tuple[Contradiction, ...]:
    """What is given, or `joined` from rows, and cannot be; facts `apart` are not held against each other."""
    facts, origins = world.facts, world.origins
    specs = world.program.vocabulary.facts
    found = [
        Contradiction(name, spec.implied_by.source, "implied")
        for name, spec in specs.items()
        if spec.implied_by is not None and facts[name] == NO
        and (name in joined or (origins[name] == "given" and name not in apart))
        and holds(spec.implied_by.root, world).certain
    ]  # fmt: skip
    sure = {n for n in specs if facts[n] == YES and origins[n] in ("given", "derived")} - apart
    found += [
        Contradiction(name, other, "excludes")
        for name, spec in specs.items()
        for other in spec.excludes
        if name in sure and other in sure
    ]
    return tuple(found)
