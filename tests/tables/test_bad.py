"""What a person reads of a table that cannot be read, in both languages."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from ecoreward.problems import Problem, render_all
from ecoreward.tables.one_row import case_of
from ecoreward.tables.problems import TableProblems, fail
from ecoreward.tables.run import Options, open_run
from ecoreward.tables.sink import open_sink
from ecoreward.tables.source import open_source

from .bad import BAD
from .makers import CSV, put
from .runs import library

GOLDEN = Path(__file__).parent / "golden_file"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def databases(folder: Path) -> None:
    (folder / "坏的.db").write_bytes(b"SQLite format 4" * 100)
    for name, tables in (("两个表.db", ("案件", "附件")), ("没有表.db", ())):
        with sqlite3.connect(folder / name) as connection:
            for table in tables:
                connection.execute(f'create table "{table}" (a text)')
            connection.execute("pragma user_version = 1")
        connection.close()


def problems_of(name: str) -> tuple[Problem, ...]:
    """All that is told of a table, whether of the whole or of a row."""
    bad = BAD[name]
    found: list[Problem] = []
    try:
        for batch in open_source(bad.name, sheet=bad.sheet, query_table=bad.table).batches(2):
            found += batch.bad.values()
            for row in batch.bad:
                assert batch.frame.row(row - batch.first_row) is not None
    except TableProblems as problems:
        found += problems.items
    return tuple(found)


def golden(name: str, lang: str, found: tuple[Problem, ...]) -> None:
    written = render_all(found, lang) + "\n"
    expected = GOLDEN / f"{name}.{lang}.txt"
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(written, encoding="utf-8")
    assert written == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", BAD)
def test_message(here: Path, name: str, lang: str) -> None:
    bad = BAD[name]
    databases(here)
    if bad.data is not None:
        put(here, bad.name, bad.data() if callable(bad.data) else bad.data)
    found = problems_of(name)
    assert found
    golden(name, lang, found)
    assert "secret" not in str([p.to_json() for p in found])


SINKS: dict[str, dict[str, object]] = {
    "cannot-write": {"name": "没有的文件夹/结果.csv"},
    "is-folder": {"name": "文件夹.csv"},
    "exists": {"name": "已有.csv", "replace": False},
    "table-exists": {"name": "sqlite:///两个表.db", "table": "案件", "replace": False},
    "too-long-for-excel": {"name": "结果.xlsx", "rows": 2_000_000},
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", SINKS)
def test_message_of_a_sink(here: Path, name: str, lang: str) -> None:
    databases(here)
    (here / "文件夹.csv").mkdir()
    put(here, "已有.csv", CSV)
    with pytest.raises(TableProblems) as told, open_sink(lang=lang, headers=["a"], **SINKS[name]):  # type: ignore[arg-type]
        pass
    golden(name, lang, told.value.items)


# What is wrong with a whole run, or with the row that is asked for.
RUNS = ("no-jurisdiction", "bad-row", "no-row")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", RUNS)
def test_message_of_a_run(here: Path, name: str, lang: str) -> None:
    place = "" if name == "no-jurisdiction" else "庆元县"
    source = open_source(str(put(here, "案件.csv", "案件,罚款\nA-1,许多\n").relative_to(here)))
    options = Options(place=place, strict=True)

    def told_of() -> object:
        if name == "no-row":
            return case_of(source, library(), options, 99)
        return list(open_run(source, library(), options).parts())

    with pytest.raises(TableProblems) as told:
        told_of()
    golden(name, lang, told.value.items)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_message_of_a_package_that_is_not_there(lang: str) -> None:
    told = fail("file.need-package", "案件.csv", package="polars", extra="tables")
    golden("need-package", lang, told.items)


def test_every_golden_has_its_test() -> None:
    from .test_identity import SAID

    names = {*BAD, *SINKS, *RUNS, *SAID, "need-package"}
    assert {p.name.split(".")[0] for p in GOLDEN.glob("*.txt")} == names
