"""The totals of a run over a table, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ecoreward.cli.shared import clean
from ecoreward.engine.decision import Outcome
from ecoreward.money import Money
from ecoreward.words import say

if TYPE_CHECKING:
    from ecoreward.tables.run import BadCell
    from ecoreward.tables.tally import Sums, Tally


def lines(tally: Tally, lang: str) -> Iterator[str]:
    """What came out: rows, sums, outcomes, editions, and who decided what columns could not."""
    yield say("table.rows", lang, rows=f"{tally.rows + tally.bad:,}", decided=f"{tally.rows:,}")
    if tally.blank:
        yield say("table.blank", lang, count=f"{tally.blank:,}")
    for currency, sums in sorted(tally.sums.items()):
        yield from _sums(currency, sums, lang)
    for outcome in Outcome:
        if tally.outcomes[outcome.value]:
            count = f"{tally.outcomes[outcome.value]:,}"
            yield say("table.outcome", lang, label=outcome.label(lang), count=count)
    for edition, many in sorted(tally.editions.items(), key=lambda x: (-x[1], x[0]))[:5]:
        key = "table.edition" if edition else "table.no-edition"
        yield say(key, lang, name=clean(edition), count=f"{many:,}")
    if len(tally.editions) > 5:
        yield say("table.more-editions", lang, count=len(tally.editions) - 5)
    if tally.by["reference"]:
        reasons = [
            say(f"table.left.{why}", lang, count=f"{number:,}")
            for why, number in sorted(tally.left.items())
        ]
        count = f"{tally.by['reference']:,}"
        yield say("table.reference", lang, count=count, reasons=reasons)


def _sums(currency: str, sums: Sums, lang: str) -> Iterator[str]:
    def money(minor: int) -> dict[str, str]:
        return Money.of_minor(minor, currency).to_json()

    yield say("table.payable", lang, sum=money(sums.payable))
    if sums.endless:
        yield say(
            "table.range-endless", lang, low=money(sums.low), high=money(sums.high),
            count=f"{sums.endless:,}",
        )  # fmt: skip
    elif sums.low != sums.high:
        yield say("table.range", lang, low=money(sums.low), high=money(sums.high))
    if sums.overpaid:
        yield say("table.overpaid", lang, sum=money(sums.overpaid))


def bad_lines(tally: Tally, shown: Sequence[BadCell], side: str | None, lang: str) -> Iterator[str]:
    """The first rows that have no decision, and where all of them are told."""
    if not tally.bad:
        return
    yield say("table.bad", lang, count=f"{tally.bad:,}")
    for bad in shown:
        column = clean(bad.column)
        where = say(
            "table.bad-at" if column else "table.bad-row", lang, row=str(bad.row), column=column
        )
        yield f"  {where}{clean(bad.problem.message(lang))}"
    if side is not None:
        yield say("table.bad-side", lang, path=clean(side))
    elif tally.bad > len(shown):
        yield say("table.bad-more", lang)
