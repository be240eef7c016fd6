"""The comparison over a table as a workbook: places with a chart, kinds of violation, and what to know of each place."""

from __future__ import annotations

from decimal import Decimal

from ecoreward.money import Money, digits
from ecoreward.paper.sheets import Column, Record, Series, add_chart, add_table, finish, open_book
from ecoreward.words import say
from ecoreward.words.format import unit_name
from ecoreward.workbench.compare_words import (
    edition_texts,
    foot_texts,
    note_texts,
    numbered,
    open_texts,
)
from ecoreward.workbench.table_comparison import PlaceResult, TableComparison, Total

MOST_BARS = 60
MOST_OPEN = 8
_LOW, _BETWEEN = 3, 5  # the columns of the chart


def compare_book(found: TableComparison, lang: str) -> bytes:
    """The workbook; the same comparison gives the same bytes."""

    def word(key: str) -> str:
        return say(key, lang)

    title = word("compare.page-title")
    book = open_book(lang, title)
    rule = word("compare.latest" if found.latest else "compare.by-day")
    about = [say("cli.compare.table-head", lang, table=found.table, count=found.cases, rule=rule)]
    if found.bad:
        about.append(say("compare.bad-short", lang, count=found.bad))
    rows = list(enumerate(found.places, 1))
    good = [(n, p) for n, p in rows if p.own or p.comparable]
    placed = add_table(
        book, word("compare.totals"), title, _columns(found, lang), [_record(n, p, lang) for n, p in rows],
        about=about, notes=[*foot_texts(found, lang), word("compare.foot")],
    )  # fmt: skip
    drawn = [p for _, p in good if p.total is not None and p.currency == found.currency]
    if drawn:
        add_chart(
            book, word("compare.chart-sheet"), word("compare.chart"), placed,
            [Series(_LOW, "main"), Series(_BETWEEN, "open")], stacked=True, label=1,
            axis=unit_name(found.currency, lang), rows=min(len(drawn), MOST_BARS),
        )  # fmt: skip
    if found.groups:
        kinds = [
            Column(word("compare.column.name")), Column(word("compare.column.kind")),
            *_sums(lang, digits(found.currency)),
        ]  # fmt: skip
        records = [
            Record((p.name(lang), group.label[lang], *_total(p.groups[at])), p.own)
            for _, p in rows if p.groups
            for at, group in enumerate(found.groups)
        ]  # fmt: skip
        add_table(book, word("compare.by-kind"), word("compare.by-kind"), kinds, records)
    notes = [
        Record((numbered(n, p), p.name(lang), text), False)
        for n, p in rows
        for text in _notes(p, lang)
    ]
    columns = [
        Column(word("compare.column.number")),
        Column(word("compare.column.name")),
        Column(word("compare.column.note"), width=90),
    ]
    add_table(book, word("compare.about-places"), word("compare.about-places"), columns, notes)
    if found.bad_rows:
        bad = [Record((b.row, b.column, b.problem.message(lang))) for b in found.bad_rows]
        heads = [say(f"table.bad-column.{k}", lang) for k in ("row", "column", "reason")]
        shown = [Column(heads[0], "count"), Column(heads[1]), Column(heads[2], width=70)]
        text = say("compare.bad-short", lang, count=found.bad)
        add_table(
            book, word("compare.bad-rows"), word("compare.bad-rows"), shown, bad, about=[text]
        )
    return finish(book)


def _sums(lang: str, places: int) -> list[Column]:
    return [
        Column(say("compare.column.cases", lang), "count"),
        Column(say("compare.row.low", lang), "money", places),
        Column(say("compare.row.high", lang), "money", places),
        Column(say("compare.column.between", lang), "money", places),
    ]


def _total(total: Total | None) -> tuple[int | Decimal | None, ...]:
    """Cases, lowest, highest, and what lies between them."""
    if total is None:
        return None, None, None, None
    if total.high is None:
        return total.cases, total.low.value, None, None
    return total.cases, total.low.value, total.high.value, (total.high - total.low).value


def _columns(found: TableComparison, lang: str) -> list[Column]:
    def money(key: str, kind: str = "money") -> Column:
        places = digits(found.currency)
        return Column(say(key, lang), "change" if kind == "change" else "money", places)

    def count(key: str) -> Column:
        return Column(say(key, lang), "count")

    cases, low, high, between = _sums(lang, digits(found.currency))
    return [
        Column(say("compare.column.number", lang), width=6), Column(say("compare.column.name", lang)),
        cases, low, high, between,
        money("compare.row.difference", "change"), count("compare.row.difference-cases"),
        count("compare.row.awarded"), money("compare.row.mean"), money("compare.row.median"),
        count("compare.row.uncertain"), count("compare.row.no-policy"),
        Column(say("compare.row.currency", lang), width=7),
        Column(say("compare.column.why", lang), width=30),
    ]  # fmt: skip


def _record(number: int, place: PlaceResult, lang: str) -> Record:
    change = place.difference if place.difference and place.difference.cases else None
    whole = place.total is not None
    why = "；" if lang == "zh" else "; "
    return Record(
        (
            numbered(number, place), place.name(lang), *_total(place.total),
            change.sum.value if change else None, change.cases if change else None,
            place.awarded if whole else None, _value(place.mean), _value(place.median),
            place.uncertain if whole else None, place.no_policy if whole else None,
            place.currency, why.join(n.text(lang) for n in place.obstacles),
        ),
        place.own,
    )  # fmt: skip


def _value(sum_: Money | None) -> Decimal | None:
    return None if sum_ is None else sum_.value


def _notes(place: PlaceResult, lang: str) -> list[str]:
    texts = [*note_texts(place, lang), *edition_texts(place, lang)]
    if place.open:
        texts.append(say("compare.open", lang, items=open_texts(place, lang, MOST_OPEN)))
    return texts
