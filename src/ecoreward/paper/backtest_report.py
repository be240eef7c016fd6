"""The report of a backtest as one page: what a director reads first, then every table, then cases from beginning to end."""

from __future__ import annotations

from dataclasses import dataclass

from ecoreward.explain import explain
from ecoreward.paper import backtest_grids as grids
from ecoreward.paper.backtest_charts import Charts
from ecoreward.paper.backtest_words import Told
from ecoreward.paper.page import render
from ecoreward.version import __version__
from ecoreward.words.format import unit_name
from ecoreward.workbench.backtest import Backtest, Sample

MOST_BARS = 12  # rows of a chart; the table below it has more


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is printed: its lines, and how it is set."""

    lines: tuple[str, ...]
    look: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is printed."""

    heads: tuple[Cell, ...]
    rows: tuple[tuple[tuple[Cell, ...], bool], ...]
    notes: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Story:
    """A sample case: what it is, and the words of both decisions."""

    name: str
    group: str
    before: str
    after: str
    paid: str
    traces: tuple[str, str]


def backtest_report(found: Backtest, lang: str) -> str:
    """The page of a backtest in `lang` ("zh" or "en"): one file, with nothing from elsewhere.

    The same backtest gives the same bytes. Raises `Problems` (``file.need-package``) without Jinja2.
    """
    told = Told(found, lang)
    charts = Charts(told)
    span, spans = grids.months(told)
    lines = {
        name: grids.of_lines(told, name, found.by[name])
        for name in ("month", "category", "violation")
    }
    rules = [grids.of_lines(told, f"rule-{s}", found.by[s], total=False) for s in grids.SIDES]
    causes = grids.causes(told, most=40, joint="\n") if found.changed else None
    return render(
        "backtest.html", lang, told=told, found=found, charts=charts, version=__version__,
        glance=_printed(told, grids.glance(told)),
        causes=_printed(told, causes) if causes is not None else None,
        span=span, spans=_printed(told, grids.of_lines(told, span, spans)), spans_chart=charts.lines(span, spans),
        tables={name: _printed(told, grid) for name, grid in lines.items()},
        charts_by={n: charts.lines(n, found.by[n], MOST_BARS) for n in ("category", "violation")},
        rules=[_printed(told, g) for g in (rules if rules[0].rows != rules[1].rows else rules[:1])],
        outcomes=_printed(told, grids.of_lines(told, "outcome", found.by["outcome"])),
        uncaught=_printed(told, grids.uncaught(told)), open_items=_printed(told, grids.open_items(told)),
        paid=_printed(told, grids.paid(told)), bad=_printed(told, grids.bad_rows(told)),
        stories=[_story(told, s) for s in found.samples],
    )  # fmt: skip


def _printed(told: Told, grid: grids.Grid) -> Table:
    """A table with its cells in words; a range stands in two lines."""
    heads = tuple(
        Cell(_head(told, head, kind, grid, n), _look(kind))
        for n, (head, kind) in enumerate(zip(grid.heads, grid.kinds, strict=True))
    )
    rows = tuple(
        (tuple(Cell(_lines(told, c, k), _look(k)) for c, k in zip(row.cells, grid.kinds, strict=True)), row.strong)
        for row in grid.rows
    )  # fmt: skip
    money = any(k in grids.SUMS for k in grid.kinds)
    unit = told("unit", unit=unit_name(told.found.currency, told.lang)) if money else ""
    return Table(heads, rows, grid.notes, unit)


def _head(told: Told, head: str, kind: str, grid: grids.Grid, at: int) -> tuple[str, ...]:
    """A header, which says how two figures in a cell stand to each other."""
    if kind == "change" and any(grids.two_ends(row.cells[at]) for row in grid.rows):
        return (head, told("head.ends"))
    return (head,)


def _look(kind: str) -> str:
    return "text" if kind == "text" else "money"


def _lines(told: Told, cell: grids.Cell, kind: str) -> tuple[str, ...]:
    match cell:
        case None:
            return ("",)
        case str():
            return tuple(cell.split("\n"))
        case int():
            return (grids.sum_text(told, cell) if kind == "money" else f"{cell:,}",)
    signed = kind == "change"
    low = grids.sum_text(told, cell.low, signed=signed)
    if cell.high == cell.low:
        return (low,)
    if cell.high is None:
        return (low, told("open-ended")) if signed else (told("from", low=low),)
    high = grids.sum_text(told, cell.high, signed=signed)
    return (low, high) if signed else (low, told("up-to", high=high))


def _story(told: Told, sample: Sample) -> Story:
    sides = (sample.before, sample.after)
    traces = tuple(
        explain(side, told.lang).strip() if side is not None else told("no-decision")  # type: ignore[arg-type]
        for side in sides
    )
    paid = told.money(sample.paid) if sample.paid is not None else ""
    before, after = (told.result(side) for side in sides)
    return Story(
        told.sample(sample),
        told(f"group.{sample.group}"),
        before,
        after,
        paid,
        (traces[0], traces[1]),
    )
