"""A graph as a tree of questions: what is asked first leaves little to compute on either side.

Generated Python asks the question that shrinks the graph most, and then each side on its own, as one would
write it by hand. The answers are those of the graph: a side is the same graph with one condition known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ecoreward.columns.graph import Graph, Node, reached

Outputs = Mapping[str, Node]
MOST_DEPTH = 5
MOST_SIZE = 400  # nodes of a graph, beyond which asking for the best question takes too long


@dataclass(frozen=True, slots=True)
class Split:
    """A question and what each answer leaves; or, without a question, outputs to compute."""

    outputs: Outputs
    question: Node | None = None
    then: Split | None = None
    otherwise: Split | None = None


def split(outputs: Outputs, depth: int = MOST_DEPTH) -> Split:
    """The tree of questions for a graph."""
    nodes = reached(outputs.values())
    size = _size(nodes)
    if depth == 0 or size < 4 or len(nodes) > MOST_SIZE:
        return Split(outputs)
    best: tuple[int, Node, Outputs, Outputs] | None = None
    for question in _questions(nodes):
        yes, no = known(outputs, question, True), known(outputs, question, False)
        cost = _size(reached(yes.values())) + _size(reached(no.values()))
        if best is None or cost < best[0]:
            best = cost, question, yes, no
    # Two sides that are together little more than the whole are each much less to compute.
    if best is None or best[0] > 1.5 * size:
        return Split(outputs)
    _, question, then, otherwise = best
    return Split(outputs, question, split(then, depth - 1), split(otherwise, depth - 1))


def _questions(nodes: list[Node]) -> list[Node]:
    """Flags and bits: what can be asked before anything is computed."""
    return [n for n in nodes if n.boolean and n.op in ("in", "bit")]


def _size(nodes: list[Node]) -> int:
    return sum(n.op not in ("in", "lit", "not") for n in nodes)


def known(outputs: Outputs, question: Node, answer: bool) -> dict[str, Node]:
    """The outputs where the answer to a question is known."""
    g = Graph()
    made: dict[int, Node] = {}
    for node in reached(outputs.values()):
        made[node.order] = g.truth(answer) if node is question else _again(g, node, made)
    return {name: made[node.order] for name, node in outputs.items()}


def with_number(outputs: Outputs, name: str, value: int) -> dict[str, Node]:
    """The outputs and one more, a literal, in a graph of their own.

    A node is known by its order in its graph: one of another graph would be taken for the node that has
    the same order here.
    """
    g = Graph()
    made: dict[int, Node] = {}
    for node in reached(outputs.values()):
        made[node.order] = _again(g, node, made)
    return {**{n: made[node.order] for n, node in outputs.items()}, name: g.number(value)}


def _again(g: Graph, node: Node, made: Mapping[int, Node]) -> Node:
    """A node built once more, of what its parts have become."""
    a = [made[x.order] for x in node.args]
    match node.op:
        case "lit":
            return g.truth(bool(node.value)) if node.boolean else g.number(node.low)
        case "in" if node.boolean:
            return g.flag(str(node.value))
        case "in":
            return g.column(str(node.value), node.low, node.high)
        case "and":
            return g.and_(*a)
        case "or":
            return g.or_(*a)
        case "not":
            return g.not_(a[0])
        case "lt":
            return g.lt(a[0], a[1])
        case "eq":
            return g.eq(a[0], a[1])
        case "add":
            return g.add(a[0], a[1])
        case "sub":
            return g.sub(a[0], a[1])
        case "mul":
            return g.mul(a[0], a[1])
        case "min":
            return g.min_(a[0], a[1])
        case "max":
            return g.max_(a[0], a[1])
        case "div":
            return g.div(a[0], int(node.value or 1))
        case "if":
            return g.if_(a[0], a[1], a[2])
        case "bitor":
            return g.bitor(*a)
        case "bit":
            return g.bit(a[0], int(node.value or 0))
    raise AssertionError(node.op)
