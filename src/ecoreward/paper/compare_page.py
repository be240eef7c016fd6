"""The comparison over a table as one page: the chart and table of places, kinds of violation, and notes on each place."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ecoreward.money import Money
from ecoreward.paper.charts import Bar, Drawing, Measure, Row, bars
from ecoreward.paper.page import render
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
from ecoreward.workbench.table_comparison import PlaceResult, TableComparison

MOST_BARS = 40
BESIDE = 4  # places beside the cases' own in one table of kinds
MOST_BESIDE = 20  # places that have their kinds shown; a workbook has all
MOST_OPEN = 8


def compare_page(found: TableComparison, lang: str) -> str:
    """The page; the same comparison gives the same bytes."""
    rows = list(enumerate(found.places, 1))
    good = [(n, p) for n, p in rows if p.own or p.comparable]
    apart = [(n, p) for n, p in rows if not (p.own or p.comparable)]
    return render(
        "compare.html", lang,
        found=found, columns=COLUMNS,
        rule=say("compare.latest" if found.latest else "compare.by-day", lang),
        chart=_chart(found, [p for _, p in good], lang),
        hidden=max(0, len(good) - MOST_BARS),
        good=[_line(n, p, lang) for n, p in good], apart=[_line(n, p, lang) for n, p in apart],
        kinds=_kinds(found, good, lang), places=[_about(n, p, lang) for n, p in rows],
        foot=[*foot_texts(found, lang), say("compare.foot", lang)], bad=_bad(found, lang),
    )  # fmt: skip


def _line(number: int, place: PlaceResult, lang: str) -> dict[str, Any]:
    return {"own": place.own, "cells": cells(number, place, lang), "why": note_texts(place, lang)}


def _chart(found: TableComparison, places: Sequence[PlaceResult], lang: str) -> Drawing | None:
    """The totals of the places in the cases' currency."""
    rows = [
        Row(p.name(lang), (Bar(p.total.low.minor, p.total.high.minor if p.total.high else None),), p.own)
        for p in places[:MOST_BARS]
        if p.total is not None and p.currency == found.currency
    ]  # fmt: skip
    if not rows:
        return None
    title = say("compare.chart", lang)
    desc = say("compare.chart-desc", lang, count=len(rows), first=rows[0].label)
    return bars(title, rows, Measure(lang, found.currency), desc=desc)


def _kinds(
    found: TableComparison, places: Sequence[tuple[int, PlaceResult]], lang: str
) -> list[dict[str, Any]]:
    """The kinds of violation: tables of some places each, the cases' own in all of them."""
    if len(found.groups) < 2:
        return []
    own = [(n, p) for n, p in places if p.own and p.groups and p.currency == found.currency]
    others = [(n, p) for n, p in places if not p.own and p.groups][:MOST_BESIDE]
    blocks = [others[at : at + BESIDE] for at in range(0, len(others), BESIDE)] or [[]]
    out = []
    for block in blocks:
        shown = [*own, *block]
        rows = [
            {
                "kind": group.label[lang], "cases": f"{group.cases:,}",
                "sums": [_kind(p, at, own, lang) for _, p in shown],
            }
            for at, group in enumerate(found.groups)
        ]  # fmt: skip
        names = [f"{numbered(n, p)} {p.name(lang)}" for n, p in shown]
        out.append({"names": names, "rows": rows})
    return out if out[0]["names"] else []


def _kind(
    place: PlaceResult, at: int, own: Sequence[tuple[int, PlaceResult]], lang: str
) -> dict[str, Any]:
    """What the cases of a kind come to, and whether that is certainly more or less than at home."""
    total = place.groups[at]
    mark = ""
    if own and not place.own:
        home = own[0][1].groups[at]
        if home.high is not None and total.low.minor > home.high.minor:
            mark = "more"
        elif total.high is not None and total.high.minor < home.low.minor:
            mark = "less"
    return {"text": total_text(total, lang), "mark": mark}


def _about(number: int, place: PlaceResult, lang: str) -> dict[str, Any]:
    """What a place's result rests on, and what to know of it."""
    outcomes = [
        say("compare.outcome", lang, label=say(f"decision.outcome.{name}", lang), count=count)
        for name, count in place.outcomes.items()
    ]
    return {
        "name": f"{numbered(number, place)} {place.name(lang)}",
        "outcomes": outcomes,
        "change": _change(place, lang),
        "editions": edition_texts(place, lang),
        "notes": note_texts(place, lang),
        "open": open_texts(place, lang, MOST_OPEN),
    }


def _change(place: PlaceResult, lang: str) -> str:
    """How many cases a place gives more, less and the same."""
    change = place.difference
    if change is None or not change.cases:
        return ""
    less = Money.of(-Fraction(change.less_sum.value), change.less_sum.currency)
    return say(
        "compare.change", lang, more=change.more, more_sum=change.more_sum.to_json(),
        less=change.less, less_sum=less.to_json(), same=change.same,
    )  # fmt: skip


def _bad(found: TableComparison, lang: str) -> list[dict[str, str]]:
    return [
        {"row": f"{b.row:,}", "column": b.column or "—", "why": b.problem.message(lang)}
        for b in found.bad_rows
    ]
