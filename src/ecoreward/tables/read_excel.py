"""Excel sheets (.xlsx): every cell as text, as a person sees its value.

The sheet is read whole by calamine, eight times as fast as openpyxl's streaming; a sheet has at most
1,048,576 rows, so that this is bounded.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
import python_calamine as calamine

from ecoreward.problems import Place, Problem, nearest
from ecoreward.tables.batching import Bad, Counted, batches, column_names
from ecoreward.tables.header_row import checked, header_row
from ecoreward.tables.merged import check_merged
from ecoreward.tables.problems import fail, letter, shown
from ecoreward.tables.sheet_xml import Marks, marks
from ecoreward.tables.source import Batch

_LOOK = 30
_PART = 20_000  # rows that are turned into text at a time


class ExcelSource:
    """One sheet of an Excel file."""

    share = None

    def __init__(self, path: Path, sheet: str | None) -> None:
        self.name = shown(str(path))
        book = open_book(path, self.name)
        self._sheet = _sheet(book, self.name, sheet)
        self._left = (self._sheet.start or (0, 0))[1]
        self._marks = _marks(path, self.name, self._sheet.name)
        rows = [_texts(row) for row in islice(self._sheet.iter_rows(), _LOOK)]
        index = header_row(self.name, rows)
        skipped = check_merged(self.name, self._marks.merged, index, self._left, rows)
        self._top = index + 1 + skipped
        self.first = self._top + 1
        whole = [None] * self._left + list(rows[index])
        cells = checked(self.name, whole, index + 1)[self._left :]
        width = len(rows[index])
        self._cells = (*cells, *[""] * (width - len(cells)))
        self._letters = tuple(letter(self._left + i) for i in range(width))
        self.headers = tuple(h for h in cells if h)
        self.letters = tuple(at for h, at in zip(self._cells, self._letters, strict=True) if h)

    @property
    def total(self) -> int | None:
        """The rows below the headers, blank ones at the end too."""
        return max(0, (self._sheet.end or (-1, 0))[0] + 1 - self._top)

    def batches(self, size: int) -> Iterator[Batch]:
        """All records."""
        counted = Counted(self.name, self.first, self._letters, blanks=True)
        return batches(self._frames(), counted, size)

    def _frames(self) -> Iterator[tuple[pl.DataFrame, Bad]]:
        bad = self._bad()
        names = column_names(self._cells)
        rows = islice(self._sheet.iter_rows(), self._top, None)
        while part := list(islice(rows, _PART)):
            columns = [
                pl.Series(name, _column(cells), dtype=pl.String, strict=True)
                for name, cells in zip(names, zip(*part, strict=True), strict=True)
            ]
            yield pl.DataFrame(columns), bad
            bad = {}

    def _bad(self) -> dict[int, Problem]:
        """Rows with a cell that has an error in it or a formula whose result is not there."""
        out: dict[int, Problem] = {}
        for code, cells in (
            ("file.error-cell", self._marks.errors), ("file.formula", self._marks.no_result),
        ):  # fmt: skip
            for cell in cells:
                row = int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
                if row <= self._top:
                    raise fail(code, self.name, cell=cell)
                out.setdefault(row, Problem(code, Place(self.name), {"cell": cell}))
        return out


def open_excel(path: Path, sheet: str | None) -> ExcelSource:
    """A sheet of an Excel file; raises `TableProblems`."""
    return ExcelSource(path, sheet)


def text_of_cell(value: Any) -> str | None:
    """A cell as text: ISO dates, whole numbers without a point, other numbers as short as they can be.

    >>> [text_of_cell(v) for v in (5.0, 0.1, 1e16, 1e-7, True, date(2018, 1, 2), "", "x")]
    ['5', '0.1', '10000000000000000', '0.0000001', 'true', '2018-01-02', None, 'x']
    """
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else _plain(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return None if value is None else str(value)


def _plain(value: float) -> str:
    """The shortest digits that stand for a number, never with an exponent."""
    text = repr(value)
    if "e" not in text:
        return text
    from decimal import Decimal

    return format(Decimal(text), "f")


def _column(cells: Sequence[Any]) -> list[str | None]:
    """The texts of a column; most have one kind of cell and many have few values."""
    kinds = set(map(type, cells))
    if kinds == {str}:
        return [cell or None for cell in cells]
    # True and 1.0 are one key, so the type is part of it.
    known: dict[tuple[type, Any], str | None] = {}
    out: list[str | None] = []
    for cell in cells:
        key = (type(cell), cell)
        if key not in known:
            known[key] = text_of_cell(cell)
        out.append(known[key])
    return out


def _texts(row: Sequence[Any]) -> list[str | None]:
    return [text_of_cell(cell) for cell in row]


def open_book(path: Path, name: str) -> calamine.CalamineWorkbook:
    """An Excel file as calamine has it; raises `TableProblems` for what is none or cannot be opened."""
    with path.open("rb") as stream:
        start = stream.read(8)
    if start.startswith(b"\xd0\xcf\x11\xe0"):  # how Office wraps a file with a password, and .xls
        raise fail("file.locked", name)
    if not start.startswith(b"PK"):
        raise fail("file.not-excel", name)
    try:
        return calamine.CalamineWorkbook.from_path(str(path))
    except Exception:  # whatever is wrong inside, it is no Excel file that can be read
        raise fail("file.damaged", name) from None


def _sheet(
    book: calamine.CalamineWorkbook, name: str, wanted: str | None
) -> calamine.CalamineSheet:
    """The sheet of that name, or the first that has something in it and is not hidden."""
    plain = [s.name for s in book.sheets_metadata if s.typ == calamine.SheetTypeEnum.WorkSheet]
    visible = [
        s.name
        for s in book.sheets_metadata
        if s.name in plain and s.visible == calamine.SheetVisibleEnum.Visible
    ]
    if wanted is not None and wanted not in plain:
        names = [shown(s) for s in plain]
        raise fail("file.no-sheet", name, nearest(wanted, names), sheet=shown(wanted), names=names)
    try:
        for one in [wanted] if wanted is not None else visible:
            sheet = book.get_sheet_by_name(one)
            if sheet.end is not None:
                return sheet
    except Exception:  # a part that is cut off or is not what it should be
        raise fail("file.damaged", name) from None
    raise fail("file.empty", name)


def _marks(path: Path, name: str, sheet: str) -> Marks:
    try:
        return marks(path, sheet)
    except (OSError, zipfile.BadZipFile, ValueError, EOFError):
        raise fail("file.damaged", name) from None
