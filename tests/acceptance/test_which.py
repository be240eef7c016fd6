"""Which policy applies, with the shapes of real documents: a river in four towns, campaigns, a basin."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import ecoreward
from ecoreward import CaseProblems, Decision, Library
from ecoreward.workbench.compare import compare

HERE = Path(__file__).parent / "which"
PIPE = {"违法行为": ["暗管排放工业废水"], "罚款": "20万"}


@pytest.fixture(scope="module")
def library() -> Library:
    return ecoreward.load(HERE)


def ask(library: Library, place: str, day: str, **facts: Any) -> Decision:
    more = {k: facts.pop(k) for k in ("edition", "known_on", "decided") if k in facts}
    return library.evaluate(
        {"jurisdiction": place, "facts": {"举报日期": day, **facts}, **more}
    )  # fmt: skip


def of(decision: Decision) -> str:
    return str((decision.edition or {}).get("id"))


def states(decision: Decision) -> dict[str, str]:
    return {c.edition: c.state for c in decision.chosen}


def test_the_policies_are_sound(library: Library) -> None:
    assert library.problems() == ()


# Dongguan: the notice on the Shima river beside the rule of 2007


@pytest.mark.parametrize(
    ("day", "town", "applies"),
    [
        ("2019-11-13", "谢岗镇", None), ("2019-11-14", "谢岗镇", "yes"), ("2019-12-15", "谢岗镇", "yes"),
        ("2019-12-16", "谢岗镇", None), ("2019-11-20", "公告所列的另外三个镇", "yes"),
        ("2019-11-20", "其他镇街", None), ("2019-11-20", None, "unknown"), ("2019-11", "谢岗镇", "unknown"),
    ],
)  # fmt: skip
def test_shima(library: Library, day: str, town: str | None, applies: str | None) -> None:
    decision = ask(library, "东莞市", day, **PIPE, 镇街=town)
    # 80 % of 200,000 is above the limit of 80,000: the rule of 2007 stays as it is.
    assert (of(decision), str(decision.payable)) == ("dongguan-2007", "80000.00 CNY")
    assert [(b.edition, b.applies, str(b.amount)) for b in decision.beside] == (
        [("shima-2019", applies, "50000.00 CNY")] if applies else []
    )


def test_shima_by_its_own_id(library: Library) -> None:
    decision = ask(library, "东莞市", "2019-11-20", **PIPE, 镇街="谢岗镇", edition="shima-2019")
    assert str(decision.payable) == "50000.00 CNY"
    other = ask(library, "东莞市", "2019-11-20", **PIPE, 镇街="其他镇街", edition="shima-2019")
    assert (str(other.amount), other.payable) == ("50000.00 CNY", None)
    assert "edition-elsewhere" in [c.code for c in other.caveats]


# A city with campaigns: a basin in the place of the rule, a call for clues beside it


def test_a_call_for_clues_beside_the_standing_rule(library: Library) -> None:
    inside = ask(library, "丁市", "2024-12-31", 违法行为=["扬尘"], 流域="榕江")
    assert (of(inside), str(inside.payable)) == ("ding-2024", "1000.00 CNY")
    (beside,) = inside.beside
    assert (beside.edition, beside.outcome, beside.amount) == ("dust-2024", "to_be_decided", None)
    assert str(beside.range.high if beside.range else "") == "30000.00 CNY"
    assert ask(library, "丁市", "2025-01-01", 违法行为=["扬尘"], 流域="榕江").beside == ()


def test_a_basin_in_the_place_of_the_standing_rule(library: Library) -> None:
    assert of(ask(library, "丁市", "2020-06-02", 流域="榕江")) == "ding-2018"
    inside = ask(library, "丁市", "2020-06-03", 流域="榕江")
    assert (of(inside), str(inside.payable)) == ("rong-2020", "50000.00 CNY")
    assert states(inside)["ding-2018"] == "replaced_by_campaign"
    assert of(ask(library, "丁市", "2021-06-03", 流域="榕江")) == "ding-2018"
    assert of(ask(library, "丁市", "2020-06-03", 流域="北江")) == "ding-2018"
    open_ = ask(library, "丁市", "2020-06-03")
    assert [(m.fact, str(m.moves), m.at_most) for m in open_.missing] == [
        ("basin", "49500.00 CNY", False)
    ]
    assert open_.range.exact


def test_a_tie_is_an_error_with_both_places(library: Library) -> None:
    facts = {"举报日期": "2024-10-05", "流域": "北江", "重点场所": True}
    with pytest.raises(CaseProblems) as caught:
        library.evaluate({"jurisdiction": "丁市", "facts": facts})
    (problem,) = caught.value.items
    assert problem.code == "case.two-editions"
    text = (HERE / "ding.yaml").read_text("utf-8").split("\n")
    assert [text[p.line - 1].strip() for p in problem.related] == [
        "- id: key-2024",
        "- id: bei-2024",
    ]
    assert problem.message("zh") == (
        "《重点场所专项奖励》（key-2024）和《北江流域有奖举报公告》（bei-2024）都适用于本案，规定没有说用哪一个"
    )
    assert problem.message("en") == (
        "both “重点场所专项奖励” (key-2024) and “北江流域有奖举报公告” (bei-2024) apply to this case, and nothing says which"
    )
    named = library.evaluate({"jurisdiction": "丁市", "edition": "key-2024", "facts": facts})
    assert str(named.payable) == "3000.00 CNY"


# What was known


@pytest.mark.parametrize("known_on", ["2023-12-19", date(2023, 12, 19)])
def test_a_revision_that_was_not_known_yet(library: Library, known_on: str | date) -> None:
    case = {"jurisdiction": "丁市", "facts": {"举报日期": "2024-03-05"}}
    assert of(library.evaluate(case)) == "ding-2024"
    then = library.evaluate(case, known_on=known_on)
    assert (of(then), str(then.payable)) == ("ding-2018", "500.00 CNY")
    assert (then.edition or {})["last_day"] == ""
    assert states(then)["ding-2024"] == "not_known_then"
    assert then.receipt["known_on"] == "2023-12-19"
    assert then.receipt["case_digest"] != library.evaluate(case).receipt["case_digest"]
    assert of(library.evaluate(case, known_on="2023-12-20")) == "ding-2024"


def test_the_argument_goes_before_the_case(library: Library) -> None:
    case = {"jurisdiction": "丁市", "规定截至": "2024-01-01", "facts": {"举报日期": "2024-03-05"}}
    assert of(library.evaluate(case)) == "ding-2024"
    assert of(library.evaluate(case, known_on="2023-12-01")) == "ding-2018"


def test_a_digest_without_known_on_is_what_it_was(library: Library) -> None:
    """The key enters the digest only where it is given: older receipts stay good."""
    decision = ask(library, "甲省", "2021-05-05", 查证属实=True)
    assert decision.receipt["known_on"] is None
    assert decision.receipt["case_digest"] == (
        "51c43919910136439cc12e6a052a44effd58fd0bb159a9a511789f7b82054378"
    )


# Up the tree


def test_referred_to_the_province(library: Library) -> None:
    decision = ask(library, "丁市", "2024-03-05", 由省级查实=True, 查证属实=True)
    assert (decision.outcome.value, decision.payable, decision.because) == (
        "referred", None, ("refers-1",),
    )  # fmt: skip
    there = decision.referred_to
    assert there is not None
    assert (there.jurisdiction["name"], there.edition, there.outcome) == (
        "甲省", "jia-2020", "to_be_decided",
    )  # fmt: skip


def test_a_county_without_a_file(library: Library) -> None:
    decision = ask(library, "980123", "2024-09-05")
    assert (decision.outcome.value, str(decision.amount), decision.payable) == (
        "no_policy", "0.00 CNY", None,
    )  # fmt: skip
    assert [(c.edition, c.jurisdiction["file"]) for c in decision.chosen] == [
        ("ding-2024", "ding"), ("dust-2024", "ding"), ("jia-2020", "jia"),
    ]  # fmt: skip
    assert {c.state for c in decision.chosen} == {"parent"}


def test_nothing_above_is_applied_by_itself(library: Library) -> None:
    """The county's answer is the same whatever the city's sums are."""
    decision = ask(library, "980123", "2024-09-05")
    assert (decision.trace, decision.candidates, decision.beside, decision.referred_to) == (
        (), (), (), None,
    )  # fmt: skip


def test_a_comparison_has_the_campaign_beside_the_rule(library: Library) -> None:
    facts = {"举报日期": "2024-10-05", "违法行为": "扬尘", "流域": "榕江"}
    found = compare(library, {"jurisdiction": "丁市", "facts": facts, "already_paid": 200})
    rows = {str((r.edition or {}).get("id")): r for r in found.rows}
    assert (rows["ding-2024"].in_force, rows["dust-2024"].in_force) == ("yes", "yes")
    # What was paid was paid under the rule that decides, not under the campaign too.
    assert [
        str(d.already_paid) if (d := rows[id].decision) else "" for id in ("ding-2024", "dust-2024")
    ] == [
        "200.00 CNY",
        "0.00 CNY",
    ]
