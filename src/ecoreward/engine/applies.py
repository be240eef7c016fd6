"""Does a node apply: its violations and its condition, and what is known once it does or does not."""

from __future__ import annotations

from ecoreward.engine.logic import has_any, holds, listed
from ecoreward.engine.narrow import assume, assume_kinds
from ecoreward.engine.values import (
    NO,
    YES,
    Choice,
    SetOf,
    Truth,
    maybe,
)
from ecoreward.engine.world import World
from ecoreward.policy.program import (
    Combine,
    Node,
    Readings,
    Table,
)


def kinds_hold(node: Node, world: World) -> Truth:
    if node.kinds is None:
        return YES
    fact = world.facts[node.kinds.domain]
    if isinstance(fact, SetOf):
        return has_any(fact, node.kinds, world)
    assert isinstance(fact, Choice)
    answers = [listed(c, node.kinds, world) for c in sorted(fact.codes)]
    if all(not a.true for a in answers):
        return NO
    if all(not a.false for a in answers):
        return YES
    return maybe(fact.causes.union(*(a.causes for a in answers)))


def when_holds(node: Node, world: World) -> Truth:
    return holds(node.when.root, world) if node.when else YES


def inside(node: Node, world: World, condition: Truth) -> World | None:
    """Inside a node its own condition holds."""
    if not (condition.true and condition.false):
        return world
    inner: World | None = world
    if node.kinds is not None and isinstance(world.facts[node.kinds.domain], SetOf):
        inner = assume_kinds(node.kinds.domain, node.kinds, world, inside=True)
    if node.when is not None and inner is not None:
        inner = assume(node.when.root, inner)
    return inner


def denied(child: Node, world: World) -> World | None:
    """In a later child of `first` the conditions of earlier leaves do not hold."""
    if isinstance(child.body, (Combine, Table, Readings)):
        return world
    if child.kinds is not None and child.when is None:
        fact = world.facts[child.kinds.domain]
        if isinstance(fact, SetOf) and kinds_hold(child, world).false:
            return assume_kinds(child.kinds.domain, child.kinds, world, inside=False)
        return world
    if child.when is not None and (child.kinds is None or kinds_hold(child, world).certain):
        return (
            assume(child.when.root, world, want=False) if when_holds(child, world).false else world
        )
    return world
