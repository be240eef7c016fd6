"""Typed columns say what the reference reader says of each cell, whatever the cell and its type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import ecoreward
from ecoreward.engine.read_case import cases_of
from ecoreward.engine.type_case import typed
from ecoreward.engine.values import Choice, Num, SetOf, Truth
from ecoreward.tables import cells as cells_module
from ecoreward.tables.cells import Typed, type_batch
from ecoreward.tables.headers import Plan, plan_headers
from ecoreward.tables.readings import grid_of
from ecoreward.tables.record import case_data

KINDS = {
    "boolean": "verified", "choice": "channel", "set": "violations", "money": "fine",
    "integer": "joint_reporters", "number": "hazardous_waste_tonnes", "date": "reported_on",
    "share": "share",
}  # fmt: skip


@cache
def library() -> ecoreward.Library:
    return ecoreward.load()


def plan_of(headers: Sequence[str], currency: str = "CNY") -> Plan:
    plan, problems = plan_headers(headers, library().vocabulary, currency)
    assert not problems
    return plan


def types(frame: pl.DataFrame, currency: str = "CNY") -> Typed:
    return type_batch(frame, 1, plan_of(frame.columns, currency))


def column(header: str, values: Sequence[Any], dtype: Any = None, currency: str = "CNY") -> Typed:
    return types(pl.DataFrame({header: pl.Series(values, dtype=dtype)}), currency)


def as_reference(frame: pl.DataFrame, currency: str = "CNY") -> None:
    """Hold every record of a frame to what the reference makes of its case."""
    plan = plan_of(frame.columns, currency)
    done = type_batch(frame, 1, plan)
    bad = {b.row: b for b in reversed(done.bad)}
    for n in range(frame.height):
        found = done.frame.row(n, named=True)
        data, early = case_data(frame, n, plan)
        raws, problems = cases_of(data)
        case = None
        if raws:
            case, more = typed(raws[0], plan.vocabulary, currency)
            problems = (*problems, *more)
        problems = (*early, *problems)
        if problems:
            assert bad[n + 1].problem.code == problems[0].code, (frame.row(n), problems)
            continue
        assert n + 1 not in bad, (frame.row(n), bad[n + 1])
        assert case is not None
        assert (found["#case"] or "") == case.id
        assert (found["#jurisdiction"] or "") == case.jurisdiction
        assert (found["#edition"] or "") == case.edition
        hard = case.known_on is not None
        for fact in plan.facts:
            hard |= not same(found, done, fact, case.facts.get(fact), plan)
        paid = found["#already_paid"]
        off = case.already_paid and paid is None
        assert off or Fraction(paid or 0, 100) == case.already_paid
        entry = case.decided.get("")
        sum_ = None if entry is None else entry.amount
        odd = entry is not None and found["#decided"] is None
        assert odd or sum_ == (
            None if found["#decided"] is None else Fraction(found["#decided"], 100)
        )
        assert found["#hard"] == bool(hard or off or odd)


def same(found: dict[str, Any], done: Typed, fact: str, value: Any, plan: Plan) -> bool:
    """Whether a typed cell is the reference's value; False where it is left to the reference."""
    cell = found.get(fact)
    ranged = found.get(f"{fact}:range")
    per = grid_of(plan.vocabulary.facts[fact])
    match value:
        case None:
            assert cell is None
            assert not ranged
        case Truth(true=true):
            assert cell is true
        case Choice(codes=codes):
            assert {done.levels[fact][cell]} == codes
        case SetOf(must=codes):
            assert done.levels[fact][cell] == codes
        case Num(low=low, high=high):
            ends = [None if e is None else e * per for e in (low, high)]
            if any(
                e is not None and (Fraction(e).denominator != 1 or abs(e) >= 2**63) for e in ends
            ):
                return False
            if value.point:
                assert Fraction(cell) == ends[0]
                assert not ranged
            else:
                assert ranged
                assert cell is None
                assert [found[f"{fact}:low"], found[f"{fact}:high"]] == ends
        case _:
            return False
    return True


