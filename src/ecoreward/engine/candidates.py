"""A case without a named edition: the edition in force on its date, or every one that may be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from ecoreward.engine.case import Case
from ecoreward.engine.choose import choose, iso, neighbours, within
from ecoreward.engine.decide import Question, decide, jurisdiction_data
from ecoreward.engine.decision import (
    Candidate,
    Decision,
    Missing,
    Outcome,
    Presumed,
    Range,
    Remark,
)
from ecoreward.engine.receipt import receipt
from ecoreward.engine.values import Num
from ecoreward.money import Money
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.policy.program import CONFIDENCE
from ecoreward.policy.vocabulary_types import Words
from ecoreward.problems import CaseProblems
from ecoreward.words import say


def decide_by_date(
    case: Case, jurisdiction: Jurisdiction, above: tuple[Jurisdiction, ...], *, presume: bool
) -> Decision:
    """The decision under the edition the case's date falls in; no policy where there is none."""
    fact = jurisdiction.chosen_by
    value = case.facts.get(fact)
    day = value if isinstance(value, Num) else Num(None, None)
    choice = choose(jurisdiction, day)
    if choice.single is not None:
        return decide(Question(case, jurisdiction, choice.single, presume))
    if not choice.editions:
        return _no_policy(case, jurisdiction, above, day, presume=presume)
    return _several(case, jurisdiction, choice.editions, day, presume=presume, none=choice.none)


