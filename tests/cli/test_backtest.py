"""`backtest`: what it says in both languages, what it writes, what stops a pipeline."""

from __future__ import annotations

import csv
import io
import os
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from ecoreward.version import __version__
from tests.cli.conftest import ROOT, Done, Ecoreward
from tests.tables.makers import put

GOLDEN = Path(__file__).parent / "golden_backtest"
HEAD = "案件,地区,举报日期,查证属实,违法行为,罚款（万元）,实发奖金（元）\n"
PAID = HEAD + (
    "Q-1,庆元县,2022-03-01,是,偷排漏排,120,60000\n"
    "Q-2,庆元县,2022-03-15,是,偷排漏排,10,5000\n"
    "Q-3,庆元县,2022-04-02,是,偷排漏排,30,12000\n"
    "Q-4,庆元县,2022-04-09,否,偷排漏排,20,1000\n"
    "Q-5,庆元县,2022-05-20,是,偷排漏排,400,100000\n"
)
# A range gains in both ends, one bad row, one of another place.
WRONG = PAID + "Q-6,庆元县,2022-06-21,许多,偷排漏排,3,\nQ-7,郑州市,2022-06-21,是,黑渣土车,3,\n"
OPEN = HEAD + (
    "Q-1,庆元县,2022-03-01,是,偷排漏排,,\nQ-2,庆元县,2022-03-15,,偷排漏排,10,\nQ-3,庆元县,2022-03-15,是,,40,\n"
)
RATE = ["backtest", "qingyuan-2021", "--set", "qingyuan-2021.share-of-fine.rate=8%"]
NAME = ["--paid", "实发奖金（元）"]
SHOWN: dict[str, list[str]] = {
    "zhengzhou": ["backtest", "zhengzhou-2018", "--baseline", "zhengzhou-2017", "--cases", "郑州.csv"],
    "rate": [*RATE, "--cases", "实发.csv", *NAME],
    "renamed": ["backtest", "改名.yaml", "--cases", "实发.csv", *NAME],
    "same": ["backtest", "qingyuan-2021", "--baseline", "qingyuan-2021", "--cases", "实发.csv"],
    "moves-nothing": [
        "backtest", "qingyuan-2021", "--set", "qingyuan-2021.share-of-fine.cap=50万", "--cases", "小案.csv",
    ],
    "wrong": [*RATE, "--cases", "错行.csv", *NAME, "--fail-on", "bad,winners", "--fail-on", "cost>+5%"],
    "open": [*RATE, "--cases", "未定.csv"],
    "by-date": ["backtest", "zhengzhou-2018", "--by-date", "--cases", "郑州.csv"],
    "no-case": ["backtest", "zhengzhou-2018", "--cases", "实发.csv"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def files(ecoreward: Ecoreward) -> None:
    put(Path(), "实发.csv", PAID)
    put(Path(), "小案.csv", "\n".join(PAID.split("\n")[:4]) + "\n")
    put(Path(), "错行.csv", WRONG)
    put(Path(), "未定.csv", OPEN)
    put(Path(), "郑州.csv", (ROOT / "examples/tables/zhengzhou.csv").read_text("utf-8"))
    policy = (ROOT / "policies/qingyuan.yaml").read_text("utf-8")
    title = "关于建立健全环境污染问题发现机制的实施意见"
    assert f"title: {title}" in policy
    put(Path(), "改名.yaml", policy.replace(f"title: {title}", f"title: {title}（修订）"))


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
    done = ecoreward(*SHOWN[name], "--lang", lang)
    golden(f"{name}.{lang}.txt", f"$ ecoreward {' '.join(SHOWN[name])}\n{done.out}{done.err}")
    assert done.code == (1 if name == "wrong" else 0)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help(ecoreward: Ecoreward, lang: str) -> None:
    golden(f"help.{lang}.txt", ecoreward("backtest", "--help", "--lang", lang).out)


def test_every_golden_has_its_test() -> None:
    assert {p.name.split(".")[0] for p in GOLDEN.glob("*.txt")} == {*SHOWN, "help"}


def read(path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Path(path).read_text("utf-8-sig"))))


