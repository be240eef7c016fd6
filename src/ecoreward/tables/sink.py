"""Where a table is written to: a file that appears whole or not at all, or a table of a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ecoreward.tables.problems import fail, packages
from ecoreward.tables.source import TEXT, is_url, suffix_of

if TYPE_CHECKING:
    import polars as pl

MOST_EXCEL_ROWS = 1_048_575  # of a sheet, below its headers


class Sink(Protocol):
    """What takes the rows, in the order of the headers."""

    def write(self, frame: pl.DataFrame) -> None:
        """Add rows: a column for each header, in that order, of the same types each time."""
        ...


def open_sink(
    name: str,
    *,
    lang: str,
    headers: Sequence[str],
    table: str | None = None,
    metadata: Mapping[str, str] | None = None,
    rows: int | None = None,
    replace: bool = True,
) -> AbstractContextManager[Sink]:
    """A sink for a path or an SQLAlchemy URL; the new table is there only when the block ends well.

    `table` is its name in a database, `metadata` goes into a Parquet file, `rows` is how many are to
    come where that is known. With `replace` false a table that is there already is a problem.
    """
    if is_url(name):
        with packages(""):
            from ecoreward.tables.write_sql import SqlTarget

            return SqlTarget(name, table or "results", tuple(headers), replace=replace)
    path, suffix = Path(name), suffix_of(name)
    if suffix == ".xlsx" and rows is not None and rows > MOST_EXCEL_ROWS:
        raise fail("file.too-long-for-excel", name, count=rows, limit=MOST_EXCEL_ROWS)
    if not replace and path.exists():
        raise fail("file.exists", name)
    with packages(name):
        from ecoreward.tables.whole_file import WholeFile

        if suffix in TEXT:
            from ecoreward.tables.write_csv import CsvWriter

            delimiter = "\t" if suffix == ".tsv" else ","
            return WholeFile(path, lambda to: CsvWriter(to, headers, delimiter))
        if suffix == ".xlsx":
            from ecoreward.tables.write_excel import ExcelWriter

            return WholeFile(path, lambda to: ExcelWriter(to, headers, lang, name))
        if suffix == ".parquet":
            from ecoreward.tables.write_parquet import ParquetWriter

            return WholeFile(path, lambda to: ParquetWriter(to, headers, metadata or {}))
        from ecoreward.tables.write_jsonl import JsonLinesWriter

        return WholeFile(path, lambda to: JsonLinesWriter(to, headers))
