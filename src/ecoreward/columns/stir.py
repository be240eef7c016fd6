"""Rows in which facts and discretion are both open: does a missing fact move the sum, whatever the rest?

The reference evaluator tries completions. Here two of them are tried for all rows at once: every missing fact
at one value, then one of them at another. Where the sums differ the fact moves them, and the case waits for
facts. Rows for which no fact shows that stay with the reference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from ecoreward.columns.masks import Level, Masks
from ecoreward.columns.shape import Mode, Shape, bounds
from ecoreward.policy.vocabulary_types import FactSpec

if TYPE_CHECKING:
    from ecoreward.columns.batch import EditionColumns, Graph

MOST_FACTS = 12
FAR = 10**11  # hundredths, or parts of a grid: beyond the limits of any policy that has one
_SUMS = ("low", "high", "endless", "open", "hard")
Cell = bool | int | str | frozenset[str]


def stirred(
    columns: EditionColumns,
    frame: pl.DataFrame,
    out: pl.DataFrame,
    facts: Sequence[str],
    graph: Graph,
) -> pl.Series:
    """The rows of `out` (of the mixed ones) for which some fact certainly moves the sum."""
    moved = pl.Series([False], dtype=pl.Boolean).new_from_index(0, out.height)
    names = {c.name: i for i, c in enumerate(graph.lowered.causes) if c.kind == "fact"}
    tried = [n for n in names if len(_values(columns, n)) == 2][:MOST_FACTS]
    for turn in (1, 0):
        left = (out["mixed"] & ~moved).arg_true()
        if not len(left) or not tried:
            break
        some = _Some(columns, frame[left], facts, graph.lowered.shape)
        bits = out["open"][left]
        asked = {n: (bits & (1 << names[n])) != 0 for n in tried}
        found = _moved(some, asked, turn)
        if found is not None:
            moved = moved.scatter(left.filter(found), True)
    return moved


def _moved(some: _Some, asked: Mapping[str, pl.Series], turn: int) -> pl.Series | None:
    """The rows in which one fact, put at its other value, changes the sum."""
    base = some.outputs(asked, dict.fromkeys(asked, turn))
    if base is None:
        return None
    moved = base["hard"] & False
    for name, rows in asked.items():
        if not (rows & ~moved).any():
            continue
        other = some.outputs(asked, {**dict.fromkeys(asked, turn), name: 1 - turn})
        if other is not None:
            moved = moved | (rows & _differ(base, other))
    return moved


class _Some:
    """Mixed rows of one edition."""

    def __init__(
        self, columns: EditionColumns, rows: pl.DataFrame, facts: Sequence[str], shape: Shape
    ) -> None:
        self.columns, self.rows, self.facts, self.shape = columns, rows, facts, shape

    def outputs(
        self, asked: Mapping[str, pl.Series], turns: Mapping[str, int]
    ) -> pl.DataFrame | None:
        """What comes out with the missing facts of each row at the given values."""
        rows, levels = self.rows, dict(self.columns.levels)
        for name, mine in asked.items():
            value = _values(self.columns, name)[turns[name]]
            if isinstance(value, (str, frozenset)):
                levels[name] = [*levels.get(name, ()), value]
                value = len(levels[name]) - 1
            rows = _filled(rows, name, mine, value)
        given = [*dict.fromkeys([*self.facts, *asked])]
        modes: dict[str, Mode] = {n: self.columns.mode(rows, n) for n in given}
        shape = self.shape
        graph = self.columns.graph(
            Shape(modes, shape.decided, shape.paid, shape.named, shape.presume)
        )
        if graph is None:
            return None
        masks = _masks(graph, given, self.columns.levels, levels)
        out = self.columns.evaluated(rows, replace(graph, masks=masks))
        return _told(out, graph)


def _masks(
    graph: Graph,
    given: Sequence[str],
    before: Mapping[str, Sequence[Level]],
    levels: Mapping[str, Sequence[Level]],
) -> Masks:
    """The masks of a graph with the values that no row of the table may have, beside it and not in it."""
    for name in given:
        if name in before:
            graph.masks.grow(name, before[name])
    columns = {k: list(v) for k, v in graph.masks.columns.items()}
    masks = Masks(graph.lowered, graph.masks.answers, columns)
    for name in given:
        if name in levels:
            masks.grow(name, levels[name], len(before.get(name, ())))
    return masks


def _filled(rows: pl.DataFrame, name: str, mine: pl.Series, value: bool | int) -> pl.DataFrame:
    """A fact at a value in the rows that lack it; where a row knows it in part, as near as its range allows."""
    if name not in rows.columns:
        kind = pl.Boolean if isinstance(value, bool) else pl.Int64
        rows = rows.with_columns(pl.lit(None, dtype=kind).alias(name))
    rows = rows.with_columns(mine.alias("~mine"))
    put = pl.lit(value)
    if f"{name}:range" in rows.columns:
        put = pl.max_horizontal(put, f"{name}:low")
        put = pl.min_horizontal(put, f"{name}:high")
    filled = pl.when("~mine").then(put).otherwise(pl.col(name)).alias(name)
    if f"{name}:range" in rows.columns:
        here = pl.col(f"{name}:range") & ~pl.col("~mine")
        rows = rows.with_columns(here.alias(f"{name}:range"))
    return rows.with_columns(filled).drop("~mine")


def _told(out: pl.DataFrame, graph: Graph) -> pl.DataFrame:
    """The sums, and which rows still rest on facts, or on lists that are open."""
    causes = graph.lowered.causes
    facts = sum(1 << i for i, c in enumerate(causes) if c.kind in ("fact", "calendar"))
    lists = sum(1 << i for i, c in enumerate(causes) if c.kind == "open")
    return out.select(*_SUMS).with_columns(
        vague=(pl.col("open") & (facts | lists)) != 0,
    )


def _differ(a: pl.DataFrame, b: pl.DataFrame) -> pl.Series:
    """The rows in which two completions give other sums.

    Where nothing but figures and readings is open, an end of a range is what some completion gives, so
    ends that differ show it; where more is open, only ranges that do not touch do.
    """
    ends = (a["low"] != b["low"]) | (a["endless"] != b["endless"])
    ends = ends | (~a["endless"] & ~b["endless"] & (a["high"] != b["high"]))
    apart = (~a["endless"] & (a["high"] < b["low"])) | (~b["endless"] & (b["high"] < a["low"]))
    exact = ~a["vague"] & ~b["vague"]
    return ~a["hard"] & ~b["hard"] & (apart | (exact & ends))


def _values(columns: EditionColumns, name: str) -> tuple[Cell, ...]:
    """Two values between which a fact may move a sum; none where there are no such two."""
    spec: FactSpec | None = columns.vocabulary.facts.get(name)
    match spec.type.kind if spec is not None else "":
        case "boolean":
            return False, True
        case "money" | "number" | "integer":
            assert spec is not None
            low, high = bounds(spec)
            return max(low, 0), min(high, FAR)
        case "choice":
            assert spec is not None
            codes = list(spec.values)
            return (codes[0], codes[-1]) if len(codes) > 1 else ()
        case "set":
            first = _listed(columns)
            return (frozenset(), frozenset({first})) if first else ()
    return ()


def _listed(columns: EditionColumns) -> str:
    """A kind of violation that the policy names."""
    for listing in columns.edition.program.lists.values():
        known = sorted(listing.codes & columns.vocabulary.terms.keys())
        if known:
            return known[0]
    return ""
