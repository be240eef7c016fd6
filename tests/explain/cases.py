"""The decisions whose words are held in tests/explain/golden, one for each thing there is to say."""

from __future__ import annotations

from typing import Any

ALPHA = {
    "举报日期": "2022-03-01",
    "查证属实": "是",
    "违法行为": ["偷排漏排"],
    "罚款": "120万",
    "没收金额": 0,
}
BETA = {"举报日期": "2020-05-01", "查证属实": "是", "罚款": "15万", "核实死亡人数": 0}
GAMMA: dict[str, Any] = {"举报日期": "2021-05-01", "违法行为": ["偷排漏排"], "举报渠道": "微信"}
DELTA: dict[str, Any] = {
    "举报日期": "2021-05-01", "查证属实": "是", "罚款": "10万", "举报人数": 1,
    "本年度已领奖励": 3000, "预算余额": "20万",
}  # fmt: skip


def case(place: str, base: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A case of `place`: the base facts, changed by `facts` (None takes one away)."""
    facts = {k: v for k, v in {**base, **more.pop("facts", {})}.items() if v is not None}
    return {"jurisdiction": place, "facts": facts, **more}


CASES: dict[str, dict[str, Any]] = {
    "awarded": case("甲县", ALPHA, case="甲-1"),
    "awarded-capped-doubled": case(
        "甲县", ALPHA, facts={"罚款": "250万", "内部知情人": "是", "同级政府已同意": "是"}
    ),
    "awarded-part-paid": case("甲县", ALPHA, already_paid=20000),
    "awarded-overpaid": case("甲县", ALPHA, already_paid=80000),
    "awarded-shared": case(
        "甲县", ALPHA,
        facts={"罚款": 1000001, "举报人数": 3, "紧急程度": "紧急", "受理日期": "2022-03-02"},
    ),
    "pending-approval": case("甲县", ALPHA, facts={"污染特别严重": "是"},
                             decided={"special": 400000, "award": "sum"}),
    "approval-refused": case("甲县", ALPHA, facts={"污染特别严重": "是", "同级政府已同意": "否"},
                             decided={"special": 400000, "award": "sum"}),
    "to-be-decided": case("甲县", ALPHA, facts={"污染特别严重": "是", "举报人同意精神奖励": "是"}),
    "to-be-decided-list": case("甲县", ALPHA, facts={"违法行为": ["扬尘"]}),
    "undetermined-fine": case("甲县", ALPHA, facts={"罚款": None, "紧急程度": "一般"}),
    "undetermined-gate": case("甲县", ALPHA, facts={"查证属实": None, "罚款": "[10万..20万)"}),
    "undetermined-date": case("甲县", ALPHA, facts={"举报日期": None}),
    "not-eligible": case("甲县", ALPHA, facts={"查证属实": "否"}),
    "not-eligible-excluded": case("甲县", ALPHA, facts={"监管人员": "是", "罚款": None}),
    "no-award-list": case("甲县", ALPHA, facts={"违法行为": ["施工噪声"]}),
    "no-policy": case("甲县", ALPHA, facts={"举报日期": "2018-05-05"}),
    "band": case("甲县", ALPHA, facts={"举报日期": "2020-05-05"}),
    "table": case("乙市", BETA),
    "table-boundary": case("乙市", BETA, facts={"罚款": "20万"}),
    "table-unknown": case("乙市", BETA, facts={"罚款": "[8万..25万]", "核实死亡人数": None}),
    "highest-formula": case("乙市", BETA, facts={"核实死亡人数": 2, "举报人数": 7}),
    "first-fallback": case("乙市", BETA, facts={"查证属实": "否", "举报渠道": "微信", "有现场影像": "是"}),
    "no-award-below": case("乙市", BETA, facts={"罚款": 48000, "举报渠道": "电话"}),
    "unstated": case("丙省", GAMMA, facts={"违法行为": ["扬尘"], "罚款": 0}),
    "unstated-decided": case("丙省", GAMMA, facts={"违法行为": ["扬尘"], "罚款": 0}, decided={"dust": 800}),
    "rate-range": case("丙省", GAMMA, facts={"违法行为": ["扬尘"], "举报渠道": "电话", "罚款": "20万"}),
    "rate-decided": case("丙省", GAMMA, facts={"违法行为": ["扬尘"], "举报渠道": "电话", "罚款": "20万"},
                         decided={"share": "2.5%"}),
    "rounding-engine": case("丙省", GAMMA, facts={"罚款": 9000}),
    "rounding-stated": case("丙省", GAMMA, facts={"罚款": 9000, "内部知情人": "是"}),
    "staged": case("丁省", DELTA, facts={"举报日期": "2020-03-01", "罚款": None, "通知日期": "2020-04-24"}),
    "staged-paid": case("丁省", DELTA, facts={"举报日期": "2020-03-01", "罚款": "3万", "举报人数": 2},
                        already_paid=4000),
    "claim-late-unstated": case(
        "丁省", DELTA,
        facts={"举报日期": "2020-03-01", "通知日期": "2020-04-24", "申领日期": "2020-06-01"},
    ),
    "claim-open": case("丁省", DELTA, facts={"通知日期": "2021-08-01"}),
    "claim-no-notice": case("丁省", DELTA),
    "claim-unknown": case("丁省", DELTA, facts={"通知日期": "2021-08-01", "申领日期": "2021-09"}),
    "claim-calendar": case(
        "丁省", DELTA, edition="delta-2019", facts={"通知日期": "2000-06-05", "申领日期": "2000-07-15"}
    ),
    "forfeited": case("丁省", DELTA, facts={"通知日期": "2021-08-01", "申领日期": "2021-10-01"}),
    "payout": case("丁省", DELTA, facts={"各举报人": [
        {"分配比例": "50%", "本年度已领奖励": 0}, {"分配比例": "30%", "本年度已领奖励": 9500},
        {"分配比例": "20%", "本年度已领奖励": 0},
    ], "罚款": "100001", "举报人数": None, "本年度已领奖励": None}),
    "payout-missing": case("丁省", DELTA, facts={"本年度已领奖励": None, "内部知情人": "是"}),
    "payout-no-shares": case("丁省", DELTA, facts={"举报人数": 2}),
    "reclaim": case("丁省", DELTA, facts={"举报不实": "是"}, already_paid=4000),
    "reclaim-not": case("丁省", DELTA, already_paid=4500),
    "reclaim-unknown": case("丁省", DELTA, facts={"罚款": 0, "举报人数": None}, already_paid=100),
    "no-award-zero": case("丙省", GAMMA, facts={"违法行为": ["篡改伪造监测数据"], "罚款": 0}),
}  # fmt: skip
