"""Databases through SQLAlchemy: the engine of a URL, its tables, and problems without passwords."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import NoSuchTableError, SQLAlchemyError

from ecoreward.problems import nearest
from ecoreward.tables.problems import fail, shown

_MOST_NAMES = 20


def engine_of(url: str) -> tuple[sa.Engine, str]:
    """The engine of a URL and the URL as it may be shown."""
    try:
        parsed = sa.make_url(url)
    except (SQLAlchemyError, ValueError):
        # The text may hold a password, so that only the part before it is shown.
        raise fail("file.sql-url", f"{shown(url.partition('://')[0])}://…") from None
    name = shown(unquote(parsed.set(query={}).render_as_string(hide_password=True)))
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    try:
        engine = sa.create_engine(parsed, poolclass=sa.NullPool)
    except ImportError as error:
        package = (error.name or "").partition(".")[0]
        code = "file.need-package" if package == "psycopg" else "file.need-driver"
        raise fail(code, name, package=package, extra="tables") from None
    except (SQLAlchemyError, ValueError, TypeError):
        raise fail("file.sql-url", name) from None
    if engine.dialect.name == "sqlite":
        _begin_ourselves(engine)
    return engine, name


def _begin_ourselves(engine: sa.Engine) -> None:
    """SQLite's driver begins no transaction before CREATE and DROP, so that we do."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begun(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN")


@contextmanager
def told(name: str) -> Iterator[None]:
    """What the database refuses in this block becomes a problem with its state, never its text."""
    try:
        yield
    except NoSuchTableError:
        raise fail("file.sql-failed", name, kind="NoSuchTable") from None
    except SQLAlchemyError as error:
        original = getattr(error, "orig", None)
        state = getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None)
        kind = str(state or type(original or error).__name__)
        if "disk full" in str(original) or state in ("53100", "SQLITE_FULL"):
            raise fail("file.disk-full", name) from None
        raise fail("file.sql-failed", name, kind=kind) from None


def split(table: str) -> tuple[str | None, str]:
    """The schema and the name of a table.

    >>> split("public.cases"), split("cases")
    (('public', 'cases'), (None, 'cases'))
    """
    schema, dot, name = table.rpartition(".")
    return (schema, name) if dot else (None, table)


def found_table(
    inspector: sa.Inspector, name: str, wanted: str | None
) -> tuple[str | None, str, bool]:
    """Schema and name of the table that is meant, and whether it is a table and no view."""
    tables, views = inspector.get_table_names(), inspector.get_view_names()
    names = [shown(t) for t in (*tables, *views)][:_MOST_NAMES]
    if wanted is None:
        if len(tables) == 1:
            return None, tables[0], True
        code = "file.which-table" if names else "file.no-tables"
        raise fail(code, name, names=names)
    if wanted in tables or wanted in views:
        return None, wanted, wanted in tables
    schema, bare = split(wanted)
    if schema and schema in inspector.get_schema_names():
        if bare in inspector.get_table_names(schema=schema):
            return schema, bare, True
        if bare in inspector.get_view_names(schema=schema):
            return schema, bare, False
    if not names:
        raise fail("file.no-tables", name)
    raise fail("file.no-table", name, nearest(wanted, names), table=shown(wanted), names=names)
