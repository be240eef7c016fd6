"""The figures that real documents give, each as a user would ask for it."""

from __future__ import annotations

import decimal
from fractions import Fraction
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
import yaml

import ecoreward
from ecoreward import CaseProblems, Decision, Library, Money

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def library() -> Library:
    return ecoreward.load()


def ask(library: Library, place: str, facts: dict[str, Any], **more: Any) -> Decision:
    return library.evaluate({"case": "t", "jurisdiction": place, "facts": facts, **more})


def money(value: str) -> Money:
    from decimal import Decimal

    return Money(Decimal(value), "CNY")


def ends(decision: Decision) -> tuple[Fraction, Fraction | None]:
    low, high = decision.range.low, decision.range.high
    return Fraction(low.value), None if high is None else Fraction(high.value)


def awards(library: Library, name: str) -> list[Decision]:
    file = ROOT / "examples" / "xinjiang-2021" / name
    return [library.evaluate(raw) for raw in library.read(file.read_bytes(), str(file))]


# Xinjiang


def test_the_six_awards_come_to_12500(library: Library) -> None:
    paid = [d.payable for d in awards(library, "awards.yaml")]
    assert [str(p.value) for p in paid if p] == ["10000.00"] + ["500.00"] * 5
    assert sum((p for p in paid[1:] if p), paid[0] or money("0")) == money("12500")


def test_without_the_authoritys_figure_there_is_never_a_point(library: Library) -> None:
    found = awards(library, "without-figures.yaml")
    assert [d.outcome.value for d in found] == ["to_be_decided"] * 2 + ["unstated"] * 4
    assert [ends(d) for d in found] == [(500, 10000)] * 2 + [(0, None)] * 4
    assert all(d.amount is None and d.payable is None for d in found)


def test_karamay_without_a_penalty_is_not_eligible_with_its_citation(library: Library) -> None:
    facts = {"举报日期": "2021-08-01", "查证属实": True, "已作出行政处罚": False}
    decision = ask(library, "克拉玛依市", facts)
    assert decision.outcome.value == "not_eligible"
    assert decision.payable == money("0")
    failed = [g for g in decision.trace[0].gates if g.passed == "no"]
    assert [g.cite.source for g in failed if g.cite] == ["special-issue-4"]
    assert any(r.code == "at-stake" for r in decision.reasons)


def test_the_regions_band_rests_on_inference_and_says_so(library: Library) -> None:
    facts = {"举报日期": "2021-08-01", "查证属实": True, "罚款": "10万"}
    decision = ask(library, "xinjiang", facts)
    assert ends(decision) == (500, 10000)
    assert decision.confidence == "inferred"
    assert "confidence-inferred" in {c.code for c in decision.caveats}


# Qingyuan

QINGYUAN = {"举报日期": "2022-03-01", "查证属实": True, "违法行为": ["偷排漏排"]}


@pytest.mark.parametrize(("fine", "amount"), [("120万", "60000"), ("500万", "100000")])
def test_qingyuan_five_percent_up_to_100000(library: Library, fine: str, amount: str) -> None:
    decision = ask(library, "qingyuan", {**QINGYUAN, "罚款": fine})
    assert decision.payable == money(amount)
    steps = _node(decision, "share-of-fine").steps
    assert [(s.kind, s.changed) for s in steps] == [("cap", amount == "100000")]


def _node(decision: Decision, id: str) -> Any:
    def walk(node: Any) -> Any:
        yield node
        for child in node.children:
            yield from walk(child)

    return next(n for n in walk(decision.trace[0].award) if n.id == id)


def test_qingyuan_fine_missing(library: Library) -> None:
    decision = ask(library, "331126", QINGYUAN)
    assert (decision.outcome.value, ends(decision)) == ("undetermined", (0, 100000))
    assert decision.range.exact
    assert [(m.fact, m.moves) for m in decision.missing] == [("fine", money("100000"))]


def test_qingyuan_outside_the_open_list(library: Library) -> None:
    decision = ask(library, "庆元县", {**QINGYUAN, "罚款": "120万", "违法行为": ["噪声污染"]})
    assert decision.outcome.value == "to_be_decided"
    assert [(d.kind, d.node) for d in decision.to_decide] == [("open", "重大隐蔽行为")]


