"""Headers mean a fact by any of its spellings, and nothing is guessed."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import polars as pl
import pytest

import ecoreward
from ecoreward.engine.private import KEYS
from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.problems import Problem, render_all
from ecoreward.tables.cells import type_batch
from ecoreward.tables.headers import Plan, plan_headers
from ecoreward.tables.units import ten_to

GOLDEN = Path(__file__).parent / "golden_headers"


@cache
def vocabulary() -> Vocabulary:
    return ecoreward.load().vocabulary


def plan(*headers: str, currency: str = "CNY") -> Plan:
    found, problems = plan_headers(headers, vocabulary(), currency)
    assert not problems, render_all(problems, "en")
    return found


def problems(*headers: str, currency: str = "CNY") -> tuple[Problem, ...]:
    return plan_headers(headers, vocabulary(), currency)[1]


@pytest.mark.parametrize("spelling", list(ecoreward.load().vocabulary.spellings))
def test_every_spelling_of_every_fact(spelling: str) -> None:
    fact = vocabulary().spellings[spelling]
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in spelling)
    for header in (spelling, spelling.upper(), f" {spelling}\n", spelling.replace(" ", "_"), wide):
        assert [c.fact for c in plan(header).columns] == [fact]


@pytest.mark.parametrize("spelling", [k for k in KEYS if KEYS[k] not in ("facts", "note")])
def test_every_key_of_a_case_file(spelling: str) -> None:
    assert [c.key for c in plan(spelling).columns] == [KEYS[spelling]]


@pytest.mark.parametrize(
    ("header", "key"),
    [("案件号", "case"), ("CASE ID", "case"), ("行政区划代码", "jurisdiction"), ("已发放金额", "already_paid"),
     ("裁量金额", "decided"), ("合成数据", "synthetic"), ("Already Paid", "already_paid"), ("规定截至日", "known_on")],
)  # fmt: skip
def test_further_spellings_of_keys(header: str, key: str) -> None:
    assert [c.key for c in plan(header).columns] == [key]


@pytest.mark.parametrize(
    ("header", "unit"),
    [("罚款（万元）", 4), ("罚款(元)", 0), ("罚款/万元", 4), ("fine (10k yuan)", 4), ("罚款", None), ("Fine (RMB)", 0),
     ("罚款金额【亿元】", 8), ("罚款（单位：万元）", 4), ("罚款\n（人民币万元）", 4), ("fine_collected [1,000 yuan]", 3),
     ("罚 款 （ 千 元 ）", 3), ("fine (million)", 6), ("裁量（万元）", 4), ("已付(万)", 4), ("危险废物吨数（吨）", 0),
     ("Tonnes of hazardous waste (t)", 0)],
)  # fmt: skip
def test_units_in_headers(header: str, unit: int | None) -> None:
    (column,) = plan(header).columns
    assert column.unit == unit


@pytest.mark.parametrize(
    "header",
    [
        "罚款（美元）",
        "罚款（吨）",
        "危险废物吨数（千克）",
        "fine (tonnes)",
        "fine (approx)",
        "罚款/人",
    ],
)
def test_units_that_are_not_known(header: str) -> None:
    assert [p.code for p in problems(header)] == ["column.unknown-unit"]


def test_units_are_those_of_the_currency() -> None:
    assert [p.code for p in problems("fine (yuan)", currency="KRW")] == ["column.unknown-unit"]
    assert plan("fine (10k won)", currency="KRW").columns[0].unit == 4
    assert [ten_to(u, "USD") for u in ("USD", "$", "million dollars", "10k", "元")] == [
        0,
        0,
        6,
        4,
        None,
    ]


def test_what_means_nothing_is_listed_once_and_only_listed() -> None:
    found = plan("案件", "备注", "企业规模", "罚款", "处罚文号", "序号")
    assert found.ignored == ("备注", "企业规模", "处罚文号", "序号")
    assert found.facts == ("fine",)


def test_a_column_that_asks_whether() -> None:
    found = plan("是否查证属实", "是否首位举报人", "是否罚款")
    assert found.facts == ("verified", "first_reporter")
    assert found.ignored == ("是否罚款",)  # a sum is no yes or no


@pytest.mark.parametrize(
    ("header", "near"), [("查证熟实", "查证属实"), ("fine_colected", "Fine collected"), ("举报日朝", "举报日期"),
                         ("罚款金颔（万元）", "罚款金额")]
)  # fmt: skip
def test_slips_are_errors_unless_told_otherwise(header: str, near: str) -> None:
    (problem,) = problems(header)
    assert problem.code == "column.slip"
    assert near in problem.suggestions
    found, told = plan_headers([header], vocabulary(), extra="ignore")
    assert (found.ignored, told) == ((header,), ())


@pytest.mark.parametrize(
    "header", ["举报人姓名", "身份证号", "联系电话", "Phone", "银行卡号", "reporter name"]
)
@pytest.mark.parametrize("extra", ["error", "ignore"])
def test_columns_of_a_person_are_refused_and_not_shown(header: str, extra: str) -> None:
    _, told = plan_headers(["罚款", header], vocabulary(), extra=extra)  # type: ignore[arg-type]
    assert [p.code for p in told] == ["column.identity"]
    assert header not in render_all(told, "zh") + render_all(told, "en")


def test_a_column_that_is_missing_is_unknown() -> None:
    frame = pl.DataFrame({"地区": ["庆元县"]})
    assert "fine" not in type_batch(frame, 2, plan("地区")).frame.columns


def test_facts_declared_by_one_policy_only() -> None:
    own = ecoreward.load().jurisdiction("郑州市").vocabulary
    found, _ = plan_headers(["在饮用水水源地"], own)
    assert found.facts == ("in_water_source",)
    assert plan("在饮用水水源地").ignored == ("在饮用水水源地",)


CASES = {
    "twice": ["罚款", "罚款金额（万元）", "Fine", "地区", "jurisdiction"],
    "facts": ["案件", "地区", "事实"],
    "unknown-unit": ["罚款（美元）", "危险废物吨数(kg)"],
    "identity": ["罚款", "举报人姓名"],
    "slip": ["案件", "罚款金颔", "查证熟实"],
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", [*CASES, "unit-twice"])
def test_golden(name: str, lang: str) -> None:
    if name == "unit-twice":
        frame = pl.DataFrame({"罚款（万元）": ["12万"]})
        told = tuple(b.problem for b in type_batch(frame, 2, plan(*frame.columns)).bad)
    else:
        _, told = plan_headers(CASES[name], vocabulary(), file="cases.csv")
    text = render_all(told, lang) + "\n"
    path = GOLDEN / f"{name}.{lang}.txt"
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")
