"""A case without a named edition: the edition in force on its date, or every one that may be."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from ecoreward.engine.case import Case
from ecoreward.engine.choose import choose, iso, neighbours, within
from ecoreward.engine.decide import Question, decide, jurisdiction_data
from ecoreward.engine.decision import Candidate, Decision, Missing, Outcome, Range, Remark
from ecoreward.engine.receipt import receipt
from ecoreward.engine.values import Num
from ecoreward.money import Money
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.policy.vocabulary_types import Words
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
    answers: list[tuple[Edition, Decision]] = []
    for edition in editions:
        known = replace(case, facts={**case.facts, fact: within(edition, day)})
        if day.low is None and day.high is None and fact not in case.facts:
            known = case
        answers.append((edition, decide(Question(known, jurisdiction, edition, presume))))
    first = answers[0][1]
    currency = jurisdiction.currency
    zero = Money.of(0, currency)
    lows = [d.range.low for _, d in answers] + ([zero] if none else [])
    highs = [d.range.high for _, d in answers] + ([zero] if none else [])
    low = min(lows, key=lambda m: m.minor)
    high = (
        None
        if any(h is None for h in highs)
        else max((h for h in highs if h), key=lambda m: m.minor)
    )
    candidates = tuple(_candidate(e, d) for e, d in answers)
    if none:
        zero_range = Range(zero, zero, exact=True)
        candidates = (Candidate("", "", Outcome.NO_POLICY.value, zero_range, "", ""), *candidates)
    spec = first.receipt
    label: Words = _label(editions[0], fact)
    moves, unbounded = _moves(answers, none=none)
    date_missing = Missing(fact, label, None if unbounded else moves, False, unbounded)
    others = tuple({m.fact: m for _, d in answers for m in d.missing if m.fact != fact}.values())
    code = "date-missing-or-none" if none else "date-missing"
    remark = Remark(code, fact, {"fact": dict(label), "editions": [_since(e) for e in editions]})
    reasons = (
        remark,
        *(r for _, d in answers for r in d.reasons if r.code.startswith("fact-missing")),
    )
    return replace(
        first,
        edition=None,
        outcome=Outcome.UNDETERMINED,
        amount=None,  # never a point while the edition is open: the articles differ
        range=Range(low, high, exact=all(d.range.exact for _, d in answers)),
        payable=None,
        overpaid=zero,
        because=(),
        missing=(date_missing, *others),
        to_decide=tuple({d.node: d for _, a in answers for d in a.to_decide}.values()),
        reasons=tuple({r.code + r.node: r for r in reasons}.values()),
        caveats=tuple(
            {(c.code, c.node, str(c.params)): c for _, d in answers for c in d.caveats}.values()
        ),
        shares=(),
        candidates=candidates,
        trace=tuple(t for _, d in answers for t in d.trace),
        receipt={**spec, "policy": jurisdiction.file},
    )


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


def _moves(answers: list[tuple[Edition, Decision]], *, none: bool) -> tuple[Money | None, bool]:
    """What the choice of edition alone can move."""
    ranges = [d.range for _, d in answers]
    currency = ranges[0].low.currency
    lows = [r.low.minor for r in ranges] + ([0] if none else [])
    highs = [r.high.minor if r.high else None for r in ranges] + ([0] if none else [])
    if any(h is None for h in highs):
        if all(h is None for h in highs):
            return _fen(max(lows) - min(lows), currency), False
        return None, True
    known = [h for h in highs if h is not None]
    return _fen(max(max(known) - min(known), max(lows) - min(lows)), currency), False


def _fen(minor: int, currency: str) -> Money:
    from ecoreward.money import minor_unit

    return Money.of(Fraction(minor) * minor_unit(currency), currency)


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
        reasons=tuple(reasons), shares=(), deadlines=(), approvals=(), honours=(), rounding=(),
        candidates=(), trace=(), receipt=receipt(jurisdiction, None, case, presume=presume),
    )  # fmt: skip
