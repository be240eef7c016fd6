"""A user's own data frame of cases, decided: a row of decisions for each of its rows, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from ecoreward.columns.frame_out import OUTCOME_NAMES
from ecoreward.columns.national import nothing
from ecoreward.tables.outcome import SUMS, with_sums
from ecoreward.tables.problems import letter
from ecoreward.tables.run import Options, Rules, open_run
from ecoreward.tables.source import Batch

OUTCOME = pl.Enum(list(OUTCOME_NAMES))


@dataclass(frozen=True, slots=True)
class FrameSource:
    """A data frame as the source of a run."""

    frame: pl.DataFrame
    name: str = "table"
    first: int = 1

    @property
    def headers(self) -> tuple[str, ...]:
        """Its columns."""
        return tuple(self.frame.columns)

    @property
    def letters(self) -> tuple[str, ...]:
        """Its columns as a person finds them."""
        return tuple(letter(i) for i in range(self.frame.width))

    @property
    def total(self) -> int:
        """Its rows."""
        return self.frame.height

    @property
    def share(self) -> None:
        """Nothing is read from elsewhere."""
        return None

    def batches(self, size: int) -> Iterator[Batch]:
        """All rows, some at a time."""
        for start in range(0, self.frame.height, size):
            yield Batch(self.first + start, self.frame[start : start + size])


def decided(frame: pl.DataFrame, rules: Rules, options: Options) -> pl.DataFrame:
    """One row for each row of `frame`.

    `outcome` is the code of an outcome, sums are exact decimals in main units (`amount` null where it is not one sum,
    `high` without an upper end, `payable` where nothing may be paid yet). A row that cannot be decided has no outcome, and
    in `problem` the code of the first thing that is wrong with it.
    """
    run = open_run(FrameSource(frame), rules, options)
    parts = list(run.parts())
    numbers = pl.int_range(1, frame.height + 1, dtype=pl.Int64, eager=True).alias("row")
    frames = [p.frame for p in parts] or [nothing().with_columns(row=pl.lit(0, dtype=pl.Int64))]
    done = pl.concat(map(_columns, frames))
    bad = {b.row: b.problem.code for p in reversed(parts) for b in reversed(p.bad)}
    told = pl.DataFrame(
        {"row": list(bad), "problem": list(bad.values())},
        schema={"row": pl.Int64, "problem": pl.String},
    )
    joined = numbers.to_frame().join(done, on="row", how="left", maintain_order="left")
    return joined.join(told, on="row", how="left", maintain_order="left").drop("row")


def _columns(frame: pl.DataFrame) -> pl.DataFrame:
    sums = with_sums(frame)
    outcome = pl.Series(OUTCOME_NAMES, dtype=OUTCOME).gather(frame["outcome"]).alias("outcome")
    place = frame["place"].alias("jurisdiction")
    return pl.DataFrame(
        [frame["row"], place, frame["edition"], outcome, *(sums[n] for n in SUMS),
         *(frame[n] for n in ("currency", "because", "open"))]
    )  # fmt: skip
