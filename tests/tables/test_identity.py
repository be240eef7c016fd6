"""Columns that look like persons are refused by header and content; nothing of them is told."""

from __future__ import annotations

from time import perf_counter

import polars as pl
import pytest

import ecoreward
from ecoreward.engine.private import KEYS
from ecoreward.problems import Problem
from ecoreward.tables.identity import identity_cells, identity_headers
from ecoreward.tables.problems import letter
from ecoreward.tables.source import Batch

PERSONS = [
    "姓名", "举报人姓名", "举报人", "投诉人", "身份证号", "身份证", "证件号码", "手机", "手机号码", "联系电话", "电话",
    "银行卡号", "开户行", "收款账号", "账户", "户名", "家庭住址", "联系人", "联系方式", "微信号", "邮箱", "护照号",
    "出生日期", "姓 名",
    "name", "Name", "Reporter Name", "reporter_name", "reporterName", "reporter", "full name", "phone", "Phone No.", "mobile",
    "telephone", "id card", "ID_number", "id no", "passport", "bank account", "bank", "account number", "email", "e-mail",
    "home address", "Date of birth", "contact name", "payee", "phoneNumber", "idCard", "bank_card_no",
]  # fmt: skip
PLAIN = [
    "案件编号", "处罚决定书文号", "罚款（元）", "违法企业", "单位名称", "区县", "举报人数", "联名举报人数", "举报日期",
    "办结日期", "污染类型", "金额", "方式", "高新区", "file name", "company name", "policy_name", "amount",
    "fine", "riverbank", "renamed", "column",
    "discount", "accounted", "名单类别", "案由", "举报类型", "黄标车", "水污染", "行业类别", "奖金", "段落",
]  # fmt: skip
IDS = ["410105199003074515", "11010519491231002X", "13800138000", "138-0013-8000", "6222021234567890123",
       "１３８００１３８０００", "手机一三八零零一三八零零零", "电话：13800138000（本人）"]  # fmt: skip
SAID: dict[str, tuple[Problem, ...]] = {
    "identity-header": identity_headers("案件.csv", ["案件", "举报人姓名"], "AB", {"案件"}),
    "identity-as-header": identity_headers("案件.csv", ["13800138000"], "A", ()),
    "identity-cell": identity_cells(
        "案件.csv", Batch(2, pl.DataFrame({"案件": ["1", "13800138000"]})), "A"
    ),
    "identity-names": identity_cells(
        "案件.csv",
        Batch(2, pl.DataFrame({"谁": ["张伟国", "李娜", "王秀英", "刘洋", "陈静"]})),
        "A",
    ),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", SAID)
def test_message(name: str, lang: str) -> None:
    from .test_bad import golden

    golden(name, lang, SAID[name])


@pytest.mark.parametrize("header", PERSONS)
def test_headers_of_persons(header: str) -> None:
    assert identity_headers("a", [header], ["A"], ())


@pytest.mark.parametrize("header", PLAIN)
def test_plain_headers(header: str) -> None:
    assert identity_headers("a", [header], ["A"], ()) == ()


def test_no_spelling_of_a_fact_or_of_a_key_is_refused() -> None:
    known = [*ecoreward.load().vocabulary.spellings, *KEYS]
    assert identity_headers("a", known, [letter(i) for i in range(len(known))], set(known)) == ()
    # And hardly any would be, were it not known: the patterns are not too wide.
    assert len(identity_headers("a", known, known, ())) < 10


@pytest.mark.parametrize("text", IDS)
def test_numbers_are_found_in_any_column_and_batch(text: str) -> None:
    cells = ["ZZ-1", None, "x", text]
    frame = pl.DataFrame({"a": ["1", "2", "3", "4"], "备注": cells})
    found = identity_cells("t.csv", Batch(1002, frame), ["A", "B"], known=["备注"])
    assert [(p.code, p.params["column"], p.params["row"]) for p in found] == [
        ("file.identity-cell", "B", "1005")
    ]
    assert text not in str([p.to_json() for p in found])


def test_numbers_of_native_columns() -> None:
    frame = pl.DataFrame({"x": [1, 13800138000], "fine": [1, 13800138000]})
    found = identity_cells("t.parquet", Batch(1, frame), ["1", "2"], numbers=["fine"])
    assert [p.params["column"] for p in found] == ["1"]


def test_plain_content() -> None:
    frame = pl.DataFrame(
        {
            "案件": [f"郑环罚〔2018〕{i}号" for i in range(5)],
            "stamp": [f"20180501{i:06}" for i in range(5)],
            "区": ["金水区", "管城区", "高新区", "惠济区", "中原区"],
            "kind": ["水污染", "大气", "黄标车", "噪声", "固废"],
        }
    )
    assert identity_cells("t", Batch(1, frame), "ABCD") == ()


def test_one_number_among_a_hundred_thousand_long_case_numbers_is_found_soon() -> None:
    ids = [f"ZZ20180501{i:08}" for i in range(100_000)]
    ids[77_777] = "410105199003074515"
    start = perf_counter()
    found = identity_cells("t", Batch(1, pl.DataFrame({"案件": ids})), "A")
    assert [p.params["row"] for p in found] == ["77778"]
    assert perf_counter() - start < 2
