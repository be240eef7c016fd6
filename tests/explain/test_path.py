"""The way to a sum in a few lines, over every decision whose words the goldens hold."""

from __future__ import annotations

from typing import Any

import pytest

import ecoreward
from ecoreward.explain.path import path
from ecoreward.explain.voice import voice_of

QINGYUAN = {"查证属实": True, "违法行为": ["偷排漏排"], "罚款": 1_200_000}
CASES: dict[str, tuple[str, str, dict[str, Any], list[str]]] = {
    "rate and limit": ("庆元县", "zh", {**QINGYUAN, "罚款": 5_000_000}, [
        "罚款比例奖励：罚款 5,000,000 元 × 5% = 250,000 元；上限 100,000 元：250,000 元 → 100,000 元〔二（二）〕",
    ]),
    "refused": ("庆元县", "zh", {**QINGYUAN, "查证属实": False}, [
        "原因：举报事项未经生态环境主管部门查实〔二（二）〕", "涉及金额：如符合条件，奖励为 60,000 元",
    ]),
    "ladder": ("浙江省", "zh", {**QINGYUAN, "罚款": 600_000, "行政拘留": True}, [
        "罚款比例奖励：罚款 600,000 元 × 5% = 30,000 元；上限 100,000 元：不改变 30,000 元"
        "〔浙江法制报 2020-12-08 头版报道 报道所述奖金计算〕",
        "行政拘留：固定金额 5,000 元",
        "最高 10 万元只限罚款比例一项：各项相加：30,000 元 + 5,000 元 = 35,000 元"
        "〔新华网 2020-12-31 报道（转载） 报道〕",
    ]),
    "row of a table": ("郑州市", "en", {"verified": True, "violations": ["黑渣土车"], "reported_on": "2019-05-01"}, []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_lines(name: str) -> None:
    place, lang, facts, wanted = CASES[name]
    decision = ecoreward.load().edition(place).evaluate(facts)
    found = path(decision.to_json(), voice_of(lang))
    assert found
    if wanted:
        assert list(found) == wanted


def test_of_several_editions_each_stands_under_its_title() -> None:
    case = {"jurisdiction": "郑州市", "facts": {
        "举报日期": "2018", "查证属实": True, "首位举报人": True, "违法行为": ["黑渣土车"],
    }}  # fmt: skip
    decision = ecoreward.load().evaluate(case)
    assert len(decision.trace) > 1
    found = path(decision.to_json(), voice_of("zh"))
    assert sum(line.startswith("《") for line in found) == len(decision.trace)
