"""Where the records of a table come from: one protocol for files of any format and for databases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ecoreward.engine.identity import looks_like_identity
from ecoreward.problems import Problem, nearest
from ecoreward.tables.problems import fail, packages

if TYPE_CHECKING:
    import polars as pl

TEXT = (".csv", ".tsv", ".txt")
JSON_LINES = (".jsonl", ".ndjson")
SUFFIXES = (*TEXT, ".xlsx", ".parquet", *JSON_LINES)
_URL = re.compile(r"[a-z][a-z0-9]*(?:\+[a-z0-9_]+)?://", re.I)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some records that follow each other.

    A record that cannot be read as such (a line of JSON that breaks off, a row with a cell too many)
    keeps its place as a row of nulls, and `bad` has its problem under its number; a blank row in
    the midst of others is there too, as a warning.
    """

    first_row: int  # the number of its first record, counted from `Source.first`
    frame: pl.DataFrame  # columns named by header; String for text formats, else native types
    bad: Mapping[int, Problem] = field(default_factory=dict)


class Source(Protocol):
    """A table that can be read, from its beginning each time."""

    @property
    def name(self) -> str:
        """As shown to people: a path, or a URL without its password."""
        ...

    @property
    def headers(self) -> tuple[str, ...]:
        """The names of its columns, as found."""
        ...

    @property
    def letters(self) -> tuple[str, ...]:
        """For each header the column as a person finds it: a letter, or a number."""
        ...

    @property
    def total(self) -> int | None:
        """How many records there are, where that is known without reading all."""
        ...

    @property
    def first(self) -> int:
        """The number of the first record: what a spreadsheet shows beside it, else 1."""
        ...

    @property
    def share(self) -> float | None:
        """How much has been read, from 0 to 1, where that is known."""
        ...

    def batches(self, size: int) -> Iterator[Batch]:
        """All records, `size` at a time; raises `TableProblems` where the table ends badly."""
        ...


def filed(name: str) -> str:
    """The name of a table as what is kept of it may have it: without what looks like a person's number.

    >>> filed("2022/cases.xlsx"), filed("2022/zhang-13800138000.xlsx")
    ('2022/cases.xlsx', '….xlsx')
    """
    return f"…{Path(name).suffix}" if looks_like_identity(name) else name


def open_source(name: str, *, sheet: str | None = None, query_table: str | None = None) -> Source:
    """The table of a path or of an SQLAlchemy URL; raises `TableProblems` when it is none."""
    if is_url(name):
        with packages("", "tables"):
            from ecoreward.tables.read_sql import open_sql

            return open_sql(name, query_table)
    path = Path(name)
    suffix = suffix_of(name)
    readable(path, name)
    with packages(name):
        if suffix in TEXT:
            from ecoreward.tables.read_csv import open_csv

            return open_csv(path)
        if suffix == ".xlsx":
            from ecoreward.tables.read_excel import open_excel

            return open_excel(path, sheet)
        if suffix == ".parquet":
            from ecoreward.tables.read_parquet import open_parquet

            return open_parquet(path)
        from ecoreward.tables.read_jsonl import open_jsonl

        return open_jsonl(path)


def is_url(name: str) -> bool:
    """Whether a name is that of a database.

    >>> is_url("sqlite:///cases.db"), is_url("C://cases.csv"), is_url("cases.csv")
    (True, False, False)
    """
    return _URL.match(name) is not None and not re.match("[a-z]:", name, re.I)


def suffix_of(name: str) -> str:
    """The format that a name's ending stands for; raises where there is none.

    >>> suffix_of("Cases.CSV")
    '.csv'
    """
    suffix = Path(name).suffix.lower()
    if suffix in SUFFIXES:
        return suffix
    code = (
        "file.old-excel" if suffix in (".xls", ".xlsm", ".xlsb", ".et", ".ods") else "file.suffix"
    )
    raise fail(code, name, suffix=suffix, names=list(SUFFIXES))


def readable(path: Path, name: str) -> None:
    """Raises where there is no file, or none with anything in it."""
    try:
        if path.is_dir():
            raise fail("file.is-folder", name)
        if (
            path.exists() and not path.is_file()
        ):  # a pipe can be read once, and tables are read twice
            raise fail("file.unreadable", name)
        with path.open("rb") as stream:
            if not stream.read(1):
                raise fail("file.empty", name)
    except FileNotFoundError:
        raise fail("file.no-file", name, _beside(path)) from None
    except (OSError, ValueError):
        raise fail("file.unreadable", name) from None


def _beside(path: Path) -> tuple[str, ...]:
    try:
        there = [str(p) for p in path.parent.iterdir() if p.suffix.lower() in SUFFIXES]
    except (OSError, ValueError):
        return ()
    return nearest(str(path), there)
