"""The award of an edition at a glance, read off its compiled tree: sums, bands, rates, limits, and ends.

The ends are those of an award that is given at all: what gates refuse is not counted. An end is None
where nothing in the rule bounds it. "Regular" leaves out what needs a bounty notice, a consent, an
emergency or an especially grave case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, NamedTuple

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

Formula = Literal["share", "ladder", "list", "band", "unknown"]
FORMULAS: tuple[Formula, ...] = ("share", "ladder", "list", "band", "unknown")
# What sets an award apart from the regular one.
EXTRAORDINARY = frozenset({
    "bounty_published", "especially_grave_pollution", "especially_bad_social_effect",
    "special_major_case", "outstanding_contribution", "emergency_averted",
    "ownerless_radioactive_source",
})  # fmt: skip
# What an authority, the police or a court did: a sum that hangs on it is a step of a ladder.
SANCTIONS = frozenset({
    "fine", "fine_collected", "first_fine_collected", "criminal_fine", "warned", "detained",
    "arrest_approved", "convicted", "criminal_detention", "transferred_to_police", "police_filed",
    "criminal_standard_met", "seized", "daily_penalty", "production_limited", "case_filed",
    "rectification_ordered", "penalty_exempted", "amount_involved", "recovered",
})  # fmt: skip


class Ends(NamedTuple):
    """From `low` to `high`; None is without limit."""

    low: Fraction
    high: Fraction | None


@dataclass(frozen=True)
class Share:
    """A rate or a stretch of rates, and of what."""

    low: Fraction
    high: Fraction
    base: Mapping[str, str]


@dataclass(frozen=True)
class Glance:
    """What stands in the award of one edition."""

    fixed: tuple[Fraction, ...] = ()
    units: tuple[Fraction, ...] = ()  # so much for each of something
    bands: tuple[Ends, ...] = ()
    shares: tuple[Share, ...] = ()
    times: tuple[Fraction, ...] = ()
    floors: tuple[Fraction, ...] = ()
    caps: tuple[Fraction, ...] = ()
    unknown: bool = False  # some figure was not seen
    formula: Formula = "unknown"
    ends: Ends | None = None  # None where no figure was seen at all
    regular: Ends | None = None
    seen: Ends | None = None


@dataclass
class _Read:
    fixed: set[Fraction] = field(default_factory=set)
    units: set[Fraction] = field(default_factory=set)
    bands: set[Ends] = field(default_factory=set)
    shares: dict[tuple[Fraction, Fraction, str], Share] = field(default_factory=dict)
    times: set[Fraction] = field(default_factory=set)
    floors: set[Fraction] = field(default_factory=set)
    caps: set[Fraction] = field(default_factory=set)
    unknown: bool = False


def glance(program: Program) -> Glance:
    """The award of an edition at a glance."""
    if program.award is None:
        return Glance()
    reader = _Reader(program)
    reader.read(program.award)
    r = reader.found
    # A figure that an explicit list of the same award shows is not shown as a limit again.
    known = bool(r.fixed or r.units or r.bands or r.shares or r.floors or r.caps)
    return Glance(
        tuple(sorted(r.fixed)), tuple(sorted(r.units)), tuple(sorted(r.bands, key=_by_ends)),
        tuple(r.shares.values()), tuple(sorted(r.times)), tuple(sorted(r.floors)),
        tuple(sorted(r.caps)), r.unknown, reader.formula(),
        reader.ends(program.award) if known else None,
        reader.regular(program.award) if known else None,
        reader.seen(program.award),
    )  # fmt: skip


def _by_ends(e: Ends) -> tuple[Fraction, Fraction]:
    return (e.low, e.high or Fraction(0))


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, once each."""
    yield node
    for child in _below(node):
        yield from walk(child)


def _below(node: Node) -> tuple[Node, ...]:
    match node.body:
        case Combine(children=children):
            return children
        case Readings(options=options):
            return tuple(o.node for o in options)
        case Table(rows=rows, otherwise=otherwise):
            return (*(r.node for r in rows), *((otherwise,) if otherwise else ()))
    return ()


def _facts(expression: t.Expression | None) -> set[str]:
    if expression is None:
        return set()
    return {p.name for p in parts(expression.root) if isinstance(p, t.Fact)}


