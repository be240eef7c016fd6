"""Which editions a case may fall under: by what was known, by date, by `where`, and by scheme.

An edition applies where it is known and in force on the day and for this case; it stands where it applies
and no edition that applies is `instead_of` its scheme. The choice never depends on the order in which a file has its editions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ecoreward.engine.case import Case
from ecoreward.engine.cells import Axis, Cell, axis, cells, matters, points, split
from ecoreward.engine.choose import as_known, cuts, falls, joined, known
from ecoreward.engine.facts import Silence, silence, world_of
from ecoreward.engine.logic import holds
from ecoreward.engine.trace import TestTrace, test_trace
from ecoreward.engine.values import NO, YES, Cause, Causes, Num, Truth, Value, both, negate, truth
from ecoreward.engine.world import Settled, World
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.policy.schemes import Role, roles


@dataclass(frozen=True, slots=True)
class Standing:
    """How one edition stands to a case, over everything that the case may be."""

    edition: Edition
    role: Role
    known: Truth
    day: Truth
    where: Truth
    stands: Truth
    displaced_by: Edition | None = None
    test: TestTrace | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Every edition of a jurisdiction as it stands to a case, and what is open about it."""

    day: Num
    standings: tuple[Standing, ...]
    axes: tuple[Axis, ...]
    answers: Mapping[tuple[int, ...], tuple[str, ...]]  # by cell: how the asked editions stand
    none: Mapping[tuple[int, ...], bool]  # by cell: whether no edition may be in force
    clashes: Mapping[tuple[int, ...], tuple[Edition, Edition]]  # by cell: two that both apply
    loose: Mapping[Role, Causes] = field(default_factory=dict)  # open items that were not cut
    vague_day: bool = False  # a date of the source leaves open whether an edition is in force

    @property
    def main(self) -> tuple[Standing, ...]:
        """The editions that may decide the case."""
        return tuple(s for s in self.standings if s.role == "main" and s.stands.true)

    @property
    def beside(self) -> tuple[Standing, ...]:
        """The editions that may have a result of their own beside it."""
        return tuple(s for s in self.standings if s.role == "beside" and s.stands.true)

    @property
    def may_be_none(self) -> bool:
        """Whether the case may be such that no edition is in force for it."""
        return any(self.none.values())

    @property
    def single(self) -> Edition | None:
        """The one edition, when it is certain."""
        found = self.main
        return found[0].edition if len(found) == 1 and not self.may_be_none else None

    @property
    def conflict(self) -> tuple[Edition, Edition] | None:
        """Two editions that both apply whatever else is so."""
        if self.answers and self.clashes.keys() == self.answers.keys():
            return next(iter(self.clashes.values()))
        return None

    def asked(self, role: Role) -> list[int]:
        """The places in an answer of the editions with a role."""
        pool = [s for s in self.standings if s.role != "named"]
        return [i for i, s in enumerate(pool) if s.role == role]

    def open_items(self, role: Role) -> tuple[Cause, ...]:
        """The open items that change which editions of a role stand."""
        places = self.asked(role)
        seen = {
            picks: (tuple(a[i] for i in places), role == "main" and self.none[picks])
            for picks, a in self.answers.items()
        }
        size = len(next(iter(seen), ()))
        found = [
            a.cause for i, a in enumerate(self.axes[:size])
            if a.cause.kind in ("fact", "open") and matters(i, seen)
        ]  # fmt: skip
        return tuple(dict.fromkeys([*found, *sorted(self.loose.get(role, ()))]))


def select(case: Case, jurisdiction: Jurisdiction, *, presume: bool) -> Selection:
    """How each edition of a jurisdiction stands to a case."""
    fact = jurisdiction.chosen_by
    value = case.facts.get(fact)
    day = value if isinstance(value, Num) else Num(None, None, frozenset({Cause("fact", fact)}))
    seen = {e.id: known(e, case.known_on) for e in jurisdiction.editions}
    asker = _Asker(case, presume)
    table = _Table(jurisdiction.editions, roles(jurisdiction.editions), seen, asker, day, fact)
    pool = table.pool(Cell(()))
    axes = (*_axes(fact, day, pool, asker), *_issues(pool, seen))
    return table.selection(cells(axes, len(pool)), axes)


