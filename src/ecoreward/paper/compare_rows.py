"""The comparison over a table as rows: one a place, for CSV, Parquet and databases."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from ecoreward.money import Money
from ecoreward.words import say
from ecoreward.workbench.compare_words import edition_texts, note_texts
from ecoreward.workbench.table_comparison import PlaceResult, TableComparison

SUM = pl.Decimal(38, 2)
COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "place": pl.String, "file": pl.String, "own": pl.Boolean, "comparable": pl.Boolean,
    "currency": pl.String, "cases": pl.Int64, "low": SUM, "high": SUM, "difference": SUM,
    "difference-cases": pl.Int64, "more": pl.Int64, "less": pl.Int64, "same": pl.Int64,
    "awarded": pl.Int64, "mean": SUM, "median": SUM, "uncertain": pl.Int64, "no-policy": pl.Int64,
    "unread": pl.Int64, "editions": pl.String, "notes": pl.String,
}  # fmt: skip


def frame_of(found: TableComparison, lang: str) -> pl.DataFrame:
    """One row a place; headers in the language. A total without an upper end has no highest."""
    rows = [_row(place, lang) for place in found.places]
    data = {name: [row[name] for row in rows] for name in COLUMNS}
    names = {name: say(f"compare.row.{name}", lang) for name in COLUMNS}
    return pl.DataFrame(data, schema=COLUMNS).rename(names)


def _row(place: PlaceResult, lang: str) -> dict[str, object]:
    total, change = place.total, place.difference
    marks = {"zh": "；", "en": "; "}
    return {
        "place": place.name(lang), "file": str(place.jurisdiction["file"]),
        "own": place.own, "comparable": place.comparable, "currency": place.currency,
        "cases": total.cases if total else None,
        "low": _sum(total.low if total else None), "high": _sum(total.high if total else None),
        "difference": _sum(change.sum) if change else None,
        "difference-cases": change.cases if change else None,
        "more": change.more if change else None, "less": change.less if change else None,
        "same": change.same if change else None,
        "awarded": place.awarded if total else None,
        "mean": _sum(place.mean), "median": _sum(place.median),
        "uncertain": place.uncertain if total else None,
        "no-policy": place.no_policy if total else None,
        "unread": place.unread if total else None,
        "editions": marks[lang].join(str(e.edition["id"]) for e in place.editions),
        "notes": marks[lang].join([*note_texts(place, lang), *edition_texts(place, lang)]),
    }  # fmt: skip


def _sum(sum_: Money | None) -> Decimal | None:
    return None if sum_ is None else sum_.value
