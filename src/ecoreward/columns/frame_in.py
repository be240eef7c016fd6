"""Typed columns as the inputs of a graph: what is missing is filled, lists become masks, ranges become ends."""

from __future__ import annotations

import polars as pl

from ecoreward.columns.masks import Masks
from ecoreward.columns.paying import PAID
from ecoreward.policy.vocabulary_types import FactSpec


def input_of(name: str, frame: pl.DataFrame, masks: Masks) -> pl.Series:
    """One input of a graph."""
    if name == PAID:
        return frame[name].fill_null(0).alias(name)
    base, mark, _ = name.partition("#") if not name.startswith("#") else (name, "", "")
    if mark:
        return masks.column(name, frame[base]).fill_null(0).alias(name)
    if name.endswith("?"):
        known = frame[name[:-1]].is_not_null()
        if ranges(frame, name[:-1]):
            known = known | frame[f"{name[:-1]}:range"].fill_null(False)
        return known.alias(name)
    base, colon, end = name.partition(":")
    if colon:
        return _end(frame, base, end).alias(name)
    column = frame[name]
    return column.fill_null(False if column.dtype == pl.Boolean else 0).alias(name)


def numeric(spec: FactSpec) -> bool:
    """Whether a fact is a number, a sum or a day."""
    return spec.type.kind in ("money", "number", "integer", "date")


def ranges(frame: pl.DataFrame, name: str) -> bool:
    """Whether some row knows a number in part."""
    return f"{name}:range" in frame.columns and bool(frame[f"{name}:range"].any())


def some(frame: pl.DataFrame, name: str) -> bool:
    """Whether some row has a value."""
    return name in frame.columns and frame[name].null_count() < frame.height


def paid(frame: pl.DataFrame) -> bool:
    """Whether some row was paid before."""
    return some(frame, PAID) and bool((frame[PAID] != 0).any())


def _end(frame: pl.DataFrame, name: str, end: str) -> pl.Series:
    """An end of a number, or whether it has none on that side."""
    value = frame[name]
    side = end.rstrip("~")
    if not ranges(frame, name):
        if end.endswith("~"):
            return pl.repeat(False, frame.height, eager=True, dtype=pl.Boolean)
        return value.fill_null(0)
    given = frame[f"{name}:{side}"]
    if end.endswith("~"):
        return frame[f"{name}:range"].fill_null(False) & given.is_null()
    return frame.select(pl.coalesce(pl.col(name), pl.col(f"{name}:{side}"), pl.lit(0))).to_series()
