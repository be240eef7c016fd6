"""Rows counted under two sets of rules: classes, and rows whose change has no end."""

from __future__ import annotations

import polars as pl

from ecoreward.tables import gains
from ecoreward.tables.gains import LOSER, SAME, UNCLEAR, WINNER


def rows(*ends: tuple[int, int | None, int, int | None]) -> pl.DataFrame:
    """Rows by the least and the greatest before and after."""
    names = ("before_low", "before_high", "after_low", "after_high")
    columns = {n: pl.Series([e[at] for e in ends], dtype=pl.Int64) for at, n in enumerate(names)}
    paid = pl.Series([None] * len(ends), dtype=pl.Int64)
    return gains.classed(pl.DataFrame({**columns, "paid": paid}))


def test_both_ends_say_who_gains() -> None:
    found = rows(
        (1, 1, 1, 1), (1, 5, 1, 6), (1, 5, 0, 5), (1, 5, 2, 4), (0, None, 0, None), (0, 5, 0, None)
    )
    assert found["class"].to_list() == [SAME, WINNER, LOSER, UNCLEAR, SAME, WINNER]


def test_rows_without_an_end_under_the_draft_count_unless_they_are_the_same() -> None:
    found = rows(
        (0, None, 0, None), (0, 5, 0, None), (0, None, 1, None), (0, None, 0, 5), (0, 5, 0, 9)
    )
    [(_, count)] = gains.counted(found, ())
    assert (count.before_endless, count.after_endless, count.newly_endless) == (3, 3, 2)
