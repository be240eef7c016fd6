"""Plain Python, one function a policy over a slotted record: what a careful programmer would write.

Limits are written with `if`, which takes a tenth of the time of a call of `min`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import make_dataclass
from typing import Any

from benchmarks.rivals.data import MASK, Table, ready
from benchmarks.rivals.policies import TWELVE, WECHAT, ZHEJIANG, ZHENGZHOU

Row = tuple[int, int, int]
Z5000, Z1000, Z500, CLUE = (
    ZHENGZHOU.list_mask(n) for n in ("tier-5000", "tier-1000", "tier-500", "clue")
)
SEVEN = ZHEJIANG.list_mask("seven")
T5000, T1000, T500 = (TWELVE.list_mask(n) for n in ("tier-5000", "tier-1000", "tier-500"))
LISTED = T5000 | T1000 | T500


def zhengzhou(c: Any) -> Row:
    """The highest group of a verified report, else the clue award."""
    kinds = c.violations_mask
    if c.verified:
        if kinds & Z5000:
            return 2, 500_000, 1
        if kinds & Z1000:
            return 2, 100_000, 2
        if kinds & Z500:
            return 2, 50_000, 3
    if kinds and c.channel == WECHAT and c.on_site_media and c.helped_inspection:
        if kinds & CLUE:
            return 2, 1_000, 4
        return 3, -1, 0
    return 1, 0, 0


def zhejiang(c: Any) -> Row:
    """The ladder, both readings of its limit; what the authority decides is open."""
    if not c.verified:
        return 0, 0, 1
    if (
        c.ownerless_radioactive_source
        or c.especially_grave_pollution
        or c.especially_bad_social_effect
        or c.bounty_published
    ):
        return 3, -1, 0
    kinds = c.violations_mask
    if not kinds:
        return 1, 0, 0
    fine = c.fine
    total = (fine + 10) // 20
    if total > 10_000_000:  # noqa: PLR1730
        total = 10_000_000
    node = 2 if fine else 0
    if c.detained:
        total += 500_000
        node = node or 3
    if c.arrest_approved:
        total += 1_000_000
        node = node or 4
    if c.convicted:
        total += 1_000_000
        node = node or 5
    if not total:
        return 1, 0, 0
    if total > 10_000_000 or not kinds & SEVEN:
        return 3, -1, 0
    return 2, total, node


def twelve(c: Any) -> Row:
    """Four gates and twelve rules; in hundredths of a fen until the one rounding at the end."""
    if not c.verified:
        return 0, 0, 1
    if not c.first_reporter:
        return 0, 0, 2
    if c.accepted_on - c.reported_on > 60:
        return 0, 0, 3
    if c.agency_staff_or_relative:
        return 0, 0, 4
    kinds = c.violations_mask
    if not kinds & LISTED:
        return 1, 0, 0
    fine = c.fine
    best = fine * 5
    if best > 1_000_000_000:  # noqa: PLR1730
        best = 1_000_000_000
    if c.insider:
        best *= 2
    best = (best + 5_000) // 10_000 * 10_000
    node = 5
    gain = c.illegal_gain
    if gain > 0:
        share = gain * 3
        if share < 2_000_000:
            share = 2_000_000
        elif share > 500_000_000:
            share = 500_000_000
        if share > best:
            best, node = share, 6
    if kinds & T5000:
        if best < 50_000_000:
            best, node = 50_000_000, 7
    elif kinds & T1000:
        if best < 10_000_000:
            best, node = 10_000_000, 8
    elif best < 5_000_000:
        best, node = 5_000_000, 9
    if c.convicted:
        best += 200_000_000
    elif c.arrest_approved:
        best += 100_000_000
    elif c.detained:
        best += 50_000_000
    elif c.transferred_to_police:
        best += 20_000_000
    if c.detailed_help:
        best += fine if fine < 200_000_000 else 200_000_000
    if c.real_name:
        best += 2_000_000
    if c.emergency_averted:
        loss = c.direct_loss * 2
        best += loss if loss < 500_000_000 else 500_000_000
    if best > 2_000_000_000:  # noqa: PLR1730
        best = 2_000_000_000
    return 2, (best + 5_000) // 10_000 * 100, node


FUNCTIONS: dict[str, Callable[[Any], Row]] = {
    "zhengzhou": zhengzhou, "zhejiang": zhejiang, "twelve": twelve,
}  # fmt: skip


def records(table: Table) -> list[Any]:
    """The rows as slotted records, masks included."""
    frame = ready(table)
    record = make_dataclass("Record", frame.columns, slots=True)
    assert MASK in frame.columns
    return [record(*row) for row in frame.iter_rows()]


def prepare(table: Table) -> tuple[Callable[[Any], Row], Sequence[Any]]:
    """The function and ready records."""
    return FUNCTIONS[table.policy.name], records(table)
