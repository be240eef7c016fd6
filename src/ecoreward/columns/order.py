"""The order in which the ids that a sum rests on are said: that of the policy, whichever engine found them."""

from __future__ import annotations

from collections.abc import Iterable

from ecoreward.policy.edition import Edition
from ecoreward.policy.expressions import nodes_of


def order_of(edition: Edition) -> dict[str, int]:
    """The place of each node and gate."""
    program = edition.program
    ids = [*(n.id for n in nodes_of(program.award)), *(x.id for x in program.gates)]
    return {name: place for place, name in reversed(list(enumerate(ids)))}


def ordered(names: Iterable[str], edition: Edition) -> tuple[str, ...]:
    """Ids in the order of the policy; a copy of a node (``share/2``) stands with its node."""
    places = order_of(edition)
    last = len(places)
    return tuple(sorted(names, key=lambda n: (places.get(n.partition("/")[0], last), n)))


def named(names: Iterable[str]) -> tuple[str, ...]:
    """What is open, each name once, in one order whichever engine found it.

    >>> named(["fine", "award", "fine"])
    ('award', 'fine')
    """
    return tuple(sorted(set(names)))
