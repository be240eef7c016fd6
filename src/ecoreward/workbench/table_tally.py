"""What the cases of a table come to under the rules of one place, counted batch by batch, exactly."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

import polars as pl

from ecoreward.columns.decide import CODE
from ecoreward.columns.frame_out import OUTCOME_NAMES
from ecoreward.engine.decision import Outcome
from ecoreward.money import Money, round_to
from ecoreward.tables.run import BadCell
from ecoreward.tables.tally import exact_sum
from ecoreward.workbench.table_comparison import ROUNDING, Difference, Total

MOST_SUMS = 200_000  # different sums of one place beyond which there is no median
MOST_BAD = 3  # reasons why cases cannot be put to a place
# Where it is not this place that has a sum for the case.
_ELSEWHERE = (CODE[Outcome.NO_POLICY], CODE[Outcome.REFERRED])
_HALF = 2**31


@dataclass(slots=True)
class Sums:
    """Cases with their sums in minor units; `high` is of those that have an upper end."""

    cases: int = 0
    low: int = 0
    high: int = 0
    endless: int = 0

    def add(self, cases: int, low: int, high: int, endless: int) -> None:
        """Some cases more."""
        self.cases += cases
        self.low += low
        self.high += high
        self.endless += endless

    def total(self, currency: str) -> Total:
        """As data."""
        high = None if self.endless else money(self.high, currency)
        return Total(self.cases, money(self.low, currency), high, self.endless)


@dataclass(slots=True)
class PlaceTally:
    """The cases under the rules of one place, in its currency."""

    currency: str
    sums: Sums = field(default_factory=Sums)
    outcomes: Counter[str] = field(default_factory=Counter)
    editions: Counter[tuple[str, str]] = field(default_factory=Counter)  # of place and edition
    open: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # and what is open
    uncertain: int = 0
    awarded: int = 0
    awarded_sum: int = 0
    amounts: pl.DataFrame | None = field(
        default_factory=lambda: pl.DataFrame(schema={"low": pl.Int64, "count": pl.Int64})
    )
    groups: dict[int, Sums] = field(default_factory=dict)
    changes: list[int] = field(default_factory=lambda: [0] * 6)
    unread: int = 0
    bad: list[BadCell] = field(default_factory=list)

    def add(self, frame: pl.DataFrame, bad: list[BadCell], groups: pl.DataFrame | None) -> None:
        """Decided rows and those without a result; `groups` has the group of every `row` of the batch."""
        self.unread += len({b.row for b in bad})
        self.bad += bad[: MOST_BAD - len(self.bad)]
        if not frame.height:
            return
        self.sums.add(
            frame.height, exact_sum(frame["low"]), exact_sum(frame["high"].drop_nulls()),
            frame["high"].null_count(),
        )  # fmt: skip
        for code, number in frame["outcome"].value_counts().iter_rows():
            self.outcomes[OUTCOME_NAMES[code]] += number
        named = frame.select("place", pl.col("edition").fill_null(""), "open")
        for place, edition, opened, number in named.group_by(pl.all()).len().iter_rows():
            self.editions[place, edition] += number
            for name in opened.split(";") if opened else ():
                self.open[place, edition, name] += number
        certain = _certain(frame)
        self.uncertain += frame.height - int(certain.sum())
        self._awards(frame.filter(certain & (frame["outcome"] == CODE[Outcome.AWARDED])))
        if groups is not None:
            self._groups(frame.join(groups, on="row", how="left", maintain_order="left"))

    def _awards(self, frame: pl.DataFrame) -> None:
        self.awarded += frame.height
        self.awarded_sum += exact_sum(frame["low"])
        if self.amounts is None:
            return
        found = frame["low"].value_counts().cast({"count": pl.Int64})
        both = pl.concat([self.amounts, found]).group_by("low").agg(pl.col("count").sum())
        self.amounts = both if both.height <= MOST_SUMS else None

    def _groups(self, frame: pl.DataFrame) -> None:
        low, high = pl.col("low"), pl.col("high")
        found = frame.group_by("group").agg(
            pl.len(),
            (low // _HALF).sum().alias("a"), (low % _HALF).sum().alias("b"),
            (high // _HALF).sum().alias("c"), (high % _HALF).sum().alias("d"),
            high.null_count().alias("e"),
        )  # fmt: skip
        for group, cases, a, b, c, d, endless in found.iter_rows():
            sums = self.groups.setdefault(group, Sums())
            sums.add(cases, a * _HALF + b, c * _HALF + d, endless)

    def compare(self, frame: pl.DataFrame, own: pl.DataFrame) -> None:
        """Against the sums of the same rows under their own rules, where both are certain."""
        mine = _known(frame).rename({"low": "mine"})
        both = mine.join(_known(own), on="row", how="inner")
        for place, side in ((0, both["mine"] > both["low"]), (2, both["mine"] < both["low"])):
            rows = both.filter(side)
            self.changes[place] += rows.height
            self.changes[place + 1] += exact_sum(rows["mine"]) - exact_sum(rows["low"])
        self.changes[4] += both.height

    def difference(self) -> Difference:
        """What the comparison with the cases' own rules came to."""
        more, more_sum, less, less_sum, cases, _ = self.changes
        one = [money(v, self.currency) for v in (more_sum + less_sum, more_sum, less_sum)]
        return Difference(cases, one[0], more, one[1], less, one[2], cases - more - less)

    def mean(self) -> Money | None:
        """Of the awarded cases, to the minor unit."""
        if not self.awarded:
            return None
        return rounded(Fraction(self.awarded_sum, self.awarded), self.currency)

    def median(self) -> Money | None:
        """Of the awarded cases, to the minor unit; None where there are too many different sums, too."""
        if not self.awarded or self.amounts is None:
            return None
        found = self.amounts.sort("low").with_columns(pl.col("count").cum_sum())
        ends = [(self.awarded + 1) // 2, self.awarded // 2 + 1]
        two = [found.filter(pl.col("count") >= end)["low"][0] for end in ends]
        return rounded(Fraction(sum(two), 2), self.currency)


def _certain(frame: pl.DataFrame) -> pl.Series:
    """The rows with one sum."""
    return (frame["high"] == frame["low"]).fill_null(False)


def _known(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with one sum that is this place's own to give."""
    here = ~frame["outcome"].is_in(_ELSEWHERE)
    return frame.filter(_certain(frame) & here).select("row", "low")


def money(minor: int, currency: str) -> Money:
    """A sum in minor units."""
    return Money.of_minor(minor, currency)


def rounded(minor: Fraction, currency: str) -> Money:
    """A sum in minor units that may lie between two of them.

    >>> rounded(Fraction(5, 2), "CNY")
    Money('0.03', 'CNY')
    """
    return money(int(round_to(minor, Fraction(1), ROUNDING)), currency)
