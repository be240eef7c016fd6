"""Cells that a spreadsheet would run: a text that begins like a formula gets an apostrophe before it."""

from __future__ import annotations

import re

import polars as pl

# The wide forms count as formulas in Chinese and Japanese Excel.
_BEGINS = "^[=+\\-@\t\r\n＝＋－＠]"
_NUMBER = r"^[+-]?[0-9]+(?:\.[0-9]+)?$"


def safe_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before every text that would be a formula; plain numbers stay.

    >>> safe_texts(pl.DataFrame({"a": ["=1+1", "-5", "-5+2", None]})).to_series().to_list()
    ["'=1+1", '-5', "'-5+2", None]
    """
    texts = [n for n, t in frame.schema.items() if t == pl.String]
    if not texts:
        return frame
    return frame.with_columns(
        pl.when(pl.col(n).str.contains(_BEGINS) & ~pl.col(n).str.contains(_NUMBER))
        .then("'" + pl.col(n))
        .otherwise(pl.col(n))
        .alias(n)
        for n in texts
    )


def safe_text(text: str) -> str:
    """One text, as `safe_texts` has it.

    >>> safe_text("@x"), safe_text("x@")
    ("'@x", 'x@')
    """
    return f"'{text}" if re.search(_BEGINS, text) and not re.search(_NUMBER, text) else text