DIGITS = st.text("0123456789", min_size=1, max_size=12)
NUMBERS = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["", "", "", "¥", "-", "+", " ", "约", "RMB "]),
    st.one_of(
        DIGITS, st.sampled_from(["1,200", "1,200,000", "12,00", "１２０", "1，200", "007", ",5"])
    ),
    st.sampled_from(["", "", ".5", ".50", ".05", ".005", ".000", ".", ".1234567", "．5"]),
    st.sampled_from(["", "", "万", "亿", "千", "百", "%", " 万", "e3", "‰"]),
    st.sampled_from(["", "", "元", "元整", "圆", " ", "吨"]),
)
RANGES = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["[", "(", "", "（"]), st.one_of(NUMBERS, st.just("")),
    st.sampled_from(["..", " .. ", "...", "-", "，"]), st.one_of(NUMBERS, st.just("")),
    st.sampled_from(["]", ")", "", "）"]),
)  # fmt: skip
BOUNDS = st.builds("{}{}".format, st.sampled_from([">=", "<", ">", "<= ", "＞", "≥"]), NUMBERS)
SUMS = st.one_of(NUMBERS, RANGES, BOUNDS, st.sampled_from(["", " ", "NA", "null", "无", "nan"]))
DAYS = st.one_of(
    st.dates().map(str),
    st.builds("{}-{}-{}".format, st.integers(0, 10000), st.integers(0, 13), st.integers(0, 32)),
    st.builds("{:04d}{}{:02d}{}{:02d}{}".format, st.integers(0, 9999), st.sampled_from("年-/. "),
              st.integers(0, 13), st.sampled_from("月-/."), st.integers(0, 32), st.sampled_from(["日", "", " "])),
    st.sampled_from(["2021年5月", "2021", "20210501", "2021-05", "[2021-05..2021-07)", ">2021-05-01",
                     "２０２１－０５－０１", "2021-05-01 00:00:00", "44317", "", "9999-12-31", "> 9999-12-31"]),
)  # fmt: skip
TERMS = [
    "偷排",
    "偷排漏排",
    "扬尘污染",
    "covert-discharge",
    "通过暗管、渗井、渗坑、灌注排放",
    "焚烧秸秆",
    "偷徘",
    "张伟国",
    "ＡＢ",
]
SETS = st.one_of(
    st.builds(lambda ts, s: s.join(ts), st.lists(st.sampled_from(TERMS), max_size=4),
              st.sampled_from([";", "；", "、", ",", "，", "|", "｜", " | ", "\n", "; ", "/"])),
    st.sampled_from(["", ";", "|"]),
)  # fmt: skip
ANSWERS = st.sampled_from(
    [
        "是",
        "否",
        "true",
        "False",
        "YES",
        "n",
        "有",
        "无",
        "未",
        "已",
        "1",
        "0",
        "",
        " 是 ",
        "ｙｅｓ",
        "对",
        "未知",
    ]
)
CHANNELS = st.sampled_from(
    ["微信", "wechat", "WeChat", "12369", "电话", "其他", "", "其它", "１２３６９", "web", "Ｗeb"]
)
TEXTS = {
    "boolean": ANSWERS, "choice": CHANNELS, "set": SETS, "money": SUMS, "integer": SUMS,
    "number": SUMS, "date": DAYS, "share": SUMS,
}  # fmt: skip
ANY = st.text(max_size=8)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_texts_are_read_as_the_reference_reads_them(kind: str, data: st.DataObject) -> None:
    texts = data.draw(st.lists(st.one_of(TEXTS[kind], TEXTS[kind], ANY, st.none()), max_size=8))
    as_reference(pl.DataFrame({KINDS[kind]: pl.Series(texts, dtype=pl.String)}))


