"""Rows under two sets of rules counted up: who gains, who loses, what it costs, by month, kind and rule.

Sums are whole minor units in Python's integers, so no table is too large for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date

import polars as pl

from ecoreward.columns.frame_out import OUTCOME_NAMES

CLASSES = ("same", "winner", "loser", "unclear")
SAME, WINNER, LOSER, UNCLEAR = range(4)
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
class Count:
    """Rows and their sums in minor units: of both sides the least and the greatest, and of the change.

    `before_endless` and `after_endless` count rows without an upper end, whose greatest is not in the sums;
    `newly_endless` those that have none under the draft and are not the same: how much more they cost has no end.
    """

    rows: int = 0
    before_low: int = 0
    before_high: int = 0
    after_low: int = 0
    after_high: int = 0
    change_low: int = 0
    change_high: int = 0
    before_endless: int = 0
    after_endless: int = 0
    newly_endless: int = 0
    same: int = 0
    winner: int = 0
    loser: int = 0
    unclear: int = 0
    with_paid: int = 0
    paid: int = 0

    @property
    def open_ended(self) -> bool:
        """Whether the greatest changes by an amount that has no end: a case has an upper end on one side alone.

        Where no case is newly without one, those of the draft are the same as before, and any more are the baseline's.
        """
        return self.newly_endless > 0 or self.before_endless > self.after_endless

    def add(self, other: Count) -> None:
        """Count another's rows too."""
        for f in fields(self):
            setattr(self, f.name, getattr(self, f.name) + getattr(other, f.name))


def classed(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows of `tables.both` with `class`, and `change_low` and `change_high` between the same ends of both sides.

    Where a sum is a range its ends stand for it: a row gains where neither end falls and one rises, loses the other
    way round, and is the same where both ends are. Where one end rises and the other falls it is unclear.
    """
    most = pl.lit(2**62)
    low = pl.col("after_low") - pl.col("before_low")
    high = pl.col("after_high").fill_null(most) - pl.col("before_high").fill_null(most)
    kind = (
        pl.when((low == 0) & (high == 0)).then(SAME)
        .when((low >= 0) & (high >= 0)).then(WINNER)
        .when((low <= 0) & (high <= 0)).then(LOSER)
        .otherwise(UNCLEAR)
    )  # fmt: skip
    return frame.with_columns(
        kind.cast(pl.Int8).alias("class"),
        (pl.col("after_low") - pl.col("before_low")).alias("change_low"),
        (pl.col("after_high") - pl.col("before_high")).alias("change_high"),
    )


def counted(frame: pl.DataFrame, by: Sequence[str]) -> Iterator[tuple[tuple[object, ...], Count]]:
    """The counts of the groups of classed rows."""
    half = 2**31
    parts = [
        expr.alias(f"{name}:{part}")
        for name in _SUMS
        for part, expr in (
            ("high", (pl.col(name) // half).sum()),
            ("low", (pl.col(name) - pl.col(name) // half * half).sum()),
        )
    ]
    keyed = frame if by else frame.with_columns(pl.lit(0).alias("#all"))
    table = keyed.group_by(list(by) or ["#all"], maintain_order=True).agg(
        pl.len().alias("rows"), *parts,
        *(pl.col(f"{s}_high").null_count().alias(f"{s}_endless") for s in ("before", "after")),
        (pl.col("after_high").is_null() & (pl.col("class") != SAME)).sum().alias("newly_endless"),
        *((pl.col("class") == n).sum().alias(c) for n, c in enumerate(CLASSES)),
        pl.col("paid").count().alias("with_paid"),
    )  # fmt: skip
    for row in table.iter_rows(named=True):
        count = Count(
            **{n: int(row[n] or 0) for n in ("rows", "before_endless", "after_endless", "newly_endless", *CLASSES, "with_paid")},
            **{n: int(row[f"{n}:high"] or 0) * half + int(row[f"{n}:low"] or 0) for n in _SUMS},
        )  # fmt: skip
        yield tuple(row[b] for b in by), count


def with_month(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows with `month`, as `2022-03`; null where the day is not known."""
    days = frame["day"].unique().drop_nulls()
    months = [date.fromordinal(int(d)).isoformat()[:7] for d in days.to_list()]
    month = frame["day"].replace_strict(
        days, pl.Series(months, dtype=pl.String), default=None, return_dtype=pl.String
    )
    return frame.with_columns(month.alias("month"))


# How what was paid stands to what the baseline gives.
PAID = ("as-computed", "within-range", "not-eligible", "no-award", "no-policy", "referred", "forfeited",
        "more", "less")  # fmt: skip
_REASON = {"not_eligible": "not-eligible", "no_award": "no-award", "no_policy": "no-policy",
           "referred": "referred", "forfeited": "forfeited"}  # fmt: skip


def with_reason(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows with `reason`, one of `PAID`: how what was paid differs from the baseline; null where nothing is said of it."""
    high = pl.col("before_high")
    inside = (pl.col("paid") >= pl.col("before_low")) & (high.is_null() | (pl.col("paid") <= high))
    point = high == pl.col("before_low")
    text = pl.lit(None, dtype=pl.String)
    found = (
        pl.when(pl.col("paid").is_null()).then(text)
        .when(inside & point.fill_null(False)).then(pl.lit("as-computed"))
        .when(inside).then(pl.lit("within-range"))
    )  # fmt: skip
    for code, reason in _REASON.items():
        found = found.when(pl.col("before_outcome") == OUTCOME_NAMES.index(code)).then(
            pl.lit(reason)
        )
    more = (
        pl.when(pl.col("paid") > pl.col("before_low"))
        .then(pl.lit("more"))
        .otherwise(pl.lit("less"))
    )
    return frame.with_columns(found.otherwise(more).alias("reason"))


def differs(frame: pl.DataFrame) -> pl.Series:
    """The rows whose payment the baseline does not give."""
    return frame.select(
        pl.col("reason").is_not_null() & ~pl.col("reason").is_in(["as-computed", "within-range"])
    ).to_series()


def extremes(frame: pl.DataFrame, many: int) -> dict[str, list[int]]:
    """Numbers of rows worth a look: the greatest gains and losses, and the widest open changes."""
    out: dict[str, list[int]] = {}
    for kind, sign in ((WINNER, -1), (LOSER, 1), (UNCLEAR, -1)):
        rows = frame.filter(pl.col("class") == kind)
        size = rows["change_high"].fill_null(2**62) * sign
        if kind == UNCLEAR:
            size = (rows["after_high"].fill_null(2**62) - rows["after_low"]) * sign
        rows = rows.with_columns(size.alias("#size")).sort("#size", "row").head(many)
        out[CLASSES[kind]] = rows["row"].to_list()
    return out
