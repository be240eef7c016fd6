"""The sheet of parameters as it came back: each row by its address, wherever it stands now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ecoreward.engine.identity import looks_like_identity
from ecoreward.policy.parameters import Parameter
from ecoreward.problems import Problem, nearest
from ecoreward.tables.excel_cells import Cell, Grid
from ecoreward.workbench.book import Setting
from ecoreward.workbench.book_names import PARAMS, find_columns, header
from ecoreward.workbench.book_settings import read_setting

_NEEDED = ("address", "today", "tried")
_SHOWN = 5


@dataclass
class Params:
    """The settings in the order of the policy, the cell of each value by address, and what is to be told."""

    settings: list[Setting] = field(default_factory=list)
    cells: dict[str, Cell] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_params(grid: Grid, parameters: Sequence[Parameter], lang: str, *, moved: bool) -> Params:
    """The settings of a sheet; `moved`: the workbook was made from another text of the policy.

    Today's value is always that of the policy: of the sheet it only says what somebody saw who changed
    the value beside it.
    """
    out = Params()
    top, at = find_columns(grid, "param", PARAMS)
    lacking = [header("param", key, lang) for key in _NEEDED if key not in at]
    if lacking:
        out.problems.append(grid.cell(max(top, 1), 1).problem("book.no-column", names=lacking))
        return out
    merged = list(grid.merged(top, range(min(at.values()), max(at.values()) + 1)))
    if merged:
        out.problems.append(grid.cell(top, 1).problem("book.merged", names=merged[:_SHOWN]))
    rows = _rows(grid, top, at, parameters, out)
    order: list[int] = []
    for parameter in parameters:
        row = rows.get(parameter.address)
        if row is None:
            out.settings.append(Setting(parameter, parameter.text))
            continue
        order.append(row)
        out.settings.append(_setting(grid, row, at, parameter, out, moved=moved))
    missing = [p.address for p in parameters if p.address not in rows]
    if missing:
        out.problems.append(
            grid.cell(top, 1).problem(
                "book.row-missing", "warning", count=len(missing), names=missing[:_SHOWN]
            )
        )
    if order != sorted(order):
        out.problems.append(grid.cell(top, 1).problem("book.order", "warning"))
    extra = [c.name for c in _beside(grid, top, at)]
    if extra:
        names = [*extra[:_SHOWN], *["…"] * (len(extra) > _SHOWN)]
        out.problems.append(grid.cell(top, 1).problem("book.not-kept", "warning", names=names))
    return out


def _rows(
    grid: Grid, top: int, at: dict[str, int], parameters: Sequence[Parameter], out: Params
) -> dict[str, int]:
    """The row of each address; rows without one are somebody's notes, unless a value stands there."""
    known = {p.address for p in parameters}
    rows: dict[str, int] = {}
    for row in range(top + 1, len(grid.rows) + 1):
        cell = grid.cell(row, at["address"])
        tried, today = grid.cell(row, at["tried"]), grid.cell(row, at["today"])
        if not cell.text:
            if tried.value is not None:
                out.problems.append(tried.problem("book.no-address"))
        elif cell.text not in known:
            out.problems.append(_unknown(cell, tried, today, known))
        elif cell.text in rows:
            first = f"{rows[cell.text]}"
            out.problems.append(
                cell.problem("book.twice", address=cell.text, first=first, second=f"{row}")
            )
        else:
            rows[cell.text] = row
    return rows


def _unknown(cell: Cell, tried: Cell, today: Cell, known: set[str]) -> Problem:
    """An address that the policy has not: an error where somebody wants to try another value there."""
    shown = cell.text if not looks_like_identity(cell.text) and cell.text.isprintable() else "…"
    changed = tried.value is not None and tried.text != today.text
    near = nearest(cell.text, known)
    return cell.problem(
        "book.unknown-address", "error" if changed else "warning", near, address=shown
    )


def _setting(
    grid: Grid, row: int, at: dict[str, int], parameter: Parameter, out: Params, *, moved: bool
) -> Setting:
    tried, today = grid.cell(row, at["tried"]), grid.cell(row, at["today"])
    seen = read_setting(parameter, today, parameter.text) if today.value is not None else None
    before = parameter.text
    if seen is not None and seen.value != parameter.text:
        key = "book.today-moved" if moved else "book.today-edited"
        told = today.problem(key, "warning", was=today.text, today=parameter.text)
        out.problems.append(told)
        before = today.text if moved else parameter.text
    found = read_setting(parameter, tried, before)
    out.problems += found.problems
    out.cells[parameter.address] = tried
    note = grid.cell(row, at["note"]) if "note" in at else None
    text = note.text if note is not None else ""
    if note is not None and looks_like_identity(text):
        out.problems.append(note.problem("book.identity"))
        text = ""
    return Setting(parameter, found.value, text)


def _beside(grid: Grid, top: int, at: dict[str, int]) -> list[Cell]:
    """What stands in columns that are none of ours, or in rows without an address."""
    ours = set(at.values())
    return [
        cell
        for row in range(top + 1, len(grid.rows) + 1)
        for cell in grid.row(row)
        if cell.value is not None
        and (cell.column not in ours or not grid.cell(row, at["address"]).text)
        and cell.column != at["tried"]
    ]