def test_rows_add_up_to_the_totals_of_the_summary(ecoreward: Ecoreward) -> None:
    done = ecoreward(
        *RATE, "--cases", "错行.csv", *NAME, "-o", "逐件.csv", "-o", "逐件.parquet", "--json"
    )
    total = done.json["total"]
    rows = read("逐件.csv")
    assert [r["案件"] for r in rows] == ["Q-1", "Q-2", "Q-3", "Q-4", "Q-5"]
    for header, key in (
        ("原规定最低", "before_low"),
        ("草案最高", "after_high"),
        ("最高数相差", "change_high"),
        ("实发", "paid"),
    ):
        assert sum(Decimal(r[header] or 0) for r in rows) == Decimal(total[key])
    assert [r["增减"] for r in rows] == ["奖金增加", "奖金增加", "奖金增加", "不变", "不变"]
    assert rows[3]["实发与原规定"] == "按原规定不符合条件，却有实发"
    frame = pl.read_parquet("逐件.parquet")
    assert frame.columns == list(rows[0])
    assert frame["草案最低"].sum() == Decimal(total["after_low"])
    assert done.json["bad"] == 1
    assert done.json["outside"] == 1


def test_kinds_keep_their_names_beside_rows_of_other_places(ecoreward: Ecoreward) -> None:
    done = ecoreward(*RATE, "--cases", "错行.csv", *NAME, "--json")
    assert [x["label"]["zh"] for x in done.json["by"]["violation"]] == ["偷排漏排"]


def test_rows_are_written_as_they_pass(ecoreward: Ecoreward) -> None:
    """A table of no case leaves a table with headers, not the one of an earlier run."""
    put(Path(), "逐件.csv", "old")
    ecoreward("backtest", "zhengzhou-2018", "--cases", "实发.csv", "-o", "逐件.csv")
    assert read("逐件.csv") == []
    assert Path("逐件.csv").read_text("utf-8-sig").startswith("行,案件,")


