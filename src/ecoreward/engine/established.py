"""The facts that the rules ask for, as they are known: what a form lists, and whom each is about."""

from __future__ import annotations

from collections.abc import Collection

from ecoreward.engine.decision import Established
from ecoreward.engine.rows import column_name, row_world, value_of
from ecoreward.engine.trace import value_data
from ecoreward.engine.values import Rows
from ecoreward.engine.world import Origin, World
from ecoreward.policy.expressions import asked, reads


def established(world: World, chosen_by: str) -> tuple[Established, ...]:
    """Every fact that the program of a world reads, and the one that picks the edition, in their order.

    Where a case gives rows, their columns stand for themselves.
    """
    program = world.program
    read = {chosen_by, *reads(program), *asked(program)}
    if program.sharing is not None and program.sharing.how == "by_share":
        read.add(program.sharing.share)
    names = (n for name in program.vocabulary.facts for n in names_of(name, read, world))
    return tuple(as_known(name, world) for name in names)


def as_known(name: str, world: World) -> Established:
    """A fact, or a column of a row, as it is known."""
    spec = world.program.vocabulary.spec(name)
    value = value_data(value_of(name, world), spec.type, world)
    return Established(name, spec.label, value, origin_of(name, world), spec.settled_by, spec.about)


def names_of(name: str, read: Collection[str], world: World) -> list[str]:
    """A fact that the rules read; of rows that a case gives, the columns of each that they read."""
    fact = world.facts[name]
    if not isinstance(fact, Rows):
        return [name] if name in read else []
    if world.origins[name] not in ("given", "range"):
        return []
    wanted = [c for c in world.program.vocabulary.facts[name].columns if c in read]
    return [column_name(name, n, c) for n in range(1, len(fact.rows) + 1) for c in wanted]


def origin_of(name: str, world: World) -> Origin:
    """Where the value of a fact, or of a column of a row, comes from."""
    if "/" not in name:
        return world.origins[name]
    return world.origins.get(name) or row_world(name, world).origins[name.rsplit("/", 1)[-1]]
