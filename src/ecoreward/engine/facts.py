"""From what a case says to a world: given, derived, presumed or missing, and contradictions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ecoreward.engine.logic import holds
from ecoreward.engine.values import (
    NO,
    YES,
    Cause,
    Choice,
    Num,
    SetOf,
    Truth,
    Value,
    maybe,
    point,
    truth,
)
from ecoreward.engine.world import Origin, Settled, World
from ecoreward.policy.program import Program
from ecoreward.policy.vocabulary_types import FactSpec, Vocabulary


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two facts that cannot both be so."""

    fact: str
    other: str
    rule: str  # implied or excludes


Silence = tuple[dict[str, Value], dict[str, Origin]]


def silence(program: Program, *, presume: bool = True) -> Silence:
    """What every fact is when a case says nothing: presumed, or anything it could be."""
    facts: dict[str, Value] = {}
    origins: dict[str, Origin] = {}
    for name, spec in program.vocabulary.facts.items():
        presumed = presume and spec.presume is not None
        facts[name] = _presumed(spec) if presumed else unknown(spec, program.vocabulary)
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
    for name, value in given.items():
        if name in facts:
            facts[name] = value
            origins[name] = "given" if point(value) else "range"
    world = World(program, facts, origins, settled or Settled(), tracing)
    clashes = _derive(world, facts, origins)
    return world, clashes


def _presumed(spec: FactSpec) -> Value:
    if isinstance(spec.presume, bool):
        return truth(spec.presume)
    assert spec.presume is not None
    return Num(Fraction(spec.presume), Fraction(spec.presume))


def unknown(spec: FactSpec, vocabulary: Vocabulary) -> Value:
    """Everything the fact could be, with the fact itself as the cause."""
    cause = frozenset({Cause("fact", spec.name)})
    match spec.type.kind:
        case "boolean":
            return maybe(cause)
        case "choice":
            return Choice(frozenset(spec.values), cause)
        case "set":
            return SetOf(frozenset(), frozenset(vocabulary.terms), cause)
        case _:
            return Num(spec.low, spec.high, cause)


def _derive(
    world: World, facts: dict[str, Value], origins: dict[str, Origin]
) -> tuple[Contradiction, ...]:
    """`implied_by` and `excludes`: fill what follows, report what cannot be. Changes the dicts."""
    clashes: list[Contradiction] = []
    vocabulary = world.program.vocabulary
    for name, spec in vocabulary.facts.items():
        if spec.implied_by is None or not holds(spec.implied_by.root, world).certain:
            continue
        if facts[name] == NO and origins[name] == "given":
            clashes.append(Contradiction(name, spec.implied_by.source, "implied"))
        elif origins[name] != "given":
            facts[name], origins[name] = YES, "derived"
    pairs = [(n, o) for n, s in vocabulary.facts.items() for o in s.excludes if o in facts]
    for name, other in pairs:
        for a, b in ((name, other), (other, name)):
            if facts[a] != YES:
                continue
            if facts[b] == YES:
                if a == name:
                    clashes.append(Contradiction(a, b, "excludes"))
            elif isinstance(facts[b], Truth) and origins[b] not in ("given", "derived"):
                facts[b], origins[b] = NO, "derived"
    return tuple(clashes)
