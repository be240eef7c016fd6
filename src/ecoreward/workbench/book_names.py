"""What the sheets of a what-if workbook and their columns are called: one list to write by and to read by.

Both languages are read, so that a workbook written in one comes back to somebody who works in the other.
"""

from __future__ import annotations

from collections.abc import Mapping

from ecoreward.problems import nearest
from ecoreward.tables.excel_cells import Grid
from ecoreward.words import LOCALES, say

SHEETS = ("guide", "cases", "results", "params", "rules", "terms", "source", "last")
NEEDED = ("cases", "params", "source")  # the others are made anew
PARAMS = (
    "number", "rule", "article", "key", "today", "tried", "unit", "state", "confidence", "note",
    "last", "address",
)  # fmt: skip
SOURCE = ("line", "text")
META = (
    "format",
    "file",
    "edition",
    "text_digest",
    "policy_digest",
    "vocabulary_digest",
    "software",
)
_LOOK = 40  # rows in which headers are sought


def sheet_name(key: str, lang: str) -> str:
    """The name of a sheet.

    >>> sheet_name("params", "zh"), sheet_name("params", "en")
    ('参数', 'Parameters')
    """
    return say(f"book.sheet.{key}", lang)


def header(table: str, key: str, lang: str) -> str:
    """The header of a column of a sheet."""
    return say(f"book.{table}.{key}", lang)


def find_sheet(grids: Mapping[str, Grid], key: str) -> Grid | None:
    """A sheet by its name in either language."""
    names = {_plain(sheet_name(key, lang)) for lang in LOCALES}
    return next((g for name, g in grids.items() if _plain(name) in names), None)


def near_sheets(grids: Mapping[str, Grid], key: str, lang: str) -> tuple[str, ...]:
    """The sheets whose names are most like that of a sheet that is not there."""
    return nearest(sheet_name(key, lang), [g.sheet for g in grids.values()])


def find_columns(grid: Grid, table: str, keys: tuple[str, ...]) -> tuple[int, dict[str, int]]:
    """The row of the headers of a sheet, and the number of each column that is there; 0 where there is none.

    It is the row in which most of the headers stand, wherever a column was moved.
    """
    known = {_plain(header(table, key, lang)): key for key in keys for lang in LOCALES}
    best: tuple[int, dict[str, int]] = (0, {})
    for row in range(1, min(_LOOK, len(grid.rows)) + 1):
        found: dict[str, int] = {}
        for cell in grid.row(row):
            key = known.get(_plain(cell.text)) if isinstance(cell.value, str) else None
            if key is not None:
                found.setdefault(key, cell.column)
        if len(found) > max(1, len(best[1])):
            best = row, found
    return best


def meta_of(grid: Grid) -> dict[str, str]:
    """What a workbook says of itself, at the head of the sheet with the policy's text."""
    known = {_plain(header("meta", key, lang)): key for key in META for lang in LOCALES}
    out: dict[str, str] = {}
    for row in range(1, min(_LOOK, len(grid.rows)) + 1):
        for cell in grid.row(row):
            key = known.get(_plain(cell.text)) if isinstance(cell.value, str) else None
            if key is not None:
                out.setdefault(key, grid.cell(row, cell.column + 1).text)
    return out


def _plain(name: str) -> str:
    return "".join(name.split()).lower()
