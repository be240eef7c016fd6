"""A case without a named edition: the edition it falls under, or every one that it may fall under."""

from __future__ import annotations

from dataclasses import replace

from ecoreward.engine.case import Case
from ecoreward.engine.chosen import chosen
from ecoreward.engine.decide import Question, decide
from ecoreward.engine.decision import Beside, Decision, Presumed, Range, Remark
from ecoreward.engine.facts import world_of
from ecoreward.engine.no_policy import no_policy
from ecoreward.engine.select import Selection, select
from ecoreward.engine.several import answer, beside, several
from ecoreward.engine.trace import value_data
from ecoreward.engine.unknown import unknown
from ecoreward.engine.values import NO, YES, Truth, Value, negate
from ecoreward.engine.world import Light
from ecoreward.money import Money
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.policy.expressions import facts_of
from ecoreward.problems import CaseProblems, Problem


def decide_by_date(
    case: Case,
    jurisdiction: Jurisdiction,
    above: tuple[Jurisdiction, ...],
    *,
    presume: bool,
    light: Light = False,
) -> Decision:
    """The decision under the edition that the case falls under; no policy where there is none.

    `light`: outcome, sums and what is payable only. Raises `CaseProblems` when two editions both
    certainly apply, or when the case itself is wrong.
    """
    selection = select(case, jurisdiction, presume=presume)
    decision = _under(case, jurisdiction, above, selection, presume=presume, light=light)
    if light:
        return decision
    by_side = beside(case, jurisdiction, selection, presume=presume)
    caveats = (*decision.caveats, *(_told(b, selection, jurisdiction) for b in by_side))
    resting = _presumed(case, jurisdiction, above, selection, decision) if presume else ()
    return replace(
        decision,
        chosen=decision.chosen or chosen(selection, jurisdiction),
        beside=by_side,
        caveats=caveats,
        presumed=(*resting, *(p for p in decision.presumed if p.fact not in {r.fact for r in resting})),
    )  # fmt: skip


def decide_named(
    case: Case,
    jurisdiction: Jurisdiction,
    edition: Edition,
    *,
    presume: bool,
    light: Light = False,
) -> Decision:
    """The decision under the edition that a case names, whatever its day."""
    selection = select(case, jurisdiction, presume=presume)
    then = next(s.edition for s in selection.standings if s.edition.id == edition.id)
    decision = decide(Question(case, jurisdiction, then, presume, light))
    return decision if light else replace(decision, chosen=chosen(selection, jurisdiction, then))


def _under(
    case: Case,
    jurisdiction: Jurisdiction,
    above: tuple[Jurisdiction, ...],
    selection: Selection,
    *,
    presume: bool,
    light: Light = False,
) -> Decision:
    """The decision, without what stands beside it."""
    if selection.conflict is not None:
        raise CaseProblems([_conflict(case, jurisdiction, *selection.conflict)])
    if selection.single is not None:
        return answer(case, jurisdiction, selection, selection.single, presume=presume, light=light)
    if not selection.main:
        return no_policy(case, jurisdiction, above, selection, presume=presume)
    return several(case, jurisdiction, selection, presume=presume, light=light)


def _conflict(case: Case, jurisdiction: Jurisdiction, a: Edition, b: Edition) -> Problem:
    """Two editions apply and nothing says which: an error, with both places."""
    names = [
        {"zh": f"《{e.program.title}》（{e.id}）", "en": f"“{e.program.title}” ({e.id})"}
        for e in (a, b)
    ]
    params = {"a": names[0], "b": names[1], "first": a.id}
    place = case.at(jurisdiction.chosen_by)
    return Problem("case.two-editions", place, params, related=(a.place, b.place))


def _told(item: Beside, selection: Selection, jurisdiction: Jurisdiction) -> Remark:
    """That another edition has a result of its own, or may have."""
    if item.outcome is None:
        return Remark("beside-unanswered", item.edition, {"title": item.title, "id": item.edition})
    if item.applies == "yes":
        return Remark("beside-too", item.edition, {"title": item.title, "id": item.edition})
    label = jurisdiction.vocabulary.label
    facts = [dict(label(c.name)) for c in selection.open_items("beside")]
    facts = facts or [dict(label(jurisdiction.chosen_by))]
    return Remark("beside-open", item.edition, {"title": item.title, "facts": facts})


def _presumed(
    case: Case,
    jurisdiction: Jurisdiction,
    above: tuple[Jurisdiction, ...],
    selection: Selection,
    decision: Decision,
) -> tuple[Presumed, ...]:
    """The presumptions that the choice of the edition rests on, with what the other value would move."""
    out = []
    for name, (now, other) in _resting(case, selection).items():
        turned = replace(case, facts={**case.facts, name: other})
        found = select(turned, jurisdiction, presume=True)
        if _words(found) == _words(selection):
            continue
        spec = jurisdiction.vocabulary.facts[name]
        world, _ = world_of(selection.standings[0].edition.program, case.facts)
        data = value_data(now, spec.type, world)
        try:
            changed = _under(turned, jurisdiction, above, found, presume=True).range
        except CaseProblems:  # the other case has no answer
            out.append(Presumed(name, spec.label, data, None))
            continue
        moves = _difference(decision.range, changed)
        out.append(Presumed(name, spec.label, data, moves, moves is None))
    return tuple(out)


def _resting(case: Case, selection: Selection) -> dict[str, tuple[Value, Value]]:
    """The presumptions that conditions of editions in force that day read, each with its other value."""
    out: dict[str, tuple[Value, Value]] = {}
    for s in selection.standings:
        program = s.edition.program
        if s.role == "named" or program.where is None or not s.day.true:
            continue
        world, _ = world_of(program, case.facts)
        for name in sorted(facts_of([program.where], program)):
            now = world.facts[name]
            if world.origins[name] == "presumed":
                other: Value = unknown(program.vocabulary.facts[name], program.vocabulary)
                if isinstance(now, Truth) and now in (YES, NO):
                    other = negate(now)
                out[name] = (now, other)
    return out


def _words(selection: Selection) -> list[tuple[str, str]]:
    return [(s.edition.id, s.stands.word) for s in selection.standings]


def _difference(a: Range, b: Range) -> Money | None:
    """How far a range moves; None where only one of the two has an end."""
    if (a.high is None) != (b.high is None):
        return None
    ends = (
        [(a.low, b.low)] if a.high is None or b.high is None else [(a.low, b.low), (a.high, b.high)]
    )
    return max((y - x if x < y else x - y for x, y in ends), key=lambda m: m.minor)