def test_reports_are_written_whole_and_stand_in_for_earlier_ones(ecoreward: Ecoreward) -> None:
    put(Path(), "报告.html", "old")
    done = ecoreward(*RATE, "--cases", "实发.csv", "-o", "报告.html", "-o", "报告.xlsx")
    assert done.code == 0
    assert "已写出 报告.html\n已写出 报告.xlsx\n" in done.out
    assert Path("报告.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert Path("报告.xlsx").read_bytes()[:2] == b"PK"
    assert not [p for p in os.listdir() if p.startswith(".")]


def failing(ecoreward: Ecoreward, *limits: str, table: str = "实发.csv") -> Done:
    words = [w for limit in limits for w in ("--fail-on", limit)]
    return ecoreward(*RATE, "--cases", table, *NAME, *words)


@pytest.mark.parametrize(
    ("limit", "held"),
    [
        ("winners", "--fail-on winners：奖金增加的 3 件\n"),
        ("losers", ""),
        ("change", "--fail-on change：金额有变化或可能有变化的 3 件\n"),
        ("differs", "--fail-on differs：实发与原规定不符的 2 件\n"),
        ("bad", ""),
        ("uncaught", ""),
        ("cost>+26.6%", "--fail-on cost>+26.6%：支出最多变动 +48,000 元（+26.7%）\n"),
        ("cost>26.7%", ""),
        ("cost > 47,999.99", "--fail-on cost > 47,999.99：支出最多变动 +48,000 元（+26.7%）\n"),
        ("cost>4.8万", ""),
        ("cost＞-1", "--fail-on cost>-1：支出最多变动 +48,000 元（+26.7%）\n"),
    ],
)
def test_a_condition_that_holds_is_told_with_its_figure(
    ecoreward: Ecoreward, limit: str, held: str
) -> None:
    done = failing(ecoreward, limit)
    assert (done.code, done.err) == (1 if held else 0, held)


def test_a_cost_counts_by_the_end_that_rises_more(ecoreward: Ecoreward) -> None:
    done = failing(ecoreward, "cost>1000", table="未定.csv")
    assert done.code == 1
    assert "支出最多变动 +15,000 元" in done.err


def test_conditions_stand_in_json_too(ecoreward: Ecoreward) -> None:
    done = ecoreward(*RATE, "--cases", "实发.csv", "--fail-on", "winners,losers", "--json")
    assert done.code == 1
    assert done.json["failed"] == [{"condition": "winners", "figure": "奖金增加的 3 件"}]


def test_a_column_that_says_paid_by_itself_needs_no_renaming(ecoreward: Ecoreward) -> None:
    put(Path(), "自述.csv", PAID.replace("实发奖金（元）", "已发放（元）"))
    one = ecoreward(*RATE, "--cases", "自述.csv")
    two = ecoreward(*RATE, "--cases", "自述.csv", "--paid", "已发放（元）")
    assert one == two
    assert "实发与原规定不符的 2 件" in one.out


def test_a_unit_in_the_header_counts(ecoreward: Ecoreward) -> None:
    lines = [line.rsplit(",", 1) for line in PAID.strip().split("\n")]
    table = [
        f"{lines[0][0]},实发奖金（万元）",
        *(f"{a},{Decimal(b) / 10000}" for a, b in lines[1:]),
    ]
    put(Path(), "万元.csv", "\n".join(table) + "\n")
    done = ecoreward(*RATE, "--cases", "万元.csv", "--paid", "实发奖金（万元）", "--json")
    assert done.json["total"]["paid"] == "178000.00"


def test_a_bad_payment_is_told_under_the_header_of_the_table(ecoreward: Ecoreward) -> None:
    put(Path(), "坏.csv", PAID.replace("60000", "六万左右"))
    done = ecoreward(*RATE, "--cases", "坏.csv", *NAME, "--json")
    assert [b[1] for b in done.json["bad_rows"]] == ["实发奖金（元）"]


def test_the_draft_is_a_file_an_edition_of_it_or_an_id(ecoreward: Ecoreward) -> None:
    both = ROOT / "policies/zhengzhou.yaml"
    put(Path(), "草案.yaml", both.read_text("utf-8"))
    words = ["--baseline", "zhengzhou-2017", "--cases", "郑州.csv", "--json"]
    by_id = ecoreward("backtest", "zhengzhou-2018", *words).json
    by_file = ecoreward("backtest", "草案.yaml@zhengzhou-2018", *words).json
    for key in ("total", "by", "attribution", "differences", "wording", "draft"):
        assert by_id[key] == by_file[key]
    missing = ecoreward("backtest", "没有.yaml", *words)
    assert missing.codes == ["cli.no-file"]


def test_a_baseline_of_its_own_is_the_latest_other_edition(ecoreward: Ecoreward) -> None:
    done = ecoreward("backtest", "zhengzhou-2018", "--cases", "郑州.csv", "--json")
    assert done.json["baseline"]["edition"] == "zhengzhou-2025"
    last = ecoreward("backtest", "zhengzhou-2025", "--cases", "郑州.csv", "--json")
    assert last.json["baseline"]["edition"] == "zhengzhou-2018"


def test_values_are_set_in_a_file_too(ecoreward: Ecoreward) -> None:
    setting = ["--set", "qingyuan-2021.share-of-fine.rate=8%"]
    done = ecoreward("backtest", "改名.yaml", *setting, "--cases", "实发.csv", "--json")
    assert done.json["total"]["change_low"] == "48000.00"
    assert done.json["wording"]
    assert done.json["draft"]["status"] == "what_if"


def test_what_does_not_go_together(ecoreward: Ecoreward) -> None:
    done = ecoreward(
        *RATE, "--cases", "实发.csv", "--by-date", "--baseline", "qingyuan-2021", "--json"
    )
    assert (done.code, done.codes) == (2, ["cli.not-together"])


@pytest.mark.parametrize("names", [("实发.csv",), ("a.csv", "a.csv"), ("a.html", "./a.html")])
def test_nothing_is_written_onto_the_table_or_twice(
    ecoreward: Ecoreward, names: tuple[str, ...]
) -> None:
    words = [w for n in names for w in ("-o", n)]
    done = ecoreward(*RATE, "--cases", "实发.csv", *words, "--json")
    assert done.codes == ["cli.run-onto-itself"]
    assert Path("实发.csv").read_text("utf-8") == PAID


def test_a_person_behind_paid_is_refused_and_not_echoed(ecoreward: Ecoreward) -> None:
    put(Path(), "人.csv", PAID.replace("实发奖金（元）", "联系电话"))
    done = ecoreward(*RATE, "--cases", "人.csv", "--paid", "联系电话", "--json")
    assert done.code == 2
    assert done.codes[0].startswith(("file.identity", "column.identity"))
