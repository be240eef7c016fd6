"""Walk a Program: every expression in it, every part of an expression, every fact it reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields

from ecoreward.feel import typed as t
from ecoreward.policy.program import (
    Band,
    Combine,
    Fixed,
    Node,
    Program,
    Rate,
    Readings,
    Row,
    Table,
)


def expressions_of(program: Program) -> Iterator[t.Expression]:
    """Every expression that can change the money or the outcome (`where`, gates, definitions, award)."""
    if program.where is not None:
        yield program.where
    for gate in program.gates:
        yield gate.when
    for defined in program.defined.values():
        yield defined.value
    if program.award is not None:
        yield from node_expressions(program.award)


def beside(program: Program) -> Iterator[t.Expression]:
    """Every expression that decides something beside the sum: consents, honours, shares, payouts."""
    found = [*(a.when for a in program.approvals), *(h.when for h in program.honours)]
    found += [program.sharing.when] if program.sharing else []
    found += [e for s in program.payout for e in (s.step.amount, s.step.when)]
    found += [e for p in program.pays for e in (p.when, p.at_least)]
    yield from (e for e in found if e is not None)


def node_expressions(node: Node) -> Iterator[t.Expression]:
    """The expressions of a node and of all below it."""
    yield from node_own_expressions(node)
    match node.body:
        case Table(rows=rows, other=other, otherwise=otherwise):
            for row in (*rows, *other):
                yield from _row(row)
            if otherwise is not None:
                yield from node_expressions(otherwise)
        case Combine(children=children):
            for child in children:
                yield from node_expressions(child)
        case Readings(options=options):
            for option in options:
                yield from node_expressions(option.node)


def node_own_expressions(node: Node) -> Iterator[t.Expression]:
    """The expressions of a node itself."""
    yield from (e for e in (node.when, node.floor, node.cap) if e is not None)
    for step in node.then:
        yield from (e for e in (step.amount, step.when) if e is not None)
    match node.body:
        case Fixed(amount=amount):
            yield amount
        case Band(low=low, high=high):
            yield from (e for e in (low, high) if e is not None)
        case Rate(rate=rate, base=base, high=high):
            yield from (e for e in (rate, base, high) if e is not None)
        case Table(by=by):
            yield from by


def _row(row: Row) -> Iterator[t.Expression]:
    yield from row.tests
    yield from node_expressions(row.node)


def parts(node: t.Node) -> Iterator[t.Node]:
    """The node and all below it."""
    yield node
    for child in children(node):
        yield from parts(child)


def children(node: t.Node) -> Iterator[t.Node]:
    """The parts directly below a node."""
    for f in fields(node):
        value = getattr(node, f.name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, t.Test):
                yield from (e for e in (item.value, item.low, item.high) if e is not None)
            elif isinstance(item, t.Node):
                yield item


def reads(program: Program) -> frozenset[str]:
    """The facts that can change the money or the outcome."""
    found = {
        node.name
        for expression in expressions_of(program)
        for node in parts(expression.root)
        if isinstance(node, t.Fact)
    }
    found |= {n.kinds.domain for n in nodes_of(program.award) if n.kinds is not None}
    found |= {n.each for n in nodes_of(program.award) if n.each}
    return frozenset(found)


def asked(program: Program) -> frozenset[str]:
    """The facts that decide something beside the sum: consents, shares, payouts, time to claim."""
    found = set(facts_of(beside(program), program)) | {a.consent for a in program.approvals}
    if program.sharing is not None:
        found.add(program.sharing.count)
    if program.claim is not None:
        found |= {program.claim.start, program.claim.by}
    return frozenset(found)


def facts_of(expressions: Iterable[t.Expression], program: Program) -> frozenset[str]:
    """The facts that expressions read, through the names that they use."""
    out: set[str] = set()
    for expression in expressions:
        for part in parts(expression.root):
            if isinstance(part, t.Fact):
                out.add(part.name)
            elif isinstance(part, t.Defined) and part.name in program.defined:
                out |= facts_of([program.defined[part.name].value], program)
    return frozenset(out)


def lists_of(expression: t.Expression | None, program: Program) -> frozenset[str]:
    """The lists that an expression asks, through the names that it uses."""
    out: set[str] = set()
    for part in parts(expression.root) if expression is not None else ():
        if isinstance(part, (t.Has, t.Member)) and part.listing:
            out.add(part.listing)
        elif isinstance(part, t.Defined) and part.name in program.defined:
            out |= lists_of(program.defined[part.name].value, program)
    return frozenset(out)


def nodes_of(node: Node | None) -> Iterator[Node]:
    """The node and all below it."""
    if node is None:
        return
    yield node
    match node.body:
        case Combine(children=children):
            for child in children:
                yield from nodes_of(child)
        case Readings(options=options):
            for option in options:
                yield from nodes_of(option.node)
        case Table(rows=rows, otherwise=otherwise):
            for row in rows:
                yield from nodes_of(row.node)
            yield from nodes_of(otherwise)
