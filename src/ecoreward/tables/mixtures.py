"""What mixtures of two editions come to over a table: sums of both ends, for every set of differences asked.

Rows that say the same to both are decided once and counted as often as they stand there. A row that columns
cannot tell under some mixture is left out under all of them, and told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from ecoreward.columns.batch import Answers, EditionColumns
from ecoreward.columns.decide import reads
from ecoreward.columns.derive import closure
from ecoreward.columns.frame_out import ROW
from ecoreward.policy.diff.matching import Pair
from ecoreward.policy.diff.mixture import mixed
from ecoreward.policy.edition import Edition
from ecoreward.tables.typed import TypedRows

Set = frozenset[str]  # switches that are on


@dataclass(frozen=True, slots=True)
class Ends:
    """Sums of the least and the greatest possible, in minor units; `endless` counts rows without an upper end."""

    low: int = 0
    high: int = 0
    endless: int = 0

    def plus(self, other: Ends) -> Ends:
        """Both together."""
        return Ends(self.low + other.low, self.high + other.high, self.endless + other.endless)


@dataclass(slots=True)
class Mixtures:
    """The mixtures of a baseline and a draft, each compiled once."""

    base: Edition
    draft: Edition
    pair: Pair
    every: Set
    presume: bool = True
    compiled: dict[Set, EditionColumns] = field(default_factory=dict)
    answers: Answers = field(
        default_factory=dict
    )  # most mixtures ask the same of the kinds of a case

    def edition(self, on: Set) -> Edition:
        """The edition of a set of switches."""
        if not on:
            return self.base
        return self.draft if on == self.every else mixed(self.base, self.draft, self.pair, on)

    def sums(
        self, group: TypedRows, asked: Collection[Set]
    ) -> tuple[dict[Set, Ends], frozenset[int]]:
        """The sums of a group of rows under each set, and the numbers of the rows that are left out."""
        typed, hard = group.frame, frozenset[int]()
        if "#hard" in typed.columns and typed["#hard"].any():
            hard = frozenset(typed.filter("#hard")["#row"].to_list())
            typed = typed.filter(~pl.col("#hard"))
        if not typed.height:
            return {on: Ends() for on in asked}, hard
        frame, weights, index = self._few(typed)
        left: set[int] = set()
        while True:
            found: dict[Set, Ends] = {}
            more: set[int] = set()
            for on in asked:
                ends, missing = self._one(frame, weights, group, on)
                found[on] = ends
                more |= missing
            if not more:
                break
            left |= more
            frame = frame.filter(~pl.col(ROW).is_in(sorted(left)))
        rows = index.filter(pl.col(ROW).is_in(sorted(left)))["#row"].to_list()
        return found, hard | frozenset(rows)

    def _one(
        self, frame: pl.DataFrame, weights: pl.Series, group: TypedRows, on: Set
    ) -> tuple[Ends, set[int]]:
        done, left = self._columns(on).decide(frame, group.levels.lists)
        missing = {int(r) for part in left for r in part.rows.to_list()}
        ends = Ends()
        for part in done:
            weight = weights.gather(part[ROW])
            ends = ends.plus(
                Ends(
                    _weighted(part["low"], weight), _weighted(part["high"], weight),
                    int(weight.filter(part["high"].is_null()).sum()),
                )
            )  # fmt: skip
        return ends, missing

    def _columns(self, on: Set) -> EditionColumns:
        if on not in self.compiled:
            self.compiled[on] = EditionColumns(
                self.edition(on), "", self.presume, ends=True, answers=self.answers
            )
        return self.compiled[on]

    def _few(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series, pl.DataFrame]:
        """The rows that differ in what either edition reads, how often each stands there, and which is which."""
        names = self._read(frame)
        cells = frame.select("#row", *names)
        few = cells.drop("#row").unique(maintain_order=True).with_row_index(ROW)
        few = few.with_columns(pl.col(ROW).cast(pl.Int64))
        keys = [c for c in few.columns if c != ROW]
        index = cells.join(few, on=keys, how="left", nulls_equal=True, maintain_order="left")
        count = index.group_by(ROW).len().sort(ROW)["len"].cast(pl.Int64)
        return few, count, index.select("#row", ROW)

    def _read(self, frame: pl.DataFrame) -> list[str]:
        facts: set[str] = set()
        for program in (self.base.program, self.draft.program):
            facts |= set(closure(program.vocabulary, [*reads(program), *program.vocabulary.links]))
        facts |= {"#decided"}
        return [c for c in frame.columns if c.partition(":")[0] in facts]


def _weighted(sums: pl.Series, weight: pl.Series) -> int:
    """Sums times counts, exactly: 64 bits hold the halves of a batch, Python the rest."""
    high = sums // 2**31
    low = sums - high * 2**31
    return int((high * weight).sum() or 0) * 2**31 + int((low * weight).sum() or 0)


def added(parts: Sequence[Mapping[Set, Ends]]) -> dict[Set, Ends]:
    """The sums of several groups together."""
    out: dict[Set, Ends] = {}
    for part in parts:
        for on, ends in part.items():
            out[on] = out[on].plus(ends) if on in out else ends
    return out
