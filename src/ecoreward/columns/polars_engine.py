"""A graph as Polars expressions: whole columns at a time, on whole numbers and booleans only."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import reduce

import polars as pl

from ecoreward.columns.graph import Node
from ecoreward.columns.plan import Plan

_TWO: Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "lt": operator.lt, "eq": operator.eq, "add": operator.add, "sub": operator.sub,
    "mul": operator.mul,
}  # fmt: skip
_MANY: Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "and": operator.and_, "or": operator.or_, "bitor": operator.or_,
}  # fmt: skip
# The smallest types that hold what comes out.
TYPES: Mapping[str, type[pl.DataType]] = {"outcome": pl.Int8}

# The plan is laid out already: what is needed twice has a column, what is not needed was never made.
OPTIONS = pl.QueryOptFlags.none(projection_pushdown=True)


def evaluated(frame: pl.LazyFrame, plan: Plan, keep: tuple[str, ...] = ()) -> pl.LazyFrame:
    """The outputs of a plan as columns, one row for each row of its inputs; `keep` names columns to hand on."""
    for stage in plan.stages:
        frame = frame.with_columns(
            _expression(node, plan, top=True).alias(name) for name, node in stage
        )
    made = []
    for name, node in plan.outputs.items():
        found = _expression(node, plan)
        if name in TYPES:
            found = found.cast(TYPES[name])
        made.append(found.alias(name))
    return frame.select(*keep, *made)


def _expression(node: Node, plan: Plan, *, top: bool = False) -> pl.Expr:
    """The expression of a node; a node with a column of its own is read from there."""
    if not top and node.order in plan.named:
        return pl.col(plan.named[node.order])
    if node.op == "in":
        return pl.col(str(node.value))
    if node.op == "lit":
        kind = pl.Boolean if node.boolean else pl.Int64
        return pl.lit(node.value, dtype=kind)
    a = [_expression(x, plan) for x in node.args]
    if node.args[0].literal and node.op in ("lt", "sub"):
        # A literal stands on the right: on the left of a column of one repeated value it gives one row.
        return a[1] > a[0] if node.op == "lt" else a[1] * -1 + a[0]
    if node.op in _TWO:
        return _TWO[node.op](a[0], a[1])
    if node.op in _MANY:
        return reduce(_MANY[node.op], a)
    match node.op:
        case "not":
            return ~a[0]
        case "min":
            return pl.when(a[0] < a[1]).then(a[0]).otherwise(a[1])
        case "max":
            return pl.when(a[0] > a[1]).then(a[0]).otherwise(a[1])
        case "div":
            return a[0] // pl.lit(node.value, dtype=pl.Int64)
        case "if":
            return pl.when(a[0]).then(a[1]).otherwise(a[2])
        case "bit":
            return (a[0] & pl.lit(1 << int(node.value or 0), dtype=pl.Int64)) != 0
    raise AssertionError(node.op)
