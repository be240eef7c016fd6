"""Answers of the reference evaluator as rows of decisions, beside those of columns."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ecoreward.columns.answers import Answer
from ecoreward.columns.batch import REFERENCE
from ecoreward.columns.decide import CODE
from ecoreward.columns.frame_out import ROW


def frame_of(answers: Sequence[tuple[int, Answer]]) -> pl.DataFrame:
    """Answers of the reference evaluator as rows of decisions."""
    found = [a for _, a in answers]

    def integers(values: Sequence[int | None]) -> pl.Series:
        return pl.Series(values, dtype=pl.Int64)

    outcomes = [CODE[a.outcome] for a in found if a.outcome is not None]
    return pl.DataFrame(
        {
            ROW: integers([place for place, _ in answers]),
            "outcome": pl.Series(outcomes, dtype=pl.Int8),
            "low": integers([a.minor.low for a in found]),
            "high": integers([a.minor.high for a in found]),
            "payable": integers([a.minor.payable for a in found]),
            "overpaid": integers([a.minor.overpaid for a in found]),
            "because": pl.Series([";".join(a.because) for a in found], dtype=pl.String),
            "open": pl.Series([";".join(a.open) for a in found], dtype=pl.String),
            "by": pl.Series([REFERENCE] * len(found), dtype=pl.Int8),
            "edition": pl.Series([a.edition for a in found], dtype=pl.String),
            "place": pl.Series([a.place for a in found], dtype=pl.String),
            "currency": pl.Series([a.currency for a in found], dtype=pl.String),
        }
    )
