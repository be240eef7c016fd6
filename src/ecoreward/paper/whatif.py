"""A what-if on paper: a page with the cost curve, a workbook with its chart, or the points as a table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from ecoreward.words import say
from ecoreward.words.format import unit_name
from ecoreward.workbench.trials import headed

if TYPE_CHECKING:
    import polars as pl

    from ecoreward.paper.charts import Drawing
    from ecoreward.paper.sheets import Cell, Kind
    from ecoreward.workbench.whatif import TablePoint, TableWhatIf, Total

COLUMNS = ("tried", "low", "high", "change-low", "change-high", "more", "less", "open")


def write(found: TableWhatIf, path: str, lang: str) -> None:
    """Write to a path by its suffix; what stands there before is replaced whole."""
    suffix = Path(path).suffix.lower()
    if suffix == ".html":
        data = page(found, lang).encode()
    elif suffix == ".xlsx":
        data = workbook(found, lang)
    else:
        from ecoreward.tables.sink import open_sink

        names = _headers(lang)
        with open_sink(path, lang=lang, headers=names, rows=len(found.points) + 1) as sink:
            sink.write(_frame(found, lang))
        return
    from ecoreward.tables.whole_file import write_whole

    write_whole(path, data)


def _headers(lang: str) -> list[str]:
    return [say(f"whatif.column.{c}", lang) for c in COLUMNS]


def _rows(found: TableWhatIf, lang: str) -> list[tuple[Cell, ...]]:
    bare = bool(headed([p.trial for p in found.points]))

    def row(name: str, total: Total, point: TablePoint | None) -> tuple[Cell, ...]:
        zero = Decimal("0.00")
        change = (
            (point.low.value, point.high.value if point.high else None, point.more, point.less)
            if point
            else (zero, zero, 0, 0)
        )
        high = None if total.endless else total.high.value
        return (name, total.low.value, high, *change, total.open)

    out = [row(say("whatif.today", lang), found.today, None)]
    return [*out, *(row(p.trial.name(lang, bare=bare), p.total, p) for p in found.points)]


def _frame(found: TableWhatIf, lang: str) -> pl.DataFrame:
    import polars as pl

    sums = pl.Decimal(38, 2)
    kinds: tuple[pl.DataType | type[pl.DataType], ...] = (
        pl.String, sums, sums, sums, sums, pl.Int64, pl.Int64, pl.Int64
    )  # fmt: skip
    schema = dict(zip(_headers(lang), kinds, strict=True))
    return pl.DataFrame(_rows(found, lang), schema=schema, orient="row")


def workbook(found: TableWhatIf, lang: str) -> bytes:
    """Two sheets: the points, and Excel's own chart of them."""
    from ecoreward.paper.sheets import (
        Column,
        Record,
        Series,
        add_chart,
        add_table,
        finish,
        open_book,
    )

    book = open_book(lang, say("whatif.title", lang))
    kinds: tuple[Kind, ...] = (
        "text", "money", "money", "change", "change", "count", "count", "count"
    )  # fmt: skip
    columns = [Column(h, k) for h, k in zip(_headers(lang), kinds, strict=True)]
    records = [Record(r, strong=n == 0) for n, r in enumerate(_rows(found, lang))]
    placed = add_table(
        book, say("whatif.sheet", lang), say("whatif.title", lang), columns, records,
        about=_about(found, lang), notes=[say("whatif.foot", lang)],
    )  # fmt: skip
    if len(found.points) > 1:
        series = [Series(1, "main"), Series(2, "soft")]
        add_chart(
            book, say("whatif.chart-sheet", lang), say("whatif.chart", lang), placed, series,
            kind="line", axis=unit_name(found.currency, lang),
        )  # fmt: skip
    return finish(book)


def _one(found: TableWhatIf) -> bool:
    return all(p.trial.at is not None for p in found.points)


def _about(found: TableWhatIf, lang: str) -> Sequence[str]:
    trials = [p.trial for p in found.points]
    out = [say("whatif.about", lang, table=Path(found.table).name, count=f"{found.today.cases:,}")]
    names = {a: t.names.get(a, {}).get(lang, a) for t in trials for a in headed(trials)}
    out += [say("whatif.head", lang, name=n, address=a) for a, n in names.items()]
    if found.bad:
        out.append(say("whatif.bad", lang, count=f"{found.bad:,}"))
    return out


def page(found: TableWhatIf, lang: str) -> str:
    """One page with everything in it."""
    from ecoreward.paper.page import render

    return render(
        "whatif.html", lang, found=found, headers=_headers(lang), rows=_rows(found, lang),
        about=_about(found, lang), drawing=_curve(found, lang),
    )  # fmt: skip


def _curve(found: TableWhatIf, lang: str) -> Drawing | None:
    """The cost over the values of one sweep."""
    from ecoreward.paper.charts import Line, Measure, Point, curve

    if not _one(found) or len(found.points) < 2:
        return None
    endless = any(p.total.endless for p in found.points)  # then the least is all that can be drawn
    points = tuple(
        Point(
            p.trial.at,
            p.trial.settings[-1][1],
            p.total.low.minor,
            (p.total.low if endless else p.total.high).minor,
        )
        for p in found.points
        if p.trial.at is not None
    )
    trial = found.points[0].trial
    address = trial.settings[-1][0]
    axis = trial.names.get(address, {}).get(lang, address)
    line = Line(say("whatif.cost", lang), points)
    return curve(say("whatif.chart", lang), [line], Measure(lang, found.currency), axis=axis)
