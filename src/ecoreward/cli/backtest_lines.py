"""A backtest on a terminal: what it comes to first, then why, then the tables in short."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecoreward.cli.lines import table
from ecoreward.cli.shared import clean
from ecoreward.paper import backtest_grids as grids
from ecoreward.paper.backtest_words import Told
from ecoreward.words.format import unit_name

if TYPE_CHECKING:
    from ecoreward.paper.backtest_grids import Cell, Grid
    from ecoreward.workbench.backtest import Backtest

MOST_SENTENCES = 12
MOST_LINES = 10
_NUMBERS = ("count", "money", "range", "change")


def lines(found: Backtest, lang: str) -> Iterator[str]:
    """The whole summary, section by section."""
    told = Told(found, lang)
    yield from _head(told)
    yield from _sentences(told)
    if not found.cases:
        yield from _bad(told)
        return
    causes = grids.causes(told, most=2) if found.changed else None
    if causes is not None:
        yield from _section(told, "causes", causes, first=1)
    if found.changed:
        yield from _tables(told)
    yield from _section(told, "uncaught", grids.short(told, grids.uncaught(told), MOST_LINES))
    if found.total.with_paid:
        yield from _section(told, "paid", grids.paid(told))
    yield from _bad(told)
    yield from _section(told, "open", grids.short(told, grids.open_items(told), MOST_LINES))
    yield ""
    yield told("how.never-paid")


def _head(told: Told) -> Iterator[str]:
    found = told.found
    yield clean(told.title)
    yield clean("  " + told("line.before", text=told.under(found.baseline)))
    yield clean("  " + told("line.after", text=told.under(found.draft)))
    yield clean("  " + told("line.table", text=told.table))
    yield ""
    if told.verdict:
        yield told.verdict
    if not found.cases:
        return
    yield from told.costs
    if found.changed:
        yield told.counts
    yield from told.paid
    if found.changed and not found.baseline.edition:
        yield told("how.own-day")


def _sentences(told: Told) -> Iterator[str]:
    """What the draft changes; the wording where it changes nothing else."""
    found = told.found
    for name, said in (("differences", found.differences), ("wording", found.wording)):
        if said:
            yield ""
            yield told(f"section.{name}")
            yield from (f"  - {clean(told.words(s))}" for s in said[:MOST_SENTENCES])
            if len(said) > MOST_SENTENCES:
                yield f"  {told('more-sentences', count=len(said) - MOST_SENTENCES)}"


def _tables(told: Told) -> Iterator[str]:
    name, by = grids.months(told)
    if len(by) > 1:
        yield from _section(told, name, grids.of_lines(told, name, by))
    for name in ("category", "violation"):
        by = told.found.by[name]
        yield from _section(told, name, grids.of_lines(told, name, by, most=MOST_LINES))
    rules = [
        grids.of_lines(told, f"rule-{side}", told.found.by[side], most=MOST_LINES, total=False)
        for side in grids.SIDES
    ]
    yield from _section(told, "rule-before", rules[0])
    if rules[1].rows != rules[0].rows:
        yield from _section(told, "rule-after", rules[1])


def _bad(told: Told) -> Iterator[str]:
    found = told.found
    if not found.bad:
        return
    grid = grids.bad_rows(told)
    notes = (told("bad-more", shown=len(grid.rows)),) if found.bad > len(grid.rows) else ()
    yield from _section(told, "bad", grids.Grid(grid.heads, grid.kinds, grid.rows, notes))


def _section(told: Told, name: str, grid: Grid, first: int = 0) -> Iterator[str]:
    """A titled table; `first` is the column that stands before the others."""
    if not grid.rows:
        return
    money = any(k in ("money", "range", "change") for k in grid.kinds)
    unit = told("unit", unit=unit_name(told.found.currency, told.lang)) if money else ""
    yield ""
    yield told(f"section.{name}") + (told("share", share=unit) if unit else "")
    order = [first, *(n for n in range(len(grid.heads)) if n != first)]
    shown = [{str(n): _header(told, grid, n) for n in order}]
    for row in grid.rows:
        shown.append({str(n): clean(_cell(told, row.cells[n], grid.kinds[n])) for n in order})
    right = [str(n) for n in order if grid.kinds[n] in _NUMBERS]
    yield from (f"  {line}" for line in table(shown, right=right))
    yield from (f"  {note}" for note in grid.notes)


def _header(told: Told, grid: Grid, at: int) -> str:
    """A header, which says how two figures in a cell stand to each other."""
    two = grid.kinds[at] == "change" and any(grids.two_ends(r.cells[at]) for r in grid.rows)
    return grid.heads[at] + (told("share", share=told("head.ends")) if two else "")


def _cell(told: Told, cell: Cell, kind: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, grids.Ends):
        return grids.ends_text(told, cell, signed=kind == "change")
    if isinstance(cell, int):
        return grids.sum_text(told, cell) if kind == "money" else f"{cell:,}"
    return cell
