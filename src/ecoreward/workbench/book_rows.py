"""The sheet of cases as it came back: whatever order columns and rows have now, each cell for what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.problems import Place, Problem
from ecoreward.tables.excel_cells import Cell, Grid
from ecoreward.tables.headers import plan_headers
from ecoreward.tables.problems import letter
from ecoreward.words import LOCALES
from ecoreward.workbench.book_cases import CaseColumn, CaseRow, columns_of, decided_in
from ecoreward.workbench.book_names import header

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOOK = 40
_SHOWN = 5
MOST_CASES = 5_000
_OWN = frozenset(header("case", "status", lang) for lang in LOCALES)  # not an input


@dataclass
class Cases:
    """The columns and rows of a sheet, the headers of others' columns, and what is to be told."""

    columns: tuple[CaseColumn, ...] = ()
    rows: list[CaseRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Found:
    """A column of the sheet: the name it has in a row, and the power of ten of its header's unit."""

    name: str
    unit: int | None = None


def read_cases(grid: Grid, where: Jurisdiction, edition: Edition, lang: str) -> Cases:
    """The cases of a sheet."""
    out = Cases()
    top, found, notes = _headers(grid, where, out)
    if top == 0:
        told = {"sheet": grid.sheet}
        out.problems.append(Problem("book.no-headers", grid.cell(1, 1).place, told))
        return out
    if found:
        span = range(min(found), max(found) + 1)
        merged = list(grid.merged(top, span))
        if merged:
            told = {"sheet": grid.sheet, "names": merged[:_SHOWN]}
            out.problems.append(Problem("book.merged", grid.cell(top, 1).place, told))
    rows = [r for n in range(top + 1, len(grid.rows) + 1) if (r := _row(grid, n, found, notes, out))]
    if len(rows) > MOST_CASES:
        told = {"sheet": grid.sheet, "count": f"{len(rows):,}", "limit": f"{MOST_CASES:,}"}
        out.problems.append(Problem("book.too-many-cases", grid.cell(top, 1).place, told))
        return out
    units = {f.name: f.unit for f in found.values() if f.unit is not None}
    columns = columns_of(where, edition, rows, lang)
    out.columns = tuple(replace(c, unit=units.get(c.name)) for c in columns)
    out.rows, out.notes = rows, list(notes.values())
    _identity(grid, top, notes, out)
    return out


def _headers(
    grid: Grid, where: Jurisdiction, out: Cases
) -> tuple[int, dict[int, _Found], dict[int, str]]:
    """The row of the headers, the columns that are ours and those that are not, by number."""
    best = (0, 0)
    for row in range(1, min(_LOOK, len(grid.rows)) + 1):
        known = sum(1 for c in grid.row(row) if isinstance(c.value, str) and _is_ours(c, where))
        if known > best[1]:
            best = row, known
    top = best[0]
    if best[1] < 2:
        return 0, {}, {}
    found: dict[int, _Found] = {}
    notes: dict[int, str] = {}
    for cell in grid.row(top):
        if cell.value is None or cell.text in _OWN:
            continue
        _header(cell, where, found, notes, out)
    return top, found, notes


def _is_ours(cell: Cell, where: Jurisdiction) -> bool:
    plan, _ = plan_headers([cell.text], where.vocabulary, where.currency, "ignore")
    return bool(plan.columns) or bool(decided_in(cell.text))


def _header(
    cell: Cell,
    where: Jurisdiction,
    found: dict[int, _Found],
    notes: dict[int, str],
    out: Cases,
) -> None:
    """What one header is; problems of headers are told at their cells."""
    key = decided_in(cell.text)
    name, unit = (f"#decided/{key}" if key else ""), None
    if not key:
        plan, problems = plan_headers([cell.text], where.vocabulary, where.currency)
        if problems:
            out.problems += [replace(p, place=cell.place) for p in problems]
            return
        if not plan.columns or plan.columns[0].key == "synthetic":
            notes[cell.column] = cell.text
            return
        name, unit = plan.columns[0].name, plan.columns[0].unit
    first = next((n for n, f in found.items() if f.name == name), None)
    if first is not None:
        told = {"first": letter(first - 1), "second": letter(cell.column - 1), "sheet": cell.sheet}
        out.problems.append(Problem("book.column-twice", cell.place, told))
        return
    found[cell.column] = _Found(name, unit)


def _row(
    grid: Grid, row: int, found: dict[int, _Found], notes: dict[int, str], out: Cases
) -> CaseRow | None:
    """A row as a case; nothing where it is empty or only somebody's note."""
    cells = {f.name: grid.cell(row, n) for n, f in found.items()}
    texts: dict[str, str] = {}
    unread: list[Problem] = []
    for name, cell in cells.items():
        if cell.value is None and not cell.error:
            continue
        problem = _unfit(cell, row)
        if problem is not None:
            unread.append(problem)
            continue
        if cell.formula:
            told = {"cell": cell.name, "value": "…"}
            out.problems.append(Problem("book.formula", cell.place, told, "warning"))
        texts[name] = cell.text
    if not texts and not unread:
        return None
    beside = {h: c.text for n, h in notes.items() if (c := grid.cell(row, n)).value is not None}
    if not unread and set(texts) <= {"#case", "#edition"}:
        told = {"sheet": grid.sheet, "row": str(row)}
        place = grid.cell(row, 1).place
        out.problems.append(Problem("book.row-is-note", place, told, "warning"))
        return None
    at = {name: cell.column for name, cell in cells.items()}
    return CaseRow(texts, beside, row, at, tuple(unread))


def _unfit(cell: Cell, row: int) -> Problem | None:
    """A cell whose value cannot be what was meant; its place is row and column, as in a case."""
    place = Place(cell.file, row, cell.column)
    if cell.error:
        return Problem("book.error-cell", place, {"cell": cell.name})
    if not cell.exact:
        return Problem("book.inexact", place, {"cell": cell.name, "value": "…"})
    if isinstance(cell.value, str | int | float | bool):
        return None
    if ":" in cell.text:  # a time of day, or a day with one
        return Problem("book.time", place, {"cell": cell.name})
    return None


def _identity(grid: Grid, top: int, notes: Mapping[int, str], out: Cases) -> None:
    """Columns that are none of ours and look like a person's are refused, by header and by content."""
    if not notes:
        return
    import polars as pl

    from ecoreward.tables.identity import identity_cells, identity_headers
    from ecoreward.tables.source import Batch

    letters = [letter(n - 1) for n in notes]
    name = grid.cell(top, 1).place.file
    problems = list(identity_headers(name, list(notes.values()), letters, ()))
    last = len(grid.rows)
    columns = [
        pl.Series(f"{n}", [grid.cell(r, n).text or None for r in range(top + 1, last + 1)], pl.String)
        for n in notes
    ]
    if last > top:
        batch = Batch(top + 1, pl.DataFrame(columns))
        problems += identity_cells(name, batch, letters)
    out.problems += problems


def placed(problem: Problem, grid: Grid, rows: Sequence[CaseRow] = ()) -> Problem:
    """A problem of a case with its place as a cell of the sheet."""

    def cell(place: Place) -> Place:
        return grid.cell(place.line, place.column).place if place.line else place

    return replace(
        problem, place=cell(problem.place), related=tuple(cell(p) for p in problem.related)
    )
