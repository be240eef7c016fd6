"""What keeps a payout open is missing and asked, and an empty list of reporters is no reporter."""

from __future__ import annotations

from typing import Any

import pytest

from ecoreward import CaseProblems, Decision, Library, load_texts
from ecoreward.api import policies_folder
from ecoreward.explain import explain

VOCABULARY = (policies_folder() / "vocabulary.yaml").read_text("utf-8")
POLICY = """
ecoreward: 1
jurisdiction: {code: "990000", name: 某地}
editions:
  - id: one
    title: 测试
    confidence: text
    in_force: {from: 2020-01-01}
    award: {id: award, fixed: 1000}
"""
LIMITS = """
    payout:
      - {cap: 'max(0元, 5000 - 本年度已领奖励)'}
      - {cap: 预算余额, per: case}
"""
FACTS = {"举报日期": "2022-01-01", "预算余额": 500, "本年度已领奖励": 0}


def library(more: str) -> Library:
    found = load_texts({"vocabulary": VOCABULARY, "one": POLICY + more})
    assert [p for p in found.problems() if p.severity == "error"] == []
    return found


def decide(more: str, **facts: Any) -> Decision:
    return library(more).evaluate({"jurisdiction": "one", "facts": {**FACTS, **facts}})


def asked(more: str, **facts: Any) -> list[str]:
    case = {"jurisdiction": "one", "facts": {**FACTS, **facts}}
    return [q.fact for q in library(more).questions(case)]


def test_an_empty_list_of_reporters_contradicts_that_somebody_reported() -> None:
    with pytest.raises(CaseProblems) as caught:
        decide(LIMITS, 各举报人=[])
    assert [p.code for p in caught.value.items] == ["case.contradiction-count"]


def test_what_decides_whether_an_award_is_shared_is_missing_and_asked() -> None:
    shared = LIMITS + "    sharing: {equal: first, when: 实名举报}\n"
    decision = decide(shared, 联合举报人数=3)
    assert decision.payable is None
    assert [m.fact for m in decision.missing] == ["real_name"]
    assert asked(shared, 联合举报人数=3) == ["real_name"]
    assert str(decide(shared, 联合举报人数=3, 实名举报=True).payable) == "500.00 CNY"


def test_a_payout_may_ask_for_the_award() -> None:
    steps = """
    payout:
      - {times: 80%, when: 奖励金额 > 800}
      - {cap: 预算余额, per: case}
"""
    decision = decide(steps, 预算余额="[100..900]")
    assert [(m.fact, str(m.moves)) for m in decision.missing] == [("budget_left", "700.00 CNY")]
    found = library(steps)
    case = {"jurisdiction": "one", "facts": {**FACTS, "预算余额": 900}}
    assert str(found.evaluate(case).payable) == "800.00 CNY"
    assert explain(found.evaluate(case), "zh", changes=found.changes(case))


def test_a_referral_can_be_asked_about() -> None:
    refers = "    refers: [{id: up, when: 行政拘留, to: '991100', reason: 去别处}]\n"
    assert "detained" in asked(refers)


def test_a_presumption_that_moves_what_is_paid_is_not_said_to_move_nothing() -> None:
    less = LIMITS + "      - {minus: 10, when: 内部知情人}\n"
    found = {p.fact: p.moves for p in decide(less).presumed}
    assert found["insider"] is None
