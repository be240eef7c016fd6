"""Several editions that a case may fall under: each with its result, and what decides between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from ecoreward.engine.between import Answers, doubts, exact_hull, open_items, weight, which_open
from ecoreward.engine.case import Case
from ecoreward.engine.choose import first_words, last_words, within
from ecoreward.engine.decide import Question, decide
from ecoreward.engine.decision import (
    Beside,
    Candidate,
    Decision,
    Established,
    Missing,
    Outcome,
    Presumed,
    Range,
    Remark,
)
from ecoreward.engine.established import as_known
from ecoreward.engine.facts import world_of
from ecoreward.engine.select import Selection, Standing
from ecoreward.engine.world import Light
from ecoreward.money import Money
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.policy.expressions import lists_of, nodes_of
from ecoreward.policy.program import CONFIDENCE, Program
from ecoreward.problems import CaseProblems


def answer(
    case: Case,
    jurisdiction: Jurisdiction,
    selection: Selection,
    edition: Edition,
    *,
    presume: bool,
    light: Light = False,
) -> Decision:
    """The decision under one edition; what was decided about another edition's `where` is not its own."""
    known = replace(case, decided=_own(case, selection, edition.program))
    return decide(Question(known, jurisdiction, edition, presume, light))


def _own(case: Case, selection: Selection, program: Program) -> Mapping[str, Any]:
    """What was decided, without what settles the `where` of other editions only."""
    others = {
        name
        for s in selection.standings
        for name in lists_of(s.edition.program.where, s.edition.program)
    }
    mine = {n.id for n in nodes_of(program.award)} | program.lists.keys()
    return {k: v for k, v in case.decided.items() if k in mine or k not in others}


def beside(
    case: Case, jurisdiction: Jurisdiction, selection: Selection, *, presume: bool
) -> tuple[Beside, ...]:
    """The result of each edition that is in force, or may be, beside the one that decides."""
    out = []
    for s in selection.beside:
        try:
            found = _answers([s], case, jurisdiction, selection, presume=presume)
        except CaseProblems:  # what is wrong with it must not stop the edition that decides
            found = []
        decision = found[0][1] if found else None
        edition = s.edition
        out.append(
            Beside(
                edition.id, edition.program.title, edition.scheme, s.stands.word,
                decision.outcome.value if decision else None,
                decision.range if decision else None, decision.amount if decision else None,
                first_words(edition), last_words(edition),
            )
        )  # fmt: skip
    return tuple(out)


def several(
    case: Case,
    jurisdiction: Jurisdiction,
    selection: Selection,
    *,
    presume: bool,
    light: Light = False,
) -> Decision:
    """Each candidate with its range; what decides between them is missing."""
    answers = _answers(selection.main, case, jurisdiction, selection, presume=presume, light=light)
    decisions = [d for _, d in answers]
    first = decisions[0]
    none = selection.may_be_none
    zero = Money.of(0, jurisdiction.currency)
    lows = [d.range.low for d in decisions] + ([zero] if none else [])
    highs = [d.range.high for d in decisions] + ([zero] if none else [])
    low = min(lows, key=lambda m: m.minor)
    high = None if None in highs else max((h for h in highs if h), key=lambda m: m.minor)
    candidates = tuple(_candidate(s.edition, d) for s, d in answers)
    if none:
        zero_range = Range(zero, zero, exact=True)
        candidates = (Candidate("", "", Outcome.NO_POLICY.value, zero_range, "", ""), *candidates)
    outcome = _common(decisions) if not none else None
    paying = outcome in (Outcome.NOT_ELIGIBLE, Outcome.NO_AWARD)
    exact = exact_hull(selection, answers)
    missing, to_decide = open_items(jurisdiction, selection, answers, (low, high), exact=exact)
    shown = {m.fact for m in missing}
    told = tuple(r for d in decisions for r in d.reasons if r.code.startswith(_TOLD))
    return replace(
        first,
        edition=None,
        outcome=outcome or Outcome.UNDETERMINED,
        amount=zero if outcome else None,  # else the articles differ, even where the sums do not
        range=Range(low, high, exact=exact),
        payable=zero if paying else None,
        overpaid=first.overpaid if paying else zero,
        confidence=max((d.confidence or "text" for d in decisions), key=_strength),
        because=_once(i for d in decisions for i in d.because) if outcome else (),
        missing=(*missing, *_missing(decisions, shown)),
        to_decide=_once(
            (*to_decide, *(t for d in decisions for t in d.to_decide)),
            key=lambda t: (t.node, str(t.low), str(t.high)),
        ),
        presumed=_presumed(decisions),
        reasons=_once(
            (which_open(jurisdiction, selection, answers), *told),
            key=lambda r: (r.code, r.node, str(r.params)),
        ),
        caveats=_once(
            (*doubts(case, selection), *(c for d in decisions for c in d.caveats)),
            key=lambda c: (c.code, c.node, str(c.params)),
        ),
        shares=(),
        payouts=(),
        pays=_once((x for d in decisions for x in d.pays), key=str),
        staged=None,  # each candidate pays by its own stages, claims and takes back by its own rule
        claim=None,
        reclaim=None,
        approvals=_once((a for d in decisions for a in d.approvals), key=str),
        honours=_once((h for d in decisions for h in d.honours), key=str),
        deadlines=_once((x for d in decisions for x in d.deadlines), key=str),
        facts=() if light else _facts(decisions, case, jurisdiction, selection, presume=presume),
        rounding=(),  # each candidate's trace has its own
        candidates=candidates,
        trace=tuple(t for d in decisions for t in d.trace),
        receipt={**first.receipt, "policy": jurisdiction.file},
    )


