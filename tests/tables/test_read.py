"""Tables of every format read right: encodings, delimiters, cells, rows that cannot be read."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from ecoreward.tables import encoded, whole_records
from ecoreward.tables.problems import TableProblems
from ecoreward.tables.source import Source, open_source

from .makers import CSV, HEADERS, excel, parquet, put, rewritten


def table(source: Source, size: int = 2) -> tuple[list[tuple[Any, ...]], dict[int, str]]:
    """All rows, and the codes of the bad ones."""
    rows: list[tuple[Any, ...]] = []
    bad: dict[int, str] = {}
    for batch in source.batches(size):
        assert batch.first_row == source.first + len(rows)
        assert tuple(batch.frame.columns) == source.headers
        assert len(batch.frame) <= size
        rows += batch.frame.rows()
        bad |= {row: p.code for row, p in batch.bad.items()}
    return rows, bad


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv(tmp_path: Path, encoding: str, delimiter: str, end: str) -> None:
    text = CSV.replace(",", delimiter).replace("\n", end)
    source = open_source(str(put(tmp_path, "a.csv", text.encode(encoding))))
    assert source.headers == ("案件", "地区", "罚款")
    assert (source.letters, source.first, source.total) == (("A", "B", "C"), 2, None)
    assert table(source) == ([("A-1", "410100", "5000"), ("A-2", "410100", None)], {})
    assert table(source)[1] == {}  # and once more
    assert source.share == 1.0


def test_two_signs_in_gb18030_that_happen_to_be_utf_8(tmp_path: Path) -> None:
    source = open_source(str(put(tmp_path, "a.csv", "a,b\n联通,1\n".encode("gb18030"))))
    assert table(source)[0] == [("联通", "1")]


def test_csv_cells(tmp_path: Path) -> None:
    text = 'a,b,,c,\r\n"x\r\ny",5" 管,,"say ""hi"", he",\r\n 1 ,"",,0,\r\n'
    source = open_source(str(put(tmp_path, "a.csv", text)))
    assert source.headers == ("a", "b", "c")
    assert source.letters == ("A", "B", "D")
    assert table(source)[0] == [("x\r\ny", '5" 管', 'say "hi", he'), (" 1 ", None, "0")]


def test_rows_that_cannot_be_read_keep_their_place(tmp_path: Path) -> None:
    text = "a,b\n1,2\n3\n\n5,6,7\n8,9\n10\n\n\n"
    source = open_source(str(put(tmp_path, "a.csv", text)))
    for size in (1, 2, 3, 100):
        rows, bad = table(source, size)
        assert rows == [("1", "2"), *[(None, None)] * 3, ("8", "9"), (None, None)]
        ragged = dict.fromkeys((3, 5, 7), "file.ragged")
        assert bad == ragged | {4: "file.blank-row"}


def test_title_rows_and_a_hint_for_excel(tmp_path: Path) -> None:
    source = open_source(str(put(tmp_path, "a.csv", "2018 年有奖举报\n\n" + CSV)))
    assert (source.headers, source.first) == (("案件", "地区", "罚款"), 4)
    source = open_source(str(put(tmp_path, "b.csv", "sep=;\r\na;b,c\r\n1;2\r\n")))
    assert (source.headers, table(source)[0]) == (("a", "b,c"), [("1", "2")])


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> Iterator[random.Random]:
    chance = random.Random(5)
    monkeypatch.setattr(encoded, "CHUNK", 40)
    monkeypatch.setattr(whole_records, "_PIECE", 30)
    return chance


def test_any_csv_is_read_as_pythons_own_reader_does(
    tmp_path: Path, small_pieces: random.Random
) -> None:
    cells = ["", "a", "罚款", "1,5", "x;y", 'q"q', "l\nm", "r\r\nz", "  s", " ", '"', "'", "1" * 50]
    for _ in range(200):
        width = small_pieces.randint(2, 5)
        rows = [small_pieces.choices(cells, k=width) for _ in range(small_pieces.randint(1, 40))]
        rows[-1][0] = "end"
        out = io.StringIO(newline="")
        writer = csv.writer(
            out,
            delimiter=small_pieces.choice(",;\t"),
            lineterminator=small_pieces.choice(["\n", "\r\n"]),
            quoting=small_pieces.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        )
        writer.writerows([[f"h{i}" for i in range(width)], *rows])
        encoding = small_pieces.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
        source = open_source(str(put(tmp_path, "a.csv", out.getvalue().encode(encoding))))
        found, bad = table(source, small_pieces.choice([1, 3, 1000]))
        assert found == [tuple(c or None for c in row) for row in rows]
        assert set(bad.values()) <= {"file.blank-row"}


def test_excel(tmp_path: Path) -> None:
    rows = [
        ["案件", "罚款", "日期", "时刻", "实名", "比例"],
        ["A-1", 5000, date(2018, 1, 2), datetime(2018, 1, 2, 3, 4), True, 0.1],
        ["A-2", "1,234.5", None, None, False, 1e-7],
        [20180001, 123456789012345680, "2018-01-02", None, "是", 5.25],
    ]
    source = open_source(str(put(tmp_path, "a.xlsx", excel(rows))))
    assert (source.first, source.total, source.letters[:2]) == (2, 3, ("A", "B"))
    assert table(source)[0] == [
        ("A-1", "5000", "2018-01-02", "2018-01-02 03:04:00", "true", "0.1"),
        ("A-2", "1,234.5", None, None, "false", "0.0000001"),
        ("20180001", "123456789012345696", "2018-01-02", None, "是", "5.25"),
    ]


def test_a_formula_may_result_in_no_text(tmp_path: Path) -> None:
    def then(_: Any, sheet: Any) -> None:
        sheet.write_formula("C2", '=IF(1=1,"","x")', None, "none")
        sheet.write_formula("C3", "=2*3", None, 6)

    data = excel([HEADERS, ["A-1", "x"], ["A-2", "x"]], then)
    data = rewritten(data, "xl/worksheets/sheet1.xml", lambda x: x.replace(b"<v>none<", b"<v><"))
    path = put(tmp_path, "a.xlsx", data)
    assert table(open_source(str(path))) == ([("A-1", "x", None), ("A-2", "x", "6")], {})


def test_errors_of_another_sheet_do_not_matter(tmp_path: Path) -> None:
    def then(book: Any, sheet: Any) -> None:
        book.add_worksheet("<其他> & x").write_formula("C2", "=1/0", None, "#DIV/0!")

    path = str(put(tmp_path, "a.xlsx", excel([HEADERS, ["A-1", "x", 5]], then)))
    assert table(open_source(path)) == ([("A-1", "x", "5")], {})
    with pytest.raises(TableProblems) as told:
        open_source(path, sheet="<其他> & x").first  # noqa: B018
    assert told.value.items[0].code in ("file.header-unclear", "file.no-header")


def test_excel_below_a_title_and_off_the_corner(tmp_path: Path) -> None:
    rows = [[], [None, "2018 年有奖举报"], [], [None, *HEADERS], [None, "A-1", "410100", 5]]

    def then(book: Any, sheet: Any) -> None:
        sheet.merge_range("B2:D2", "2018 年有奖举报")
        book.add_worksheet("说明").write(0, 0, "x")

    source = open_source(str(put(tmp_path, "a.xlsx", excel(rows, then))))
    assert (source.headers, source.first, source.letters) == (tuple(HEADERS), 5, ("B", "C", "D"))
    assert table(source) == ([("A-1", "410100", "5")], {})


def test_excel_headers_merged_downwards(tmp_path: Path) -> None:
    def then(_: Any, sheet: Any) -> None:
        for column, header in enumerate(HEADERS):
            sheet.merge_range(0, column, 1, column, header)

    path = put(tmp_path, "a.xlsx", excel([HEADERS, [], ["A-1", "410100", 5]], then))
    source = open_source(str(path))
    assert (source.headers, source.first) == (tuple(HEADERS), 3)
    assert table(source)[0] == [("A-1", "410100", "5")]


def test_excel_headers_in_two_rows_are_refused(tmp_path: Path) -> None:
    def then(_: Any, sheet: Any) -> None:
        sheet.merge_range("A1:A2", "案件")
        sheet.merge_range("B1:C1", "处罚")

    path = put(tmp_path, "a.xlsx", excel([HEADERS, [None, "决定", "罚款"], ["A-1", "x", 5]], then))
    with pytest.raises(TableProblems) as told:
        open_source(str(path))
    assert told.value.items[0].params["names"] == ["B1:C1", "A1:A2"]


def test_the_first_sheet_with_something_in_it_that_is_not_hidden(tmp_path: Path) -> None:
    def then(book: Any, sheet: Any) -> None:
        sheet.hide()
        book.add_worksheet("空")
        book.add_worksheet("数据").write_column(0, 0, ["案件", "B-1"])
        book.get_worksheet_by_name("数据").activate()

    path = str(put(tmp_path, "a.xlsx", excel([HEADERS, ["A-1", "410100", 5]], then)))
    assert table(open_source(path))[0] == [("B-1",)]
    assert table(open_source(path, sheet="案件表"))[0] == [("A-1", "410100", "5")]


def test_parquet(tmp_path: Path) -> None:
    columns = {
        "案件": ["A-1", "A-2", "A-3"],
        "罚款": [Decimal("1.50"), None, Decimal("2.00")],
        "日期": [date(2018, 1, 1)] * 3,
        "违法": [["a", "b"], None, ["c"]],
        "n": [1, 2, 3],
    }
    source = open_source(str(put(tmp_path, "a.parquet", parquet(columns))))
    assert (source.first, source.total, source.letters[0]) == (1, 3, "1")
    rows, bad = table(source)
    assert rows[0] == ("A-1", Decimal("1.50"), date(2018, 1, 1), "a;b", 1)
    assert (len(rows), bad, source.share) == (3, {}, 1.0)


def test_parquet_cut_or_broken_anywhere(tmp_path: Path) -> None:
    data = parquet({"a": [f"{i}-{i * i}" for i in range(5000)], "n": list(range(5000))})
    chance = random.Random(3)
    for _ in range(60):
        cut = chance.randrange(1, len(data))
        path = put(tmp_path, "a.parquet", data[:cut])
        with pytest.raises(TableProblems) as told:
            table(open_source(str(path)), 1000)
        assert told.value.items[0].code == "file.damaged"
    for _ in range(60):
        at = chance.randrange(4, len(data) - 8)
        path = put(tmp_path, "a.parquet", data[:at] + bytes(8) + data[at + 8 :])
        with suppress(TableProblems):  # never another error; or the bytes held nothing that matters
            table(open_source(str(path)), 1000)


def test_parquet_with_metadata_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    field = pa.field("a", pa.string(), metadata={b"x": b"\xff"})
    pq.write_table(pa.table({"a": ["x"]}, pa.schema([field], metadata={b"k": b"\xff\xfe"})), path)
    assert table(open_source(str(path)))[0] == [("x",)]


def test_parquet_with_a_category(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"a": pa.array(["x", "y", None]).dictionary_encode()}), path)
    assert table(open_source(str(path)))[0] == [("x",), ("y",), (None,)]


def test_json_lines(tmp_path: Path) -> None:
    text = (
        '{"案件": "A-1", "地区": "410100", "facts": {"罚款": 5000.10, "实名": true, "违法": ["a", "b"]}}\n'
        "\n"
        '{"案件": 2, "decided": {"x": 1.50, "y": ["a"]}, "违法": [], "note": ["a;b"]}\r\n'
        "{broken\n"
        '{"案件": "A-4", "罚款": null, "rows": [{"罚款": 1e3}], "late": 1}'
    )
    source = open_source(str(put(tmp_path, "a.jsonl", b"\xef\xbb\xbf" + text.encode())))
    assert source.headers == (
        "案件", "地区", "罚款", "实名", "违法", "decided", "note", "rows", "late",
    )  # fmt: skip
    assert (source.first, source.total) == (1, 5)
    rows, bad = table(source)
    nothing = (None,) * 9
    assert rows == [
        ("A-1", "410100", "5000.10", "true", "a;b", None, None, None, None),
        nothing,
        ("2", None, None, None, None, '{"x": 1.50, "y": ["a"]}', '["a;b"]', None, None),
        nothing,
        ("A-4", None, None, None, None, None, None, '[{"罚款": 1e3}]', "1"),
    ]
    assert bad == {2: "file.blank-row", 4: "file.line-json"}


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[" * 5000,
        '{"a": NaN}',
        '{"a": "\\ud800"}',
        '{"a": 1} x',
        '{"a": ' + "[" * 500 + "]" * 500 + "}",
    ],
)
def test_a_line_that_is_no_json(tmp_path: Path, line: str) -> None:
    source = open_source(str(put(tmp_path, "a.jsonl", '{"a": 1}\n' + line)))
    assert table(source) == ([("1",), (None,)], {2: "file.line-json"})


def test_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'cases.db'}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            'create table "案件 表" ("案件" text primary key, n integer, fine numeric(12,2), ok boolean, d date, odd integer)'
        )
        for i in (3, 1, 2):
            connection.exec_driver_sql(
                'insert into "案件 表" values (?, ?, ?, ?, ?, ?)',
                (f"A-{i}", i, 0.1 * i, i % 2, "2018-01-02", "x" if i == 2 else i),
            )
    engine.dispose()
    source = open_source(url)
    assert (source.headers[:2], source.total, source.first) == (("案件", "n"), 3, 1)
    rows, bad = table(source, 10)
    assert bad == {}
    assert rows == [
        ("A-1", 1, "0.1", True, "2018-01-02", "1"),
        ("A-2", 2, "0.2", False, "2018-01-02", "x"),
        ("A-3", 3, "0.30000000000000004", True, "2018-01-02", "3"),
    ]
    assert rows == table(open_source(url, query_table="案件 表"), 10)[0]


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "no.db"
    with pytest.raises(TableProblems) as told:
        open_source(f"sqlite:///{path}")
    assert told.value.items[0].code == "file.no-file"
    assert not path.exists()


def test_a_name_that_is_sql_is_only_a_name(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("create table t (a text)")
        connection.exec_driver_sql("insert into t values ('1')")
    engine.dispose()
    with pytest.raises(TableProblems) as told:
        open_source(url, query_table="t; drop table t")
    assert told.value.items[0].code == "file.no-table"
    assert table(open_source(url))[0] == [("1",)]


def test_a_million_rows_take_little_memory(tmp_path: Path) -> None:
    import subprocess
    import sys

    path = tmp_path / "a.csv"
    with path.open("w") as stream:
        stream.write("a,b,c,d\n")
        for i in range(0, 1_000_000, 1000):
            stream.write("".join(f"A-{j},410100,{j},2018-01-02\n" for j in range(i, i + 1000)))
    script = (
        "import resource, sys\n"
        "from ecoreward.tables.source import open_source\n"
        "source = open_source(sys.argv[1])\n"
        "first = next(iter(source.batches(65536)))\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "rows = sum(len(b.frame) for b in source.batches(65536))\n"
        "print(rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    rows, grown = map(int, done.stdout.split())
    assert rows == 1_000_000
    assert grown < 100_000  # kilobytes


def test_nothing_heavy_is_imported_with_the_package() -> None:
    import subprocess
    import sys

    script = (
        "import sys, ecoreward, ecoreward.tables.source, ecoreward.tables.sink\n"
        "print({'polars', 'pyarrow', 'sqlalchemy', 'xlsxwriter', 'python_calamine'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def test_a_package_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "python_calamine", None)
    monkeypatch.delitem(sys.modules, "ecoreward.tables.read_excel", raising=False)
    path = put(tmp_path, "a.xlsx", excel([HEADERS, ["A-1", "410100", 5]]))
    with pytest.raises(TableProblems) as told:
        open_source(str(path))
    assert told.value.items[0].params == {"package": "python_calamine", "extra": "tables"}
