"""In which order a column engine computes a graph: what is needed more than once becomes a column of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ecoreward.columns.graph import Node, reached

_FREE = ("in", "lit", "not")


@dataclass(frozen=True, slots=True)
class Plan:
    """Stages of columns, each made of those before; then the outputs."""

    stages: tuple[tuple[tuple[str, Node], ...], ...]
    outputs: Mapping[str, Node]
    named: Mapping[int, str]  # the column of a node, by its order
    inputs: tuple[str, ...]


def plan(outputs: Mapping[str, Node]) -> Plan:
    """The stages of a graph.

    >>> from ecoreward.columns.graph import Graph
    >>> g = Graph()
    >>> a = g.column("a", 0, 9)
    >>> twice = g.add(a, a)
    >>> [len(s) for s in plan({"x": g.mul(twice, twice)}).stages]
    [1]
    """
    nodes = reached(outputs.values())
    uses: dict[int, int] = {}
    for node in nodes:
        for a in node.args:
            uses[a.order] = uses.get(a.order, 0) + 1
    for root in outputs.values():
        uses[root.order] = uses.get(root.order, 0) + 1
    level: dict[int, int] = {}
    named: dict[int, str] = {}
    stages: list[list[tuple[str, Node]]] = []
    for node in nodes:
        depth = max((level[a.order] for a in node.args), default=0)
        if node.op not in _FREE and uses[node.order] > 1:
            name = f"~{len(named)}"
            named[node.order] = name
            while len(stages) <= depth:
                stages.append([])
            stages[depth].append((name, node))
            depth += 1
        level[node.order] = depth
    names = tuple(str(n.value) for n in nodes if n.op == "in")
    return Plan(tuple(tuple(s) for s in stages), outputs, named, names)
