"""A table of a database: its rows streamed from the server, in an order that is the same each time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy import types

from ecoreward.tables.batching import Bad, Counted, batches
from ecoreward.tables.database import engine_of, found_table, told
from ecoreward.tables.header_row import unique
from ecoreward.tables.problems import fail
from ecoreward.tables.source import Batch

_PART = 20_000
# By the type a column was declared with: what a value has to be, and the type of the frame.
_KINDS: tuple[tuple[Any, type, type[pl.DataType]], ...] = (
    (types.Boolean, bool, pl.Boolean),
    (types.Integer, int, pl.Int64),
    (types.Float, float, pl.Float64),
    (types.DateTime, datetime, pl.Datetime),
    (types.Date, date, pl.Date),
)


class SqlSource:
    """A table or view of a database."""

    first = 1

    def __init__(self, url: str, table: str | None) -> None:
        self._engine, self.name = engine_of(url)
        self._read = 0
        _not_made(self._engine, self.name)
        with told(self.name):
            inspector = sa.inspect(self._engine)
            schema, bare, real = found_table(inspector, self.name, table)
            columns = inspector.get_columns(bare, schema=schema)
            key = (
                inspector.get_pk_constraint(bare, schema=schema)["constrained_columns"]
                if real
                else []
            )
        self.table = f"{schema}.{bare}" if schema else bare
        names = [str(c["name"]) for c in columns]
        self.letters = tuple(str(i + 1) for i in range(len(names)))
        self.headers = unique(self.name, names, self.letters)
        self._kinds = [c["type"] for c in columns]
        self._table = sa.table(bare, *map(sa.column, names), schema=schema)
        self._order: Sequence[Any] = [sa.column(n) for n in key] or _own_order(self._engine, real)
        with told(self.name), self._engine.connect() as connection:
            count = sa.select(sa.func.count()).select_from(self._table)
            self.total = int(connection.execute(count).scalar_one())
        if not self.total:
            raise fail("file.no-rows", self.name)

    @property
    def share(self) -> float | None:
        """How much of the table has been read."""
        return min(1.0, self._read / max(1, self.total))

    def batches(self, size: int) -> Iterator[Batch]:
        """All records."""
        self._read = 0
        return batches(self._frames(), Counted(self.name, 1, self.letters), size)

    def _frames(self) -> Iterator[tuple[pl.DataFrame, Bad]]:
        # Columns without a type: values come as the driver has them, none made into a rounded decimal.
        query: Any = sa.select(*[sa.column(h) for h in self.headers]).select_from(self._table)
        query = query.order_by(*self._order)
        with told(self.name), self._engine.connect() as connection:
            connection = connection.execution_options(stream_results=True, yield_per=_PART)
            with closing(connection.execute(query)) as result:
                for rows in result.partitions(_PART):
                    self._read += len(rows)
                    cells = zip(*rows, strict=True)
                    named = zip(self.headers, self._kinds, cells, strict=True)
                    yield pl.DataFrame([_series(n, kind, column) for n, kind, column in named]), {}


def open_sql(url: str, table: str | None) -> SqlSource:
    """A table of a database; raises `TableProblems`."""
    return SqlSource(url, table)


def _not_made(engine: sa.Engine, name: str) -> None:
    """SQLite would make a database that is not there; reading must not."""
    from pathlib import Path

    file = engine.url.database
    if (
        engine.dialect.name == "sqlite"
        and file
        and file != ":memory:"
        and not file.startswith("file:")
    ):
        if not Path(file).exists():
            raise fail("file.no-file", name)
        if Path(file).is_dir():
            raise fail("file.is-folder", name)


def _own_order(engine: sa.Engine, real: bool) -> Sequence[Any]:
    """Where there is no key, the order in which the database keeps the rows."""
    place = {"sqlite": "rowid", "postgresql": "ctid"}.get(engine.dialect.name)
    return [sa.literal_column(place)] if place and real else []


def _series(name: str, declared: Any, cells: Sequence[Any]) -> pl.Series:
    """A column by its declared type, as text where a value is something else."""
    for kind, python, dtype in _KINDS:
        if isinstance(declared, kind):
            if all(c is None or type(c) is python for c in cells):
                try:
                    return pl.Series(name, cells, dtype=dtype(), strict=True)
                except (OverflowError, TypeError, pl.exceptions.PolarsError):
                    break
            if python is bool and all(c in (None, 0, 1) for c in cells):  # as SQLite keeps them
                return pl.Series(
                    name, [c if c is None else bool(c) for c in cells], dtype=pl.Boolean
                )
            break
    return pl.Series(name, [_text(c) for c in cells], dtype=pl.String)


def _text(value: Any) -> str | None:
    """A value of the driver as text; decimals keep their digits."""
    if value is None or value == "":
        return None
    write: Callable[[Any], str] = str
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(v, str) and ";" not in v for v in value):
        return ";".join(value)
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("utf-8", "replace")
    return write(value)
