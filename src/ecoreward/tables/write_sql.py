"""A table of a database, written within one transaction: all of it is there afterwards, or nothing.

It is filled under a name of its own and takes the wanted one at the end. Databases whose CREATE ends a
transaction (MySQL) may keep the table of a killed run under that name; the next run removes it.
"""

from __future__ import annotations

from contextlib import suppress
from types import TracebackType
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy import types

from ecoreward.tables.database import engine_of, split, told
from ecoreward.tables.problems import fail, shown

_PART = 5_000
_STAGE = "ecoreward_part_"
_LONGEST = 63 - len(_STAGE)  # what PostgreSQL keeps of a name


class SqlTarget:
    """A table while it is written; a context manager whose value takes the rows."""

    def __init__(self, url: str, table: str, headers: tuple[str, ...], *, replace: bool) -> None:
        self._engine, self.name = engine_of(url)
        self._schema, self._bare = split(table)
        self._headers = headers
        self._replace = replace
        self._connection: sa.Connection | None = None
        self._stage: sa.Table | None = None

    def __enter__(self) -> SqlTarget:
        with told(self.name):
            if not self._replace and self._there(self._bare):
                raise fail("file.table-exists", self.name, table=shown(self._bare))
            self._connection = self._engine.connect()
        return self

    def write(self, frame: pl.DataFrame) -> None:
        """Add rows."""
        assert self._connection is not None
        with told(self.name):
            if self._stage is None:
                self._stage = self._made(frame)
            keys = [f"c{i}" for i in range(len(self._headers))]
            insert = self._stage.insert()
            for part in frame.iter_slices(_PART):
                rows = [dict(zip(keys, row, strict=True)) for row in part.iter_rows()]
                self._connection.execute(insert, rows)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._connection is not None
        try:
            if kind is None:
                with told(self.name):
                    if self._stage is None:
                        self._stage = self._made(
                            pl.DataFrame(schema=dict.fromkeys(self._headers, pl.String()))
                        )
                    self._rename()
                    self._connection.commit()
        finally:
            with suppress(Exception):
                self._connection.rollback()
            with suppress(Exception):
                self._connection.close()

    def _there(self, bare: str) -> bool:
        return bool(sa.inspect(self._engine).has_table(bare, schema=self._schema))

    def _made(self, frame: pl.DataFrame) -> sa.Table:
        """The new table under its own name for the time being."""
        assert self._connection is not None
        # A column's key is plain: a header may hold signs that a parameter's name may not.
        columns = [
            sa.Column(header, _type(kind), key=f"c{i}")
            for i, (header, kind) in enumerate(zip(self._headers, frame.dtypes, strict=True))
        ]
        name = _STAGE + self._bare[:_LONGEST]
        table = sa.Table(name, sa.MetaData(), *columns, schema=self._schema)
        table.drop(self._connection, checkfirst=True)
        table.create(self._connection)
        return table

    def _rename(self) -> None:
        assert self._connection is not None
        assert self._stage is not None
        quote = self._engine.dialect.identifier_preparer.quote
        schema = f"{quote(self._schema)}." if self._schema else ""
        old = sa.Table(self._bare, sa.MetaData(), schema=self._schema)
        old.drop(self._connection, checkfirst=True)
        stage, bare = schema + quote(self._stage.name), quote(self._bare)
        self._connection.exec_driver_sql(f"ALTER TABLE {stage} RENAME TO {bare}")


def _type(kind: pl.DataType) -> types.TypeEngine[Any]:
    if kind == pl.Boolean:
        return types.Boolean()
    if kind.is_integer():
        return types.BigInteger()
    if isinstance(kind, pl.Decimal):
        return _Exact(kind.precision or 38, kind.scale)
    if kind == pl.Date:
        return types.Date()
    if kind.base_type() == pl.Datetime:
        return types.DateTime()
    return types.Float() if kind.is_float() else types.Text()


class _Exact(types.TypeDecorator[Any]):
    """A decimal; where the database has none (SQLite) its digits as text, never a float."""

    impl = types.Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> types.TypeEngine[Any]:
        """Text in SQLite."""
        return types.Text() if dialect.name == "sqlite" else super().load_dialect_impl(dialect)

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> Any:
        """The digits, for SQLite."""
        if value is None or dialect.name != "sqlite":
            return value
        return format(value, "f")