class _Reader:
    """One program, read; bounds of a table's `by` hold inside its rows."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.found = _Read()
        self.bounds: list[tuple[t.Node, Ends]] = []
        self._skip_unseen = False
        self.consented = {a.with_node for a in program.approvals if a.with_node}

    # What stands in the award

    def read(self, node: Node) -> None:
        """Collect the figures of a node and of all below it."""
        r = self.found
        match node.body:
            case Fixed(amount=amount):
                self._fixed(amount)
            case Band(low=low, high=high):
                ends = Ends(
                    self.value(low).low if low else Fraction(0),
                    self.value(high).high if self._constant(high) else None,
                )
                if ends.high is None and (share := self._share_of(high)) is not None:
                    self._add_share(Fraction(0), share[0], share[1])
                elif ends.high is not None:
                    r.bands.add(ends)
            case Rate(rate=rate, base=base, high=high):
                low_rate = self.value(rate)
                top = self.value(high).high if high else low_rate.high
                self._add_share(low_rate.low, top or low_rate.low, base)
            case Unstated():
                r.unknown = True
        for limits, limit in ((r.floors, node.floor), (r.caps, node.cap)):
            if limit is not None and self._constant(limit):
                limits.add(self.value(limit).low)
        for step in node.then:
            self._step(step)
        for child in _below(node):
            self.read(child)

    def _step(self, step: Step) -> None:
        if step.amount is None or not self._constant(step.amount):
            return
        value = self.value(step.amount).low
        where = {"times": self.found.times, "cap": self.found.caps, "floor": self.found.floors}
        if step.kind in where:
            where[step.kind].add(value)

    def _fixed(self, amount: t.Expression) -> None:
        if self._constant(amount):
            value = self.value(amount).low
            if value:
                self.found.fixed.add(value)
            return
        if (share := self._share_of(amount)) is not None:
            self._add_share(share[0], share[0], share[1])
            return
        for part in parts(amount.root):
            if isinstance(part, t.Arith) and part.op == "*":
                sides = [self._of(s) for s in (part.left, part.right)]
                fixed = [s for s in sides if s.low == s.high]
                if len(fixed) == 1 and fixed[0].low >= 1:
                    self.found.units.add(fixed[0].low)
                    return
                spread = [s for s in sides if s.high is not None and s.low != s.high]
                if spread:
                    self.found.units |= {v for v in (spread[0].low, spread[0].high) if v}
                    return
        for part in parts(amount.root):
            if isinstance(part, t.Arith) and part.op == "*":
                for side, other in ((part.left, part.right), (part.right, part.left)):
                    rate = self._of(side)
                    if rate.low == rate.high and rate.low < 1:
                        self._add(rate.low, rate.low, self._words(other), "excess")
            elif (
                isinstance(part, t.Const)
                and isinstance(part.value, Fraction | int)
                and part.value >= 1
            ):
                pass  # the constant of a scale is part of it

    def _share_of(self, amount: t.Expression) -> tuple[Fraction, t.Expression | t.Node] | None:
        """`80% * fine` as its rate and base."""
        root = amount.root
        if isinstance(root, t.Arith) and root.op == "*":
            for side, other in ((root.left, root.right), (root.right, root.left)):
                rate = self._of(side)
                if rate.low == rate.high and rate.low < 1:
                    return rate.low, other
        return None

    def _add_share(self, low: Fraction, high: Fraction, base: t.Expression | t.Node) -> None:
        root = base.root if isinstance(base, t.Expression) else base
        self._add(low, high, self._words(root), "")

    def _add(self, low: Fraction, high: Fraction, base: Mapping[str, str], mark: str) -> None:
        self.found.shares.setdefault((low, high, base["zh"] + mark), Share(low, high, base))

    def _words(self, root: t.Node) -> Mapping[str, str]:
        """What a share is taken of, in words."""
        if isinstance(root, t.Fact):
            label = self.program.vocabulary.label(root.name)
            return {x: str(label.get(x) or label["zh"]) for x in ("zh", "en")}
        if isinstance(root, t.Defined):
            label = self.program.defined[root.name].label or {"zh": root.name, "en": root.name}
            return {x: str(label.get(x) or label["zh"]) for x in ("zh", "en")}
        if isinstance(root, t.Arith) and root.op == "-":
            inner = self._words(root.left)
            return {"zh": f"{inner['zh']}超过部分", "en": f"{inner['en']}, what lies above"}
        return {"zh": "基数", "en": "the base"}

    # The ends

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

    def _extraordinary(self, node: Node) -> bool:
        facts = _facts(node.when)
        for p in parts(node.when.root) if node.when else ():
            if isinstance(p, t.Defined):
                facts |= _facts(self.program.defined[p.name].value)
        return node.id in self.consented or bool(facts & EXTRAORDINARY)

    def _ends(self, node: Node, *, regular: bool) -> Ends | None:
        if regular and self._extraordinary(node):
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
        return self._hull([self._ends(c, regular=regular) for c in _below(node)])

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
            low = self._of(test.low).low if test.low else Fraction(0)
            return Ends(low, self._of(test.high).high if test.high else None)
        value = self._of(test.value)
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

    def _constant(self, expression: t.Expression) -> bool:
        value = self.value(expression)
        return value.low == value.high

    def value(self, expression: t.Expression) -> Ends:
        """The ends of an expression."""
        return self._of(expression.root)

    def _of(self, root: t.Node) -> Ends:
        for asked, bound in self.bounds:
            if asked == root:
                return bound
        match root:
            case t.Const(value=value) if not isinstance(value, bool | str):
                return Ends(Fraction(value), Fraction(value))
            case t.Defined(name=name):
                return self._of(self.program.defined[name].value.root)
            case t.If(then=then, otherwise=otherwise):
                a, b = self._of(then), self._of(otherwise)
                high = None if a.high is None or b.high is None else max(a.high, b.high)
                return Ends(min(a.low, b.low), high)
            case t.Arith(op=op, left=left, right=right):
                return _reckoned(op, self._of(left), self._of(right))
            case t.Call(function="max" | "min" as name, args=args):
                found = [self._of(a) for a in args]
                highs = [f.high for f in found if f.high is not None]
                if name == "max":
                    high = max(highs) if len(highs) == len(found) else None
                    return Ends(max(f.low for f in found), high)
                return Ends(min(f.low for f in found), min(highs) if highs else None)
        return Ends(Fraction(0), None)

    # The kind of formula

    def formula(self) -> Formula:
        """The kind of the regular award: by share, by outcome, by list, or left to the authority."""
        assert self.program.award is not None
        r = self.found
        if r.shares:
            return "share"
        conditions: set[str] = set()
        figures = False
        for node in walk(self.program.award):
            if self._extraordinary(node):
                continue
            conditions |= _facts(node.when)
            if isinstance(node.body, Table):
                for by in node.body.by:
                    conditions |= _facts(by)
            figures = figures or isinstance(node.body, Fixed | Band)
        if not figures:
            return "unknown"
        if conditions & SANCTIONS:
            return "ladder"
        return "list" if r.fixed or r.units else "band"


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
