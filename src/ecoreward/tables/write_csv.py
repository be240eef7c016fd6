"""CSV as Excel opens it right: UTF-8 with its mark, CRLF, and no cell that would run."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from ecoreward.tables.safe_cells import safe_text, safe_texts

_PART = 50_000


class CsvWriter:
    """A text file with delimiters."""

    def __init__(self, path: Path, headers: Sequence[str], delimiter: str) -> None:
        self._delimiter = delimiter
        self._stream = path.open("wb")
        line = io.StringIO()
        csv.writer(line, delimiter=delimiter, lineterminator="\r\n").writerow(
            map(safe_text, headers)
        )
        self._stream.write(codecs.BOM_UTF8 + line.getvalue().encode("utf-8"))

    def write(self, frame: pl.DataFrame) -> None:
        """Add rows."""
        for part in frame.iter_slices(_PART):
            buffer = io.BytesIO()
            safe_texts(part).write_csv(
                buffer, include_header=False, separator=self._delimiter, line_terminator="\r\n"
            )
            self._stream.write(buffer.getbuffer())

    def finish(self) -> None:
        """Close the file."""
        self._stream.close()

    def abandon(self) -> None:
        """Close the file, whatever is in it."""
        self._stream.close()
