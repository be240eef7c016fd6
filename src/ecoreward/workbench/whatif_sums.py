"""The sums of a table under one set of rules, and how its cases stand to the rules of today."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import polars as pl

from ecoreward.columns.frame_out import OUTCOME_NAMES
from ecoreward.engine.decision import Outcome
from ecoreward.money import Money
from ecoreward.tables.tally import exact_sum
from ecoreward.workbench.whatif import Total

_OPEN = (Outcome.UNDETERMINED, Outcome.TO_BE_DECIDED, Outcome.UNSTATED)


@dataclass(slots=True)
class Sums:
    """Grows batch by batch; sums are in minor units."""

    cases: int = 0
    low: int = 0
    high: int = 0
    endless: int = 0
    open: int = 0
    unlike: int = 0  # cases with an upper end on one side alone
    moved: int = 0
    more: int = 0
    less: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)

    def add(self, frame: pl.DataFrame, today: pl.DataFrame) -> None:
        """Count a batch; `today` are the same rows, in the same order, under the rules as they are."""
        self.cases += frame.height
        self.low += exact_sum(frame["low"])
        self.high += exact_sum(frame["high"])
        self.endless += frame["high"].null_count()
        self.unlike += int((frame["high"].is_null() != today["high"].is_null()).sum())
        self.open += int((frame["high"].is_null() | (frame["low"] != frame["high"])).sum())
        for code, number in frame["outcome"].value_counts().iter_rows():
            outcome = Outcome(OUTCOME_NAMES[code])
            self.outcomes["open" if outcome in _OPEN else outcome.value] += number
        endless = 2**62
        low, high = (
            frame["low"] - today["low"],
            frame["high"].fill_null(endless) - today["high"].fill_null(endless),
        )
        more = ((low >= 0) & (high > 0)) | ((low > 0) & (high >= 0))
        less = ((low <= 0) & (high < 0)) | ((low < 0) & (high <= 0))
        self.more += int(more.sum())
        self.less += int(less.sum())
        self.moved += int(((low != 0) | (high != 0) | (frame["outcome"] != today["outcome"])).sum())

    def total(self, currency: str) -> Total:
        """The total, in one currency."""

        def money(minor: int) -> Money:
            return Money.of_minor(minor, currency)

        return Total(
            self.cases,
            money(self.low),
            money(self.high),
            self.endless,
            self.open,
            dict(self.outcomes),
        )
