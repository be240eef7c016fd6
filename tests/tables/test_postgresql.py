"""Tables of a real PostgreSQL server, started in a folder of its own for these tests."""

from __future__ import annotations

import os
import pwd
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from ecoreward.tables.problems import TableProblems
from ecoreward.tables.sink import open_sink
from ecoreward.tables.source import open_source

from .test_faults import start

PASSWORD = "very-secret"
HEADERS = ["案件", "罚款", "n", "实名", "日期"]
FRAME = pl.DataFrame(
    {
        "a": ["A-1", "=1+1", None],
        "b": pl.Series(["60000.00", None, "-0.50"]).cast(pl.Decimal(38, 2)),
        "c": [1, None, -2],
        "d": [True, None, False],
        "e": [date(2018, 1, 2), None, date(2019, 12, 31)],
    }
)
ROWS = [("A-1", "60000.00", 1, True, date(2018, 1, 2)), ("=1+1", None, None, None, None),
        (None, "-0.50", -2, False, date(2019, 12, 31))]  # fmt: skip


def programs() -> Path | None:
    """Where the server's programs are: on the path, or where Debian puts them."""
    for name in ("initdb", *sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)):
        found = shutil.which(str(name))
        if found:
            return Path(os.path.realpath(found)).parent
    return None


def other_user() -> tuple[int, int] | None:
    """Whom to run the server as: it refuses root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    return 65534, 65534


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The URL of a server that listens on a socket in its own folder, and on no port."""
    where = programs()
    if where is None:
        pytest.skip("no PostgreSQL server is installed here")
    user = other_user()
    ids: dict[str, int] = {} if user is None else {"user": user[0], "group": user[1]}
    # A folder with a short path that another user may enter: a socket's path has a limit of 107 signs.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    folder.chmod(0o755)
    own = folder / "own"
    own.mkdir(mode=0o700)
    secret = own / "secret"
    secret.write_text(PASSWORD)
    if user is not None:
        for path in (own, secret):
            os.chown(path, *user)
    data, log = own / "data", own / "log"

    def run(*words: str) -> None:
        subprocess.run(
            words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=own, **ids  # type: ignore[call-overload]
        )  # fmt: skip

    run(
        str(where / "initdb"), "-D", str(data), "-U", "eco", "--pwfile", str(secret), "-A", "scram-sha-256",
        "-E", "UTF8", "--locale=C", "--no-sync",
    )  # fmt: skip
    settings = (
        f"-c listen_addresses='' -c unix_socket_directories='{own}' -c unix_socket_permissions=0777"
    )
    own.chmod(0o755)
    pg_ctl = str(where / "pg_ctl")
    run(pg_ctl, "-D", str(data), "-l", str(log), "-w", "-t", "60", "-o", settings, "start")
    try:
        yield f"postgresql+psycopg://eco:{PASSWORD}@/postgres?host={own}"
    finally:
        run(pg_ctl, "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def write(url: str, frame: pl.DataFrame = FRAME, table: str = "结果 表") -> None:
    with open_sink(url, lang="zh", headers=HEADERS[: frame.width], table=table) as sink:
        for part in frame.iter_slices(2):
            sink.write(part)


def tables(url: str) -> list[str]:
    engine = sa.create_engine(url)
    try:
        return sorted(sa.inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_what_is_written_is_read_again(server: str) -> None:
    write(server)
    write(server)  # in the place of the first
    assert tables(server) == ["结果 表"]
    source = open_source(server)
    assert (source.headers, source.total, source.first) == (tuple(HEADERS), 3, 1)
    assert PASSWORD not in source.name
    batches = list(source.batches(2))
    assert [b.first_row for b in batches] == [1, 3]
    assert [row for b in batches for row in b.frame.rows()] == ROWS
    assert source.share == 1.0


def test_other_types_of_columns(server: str) -> None:
    engine = sa.create_engine(server)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "create table kinds (id int primary key, x numeric, f float8, j jsonb, a text[], s smallint, u uuid)"
        )
        connection.exec_driver_sql(
            "insert into kinds values (2, 0.1000, 0.1, '{\"a\": [1]}', '{a,b}', 7, null),"
            " (1, 12345678901234567890.5, 1e300, null, null, null, gen_random_uuid())"
        )
    rows = next(open_source(server, query_table="kinds").batches(9)).frame.rows()
    assert rows[1][:6] == (2, "0.1000", 0.1, '{"a": [1]}', "a;b", 7)
    assert rows[0][:3] == (1, "12345678901234567890.5", 1e300)
    with engine.begin() as connection:
        connection.exec_driver_sql("drop table kinds")
    engine.dispose()


def test_a_schema(server: str) -> None:
    engine = sa.create_engine(server)
    with engine.begin() as connection:
        connection.exec_driver_sql("create schema other")
    write(server, table="other.t")
    assert len(next(open_source(server, query_table="other.t").batches(9)).frame) == 3
    with engine.begin() as connection:
        connection.exec_driver_sql("create view other.v as select * from other.t")
    assert len(next(open_source(server, query_table="other.v").batches(9)).frame) == 3
    with engine.begin() as connection:
        connection.exec_driver_sql("drop schema other cascade")
    engine.dispose()


def test_a_wrong_password_is_not_shown(server: str) -> None:
    with pytest.raises(TableProblems) as told:
        open_source(server.replace(PASSWORD, "other-secret"))
    problem = told.value.items[0]
    assert problem.code == "file.sql-failed"
    assert "secret" not in str(problem.to_json())
    with pytest.raises(TableProblems) as told:
        write(server.replace("host=", "host=/nowhere"))
    assert "secret" not in str(told.value.items[0].to_json())


def test_rows_are_streamed(server: str) -> None:
    engine = sa.create_engine(server)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "create table many as select g as n, 'A-' || g as case from generate_series(1, 300000) g"
        )
    engine.dispose()
    source = open_source(server, query_table="many")
    first = next(source.batches(1000))
    assert first.frame.row(0) == (1, "A-1")
    assert (source.share or 1) < 0.2
    assert sum(len(b.frame) for b in source.batches(65_536)) == 300_000


def test_kill_while_it_is_written(server: str) -> None:
    url = server
    with open_sink(url, lang="zh", headers=["a"], table="results") as sink:
        sink.write(pl.DataFrame({"a": ["old"]}))
    chance = random.Random(2)
    for _ in range(4):
        with start(url, 50) as process:
            time.sleep(chance.random())
            process.send_signal(signal.SIGKILL)
            process.wait()
        found = sum(len(b.frame) for b in open_source(url, query_table="results").batches(50_000))
        assert found in (1, 100_000)
        assert not [t for t in tables(url) if t.startswith("ecoreward_part_")]
