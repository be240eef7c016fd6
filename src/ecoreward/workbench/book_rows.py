"""The sheet of cases as it came back: whatever order columns and rows have now, each cell for what it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.problems import Place, Problem
from ecoreward.tables.excel_cells import Cell, Grid
from ecoreward.tables.headers import plan_headers
from ecoreward.tables.problems import letter
from ecoreward.words import LOCALES, say
from ecoreward.workbench.book_cases import CaseColumn, CaseRow, columns_of, decided_in

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOOK = 40
_SHOWN = 5
MOST_CASES = 5_000
_OWN = frozenset(say("book.cases.status", lang) for lang in LOCALES)  # not an input


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
        out.problems.append(grid.cell(1, 1).problem("book.no-headers"))
        return out
    if found:
        span = range(min(found), max(found) + 1)
        merged = list(grid.merged(top, span))
        if merged:
            out.problems.append(grid.cell(top, 1).problem("book.merged", names=merged[:_SHOWN]))
    rows = [
        r for n in range(top + 1, len(grid.rows) + 1) if (r := _row(grid, n, found, notes, out))
    ]
    out.problems += _elsewhere(grid, top, notes, where)
    if len(rows) > MOST_CASES:
        count, limit = f"{len(rows):,}", f"{MOST_CASES:,}"
        told = grid.cell(top, 1).problem("book.too-many-cases", count=count, limit=limit)
        out.problems.append(told)
        return out
    # A header in 万元 stays: its cells are to mean the same in the next workbook.
    units = {f.name: (f.unit, grid.cell(top, n).text) for n, f in found.items() if f.unit}
    out.columns = tuple(
        replace(c, unit=units[c.name][0], header=units[c.name][1]) if c.name in units else c
        for c in columns_of(where, edition, rows, lang)
    )
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
            out.problems += [_at(p, cell) for p in problems]
            return
        if not plan.columns or plan.columns[0].key in ("synthetic", "jurisdiction"):
            notes[cell.column] = cell.text
            return
        name, unit = plan.columns[0].name, plan.columns[0].unit
    first = next((n for n, f in found.items() if f.name == name), None)
    if first is not None:
        one, two = letter(first - 1), letter(cell.column - 1)
        out.problems.append(cell.problem("book.column-twice", first=one, second=two))
        return
    found[cell.column] = _Found(name, unit)


def _at(problem: Problem, cell: Cell) -> Problem:
    """A problem of a header at its cell."""
    number = {"number": cell.column} if "number" in problem.params else {}
    return replace(problem, place=cell.place, params={**problem.params, **number})


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
        problem = _unfit(cell)
        if problem is not None:
            unread.append(problem)
            continue
        if cell.formula:
            out.problems.append(cell.problem("book.formula", "warning", value="…"))
        texts[name] = cell.text
    if not texts and not unread:
        return None
    beside = {h: c.text for n, h in notes.items() if (c := grid.cell(row, n)).value is not None}
    if not unread and set(texts) <= {"#case", "#edition"}:
        told = grid.cell(row, 1).problem("book.row-is-note", "warning", row=str(row))
        out.problems.append(told)
        return None
    at = {name: cell.column for name, cell in cells.items()}
    return CaseRow(texts, beside, row, at, tuple(unread))


def _unfit(cell: Cell) -> Problem | None:
    """A cell whose value cannot be what was meant."""
    if cell.error:
        return cell.problem("book.error-cell")
    if not cell.exact:
        return cell.problem("book.inexact", value="…")
    if isinstance(cell.value, str | int | float | bool):
        return None
    # A time of day, or a day with one.
    return cell.problem("book.time") if ":" in cell.text else None


def _elsewhere(
    grid: Grid, top: int, notes: Mapping[int, str], where: Jurisdiction
) -> list[Problem]:
    """Cells of a column of places that name another place than the workbook's."""
    mine = {where.file, where.code, where.name, *where.label.values(), *where.aliases}
    columns = [n for n, header in notes.items() if _place_header(header, where)]
    return [
        cell.problem("book.other-place", place=dict(where.label))
        for n in columns
        for row in range(top + 1, len(grid.rows) + 1)
        if (cell := grid.cell(row, n)).text and cell.text not in mine
    ]


def _place_header(header: str, where: Jurisdiction) -> bool:
    plan, _ = plan_headers([header], where.vocabulary, where.currency, "ignore")
    return bool(plan.columns) and plan.columns[0].key == "jurisdiction"


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
        pl.Series(
            f"{n}", [grid.cell(r, n).text or None for r in range(top + 1, last + 1)], pl.String
        )
        for n in notes
    ]
    if last > top:
        batch = Batch(top + 1, pl.DataFrame(columns))
        problems += identity_cells(name, batch, letters)
    out.problems += problems


def placed(problem: Problem, grid: Grid, file: str) -> Problem:
    """A problem of a case with its place as a cell of the sheet; places in other files stay."""

    def cell(place: Place) -> Place:
        mine = place.file == file and place.line
        return grid.cell(place.line, place.column).place if mine else place

    return replace(
        problem, place=cell(problem.place), related=tuple(cell(p) for p in problem.related)
    )
