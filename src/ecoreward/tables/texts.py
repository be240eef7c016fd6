"""Cells of any type as texts, as the reference reads them, and columns of texts as their distinct ones."""

from __future__ import annotations

from decimal import Decimal
from math import isnan
from typing import Any

import polars as pl

END = "\x1f"  # after each item of a list that is carried as one text


def as_texts(cells: pl.Series) -> pl.Series | None:
    """The cells as texts, dates in ISO form and floats by their shortest decimal; None for other types.

    >>> as_texts(pl.Series([0.1, 500.0, 1e16, None])).to_list()
    ['0.1', '500', '10000000000000000', None]
    """
    kind = cells.dtype
    if kind == pl.String:
        return cells
    if kind in (pl.Categorical, pl.Enum) or kind.is_integer():
        return cells.cast(pl.String)
    if kind == pl.Boolean:
        return cells.replace_strict([True, False], ["true", "false"], return_dtype=pl.String)
    if kind.is_float():
        return pl.Series(cells.name, map(_float_text, long_floats(cells)), dtype=pl.String)
    if kind.is_decimal():
        return pl.Series(cells.name, map(_decimal_text, cells), dtype=pl.String)
    if kind == pl.Date:
        return cells.dt.strftime("%Y-%m-%d")
    if isinstance(kind, pl.Datetime):
        return cells.dt.date().dt.strftime("%Y-%m-%d")
    if kind == pl.Null:
        return cells.cast(pl.String)
    return None


def long_floats(cells: pl.Series) -> pl.Series:
    """Floats of 64 bits with the shortest decimals of those given; NaN is how files say that there is nothing.

    A float of 32 bits that is only made longer would get digits that nobody wrote.
    """
    if cells.dtype != pl.Float64:
        cells = cells.cast(pl.String).cast(pl.Float64)
    return cells.fill_nan(None)


def listed_texts(cells: pl.Series) -> pl.Series | None:
    """Lists of texts, each as one text; None for other types."""
    kind = cells.dtype
    if not isinstance(kind, pl.List) or kind.inner not in (pl.String, pl.Categorical, pl.Enum):
        return None
    items = cells.cast(pl.List(pl.String)).list.eval(pl.element().fill_null("") + END)
    return items.list.join("")


def items_of(text: str) -> list[str]:
    """The items of a list that was carried as one text.

    >>> items_of(""), items_of("a\\x1f\\x1f")
    ([], ['a', ''])
    """
    return text.split(END)[:-1]


def cell_of(value: Any) -> Any:
    """One value of a native column as the reference reads it: what `as_texts` makes of a whole column."""
    if isinstance(value, bool) or value is None:
        return None if value is None else "true" if value else "false"
    if isinstance(value, float):
        return None if isnan(value) else _float_text(value)
    if isinstance(value, Decimal):
        return _decimal_text(value)
    if isinstance(value, int):
        return str(value)
    return value


def coded(texts: pl.Series) -> tuple[pl.Series, list[str]]:
    """A column as the numbers of its distinct texts, and the distinct texts.

    >>> codes, distinct = coded(pl.Series(["b", None, "b"]))
    >>> codes.to_list(), distinct
    ([0, None, 0], ['b'])
    """
    distinct = texts.unique(maintain_order=True).drop_nulls()
    if distinct.is_empty():
        return texts.cast(pl.UInt32, strict=False), []
    codes = texts.cast(pl.Enum(distinct)).to_physical().cast(pl.UInt32)
    return codes, distinct.to_list()


def _float_text(number: float | None) -> str | None:
    if number is None:
        return None
    exact = Decimal(repr(number))
    if not exact.is_finite():
        return repr(number)
    return _decimal_text(exact)


def _decimal_text(number: Decimal | None) -> str | None:
    if number is None:
        return None
    text = f"{number:f}"
    whole, _, part = text.partition(".")
    return whole.removeprefix("-") if not number else whole if not part.strip("0") else text
