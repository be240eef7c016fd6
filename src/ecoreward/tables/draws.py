"""Numbers drawn by a seed, a name and a row's index alone: the same on any machine, in batches of any size.

The generator is SplitMix64 read at a place of its sequence; integers only, and nothing is remembered.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import polars as pl

_STEP = 0x9E3779B97F4A7C15
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_HALF = 2**32


@dataclass(frozen=True, slots=True)
class Draws:
    """Draws for the rows of some indices (a column of UInt64)."""

    rows: pl.Series
    seed: int

    def bits(self, name: str) -> pl.Series:
        """64 bits a row, of the stream of this name.

        >>> rows = pl.Series([0, 1], dtype=pl.UInt64)
        >>> Draws(rows, 1).bits("fine").to_list() == Draws(rows, 1).bits("fine").to_list()
        True
        """
        start = hashlib.sha256(f"ecoreward:{self.seed}:{name}".encode()).digest()[:8]
        place = pl.col("i") * _lit(_STEP) + _lit(int.from_bytes(start, "big"))
        return self.rows.alias("i").to_frame().select(v=_mixed(place))["v"]

    def below(self, name: str, most: int | pl.Series) -> pl.Series:
        """A whole number from 0 to `most` - 1 a row; `most` is below 2^32, and may differ by row."""
        high = self.bits(name) // _HALF
        limit = most.cast(pl.UInt64) if isinstance(most, pl.Series) else most
        return ((high * limit) // _HALF).cast(pl.Int64)


def _lit(number: int) -> pl.Expr:
    return pl.lit(number, dtype=pl.UInt64)


def _mixed(z: pl.Expr) -> pl.Expr:
    """The output of SplitMix64 for a state; products wrap at 64 bits, a quotient is a shift."""
    z = (z ^ (z // _lit(2**30))) * _lit(_FIRST)
    z = (z ^ (z // _lit(2**27))) * _lit(_SECOND)
    return z ^ (z // _lit(2**31))