_TOLD = ("fact-missing", "gate-failed", "at-stake", "referred", "refer-open")


def _answers(
    standings: Iterable[Standing],
    case: Case,
    jurisdiction: Jurisdiction,
    selection: Selection,
    *,
    presume: bool,
    light: Light = False,
) -> Answers:
    """The decision under each candidate; what was decided may be known to one of them only."""
    fact = jurisdiction.chosen_by
    answers: Answers = []
    refused: list[CaseProblems] = []
    for s in standings:
        known = replace(case, decided=_own(case, selection, s.edition.program))
        if fact in case.facts:
            known = replace(known, facts={**case.facts, fact: within(s.edition, selection.day)})
        try:
            answers.append((s, decide(Question(known, jurisdiction, s.edition, presume, light))))
            continue
        except CaseProblems as bad:
            if not all(p.code.startswith("case.decided") for p in bad.items):
                raise
            refused.append(bad)
        unused = (Remark("decided-unused", "", {}),)
        bare = Question(replace(known, decided={}), jurisdiction, s.edition, presume, light)
        answers.append((s, decide(bare, unused)))
    if refused and len(refused) == len(answers):
        raise refused[0]
    return answers


def _facts(
    decisions: list[Decision],
    case: Case,
    jurisdiction: Jurisdiction,
    selection: Selection,
    *,
    presume: bool,
) -> tuple[Established, ...]:
    """Each fact once; the day that picks the edition as the case has it, not as a candidate takes it."""
    program = selection.main[0].edition.program
    world, _ = world_of(program, case.facts, presume=presume, tracing=False)
    day = as_known(jurisdiction.chosen_by, world)
    facts = _once((f for d in decisions for f in d.facts), key=lambda f: f.fact)
    return tuple(day if f.fact == day.fact else f for f in facts)


def _common(decisions: list[Decision]) -> Outcome | None:
    """The outcome that nothing is due here, where it is certain whichever edition applies."""
    outcomes = {d.outcome for d in decisions}
    settled = outcomes <= {Outcome.NOT_ELIGIBLE, Outcome.NO_AWARD, Outcome.REFERRED}
    return decisions[0].outcome if settled and len(outcomes) == 1 else None


def _missing(decisions: list[Decision], shown: set[str]) -> tuple[Missing, ...]:
    """Each further missing fact once, with the most it moves under any candidate."""
    most: dict[str, Missing] = {}
    for m in (m for d in decisions for m in d.missing if m.fact not in shown):
        known = most.get(m.fact)
        if known is None or weight(m) > weight(known):
            most[m.fact] = m
    return tuple(sorted(most.values(), key=weight, reverse=True))


def _presumed(decisions: list[Decision]) -> tuple[Presumed, ...]:
    most: dict[str, Presumed] = {}
    for p in (p for d in decisions for p in d.presumed):
        known = most.get(p.fact)
        if known is None or weight(p) > weight(known):
            most[p.fact] = p
    return tuple(sorted(most.values(), key=weight, reverse=True))


def _strength(confidence: str) -> int:
    return [str(c) for c in CONFIDENCE].index(confidence)


T = TypeVar("T")


def _once(items: Iterable[T], key: Callable[[T], Any] = lambda item: item) -> tuple[T, ...]:
    """The items in order, each once."""
    return tuple({key(i): i for i in items}.values())


def _candidate(edition: Edition, decision: Decision) -> Candidate:
    return Candidate(
        edition.id,
        edition.program.title,
        decision.outcome.value,
        decision.range,
        first_words(edition),
        last_words(edition),
    )
