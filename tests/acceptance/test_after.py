"""Figures after the award: claims, limits per person, stages, taxes and taking back, as their sources state them."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ecoreward import Decision, load_texts

VOCABULARY = (Path(__file__).parents[2] / "policies" / "vocabulary.yaml").read_text("utf-8")


def decide(
    edition: dict[str, Any],
    facts: dict[str, Any],
    *,
    own: dict[str, Any] | None = None,
    currency: str = "CNY",
    **more: Any,
) -> Decision:
    """A case under one small edition; `own` are facts of that policy alone."""
    head = {"id": "one", "title": "办法", "confidence": "text", "in_force": {"from": "2015-01-01"}}
    policy = {
        "ecoreward": "1",
        "jurisdiction": {"code": "990000", "name": "某地", "currency": currency},
        "facts": {n: {"label": {"zh": f"本地{n}", "en": n}, **f} for n, f in (own or {}).items()},
        "editions": [{**head, **edition}],
    }
    if not own:
        del policy["facts"]
    library = load_texts({"vocabulary": VOCABULARY, "one": json.dumps(policy, ensure_ascii=False)})
    assert [p.message("en") for p in library.problems() if p.severity == "error"] == []
    return library.edition("one").evaluate(facts, **more)


def sums(decision: Decision) -> list[Any]:
    return [
        Fraction(p["amount"]["value"]) if "value" in p["amount"] else None for p in decision.payouts
    ]


# Longtang town and others: so many days from the notice, then forfeited.
SIXTY = {
    "award": {"fixed": "3000"},
    "claim": {"within": "60 days", "after": "通知日期", "late": "forfeited"},
}


@pytest.mark.parametrize(
    ("day", "outcome", "payable"),
    # 1 August is the day of the notice; day one is 2 August, day 60 is 30 September.
    [("2025-09-30", "awarded", 300000), ("2025-10-01", "forfeited", 0)],
)
def test_the_sixtieth_and_the_sixty_first_day(day: str, outcome: str, payable: int) -> None:
    found = decide(SIXTY, {"通知日期": "2025-08-01", "申领日期": day})
    assert found.outcome == outcome
    assert found.payable is not None
    assert found.payable.minor == payable
    assert found.claim is not None
    assert found.claim["due"] == "2025-09-30"
    forfeits = {"value": "3000.00", "currency": "CNY"} if outcome == "forfeited" else None
    assert found.claim["forfeits"] == forfeits
    assert found.receipt["calendar"] is None


# Notified on Friday 23 January 2026. Workdays after it, by the notice for 2026 (off 15 to 23 February;
# Saturday 14 and Saturday 28 February worked):
#   26 27 28 29 30 January (5), 2 3 4 5 6 February (10), 9 10 11 12 13 (15), Saturday 14 (16), 24 (17).
# The other way, notified on Thursday 12 February: 13 (1), Saturday 14 (2), 24 25 26 27 (6),
#   Saturday 28 (7), 2 to 6 March (12), 9 10 11 March (15), 12 March (16).
@pytest.mark.parametrize(
    ("notified", "fifteenth", "sixteenth"),
    [("2026-01-23", "2026-02-13", "2026-02-14"), ("2026-02-12", "2026-03-11", "2026-03-12")],
)
def test_the_fifteenth_and_the_sixteenth_workday_across_a_spring_festival(
    notified: str, fifteenth: str, sixteenth: str
) -> None:
    edition = {**SIXTY, "claim": {**SIXTY["claim"], "within": "15 workdays"}}  # type: ignore[dict-item]
    in_time = decide(edition, {"通知日期": notified, "申领日期": fifteenth})
    late = decide(edition, {"通知日期": notified, "申领日期": sixteenth})
    assert (in_time.outcome, late.outcome) == ("awarded", "forfeited")
    assert in_time.claim is not None
    assert in_time.claim["due"] == fifteenth
    assert in_time.receipt["calendar"]["years"] == [2026]


IKSAN = {
    "award": {"band": ["3万", "100万"]},
    "sharing": "equal",
    "payout": [
        {"cap": "max(0, 100万 - 本月已领奖励)"},
        {"cap": "max(0, 1200万 - 本年度已领奖励)"},
    ],
    "pays": [{"means": "地区货币", "at_least": "20%", "when": "发放金额 > 10万"}],
}


def test_iksan_three_reporters_who_received_different_sums() -> None:
    facts = {
        "各举报人": [
            {"本月已领奖励": 0, "本年度已领奖励": "1150万"},  # 333,334 of which the year leaves all
            {"本月已领奖励": "90万", "本年度已领奖励": "90万"},  # the month leaves 100,000
            {"本月已领奖励": 0, "本年度已领奖励": "1180万"},  # the year leaves 200,000
        ]
    }
    found = decide(IKSAN, facts, currency="KRW", decided=1_000_000)
    assert [s.minor for s in found.shares] == [333_334, 333_333, 333_333]
    assert sums(found) == [333_334, 100_000, 200_000]
    assert found.payable is not None
    assert found.payable.minor == 633_334
    # 20 % of what is above 100,000; exactly 100,000 is not above it.
    (pay,) = found.pays
    assert pay["at_least"] == {"number": "0.2"}
    assert [(r["reporter"], r["least"]["value"]) for r in pay["reporters"]] == [
        (1, "66666.8"), (3, "40000"),
    ]  # fmt: skip


def test_iksan_at_the_limits_of_a_month_and_of_a_year() -> None:
    for month, year, paid in (
        (0, 0, 500_000),
        ("60万", 0, 400_000),
        ("100万", 0, 0),
        (0, "1200万", 0),
    ):
        facts = {"本月已领奖励": month, "本年度已领奖励": year}
        found = decide(IKSAN, facts, currency="KRW", decided=500_000)
        assert found.amount is not None
        assert (found.amount.minor, sums(found)) == (500_000, [paid])


DONGJAK = {
    "award": {"fixed": "20万"},
    "payout": [{"cap": "max(0, 50万 - 本年度已领奖励)"}, {"cap": "预算余额", "per": "case"}],
}


@pytest.mark.parametrize(
    ("received", "budget", "paid"),
    [
        ("0", "40万", 200_000),
        ("35万", "40万", 150_000),
        ("35万", "12万", 120_000),
        ("50万", "40万", 0),
    ],
)
def test_dongjak_a_year_and_a_budget(received: str, budget: str, paid: int) -> None:
    found = decide(DONGJAK, {"本年度已领奖励": received, "预算余额": budget}, currency="KRW")
    assert found.outcome == "awarded"
    assert found.payable is not None
    assert found.payable.minor == paid


def test_dongjak_without_the_budget_is_awarded_and_not_payable() -> None:
    found = decide(DONGJAK, {"本年度已领奖励": "35万"}, currency="KRW")
    assert (found.outcome, found.payable) == ("awarded", None)
    assert found.amount is not None
    assert found.amount.minor == 200_000
    (missing,) = found.missing
    assert missing.fact == "budget_left"
    assert missing.moves is not None
    assert (missing.moves.minor, missing.at_most) == (150_000, False)


HAIKOU = {
    "staged": True,
    "award": {
        "sum": [
            {"id": "verified", "when": "查证属实", "fixed": "500"},
            {"id": "share-of-fine", "rate": "10%", "base": "sum_collected", "cap": "5000"},
            {"id": "criminal", "when": "crime_accepted", "fixed": "5000"},
        ],
        "cap": "1万",
    },
}
HAIKOU_FACTS = {
    "sum_collected": {"type": "money", "min": "0"},
    "crime_accepted": {"type": "boolean"},
}


@pytest.mark.parametrize(
    ("facts", "paid", "low", "high", "payable"),
    [
        ({}, 0, 500, 10_000, 500),  # verified: 500 now, up to 9,500 may follow
        ({"sum_collected": "3万"}, 500, 3_500, 8_500, 3_000),  # the fine was collected
        ({"sum_collected": "8万"}, 500, 5_500, 10_000, 5_000),  # 10 % is capped at 5,000
        ({"sum_collected": "8万", "crime_accepted": "是"}, 5_500, 10_000, 10_000, 4_500),
        ({"sum_collected": "8万", "crime_accepted": "否"}, 5_500, 5_500, 5_500, 0),
    ],
)
def test_haikou_in_three_stages(
    facts: dict[str, Any], paid: int, low: int, high: int, payable: int
) -> None:
    found = decide(HAIKOU, {"查证属实": "是", **facts}, own=HAIKOU_FACTS, already_paid=paid)
    assert found.range.high is not None
    assert (found.range.low.minor, found.range.high.minor) == (low * 100, high * 100)
    assert found.payable is not None
    assert found.payable.minor == payable * 100
    assert found.staged is not None
    assert found.staged["certain"].minor == low * 100
    assert found.staged["may_follow"].minor == (high - low) * 100


def test_tax_withheld_leaves_the_entitlement() -> None:
    edition = {
        "award": {"rate": "5%", "base": "罚款"},
        "sharing": "equal",
        "payout": [{"times": "80%", "label": "代扣个人所得税"}],
        "pays": [{"by": "市财政", "tax": "withheld"}],
    }
    # 5 % of 123,456.70 is 6,172.835, that is 6,172.84; a half of it 3,086.42; 80 % is 2,469.136.
    found = decide(edition, {"罚款": "123456.70", "联合举报人数": 2})
    assert found.amount is not None
    assert str(found.amount.value) == "6172.84"
    assert [str(s.value) for s in found.shares] == ["3086.42", "3086.42"]
    assert sums(found) == [Fraction("2469.14")] * 2
    assert found.payable is not None
    assert str(found.payable.value) == "4938.28"
    assert found.pays[0]["tax"] == "withheld"
    paid = [r for r in found.rounding if r["node"].startswith("reporters/")]
    assert [(r["before"]["value"], r["after"]["value"], r["rule"]) for r in paid] == [
        ("2469.136", "2469.14", "engine")
    ] * 2


NEW_TAIPEI = {
    "award": {"rate": "15%", "base": "sum_collected"},
    "reclaim": {
        "when": "report_was_false",
        "reason": {"zh": "举报不实", "en": "The report was false"},
    },
}
NEW_TAIPEI_FACTS = {
    "sum_collected": {"type": "money", "min": "0"},
    "report_was_false": {"type": "boolean", "presume": "false"},
}


def test_new_taipei_once_paid_not_taken_back_unless_the_report_was_false() -> None:
    # The fine of 100,000 was annulled after 15,000 had been paid.
    found = decide(NEW_TAIPEI, {"sum_collected": 0}, own=NEW_TAIPEI_FACTS, already_paid=15_000)
    assert found.outcome == "no_award"
    assert found.reclaim is not None
    assert (found.overpaid.minor, found.reclaim["state"]) == (1_500_000, "no")
    facts = {"sum_collected": "10万", "report_was_false": "是"}
    found = decide(NEW_TAIPEI, facts, own=NEW_TAIPEI_FACTS, already_paid=15_000)
    assert found.outcome == "not_eligible"
    assert found.payable is not None
    assert found.reclaim is not None
    assert (found.payable.minor, found.reclaim["state"]) == (0, "yes")
    assert found.reclaim["sum"].minor == 1_500_000


def test_guangzhou_takes_back_from_malicious_reporters() -> None:
    edition = {
        "award": {
            "sum": [{"id": "clue", "fixed": "300"}, {"id": "share", "rate": "10%", "base": "罚款"}]
        },
        "reclaim": "malicious_report",
    }
    own = {"malicious_report": {"type": "boolean", "presume": "false"}}
    found = decide(edition, {"罚款": "3万"}, own=own)
    assert found.amount is not None
    assert found.amount.minor == 330_000
    assert found.reclaim is not None
    assert found.reclaim["state"] == "no"
    found = decide(edition, {"罚款": "3万", "malicious_report": "是"}, own=own, already_paid=3300)
    assert found.because == ("reclaim",)
    assert found.overpaid.minor == 330_000
    assert found.reclaim is not None
    assert (found.reclaim["state"], found.reclaim["sum"].minor) == ("yes", 330_000)


def test_the_total_of_many_cases_has_what_is_paid_in_stages() -> None:
    from ecoreward.cli.lines import total

    staged = decide(HAIKOU, {"查证属实": "是"}, own=HAIKOU_FACTS)
    late = decide(SIXTY, {"通知日期": "2025-08-01", "申领日期": "2025-10-01"})
    assert total([staged, late], "zh") == "合计应付 500 元（2 件中 0 件予以奖励）"
