"""Which facts have a part in a case, what could be said of each, and where its rule may turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ecoreward.engine.along import FAR, Track
from ecoreward.engine.breakpoints import around, cuts, turning
from ecoreward.engine.change import Group
from ecoreward.engine.day_cuts import day_cuts
from ecoreward.engine.established import names_of, origin_of
from ecoreward.engine.putting import Answer, Putting
from ecoreward.engine.read_value import FIRST_DAY, LAST_DAY
from ecoreward.engine.rows import row_world, value_of
from ecoreward.engine.terms_apart import made_precise, named_terms, told_apart
from ecoreward.engine.values import Cause, Choice, Num, SetOf, Truth, Value, point, truth
from ecoreward.engine.world import Origin, World
from ecoreward.feel.typed import Fact
from ecoreward.money import minor_unit
from ecoreward.policy.expressions import asked, facts_of, nodes_of, parts, reads
from ecoreward.policy.vocabulary_types import FactSpec


@dataclass(frozen=True, slots=True)
class Subject:
    """One fact of a case: what is known of it, where from, and whether it is still open."""

    spec: FactSpec
    value: Value
    origin: Origin
    open: bool

    @property
    def name(self) -> str:
        """The fact's code."""
        return self.spec.name

    @property
    def group(self) -> Group:
        """Who could bring a change about.

        A consent may be given; what is missing, known as a range or presumed is open; what nobody
        can change is marked so in the vocabulary; what the authority found would have to come out
        differently; the rest, such as an application, can still be done.
        """
        if self.spec.settled_by == "consent":
            return "consent"
        if self.open:
            return "open"
        if self.spec.fixed:
            return "fixed"
        return "authority" if self.spec.settled_by == "authority" else "open"


def subjects(putting: Putting) -> tuple[Subject, ...]:
    """The facts that the rules in play read, and those from which these follow, in their order.

    Where a case gives rows, their columns stand for themselves. What follows from other facts is
    not changed by itself.
    """
    vocabulary, jurisdiction = putting.vocabulary, putting.jurisdiction
    if not jurisdiction.editions:
        return ()
    read = {jurisdiction.chosen_by}
    for edition in putting.editions:
        read |= reads(edition.program) | asked(edition.program)
    for edition in jurisdiction.editions:  # which of them are in force for the case
        where = edition.program.where
        read |= facts_of([where], edition.program) if where is not None else set()
    read &= vocabulary.facts.keys()
    world = putting.world((putting.editions or jurisdiction.editions)[0])
    # Where such a link is not known, what it would imply is open itself.
    linked = {n for n in _linked(read, putting) if world.origins[n] in ("given", "range")}
    doubted = {m.fact for m in putting.base.missing}
    out = []
    for name in vocabulary.facts:
        for one in names_of(name, read | linked, world):
            subject = _subject(one, world, doubted)
            if subject.origin != "derived" or subject.open:
                out.append(subject)
    return tuple(out)


def _subject(name: str, world: World, doubted: set[str]) -> Subject:
    spec, value = world.program.vocabulary.spec(name), value_of(name, world)
    origin = origin_of(name, world)
    open_ = origin == "presumed" or not point(value) or name in doubted
    return Subject(spec, value, origin, open_)


def _linked(names: set[str], putting: Putting) -> set[str]:
    """With the facts that imply or exclude them."""
    specs, links = putting.vocabulary.facts, putting.vocabulary.links
    todo, found = list(names), set(names)
    while todo:
        name = todo.pop()
        rule = specs[name].implied_by
        others = set(links.get(name, ()))
        others |= {n.name for n in parts(rule.root) if isinstance(n, Fact)} if rule else set()
        todo += others - found
        found |= others
    return found


def values_of(subject: Subject, putting: Putting) -> list[Value]:
    """The other values of a fact that is no number; of an open one, every answer."""
    worlds = [putting.world(e) for e in putting.editions]
    match subject.value:
        case Truth(true=True, false=True):
            return [truth(True), truth(False)]
        case Truth(true=true):
            return [truth(not true)]
        case Choice(codes=codes):
            every = codes if len(codes) > 1 else frozenset(subject.spec.values) - codes
            return [Choice(frozenset({c})) for c in subject.spec.values if c in every]
        case SetOf() as value if value.point:
            return list(dict.fromkeys(_beside(subject.name, value, worlds)))
        case SetOf() as value:
            added = _added(subject.name, value, worlds)
            return [SetOf(value.must, value.must), *added]
    return []


