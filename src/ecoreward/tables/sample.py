"""A made table of any size from a seed, marked as made in every row.

Without jurisdictions the cases are Zhengzhou's, and their awards have the shares that the city published
(`published` has the counts and sources): each 2,258 rows in a row, from the first, are 1,430 + 74 awards
of 500 yuan, 46 + 17 of 1,000, 14 of 5,000 and 584 + 93 of 10, and come to 836,840 + 54,930 yuan. With
jurisdictions the cases are drawn over their editions' days and the whole vocabulary, calibrated to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import polars as pl

from ecoreward.policy.edition import Jurisdiction
from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.tables import sample_places, sample_zhengzhou
from ecoreward.tables.draws import Draws
from ecoreward.tables.sample_words import SENTENCE, Wording, picked

MOST_ROWS = 10**9
_BATCH = 200_000
_KEPT = ("synthetic", "case", "jurisdiction")  # what a share of unknown cells leaves alone


def sample(
    rows: int,
    seed: int,
    vocabulary: Vocabulary,
    places: Sequence[Jurisdiction] = (),
    *,
    lang: str = "zh",
    missing: Fraction = Fraction(0),
    facts: Sequence[str] = sample_places.FACTS,
    native: bool = False,
    batch: int = _BATCH,
) -> Iterator[pl.DataFrame]:
    """The rows in batches; the same rows whatever the size of a batch, on any machine.

    `missing` is the share of cells that are left empty, which is unknown. `native` tables hold yes and no
    as such, others as words. `facts` are those beside dates, where there are jurisdictions.

    >>> import ecoreward
    >>> library = ecoreward.load()
    >>> (frame,) = sample(3, 1, library.vocabulary)
    >>> frame.columns[:4], frame["案件编号"].to_list()
    (['合成数据', '案件编号', '地区', '举报日期'], ['SYN-000001', 'SYN-000002', 'SYN-000003'])
    """
    words = Wording(vocabulary, lang, native)
    width = max(6, len(str(rows)))
    for start in range(0, rows, batch):
        stop = min(rows, start + batch)
        # Zhengzhou's rows are shuffled within blocks: whole blocks are made, and cut to the batch.
        first, last = (start, stop) if places else _blocks(start, stop)
        draws = Draws(pl.int_range(first, last, dtype=pl.UInt64, eager=True), seed)
        made = _columns(draws, words, places, facts)
        frame = _with_gaps(made, draws, words, missing, width)
        yield frame[start - first : stop - first]


def _columns(
    draws: Draws, words: Wording, places: Sequence[Jurisdiction], facts: Sequence[str]
) -> dict[str, pl.Series]:
    if places:
        return sample_places.columns(draws, words, places, facts)
    return sample_zhengzhou.columns(draws, words)


def _blocks(start: int, stop: int) -> tuple[int, int]:
    block = sample_zhengzhou.BLOCK
    return start // block * block, -(-stop // block) * block


def _with_gaps(
    made: dict[str, pl.Series], draws: Draws, words: Wording, missing: Fraction, width: int
) -> pl.DataFrame:
    """The frame with its mark and numbers, and the share of cells that are unknown emptied."""
    number = (draws.rows + 1).cast(pl.String).str.pad_start(width, "0")
    found = {
        words.key("synthetic"): picked([SENTENCE[words.lang]], draws.rows * 0),
        words.key("case"): pl.DataFrame({"n": number}).select("SYN-" + pl.col("n"))["literal"],
        **made,
    }
    kept = {words.key(k) for k in _KEPT}
    out = []
    for place, (header, cells) in enumerate(found.items()):
        if missing and header not in kept:
            gone = draws.below(f"gone-{place}", missing.denominator) < missing.numerator
            cells = (
                pl.Series("", [None], dtype=cells.dtype)
                .new_from_index(0, len(cells))
                .zip_with(gone, cells)
            )
        out.append(cells.alias(header))
    return pl.DataFrame(out)
