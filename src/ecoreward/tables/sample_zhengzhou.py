"""Made reports of Zhengzhou whose awards have the published shares: exactly, in every 2,258 rows.

Each block of rows is one shuffled copy of the published counts, so that a table of whole blocks has their
shares and totals to the yuan. Published are the counts of each sum by period; violations within a
group, days within a period, channels and fines are drawn evenly and say nothing about the city.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import accumulate
from types import MappingProxyType
from typing import Any

import polars as pl

from ecoreward.tables.draws import Draws
from ecoreward.tables.published import CLUE, JURISDICTION, REPORTS
from ecoreward.tables.sample_words import Wording, picked

SUMS = (500, 1000, 5000, CLUE)
# The first report counts since 2017; its awards are dated in 2018, when these rules began.
PERIODS = (
    (date(2018, 6, 1), date(2018, 8, 31)), (date(2018, 9, 1), date(2019, 11, 30)),
    (date(2019, 12, 1), date(2020, 10, 31)), (date(2023, 1, 1), date(2023, 10, 31)),
)  # fmt: skip
# The kinds that the rules of 2018 name for each sum.
KINDS: Mapping[int, tuple[str, ...]] = MappingProxyType({
    500: ("construction-dust", "smoking-vehicle", "unlicensed-waste-lorry", "small-coal-boiler",
          "open-air-spray-painting", "fireworks", "straw-burning", "waste-burning", "restaurant-fumes",
          "open-air-barbecue", "black-odorous-water", "unlawful-river-outfall"),
    1000: ("industrial-waste-water", "industrial-waste-gas", "industrial-solid-waste-discharge"),
    5000: ("refusing-emergency-controls", "falsified-monitoring-data", "unlicensed-fuel-point",
           "hidden-pipe-discharge"),
    CLUE: ("dust", "straw-burning", "restaurant-fumes", "fireworks"),
})  # fmt: skip
_FINES = (20, 200, 500)  # at most, in thousands of yuan; a clue award comes without a fine


def shares() -> tuple[tuple[int, int, int], ...]:
    """(period, sum, awards): what was published for each period.

    >>> [sum(n for p, _, n in shares() if p == period) for period in range(4)]
    [1050, 685, 339, 184]
    """
    first, second, third, last = (r.counts for r in REPORTS)
    by_period = (first, _less(second, first), _less(third, second), last)
    return tuple((p, s, c.get(s, 0)) for p, c in enumerate(by_period) for s in SUMS)


def _less(later: Mapping[int, int], earlier: Mapping[int, int]) -> dict[int, int]:
    return {s: later[s] - earlier.get(s, 0) for s in later}


BLOCK = sum(n for _, _, n in shares())


def columns(draws: Draws, words: Wording) -> dict[str, pl.Series]:
    """The columns of some rows by their headers; the rows are whole blocks."""
    sums, periods = _places(draws)
    kinds = [k for s in SUMS for k in KINDS[s]]
    sizes = [len(KINDS[s]) for s in SUMS]
    kind = _of(sums, [0, *accumulate(sizes)][:-1]) + draws.below("kind", _of(sums, sizes))
    starts = [start.toordinal() - date(1970, 1, 1).toordinal() for start, _ in PERIODS]
    lengths = [(end - start).days + 1 for start, end in PERIODS]
    day = _of(periods, starts) + draws.below("day", _of(periods, lengths))
    clue = sums == SUMS.index(CLUE)
    channel = words.vocabulary.facts["channel"]
    codes = list(channel.values)
    through = draws.below("channel", len(codes))
    wechat = pl.Series("", [codes.index("wechat")]).new_from_index(0, len(clue))
    fine = (draws.below("fine", _of(sums, [*(10 * f for f in _FINES), 1])) + 1) * 100
    return {
        words.key("jurisdiction"): picked([JURISDICTION[words.lang]], sums * 0),
        words.fact("reported_on"): day.cast(pl.Int32).cast(pl.Date),
        words.fact("channel"): picked(
            [words.value(channel, c) for c in codes], wechat.zip_with(clue, through)
        ),
        words.fact("on_site_media"): words.answers(clue | (draws.below("media", 2) == 1)),
        words.fact("helped_inspection"): words.answers(clue | (draws.below("helped", 2) == 1)),
        words.fact("verified"): words.answers(~clue),
        words.fact("violations"): picked(map(words.term, kinds), kind),
        words.fact("fine"): (fine * 0).zip_with(clue, fine),
    }


def _places(draws: Draws) -> tuple[pl.Series, pl.Series]:
    """The index of each row's sum, and of its period, by its place in the shuffled counts."""
    block = draws.rows // BLOCK
    order = pl.DataFrame({"b": block, "h": draws.bits("order")})
    place = order.select(v=pl.col("h").rank("ordinal").over("b").cast(pl.Int64) - 1)["v"]
    rows: list[Any] = [(p, SUMS.index(s)) for p, s, n in shares() for _ in range(n)]
    periods, sums = zip(*rows, strict=True)
    return _of(place, list(sums)), _of(place, list(periods))


def _of(at: pl.Series, values: list[int]) -> pl.Series:
    return pl.Series("", values, dtype=pl.Int64).gather(at.cast(pl.UInt32))
