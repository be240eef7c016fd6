"""A graph is folded as it is built, and its bounds hold what may come out."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecoreward.columns.graph import INT64, Graph, Node, fits, reached


def value(node: Node, row: Mapping[str, int]) -> int:
    """What a node is for a row, said as plainly as can be."""
    a = [value(x, row) for x in node.args]
    match node.op:
        case "in":
            return row[str(node.value)]
        case "lit":
            return int(node.value or 0)
        case "and":
            return int(all(a))
        case "or":
            return int(any(a))
        case "not":
            return 1 - a[0]
        case "lt":
            return int(a[0] < a[1])
        case "eq":
            return int(a[0] == a[1])
        case "add":
            return a[0] + a[1]
        case "sub":
            return a[0] - a[1]
        case "mul":
            return a[0] * a[1]
        case "min":
            return min(a)
        case "max":
            return max(a)
        case "div":
            return a[0] // int(node.value or 1)
        case "if":
            return a[1] if a[0] else a[2]
        case "bitor":
            out = 0
            for x in a:
                out |= x
            return out
        case "bit":
            return a[0] >> int(node.value or 0) & 1


def build(
    g: Graph, chance: random.Random, row: Mapping[str, int], depth: int, boolean: bool
) -> tuple[Node, int]:
    """A random expression and its value for a row, worked out beside the graph."""
    if depth == 0:
        if boolean:
            if chance.random() < 0.3:
                b = chance.random() < 0.5
                return g.truth(b), int(b)
            name = chance.choice("pqr")
            return g.flag(name), row[name]
        if chance.random() < 0.4:
            n = chance.choice([-3, -1, 0, 1, 2, 5, 10, 100])
            return g.number(n), n
        name = chance.choice("xyz")
        return g.column(name, -20, 20), row[name]

    def sub(want: bool) -> tuple[Node, int]:
        return build(g, chance, row, chance.randrange(depth), want)

    if boolean:
        match chance.choice(["and", "or", "not", "lt", "le", "eq", "if", "bit"]):
            case "and":
                found = [sub(True) for _ in range(3)]
                return g.and_(*(n for n, _ in found)), int(all(v for _, v in found))
            case "or":
                found = [sub(True) for _ in range(3)]
                return g.or_(*(n for n, _ in found)), int(any(v for _, v in found))
            case "not":
                n, v = sub(True)
                return g.not_(n), 1 - v
            case "lt":
                (a, x), (b, y) = sub(False), sub(False)
                return g.lt(a, b), int(x < y)
            case "le":
                (a, x), (b, y) = sub(False), sub(False)
                return g.le(a, b), int(x <= y)
            case "eq":
                (a, x), (b, y) = sub(False), sub(False)
                return g.eq(a, b), int(x == y)
            case "bit":
                (c, x), (d, y) = sub(True), sub(True)
                parts = g.bitor(g.if_(c, g.number(1), g.zero), g.if_(d, g.number(2), g.zero))
                place = chance.randrange(3)
                return g.bit_of(parts, place), (x | y << 1) >> place & 1
        (c, p), (a, x), (b, y) = sub(True), sub(True), sub(True)
        return g.if_(c, a, b), x if p else y
    (a, x), (b, y) = sub(False), sub(False)
    match chance.choice(["add", "sub", "mul", "min", "max", "div", "if"]):
        case "add":
            return g.add(a, b), x + y
        case "sub":
            return g.sub(a, b), x - y
        case "mul":
            return g.mul(a, b), x * y
        case "min":
            return g.min_(a, b), min(x, y)
        case "max":
            return g.max_(a, b), max(x, y)
        case "div":
            by = chance.choice([1, 2, 3, 100])
            return g.div(a, by), x // by
    c, p = sub(True)
    return g.if_(c, a, b), x if p else y


ROW = st.fixed_dictionaries({
    **dict.fromkeys("pqr", st.integers(0, 1)), **dict.fromkeys("xyz", st.integers(-20, 20)),
})  # fmt: skip


@settings(max_examples=300)
@given(st.integers(0, 10**9), ROW, st.booleans())
def test_folding_changes_no_value_and_bounds_hold_it(
    seed: int, row: dict[str, int], boolean: bool
) -> None:
    g = Graph()
    node, expected = build(g, random.Random(seed), row, 6, boolean)
    assert value(node, row) == expected
    for part in reached([node]):
        assert part.low <= value(part, row) <= part.high, part.op


def test_each_node_is_made_once() -> None:
    g = Graph()
    p, q, x = g.flag("p"), g.flag("q"), g.column("x", 0, 9)
    assert g.and_(p, q) is g.and_(q, p)
    assert g.add(x, g.number(1)) is g.add(g.number(1), x)
    assert g.not_(g.not_(p)) is p
    assert g.not_(g.and_(p, q)) is g.or_(g.not_(p), g.not_(q))


def test_bounds_decide_what_they_can() -> None:
    g = Graph()
    x = g.column("x", 0, 9)
    assert g.lt(x, g.number(10)) is g.yes
    assert g.lt(x, g.zero) is g.no
    assert g.min_(x, g.number(9)) is x
    assert g.max_(x, g.number(9)).value == 9
    assert g.eq(g.mul(x, g.number(2)), g.number(3)) is g.no
    assert g.and_(g.flag("p"), g.not_(g.flag("p"))) is g.no


@pytest.mark.parametrize(("high", "good"), [(INT64, True), (INT64 + 1, False)])
def test_what_64_bits_do_not_hold_is_seen_before_it_is_run(high: int, good: bool) -> None:
    g = Graph()
    assert fits(reached([g.column("x", 0, high)])) is good
    product = g.mul(g.column("a", 0, 2**32), g.column("b", 0, 2**32))
    assert not fits(reached([g.min_(product, g.number(5))]))  # a value on the way counts too


def test_what_is_needed_comes_first() -> None:
    g = Graph()
    x = g.column("x", 0, 9)
    root = g.if_(g.lt(x, g.number(5)), g.add(x, g.number(1)), g.mul(x, x))
    order = reached([root])
    for at, node in enumerate(order):
        assert all(order.index(a) < at for a in node.args)