@dataclass(frozen=True, slots=True)
class _Asker:
    """Asks the `where` of editions in one case; the silence of each vocabulary is made once."""

    case: Case
    presume: bool
    silences: dict[str, Silence] = field(default_factory=dict)

    def world(self, edition: Edition, cell: Cell, *, tracing: bool = False) -> tuple[World, bool]:
        """The world of the case under an edition in a cell, and whether it can be."""
        program = edition.program
        if edition.id not in self.silences:
            self.silences[edition.id] = silence(program, presume=self.presume)
        decided = {k: d.answer for k, d in self.case.decided.items() if d.answer is not None}
        given: dict[str, Value] = {**self.case.facts, **cell.facts}
        settled = Settled(members={**cell.members, **decided})
        world, clashes = world_of(
            program, given, settled, tracing=tracing, unsaid=self.silences[edition.id]
        )
        return world, not clashes

    def where(self, edition: Edition, cell: Cell) -> tuple[Truth, bool]:
        """Whether an edition is in force for the case, and whether the cell can be."""
        where = edition.program.where
        if where is None:
            return YES, True
        world, possible = self.world(edition, cell)
        return holds(where.root, world), possible

    def test(self, edition: Edition) -> TestTrace | None:
        """How the `where` of an edition comes out, with both operands."""
        where = edition.program.where
        if where is None:
            return None
        return test_trace(where, where.root, self.world(edition, Cell(()), tracing=True)[0])


def _axes(fact: str, day: Num, pool: tuple[Edition, ...], asker: _Asker) -> tuple[Axis, ...]:
    """The day, and every open item of a `where` that may be asked."""
    asked = [
        (e.program.where, asker.world(e, Cell(()))[0])
        for e in pool if e.program.where is not None and falls(e, day).true
    ]  # fmt: skip
    causes: set[Cause] = set()
    for expression, world in asked:
        causes |= holds(expression.root, world).causes
    when = Cause("fact", fact)
    starts = {*cuts(pool)}
    if when in causes:
        starts |= {int(p) for e, w in asked for p in points(fact, e, w)}
    found = [Axis(when, tuple(split(day, starts)))]
    found += [a for c in sorted(causes - {when}) if (a := axis(c, asked)) is not None]
    return tuple(found)


def _issues(pool: tuple[Edition, ...], seen: Mapping[str, Truth]) -> tuple[Axis, ...]:
    """The editions of which it is not known whether they were known: what ends with one begins the other."""
    return tuple(Axis(Cause("unstated", e.id), (True, False)) for e in pool if seen[e.id].false)


