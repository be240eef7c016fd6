"""How much work one evaluation of a Program is, known before any case: policies are untrusted input.

Definitions are expanded where they are used and readings evaluate their children once each, so a small
file could ask for unbounded work. The cost is computed with memory, never by doing the work.
"""

from __future__ import annotations

from collections.abc import Mapping

from ecoreward.feel import typed as t
from ecoreward.policy.expressions import beside, children, parts
from ecoreward.policy.program import (
    Band,
    Combine,
    Defined,
    Fixed,
    Node,
    Program,
    Rate,
    Readings,
    Row,
    Table,
)

MOST_ROWS = 50  # rows that a case may give
MOST_EXPRESSION = 5_000  # parts of one expression with its definitions written out
MOST_DEPTH = 100  # parts inside parts, definitions written out
MOST_WRITTEN = 5_000  # nodes that one trace shows, each as often as it stands under a reading
MOST_PROGRAM = 50_000  # parts of all expressions that one evaluation may visit


class Meter:
    """Sizes of expressions and nodes; each definition and each shared child is measured once."""

    def __init__(self, defined: Mapping[str, Defined]) -> None:
        self._defined = defined
        self._names: dict[str, int] = {}
        self._depths: dict[str, int] = {}
        self._nodes: dict[int, int] = {}

    def expression(self, expression: t.Expression | None) -> int:
        """Parts of an expression, definitions written out."""
        return 0 if expression is None else self._parts(expression.root)

    def _parts(self, root: t.Node) -> int:
        total = 0
        for node in parts(root):
            total += self._name(node.name) if isinstance(node, t.Defined) else 1
        return total

    def _name(self, name: str) -> int:
        if name not in self._names:
            self._names[name] = 1 + self._parts(self._defined[name].value.root)
        return self._names[name]

    def depth(self, root: t.Node) -> int:
        """How deep an expression is, definitions written out."""
        if isinstance(root, t.Defined):
            if root.name not in self._depths:
                self._depths[root.name] = self.depth(self._defined[root.name].value.root)
            return 1 + self._depths[root.name]
        return 1 + max((self.depth(child) for child in children(root)), default=0)

    def node(self, node: Node | None) -> int:
        """Parts that one evaluation of a node may visit."""
        if node is None:
            return 0
        if id(node) not in self._nodes:
            own = [node.when, node.floor, node.cap]
            own += [e for s in node.then for e in (s.amount, s.when)]
            once = 1 + sum(self.expression(e) for e in own) + self._body(node)
            self._nodes[id(node)] = once * MOST_ROWS if node.each else once
        return self._nodes[id(node)]

    def _body(self, node: Node) -> int:
        match node.body:
            case Fixed(amount=amount):
                return self.expression(amount)
            case Band(low=low, high=high):
                return self.expression(low) + self.expression(high)
            case Rate(rate=rate, base=base, high=high):
                return sum(self.expression(e) for e in (rate, base, high))
            case Combine(children=children):
                return sum(self.node(c) for c in children)
            case Readings(options=options):
                return sum(self.node(o.node) for o in options)
            case Table(by=by, rows=rows, other=other, otherwise=otherwise):
                found = sum(self._row(r) for r in (*rows, *other)) + self.node(otherwise)
                return found + sum(self.expression(e) for e in by)
        return 1

    def _row(self, row: Row) -> int:
        return sum(self.expression(e) for e in row.tests) + self.node(row.node)


def cost(program: Program) -> int:
    """Parts that one evaluation of a program may visit."""
    meter = Meter(program.defined)
    asked = [program.where, *(g.when for g in program.gates), *beside(program)]
    return sum(meter.expression(e) for e in asked) + meter.node(program.award) + 1


def written(node: Node | None, known: dict[int, int] | None = None) -> int:
    """Nodes that one trace writes out: those that readings share stand there once for each reading."""
    known = {} if known is None else known
    if node is None:
        return 0
    if id(node) not in known:
        below: list[Node | None] = []
        match node.body:
            case Combine(children=children):
                below = list(children)
            case Readings(options=options):
                below = [o.node for o in options]
            case Table(rows=rows, other=other, otherwise=otherwise):
                below = [*(r.node for r in (*rows, *other)), otherwise]
        once = 1 + sum(written(n, known) for n in below)
        known[id(node)] = once * MOST_ROWS if node.each else once
    return known[id(node)]
