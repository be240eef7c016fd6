"""Tables of every format written right, and read again as they were."""

from __future__ import annotations

import json
import os
import stat
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from ecoreward.tables import write_excel
from ecoreward.tables.problems import TableProblems
from ecoreward.tables.sink import open_sink
from ecoreward.tables.source import open_source

FRAME = pl.DataFrame(
    {
        "a": ["A-1", "=1+1", "罚款"],
        "b": pl.Series(["60000.00", None, "-0.50"]).cast(pl.Decimal(38, 2)),
        "c": [1, None, -2],
        "d": [True, None, False],
        "e": [date(2018, 1, 2), None, date(2019, 12, 31)],
    }
)
HEADERS = ["案件", "金额", "n", "实名", "日期"]


def written(name: str, frame: pl.DataFrame = FRAME, **options: Any) -> None:
    with open_sink(name, lang="zh", headers=HEADERS[: frame.width], **options) as sink:
        for part in frame.iter_slices(2):
            sink.write(part)


def broken_off(name: str, error: type[BaseException], **options: Any) -> None:
    """Write something and fail."""
    with open_sink(name, lang="zh", headers=HEADERS, **options) as sink:
        sink.write(FRAME)
        raise error(())


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    written(str(path))
    assert path.read_bytes().decode("utf-8") == (
        "\ufeff案件,金额,n,实名,日期\r\nA-1,60000.00,1,true,2018-01-02\r\n"
        "'=1+1,,,,\r\n罚款,-0.50,-2,false,2019-12-31\r\n"
    )
    assert os.listdir(tmp_path) == ["a.csv"]


@pytest.mark.parametrize(
    "text", ["=1", "+a", "-a", "@x", "\ta", "\ra", "\na", "＝1", "-1+1", "=", "-"]
)
def test_cells_that_would_run(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    with open_sink(str(path), lang="zh", headers=["=h", "b"]) as sink:
        sink.write(pl.DataFrame({"x": [text, "ok"], "b": ["1", "2"]}))
    source = open_source(str(path))
    assert source.headers == ("'=h", "b")
    assert next(source.batches(9)).frame.rows() == [(f"'{text}", "1"), ("ok", "2")]


@pytest.mark.parametrize("text", ["-5", "+5.25", "-0.5", "a=b", "5-3", "'=1"])
def test_cells_that_are_harmless(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    written(str(path), pl.DataFrame({"x": [text]}))
    assert next(open_source(str(path)).batches(9)).frame.to_series().to_list() == [text]


def test_excel(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    long = Decimal("12345678901234567.89")
    more = pl.DataFrame([["https://x.y"], [long], [10**16], [None], [None]], schema=FRAME.schema)
    written(str(path), pl.concat([FRAME, more]))
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert (sheet.title, sheet.freeze_panes) == ("结果", "A2")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == HEADERS
    assert rows[2] == ["=1+1", None, None, None, None]
    assert sheet["A3"].data_type == "s"  # a text and no formula
    assert (sheet["B2"].value, sheet["B2"].number_format) == (60000, "#,##0.00")
    assert (sheet["B4"].value, sheet["C4"].number_format) == (-0.5, "#,##0")
    assert (sheet["B5"].value, sheet["C5"].value) == (str(long), str(10**16))
    assert sheet["E2"].number_format == "yyyy-mm-dd"
    assert sheet["A5"].hyperlink is None
    assert os.listdir(tmp_path) == ["a.xlsx"]
    again = next(open_source(str(path)).batches(9)).frame
    assert again.row(0) == ("A-1", "60000", "1", "true", "2018-01-02")


def test_a_sheet_has_no_room_for_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_excel, "MOST_EXCEL_ROWS", 3)
    path = tmp_path / "a.xlsx"
    written(str(path))
    before = path.read_bytes()
    with pytest.raises(TableProblems) as told:
        written(str(path), pl.concat([FRAME, FRAME]))
    assert told.value.items[0].code == "file.too-long-for-excel"
    assert (path.read_bytes(), os.listdir(tmp_path)) == (before, ["a.xlsx"])


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    written(str(path), metadata={"ecoreward": "synthetic"})
    assert pq.ParquetFile(path).metadata.metadata[b"ecoreward"] == b"synthetic"
    again = next(open_source(str(path)).batches(9)).frame
    assert again.rows() == FRAME.rows()
    assert again.dtypes == FRAME.dtypes
    assert again.columns == HEADERS


def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    written(str(path))
    assert [json.loads(line) for line in path.read_text("utf-8").splitlines()] == [
        {"案件": "A-1", "金额": "60000.00", "n": 1, "实名": True, "日期": "2018-01-02"},
        {"案件": "=1+1", "金额": None, "n": None, "实名": None, "日期": None},
        {"案件": "罚款", "金额": "-0.50", "n": -2, "实名": False, "日期": "2019-12-31"},
    ]


@pytest.mark.parametrize("suffix", ["csv", "tsv", "xlsx", "parquet", "jsonl"])
def test_a_table_without_rows(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    with open_sink(str(path), lang="en", headers=HEADERS):
        pass
    if suffix != "jsonl":
        with pytest.raises(TableProblems) as told:
            next(open_source(str(path)).batches(2))
        assert told.value.items[0].code == "file.no-rows"


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet", "jsonl"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, TableProblems])
def test_a_block_that_fails_leaves_the_old_file(
    tmp_path: Path, suffix: str, error: type[BaseException]
) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(b"old")
    with pytest.raises(error):
        broken_off(str(path), error)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == [path.name]


def test_rights_and_links_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "a.csv", tmp_path / "link.csv"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    written(str(link))
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_new_file_has_the_usual_rights(tmp_path: Path) -> None:
    written(str(tmp_path / "a.csv"))
    (tmp_path / "b").write_text("")
    assert (tmp_path / "a.csv").stat().st_mode == (tmp_path / "b").stat().st_mode


def test_what_a_killed_run_left_is_cleared_and_a_living_one_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    left = tmp_path / ".a.csv.abc.ecoreward-part"
    left.mkdir()
    (left / "lock").write_bytes(b"")
    (left / "a.csv").write_bytes(b"half")
    with open_sink(str(path), lang="zh", headers=HEADERS) as first:
        assert not left.exists()
        first.write(FRAME)
        with open_sink(str(path), lang="zh", headers=HEADERS) as second:
            second.write(FRAME[:1])
        first.write(FRAME)
    assert path.read_bytes().count(b"\r\n") == 7
    assert os.listdir(tmp_path) == ["a.csv"]


def test_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    written(url, table="结果")
    written(url, table="结果")
    rows = next(open_source(url, query_table="结果").batches(9)).frame.rows()
    assert rows == [
        ("A-1", "60000.00", 1, True, "2018-01-02"),
        ("=1+1", None, None, None, None),
        ("罚款", "-0.50", -2, False, "2019-12-31"),
    ]
    with pytest.raises(ZeroDivisionError):
        broken_off(url, ZeroDivisionError, table="结果")
    engine = sa.create_engine(url)
    assert sa.inspect(engine).get_table_names() == ["结果"]
    engine.dispose()
    assert len(next(open_source(url).batches(9)).frame) == 3
