"""rule-engine: conditions and sums as its expressions, parsed once, over a mapping.

Its numbers are decimals and it has bit operations, so nothing is lost; an expression cannot name a
part of itself, so the sums of the twelve rules go through two expressions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import rule_engine

from benchmarks.rivals.by_python import CLUE, LISTED, SEVEN, T1000, T5000, Z500, Z1000, Z5000
from benchmarks.rivals.data import Table
from benchmarks.rivals.plain_cases import cases

Case = dict[str, Any]
ZHENGZHOU = f"""
verified and violations_mask & {Z5000} != 0 ? [2, 500000, 1]
: (verified and violations_mask & {Z1000} != 0 ? [2, 100000, 2]
: (verified and violations_mask & {Z500} != 0 ? [2, 50000, 3]
: (by_wechat and on_site_media and helped_inspection and violations_mask != 0
   ? (violations_mask & {CLUE} != 0 ? [2, 1000, 4] : [3, -1, 0])
: [1, 0, 0])))"""
ZHEJIANG_OPEN = """
not verified ? [0, 0, 1]
: (ownerless_radioactive_source or especially_grave_pollution or especially_bad_social_effect
   or bounty_published ? [3, -1, 0]
: (violations_mask == 0 ? [1, 0, 0] : null))"""
ZHEJIANG_TOTAL = """
$min([(fine + 10) // 20, 10000000]) + (detained ? 500000 : 0) + (arrest_approved ? 1000000 : 0)
+ (convicted ? 1000000 : 0)"""
ZHEJIANG = f"""
total == 0 ? [1, 0, 0] : (total > 10000000 or violations_mask & {SEVEN} == 0 ? [3, -1, 0]
: [2, total, fine > 0 ? 2 : (detained ? 3 : (arrest_approved ? 4 : 5))])"""
TWELVE_GATES = f"""
not verified ? [0, 0, 1] : (not first_reporter ? [0, 0, 2]
: (accepted_on - reported_on > 60 ? [0, 0, 3] : (agency_staff_or_relative ? [0, 0, 4]
: (violations_mask & {LISTED} == 0 ? [1, 0, 0] : null))))"""
TWELVE_PARTS = f"""
[($min([fine * 5, 1000000000]) * (insider ? 2 : 1) + 5000) // 10000 * 10000,
 illegal_gain > 0 ? $min([$max([illegal_gain * 3, 2000000]), 500000000]) : -1,
 violations_mask & {T5000} != 0 ? 50000000
   : (violations_mask & {T1000} != 0 ? 10000000 : 5000000)]"""
TWELVE = """
[2,
 ($min([best
   + (convicted ? 200000000 : (arrest_approved ? 100000000 : (detained ? 50000000
     : (transferred_to_police ? 20000000 : 0))))
   + (detailed_help ? $min([fine, 200000000]) : 0)
   + (real_name ? 2000000 : 0)
   + (emergency_averted ? $min([direct_loss * 2, 500000000]) : 0),
   2000000000]) + 5000) // 10000 * 100,
 parts[0] == best ? 5 : (parts[1] == best ? 6
   : (parts[2] == 50000000 ? 7 : (parts[2] == 10000000 ? 8 : 9)))]"""


def _rule(text: str) -> Callable[[Case], Any]:
    context = rule_engine.Context(resolver=rule_engine.resolve_item)
    found: Callable[[Case], Any] = rule_engine.Rule(
        " ".join(text.split()), context=context
    ).evaluate
    return found


def _function(policy: str) -> Callable[[Case], Any]:
    if policy == "zhengzhou":
        return _rule(ZHENGZHOU)
    if policy == "zhejiang":
        early, total, last = _rule(ZHEJIANG_OPEN), _rule(ZHEJIANG_TOTAL), _rule(ZHEJIANG)

        def zhejiang(case: Case) -> Any:
            return early(case) or last({**case, "total": total(case)})

        return zhejiang
    gates, parts, last = _rule(TWELVE_GATES), _rule(TWELVE_PARTS), _rule(TWELVE)

    def twelve(case: Case) -> Any:
        found = gates(case)
        if found is None:
            values = parts(case)
            found = last({**case, "parts": values, "best": max(values)})
        return found

    return twelve


def prepare(table: Table) -> tuple[Callable[[Any], Any], Sequence[Any]]:
    """The function and ready mappings."""
    return _function(table.policy.name), cases(table, flags=False)
