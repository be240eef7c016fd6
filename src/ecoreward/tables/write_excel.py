"""Excel sheets, a row at a time: frozen headers, widths, number formats, texts that stay texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from ecoreward.problems import display_width
from ecoreward.tables.problems import fail
from ecoreward.tables.sink import MOST_EXCEL_ROWS

_LONGEST = 32_767  # signs in a cell
_NARROWEST, _WIDEST = 8, 40
_EXACT = 15  # digits that Excel keeps of a number
_SHEET = {"zh": "结果", "en": "Results"}
Write = Callable[[int, int, Any], Any]


class ExcelWriter:
    """One sheet; rows go to the disk as they come."""

    def __init__(self, path: Path, headers: Sequence[str], lang: str, name: str) -> None:
        self._name = name
        self._headers = list(headers)
        options = {
            "constant_memory": True,
            "tmpdir": str(path.parent),
            "strings_to_formulas": False,
        }
        self._book = xlsxwriter.Workbook(str(path), options)
        self._sheet = self._book.add_worksheet(_SHEET.get(lang, _SHEET["en"]))
        self._formats = {
            form: self._book.add_format({"num_format": form})
            for form in ("#,##0", "#,##0.00", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "General")
        }
        self._row = 0

    def write(self, frame: pl.DataFrame) -> None:
        """Add rows."""
        if not self._row:
            self._begin(frame)
        if self._row + len(frame) > MOST_EXCEL_ROWS + 1:
            count = self._row - 1 + len(frame)
            raise fail("file.too-long-for-excel", self._name, count=count, limit=MOST_EXCEL_ROWS)
        writers = [self._write_of(kind) for kind in frame.dtypes]
        for row in frame.iter_rows():
            for column, cell in enumerate(row):
                if cell is not None:
                    writers[column](self._row, column, cell)
            self._row += 1

    def finish(self) -> None:
        """Put the parts together into one file."""
        if not self._row:
            self._begin(pl.DataFrame(schema=dict.fromkeys(self._headers, pl.String())))
        try:
            self._book.close()
        except XlsxWriterException as error:
            cause = error.args[0] if error.args else None
            raise cause if isinstance(cause, OSError) else OSError(str(error)) from None

    def abandon(self) -> None:
        """Let go of the parts."""
        with suppress(Exception):
            self._book.fileclosed = True  # else it would warn, and write all after all
            self._sheet.row_data_fh.close()

    def _begin(self, frame: pl.DataFrame) -> None:
        """The headers, and widths by them and the first rows; later ones cannot change them."""
        head = self._book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        for column, header in enumerate(self._headers):
            cells = frame.to_series(column).head(100).drop_nulls().to_list()
            width = max([display_width(header), *(display_width(str(c)) for c in cells)])
            width = min(_WIDEST, max(_NARROWEST, width)) + 2
            self._sheet.set_column(column, column, width, self._format_of(frame.dtypes[column]))
        self._sheet.freeze_panes(1, 0)
        for column, header in enumerate(self._headers):
            self._sheet.write_string(0, column, header[:_LONGEST], head)
        self._row = 1

    def _format_of(self, kind: pl.DataType) -> Any:
        if isinstance(kind, pl.Decimal):
            return self._formats["#,##0.00" if kind.scale else "#,##0"]
        form = {pl.Date: "yyyy-mm-dd", pl.Datetime: "yyyy-mm-dd hh:mm:ss"}.get(kind.base_type())
        return self._formats[form or ("#,##0" if kind.is_integer() else "General")]

    def _write_of(self, kind: pl.DataType) -> Write:
        """How the cells of a column are written; a number with more digits than Excel keeps is text."""
        form = self._format_of(kind)
        sheet = self._sheet
        if kind.is_integer() or kind.is_decimal():
            return lambda r, c, v: (
                sheet.write_number(r, c, v, form)
                if _digits(v) <= _EXACT
                else sheet.write_string(r, c, format(v, "f") if isinstance(v, Decimal) else str(v))
            )
        if kind == pl.Boolean:
            write: Write = sheet.write_boolean
            return write
        if kind == pl.Date or kind.base_type() == pl.Datetime:
            return lambda r, c, v: sheet.write_datetime(r, c, v, form)
        return lambda r, c, v: sheet.write_string(r, c, str(v)[:_LONGEST])


def _digits(value: int | Decimal) -> int:
    return len(value.as_tuple().digits) if isinstance(value, Decimal) else len(str(abs(value)))
