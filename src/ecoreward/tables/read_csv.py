"""Text with delimiters: comma, semicolon or TAB, quoted newlines, streamed through Arrow's reader.

Arrow splits a million rows in under half a second where Python's own reader takes one; what it skips
because a cell is missing or too many is put back as a bad row, so that row numbers stay right.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.csv as pc

from ecoreward.problems import Place, Problem
from ecoreward.tables.batching import Bad, Counted, batches, column_names
from ecoreward.tables.encoded import Utf8
from ecoreward.tables.header_row import checked, header_row
from ecoreward.tables.problems import fail, letter, shown
from ecoreward.tables.source import Batch
from ecoreward.tables.whole_records import OpenQuoteError, pieces

DELIMITERS = ",;\t"
_HEAD = 1 << 18
_LOOK = 30


class CsvSource:
    """A text file with delimiters."""

    total = None

    def __init__(self, path: Path) -> None:
        self.name = shown(str(path))
        self._path = path
        self._size = max(1, path.stat().st_size)
        self._stream: Utf8 | None = None
        stream = Utf8(path, self.name)
        try:
            text = stream.head(_HEAD).decode("utf-8", "ignore")
        finally:
            stream.close()
        self.delimiter, hint = _delimiter(self.name, text)
        rows = _records(text, self.delimiter)[hint:]
        index = header_row(self.name, [row for row, _ in rows])
        self.first = index + 2
        cells = checked(self.name, rows[index][0], index + 1)
        # Columns beyond the last header are let through where they are empty throughout.
        self._cells = (*cells, *[""] * (len(rows[index][0]) - len(cells)))
        self._start = rows[index][1]
        self._letters = tuple(letter(i) for i in range(len(self._cells)))
        self.headers = tuple(h for h in cells if h)
        self.letters = tuple(at for h, at in zip(self._cells, self._letters, strict=True) if h)

    @property
    def share(self) -> float | None:
        """How much of the file has been read."""
        return min(1.0, self._stream.taken / self._size) if self._stream else 0.0

    def batches(self, size: int) -> Iterator[Batch]:
        """All records."""
        self._stream = Utf8(self._path, self.name)
        try:
            skip = self._start
            head = self._stream.head(skip + 1)
            if len(head) <= skip:
                raise fail("file.no-rows", self.name)
            self._stream.read(skip)
            counted = Counted(self.name, self.first, self._letters, blanks=True)
            yield from batches(self._frames(self._stream), counted, size)
        finally:
            self._stream.close()

    def _frames(self, stream: Utf8) -> Iterator[tuple[pl.DataFrame, Bad]]:
        names = column_names(self._cells)
        at = self.first
        try:
            for piece in pieces(stream, self.delimiter):
                frame, bad = self._parsed(piece, names, at)
                yield frame, bad
                at += len(frame)
        except OpenQuoteError:
            raise fail("file.open-quote", self.name, row=str(at)) from None

    def _parsed(self, piece: bytes, names: list[str], at: int) -> tuple[pl.DataFrame, Bad]:
        """The records of a piece, the first of which has the number `at`."""
        skipped: dict[int, Problem] = {}

        def odd(row: pc.InvalidRow) -> str:
            number = at + row.number - 1
            params = {
                "row": str(number), "have": row.actual_columns, "want": row.expected_columns,
            }  # fmt: skip
            skipped[number] = Problem("file.ragged", Place(self.name), params)
            return "skip"

        try:
            table = pc.read_csv(
                pa.BufferReader(piece),
                read_options=pc.ReadOptions(
                    # The numbers of bad rows are known only without threads.
                    use_threads=False, block_size=len(piece) + 1, column_names=names,
                ),
                parse_options=pc.ParseOptions(
                    delimiter=self.delimiter, newlines_in_values=True, ignore_empty_lines=False,
                    invalid_row_handler=odd,
                ),
                convert_options=pc.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), null_values=[""],
                    strings_can_be_null=True, quoted_strings_can_be_null=True, check_utf8=False,
                ),
            )  # fmt: skip
        except pa.ArrowInvalid:
            raise fail("file.open-quote", self.name, row=str(at)) from None
        frame = _put_back(pl.DataFrame(pl.from_arrow(table)), skipped, at)
        if b'"' in piece and piece.count(b"\n") > len(frame):
            skipped = self._strange(frame, at) | skipped
        return frame, skipped

    def _strange(self, frame: pl.DataFrame, at: int) -> dict[int, Problem]:
        """Rows in which a quote that was not closed seems to have swallowed the beginning of the next."""
        broken = pl.all().str.contains("\n", literal=True) & pl.all().str.contains(
            '"', literal=True
        )
        found = frame.select(pl.any_horizontal(broken)).to_series().arg_true().to_list()
        return {
            at + i: Problem("file.stray-quote", Place(self.name), {"row": str(at + i)})
            for i in found
        }


def open_csv(path: Path) -> CsvSource:
    """A text file with delimiters; raises `TableProblems`."""
    return CsvSource(path)


def _put_back(frame: pl.DataFrame, skipped: dict[int, Problem], at: int) -> pl.DataFrame:
    """The frame with a row of nulls for each skipped record among its own."""
    if not skipped:
        return frame
    count = len(frame) + len(skipped)
    if not len(frame):
        return frame.clear(count)
    own = iter(range(len(frame)))
    places = [None if at + i in skipped else next(own) for i in range(count)]
    return frame.select(pl.all().gather(pl.Series(places, dtype=pl.UInt32)))


def _delimiter(name: str, text: str) -> tuple[str, int]:
    """The delimiter, and how many lines to skip for Excel's ``sep=;``."""
    first = text.split("\n", 1)[0].strip("\r")
    if first[:4].lower() == "sep=" and first[4:] in tuple(DELIMITERS):
        return first[4:], 1
    best, score = "", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = [len(row) for row, _ in _records(text, delimiter)[:_LOOK] if any(row)]
        usual = max(set(widths), key=widths.count, default=0)
        if usual > 1:
            mine = (widths.count(usual) / len(widths), usual)
            if mine > score:
                best, score = delimiter, mine
    if not best and "，" in first:
        raise fail("file.wide-comma", name)
    return best or ",", 0


def _records(text: str, delimiter: str) -> list[tuple[list[str], int]]:
    """The first records, each with the bytes up to its end."""
    lines = io.StringIO(text, newline="")
    ends: list[int] = [0]

    def counted() -> Iterator[str]:
        for line in lines:
            ends.append(ends[-1] + len(line.encode("utf-8")))
            yield line

    out: list[tuple[list[str], int]] = []
    reader = csv.reader(counted(), delimiter=delimiter)
    try:
        for row in reader:
            out.append((row, ends[-1]))
            if len(out) > _LOOK:
                break
    except csv.Error:  # a cell beyond all measure: told when the rows are read
        pass
    return out
