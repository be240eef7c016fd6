"""Rows by how they are read: most places share one vocabulary, some have facts or a currency of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from ecoreward.tables.cells import Levels
from ecoreward.tables.headers import Plan
from ecoreward.tables.texts import as_texts


@dataclass(slots=True)
class Reading:
    """How the rows of places with one vocabulary and currency are read."""

    plan: Plan
    levels: Levels = field(default_factory=Levels)


def groups(
    frame: pl.DataFrame, plan: Plan, place: str, reading: Callable[[str], Reading]
) -> list[tuple[Reading, pl.Series | None]]:
    """Each way of reading with the rows that it is for; None for all of them. `place` is of rows that name none."""
    column = next((c for c in plan.columns if c.key == "jurisdiction"), None)
    names = as_texts(frame[column.header]) if column is not None else None
    if names is None:
        return [(reading(place), None)]
    names = names.str.strip_chars().fill_null(place)
    of = {name: reading(name) for name in names.unique(maintain_order=True).to_list()}
    if len({id(r) for r in of.values()}) == 1:
        return [(next(iter(of.values())), None)]
    found: dict[int, tuple[Reading, list[str]]] = {}
    for name, one in of.items():
        found.setdefault(id(one), (one, []))[1].append(name)
    return [(one, names.is_in(mine).arg_true()) for one, mine in found.values()]
