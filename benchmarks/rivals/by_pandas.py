"""pandas over NumPy columns: masks and `numpy.select`, int64 throughout."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.rivals.by_python import CLUE, LISTED, SEVEN, T1000, T5000, Z500, Z1000, Z5000
from benchmarks.rivals.data import MASK, Table, arrays, ready
from benchmarks.rivals.policies import WECHAT

I8 = [np.int8(i) for i in range(10)]


def _result(outcome: Any, amount: Any, node: Any) -> pd.DataFrame:
    return pd.DataFrame({"outcome": outcome, "amount": amount, "node": node}, copy=False)


def zhengzhou(f: pd.DataFrame) -> pd.DataFrame:
    """The node first; what it pays is looked up by it."""
    k, v = f[MASK], f["verified"]
    clue = (f["channel"] == WECHAT) & f["on_site_media"] & f["helped_inspection"]
    node = np.select(
        [v & ((k & Z5000) != 0), v & ((k & Z1000) != 0), v & ((k & Z500) != 0),
         clue & ((k & CLUE) != 0), clue & (k != 0)],
        I8[1:6], I8[0],
    )  # fmt: skip
    outcome = np.array([1, 2, 2, 2, 2, 3], dtype=np.int8)[node]
    amount = np.array([0, 500_000, 100_000, 50_000, 1_000, -1], dtype=np.int64)[node]
    return _result(outcome, amount, np.array([0, 1, 2, 3, 4, 0], dtype=np.int8)[node])


def zhejiang(f: pd.DataFrame) -> pd.DataFrame:
    """The ladder, both readings of its limit; what the authority decides is open."""
    k, fine = f[MASK], f["fine"]
    total = ((fine + 10) // 20).clip(upper=10_000_000) + f["detained"] * 500_000
    total += f["arrest_approved"] * 1_000_000 + f["convicted"] * 1_000_000
    decides = f["ownerless_radioactive_source"] | f["especially_grave_pollution"]
    decides |= f["especially_bad_social_effect"] | f["bounty_published"]
    outcome = np.select(
        [~f["verified"], decides, (k == 0) | (total == 0), (total > 10_000_000) | (k & SEVEN == 0)],
        [I8[0], I8[3], I8[1], I8[3]], I8[2],
    )  # fmt: skip
    paid = outcome == 2
    part = np.select([fine > 0, f["detained"], f["arrest_approved"]], I8[2:5], I8[5])
    amount = np.where(paid, total, np.where(outcome == 3, np.int64(-1), np.int64(0)))
    return _result(outcome, amount, np.where(paid, part, (outcome == 0).astype(np.int8)))


def twelve(f: pd.DataFrame) -> pd.DataFrame:
    """Four gates and twelve rules; in hundredths of a fen until the one rounding at the end."""
    k, fine, gains = f[MASK], f["fine"], f["illegal_gain"]
    share = (fine * 5).clip(upper=1_000_000_000) * (1 + f["insider"].astype(np.int64))
    share = (share + 5_000) // 10_000 * 10_000
    gain = (gains * 3).clip(2_000_000, 500_000_000).where(gains > 0, -1)
    at_5000, at_1000 = (k & T5000) != 0, (k & T1000) != 0
    tier = np.where(at_5000, 50_000_000, np.where(at_1000, 10_000_000, 5_000_000))
    best = np.maximum(np.maximum(share, gain), tier)
    result = np.select(
        [f["convicted"], f["arrest_approved"], f["detained"], f["transferred_to_police"]],
        [200_000_000, 100_000_000, 50_000_000, 20_000_000], 0,
    )  # fmt: skip
    total = best + result + f["real_name"] * 2_000_000
    total += fine.clip(upper=200_000_000) * f["detailed_help"]
    total += (f["direct_loss"] * 2).clip(upper=500_000_000) * f["emergency_averted"]
    total = (total.clip(upper=2_000_000_000) + 5_000) // 10_000 * 100
    late = f["accepted_on"] - f["reported_on"] > 60
    node = np.select(
        [~f["verified"], ~f["first_reporter"], late, f["agency_staff_or_relative"],
         (k & LISTED) == 0, share == best, gain == best, at_5000, at_1000],
        [*I8[1:5], I8[0], *I8[5:9]], I8[9],
    )  # fmt: skip
    outcome = np.where(node >= 5, I8[2], (node == 0).astype(np.int8))
    return _result(outcome, np.where(node >= 5, total, 0), node)


FUNCTIONS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "zhengzhou": zhengzhou, "zhejiang": zhejiang, "twelve": twelve,
}  # fmt: skip


def prepare(table: Table) -> Callable[[], pd.DataFrame]:
    """The work on a ready frame."""
    frame = pd.DataFrame(arrays(ready(table)))
    function = FUNCTIONS[table.policy.name]
    return lambda: function(frame)
