"""Ready inputs for rivals that take one case at a time: a mapping a case, made beforehand.

An engine without bit operations gets, for each list, whether the case is on it; that is more than
its users would have, since the sets were looked up for it.
"""

from __future__ import annotations

from typing import Any

from benchmarks.rivals.data import MASK, Table, ready
from benchmarks.rivals.policies import WECHAT, Policy

FLAG = {
    "tier-5000": "on_5000",
    "tier-1000": "on_1000",
    "tier-500": "on_500",
    "clue": "on_clue",
    "seven": "on_seven",
}


def names(policy: Policy, *, flags: bool) -> list[str]:
    """The names in each mapping, so that typed engines can declare them."""
    found = [*policy.flags, *policy.money]
    found += ["by_wechat"] if policy.choices else []
    found += list(policy.dates) if len(policy.dates) > 1 else []
    return found + ([*(FLAG[n] for n in policy.lists), "any_kind"] if flags else [MASK])


def cases(table: Table, *, flags: bool) -> list[dict[str, Any]]:
    """The rows: yes-or-no facts, sums in fen, days as numbers, and the mask or the flags."""
    policy = table.policy
    lists = [(FLAG[n], policy.list_mask(n)) for n in policy.lists]
    keep = set(names(policy, flags=flags))
    found = []
    for row in ready(table).iter_rows(named=True):
        kinds = row[MASK]
        row["by_wechat"] = row.get("channel") == WECHAT
        if flags:
            row |= {name: kinds & mask != 0 for name, mask in lists}
            row["any_kind"] = kinds != 0
        found.append({k: v for k, v in row.items() if k in keep})
    return found
