"""Does a node apply, and what is known once it does or does not: `engine.applies`, on columns."""

from __future__ import annotations

from ecoreward.columns import values as v
from ecoreward.columns.context import Context
from ecoreward.columns.graph import Node as Bit
from ecoreward.columns.logic import holds
from ecoreward.columns.lookups import Members, answer
from ecoreward.columns.narrow import Left, assume, narrow
from ecoreward.columns.world import World, joined
from ecoreward.engine import applies as reference
from ecoreward.engine.narrow import assume_kinds
from ecoreward.policy.program import Combine, KindList, Node, Readings, Table


def kinds_hold(node: Node, world: World, ctx: Context) -> v.Truth:
    """Whether the violations of a row are of a node's kinds."""
    if node.kinds is None:
        return v.known(ctx.g, ctx.g.yes)
    fact = world.facts[node.kinds.domain]
    assert isinstance(fact, Members)
    listing = node.kinds
    said = (listing.name, listing.codes, listing.outside, listing.open)
    # A mixture of two editions may have two lists of one name.
    key = f"for {listing.name} {sorted(listing.codes)} {sorted(listing.outside)} {listing.open}"
    return answer(ctx, fact, key, lambda ref: reference.kinds_hold(node, ref), (), said)


def when_holds(node: Node, world: World, ctx: Context) -> v.Truth:
    """Whether a node's own condition holds."""
    return holds(node.when.root, world, ctx) if node.when else v.known(ctx.g, ctx.g.yes)


def inside(node: Node, world: World, condition: v.Truth, ctx: Context) -> Left:
    """Inside a node its own condition holds."""
    g = ctx.g
    open_ = v.open_(g, condition)
    if open_ is g.no:
        return world, g.yes
    inner, alive = world, g.yes
    with ctx.where(open_):
        if node.kinds is not None and _is_set(node.kinds, ctx):
            inner, alive = _kinds(node.kinds, inner, ctx, inside=True)
        if node.when is not None:
            inner, more = assume(node.when.root, inner, ctx)
            alive = g.and_(alive, more)
    return joined(ctx, open_, inner, world), g.or_(g.not_(open_), alive)


def denied(child: Node, world: World, ctx: Context) -> Left:
    """In a later child of `first` the conditions of earlier leaves do not hold."""
    g = ctx.g
    if isinstance(child.body, (Combine, Table, Readings)):
        return world, g.yes
    if child.when is None:
        if child.kinds is None or not _is_set(child.kinds, ctx):
            return world, g.yes
        fact = world.facts[child.kinds.domain]
        if not isinstance(fact, Members) or not fact.others:
            return world, g.yes  # what a row gives cannot be known better
        kinds = kinds_hold(child, world, ctx)
        return _where(kinds.false, world, _kinds(child.kinds, world, ctx, inside=False), ctx)
    when = when_holds(child, world, ctx)
    if v.open_(g, when) is g.no:
        return world, g.yes
    asked = g.and_(v.certain(g, kinds_hold(child, world, ctx)), when.false)
    if asked is g.no:
        return world, g.yes
    with ctx.where(asked):
        left = assume(child.when.root, world, ctx, want=False)
    return _where(asked, world, left, ctx)


def _where(condition: Bit, world: World, left: Left, ctx: Context) -> Left:
    g = ctx.g
    return joined(ctx, condition, left[0], world), g.or_(g.not_(condition), left[1])


def _is_set(listing: KindList, ctx: Context) -> bool:
    return ctx.program.vocabulary.facts[listing.domain].type.kind == "set"


def _kinds(listing: KindList, world: World, ctx: Context, *, inside: bool) -> Left:
    fact = world.facts[listing.domain]
    assert isinstance(fact, Members)
    return narrow(fact, world, ctx, lambda ref: assume_kinds(listing.domain, listing, ref, inside))
