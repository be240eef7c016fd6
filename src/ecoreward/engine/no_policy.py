"""No rule of its own for the case: what was before, what comes after, and what is in force above."""

from __future__ import annotations

from typing import Any

from ecoreward.engine.case import Case
from ecoreward.engine.choose import ended, first_words, last_words, not_begun
from ecoreward.engine.chosen import above as above_chosen
from ecoreward.engine.chosen import chosen
from ecoreward.engine.decide import jurisdiction_data
from ecoreward.engine.decision import Decision, Outcome, Range, Remark
from ecoreward.engine.force import known_on, where_words
from ecoreward.engine.receipt import receipt
from ecoreward.engine.select import Selection, Standing, select
from ecoreward.money import Money
from ecoreward.policy.edition import MAIN, Edition, Jurisdiction


def no_policy(
    case: Case,
    jurisdiction: Jurisdiction,
    above: tuple[Jurisdiction, ...],
    selection: Selection,
    *,
    presume: bool,
) -> Decision:
    """Nothing is due by a rule of this jurisdiction; a jurisdiction without a file has the file name ""."""
    higher = [(parent, select(case, parent, presume=presume)) for parent in above]
    zero = Money.of(0, jurisdiction.currency)
    return Decision(
        case=case.id, jurisdiction=jurisdiction_data(jurisdiction), edition=None,
        outcome=Outcome.NO_POLICY, amount=zero, range=Range(zero, zero, exact=True),
        already_paid=Money.of(case.already_paid, jurisdiction.currency), payable=None, overpaid=zero,
        confidence=None, because=(), missing=(), to_decide=(), presumed=(),
        caveats=() if case.known_on is None else (known_on(case.known_on),),
        reasons=(*_own(jurisdiction, selection), *_above(higher)),
        shares=(), payouts=(), pays=(),
        staged=None, claim=None, reclaim=None, deadlines=(), approvals=(), honours=(), rounding=(), facts=(), candidates=(),
        chosen=(*chosen(selection, jurisdiction), *(c for p, s in higher for c in above_chosen(s, p))),
        beside=(), referred_to=None, trace=(),
        receipt=receipt(jurisdiction, None, case, presume=presume),
    )  # fmt: skip


def _own(jurisdiction: Jurisdiction, selection: Selection) -> list[Remark]:
    """What the jurisdiction itself has before and after the day, and for other cases."""
    code = "no-policy" if jurisdiction.file else "no-file"
    out = [Remark(code, "", {"jurisdiction": dict(jurisdiction.label)})]
    pool = [s for s in selection.standings if s.edition.status != "draft" and s.known.true]
    general = [s.edition for s in pool if s.edition.scheme == MAIN]
    before = [e for e in general if ended(e, selection.day)]
    after = [e for e in general if not_begun(e, selection.day)]
    if before:
        day = last_words(before[-1])
        out.append(Remark("previous-edition", before[-1].id, {**_title(before[-1]), "day": day}))
    if after:
        day = first_words(after[0])
        out.append(Remark("next-edition", after[0].id, {**_title(after[0]), "day": day}))
    for s in pool:
        if s.role == "main" and s.day.true and not s.where.true:
            params = {**_title(s.edition), "where": where_words(s.edition)}
            out.append(Remark("elsewhere-edition", s.edition.id, params))
    return out


def _title(edition: Edition) -> dict[str, Any]:
    return {"title": edition.program.title}


def _above(higher: list[tuple[Jurisdiction, Selection]]) -> list[Remark]:
    """The editions in force above, nearest first, and how to put the case to the nearest."""
    out: list[Remark] = []
    nearest: Jurisdiction | None = None
    for parent, selection in higher:
        found: list[Standing] = [*selection.main, *selection.beside]
        for s in found:
            params = {"jurisdiction": dict(parent.label), **_title(s.edition)}
            out.append(Remark("parent-edition", s.edition.id, params))
        nearest = nearest or (parent if found else None)
    if nearest is not None:
        name = {lang: nearest.exactly(lang) for lang in ("zh", "en")}
        out.append(Remark("ask-above", "", {"jurisdiction": name}))
    return out