@dataclass(frozen=True, slots=True)
class _Table:
    """The editions of a jurisdiction against the cells of a case."""

    editions: tuple[Edition, ...]
    roles: Mapping[str, Role]
    known: Mapping[str, Truth]
    asker: _Asker
    day: Num
    fact: str

    def seen(self, cell: Cell) -> dict[str, Truth]:
        """Which editions were known, in a cell."""
        return {**self.known, **{id: truth(known) for id, known in cell.known.items()}}

    def pool(self, cell: Cell) -> tuple[Edition, ...]:
        """The editions that are asked, with the ends that were known."""
        seen = self.seen(cell)
        return tuple(
            e for e in as_known(self.editions, seen)
            if e.status != "draft" and self.roles[e.id] != "named" and seen[e.id].true
        )  # fmt: skip

    def selection(self, built: tuple[Cell, ...], axes: tuple[Axis, ...]) -> Selection:
        """The selection; cells that contradict themselves are left out."""
        rows = [(c, self._row(c)) for c in built]
        possible = [(c, r) for c, r in rows if r.possible] or rows
        cut = {a.cause for a in axes} if len(built[0].picks) == len(axes) else {axes[0].cause}
        then = as_known(self.editions, self.known)
        standings = tuple(self._standing(e, [r for _, r in possible]) for e in then)
        asked = [s.edition.id for s in standings if s.role != "named"]
        return Selection(
            self.day, standings, axes,
            {c.picks: tuple(r.stands.get(id, NO).word for id in asked) for c, r in possible},
            {c.picks: self._none(r) for c, r in possible},
            {c.picks: pair for c, r in possible if (pair := self._clash(r)) is not None},
            {x: frozenset().union(*(r.causes[x] for _, r in possible)) - cut for x in _LANES},
            any(r.vague for _, r in possible),
        )  # fmt: skip

    def _row(self, cell: Cell) -> _Row:
        """How every edition that is asked stands in one cell."""
        now = cell.facts.get(self.fact, self.day)
        assert isinstance(now, Num)
        applies: dict[str, Truth] = {}
        causes: dict[Role, Causes] = {x: frozenset() for x in _LANES}
        possible, vague = True, False
        sure: set[str] = set()
        pool, seen = self.pool(cell), self.seen(cell)
        for edition in pool:
            falling = falls(edition, now)
            where, can_be = self.asker.where(edition, cell) if falling.true else (YES, True)
            possible = possible and can_be
            applies[edition.id] = both([seen[edition.id], falling, where])
            if both([seen[edition.id], where]).certain:
                sure.add(edition.id)
            if applies[edition.id].true:
                lane = self.roles[edition.id]
                causes[lane] |= where.causes if where.false else frozenset()
                vague = vague or (falling.false and lane == "main")
        over: dict[str, list[Edition]] = {}
        for edition in pool:
            over.setdefault(edition.instead_of, []).append(edition)
        stands = {
            e.id: both([applies[e.id], *(negate(applies[d.id]) for d in over.get(e.scheme, ()))])
            for e in pool
        }
        return _Row(now, pool, over, applies, stands, causes, possible, vague, frozenset(sure))

    def _none(self, row: _Row) -> bool:
        """What applies stands, or what is in its place does: so one that applies is enough."""
        main = [e for e in row.pool if self.roles[e.id] == "main"]
        if any(row.applies[e.id].certain for e in main):
            return False
        return not joined(tuple(e for e in main if e.id in row.sure), row.now)

    def _clash(self, row: _Row) -> tuple[Edition, Edition] | None:
        """Two editions that both decide the case, or both of one scheme beside it."""
        seen: dict[str, Edition] = {}
        for edition in row.pool:
            lane = "" if self.roles[edition.id] == "main" else edition.scheme
            if row.stands[edition.id].certain:
                if lane in seen:
                    return seen[lane], edition
                seen[lane] = edition
        return None

    def _standing(self, edition: Edition, rows: list[_Row]) -> Standing:
        seen = self.known[edition.id]
        falling = falls(edition, self.day)
        where = self.asker.where(edition, Cell(()))[0]
        bare = Standing(
            edition, self.roles[edition.id], seen, falling, where, NO,
            test=self.asker.test(edition),
        )  # fmt: skip
        if edition.status == "draft" or bare.role == "named" or not seen.true:
            return replace(bare, role="named")
        found = [r.stands.get(edition.id, NO) for r in rows]
        stands = Truth(any(s.true for s in found), any(s.false for s in found))
        over = None if stands.true else next(filter(None, (r.over(edition) for r in rows)), None)
        return replace(bare, stands=stands, displaced_by=over)


_LANES: tuple[Role, ...] = ("main", "beside")


@dataclass(frozen=True, slots=True)
class _Row:
    """One cell: how each edition applies and stands, by id."""

    now: Num
    pool: tuple[Edition, ...]
    rivals: Mapping[str, list[Edition]]  # the editions that are `instead_of` a scheme
    applies: Mapping[str, Truth]
    stands: Mapping[str, Truth]
    causes: Mapping[Role, Causes]
    possible: bool
    vague: bool
    sure: frozenset[str]  # the editions of which nothing but the day may be open

    def over(self, edition: Edition) -> Edition | None:
        """What stands in the place of an edition that applies."""
        top, found = edition, self.applies.get(edition.id, NO).true
        while found:
            rivals = [d for d in self.rivals.get(top.scheme, ()) if self.applies[d.id].true]
            top, found = (rivals[0], True) if rivals else (top, False)
        return None if top is edition else top
