"""A graph as Polars expressions: whole columns at a time, on whole numbers and booleans only."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
Type = type[pl.DataType]
TYPES: Mapping[str, Type] = {"outcome": pl.Int8, "node": pl.Int16}
_MADE = ("if", "bitor")  # what keeps the type of its parts

# The plan is laid out already: what is needed twice has a column, what is not needed was never made.
OPTIONS = pl.QueryOptFlags.none(projection_pushdown=True)


@dataclass(frozen=True, slots=True)
class Expressions:
    """A plan as expressions, made once: columns stage by stage, then the outputs."""

    stages: tuple[tuple[pl.Expr, ...], ...]
    outputs: tuple[pl.Expr, ...]


def expressions(plan: Plan) -> Expressions:
    """The expressions of a plan."""
    stages = tuple(
        tuple(_expression(node, plan, _type(node), top=True).alias(name) for name, node in stage)
        for stage in plan.stages
    )
    outputs = tuple(
        _expression(node, plan, TYPES.get(name, pl.Int64)).alias(name)
        for name, node in plan.outputs.items()
    )
    return Expressions(stages, outputs)


def evaluated(frame: pl.LazyFrame, found: Expressions, keep: tuple[str, ...] = ()) -> pl.LazyFrame:
    """The outputs as columns, one row for each row of its inputs; `keep` names columns to hand on."""
    for stage in found.stages:
        frame = frame.with_columns(stage)
    return frame.select(*keep, *found.outputs)


def _literal(node: Node) -> bool:
    """Whether a number is put together of literals alone: then the smallest type that holds it will do."""
    if node.op == "if":
        return _literal(node.args[1]) and _literal(node.args[2])
    return node.op == "lit" or (node.op == "bitor" and all(map(_literal, node.args)))


def _type(node: Node) -> Type:
    """The type of a column that holds a node."""
    if node.boolean or not _literal(node):
        return pl.Int64
    for kind, bits in ((pl.Int8, 7), (pl.Int16, 15), (pl.Int32, 31)):
        if -(2**bits) <= node.low and node.high < 2**bits:
            return kind
    return pl.Int64


def _expression(node: Node, plan: Plan, kind: Type, *, top: bool = False) -> pl.Expr:
    """The expression of a node, a number of type `kind`; a node with a column of its own is read from there."""
    if not node.boolean and not top:
        own = _type(node)
        if node.order in plan.named:
            found = pl.col(plan.named[node.order])
            return found if own == kind else found.cast(kind)
        if own != kind and node.op != "lit":
            # Put together in its own type, which is the smaller one, and widened once.
            return _expression(node, plan, own, top=True).cast(kind)
    elif not top and node.order in plan.named:
        return pl.col(plan.named[node.order])
    if node.op == "in":
        return pl.col(str(node.value))
    if node.op == "lit":
        return pl.lit(node.value, dtype=pl.Boolean if node.boolean else kind)
    a = [_expression(x, plan, kind if node.op in _MADE else pl.Int64) for x in node.args]
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
            return pl.min_horizontal(a[0], a[1])
        case "max":
            return pl.max_horizontal(a[0], a[1])
        case "div":
            return a[0] // pl.lit(node.value, dtype=pl.Int64)
        case "if":
            return pl.when(a[0]).then(a[1]).otherwise(a[2])
        case "bit":
            # The literal takes the type of the mask, which has as many bits as it has questions.
            return (a[0] & pl.lit(1 << int(node.value or 0))) != 0
    raise AssertionError(node.op)
