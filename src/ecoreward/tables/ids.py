"""Case numbers of a whole column: kept as they are, unless they look like a person.

Most are shown to be harmless without reading each: what is neither digit nor sign of a text decides
about names, and few digits are nobody's number. The others go to the reference one by one.
"""

from __future__ import annotations

import unicodedata

import polars as pl

from ecoreward.engine.identity import is_id, name_in_id
from ecoreward.tables.texts import coded

_ASCII = r"^[A-Za-z0-9 _./#:+&()\[\]\\-]{1,64}$"
# What no identity, mobile or bank card number lacks once separators are gone. Of numbers that fill a
# run of digits, the run is known where every letter is left in place.
_ID18 = r"[1-9][0-9]{5}(?:19[0-9]{2}|200[0-9]|201[0-2])(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]"
_HELD = rf"1[3-9][0-9]{{9}}|{_ID18}"
_ID15 = r"[1-8][0-9][0-9]{4}[3-9][0-9]{5}[0-9]{3}|91[0-9]{4}[3-9][0-9]{5}[0-9]{3}"
_IN_RUN = rf"{_HELD}|(?:^|[^0-9])(?:{_ID15}|[34569][0-9]{{15,18}})(?:$|[^0-9])"
_ANYWHERE = rf"{_HELD}|{_ID15}|[34569][0-9]{{15}}"
_MOST_DIGITS = 10
_MOST_SHAPES = 20_000
_NUMERALS = frozenset("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖")


def surely_ids(texts: pl.Series) -> pl.Series:
    """Whether each text is beyond doubt a case number without a person in it; null stays null.

    >>> surely_ids(pl.Series(["KL-01", "张伟国", "豫环罚〔2021〕12号", "13800138000"])).to_list()
    [True, False, True, False]
    """
    t = pl.col("t")
    frame = texts.alias("t").to_frame()
    bare = t.str.replace_all(r"[^A-Za-z0-9]+", "")
    harmless = (t.str.len_bytes() <= _MOST_DIGITS) | ~bare.str.contains(_IN_RUN)
    sure = frame.select(v=t.str.contains(_ASCII) & harmless)["v"]
    rest = (~sure).arg_true()
    if rest.is_empty():
        return sure
    left = frame[rest]
    codes, distinct = coded(left.select(v=t.str.replace_all(r"[0-9]+", "0"))["v"])
    if len(distinct) > _MOST_SHAPES:
        return sure
    hidden = pl.Series("hidden", [_hidden(shape) for shape in distinct], dtype=pl.Int32)
    found = left.with_columns(hidden.gather(codes)).select(
        v=(t.str.len_chars() <= 64)
        & (pl.col("hidden") >= 0)
        & (
            (t.str.count_matches("[0-9]").cast(pl.Int32) + pl.col("hidden") <= _MOST_DIGITS)
            | ((pl.col("hidden") == 0) & ~bare.str.contains(_ANYWHERE))
        )
    )["v"]
    return sure.scatter(rest, found.fill_null(value=False))


def _hidden(shape: str) -> int:
    """How many digits beside 0-9 a text of this shape may have; -1 where it is no case number anyway."""
    if not is_id(shape) or name_in_id(shape):
        return -1
    folded = unicodedata.normalize("NFKC", "".join(c for c in shape if not c.isascii()))
    return sum(c in _NUMERALS or unicodedata.digit(c, None) is not None for c in folded)
