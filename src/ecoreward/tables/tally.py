"""What a run over a table came to: rows by outcome, sums by currency, who decided them, and what was bad."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from ecoreward.columns.frame_out import OUTCOME_NAMES
from ecoreward.money import Money

BY = ("columns", "full", "reference")


@dataclass(slots=True)
class Sums:
    """Sums of one currency, in its minor unit. `endless` counts rows without an upper end."""

    low: int = 0
    high: int = 0
    payable: int = 0
    overpaid: int = 0
    endless: int = 0


@dataclass(slots=True)
class Tally:
    """The totals of a run; grows batch by batch."""

    rows: int = 0
    bad: int = 0
    blank: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    editions: Counter[str] = field(default_factory=Counter)
    by: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)  # rows of the reference evaluator, by why
    sums: dict[str, Sums] = field(default_factory=dict)

    def add(self, frame: pl.DataFrame) -> None:
        """Count rows of decisions."""
        self.rows += frame.height
        for column, counter in (
            ("outcome", self.outcomes), ("edition", self.editions), ("by", self.by)
        ):  # fmt: skip
            for key, number in frame[column].value_counts().iter_rows():
                counter[_name(column, key)] += number
        for currency, rows in frame.group_by("currency", maintain_order=True):
            sums = self.sums.setdefault(str(currency[0]), Sums())
            for name in ("low", "high", "payable", "overpaid"):
                setattr(sums, name, getattr(sums, name) + exact_sum(rows[name]))
            sums.endless += rows["high"].null_count()

    def to_json(self) -> dict[str, Any]:
        """The totals as data, in the order of their names."""
        return {
            "rows": self.rows,
            "bad": self.bad,
            "blank": self.blank,
            "outcomes": dict(sorted(self.outcomes.items())),
            "editions": dict(sorted(self.editions.items())),
            "evaluated_by": {name: self.by[name] for name in BY},
            "left_to_reference": dict(sorted(self.left.items())),
            "sums": {c: _told(c, s) for c, s in sorted(self.sums.items())},
        }


def exact_sum(minor: pl.Series) -> int:
    """A sum that no column can overflow: 64 bits hold a batch of halves, Python the rest.

    >>> exact_sum(pl.Series([2**62, 2**62, None])) == 2**63
    True
    """
    high = minor // 2**31
    low = minor - high * 2**31
    return int(high.sum() or 0) * 2**31 + int(low.sum() or 0)


def _name(column: str, key: object) -> str:
    if column == "outcome":
        return OUTCOME_NAMES[int(str(key))]
    if column == "by":
        return BY[int(str(key))]
    return str(key) if key is not None else ""


def _told(currency: str, sums: Sums) -> Mapping[str, Any]:
    def money(minor: int) -> str:
        return str(Money.of_minor(minor, currency).value)

    return {
        "payable": money(sums.payable),
        "low": money(sums.low),
        "high": money(sums.high),
        "overpaid": money(sums.overpaid),
        "without_upper_end": sums.endless,
    }