def _inside(name: str, world: World) -> tuple[str, World]:
    """A fact's own name and world; of a column of a row, those inside the row."""
    if "/" not in name:
        return name, world
    return name.rsplit("/", 1)[-1], row_world(name, world)


def _beside(name: str, value: SetOf, worlds: list[World]) -> Iterator[SetOf]:
    """A given set made precise, with one term more of each class, with one less."""
    for world in worlds:
        column, inner = _inside(name, world)
        yield from made_precise(column, value, inner)
    yield from _added(name, value, worlds)
    for code in sorted(value.must):
        rest = value.must - {code}
        yield SetOf(rest, rest)


def _added(name: str, value: SetOf, worlds: list[World]) -> list[SetOf]:
    """One term more, a term that the policy names standing for its class where there is one."""
    picks: dict[str, None] = {}
    for world in worlds:
        column, inner = _inside(name, world)
        named = named_terms(column, inner)
        rest = [c for c in world.program.vocabulary.terms if c not in value.must]
        rest.sort(key=lambda c: c not in named)
        picks |= dict.fromkeys(told_apart(column, rest, inner))
    sets = (value.must | {c} for c in picks)
    return [SetOf(s, s) for s in sets]


def track_of(subject: Subject, putting: Putting) -> Track:
    """The grid of a number, a sum or a date, with every breakpoint written in the policy."""
    name, value = subject.name, subject.value
    assert isinstance(value, Num)
    found: set[Fraction] = set()
    for edition in putting.editions:
        world = putting.world(edition)
        column, inner = _inside(name, world)
        found |= cuts(name, world) | around(column, inner)
        found |= day_cuts(column, value, inner) or set()
    for edition in putting.jurisdiction.editions:
        if edition.program.where is not None:
            found |= turning([edition.program.where], name, putting.world(edition))
    if name == putting.jurisdiction.chosen_by:
        found |= _days(putting)
    low, high = subject.spec.low, subject.spec.high
    if subject.spec.type.kind == "date":
        low, high = Fraction(FIRST_DAY), Fraction(LAST_DAY)
    if not value.point:
        low = low if value.low is None else Fraction(value.low)
        high = high if value.high is None else Fraction(value.high)
    far = max([FAR, *(abs(c) * 1000 for c in found)])
    unit = putting.world(putting.jurisdiction.editions[0]).step(name)
    return Track(
        lambda p: putting.then(name, Num(p, p)),
        lambda a, b: _somewhere(subject, a, b, putting),
        tuple(sorted(found)), unit, -far if low is None else low, far if high is None else high,
        (subject.spec.low is not None, subject.spec.high is not None), _slack(name, putting),
    )  # fmt: skip


def _somewhere(subject: Subject, a: Fraction, b: Fraction, putting: Putting) -> Answer | None:
    """The case with a fact known to lie between two values.

    Not for days, nor where an edition is named: whether something was claimed in time, and whether
    a named edition is in force, stays open in a decision without making it uncertain.
    """
    if subject.spec.type.kind == "date" or putting.case.edition:
        return None
    cause = frozenset({Cause("fact", subject.name)})
    return putting.then(subject.name, Num(min(a, b), max(a, b), cause))


def _days(putting: Putting) -> set[Fraction]:
    """Every day on which an edition may begin, and the day after it may end."""
    found: set[Fraction] = set()
    for edition in putting.jurisdiction.editions:
        found |= {Fraction(d) for d in edition.first_day if d is not None}
        found |= {Fraction(d + 1) for d in edition.last_day if d is not None}
    return found


def _slack(name: str, putting: Putting) -> Fraction:
    """The unit of the roundings that an answer does not undo."""
    units = {Fraction(0)}
    for edition in putting.editions:
        for node in nodes_of(edition.program.award):
            units |= {s.unit for s in node.then if s.unit is not None}
    by_day = putting.base.edition is None or name == putting.jurisdiction.chosen_by
    if by_day or putting.pays_out:
        units.add(minor_unit(putting.jurisdiction.currency))
    return max(units)