@pytest.mark.parametrize(
    "header", ["罚款（万元）", "罚款（亿元）", "裁量（万元）", "已付（千元）", "裁量", "已付"]
)
@given(
    texts=st.lists(st.one_of(SUMS, st.sampled_from(["40%", "是", "reading-a", "1e4"])), max_size=8)
)
@settings(max_examples=80, deadline=None)
@example(texts=["13800138000", "1380013.8", "0.000001", "123456789.12", "9999999999"])
def test_units_of_headers_are_multiplied_in_exactly(header: str, texts: list[str]) -> None:
    as_reference(pl.DataFrame({header: pl.Series(texts, dtype=pl.String)}))


@pytest.mark.parametrize("currency", ["KRW", "USD", "BHD"])
@given(texts=st.lists(SUMS, max_size=8))
@settings(max_examples=60, deadline=None)
def test_currencies_have_their_own_smallest_sums(currency: str, texts: list[str]) -> None:
    frame = pl.DataFrame(
        {h: pl.Series(texts, dtype=pl.String) for h in ("fine", "decided", "已付")}
    )
    as_reference(frame, currency)


@given(st.lists(st.one_of(SUMS, DAYS, ANSWERS, ANY), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_cells_of_the_cases_own_keys(texts: list[str]) -> None:
    for header in ("规定截至", "地区", "版本", "裁量"):
        as_reference(pl.DataFrame({header: pl.Series(texts, dtype=pl.String)}))


IDS = st.one_of(
    st.from_regex(r"[A-Z]{2}-20[0-9]{2}-[0-9]{1,6}", fullmatch=True),
    st.from_regex(r"[豫环罚〔〕字号第张伟国0-9 -]{1,14}", fullmatch=True),
    st.from_regex(r"[0-9]{9,19}", fullmatch=True),
    st.from_regex(r"(KL|豫环罚)?[0-9]{4}[0-9-]{9,15}(号|x|X)?", fullmatch=True),
    st.from_regex(
        r"(KL|豫)?(41|20)[0-9]{4}(19|20)(0|1|2)[0-9](0|1)[1-9](0|1)[1-9][0-9]{3}[0-9X](号)?",
        fullmatch=True,
    ),
    st.from_regex(r"(KL|豫)?[4-6][0-9]{3} ?[0-9]{4} ?[0-9]{4} ?[0-9]{3,7}", fullmatch=True),
    st.from_regex(r"1[3-9][0-9]([ -]?)[0-9]{4}([ -]?)[0-9]{4}", fullmatch=True),
    st.sampled_from(
        [
            "张伟国",
            "KL-张伟国-01",
            "甲",
            "a\nb",
            "x" * 65,
            "①" * 11,
            "一三八零零一三八零零零",
            "   ",
        ]
    ),
    ANY,
)


@given(st.lists(IDS, max_size=8))
@settings(max_examples=200, deadline=None)
def test_case_numbers_are_kept_or_refused_as_the_reference_does(ids: list[str]) -> None:
    as_reference(pl.DataFrame({"案件编号": pl.Series(ids, dtype=pl.String)}))


NATIVE: list[tuple[str, Any, st.SearchStrategy[Any]]] = [
    ("fine", pl.Int64, st.integers(-5, 2**62)),
    ("fine", pl.Int32, st.integers(-5, 2**31 - 1)),
    ("fine", pl.UInt64, st.integers(0, 2**64 - 1)),
    ("罚款（万元）", pl.Int64, st.integers(-5, 2**40)),
    ("fine", pl.Float64, st.floats()),
    ("fine", pl.Float64, st.integers(-100, 10**16).map(lambda n: n / 100)),
    ("fine", pl.Float32, st.integers(-100, 10**9).map(lambda n: n / 100)),
    ("罚款（万元）", pl.Float64, st.integers(-100, 10**14).map(lambda n: n / 10**6)),
    ("fine", pl.Decimal(20, 4), st.decimals(-5, 10**12, places=4)),
    ("fine", pl.Decimal(20, 0), st.integers(-5, 10**12).map(Decimal)),
    ("裁量（亿元）", pl.Decimal(20, 6), st.decimals(0, 10**8, places=6)),
    ("hazardous_waste_tonnes", pl.Float64, st.integers(0, 10**7).map(lambda n: n / 1000)),
    ("hazardous_waste_tonnes", pl.Decimal(12, 4), st.decimals(-1, 10**6, places=4)),
    ("share", pl.Float64, st.integers(0, 2 * 10**6).map(lambda n: n / 10**6)),
    ("joint_reporters", pl.Int16, st.integers(-2, 1100)),
    ("joint_reporters", pl.Float64, st.integers(-2, 1100).map(lambda n: n / 2)),
    ("reported_on", pl.Date, st.dates()),
    ("reported_on", pl.Datetime("us"), st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1))),
    ("reported_on", pl.Int64, st.sampled_from([2021, 20210501, 202105, 44317, -1, 99999999])),
    ("reported_on", pl.Float64, st.sampled_from([2021.0, 20210501.0, 0.5])),
    ("verified", pl.Boolean, st.booleans()),
    ("verified", pl.Int8, st.integers(0, 1)),
    ("verified", pl.Categorical, ANSWERS),
    ("fine", pl.Boolean, st.booleans()),
    ("fine", pl.Date, st.dates()),
    ("fine", pl.Categorical, SUMS),
    ("channel", pl.Categorical, CHANNELS),
    ("channel", pl.Int64, st.sampled_from([12369, 12345, 1])),
    ("violations", pl.List(pl.String), st.lists(st.one_of(st.sampled_from(TERMS), st.none(), st.just("")), max_size=3)),
    ("violations", pl.Categorical, SETS),
    ("案件", pl.Int64, st.integers(-5, 2**62)),
    ("地区", pl.Int64, st.sampled_from([331126, 410100])),
    ("规定截至", pl.Date, st.dates()),
    ("fine", pl.Binary, st.binary(max_size=3)),
    ("fine", pl.Duration("us"), st.timedeltas(timedelta(days=-9), timedelta(days=9))),
    ("fine", pl.Null, st.none()),
    ("offences", pl.List(pl.Struct({"fine": pl.Int64, "verified": pl.String})),
     st.lists(st.fixed_dictionaries({"fine": st.integers(-1, 9), "verified": ANSWERS}), max_size=2)),
    ("offences", pl.String, st.sampled_from(["", "[{fine: 1}]", "[{fine: x}]", "fine", "[", '[{"罚款": "1万"}]', "{fine: 2}"])),
]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "dtype", "values"), NATIVE, ids=[f"{h}-{d}" for h, d, _ in NATIVE]
)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_native_types_are_read_as_the_reference_reads_them(
    header: str, dtype: Any, values: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    drawn = data.draw(st.lists(st.one_of(values, values, st.none()), max_size=8))
    as_reference(pl.DataFrame({header: pl.Series(drawn, dtype=dtype)}))


def test_every_fact_of_every_kind_can_be_a_column() -> None:
    vocabulary = library().vocabulary
    frame = pl.DataFrame({f: pl.Series([None, ""], dtype=pl.String) for f in vocabulary.facts})
    done = types(frame)
    assert not done.bad
    assert not done.frame["#hard"].any()
    for fact, spec in vocabulary.facts.items():
        wanted = {"boolean": pl.Boolean, "choice": pl.Int32, "set": pl.Int32}
        if spec.type.kind != "rows":
            assert done.frame[fact].dtype == wanted.get(spec.type.kind, pl.Int64)
            assert done.frame[fact].null_count() == 2


def test_the_columns_that_are_always_there() -> None:
    done = types(pl.DataFrame({"罚款": ["1"]}))
    assert dict(done.frame.schema) == {
        "#row": pl.Int64, "#case": pl.String, "#jurisdiction": pl.String, "#edition": pl.String,
        "#decided": pl.Int64, "#already_paid": pl.Int64, "fine": pl.Int64, "#hard": pl.Boolean,
    }  # fmt: skip


def test_no_records_at_all() -> None:
    done = types(
        pl.DataFrame({"案件": [], "罚款": [], "违法行为": []}, schema_overrides={"案件": pl.String})
    )
    assert done.frame.height == 0


def test_levels_only_grow() -> None:
    plan = plan_of(["违法行为", "举报渠道"])
    first = type_batch(
        pl.DataFrame({"违法行为": ["偷排", "焚烧秸秆"], "举报渠道": ["微信", None]}), 2, plan
    )
    second = type_batch(
        pl.DataFrame({"违法行为": ["扬尘污染|偷排", "焚烧秸秆"], "举报渠道": ["x", "网站"]}),
        4,
        plan,
        first.levels,
    )
    before, after = first.levels["violations"], second.levels["violations"]
    assert after[: len(before)] == before
    assert after[second.frame["violations"][1]] == {"straw-burning"}
    assert first.levels["channel"] == second.levels["channel"]
    assert [(b.row, b.header) for b in second.bad] == [(4, "举报渠道")]


def test_ranges_have_columns_of_their_own() -> None:
    done = column("罚款", ["[10万..20万)", "5", ">= 5000", "< 100", None])
    found = done.frame.select("fine", "fine:range", "fine:low", "fine:high").rows()
    assert found == [
        (None, True, 10_000_000, 19_999_999), (500, False, None, None), (None, True, 500_000, None),
        (None, True, 0, 9_999), (None, False, None, None),
    ]  # fmt: skip
    done = column("举报日期", ["2021年5月", "2021-05-01"])
    low, high = date(2021, 5, 1).toordinal(), date(2021, 5, 31).toordinal()
    assert done.frame.select("reported_on:low", "reported_on:high").rows() == [
        (low, high),
        (None, None),
    ]


def test_a_unit_in_header_and_cell_is_not_guessed_at() -> None:
    done = column("罚款（万元）", ["12", "12万", "1.5万元", "[1..2)", "1,200"])
    assert [b.problem.code for b in done.bad] == ["column.unit-twice"] * 2
    assert done.frame["fine"].to_list() == [12_000_000, None, None, None, 1_200_000_000]
    assert done.frame["fine:high"][3] == 1_999_999


def test_the_value_is_never_shown() -> None:
    frame = pl.DataFrame({
        "案件": ["张伟国", "13800138000"], "罚款": ["13800138000", "张伟国"], "违法行为": ["张伟国", "x"],
        "查证属实": ["张伟国", "x"], "举报日期": ["张伟国", "x"], "地区": ["11010519491231002X", "13800138000"],
    })  # fmt: skip
    for bad in types(frame).bad:
        for lang in ("zh", "en"):
            said = ecoreward.problems.render(bad.problem, lang) + str(bad.kind)
            assert not {"张伟国", "13800138000", "11010519491231002X"} & set(said.split())
            assert "张伟国" not in said
            assert "138001" not in said


def test_large_columns_take_the_same_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{n:,}.5{'元' if n % 3 else ''}" for n in range(0, 50_000_000, 7919)]
    texts += [f"{n / 100}万" for n in range(500)] + [
        "1,20",
        "x",
        "13800138000",
        "0.125万元",
        "9,999,999,999,999",
    ]
    slow = column("罚款", texts).frame["fine"]
    monkeypatch.setattr(cells_module, "_MANY", 10)
    fast = column("罚款", texts)
    assert fast.frame["fine"].to_list() == slow.to_list()
    assert {b.problem.code for b in fast.bad} == {"case.want-money", "case.identity-value"}
