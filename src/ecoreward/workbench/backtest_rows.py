"""The rows of a backtest for a table: both outcomes and sums of each case, the change, and what both rest on, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from ecoreward.columns.frame_out import OUTCOME_NAMES
from ecoreward.engine.decision import Outcome
from ecoreward.money import digits
from ecoreward.policy.edition import Jurisdiction
from ecoreward.tables.gains import CLASSES, PAID
from ecoreward.tables.outcome import HUNDREDTHS
from ecoreward.tables.spoken import Speaker
from ecoreward.words import say

COLUMNS = (
    "row", "case", "before_edition", "before_outcome", "before_low", "before_high", "after_outcome", "after_low",
    "after_high", "change_low", "change_high", "class", "paid", "reason", "before_because", "after_because",
)  # fmt: skip
_SUMS = (
    "before_low",
    "before_high",
    "after_low",
    "after_high",
    "change_low",
    "change_high",
    "paid",
)


@dataclass(slots=True)
class RowWords:
    """The words for rows under the rules of two places, which are mostly the same one."""

    before: Jurisdiction
    after: Jurisdiction
    lang: str
    speakers: dict[str, Speaker] = field(default_factory=dict)

    @property
    def headers(self) -> list[str]:
        """The names of the columns, in their order."""
        return [say(f"backtest.col.{name}", self.lang) for name in COLUMNS]

    def rows(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Counted rows (`tables.gains`) as they are written; sums are exact decimals of main units."""
        outcomes = pl.Series([Outcome(n).label(self.lang) for n in OUTCOME_NAMES])
        classes = pl.Series([say(f"backtest.group.{n}", self.lang) for n in CLASSES])
        reasons = [say(f"backtest.paid.{n}", self.lang) for n in PAID]
        found = {
            "row": frame["row"], "case": frame["case"], "before_edition": frame["before_edition"],
            **{name: outcomes.gather(frame[name]) for name in ("before_outcome", "after_outcome")},
            **{name: self._sum(frame, name) for name in _SUMS},
            "class": classes.gather(frame["class"]),
            "reason": frame["reason"].replace_strict(list(PAID), reasons, return_dtype=pl.String),
            **{f"{s}_because": self._because(frame, s) for s in ("before", "after")},
        }  # fmt: skip
        return pl.DataFrame([found[n].alias(h) for n, h in zip(COLUMNS, self.headers, strict=True)])

    def _sum(self, frame: pl.DataFrame, name: str) -> pl.Series:
        by = 10 ** (2 - digits(self.before.currency))
        exact = (pl.col(name) * by).cast(pl.Decimal(38, 2)) * pl.lit(
            Decimal("0.01"), dtype=pl.Decimal(38, 2)
        )
        return frame.select(exact.cast(HUNDREDTHS)).to_series()

    def _because(self, frame: pl.DataFrame, side: str) -> pl.Series:
        where = self.before if side == "before" else self.after
        if side not in self.speakers:
            self.speakers[side] = Speaker(lambda _: where, self.lang)
        ids = frame.select(
            pl.lit(where.file).alias("place"), pl.col(f"{side}_edition").alias("edition"),
            pl.col(f"{side}_because"),
        )  # fmt: skip
        return self.speakers[side].column(ids, f"{side}_because")
