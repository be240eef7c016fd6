"""Between several editions: what decides which one applies, and what each open item moves."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ecoreward.engine.case import Case
from ecoreward.engine.choose import first_words, iso
from ecoreward.engine.decision import Decision, Missing, Presumed, Remark, ToDecide
from ecoreward.engine.select import Selection, Standing
from ecoreward.engine.trace import to_json
from ecoreward.engine.values import Cause
from ecoreward.money import Money
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.policy.expressions import reads
from ecoreward.policy.program import Program
from ecoreward.words import say

Answers = list[tuple[Standing, Decision]]


def exact_hull(selection: Selection, answers: Answers) -> bool:
    """Whether both ends of the hull can be reached: every cell has its answer, and no award reads it.

    A start that the source gives to the month only leaves days that are no completion of the case.
    """
    places = selection.asked("main")
    sure = all(a[i] != "unknown" for a in selection.answers.values() for i in places)
    cut = {c.name for c in selection.open_items("main")} - {selection.axes[0].cause.name}
    apart = all(not cut & _award_reads(s.edition.program) for s, _ in answers)
    clear = sure and apart and not selection.clashes
    return clear and all(d.range.exact for _, d in answers)


def _award_reads(program: Program) -> frozenset[str]:
    """What the result under an edition rests on, its `where` apart."""
    return reads(replace(program, where=None))


def open_items(
    jurisdiction: Jurisdiction,
    selection: Selection,
    answers: Answers,
    ends: tuple[Money, Money | None],
    *,
    exact: bool,
) -> tuple[tuple[Missing, ...], tuple[ToDecide, ...]]:
    """What decides between the candidates, each with what it moves: exactly where each gives one sum."""
    low, high = ends
    width = None if high is None else high - low
    points = exact and all(d.range.low == d.range.high for _, d in answers)
    missing: list[Missing] = []
    to_decide: list[ToDecide] = []
    for cause in _deciding(jurisdiction, selection):
        moves = _moves(cause, selection, answers, jurisdiction.currency) if points else width
        at_most = not points
        if cause.kind == "open":
            to_decide.append(_list(cause, moves, answers, at_most=at_most))
        else:
            label = jurisdiction.vocabulary.label(cause.name)
            missing.append(Missing(cause.name, label, moves, at_most, moves is None))
    return tuple(sorted(missing, key=weight, reverse=True)), tuple(to_decide)


def _deciding(jurisdiction: Jurisdiction, selection: Selection) -> tuple[Cause, ...]:
    """The open items between the candidates; the date too where a source gives a month only."""
    day = Cause("fact", jurisdiction.chosen_by)
    found = selection.open_items("main")
    return tuple(dict.fromkeys([day, *found])) if selection.vague_day else found


def _moves(cause: Cause, selection: Selection, answers: Answers, currency: str) -> Money:
    """The greatest difference between two cells that differ in one item alone."""
    sums = {s.edition.id: Fraction(d.range.low.value) for s, d in answers}
    ids = [s.edition.id for s in selection.standings if s.role != "named"]
    index = next((i for i, a in enumerate(selection.axes) if a.cause == cause), 0)
    groups: dict[tuple[int, ...], list[Fraction]] = {}
    for picks, words in selection.answers.items():
        here = [sums[i] for i, w in zip(ids, words, strict=True) if w != "no" and i in sums]
        groups.setdefault(picks[:index] + picks[index + 1 :], []).append(
            here[0] if here else Fraction(0)
        )
    return Money.of(max(max(g) - min(g) for g in groups.values()), currency)


def _list(cause: Cause, moves: Money | None, answers: Answers, *, at_most: bool) -> ToDecide:
    """Whether an open list covers the case, where that decides whether an edition is in force for it."""
    found = [s.edition.program.lists.get(cause.name) for s, _ in answers]
    listing = next((x for x in found if x is not None), None)
    label = (listing.label if listing else {}) or {"zh": cause.name, "en": cause.name}
    cite = to_json(listing.cite) if listing else None
    options = ({"id": "yes"}, {"id": "no"})
    return ToDecide(
        "open", cause.name, label, None, None, options, cite, moves, at_most, moves is None
    )


def which_open(jurisdiction: Jurisdiction, selection: Selection, answers: Answers) -> Remark:
    """That the edition is open, and what decides it."""
    fact = jurisdiction.chosen_by
    editions = [_since(s.edition) for s, _ in answers]
    items = _deciding(jurisdiction, selection)
    end = "-or-none" if selection.may_be_none else ""
    label = jurisdiction.vocabulary.label
    if [c.name for c in items] == [fact]:
        return Remark(f"date-missing{end}", fact, {"fact": dict(label(fact)), "editions": editions})
    if not items:
        return Remark("edition-unsettled", "", {"editions": editions})
    facts = [dict(label(c.name)) for c in items]
    return Remark(f"edition-open{end}", items[0].name, {"facts": facts, "editions": editions})


def doubts(case: Case, selection: Selection) -> list[Remark]:
    """That two may both apply, and that an edition was perhaps not known yet."""
    out = []
    for a, b in list(dict.fromkeys((x.id, y.id) for x, y in selection.clashes.values())):
        titles = {s.edition.id: s.edition.program.title for s in selection.standings}
        params = {"a": titles[a], "b": titles[b], "first": a, "second": b}
        out.append(Remark("two-editions-possible", "", params))
    for s in selection.main:
        if s.known.false:
            issued = s.edition.issued.text or s.edition.start.text
            params = {"title": s.edition.program.title, "issued": issued, "day": iso(case.known_on)}
            out.append(Remark("known-open", s.edition.id, params))
    return out


def _since(edition: Edition) -> dict[str, str]:
    """An edition by its title and first day; two editions may have one title."""
    day = first_words(edition)
    title = edition.program.title
    if not day:
        return {"zh": title, "en": title}
    return {
        lang: say("decision.edition-since", lang, title=title, day=day) for lang in ("zh", "en")
    }


def weight(item: Missing | Presumed) -> tuple[bool, int, str]:
    """By how much an item moves, to put the greatest first."""
    return item.unbounded, item.moves.minor if item.moves else 0, item.fact
