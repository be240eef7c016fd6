"""How large the numbers of a Program can grow, known before any case: policies are untrusted input.

An amount is an exact rational, so a file of a few lines could ask for numbers of a million digits.
Each value is bounded by the bits before the point and by a denominator, from the written numbers
and the most a case can hold; nothing is computed with cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import gcd
from typing import NamedTuple

from ecoreward.feel import typed as t
from ecoreward.money import minor_unit
from ecoreward.policy.cost import MOST_ROWS
from ecoreward.policy.expressions import beside, children
from ecoreward.policy.program import (
    Band,
    Combine,
    Fixed,
    Node,
    Program,
    Rate,
    Readings,
    Step,
    Table,
    Unstated,
)
from ecoreward.problems import Place

MOST_DIGITS = 1_000
_MOST_BITS = 3_322  # as many digits
_GIVEN_BITS = 136  # a number of a case: 30 digits and a scale, added up over all rows


class Size(NamedTuple):
    """A bound: less than 2 to the `bits` in size, a whole multiple of 1 / `grain`."""

    bits: int
    grain: int

    @property
    def fits(self) -> bool:
        """Whether the number may be computed and shown."""
        return self.bits + self.grain.bit_length() <= _MOST_BITS


ONE = Size(1, 1)


class _TooLarge(Exception):
    """A value that may grow too large, with the place that asks for it; caught in this module."""

    def __init__(self, place: Place) -> None:
        self.place = place
        super().__init__()


def too_large(program: Program) -> Place | None:
    """Where the numbers of a program may outgrow `MOST_DIGITS`; None where none does."""
    scale = _Scale(program)
    try:
        for defined in program.defined.values():
            scale.expression(defined.value)
        for condition in (program.where, *(g.when for g in program.gates), *beside(program)):
            scale.expression(condition)
        if program.award is not None:
            size = scale.node(program.award)
            for paid in program.payout:
                size = scale.step(paid.step, size)
    except _TooLarge as found:
        return found.place
    return None


def _of(value: Fraction | int) -> Size:
    exact = Fraction(value)
    whole = -(-abs(exact.numerator) // exact.denominator)
    return Size(max(1, whole.bit_length()), exact.denominator)


def _common(a: int, b: int) -> int:
    return a // gcd(a, b) * b


class _Scale:
    """Sizes of expressions and nodes; definitions and shared children are measured once."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._names: dict[str, Size] = {}
        self._nodes: dict[int, Size] = {}
        self._place = Place("")

    def _checked(self, size: Size) -> Size:
        if not size.fits:
            raise _TooLarge(self._place)
        return size

    def expression(self, expression: t.Expression | None) -> Size:
        """The size of an expression, and of every part of a condition."""
        if expression is None:
            return ONE
        outer, self._place = self._place, expression.place
        found = self._part(expression.root)
        self._place = outer
        return found

    def _part(self, root: t.Node) -> Size:
        parts = [self._part(child) for child in children(root)]
        if root.type.kind in ("boolean", "choice", "set"):
            return ONE
        match root:
            case t.Const(value=value):
                assert isinstance(value, (int, Fraction))
                return self._checked(_of(value))
            case t.Fact(name=name):
                return self._given(name)
            case t.Defined(name=name):
                if name not in self._names:
                    self._names[name] = self._part(self._program.defined[name].value.root)
                return self._names[name]
            case t.Arith(op="*"):
                return self._product(*parts)
            case t.Arith(op="/", right=t.Const(value=Fraction() | int() as value)) if value:
                return self._product(parts[0], _of(1 / Fraction(value)))
            case t.Arith() | t.Call(function="days_between" | "workdays_between"):
                return self._sum(parts)
        return self._widest(parts)

    def _given(self, name: str) -> Size:
        spec = self._program.vocabulary.facts.get(name)
        grain = minor_unit(self._program.currency).denominator
        if spec is not None and spec.type.kind != "money":
            grain = 1
        step = spec.step.denominator if spec is not None and spec.step is not None else 1
        return Size(_GIVEN_BITS, _common(grain, step))

    def _product(self, a: Size, b: Size) -> Size:
        return self._checked(Size(a.bits + b.bits, a.grain * b.grain))

    def _widest(self, sizes: list[Size]) -> Size:
        bits, grain = 1, 1
        for size in sizes:
            bits, grain = max(bits, size.bits), _common(grain, size.grain)
            self._checked(Size(bits, grain))
        return Size(bits, grain)

    def _sum(self, sizes: list[Size]) -> Size:
        widest = self._widest(sizes)
        return self._checked(Size(widest.bits + len(sizes).bit_length(), widest.grain))

    def node(self, node: Node) -> Size:
        """The size of what a node gives, after its limits and steps."""
        if id(node) not in self._nodes:
            outer, self._place = self._place, node.place
            self.expression(node.when)
            sizes = [self._body(node), self.expression(node.floor), self.expression(node.cap)]
            size = self._widest(sizes)
            for step in node.then:
                size = self.step(step, size)
            self._nodes[id(node)] = size
            self._place = outer
        return self._nodes[id(node)]

    def step(self, step: Step, size: Size) -> Size:
        """The size of an amount after a step."""
        self._place = step.place
        self.expression(step.when)
        if step.unit is not None:
            return self._sum([size, _of(step.unit)])
        amount = self.expression(step.amount)
        if step.kind == "times":
            return self._product(size, amount)
        if step.kind == "minus":
            return self._sum([size, amount])
        return self._widest([size, amount])

    def _body(self, node: Node) -> Size:
        match node.body:
            case Fixed(amount=amount):
                return self.expression(amount)
            case Band(low=low, high=high):
                return self._widest([self.expression(low), self.expression(high), _FIGURE])
            case Rate(rate=rate, base=base, high=high):
                rates = [self.expression(rate), self.expression(high)]
                if high is not None:
                    rates.append(_FIGURE)
                share = self._product(self._widest(rates), self.expression(base))
                return share if high is None else self._widest([share, _FIGURE])
            case Unstated():
                return _FIGURE
            case Combine(how="sum", children=nodes):
                return self._sum([s for n in nodes for s in [self.node(n)] * _copies(n)])
            case Table(by=by, rows=rows, other=other):
                for asked in (*by, *(test for row in (*rows, *other) for test in row.tests)):
                    self.expression(asked)
        return self._widest([self.node(n) for n in _below(node)])


_FIGURE = Size(_GIVEN_BITS, 10**29)  # what the authority decides: 30 digits, wherever the point is


def _copies(node: Node) -> int:
    return MOST_ROWS if node.each else 1


def _below(node: Node) -> Iterator[Node]:
    match node.body:
        case Combine(children=nodes):
            yield from nodes
        case Readings(options=options):
            yield from (o.node for o in options)
        case Table(rows=rows, other=other, otherwise=otherwise):
            yield from (r.node for r in (*rows, *other))
            if otherwise is not None:
                yield otherwise
