"""Rows of a batch that are read in one way, with their types: typed once, they can be decided by many policies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import polars as pl

from ecoreward.tables.cells import Bad, Levels, type_batch
from ecoreward.tables.headers import Plan
from ecoreward.tables.places import Reading
from ecoreward.tables.source import Batch


@dataclass(frozen=True, slots=True)
class TypedRows:
    """Typed rows; `#row` is their number in the table. `bad` are the cells that cannot be read."""

    batch: Batch
    plan: Plan
    frame: pl.DataFrame
    levels: Levels
    bad: tuple[Bad, ...]

    def without(self, rows: Collection[int]) -> TypedRows:
        """These rows but for some."""
        if not rows:
            return self
        kept = self.frame.filter(~pl.col("#row").is_in(sorted(rows)))
        return replace(self, frame=kept)


def typed_rows(batch: Batch, reading: Reading, rows: pl.Series | None = None) -> TypedRows:
    """The rows of a batch, or those at some places in it; the reading remembers what it has seen."""
    part = batch.frame if rows is None else batch.frame[rows]
    numbers = pl.int_range(part.height, dtype=pl.Int64, eager=True) if rows is None else rows
    numbers = (numbers.cast(pl.Int64) + batch.first_row).alias("#row")
    typed = type_batch(part, 0, reading.plan, reading.levels)
    reading.levels = typed.levels
    bad = tuple(b._replace(row=int(numbers[b.row])) for b in typed.bad)
    return TypedRows(batch, reading.plan, typed.frame.with_columns(numbers), typed.levels, bad)