def _several(
    case: Case,
    jurisdiction: Jurisdiction,
    editions: tuple[Edition, ...],
    day: Num,
    *,
    presume: bool,
    none: bool,
) -> Decision:
    """Each candidate with its range; the date is missing."""
    fact = jurisdiction.chosen_by
    answers = _answers(editions, case, jurisdiction, day, presume=presume)
    decisions = [d for _, d in answers]
    first = decisions[0]
    currency = jurisdiction.currency
    zero = Money.of(0, currency)
    lows = [d.range.low for d in decisions] + ([zero] if none else [])
    highs = [d.range.high for d in decisions] + ([zero] if none else [])
    low = min(lows, key=lambda m: m.minor)
    high = None if None in highs else max((h for h in highs if h), key=lambda m: m.minor)
    candidates = tuple(_candidate(e, d) for e, d in answers)
    if none:
        zero_range = Range(zero, zero, exact=True)
        candidates = (Candidate("", "", Outcome.NO_POLICY.value, zero_range, "", ""), *candidates)
    label: Words = _label(editions[0], fact)
    outcome = _common(decisions) if not none else None
    code = "date-missing-or-none" if none else "date-missing"
    remark = Remark(code, fact, {"fact": dict(label), "editions": [_since(e) for e in editions]})
    told = tuple(r for d in decisions for r in d.reasons if r.code.startswith(_TOLD))
    # A start that the source gives to the month only leaves days that are no completion of the case.
    known = all(e.first_day[0] == e.first_day[1] for e in editions)
    exact = known and all(d.range.exact for d in decisions)
    return replace(
        first,
        edition=None,
        outcome=outcome or Outcome.UNDETERMINED,
        amount=zero if outcome else None,  # else the articles differ, even where the sums do not
        range=Range(low, high, exact=exact),
        payable=zero if outcome else None,
        overpaid=first.overpaid if outcome else zero,
        confidence=max((d.confidence or "text" for d in decisions), key=_strength),
        because=_once(i for d in decisions for i in d.because) if outcome else (),
        missing=(_date(fact, label, low, high, decisions, exact=exact), *_missing(decisions, fact)),
        to_decide=_once(
            (t for d in decisions for t in d.to_decide),
            key=lambda t: (t.node, str(t.low), str(t.high)),
        ),
        presumed=_presumed(decisions),
        reasons=_once((remark, *told), key=lambda r: (r.code, r.node, str(r.params))),
        caveats=_once(
            (c for d in decisions for c in d.caveats), key=lambda c: (c.code, c.node, str(c.params))
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
        rounding=(),  # each candidate's trace has its own
        candidates=candidates,
        trace=tuple(t for d in decisions for t in d.trace),
        receipt={**first.receipt, "policy": jurisdiction.file},
    )


_TOLD = ("fact-missing", "gate-failed", "at-stake")


def _answers(
    editions: tuple[Edition, ...],
    case: Case,
    jurisdiction: Jurisdiction,
    day: Num,
    *,
    presume: bool,
) -> list[tuple[Edition, Decision]]:
    """The decision under each candidate; what was decided may be known to one of them only."""
    fact = jurisdiction.chosen_by
    answers: list[tuple[Edition, Decision]] = []
    refused: list[CaseProblems] = []
    for edition in editions:
        known = case
        if fact in case.facts:
            known = replace(case, facts={**case.facts, fact: within(edition, day)})
        try:
            answers.append((edition, decide(Question(known, jurisdiction, edition, presume))))
            continue
        except CaseProblems as bad:
            if not all(p.code.startswith("case.decided") for p in bad.items):
                raise
            refused.append(bad)
        unused = (Remark("decided-unused", "", {}),)
        bare = Question(replace(known, decided={}), jurisdiction, edition, presume)
        answers.append((edition, decide(bare, unused)))
    if len(refused) == len(editions):
        raise refused[0]
    return answers


def _common(decisions: list[Decision]) -> Outcome | None:
    """The outcome that nothing is due, where it is certain whichever edition applies."""
    outcomes = {d.outcome for d in decisions}
    settled = outcomes <= {Outcome.NOT_ELIGIBLE, Outcome.NO_AWARD}
    return decisions[0].outcome if settled and len(outcomes) == 1 else None


def _date(
    fact: str,
    label: Words,
    low: Money,
    high: Money | None,
    decisions: list[Decision],
    *,
    exact: bool,
) -> Missing:
    """What the date can move: exactly where each candidate gives one sum, else at most the width."""
    points = exact and all(d.range.low == d.range.high for d in decisions)
    return Missing(fact, label, None if high is None else high - low, not points, high is None)


def _missing(decisions: list[Decision], fact: str) -> tuple[Missing, ...]:
    """Each missing fact once, with the most it moves under any candidate."""
    most: dict[str, Missing] = {}
    for m in (m for d in decisions for m in d.missing if m.fact != fact):
        known = most.get(m.fact)
        if known is None or _weight(m) > _weight(known):
            most[m.fact] = m
    return tuple(sorted(most.values(), key=_weight, reverse=True))


def _presumed(decisions: list[Decision]) -> tuple[Presumed, ...]:
    most: dict[str, Presumed] = {}
    for p in (p for d in decisions for p in d.presumed):
        known = most.get(p.fact)
        if known is None or _weight(p) > _weight(known):
            most[p.fact] = p
    return tuple(sorted(most.values(), key=_weight, reverse=True))


def _weight(item: Missing | Presumed) -> tuple[bool, int, str]:
    return item.unbounded, item.moves.minor if item.moves else 0, item.fact


def _strength(confidence: str) -> int:
    return [str(c) for c in CONFIDENCE].index(confidence)


T = TypeVar("T")


def _once(items: Iterable[T], key: Callable[[T], Any] = lambda item: item) -> tuple[T, ...]:
    """The items in order, each once."""
    return tuple({key(i): i for i in items}.values())


def _since(edition: Edition) -> dict[str, str]:
    """An edition by its title and first day; two editions may have one title."""
    day = iso(edition.first_day[0])
    title = edition.program.title
    if not day:
        return {"zh": title, "en": title}
    return {
        lang: say("decision.edition-since", lang, title=title, day=day) for lang in ("zh", "en")
    }


def _label(edition: Edition, fact: str) -> Words:
    return edition.program.vocabulary.label(fact)


def _candidate(edition: Edition, decision: Decision) -> Candidate:
    first, last = edition.first_day[0], edition.last_day[1]
    return Candidate(
        edition.id,
        edition.program.title,
        decision.outcome.value,
        decision.range,
        iso(first),
        iso(last),
    )


def _no_policy(
    case: Case,
    jurisdiction: Jurisdiction,
    above: tuple[Jurisdiction, ...],
    day: Num,
    *,
    presume: bool,
) -> Decision:
    before, after = neighbours(jurisdiction, day)
    reasons: list[Remark] = [Remark("no-policy", "", {"jurisdiction": dict(jurisdiction.label)})]
    if before is not None:
        params: dict[str, Any] = {"title": before.program.title, "day": iso(before.last_day[1])}
        reasons.append(Remark("previous-edition", before.id, params))
    if after is not None:
        params = {"title": after.program.title, "day": iso(after.first_day[0])}
        reasons.append(Remark("next-edition", after.id, params))
    for parent in above:
        for edition in choose(parent, day).editions:
            params = {"jurisdiction": dict(parent.label), "title": edition.program.title}
            reasons.append(Remark("parent-edition", edition.id, params))
    zero = Money.of(0, jurisdiction.currency)
    return Decision(
        case=case.id, jurisdiction=jurisdiction_data(jurisdiction), edition=None,
        outcome=Outcome.NO_POLICY, amount=zero, range=Range(zero, zero, exact=True),
        already_paid=Money.of(case.already_paid, jurisdiction.currency), payable=None, overpaid=zero,
        confidence=None, because=(), missing=(), to_decide=(), presumed=(), caveats=(),
        reasons=tuple(reasons), shares=(), payouts=(), pays=(),
        staged=None, claim=None, reclaim=None, deadlines=(), approvals=(), honours=(), rounding=(),
        candidates=(), trace=(), receipt=receipt(jurisdiction, None, case, presume=presume),
    )  # fmt: skip