def test_qingyuan_especially_grave(library: Library) -> None:
    facts = {**QINGYUAN, "罚款": "120万", "污染特别严重": True}
    decision = ask(library, "庆元县", facts)
    assert (decision.outcome.value, ends(decision)) == ("to_be_decided", (60000, 560000))
    assert {d.kind for d in decision.to_decide} == {"figure", "reading"}


def test_qingyuan_a_figure_outside_the_range_names_node_range_and_article(library: Library) -> None:
    facts = {**QINGYUAN, "罚款": "120万", "污染特别严重": True}
    with pytest.raises(CaseProblems) as caught:
        ask(library, "庆元县", facts, decided=600000)
    (problem,) = caught.value.items
    assert problem.code == "case.decided-outside"
    for lang in ("zh", "en"):
        text = problem.message(lang)
        assert "special" in text
        assert "500,000" in text
        assert "二（二）" in text


def test_qingyuan_before_its_first_day(library: Library) -> None:
    decision = ask(library, "庆元县", {**QINGYUAN, "举报日期": "2021-11-13", "罚款": "120万"})
    assert decision.outcome.value == "no_policy"
    assert decision.payable is None
    codes = {r.code: r for r in decision.reasons}
    assert (codes["next-edition"].params or {})["day"] == "2021-11-14"
    assert codes["parent-edition"].node == "zhejiang-2021"


# Zhejiang

LADDER = {
    "举报日期": "2022-03-01", "查证属实": True, "违法行为": ["偷排漏排"],
    "行政拘留": True, "批准逮捕": True, "有罪判决": True,
}  # fmt: skip


def test_zhejiang_ladder_adds_up(library: Library) -> None:
    decision = ask(library, "浙江省", {**LADDER, "罚款": "60万"})
    assert decision.payable == money("55000")
    rungs = {"share-of-fine": 30000, "detention": 5000, "arrest": 10000, "conviction": 10000}
    for id, amount in rungs.items():
        assert Fraction(_node(decision, id).amount["value"]) == amount


def test_zhejiang_after_35000_paid(library: Library) -> None:
    decision = ask(library, "浙江省", {**LADDER, "罚款": "60万"}, already_paid=35000)
    assert (decision.amount, decision.payable) == (money("55000"), money("20000"))
    over = ask(library, "浙江省", {**LADDER, "罚款": "60万"}, already_paid=56000)
    assert (over.payable, over.overpaid) == (money("0"), money("1000"))


def test_zhejiang_two_readings_of_the_limit(library: Library) -> None:
    decision = ask(library, "浙江省", {**LADDER, "罚款": "200万"})
    assert (decision.outcome.value, ends(decision)) == ("to_be_decided", (100000, 125000))
    (reading,) = decision.to_decide
    assert [o["id"] for o in reading.options] == ["cap-on-part", "cap-on-total"]
    settled = ask(
        library, "浙江省", {**LADDER, "罚款": "200万"}, decided={reading.node: "cap-on-part"}
    )
    assert settled.payable == money("125000")


# Zhengzhou

KINDS = {
    "500": ["黑渣土车", "燃放烟花爆竹", "露天烧烤", "餐饮油烟"],
    "1000": ["工业企业违法排放废水", "工业企业违法排放废气"],
    "5000": ["篡改伪造监测数据", "黑加油点"],
    "10": ["扬尘污染", "焚烧秸秆"],
}
COUNTS = yaml.safe_load((ROOT / "tests/conformance/zhengzhou_counts.yaml").read_text("utf-8"))


@pytest.mark.parametrize("row", COUNTS, ids=[r["month"] for r in COUNTS])
def test_zhengzhou_published_counts(library: Library, row: dict[str, Any]) -> None:
    """Every counted award is a case of its own, evaluated."""
    edition = library.edition("zhengzhou", "zhengzhou-2018")
    total = money("0")
    for tier, count in row["counts"].items():
        for kind in islice(cycle(KINDS[tier]), count):
            total += _paid(edition, tier, kind)
    assert total == money(str(row["total"]))


def _paid(edition: ecoreward.Edition, tier: str, kind: str) -> Money:
    facts: dict[str, Any] = {"查证属实": tier != "10", "违法行为": [kind]}
    if tier == "10":
        facts |= {"举报渠道": "微信", "有现场影像": True, "对现场查处有帮助": True}
    payable = edition.evaluate(facts).payable
    assert payable is not None
    return payable


