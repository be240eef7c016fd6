"""The award of an edition at a glance, read off its compiled tree: sums, bands, rates and limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from ecoreward.feel import typed as t
from ecoreward.policy.expressions import parts
from ecoreward.policy.program import Band, Fixed, Node, Program, Rate, Step, Table, Unstated

from .atlas_ends import Ends, Reach, below, facts_of, walk

Formula = Literal["share", "ladder", "list", "band", "unknown"]
FORMULAS: tuple[Formula, ...] = ("share", "ladder", "list", "band", "unknown")
# What an authority, the police or a court did: a sum that hangs on it is a step of a ladder.
SANCTIONS = frozenset({
    "fine", "fine_collected", "first_fine_collected", "criminal_fine", "warned", "detained",
    "arrest_approved", "convicted", "criminal_detention", "transferred_to_police", "police_filed",
    "criminal_standard_met", "seized", "daily_penalty", "production_limited", "case_filed",
    "rectification_ordered", "penalty_exempted", "amount_involved", "recovered",
})  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """The floor and the cap of one entry, where it has them."""

    floor: Fraction | None = None
    cap: Fraction | None = None


@dataclass(frozen=True)
class Share:
    """A rate or a stretch of rates, of what, and its own limits."""

    low: Fraction
    high: Fraction
    base: Mapping[str, str]
    limits: Limits = Limits()


@dataclass(frozen=True)
class Unit:
    """So much, or between so much, for each of something, and its own limits."""

    low: Fraction
    high: Fraction
    limits: Limits = Limits()


@dataclass(frozen=True)
class Glance:
    """What stands in the award of one edition."""

    fixed: tuple[Fraction, ...] = ()
    units: tuple[Unit, ...] = ()
    bands: tuple[Ends, ...] = ()
    shares: tuple[Share, ...] = ()
    unseen: tuple[
        Limits, ...
    ] = ()  # entries whose figures were not seen, with what is known of them
    times: tuple[Fraction, ...] = ()
    floors: tuple[Fraction, ...] = ()  # of several entries together
    caps: tuple[Fraction, ...] = ()
    formula: Formula = "unknown"
    ends: Ends | None = None  # None where no figure was seen at all
    regular: Ends | None = None
    seen: Ends | None = None

    @property
    def unknown(self) -> bool:
        """Whether some figure was not seen."""
        return bool(self.unseen)


@dataclass
class _Read:
    fixed: set[Fraction] = field(default_factory=set)
    units: dict[Unit, None] = field(default_factory=dict)
    bands: set[Ends] = field(default_factory=set)
    shares: dict[tuple[Fraction, Fraction, str, Limits], Share] = field(default_factory=dict)
    unseen: dict[Limits, None] = field(default_factory=dict)
    times: set[Fraction] = field(default_factory=set)
    floors: set[Fraction] = field(default_factory=set)
    caps: set[Fraction] = field(default_factory=set)


def glance(program: Program) -> Glance:
    """The award of an edition at a glance."""
    if program.award is None:
        return Glance()
    reader = _Reader(program)
    reader.read(program.award)
    r, reach = reader.found, reader.reach
    known = bool(
        r.fixed
        or r.units
        or r.bands
        or r.shares
        or r.floors
        or r.caps
        or any(r.unseen.keys() - {Limits()})
    )
    return Glance(
        tuple(sorted(r.fixed)), tuple(r.units), tuple(sorted(r.bands, key=_by_ends)),
        tuple(r.shares.values()), tuple(r.unseen), tuple(sorted(r.times)), tuple(sorted(r.floors)),
        tuple(sorted(r.caps)), reader.formula(),
        reach.ends(program.award) if known else None,
        reach.regular(program.award) if known else None,
        reach.seen(program.award),
    )  # fmt: skip


def _by_ends(e: Ends) -> tuple[Fraction, Fraction]:
    return (e.low, e.high or Fraction(0))


class _Reader:
    """One program, read."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.reach = Reach(program)
        self.found = _Read()

    def read(self, node: Node) -> None:
        """Collect the figures of a node and of all below it."""
        r, reach = self.found, self.reach
        limits = Limits(self._limit(node.floor), self._limit(node.cap))
        match node.body:
            case Fixed(amount=amount):
                self._fixed(amount, limits)
            case Band(low=low, high=high):
                ends = Ends(
                    reach.value(low).low if low else Fraction(0),
                    reach.value(high).high if reach.constant(high) else None,
                )
                if ends.high is None and (share := self._share_of(high)) is not None:
                    self._add(Fraction(0), share[0], share[1], limits)
                elif ends.high is not None:
                    r.bands.add(ends)
            case Rate(rate=rate, base=base, high=high):
                low_rate = reach.value(rate)
                top = reach.value(high).high if high else low_rate.high
                self._add(low_rate.low, top or low_rate.low, base.root, limits)
            case Unstated():
                r.unseen.setdefault(limits)
            case _:
                if limits.floor is not None:
                    r.floors.add(limits.floor)
                if limits.cap is not None:
                    r.caps.add(limits.cap)
        for step in node.then:
            self._step(step)
        for child in below(node):
            self.read(child)

    def _limit(self, limit: t.Expression | None) -> Fraction | None:
        if limit is None or not self.reach.constant(limit):
            return None
        return self.reach.value(limit).low

    def _step(self, step: Step) -> None:
        value = self._limit(step.amount)
        where = {"times": self.found.times, "cap": self.found.caps, "floor": self.found.floors}
        if value is not None and step.kind in where:
            where[step.kind].add(value)

    def _fixed(self, amount: t.Expression, limits: Limits) -> None:
        value = self._limit(amount)
        if value is not None:
            self.found.fixed |= {value} if value else set()
            return
        if (share := self._share_of(amount)) is not None:
            self._add(share[0], share[0], share[1], limits)
            return
        products = [p for p in parts(amount.root) if isinstance(p, t.Arith) and p.op == "*"]
        for part in products:
            sides = [self.reach.of(s) for s in (part.left, part.right)]
            sums = [Ends(s.low, s.low) for s in sides if s.low == s.high]
            if len(sums) != 1 or sums[0].low < 1:  # the sum for each may itself hang on the case
                sums = [s for s in sides if s.high is not None and s.low != s.high]
            for one in sums:
                self.found.units.setdefault(Unit(one.low, one.high or one.low, limits))
            if sums:
                return
        for part in products:
            for side, other in ((part.left, part.right), (part.right, part.left)):
                rate = self.reach.of(side)
                if rate.low == rate.high and rate.low < 1:
                    self._add(rate.low, rate.low, other, limits)

    def _share_of(self, amount: t.Expression) -> tuple[Fraction, t.Node] | None:
        """`80% * fine` as its rate and base."""
        root = amount.root
        if isinstance(root, t.Arith) and root.op == "*":
            for side, other in ((root.left, root.right), (root.right, root.left)):
                rate = self.reach.of(side)
                if rate.low == rate.high and rate.low < 1:
                    return rate.low, other
        return None

    def _add(self, low: Fraction, high: Fraction, root: t.Node, limits: Limits) -> None:
        base = self._words(root)
        self.found.shares.setdefault(
            (low, high, base["zh"], limits), Share(low, high, base, limits)
        )

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
            return {
                "zh": f"{inner['zh']}超过部分",
                "en": f"part of the {inner['en'].lower()} above a step",
            }
        return {"zh": "基数", "en": "base"}

    def formula(self) -> Formula:
        """The kind of the regular award: by share, by outcome, by list, or left to the authority."""
        assert self.program.award is not None
        r = self.found
        if r.shares:
            return "share"
        conditions: set[str] = set()
        figures = False
        for node in walk(self.program.award):
            if self.reach.extraordinary(node):
                continue
            conditions |= facts_of(node.when)
            if isinstance(node.body, Table):
                for by in node.body.by:
                    conditions |= facts_of(by)
            figures = figures or isinstance(node.body, Fixed | Band)
        if not figures:
            return "unknown"
        if conditions & SANCTIONS:
            return "ladder"
        return "list" if r.fixed or r.units else "band"
