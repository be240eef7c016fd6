"""What a node gives, for all rows at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ecoreward.columns import values as v
from ecoreward.columns.graph import Graph, Node

# By id of a node: the rows of which the result rests on it (certainly).
Rests = Mapping[str, Node]
Path = Mapping[str, tuple[Node, Node]]


@dataclass(frozen=True, slots=True)
class Result:
    """Whether a node applies, the amount if it does, what it rests on, and the nodes on its path."""

    applies: v.Truth
    amount: v.Num
    because: Rests = field(default_factory=dict)
    path: Path = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Body:
    """What the kind of a node gives, before its own limits; `ends` of what the authority decides."""

    applies: v.Truth
    amount: v.Num
    because: Rests = field(default_factory=dict)
    path: Path = field(default_factory=dict)
    leaf: bool = True
    ends: tuple[v.Num, v.Num | None] | None = None


def nothing(g: Graph) -> v.Num:
    """0."""
    return v.constant(g, 0)


def refused(g: Graph) -> Result:
    """A node that applies to no row."""
    return Result(v.known(g, g.no), nothing(g))


def rests(g: Graph, items: Iterable[tuple[Node, Rests]]) -> dict[str, Node]:
    """What several rest on together, each where it counts."""
    out: dict[str, Node] = {}
    for counts, because in items:
        for id, rows in because.items():
            out[id] = g.or_(out.get(id, g.no), g.and_(counts, rows))
    return out
