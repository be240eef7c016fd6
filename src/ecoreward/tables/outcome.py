"""Rows of decisions as people read them: words for outcomes, sums in main units, headers in the language asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import polars as pl

from ecoreward.columns.frame_out import OUTCOME_NAMES
from ecoreward.engine.decision import Outcome
from ecoreward.money import digits
from ecoreward.tables.headers import Plan
from ecoreward.tables.run import BadCell, Part
from ecoreward.tables.spoken import Speaker
from ecoreward.words import say

# The columns of an output, in order; their headers are `table.column.NAME` in the catalogue.
COLUMNS = (
    "row", "case", "jurisdiction", "edition", "outcome", "amount", "low", "high", "payable",
    "overpaid", "currency", "because", "open", "ids",
)  # fmt: skip
SUMS = ("amount", "low", "high", "payable", "overpaid")
HUNDREDTHS = pl.Decimal(38, 2)


def headers(lang: str) -> dict[str, str]:
    """The header of each column."""
    return {name: say(f"table.column.{name}", lang) for name in COLUMNS}


def readable(frame: pl.DataFrame, lang: str, speaker: Speaker) -> pl.DataFrame:
    """Rows of decisions with words and sums for people; `amount` is there where it is one sum.

    What a sum rests on stands in words, and beside them as ids (`ids`), which programs go by. `frame` has
    the columns of `columns.frame_out`, and `row`, `case`, `place`, `currency`, `edition`.
    """
    words = [Outcome(name).label(lang) for name in OUTCOME_NAMES]
    outcome = pl.Series(words, dtype=pl.String).gather(frame["outcome"])
    sums = with_sums(frame)
    found = {
        "row": frame["row"], "case": frame["case"], "jurisdiction": speaker.places(frame),
        "edition": frame["edition"], "outcome": outcome,
        **{name: sums[name] for name in SUMS},
        "currency": frame["currency"], "because": speaker.column(frame, "because"),
        "open": speaker.column(frame, "open"), "ids": frame["because"],
    }  # fmt: skip
    labels = headers(lang)
    return pl.DataFrame([found[name].alias(labels[name]) for name in COLUMNS])


def with_sums(frame: pl.DataFrame) -> pl.DataFrame:
    """The sums of rows of decisions as exact decimals of main units; `amount` is there where it is one sum."""
    one = frame["high"].is_not_null() & (frame["low"] == frame["high"])
    amount = pl.when(one.fill_null(False)).then(pl.col("low")).otherwise(None)
    sums = frame.with_columns(amount=amount)
    return pl.DataFrame([_sum(sums, name) for name in SUMS])


def _sum(frame: pl.DataFrame, name: str) -> pl.Series:
    """Minor units as an exact decimal of main units."""
    currencies = frame["currency"].unique().drop_nulls().to_list()
    by: Mapping[str, int] = {c: 10 ** (2 - digits(c)) for c in currencies}
    expr = pl.col(name)
    if any(b != 1 for b in by.values()):
        expr = expr * pl.col("currency").replace_strict(by, default=1, return_dtype=pl.Int64)
    exact = expr.cast(pl.Decimal(38, 2)) * pl.lit(Decimal("0.01"), dtype=pl.Decimal(38, 2))
    return frame.select(exact.cast(HUNDREDTHS).alias(name)).to_series()


def output_of(part: Part, plan: Plan, speaker: Speaker, *, keep: bool) -> pl.DataFrame:
    """A batch as it is written; `keep` puts the facts of the table, as they stood, before the result."""
    found = readable(part.frame, speaker.lang, speaker)
    if not keep:
        return found
    at = part.frame["row"] - part.batch.first_row
    kept = [
        part.batch.frame[c.header].gather(at)
        for c in plan.columns
        if c.fact or c.key in ("decided", "already_paid")
    ]
    first = found.columns[: COLUMNS.index("outcome")]
    names = set(found.columns)
    kept = [s.alias(f"{s.name}*") if s.name in names else s for s in kept]
    return pl.DataFrame([*found.select(first), *kept, *found.drop(first)])


def bad_headers(lang: str) -> list[str]:
    """The headers of the rows that have no decision."""
    return [
        say(f"table.bad-column.{name}", lang)
        for name in ("row", "column", "kind", "reason", "code")
    ]


def bad_rows(bad: Sequence[BadCell], lang: str) -> pl.DataFrame:
    """The rows that have no decision: where, what kind of value stands there, and why it cannot be taken."""
    rows = [
        (b.row, b.column, b.kind.get(lang, ""), b.problem.message(lang), b.problem.code)
        for b in bad
    ]
    names = bad_headers(lang)
    kinds = [pl.Int64, pl.String, pl.String, pl.String, pl.String]
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")
