"""How little and how much an entry of an award can give, read off the compiled tree.

The ends are those of an award that is given at all: what gates refuse is not counted. An end is None
where nothing in the rule bounds it. "Regular" leaves out what needs a bounty notice, a consent, an
emergency or an especially grave case; "seen" also leaves out entries whose figures were not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from ecoreward.feel import typed as t
from ecoreward.policy.expressions import parts
from ecoreward.policy.program import (
    Band,
    Combine,
    Fixed,
    Node,
    Program,
    Rate,
    Readings,
    Row,
    Step,
    Table,
    Unstated,
)

# What sets an award apart from the regular one.
EXTRAORDINARY = frozenset({
    "bounty_published", "especially_grave_pollution", "especially_bad_social_effect",
    "special_major_case", "outstanding_contribution", "emergency_averted",
    "ownerless_radioactive_source",
})  # fmt: skip


class Ends(NamedTuple):
    """From `low` to `high`; None is without limit."""

    low: Fraction
    high: Fraction | None


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, once each."""
    yield node
    for child in below(node):
        yield from walk(child)


def below(node: Node) -> tuple[Node, ...]:
    """The entries directly below one."""
    match node.body:
        case Combine(children=children):
            return children
        case Readings(options=options):
            return tuple(o.node for o in options)
        case Table(rows=rows, otherwise=otherwise):
            return (*(r.node for r in rows), *((otherwise,) if otherwise else ()))
    return ()


def facts_of(expression: t.Expression | None) -> set[str]:
    """The facts that an expression asks."""
    if expression is None:
        return set()
    return {p.name for p in parts(expression.root) if isinstance(p, t.Fact)}


