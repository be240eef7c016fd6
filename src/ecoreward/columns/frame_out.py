"""The outputs of a graph as rows of decisions: sums in minor units, names for bits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from ecoreward.columns.decide import OUTCOMES, Lowered
from ecoreward.columns.order import ordered

ROW = "#i"
# What columns say of a row; sums are in the currency's minor unit.
SCHEMA: Mapping[str, pl.DataType | type[pl.DataType]] = {
    ROW: pl.Int64,
    "outcome": pl.Int8,
    "low": pl.Int64,
    "high": pl.Int64,
    "payable": pl.Int64,
    "overpaid": pl.Int64,
    "because": pl.String,
    "open": pl.String,
    "by": pl.Int8,
}
_DIRECT = 2**20  # patterns up to here are looked up by their number
OUTCOME_NAMES = tuple(o.value for o in OUTCOMES)


def said(out: pl.DataFrame, lowered: Lowered, by: int) -> pl.DataFrame:
    """The outputs of a graph as rows of decisions."""
    place = {name: 1 << i for i, name in enumerate(lowered.ids)}
    names = ordered(lowered.ids, lowered.edition)
    because = _words(out["because"], [(place[name], name) for name in names])
    opened = sorted((c.name, 1 << i) for i, c in enumerate(lowered.causes))
    open_ = _words(out["open"], [(bit, name) for name, bit in opened])
    return out.select(
        pl.col(ROW), pl.col("outcome"), pl.col("low"),
        pl.when("endless").then(None).otherwise(pl.col("high")).alias("high"),
        pl.when("unpayable").then(None).otherwise(pl.col("payable")).alias("payable"),
        pl.col("overpaid"), because.alias("because"), open_.alias("open"),
        pl.lit(by, dtype=pl.Int8).alias("by"),
    )  # fmt: skip


def ends_of(out: pl.DataFrame) -> pl.DataFrame:
    """The ends of sums alone."""
    return out.select(
        pl.col(ROW), pl.col("low"),
        pl.when("endless").then(None).otherwise(pl.col("high")).alias("high"),
    )  # fmt: skip


def _words(bits: pl.Series, names: Sequence[tuple[int, str]]) -> pl.Series:
    """Bits as names, found once for each pattern."""
    patterns = bits.unique()
    words = [";".join(dict.fromkeys(n for bit, n in names if bit & p)) for p in patterns.to_list()]
    most = bits.max()
    if isinstance(most, int) and most < _DIRECT:
        table = [""] * (most + 1)
        for pattern, word in zip(patterns.to_list(), words, strict=True):
            table[pattern] = word
        return pl.Series(table, dtype=pl.String).gather(bits.cast(pl.UInt32))
    if len(words) == 1:
        return pl.repeat(words[0], len(bits), eager=True, dtype=pl.String)
    return bits.replace_strict(patterns, pl.Series(words, dtype=pl.String), return_dtype=pl.String)
