"""What a table knows of each fact, by row: given, presumed, derived or anything it could be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from ecoreward.columns import values as v
from ecoreward.columns.context import Context, Unsupported
from ecoreward.columns.graph import Node
from ecoreward.columns.lookups import Members, merged
from ecoreward.columns.shape import bounds, grid
from ecoreward.engine.unknown import presumed_value, unknown
from ecoreward.engine.values import Cause, Choice, Num, SetOf, Truth, Value
from ecoreward.policy.vocabulary_types import FactSpec

Column: TypeAlias = v.Truth | v.Num | Members


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """The facts by name. Where `alive` does not hold, a row cannot be here at all."""

    facts: Mapping[str, Column]
    given: Mapping[str, Node]  # whether a row gives the fact itself
    derived: Mapping[str, Node]

    def knowing(self, name: str, value: Column) -> World:
        """The same world with one fact known better."""
        return replace(self, facts={**self.facts, name: value})


def constant(ctx: Context, name: str, value: Value) -> Column:
    """A value that is the same for every row."""
    g = ctx.g
    match value:
        case Truth():
            return ctx.known(value)
        case Num():
            low, high = Fraction(value.low or 0), Fraction(value.high or 0)
            ends = v.aligned(g, [v.constant(g, low), v.constant(g, high)])
            low_endless, high_endless = g.truth(value.low is None), g.truth(value.high is None)
            bits = g.number(ctx.bits(value.causes))
            return v.Num(ends[0].low, ends[1].low, low_endless, high_endless, ends[0].den, bits)
        case Choice() | SetOf():
            return Members(name, g.no, ((g.yes, value),))
    raise Unsupported(name)


def silent(ctx: Context, spec: FactSpec) -> Value:
    """What a fact is where a row says nothing of it."""
    if ctx.shape.presume and spec.presume is not None:
        return presumed_value(spec)
    return unknown(spec, ctx.program.vocabulary)


def column(ctx: Context, spec: FactSpec) -> tuple[Column, Node]:
    """One fact as the table has it, and whether a row gives it."""
    g, name = ctx.g, spec.name
    mode = ctx.shape.facts.get(name)
    if mode is None:
        return constant(ctx, name, silent(ctx, spec)), g.no
    given = g.yes if mode == "given" else g.flag(f"{name}?")
    if spec.type.kind == "boolean":
        here: Column = v.known(g, g.flag(name))
    elif spec.type.kind in ("choice", "set"):
        missing = () if mode == "given" else ((g.not_(given), silent(ctx, spec)),)
        return Members(name, given, missing), given
    else:
        here = _number(ctx, spec, ranges=mode == "part")
    if mode == "given":
        return here, given
    return chosen(ctx, given, here, constant(ctx, name, silent(ctx, spec))), given


def _number(ctx: Context, spec: FactSpec, *, ranges: bool) -> v.Num:
    g, name, den = ctx.g, spec.name, grid(spec)
    low, high = bounds(spec, ctx.most)
    if not ranges:
        value = g.column(name, low, high)
        return v.Num(value, value, g.no, g.no, den, g.zero)
    return v.number(
        g, g.column(f"{name}:low", low, high), g.column(f"{name}:high", low, high),
        g.flag(f"{name}:low~"), g.flag(f"{name}:high~"), den, ctx.cause(Cause("fact", name)),
    )  # fmt: skip


def chosen(ctx: Context, condition: Node, a: Column, b: Column) -> Column:
    """One value or another, by row; both of the same fact."""
    match a, b:
        case v.Truth(), v.Truth():
            return v.choose(ctx.g, condition, a, b)
        case v.Num(), v.Num():
            return v.choose_num(ctx.g, condition, a, b)
        case Members(), Members():
            return merged(ctx, condition, a, b)
    raise AssertionError("two kinds of column")


def joined(ctx: Context, condition: Node, a: World, b: World) -> World:
    """The world `a` where a condition holds, else `b`."""
    if a is b or (condition.literal and not condition.value):
        return b
    if condition.literal:
        return a
    facts = {
        name: b.facts[name] if value is b.facts[name] else chosen(ctx, condition, value, b.facts[name])
        for name, value in a.facts.items()
    }  # fmt: skip
    return replace(b, facts=facts)
