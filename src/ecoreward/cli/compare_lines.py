"""The comparison over a table as lines of text: the places in columns, the kinds of violation, and notes below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecoreward.cli.lines import table
from ecoreward.cli.shared import clean
from ecoreward.words import say
from ecoreward.workbench.compare_words import (
    COLUMNS,
    cells,
    edition_texts,
    foot_texts,
    note_texts,
    numbered,
    open_texts,
    total_text,
)

if TYPE_CHECKING:
    from ecoreward.workbench.table_comparison import PlaceResult, TableComparison

MOST_SIDE_BY_SIDE = 3  # places whose kinds of violation stand beside each other
MOST_OPEN = 5


def lines(found: TableComparison, lang: str) -> Iterator[str]:
    """The whole answer."""
    rule = "latest" if found.latest else "by-day"
    yield say(
        "cli.compare.table-head", lang, table=clean(found.table), count=found.cases,
        rule=say(f"compare.{rule}", lang),
    )  # fmt: skip
    rows = list(enumerate(found.places, 1))
    head = {c: say(f"compare.column.{c}", lang) for c in COLUMNS}
    said = ({k: clean(v) for k, v in cells(n, p, lang).items()} for n, p in rows)
    shown = table([head, *said], right=[c for c in COLUMNS if c != "name"])
    top = [p.own or p.comparable for p in found.places]
    good = [line for line, on in zip(shown[1:], top, strict=True) if on]
    apart = [line for line, on in zip(shown[1:], top, strict=True) if not on]
    yield from ("", shown[0], *good)
    if apart:
        yield from ("", say("cli.compare.not-comparable", lang), *apart)
    yield from _kinds(found, lang)
    yield from ("", say("cli.compare.notes", lang))
    for number, place in rows:
        yield from _notes(number, place, lang)
    yield ""
    yield from map(clean, foot_texts(found, lang))
    yield say("cli.compare.foot", lang)


def bad_lines(found: TableComparison, lang: str) -> Iterator[str]:
    """The rows that cannot be compared, the first of them one by one."""
    if found.blank:
        yield say("table.blank", lang, count=f"{found.blank:,}")
    if not found.bad:
        return
    yield say("compare.bad", lang, count=f"{found.bad:,}")
    for bad in found.bad_rows:
        column = clean(bad.column)
        key = "table.bad-at" if column else "table.bad-row"
        where = say(key, lang, row=str(bad.row), column=column)
        yield f"  {where}{clean(bad.problem.message(lang))}"
    if found.bad > len({b.row for b in found.bad_rows}):
        yield say("compare.bad-more", lang)


def _kinds(found: TableComparison, lang: str) -> Iterator[str]:
    """The largest kinds of violation, of the first places."""
    places = [p for p in found.places if p.groups and (p.own or p.comparable)]
    places = places[: MOST_SIDE_BY_SIDE + any(p.own for p in places)]
    if len(found.groups) < 2 or not places:
        return
    head = {"kind": say("compare.column.kind", lang), "cases": say("compare.column.cases", lang)}
    head |= {str(n): clean(p.name(lang)) for n, p in enumerate(places)}
    rows = [head]
    for at, group in enumerate(found.groups):
        sums = {str(n): total_text(p.groups[at], lang) for n, p in enumerate(places)}
        rows.append({"kind": clean(group.label[lang]), "cases": f"{group.cases:,}", **sums})
    yield from ("", say("compare.kinds", lang))
    yield from table(rows, right=[c for c in head if c != "kind"])


def _notes(number: int, place: PlaceResult, lang: str) -> list[str]:
    """What a total rests on, and what a reader must know of it."""
    name = place.name(lang)
    texts = [*note_texts(place, lang), *edition_texts(place, lang)]
    if place.open:
        texts.append(say("compare.open", lang, items=open_texts(place, lang, MOST_OPEN)))
    if not texts:
        return []
    head = say("cli.compare.row", lang, number=numbered(number, place), name=name)
    return [clean(head), *(f"    {clean(t)}" for t in texts)]
