"""One evaluation of a Program in a world: gates, award tree, root rounding."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ecoreward.engine.awards import award
from ecoreward.engine.logic import holds
from ecoreward.engine.narrow import assume
from ecoreward.engine.results import NOTHING, Result
from ecoreward.engine.steps import Notes, rounded
from ecoreward.engine.trace import GateTrace, test_trace
from ecoreward.engine.values import NONE, Causes, Num, Truth, both, hull, negate
from ecoreward.engine.world import World
from ecoreward.money import minor_unit
from ecoreward.policy.program import Gate


@dataclass(frozen=True, slots=True)
class Run:
    """What one evaluation gave; `at_stake` is the award whether or not the gates let it through."""

    gate: Truth
    gates: tuple[GateTrace, ...]
    failed: tuple[Gate, ...]
    referred: tuple[Gate, ...]  # of `failed`: by these the matter certainly goes elsewhere
    award: Result
    at_stake: Num
    final: Num
    causes: Causes
    notes: Notes


def run(world: World) -> Run:
    """Evaluate gates and award; both ends of the result are rounded alike, once."""
    program = world.program
    notes = Notes()
    answers = [(g, _lets_through(g, world)) for g in program.gates]
    gate = both([a for _, a in answers])
    inner: World | None = world
    failed = tuple(g for g, a in answers if not a.true)
    referred = tuple(g for g in failed if g.kind == "refers")
    if gate.true and gate.false:
        for g, answer in answers:
            if inner is not None and answer.false:
                inner = assume(g.when.root, inner, want=g.kind == "requires")
        if inner is None:  # no case can meet all of them together
            gate = Truth(False, True)
            failed = tuple(g for g, a in answers if a.false)
            if all(g.kind == "refers" for g in failed):
                referred = failed
    notes.doubt += gate.false
    assert program.award is not None
    result = award(program.award, inner or world, notes)
    value = result.amount if result.applies.true else NOTHING
    if result.applies.true and result.applies.false:
        value = hull([NOTHING, value], result.applies.causes)
    rule = program.rounding
    at_stake = rounded(
        value,
        rule.unit if rule else minor_unit(program.currency),
        rule.mode if rule else "half-up",
        program.award.id,
        rule.cite if rule else None,
        world,
        notes,
        stated=bool(rule and rule.stated),
    )
    if not gate.true:
        final = NOTHING
        notes.rounding.clear()
    elif gate.false:
        final = hull([NOTHING, at_stake], gate.causes)
    else:
        final = at_stake
    gates = _gate_traces(answers, world) if world.tracing else ()
    notes.doubt -= gate.false
    kept = {program.award.id, *result.path}
    notes.rounding[:] = [r for r in notes.rounding if r["node"] in kept]
    causes = final.causes if not final.point else NONE
    return Run(gate, gates, failed, referred, result, at_stake, final, causes, notes)


def forfeited(result: Run) -> Run:
    """The same evaluation where nothing is due: what was at stake stays shown."""
    result.notes.rounding.clear()
    return replace(result, final=NOTHING, causes=NONE)


def _lets_through(gate: Gate, world: World) -> Truth:
    answer = holds(gate.when.root, world)
    return answer if gate.kind == "requires" else negate(answer)


def _gate_traces(answers: list[tuple[Gate, Truth]], world: World) -> tuple[GateTrace, ...]:
    return tuple(_gate_trace(g, a, world) for g, a in answers)


def _gate_trace(g: Gate, answer: Truth, world: World) -> GateTrace:
    test = test_trace(g.when, g.when.root, world)
    return GateTrace(g.id, g.kind, answer.word, test, g.reason, g.cite, g.quote, g.to)
