"""One compiled loop over NumPy columns, a thread: about what the machine can do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np

from benchmarks.rivals.by_python import CLUE, LISTED, SEVEN, T1000, T5000, Z500, Z1000, Z5000
from benchmarks.rivals.data import MASK, Table, arrays, ready
from benchmarks.rivals.policies import WECHAT


def zhengzhou(kinds, verified, channel, media, helped, outcome, amount, node):
    """As `by_python.zhengzhou`, for every row."""
    for i in numba.prange(len(kinds)):
        k, v, clue = kinds[i], verified[i], (channel[i] == WECHAT) & media[i] & helped[i]
        if v and k & Z5000:
            o, a, n = 2, 500_000, 1
        elif v and k & Z1000:
            o, a, n = 2, 100_000, 2
        elif v and k & Z500:
            o, a, n = 2, 50_000, 3
        elif clue and k & CLUE:
            o, a, n = 2, 1_000, 4
        elif clue and k:
            o, a, n = 3, -1, 0
        else:
            o, a, n = 1, 0, 0
        outcome[i], amount[i], node[i] = o, a, n


def zhejiang(
    kinds,
    verified,
    fine,
    detained,
    arrest,
    convicted,
    owner,
    grave,
    bad,
    bounty,
    outcome,
    amount,
    node,
):
    """As `by_python.zhejiang`, for every row."""
    for i in numba.prange(len(kinds)):
        k, f = kinds[i], fine[i]
        total = min((f + 10) // 20, 10_000_000)
        total += detained[i] * 500_000 + arrest[i] * 1_000_000 + convicted[i] * 1_000_000
        if not verified[i]:
            o, a, n = 0, 0, 1
        elif owner[i] | grave[i] | bad[i] | bounty[i]:
            o, a, n = 3, -1, 0
        elif k == 0 or total == 0:
            o, a, n = 1, 0, 0
        elif total > 10_000_000 or k & SEVEN == 0:
            o, a, n = 3, -1, 0
        else:
            o, a = 2, total
            n = 2 if f else (3 if detained[i] else (4 if arrest[i] else 5))
        outcome[i], amount[i], node[i] = o, a, n


def twelve(
    kinds,
    verified,
    first,
    reported,
    accepted,
    staff,
    insider,
    fine,
    gains,
    losses,
    convicted,
    arrest,
    detained,
    police,
    detail,
    named,
    averted,
    outcome,
    amount,
    node,
):
    """As `by_python.twelve`, for every row."""
    for i in numba.prange(len(kinds)):
        k = kinds[i]
        if not verified[i]:
            o, a, n = 0, 0, 1
        elif not first[i]:
            o, a, n = 0, 0, 2
        elif accepted[i] - reported[i] > 60:
            o, a, n = 0, 0, 3
        elif staff[i]:
            o, a, n = 0, 0, 4
        elif k & LISTED == 0:
            o, a, n = 1, 0, 0
        else:
            f, gain = fine[i], gains[i]
            best, n = min(f * 5, 1_000_000_000) * (1 + insider[i]), 5
            best = (best + 5_000) // 10_000 * 10_000
            if gain > 0:
                share = min(max(gain * 3, 2_000_000), 500_000_000)
                if share > best:
                    best, n = share, 6
            if k & T5000:
                tier, m = 50_000_000, 7
            elif k & T1000:
                tier, m = 10_000_000, 8
            else:
                tier, m = 5_000_000, 9
            if tier > best:
                best, n = tier, m
            if convicted[i]:
                best += 200_000_000
            elif arrest[i]:
                best += 100_000_000
            elif detained[i]:
                best += 50_000_000
            elif police[i]:
                best += 20_000_000
            if detail[i]:
                best += min(f, 200_000_000)
            best += named[i] * 2_000_000
            if averted[i]:
                best += min(losses[i] * 2, 500_000_000)
            o, a = 2, (min(best, 2_000_000_000) + 5_000) // 10_000 * 100
        outcome[i], amount[i], node[i] = o, a, n


COLUMNS = {
    "zhengzhou": (MASK, "verified", "channel", "on_site_media", "helped_inspection"),
    "zhejiang": (
        MASK, "verified", "fine", "detained", "arrest_approved", "convicted",
        "ownerless_radioactive_source", "especially_grave_pollution",
        "especially_bad_social_effect", "bounty_published",
    ),
    "twelve": (
        MASK, "verified", "first_reporter", "reported_on", "accepted_on", "agency_staff_or_relative",
        "insider", "fine", "illegal_gain", "direct_loss", "convicted", "arrest_approved", "detained",
        "transferred_to_police", "detailed_help", "real_name", "emergency_averted",
    ),
}  # fmt: skip
LOOPS: dict[str, Callable[..., None]] = {
    "zhengzhou": zhengzhou, "zhejiang": zhejiang, "twelve": twelve,
}  # fmt: skip


def prepare(table: Table, *, parallel: bool = False) -> Callable[[], dict[str, Any]]:
    """The work on ready arrays, compiled and warm."""
    name = table.policy.name
    columns = arrays(ready(table))
    inputs = [columns[c] for c in COLUMNS[name]]
    loop = numba.njit(LOOPS[name], parallel=parallel, nogil=True)
    rows = len(table)

    def work() -> dict[str, Any]:
        outcome, node = np.empty(rows, dtype=np.int8), np.empty(rows, dtype=np.int8)
        amount = np.empty(rows, dtype=np.int64)
        loop(*inputs, outcome, amount, node)
        return {"outcome": outcome, "amount": amount, "node": node}

    work()
    return work