def test_zhengzhou_waste_lorries_moved_tier(library: Library) -> None:
    facts = {"查证属实": True, "首位举报人": True, "违法行为": ["黑渣土车"]}
    paid = [
        ask(library, "郑州市", {**facts, "举报日期": d}).payable
        for d in ("2017-10-08", "2018-10-08")
    ]
    assert paid == [money("5000"), money("500")]


def test_zhengzhou_clue_award_only_when_the_main_award_fails(library: Library) -> None:
    facts = {
        "举报日期": "2018-10-10", "违法行为": ["燃放烟花爆竹"], "举报渠道": "微信",
        "有现场影像": True, "对现场查处有帮助": True,
    }  # fmt: skip
    main = ask(library, "郑州市", {**facts, "查证属实": True})
    clue = ask(library, "郑州市", {**facts, "查证属实": False})
    assert (main.payable, clue.payable) == (money("500"), money("10"))
    assert not _node(main, "clue").reached
    failed = _node(clue, "verified-report")
    assert (failed.reached, failed.applies, failed.condition.left.value) == (
        True,
        "no",
        {"truth": "no"},
    )


# Hangzhou, Henan, Cixi


@pytest.mark.parametrize(
    ("fine", "low", "high"),
    [("99999.99", 10000, 10000), ("10万", 10000, 10000), ("20万", 10000, 30000)],
)
def test_hangzhou_boundaries(library: Library, fine: str, low: int, high: int) -> None:
    decision = ask(library, "杭州市", {"举报日期": "2022-03-01", "查证属实": True, "罚款": fine})
    assert ends(decision) == (low, high)
    if fine == "99999.99":
        (line,) = decision.rounding
        assert (line["before"]["value"], line["after"]["value"]) == ("9999.999", "10000.00")
        assert line["rule"] == "engine"
    if low != high:
        assert [d.kind for d in decision.to_decide] == ["reading"]


def test_henan_joint_report(library: Library) -> None:
    facts = {
        "举报日期": "2018-03-01", "实名举报": True, "首位举报人": True, "查证属实": True,
        "违法行为": ["工业生产噪声"], "联名举报人数": 3,
    }  # fmt: skip
    decision = ask(library, "河南省", facts)
    assert [str(s.value) for s in decision.shares] == ["166.67", "166.67", "166.66"]
    assert "odd-fen" in {c.code for c in decision.caveats}


def test_henan_handling_times_never_touch_the_money(library: Library) -> None:
    facts = {
        "举报日期": "2021-07-01", "实名举报": True, "首位举报人": True, "查证属实": True,
        "违法行为": ["工业生产噪声"], "紧急程度": "紧急", "受理日期": "2021-07-02",
    }  # fmt: skip
    decision = ask(library, "河南省", facts)
    assert decision.payable == money("500")
    assert decision.deadlines[0]["due"] == "2021-07-05"


def test_cixi_channel(library: Library) -> None:
    facts = {"举报日期": "2017-05-01", "查证属实": True}
    by_phone = ask(library, "慈溪市", {**facts, "举报渠道": "12369热线"})
    by_forum = ask(library, "慈溪市", {**facts, "举报渠道": "网络论坛"})
    assert (by_phone.outcome.value, by_phone.payable) == ("not_eligible", money("0"))
    assert (by_forum.outcome.value, by_forum.amount, ends(by_forum)) == (
        "unstated",
        None,
        (0, None),
    )


def test_the_hosts_decimal_context_changes_nothing(library: Library) -> None:
    """Sums longer than the host's precision are exact, and written in full."""

    facts = {**QINGYUAN, "罚款": "1234567.89", "污染特别严重": True}
    expected = ask(
        library, "庆元县", facts, decided={"special": "123456.78", "award": "sum"}
    ).to_json()
    with decimal.localcontext(decimal.Context(prec=3, traps=[decimal.Inexact])):
        found = ask(
            library, "庆元县", facts, decided={"special": "123456.78", "award": "sum"}
        ).to_json()
        text = ecoreward.explanation(found)
    assert found == expected
    assert text == ecoreward.explanation(expected)
    assert found["payable"] == {"value": "185185.17", "currency": "CNY"}
