"""Rows in which facts and discretion are both open: does a missing fact move the sum, whatever the rest?

The reference evaluator tries completions. Here one fact at a time is put at two of its values with all else
left open: where the two ranges do not touch, it moves the sum for certain, and the case waits for facts.
Rows for which no fact shows that stay with the reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import polars as pl

from ecoreward.columns.masks import Masks
from ecoreward.columns.shape import Mode, Shape, bounds
from ecoreward.policy.vocabulary_types import FactSpec

if TYPE_CHECKING:
    from ecoreward.columns.batch import EditionColumns, Graph

MOST_FACTS = 8
FAR = 10**11  # hundredths, or parts of a grid: beyond the limits of any policy that has one
_ENDS = (":range", ":low", ":high")


def stirred(
    columns: EditionColumns,
    frame: pl.DataFrame,
    out: pl.DataFrame,
    facts: Sequence[str],
    graph: Graph,
) -> pl.Series:
    """The rows of `out` (mixed ones only) for which some fact certainly moves the sum."""
    open_ = out["mixed"]
    moved = pl.Series([False], dtype=pl.Boolean).new_from_index(0, out.height)
    causes = [c.name for c in graph.lowered.causes if c.kind == "fact"]
    places = {c.name: i for i, c in enumerate(graph.lowered.causes) if c.kind == "fact"}
    for name in causes[:MOST_FACTS]:
        asked = open_ & ~moved & ((out["open"] & (1 << places[name])) != 0)
        if not asked.any():
            continue
        at = asked.arg_true()
        found = _moves(columns, frame[at], name, facts, graph.lowered.shape)
        if found is not None:
            moved = moved.scatter(at.filter(found), True)
    return moved


def _moves(
    columns: EditionColumns, rows: pl.DataFrame, name: str, facts: Sequence[str], shape: Shape
) -> pl.Series | None:
    """Whether two values of a fact give ranges that do not touch; None where that cannot be tried."""
    spec = columns.vocabulary.facts.get(name)
    if spec is None:
        return None
    ends: list[pl.DataFrame] = []
    for value in _values(columns, spec):
        found = _with(columns, rows, name, value, facts, shape)
        if found is None:
            return None
        ends.append(found)
    if len(ends) < 2:
        return None
    a, b = ends
    apart = _below(a, b) | _below(b, a)
    return apart & ~a["hard"] & ~b["hard"]


def _below(a: pl.DataFrame, b: pl.DataFrame) -> pl.Series:
    return ~a["endless"] & (a["high"] < b["low"])


def _with(
    columns: EditionColumns,
    rows: pl.DataFrame,
    name: str,
    value: bool | int | frozenset[str],
    facts: Sequence[str],
    shape: Shape,
) -> pl.DataFrame | None:
    """The outputs for rows in which a fact has a value."""
    given = [n for n in facts if n != name]
    modes: dict[str, Mode] = {n: columns.mode(rows, n) for n in given}
    graph = columns.graph(
        Shape({**modes, name: "given"}, shape.decided, shape.paid, shape.named, shape.presume)
    )
    if graph is None:
        return None
    for fact in given:
        if fact in columns.levels:
            graph.masks.grow(fact, columns.levels[fact])
    cell: bool | int = value if not isinstance(value, frozenset) else 0
    kind = pl.Boolean if isinstance(cell, bool) else pl.Int64
    rows = rows.drop([f"{name}{end}" for end in _ENDS], strict=False)
    rows = rows.with_columns(pl.lit(cell, dtype=kind).alias(name))
    if isinstance(value, frozenset):
        return _with_set(columns, rows, name, value, graph)
    return columns.evaluated(rows, graph)


def _with_set(
    columns: EditionColumns, rows: pl.DataFrame, name: str, value: frozenset[str], graph: Graph
) -> pl.DataFrame:
    """As `evaluated`, a set being one that no row of the table may have."""
    kept = {k: v for k, v in graph.masks.columns.items() if not k.startswith(f"{name}#")}
    masks = Masks(graph.lowered, kept)
    masks.grow(name, [value])
    return columns.evaluated(rows, type(graph)(graph.lowered, graph.plan, masks))


def _values(columns: EditionColumns, spec: FactSpec) -> Iterator[bool | int | frozenset[str]]:
    """Two values between which a fact may move a sum."""
    match spec.type.kind:
        case "boolean":
            yield from (False, True)
        case "money" | "number" | "integer":
            low, high = bounds(spec)
            yield from (max(low, 0), min(high, FAR))
        case "set":
            yield frozenset()
            first = _listed(columns)
            if first:
                yield frozenset({first})


def _listed(columns: EditionColumns) -> str:
    """A kind of violation that the policy names."""
    for listing in columns.edition.program.lists.values():
        known = sorted(listing.codes & columns.vocabulary.terms.keys())
        if known:
            return known[0]
    return ""
