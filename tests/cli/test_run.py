"""`run`, `calc TABLE` and `explain TABLE --row N`: what is read, what is written, and what is said, in both languages."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ecoreward.cli import progress
from ecoreward.cli.progress import Progress
from ecoreward.tables.sink import open_sink
from ecoreward.tables.source import open_source
from ecoreward.version import __version__
from tests.cli.conftest import Done, Ecoreward
from tests.tables.makers import CSV, excel, parquet, put
from tests.tables.runs import MIXED, WRONG

GOLDEN = Path(__file__).parent / "golden_run"
GOOD = "案件,举报日期,查证属实,违法行为,罚款（万元）\nA-1,2022-03-01,是,偷排漏排,120\nA-2,2022-03-01,否,偷排漏排,5\n"
OPEN = GOOD + "A-3,2022-03-01,是,偷排漏排,\n"
FILES = {
    "案件.csv": MIXED,
    "好.csv": GOOD,
    "缺.csv": OPEN,
    "备注.csv": GOOD.replace("案件", "经办科室", 1),
}
# What is typed, and the files that are shown after it.
SHOWN: dict[str, tuple[list[str], list[str]]] = {
    "mixed": (["run", "案件.csv", "-o", "结果.csv"], ["结果.csv", "结果.bad.csv"]),
    "keep": (["run", "缺.csv", "-j", "庆元县", "--keep", "-o", "结果.csv"], ["结果.csv"]),
    "totals": (["run", "案件.csv"], []),
    "strict": (["run", "案件.csv", "--strict", "-o", "结果.csv"], []),
    "json": (["run", "缺.csv", "-j", "庆元县", "--json"], []),
    "ignored": (["run", "备注.csv", "-j", "庆元县"], []),
    "reference": (["run", "缺.csv", "-j", "庆元县", "--engine", "reference"], []),
    "explain": (["explain", "案件.csv", "--row", "3"], []),
    "explain-bad": (["explain", "案件.csv", "--row", "12"], []),
}


@pytest.fixture(autouse=True)
def files(ecoreward: Ecoreward) -> None:
    for name, text in FILES.items():
        put(Path(), name, text)


def golden(name: str, written: str) -> None:
    expected = GOLDEN / name
    written = written.replace(__version__, "VERSION")
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        expected.write_text(written, encoding="utf-8")
    assert written == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", SHOWN)
def test_what_a_person_reads(ecoreward: Ecoreward, name: str, lang: str) -> None:
    words, shown = SHOWN[name]
    done = ecoreward(*words, "--lang", lang)
    parts = [f"$ ecoreward {' '.join(words)}\n{done.out}{done.err}"]
    parts += [f"\n{path}:\n{Path(path).read_text('utf-8-sig')}" for path in shown]
    golden(f"{name}.{lang}.txt", "".join(parts))
    left = set(os.listdir()) - set(FILES) - set(shown)
    assert not left


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", ["run", "sample"])
def test_help(ecoreward: Ecoreward, command: str, lang: str) -> None:
    golden(f"help-{command}.{lang}.txt", ecoreward(command, "--help", "--lang", lang).out)


def test_every_golden_has_its_test() -> None:
    names = {*SHOWN, "help-run", "help-sample"}
    assert {p.name.split(".")[0] for p in GOLDEN.glob("*.txt")} == names


def read(path: str) -> list[dict[str, str]]:
    text = Path(path).read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_side_file_has_row_column_kind_reason_and_code(ecoreward: Ecoreward) -> None:
    assert ecoreward("run", "案件.csv", "-o", "结果.csv").code == 1
    side = read("结果.bad.csv")
    assert [(int(r["行"]), r["列"], r["代码"]) for r in side] == WRONG
    assert all(r["原因"] for r in side)
    assert "许多" not in str(side)


def test_a_side_file_of_an_earlier_run_does_not_stay(ecoreward: Ecoreward) -> None:
    ecoreward("run", "案件.csv", "-o", "结果.csv")
    assert Path("结果.bad.csv").exists()
    assert ecoreward("run", "好.csv", "-j", "庆元县", "-o", "结果.csv").code == 0
    assert not Path("结果.bad.csv").exists()


def test_a_side_file_of_ones_own(ecoreward: Ecoreward) -> None:
    assert ecoreward("run", "案件.csv", "--bad", "问题.xlsx").code == 1
    [sheet] = open_source("问题.xlsx").batches(100)
    assert sheet.frame.height == len(WRONG)
    assert not Path("结果.csv").exists()


def test_strict_writes_nothing_and_keeps_what_was_there(ecoreward: Ecoreward) -> None:
    put(Path(), "结果.csv", "old")
    done = ecoreward("run", "案件.csv", "--strict", "-o", "结果.csv", "--json")
    assert (done.code, done.out, done.codes) == (2, "", ["file.bad-row"])
    assert Path("结果.csv").read_text() == "old"
    assert not Path("结果.bad.csv").exists()


@pytest.mark.parametrize(
    "words",
    [("好.csv", "-o", "好.csv"), ("好.csv", "-o", "./好.csv"), ("好.csv", "-o", "a.csv", "--bad", "a.csv"),
     ("好.csv", "--bad", "好.csv")],
    ids=str,
)  # fmt: skip
def test_a_table_is_never_written_over_itself(ecoreward: Ecoreward, words: tuple[str, ...]) -> None:
    done = ecoreward("run", *words, "-j", "庆元县", "--json")
    assert (done.code, done.codes) == (2, ["cli.run-onto-itself"])
    assert Path("好.csv").read_text("utf-8") == GOOD


@pytest.mark.parametrize(
    ("words", "code"),
    [(("好.csv", "--edition", "qingyuan-2021"), "cli.option-needs-j"), (("好.csv",), "file.no-jurisdiction"),
     (("没有.csv",), "file.no-file"), (("好.csv", "--engine", "abacus"), "cli.bad-value"),
     (("好.csv", "-j", "庆圆县"), "library.unknown-jurisdiction"), (("好.csv", "-j", "庆元县", "-o", "a.doc"), "file.suffix"),
     (("好.csv", "-j", "庆元县", "--extra", "perhaps"), "cli.bad-value")],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_run(ecoreward: Ecoreward, words: tuple[str, ...], code: str) -> None:
    done = ecoreward("run", *words, "--json")
    assert (done.code, done.out, done.codes) == (2, "", [code])


def test_an_edition_that_is_not_there_is_told_before_a_row_is_read(ecoreward: Ecoreward) -> None:
    told = ecoreward(
        "run", "好.csv", "-j", "庆元县", "--edition", "qingyuan-1999", "--bad", "b.csv", "--json"
    )  # fmt: skip
    assert told.code == 2
    assert told.codes == ["case.unknown-edition"]
    assert not Path("b.csv").exists()


# One table, every format.


def written(suffix: str) -> str:
    """The good table in some format, or as a table of a database."""
    frame = pl.read_csv(io.BytesIO(OPEN.encode()), infer_schema=False)
    name = "sqlite:///库.db" if suffix == "sql" else f"表{suffix}"
    with open_sink(name, lang="zh", headers=frame.columns, table="案件") as sink:
        sink.write(frame)
    return name


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsx", ".parquet", ".jsonl", "sql"])
def test_every_format_in_and_out(ecoreward: Ecoreward, suffix: str) -> None:
    name = written(suffix)
    out = name if suffix == "sql" else f"结果{suffix}"
    done = ecoreward("run", name, "-j", "庆元县", "-o", out)
    assert (done.code, done.err) == (0, "")
    assert "60,000" in done.out
    query = {"query_table": "results"} if suffix == "sql" else {}
    [batch] = open_source(out, **query).batches(100)
    assert [str(v or "") for v in batch.frame["案件"]] == ["A-1", "A-2", "A-3"]
    paid = [None if v is None else float(v) for v in batch.frame["应付"]]
    assert paid == [60000, 0, None]
    assert list(batch.frame["结果"]) == ["予以奖励", "不符合条件", "待定（缺事实）"]
    if suffix == "sql":
        with sqlite3.connect("库.db") as connection:
            assert [r[0] for r in connection.execute('select "应付" from results')] == [
                "60000.00",
                "0.00",
                None,
            ]
        connection.close()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet", ".jsonl"])
def test_the_reference_writes_the_same_bytes(ecoreward: Ecoreward, suffix: str) -> None:
    for engine in ("polars", "reference"):
        ecoreward("run", "案件.csv", "-o", f"{engine}{suffix}", "--engine", engine, "--keep")
    one, other = (Path(f"{e}{suffix}").read_bytes() for e in ("polars", "reference"))
    if suffix == ".xlsx":  # an archive holds the time of its making
        one, other = (
            str(next(open_source(f"{e}.xlsx").batches(99)).frame.to_dicts()).encode()
            for e in ("polars", "reference")
        )
    assert one == other
    assert Path("polars.bad.csv").read_bytes() == Path("reference.bad.csv").read_bytes()


def test_calc_of_a_table_is_run(ecoreward: Ecoreward) -> None:
    assert ecoreward("calc", "好.csv", "-j", "庆元县") == ecoreward("run", "好.csv", "-j", "庆元县")


def test_run_of_a_case_file_is_calc(ecoreward: Ecoreward) -> None:
    case = "案件: A\n地区: 庆元县\n事实: {举报日期: 2022-03-01, 查证属实: 是, 违法行为: [偷排漏排], 罚款: 120万}\n"
    put(Path(), "案件.yaml", case)
    assert ecoreward("run", "案件.yaml") == ecoreward("calc", "案件.yaml")
    assert (
        ecoreward("run", "案件.yaml", "--json").json
        == ecoreward("calc", "案件.yaml", "--json").json
    )


# One row, in full.


@pytest.mark.parametrize("row", [2, 3, 4, 8, 9, 11, 13])
def test_a_row_explained_is_what_the_run_said(ecoreward: Ecoreward, row: int) -> None:
    ecoreward("run", "案件.csv", "-o", "结果.csv")
    said = next(r for r in read("结果.csv") if r["行"] == str(row))
    [decision] = ecoreward("explain", "案件.csv", "--row", str(row), "--json").json
    assert decision["case"] == said["案件"]
    payable = decision["payable"]
    assert (payable["value"] if payable else "") == said["应付"]
    assert {m["label"]["zh"] for m in decision["missing"]} <= set(said["待明确"].split("；"))


@pytest.mark.parametrize(
    ("words", "code"),
    [(("案件.csv",), "cli.which-row"), (("案件.csv", "--row", "五"), "cli.bad-row"),
     (("案件.csv", "--row", "99"), "file.no-row"), (("案件.csv", "--row", "1"), "file.no-row"),
     (("案件.csv", "--row", "5"), "case.want-money"), (("案件.csv", "--row", "6"), "library.unknown-jurisdiction"),
     (("案件.csv", "好.csv", "--row", "5"), "cli.bad-row")],
    ids=str,
)  # fmt: skip
def test_rows_that_cannot_be_explained(
    ecoreward: Ecoreward, words: tuple[str, ...], code: str
) -> None:
    done = ecoreward("explain", *words, "--json")
    assert (done.code, done.out, done.codes) == (2, "", [code])


def test_an_edition_over_a_whole_table(ecoreward: Ecoreward) -> None:
    """What the revision of 2018 moved at Zhengzhou: the same cases under both."""
    text = "案件,查证属实,首位举报人,违法行为\nA,是,是,黑渣土车\nB,是,是,燃放烟花爆竹\nC,是,是,机动车冒黑烟\n"
    put(Path(), "表.csv", text)
    found: dict[str, Any] = {}
    for edition in ("zhengzhou-2017", "zhengzhou-2018"):
        found[edition] = ecoreward(
            "run", "表.csv", "-j", "郑州市", "--edition", edition, "--json"
        ).json["sums"]["CNY"]
    assert (found["zhengzhou-2017"]["low"], found["zhengzhou-2017"]["high"]) == (
        "6000.00",
        "10500.00",
    )
    assert (found["zhengzhou-2018"]["low"], found["zhengzhou-2018"]["high"]) == (
        "1500.00",
        "1500.00",
    )


# Tables that are broken, too wide or too short.


def test_headers_without_a_row(ecoreward: Ecoreward) -> None:
    put(Path(), "空.csv", CSV.splitlines()[0] + "\n")
    put(Path(), "空.parquet", parquet({"地区": pl.Series([], dtype=pl.String)}))
    for name in ("空.csv", "空.parquet"):
        done = ecoreward("run", name, "-o", "结果.csv", "--json")
        assert (done.code, done.codes) == (2, ["file.no-rows"])
        assert not Path("结果.csv").exists()


def test_two_hundred_columns(ecoreward: Ecoreward) -> None:
    more = {f"内部{i}": [str(i)] * 2 for i in range(198)}
    frame = pl.DataFrame({"地区": ["庆元县"] * 2, "罚款": [1, 2], **more})
    put(Path(), "宽.parquet", parquet(frame.to_dict(as_series=False)))
    done = ecoreward("run", "宽.parquet", "-o", "结果.parquet", "--keep")
    assert done.code == 0
    [batch] = open_source("结果.parquet").batches(10)
    assert batch.frame.height == 2
    assert "罚款" in batch.frame.columns
    assert "内部1" not in batch.frame.columns  # only what is a fact
    assert len(batch.frame.columns) < 20


def broken(name: str) -> str:
    long = "".join(f"A-{i},410100,{i}\n" for i in range(400))
    data: dict[str, bytes] = {
        "mixed.csv": (CSV + long).encode() + "A-9,金水区,5\n".encode("gb18030"),
        "merged.xlsx": excel([["案件", "地区", "罚款"], ["A-1", "410100", 5]], lambda _, s: s.merge_range("B1:C1", "地区和罚款")),
        "cut.parquet": parquet({"地区": ["410100"] * 5000, "罚款": list(range(5000))}, cut=200),
        "cut.xlsx": excel([["案件", "地区", "罚款"], ["A-1", "410100", 5]])[:900],
    }  # fmt: skip
    put(Path(), name, data[name])
    return name


@pytest.mark.parametrize(
    ("name", "code"),
    [("mixed.csv", "file.mixed-encodings"), ("merged.xlsx", "file.merged"), ("cut.parquet", "file.damaged"),
     ("cut.xlsx", "file.damaged")],
)  # fmt: skip
def test_a_broken_table_leaves_the_old_results(ecoreward: Ecoreward, name: str, code: str) -> None:
    put(Path(), "结果.csv", "old")
    done = ecoreward("run", broken(name), "-o", "结果.csv", "--json")
    assert (done.code, done.out, done.codes) == (2, "", [code])
    assert Path("结果.csv").read_text() == "old"
    assert sorted(os.listdir()) == sorted([*FILES, name, "结果.csv"])


def test_persons_are_refused_and_never_repeated(ecoreward: Ecoreward) -> None:
    put(Path(), "人.csv", "案件,地区,罚款,内部情况\nA-1,庆元县,5,13800138000\n")
    done = ecoreward("run", "人.csv", "-o", "结果.csv", "--keep")
    assert done.code == 2
    assert "file.identity-cell" in done.err
    assert "13800138000" not in done.out + done.err
    assert not Path("结果.csv").exists()


def test_what_a_spreadsheet_would_run_never_comes_out(ecoreward: Ecoreward) -> None:
    put(
        Path(),
        "式.csv",
        "案件,地区,罚款,=1+1\n=cmd(1),庆元县,5,@x\nA-2,=a,5,\nA-3,庆元县,=5,\nA-4,庆元县,5,\n",
    )
    done = ecoreward("run", "式.csv", "-o", "结果.csv", "--keep")
    assert done.code == 1
    assert [r["案件"] for r in read("结果.csv")] == ["A-4"]
    cells = [c for path in ("结果.csv", "结果.bad.csv") for r in read(path) for c in r.values()]
    assert not [c for c in cells if c[:1] in tuple("=+-@")]


# How far a run is.


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


def test_nothing_is_said_for_two_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ecoreward: Ecoreward
) -> None:
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    with Progress(open_source("好.csv"), "en") as at:
        for second in range(31):
            clock.now = float(second)
            at.at(second)
    assert capsys.readouterr().err.splitlines() == ["10 rows done", "20 rows done", "30 rows done"]


class Known:
    """A source of which the length is known."""

    total = 1000
    share = None


def test_the_time_left_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with Progress(Known(), "zh") as at:  # type: ignore[arg-type]
        for second in (1, 3, 3.1, 600):
            clock.now = float(second)
            at.at(int(second) + 100)
    err = capsys.readouterr().err
    assert err.count("\r") == 3  # two lines, the first written over, and then the line is wiped
    assert "已处理 103 行，10%，约还需 26 秒" in err
    assert err.endswith("\r\x1b[K")


def test_a_run_says_how_far_it_is_within_a_batch(
    monkeypatch: pytest.MonkeyPatch, ecoreward: Ecoreward
) -> None:
    """Rows that are decided one by one would be silent for minutes."""
    steps = iter(range(0, 100_000, 5))

    class Late:
        @staticmethod
        def monotonic() -> float:
            return float(next(steps))

    monkeypatch.setattr(progress, "time", Late)
    done = ecoreward("run", "缺.csv", "-j", "庆元县", "--engine", "reference")
    assert done.err.startswith("已处理 1 行")
    assert len(done.err.splitlines()) > 1


def test_json_has_the_totals_and_what_is_wrong_beside(ecoreward: Ecoreward) -> None:
    done: Done = ecoreward("run", "案件.csv", "--json")
    assert done.code == 1
    assert done.json["rows"] + done.json["bad"] + done.json["blank"] == len(MIXED.splitlines()) - 1
    assert [(p["row"], p["column"], p["code"]) for p in json.loads(done.err)] == WRONG
