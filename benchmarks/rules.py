"""Three shipped policies written by hand in Python, as a careful programmer without an engine would.

They return an exact amount in fen and nothing else: no trace, no ranges, no reasons.
"""

from __future__ import annotations

from typing import Any

QINGYUAN = {"偷排漏排", "篡改伪造监测数据", "非法倾倒危险废物", "一级饮用水源保护区排污"}


def qingyuan(case: dict[str, Any]) -> int:
    """5 % of the fine, at most 100,000, for a listed violation that was verified."""
    if not case["verified"] or not QINGYUAN & set(case["violations"]):
        return 0
    return min((case["fine_fen"] * 5 * 2 + 100) // 200, 10_000_000)


TIER_5000 = {"篡改伪造监测数据", "通过暗管、渗井、渗坑、灌注排放"}
TIER_1000 = {"工业企业违法排放废水"}
TIER_500 = {"燃放烟花爆竹", "露天烧烤"}


def zhengzhou(case: dict[str, Any]) -> int:
    """The highest of three tiers when verified."""
    if not case["verified"]:
        return 0
    kinds = set(case["violations"])
    if kinds & TIER_5000:
        return 500_000
    if kinds & TIER_1000:
        return 100_000
    return 50_000 if kinds & TIER_500 else 0


def zhejiang(case: dict[str, Any]) -> int:
    """The ladder that adds up, where both readings of the limit agree."""
    if not case["verified"]:
        return 0
    total = min((case["fine_fen"] * 5 * 2 + 100) // 200, 10_000_000)
    total += 500_000 if case["detained"] else 0
    total += 1_000_000 if case["arrest_approved"] else 0
    return total + (1_000_000 if case["convicted"] else 0)
