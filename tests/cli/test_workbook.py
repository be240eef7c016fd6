"""`ecoreward workbook`: made of a place, with cases of a table or a case file, and fed back."""

from __future__ import annotations

import os
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import ROOT, Ecoreward
from tests.paper.books import at

GOLDEN = Path(__file__).parent / "golden_workbook"
RATE = "qingyuan-2021.share-of-fine.rate"


def golden(name: str, text: str) -> None:
    expected = GOLDEN / name
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


def change(path: str, address: str, value: object) -> None:
    """Another value to try, saved by another program."""
    found = openpyxl.load_workbook(path)
    at(found, address).value = value
    found.save(path)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_from_a_table_to_a_draft(ecoreward: Ecoreward, lang: str) -> None:
    table = str(ROOT / "examples/tables/cases-2022.csv")
    # One row of it cannot be read: its problem is told when the workbook comes back.
    told = [
        ecoreward("workbook", "庆元县", "--cases", table, "-o", "试算.xlsx", "--lang", lang).out
    ]
    found = openpyxl.load_workbook("试算.xlsx")
    assert found.sheetnames[0] == ("使用说明" if lang == "zh" else "Guide")
    if lang == "en":
        params = found["Parameters"]
        row = next(r for r in range(1, params.max_row) if params[f"L{r}"].value == RATE)
        params[f"F{row}"].value = "8%"
        found.save("试算.xlsx")
    else:
        change("试算.xlsx", RATE, "8%")
    done = ecoreward(
        "workbook", "试算.xlsx", "-o", "结果.xlsx", "--draft", "草案.yaml", "--lang", lang
    )
    assert done.code == 1
    golden(f"fed.{lang}.txt", "".join(told) + done.out + done.err)
    policy = (ROOT / "policies/qingyuan.yaml").read_text("utf-8")
    assert Path("草案.yaml").read_text("utf-8") == policy.replace("rate: 5%", "rate: 8%")
    again = ecoreward("workbook", "结果.xlsx", "--lang", lang)
    assert again.out == done.out.split("已写出" if lang == "zh" else "written:")[0]


def test_as_data(ecoreward: Ecoreward) -> None:
    made = ecoreward("workbook", "庆元县", "-o", "a.xlsx", "--json")
    assert made.json == {
        "written": "a.xlsx", "jurisdiction": "qingyuan", "edition": "qingyuan-2021", "parameters": 13,
        "cases": 10, "left_out": 0,
    }  # fmt: skip
    change("a.xlsx", RATE, 0.08)
    done = ecoreward("workbook", "a.xlsx", "--json")
    assert (done.code, done.err) == (0, "")
    data = done.json
    assert data["settings"] == [{"address": RATE, "today": "5%", "tried": "8%"}]
    assert data["totals"]["cases"] == 10
    assert data["totals"]["difference"]["low"] == {"value": "72000.01", "currency": "CNY"}
    share = data["cases"][0]
    assert (share["case"], share["row"]) == ("QY-share", 5)
    assert share["today"]["payable"]["value"] == "60000.00"
    assert share["then"]["range"]["low"]["value"] == "96000.00"
    # Nothing is ever payable by a value that is only tried.
    assert {c["then"]["payable"] for c in data["cases"] if c["then"]["outcome"] == "awarded"} == {
        None
    }


def test_cases_of_a_case_file(ecoreward: Ecoreward) -> None:
    Path("案件.yaml").write_text(
        "- 案件: QY-1\n  地区: 庆元县\n  事实:\n"
        "    {举报日期: 2022-03, 查证属实: 是, 违法行为: [偷排漏排, 噪声污染], 罚款: '[100万..120万)'}\n"
        "  裁量: {award: highest}\n  已付: 5000\n"
        "- {案件: HZ-1, 地区: 杭州市, 事实: {罚款: 10万}}\n",
        encoding="utf-8",
    )  # fmt: skip
    done = ecoreward("workbook", "庆元县", "--cases", "案件.yaml", "-o", "a.xlsx")
    assert done.out.splitlines() == [
        "已写出 a.xlsx：庆元县 qingyuan-2021，13 项参数，1 件案件",
        "表里另有 1 行不是庆元县的案件，没有放进工作簿",
    ]
    sheet = openpyxl.load_workbook("a.xlsx")["案件"]
    row = {h.value: c.value for h, c in zip(sheet[4], sheet[5], strict=True)}
    assert row["举报日期"] == "2022-03"
    assert row["违法行为"] == "偷排漏排；噪声污染"
    assert row["罚款（元）"] == "[100万..120万)"
    assert row["裁量：举报奖励（award）"] == "highest"
    assert row["已付（元）"] == 5000
    assert ecoreward("workbook", "a.xlsx").code == 0


def test_an_edition_that_is_named_is_that_of_every_case(ecoreward: Ecoreward) -> None:
    table = str(ROOT / "examples/tables/zhengzhou.csv")
    done = ecoreward(
        "workbook", "郑州市", "--edition", "zhengzhou-2017", "--cases", table, "-o", "a.xlsx"
    )
    assert done.code == 0
    back = ecoreward("workbook", "a.xlsx", "--json").json
    assert {c["today"]["edition"] for c in back["cases"]} == {"zhengzhou-2017"}
    # As `run` has it.
    assert back["totals"]["today"]["low"]["value"] == "6500.00"
    assert back["totals"]["today"]["high"]["value"] == "20500.00"


def test_no_workbook_is_written_over(ecoreward: Ecoreward) -> None:
    assert ecoreward("workbook", "庆元县").code == 0
    assert Path("庆元县试算.xlsx").exists()
    for words in (
        ["庆元县"],
        ["庆元县试算.xlsx", "-o", "庆元县试算.xlsx"],
        ["庆元县试算.xlsx", "--draft", "庆元县试算.xlsx"],
    ):
        done = ecoreward("workbook", *words, "--json")
        assert (done.code, done.codes) == (2, ["cli.exists"])


def test_a_wrong_workbook_writes_nothing(ecoreward: Ecoreward) -> None:
    ecoreward("workbook", "庆元县", "-o", "a.xlsx")
    change("a.xlsx", RATE, "很多")
    done = ecoreward("workbook", "a.xlsx", "-o", "b.xlsx", "--draft", "c.yaml", "--json")
    assert (done.code, done.codes) == (2, ["feel.unknown-name"])
    assert not Path("b.xlsx").exists()
    assert not Path("c.yaml").exists()


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("案件,姓名\nA-1,某\n", "file.identity-header"),
        ("案件,罚款,收款账号\nA-1,5,x\n", "file.identity-header"),
        ("案件,查证熟实\nA-1,是\n", "column.slip"),
        ("案件,罚款,经办情况\nA-1,5,13800138000\n", "file.identity-cell"),
    ],
)
def test_a_table_that_cannot_be_taken(ecoreward: Ecoreward, table: str, code: str) -> None:
    Path("t.csv").write_text(table, encoding="utf-8")
    done = ecoreward("workbook", "庆元县", "--cases", "t.csv", "-o", "a.xlsx", "--json")
    assert done.code == 2
    assert code in done.codes
    assert not Path("a.xlsx").exists()


@pytest.mark.parametrize("place", ["没有这个地方", "qingyuan-2021"])
def test_a_place_that_there_is_not(ecoreward: Ecoreward, place: str) -> None:
    done = ecoreward("workbook", place, "--json")
    assert (done.code, done.codes) == (2, ["library.unknown-jurisdiction"])
