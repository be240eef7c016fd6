"""Totals are exact, each currency for itself, and grow batch by batch."""

from __future__ import annotations

import random
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from ecoreward.columns.frame_out import OUTCOME_NAMES
from ecoreward.tables.tally import Tally, exact_sum


def rows(*cells: tuple[str, int, int | None, int | None, int]) -> pl.DataFrame:
    """(currency, low, high, payable, overpaid) of each row."""
    names = ("currency", "low", "high", "payable", "overpaid")
    frame = pl.DataFrame(
        list(cells),
        schema=dict(zip(names, [pl.String, *[pl.Int64] * 4], strict=True)),
        orient="row",
    )
    return frame.with_columns(
        outcome=pl.lit(OUTCOME_NAMES.index("awarded"), dtype=pl.Int8), edition=pl.lit("e"),
        by=pl.lit(0, dtype=pl.Int8),
    )  # fmt: skip


@given(st.lists(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)), max_size=50))
def test_a_sum_is_that_of_python(values: list[int | None]) -> None:
    assert exact_sum(pl.Series(values, dtype=pl.Int64)) == sum(v for v in values if v is not None)


def test_each_currency_for_itself() -> None:
    tally = Tally()
    tally.add(rows(("CNY", 100, 100, 100, 0), ("KRW", 5, None, None, 0), ("CNY", 1, 2, None, 3)))
    sums: Any = tally.to_json()["sums"]
    assert sums["CNY"] == {
        "payable": "1.00", "low": "1.01", "high": "1.02", "overpaid": "0.03", "without_upper_end": 0,
    }  # fmt: skip
    assert sums["KRW"] == {
        "payable": "0", "low": "5", "high": "0", "overpaid": "0", "without_upper_end": 1,
    }  # fmt: skip


def test_sums_beyond_64_bits() -> None:
    tally = Tally()
    for _ in range(3):
        tally.add(rows(*[("CNY", 2**63 - 1, 2**63 - 1, 2**63 - 1, 0)] * 1000))
    assert tally.sums["CNY"].payable == 3000 * (2**63 - 1)


def test_parts_come_to_the_whole() -> None:
    chance = random.Random(1)
    frame = rows(
        *[
            (chance.choice(["CNY", "USD"]), chance.randrange(10**9), None, None, 0)
            for _ in range(100)
        ]
    )
    whole, parts = Tally(), Tally()
    whole.add(frame)
    for part in frame.iter_slices(7):
        parts.add(part)
    parts.add(frame.clear())
    assert whole.to_json() == parts.to_json()