class Reach:
    """What the entries of one program can come to; bounds of a table's `by` hold inside its rows."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.bounds: list[tuple[t.Node, Ends]] = []
        self._skip_unseen = False
        self.consented = {a.with_node for a in program.approvals if a.with_node}

    def ends(self, node: Node) -> Ends:
        """What a node can give where it gives anything."""
        return self._ends(node, regular=False) or Ends(Fraction(0), None)

    def regular(self, node: Node) -> Ends | None:
        """The same without what is extraordinary; None where nothing else is there."""
        return self._ends(node, regular=True)

    def seen(self, node: Node) -> Ends | None:
        """The regular ends of what was seen; None where nothing was."""
        self._skip_unseen = True
        found = self._ends(node, regular=True)
        self._skip_unseen = False
        return found

    def extraordinary(self, node: Node) -> bool:
        """Whether an entry is set apart from the regular award."""
        facts = facts_of(node.when)
        for p in parts(node.when.root) if node.when else ():
            if isinstance(p, t.Defined):
                facts |= facts_of(self.program.defined[p.name].value)
        return node.id in self.consented or bool(facts & EXTRAORDINARY)

    def _ends(self, node: Node, *, regular: bool) -> Ends | None:
        if regular and self.extraordinary(node):
            return None
        if self._skip_unseen and isinstance(node.body, Unstated) and node.cap is None:
            return None
        found = self._body(node, regular=regular)
        if found is None:
            return None
        low, high = found
        if node.floor is not None:
            floor = self.value(node.floor)
            low = max(low, floor.low)
            high = None if high is None else max(high, floor.low)
        if node.cap is not None:
            cap = self.value(node.cap)
            high = cap.high if high is None else high if cap.high is None else min(high, cap.high)
            low = low if high is None else min(low, high)
        for step in node.then:
            low, high = self._after(step, low, high)
        return Ends(low, high)

    def _after(
        self, step: Step, low: Fraction, high: Fraction | None
    ) -> tuple[Fraction, Fraction | None]:
        if step.amount is None:
            return low, high
        value = self.value(step.amount)
        sure = step.when is None
        match step.kind:
            case "times":
                most = None if high is None or value.high is None else high * value.high
                return (low * value.low if sure else min(low, low * value.low),
                        most if sure or most is None else max(high or most, most))  # fmt: skip
            case "cap" if sure and value.high is not None:
                high = value.high if high is None else min(high, value.high)
                return min(low, high), high
            case "floor" if sure:
                return max(low, value.low), None if high is None else max(high, value.low)
            case "minus":
                return Fraction(0), high
        return low, high

    def _body(self, node: Node, *, regular: bool) -> Ends | None:
        match node.body:
            case Fixed(amount=amount):
                return self.value(amount)
            case Band(low=low, high=high):
                return Ends(self.value(low).low if low else Fraction(0), self.value(high).high)
            case Rate(rate=rate, base=base, high=high):
                rates, whole = self.value(rate), self.value(base)
                top = self.value(high).high if high else rates.high
                most = None if top is None or whole.high is None else top * whole.high
                return Ends(rates.low * whole.low, most)
            case Unstated():
                return Ends(Fraction(0), None)
            case Combine(how="sum", children=children):
                found = [e for c in children if (e := self._ends(c, regular=regular))]
                if not found:
                    return None
                high = (
                    None
                    if any(e.high is None for e in found)
                    else sum(e.high for e in found if e.high)
                )
                if any(c.each for c in children):
                    high = None
                always = [
                    e
                    for c, e in self._paired(children, regular)
                    if c.when is None and c.kinds is None
                ]
                low_sum = sum((e.low for e in always), Fraction(0))
                return Ends(
                    low_sum or min(e.low for e in found), None if high is None else Fraction(high)
                )
            case Table(by=by, rows=rows, other=other, otherwise=otherwise):
                return self._hull(
                    [
                        *(self._row(by, row, regular) for row in (*rows, *other)),
                        *([self._ends(otherwise, regular=regular)] if otherwise else []),
                    ]
                )
        return self._hull([self._ends(c, regular=regular) for c in below(node)])

    def _paired(self, nodes: Iterable[Node], regular: bool) -> Iterator[tuple[Node, Ends]]:
        for n in nodes:
            found = self._ends(n, regular=regular)
            if found is not None:
                yield n, found

    def _row(self, by: tuple[t.Expression, ...], row: Row, regular: bool) -> Ends | None:
        before = len(self.bounds)
        for asked, test in zip(by, row.tests, strict=False):
            bound = self._bound(test.root)
            if bound is not None:
                self.bounds.append((asked.root, bound))
        found = self._ends(row.node, regular=regular)
        del self.bounds[before:]
        return found

    def _bound(self, root: t.Node) -> Ends | None:
        if not isinstance(root, t.Within) or root.negated or len(root.tests) != 1:
            return None
        test = root.tests[0]
        if test.value is None:
            low = self.of(test.low).low if test.low else Fraction(0)
            return Ends(low, self.of(test.high).high if test.high else None)
        value = self.of(test.value)
        if test.op in ("<", "<="):
            return Ends(Fraction(0), value.high)
        return Ends(value.low, None) if test.op in (">", ">=") else value

    def _hull(self, found: Iterable[Ends | None]) -> Ends | None:
        there = [e for e in found if e is not None and (e.high is None or e.high > 0)]
        if not there:
            return None
        high = None if any(e.high is None for e in there) else max(e.high for e in there if e.high)
        return Ends(min(e.low for e in there), high)

    # Expressions

    def constant(self, expression: t.Expression) -> bool:
        """Whether an expression is one figure whatever the case."""
        value = self.value(expression)
        return value.low == value.high

    def value(self, expression: t.Expression) -> Ends:
        """The ends of an expression."""
        return self.of(expression.root)

    def of(self, root: t.Node) -> Ends:
        """The ends of a part of an expression."""
        for asked, bound in self.bounds:
            if asked == root:
                return bound
        match root:
            case t.Const(value=value) if not isinstance(value, bool | str):
                return Ends(Fraction(value), Fraction(value))
            case t.Defined(name=name):
                return self.of(self.program.defined[name].value.root)
            case t.If(then=then, otherwise=otherwise):
                a, b = self.of(then), self.of(otherwise)
                high = None if a.high is None or b.high is None else max(a.high, b.high)
                return Ends(min(a.low, b.low), high)
            case t.Arith(op=op, left=left, right=right):
                return _reckoned(op, self.of(left), self.of(right))
            case t.Call(function="max" | "min" as name, args=args):
                found = [self.of(a) for a in args]
                highs = [f.high for f in found if f.high is not None]
                if name == "max":
                    high = max(highs) if len(highs) == len(found) else None
                    return Ends(max(f.low for f in found), high)
                return Ends(min(f.low for f in found), min(highs) if highs else None)
        return Ends(Fraction(0), None)


def _reckoned(op: str, a: Ends, b: Ends) -> Ends:
    match op:
        case "+":
            return Ends(
                a.low + b.low, None if a.high is None or b.high is None else a.high + b.high
            )
        case "-":
            low = Fraction(0) if b.high is None else max(Fraction(0), a.low - b.high)
            return Ends(low, None if a.high is None else a.high - b.low)
        case "*":
            return Ends(
                a.low * b.low, None if a.high is None or b.high is None else a.high * b.high
            )
    if b.low == b.high and b.low:
        return Ends(a.low / b.low, None if a.high is None else a.high / b.low)
    return Ends(Fraction(0), None)
