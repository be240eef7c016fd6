"""Answers of the reference evaluator as rows of decisions, beside those of columns."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ecoreward.columns.answers import Answer
from ecoreward.columns.batch import REFERENCE
from ecoreward.columns.decide import CODE
from ecoreward.columns.frame_out import ROW
from ecoreward.money import digits
from ecoreward.problems import NOWHERE, Problem

MOST = 2**63 - 1  # hundredths of a main unit, which is how sums are written


def beyond(answer: Answer) -> Problem | None:
    """The problem of an answer with a sum that a table of decisions cannot hold; most have none."""
    if answer.outcome is None:
        return None
    most = MOST // 10 ** (2 - digits(answer.currency))
    if any(sum_ is not None and abs(sum_) > most for sum_ in answer.minor):
        return Problem("case.sum-beyond", NOWHERE, {})
    return None


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
