"""Seeded tables of cases, integers only, with realistic shares and with ties and boundaries.

A table is what a reader of files would hand over: facts by name, money in fen, dates as ordinals,
choices and sets of violations as numbers of their levels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from benchmarks.rivals.policies import (
    CHANNELS,
    NO_AMOUNT,
    NO_AWARD,
    OPEN,
    OUTCOMES,
    POLICIES,
    Policy,
)

MASK = "violations_mask"
# How many of 1,000 cases a fact is true of.
_SHARES = {
    "verified": 740, "on_site_media": 620, "helped_inspection": 540, "detained": 80,
    "arrest_approved": 30, "convicted": 20, "ownerless_radioactive_source": 2,
    "especially_grave_pollution": 5, "especially_bad_social_effect": 3, "bounty_published": 3,
    "first_reporter": 900, "agency_staff_or_relative": 20, "insider": 60,
    "transferred_to_police": 100, "detailed_help": 150, "real_name": 550, "emergency_averted": 10,
}  # fmt: skip
# How many of 100 cases have none of a sum.
_NONE = {"fine": 15, "illegal_gain": 52, "direct_loss": 52}
_CHANNEL_SHARES = (400, 150, 200, 100, 80, 30, 20, 20)
# Sums at which something turns, in fen: halves of a fen and of a yuan, ties of two groups, caps,
# and the fine at which detention takes the total over 100,000 yuan.
_EDGES = (
    0, 1, 9, 10, 11, 29, 30, 990, 1_000, 1_010, 666_666, 666_667, 1_000_000, 1_000_010, 2_000_000,
    1_666_666, 1_666_667, 10_000_000, 10_000_999, 10_001_000, 16_666_667, 166_666_666, 166_666_667,
    180_000_000, 180_000_010, 189_999_999, 190_000_000, 190_000_006, 190_000_009, 190_000_010,
    199_999_999, 200_000_000, 200_000_001, 250_000_000, 1_000_000_000,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """Cases of one policy: `levels` has the values behind the numbers of a choice or set column."""

    policy: Policy
    frame: pl.DataFrame
    levels: dict[str, tuple[Any, ...]]

    def __len__(self) -> int:
        return self.frame.height

    def head(self, rows: int) -> Table:
        """The first rows."""
        return Table(self.policy, self.frame.head(rows), self.levels)


def make(policy: str, rows: int, seed: int = 5) -> Table:
    """A table of one policy; the same seed and size give the same cases.

    >>> make("zhengzhou", 3).frame.columns[:3]
    ['reported_on', 'verified', 'on_site_media']
    """
    p = POLICIES[policy]
    rng = np.random.default_rng([seed, rows, sorted(POLICIES).index(policy)])
    data: dict[str, Any] = {}
    first, last = (d.toordinal() for d in p.days)
    for name in p.dates:
        if name == "reported_on":
            data[name] = rng.integers(first, last - 400, rows, dtype=np.int32)
        else:  # within the 60 days mostly, often on the last one
            usual = [0, 1, 2, 3, 5, 7, 10, 14, 15, 20, 21, 28, 30, 40, 59, 60, 60, 61, 90]
            days = np.array(usual, dtype=np.int32)
            data[name] = (
                data["reported_on"] + days[rng.integers(0, len(days), rows, dtype=np.uint8)]
            )
    for name in p.flags:
        data[name] = rng.integers(0, 1000, rows, dtype=np.uint16) < _SHARES[name]
    for name in p.money:
        data[name] = _sums(rng, rows, _NONE[name])
    for name in p.choices:
        data[name] = _drawn(rng, rows, _CHANNEL_SHARES)
    sets = tuple(_sets(p, rng))
    # Ten common sets are half of the cases, as in the published counts.
    data["violations"] = _drawn(rng, rows, [1 + 20 * (i < 10) for i in range(len(sets))])
    return Table(p, pl.DataFrame(data), {"violations": sets, "channel": CHANNELS})


def _drawn(rng: np.random.Generator, rows: int, weights: Any) -> Any:
    """Numbers of levels, by whole weights."""
    ends = np.cumsum(np.asarray(weights, dtype=np.int64))
    lookup = np.repeat(np.arange(len(ends), dtype=np.int32), weights)
    return lookup[rng.integers(0, int(ends[-1]), rows, dtype=np.int32)]


def _sums(rng: np.random.Generator, rows: int, none: int) -> Any:
    """Sums in fen: none, whole thousands of yuan, any fen, and the edges; at most 10 million yuan."""
    kind = rng.integers(0, 100, rows, dtype=np.uint8)
    scale = np.array([100_000, 1_000_000, 1_000_000, 10_000_000, 100_000_000], dtype=np.int64)
    sums = scale[rng.integers(0, len(scale), rows, dtype=np.uint8)]
    sums *= rng.integers(1, 10, rows, dtype=np.int64)
    odd = kind < 30
    sums[odd] += rng.integers(0, 100_000, int(odd.sum()), dtype=np.int64)
    sums[kind >= 100 - none] = 0
    edges = np.array(_EDGES, dtype=np.int64)
    at = (kind >= 40) & (kind < 48)
    sums[at] = edges[rng.integers(0, len(edges), int(at.sum()), dtype=np.uint8)]
    return sums


def _sets(p: Policy, rng: np.random.Generator) -> Iterator[frozenset[str]]:
    """The distinct sets: each violation alone, none, and pairs and threes of them."""
    seen: set[frozenset[str]] = set()
    for code in p.codes:
        seen.add(found := frozenset([code]))
        yield found
    yield frozenset()
    while len(seen) < 200:
        size = int(rng.integers(2, 4))
        found = frozenset(p.codes[int(i)] for i in rng.integers(0, len(p.codes), size))
        if found not in seen:
            seen.add(found)
            yield found


def masks(table: Table) -> Any:
    """The sets as bit masks, one int64 a row: what is prepared once a table, for every rival."""
    lookup = np.array([table.policy.mask(*s) for s in table.levels["violations"]], dtype=np.int64)
    return lookup[table.frame["violations"].to_numpy()]


def masked(table: Table) -> Table:
    """The table with the masks beside its facts: made once, outside what is measured."""
    frame = table.frame.with_columns(pl.Series(MASK, masks(table)))
    return Table(table.policy, frame, table.levels)


def ready(table: Table) -> pl.DataFrame:
    """The frame with the masks: what the rivals over columns take."""
    return table.frame if MASK in table.frame.columns else masked(table).frame


def arrays(frame: pl.DataFrame) -> dict[str, Any]:
    """The columns as NumPy arrays, booleans as bytes."""
    return {s.name: np.ascontiguousarray(s.to_numpy()) for s in frame.get_columns()}


def case(table: Table, row: int) -> dict[str, Any]:
    """One row as `ecoreward.Library.evaluate` takes it."""
    p = table.policy
    values = table.frame.row(row, named=True)
    facts: dict[str, Any] = {n: date.fromordinal(values[n]).isoformat() for n in p.dates}
    facts |= {n: values[n] for n in p.flags}
    facts |= {n: f"{values[n] // 100}.{values[n] % 100:02}" for n in p.money}
    facts |= {n: table.levels[n][values[n]] for n in p.choices}
    facts["violations"] = sorted(table.levels["violations"][values["violations"]])
    name = {"case": f"row-{row}", "jurisdiction": p.jurisdiction, "edition": p.edition}
    return {**name, "facts": facts}


def numbered(policy: Policy, decision: Any) -> tuple[int, int, int]:
    """A decision as the rivals put it: outcome, amount in fen, node."""
    outcome = OUTCOMES[decision.outcome.value]
    if outcome == OPEN:
        return outcome, NO_AMOUNT, 0
    # The first of the nodes it rests on; of a sum, the first part. Nothing was decisive in no award.
    nodes = policy.nodes
    found = None if outcome == NO_AWARD else next((i for i in decision.because if i in nodes), None)
    return outcome, decision.amount.minor, 0 if found is None else nodes.index(found) + 1


def reference(library: Any, table: Table, row: int) -> tuple[int, int, int]:
    """What the reference evaluator says of one row."""
    return numbered(table.policy, library.evaluate(case(table, row)))
