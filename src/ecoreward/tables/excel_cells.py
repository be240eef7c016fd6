"""All sheets of an Excel file as cells that know where they stand and what kind they are.

For files that people fill in: a cell is not only its text. A number may have lost digits, a percentage
may have become 0.05, a formula may stand where a value should.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import python_calamine as calamine

from ecoreward.problems import Place, Problem, Severity
from ecoreward.tables.problems import TableProblems, fail, letter, shown
from ecoreward.tables.read_excel import open_book, text_of_cell
from ecoreward.tables.sheet_xml import Marks, formulas, last_cell, marks

Value: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None
EXACT = 15  # digits that Excel keeps of a number
MOST_CELLS = 4_000_000  # of a sheet, empty ones between filled ones too
_MERGED = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its sheet, row and column (both from 1), and its value as the file has it."""

    file: str
    sheet: str
    row: int
    column: int
    value: Value = None
    formula: bool = False
    error: bool = False

    @property
    def name(self) -> str:
        """As a spreadsheet names it: ``E7``."""
        return f"{letter(self.column - 1)}{self.row}"

    @property
    def place(self) -> Place:
        """Where it stands, for a problem; line and column are those of the sheet."""
        return Place(f"{self.file} {self.sheet}!{self.name}")

    def problem(
        self,
        code: str,
        severity: Severity = "error",
        suggestions: tuple[str, ...] = (),
        **params: Any,
    ) -> Problem:
        """A problem at this cell; its sentence may name the `cell` and the `sheet`."""
        cell = {
            "zh": f"表「{self.sheet}」{self.name}",
            "en": f"{self.name} on sheet “{self.sheet}”",
        }
        told = {"sheet": self.sheet, "cell": cell, **params}
        return Problem(code, self.place, told, severity, suggestions)

    @property
    def text(self) -> str:
        """The value as text: numbers by their shortest digits, dates in ISO form."""
        value = self.value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return (text_of_cell(value) or "").strip()

    @property
    def number(self) -> Decimal | None:
        """The value where it is a number, as its shortest digits."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        found = Decimal(repr(value))
        return found if found.is_finite() else None

    @property
    def exact(self) -> bool:
        """Whether the value is surely what was meant: a number of more digits than Excel keeps is not."""
        number = self.number
        return number is None or len(number.normalize().as_tuple().digits) <= EXACT


@dataclass(frozen=True)
class Grid:
    """One sheet: its cells by row, those above and left of the first one too."""

    file: str
    sheet: str
    rows: tuple[tuple[Value, ...], ...]
    formulas: frozenset[str] = frozenset()
    marks: Marks = field(default_factory=Marks)

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a row and column, both from 1; empty beyond the sheet's end."""
        line = self.rows[row - 1] if 0 < row <= len(self.rows) else ()
        value = line[column - 1] if 0 < column <= len(line) else None
        name = f"{letter(column - 1)}{row}"
        error = name in self.marks.errors or name in self.marks.no_result
        return Cell(
            self.file, self.sheet, row, column, None if value == "" else value,
            name in self.formulas, error,
        )  # fmt: skip

    def row(self, row: int) -> tuple[Cell, ...]:
        """All cells of a row."""
        width = len(self.rows[row - 1]) if 0 < row <= len(self.rows) else 0
        return tuple(self.cell(row, n + 1) for n in range(width))

    def merged(self, top: int, columns: range) -> Iterator[str]:
        """Merged cells that reach below `top` and into one of the columns: ``B7:C7``."""
        for text in self.marks.merged:
            found = _MERGED.fullmatch(text)
            if found is None or int(found[4]) < top:
                continue
            if number_of(found[1]) < columns.stop and number_of(found[3]) >= columns.start:
                yield text


def number_of(column: str) -> int:
    """The number of a column by its letters, from 1.

    >>> number_of("A"), number_of("AA")
    (1, 27)
    """
    number = 0
    for sign in column:
        number = number * 26 + ord(sign) - 64
    return number


def read_grids(path: Path, name: str = "") -> Mapping[str, Grid]:
    """Every worksheet of an Excel file by its name, hidden ones too; raises `TableProblems`.

    `name` is the file's as it is shown, by default its path.
    """
    name = shown(name or str(path))
    book = open_book(path, name)
    out: dict[str, Grid] = {}
    try:
        for meta in book.sheets_metadata:
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            # Asked of the file itself: calamine makes room for every cell up to the last one.
            last, column = last_cell(path, meta.name)
            if last * number_of(column) > MOST_CELLS:
                at = f"{column}{last}"
                raise fail("book.too-large", name, sheet=shown(meta.name), cell=at)
            sheet = book.get_sheet_by_name(meta.name)
            rows = tuple(tuple(row) for row in sheet.to_python(skip_empty_area=False))
            out[meta.name] = Grid(
                name, shown(meta.name), rows, formulas(path, meta.name), marks(path, meta.name)
            )
    except TableProblems:
        raise
    except (OSError, zipfile.BadZipFile, ValueError, EOFError):
        raise fail("file.damaged", name) from None
    except Exception as error:  # calamine's own, for a part that is not what it should be
        if type(error).__module__.partition(".")[0] != "python_calamine":
            raise
        raise fail("file.damaged", name) from None
    return out
