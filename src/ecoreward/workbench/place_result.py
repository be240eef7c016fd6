"""The result of one place over a table, from what was counted: totals, what is open, and what to know of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ecoreward.api import Library
from ecoreward.engine.decide import edition_data, jurisdiction_data
from ecoreward.engine.decision import Outcome
from ecoreward.policy.edition import Jurisdiction
from ecoreward.policy.vocabulary_types import Words
from ecoreward.problems import Problem, Problems
from ecoreward.tables.spoken import Speaker
from ecoreward.words import say
from ecoreward.workbench.comparison import Note
from ecoreward.workbench.table_comparison import EditionUse, Open, PlaceResult, Total
from ecoreward.workbench.table_tally import PlaceTally

_LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class About:
    """What is the same for all results of a table."""

    library: Library
    currency: str  # of the cases
    latest: bool
    speakers: Mapping[str, Speaker]


def about(library: Library, currency: str, *, latest: bool) -> About:
    """What the results of a table need of the policies."""

    def place(file: str) -> Jurisdiction | None:
        return library.jurisdiction_of(file)

    return About(library, currency, latest, {x: Speaker(place, x) for x in _LANGUAGES})


def result_of(
    about: About,
    where: Jurisdiction | None,
    tally: PlaceTally,
    columns: Collection[str],
    *,
    own: bool,
    groups: tuple[Total, ...],
    compared: bool,
) -> PlaceResult:
    """The result of a place; without one, of cases of several places under the rules of each."""
    who = jurisdiction_data(where) if where is not None else _several()
    obstacles, notes = _obstacles(about, tally, own=own), _notes(about, tally)
    return PlaceResult(
        who, own, tally.currency, tally.sums.total(tally.currency), _outcomes(tally),
        tally.uncertain, tally.awarded, tally.mean(), tally.median(),
        tally.difference() if compared else None, _editions(about.library, tally),
        _open(about, tally, columns), groups, tally.unread,
        tuple(b.problem for b in tally.bad), obstacles, notes,
    )  # fmt: skip


def broken(about: About, file: str, bad: Problems) -> PlaceResult:
    """The result of a place whose policy file has errors."""
    heads = {j.file: j for j in about.library.jurisdictions}
    known = heads.get(file)
    who = (
        jurisdiction_data(known) if known is not None
        else {"file": file, "code": "", "name": file, "label": {"zh": file, "en": file}}
    )  # fmt: skip
    errors = [p for p in bad.items if p.severity == "error"]
    note = Note("policy-errors", {"count": len(errors)})
    currency = known.currency if known is not None else about.currency
    return PlaceResult(who, False, currency, problems=bad.items, obstacles=(note,))


def unreadable(about: About, where: Jurisdiction, problems: tuple[Problem, ...]) -> PlaceResult:
    """The result of a place that cannot read the columns of the table."""
    note = Note("table-columns", {"text": {x: problems[0].message(x) for x in _LANGUAGES}})
    return PlaceResult(
        jurisdiction_data(where), False, where.currency, problems=problems, obstacles=(note,)
    )


def _several() -> dict[str, object]:
    label = {x: say("compare.own-places", x) for x in _LANGUAGES}
    return {"file": "", "code": "", "name": label["zh"], "label": label}


def _outcomes(tally: PlaceTally) -> dict[str, int]:
    return {o.value: tally.outcomes[o.value] for o in Outcome if tally.outcomes[o.value]}


def _editions(library: Library, tally: PlaceTally) -> tuple[EditionUse, ...]:
    out = []
    for (place, id), cases in sorted(tally.editions.items()):
        found = library.jurisdiction_of(place).edition(id) if id else None
        if found is not None:
            out.append(EditionUse(edition_data(found), found.program.confidence, cases))
    return tuple(out)


def _open(about: About, tally: PlaceTally, columns: Collection[str]) -> tuple[Open, ...]:
    """What leaves sums open, what concerns most cases first."""
    counts: Counter[tuple[str, str]] = Counter()
    labels: dict[tuple[str, str], Words] = {}
    for (place, edition, id), cases in tally.open.items():
        facts = about.library.jurisdiction_of(place).vocabulary.facts
        fact = id.rsplit("/", 1)[-1]
        if not edition and fact not in facts:  # where the edition is open, the facts say why
            continue
        key = ("fact", fact) if fact in facts else ("decision", f"{edition}/{id}")
        labels[key] = {x: s.said(place, edition, id) for x, s in about.speakers.items()}
        if key[0] == "fact":
            labels[key] = dict(facts[fact].label)
        counts[key] += cases
    return tuple(
        Open("fact" if kind == "fact" else "decision", id, labels[kind, id], cases, id in columns)
        for (kind, id), cases in sorted(
            counts.items(), key=lambda i: (-i[1], i[0][0] != "fact", i[0])
        )
    )


def _obstacles(about: About, tally: PlaceTally, *, own: bool) -> tuple[Note, ...]:
    if own:
        return ()
    out = []
    if tally.currency != about.currency:
        params = {"have": tally.currency, "want": about.currency}
        out.append(Note("table-currency", params))
    cases = tally.sums.cases
    if not cases:
        out.append(Note("table-none"))
    elif tally.outcomes[Outcome.NO_POLICY.value] == cases:
        out.append(Note("table-no-policy-at-all"))
    elif tally.sums.endless == cases:
        out.append(Note("table-endless-all"))
    return tuple(out)


def _notes(about: About, tally: PlaceTally) -> tuple[Note, ...]:
    """What a reader must know of a total, each with the number of cases."""
    cases = tally.sums.cases
    counts = {
        "no-policy": tally.outcomes[Outcome.NO_POLICY.value],
        "referred": tally.outcomes[Outcome.REFERRED.value],
        "unstated": tally.outcomes[Outcome.UNSTATED.value],
        "endless": tally.sums.endless,
        "unread": tally.unread,
    }
    all_of_them = {"no-policy", "endless"}
    out = [
        Note(f"table-{name}", {"count": count})
        for name, count in counts.items()
        if count and not (name in all_of_them and count == cases)
    ]
    unstated = []
    for place, id in sorted(tally.editions):
        found = about.library.jurisdiction_of(place).edition(id) if id else None
        if found is not None and not found.start_stated:
            unstated.append(found.program.title)
    if unstated:
        out.append(Note("table-start-unstated", {"titles": list(dict.fromkeys(unstated))}))
    if tally.awarded and tally.amounts is None:
        out.append(Note("table-no-median"))
    return tuple(out)
