"""From an evaluation to the columns of a decision: outcome, sums, what is payable, what it rests on.

`lower` makes the whole graph of one edition for one shape of table. Rows for which `hard` holds are left to
the reference evaluator; for all others its answer and this one are the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from ecoreward.columns import values as v
from ecoreward.columns.context import Context, Question, Unsupported
from ecoreward.columns.derive import world as world_of
from ecoreward.columns.gates import Run, run
from ecoreward.columns.graph import Graph, Node, fits, reached
from ecoreward.columns.logic import holds
from ecoreward.columns.paying import approvals, claim, paying
from ecoreward.columns.shape import MOST, Shape
from ecoreward.columns.steps import DECIDED
from ecoreward.columns.world import World
from ecoreward.engine.decision import Outcome
from ecoreward.engine.values import Cause
from ecoreward.policy.edition import HELD, Edition
from ecoreward.policy.expressions import beside, expressions_of, facts_of, nodes_of
from ecoreward.policy.program import Combine, Program, Readings, Table

OUTCOMES: tuple[Outcome, ...] = tuple(Outcome)
CODE = {outcome: number for number, outcome in enumerate(OUTCOMES)}
LEAST = 10**9  # hundredths: below that, columns are of no use


@dataclass(frozen=True, slots=True)
class Lowered:
    """One edition as a graph for one shape of table.

    Integers: `outcome` (place in `OUTCOMES`), `low`, `high`, `payable`, `overpaid` in the currency's
    minor unit, `because` and `open` (bits of `ids` and of `causes`), `node` (the first of `leaves` that it
    rests on, counted from 1). Booleans: `endless` (no upper end),
    `unpayable` (nothing may be paid yet), `mixed` (facts and discretion are both open: the outcome tells
    of discretion as if no fact moved the sum), `hard`.
    """

    edition: Edition
    shape: Shape
    outputs: dict[str, Node]
    ids: tuple[str, ...]
    causes: tuple[Cause, ...]
    masks: dict[str, tuple[tuple[Question, ...], ...]]
    most: int
    reads: frozenset[str]


def lower(edition: Edition, shape: Shape, day: str = "") -> Lowered:
    """The graph of an edition; raises `Unsupported` when columns cannot say it at all.

    `day` is the fact that chooses among the editions: of a row that names its edition, nothing is paid
    when that was not in force.
    """
    most = MOST
    while most >= LEAST:
        found = _lowered(edition, shape, most, day)
        if fits(reached(found.outputs.values())):
            return found
        most //= 10
    raise Unsupported("sums beyond 64 bits")


def _lowered(edition: Edition, shape: Shape, most: int, day: str) -> Lowered:
    program = edition.program
    ctx = Context(program, shape, most)
    read = reads(program) | ({day} if day and shape.named else set())
    world = world_of(ctx, read)
    if shape.decided:
        _settle(world, ctx)
    result = run(world, ctx)
    held = _held(edition, day, world, ctx)
    outputs, ids = _outputs(world, result, held, ctx)
    causes = tuple(ctx.causes)
    masks = {f: tuple(tuple(c) for c in columns) for f, columns in ctx.masks.items()}
    return Lowered(edition, shape, outputs, ids, causes, masks, most, frozenset(read))


def reads(program: Program) -> set[str]:
    """All facts that the sum, the outcome, or what is payable may rest on."""
    found = set(facts_of([*expressions_of(program), *beside(program)], program))
    found |= {n.kinds.domain for n in nodes_of(program.award) if n.kinds is not None}
    for node in nodes_of(program.award):
        if node.each:
            found |= set(program.vocabulary.facts[node.each].columns)
    found |= {a.consent for a in program.approvals if a.consent}
    if program.claim is not None:
        found |= {program.claim.start, program.claim.by}
    return {f for f in found if f in program.vocabulary.facts}


def _settle(world: World, ctx: Context) -> None:
    """Whose figure a decided sum is: the one node that is open without it."""
    g = ctx.g
    kept, soft = list(ctx.hard), list(ctx.soft)
    run(world, ctx)
    ctx.hard[:], ctx.soft[:] = kept, soft  # what follows is evaluated again, with the figure
    figures, ctx.figures = dict(ctx.figures), {}
    has = g.flag(f"{DECIDED}?")
    seen, more = g.no, g.no
    for open_ in figures.values():
        more, seen = g.or_(more, g.and_(seen, open_)), g.or_(seen, open_)
    ctx.leave(g.and_(has, more))
    ctx.settled = {node: g.and_(has, open_) for node, open_ in figures.items()}


def _outputs(
    world: World, result: Run, held: Node, ctx: Context
) -> tuple[dict[str, Node], tuple[str, ...]]:
    g = ctx.g
    final = result.final
    known = v.point(g, final)
    facts, unstated = _kinds(ctx)
    missing = _has(g, final.causes, facts)
    open_figure = _has(g, final.causes, unstated)
    others = ((1 << len(ctx.causes)) - 1) & ~facts
    mixed = g.or_(
        g.and_(missing, _has(g, final.causes, others)),
        g.and_(open_figure, _has(g, final.causes, others & ~unstated)),
    )
    mixed = g.and_(g.not_(known), mixed)  # which of them moves the sum has to be tried
    undetermined = g.or_(missing, g.not_(_has(g, final.causes, others)))
    forfeits, may_forfeit = claim(world, ctx)
    needed, consented = approvals(world, result, ctx)

    def number(outcome: Outcome) -> Node:
        return g.number(CODE[outcome])

    zero = g.and_(known, g.eq(final.low, g.zero))
    open_outcome = g.if_(
        undetermined, number(Outcome.UNDETERMINED),
        g.if_(open_figure, number(Outcome.UNSTATED), number(Outcome.TO_BE_DECIDED)),
    )  # fmt: skip
    good = g.if_(needed, number(Outcome.PENDING_APPROVAL), number(Outcome.AWARDED))
    stays = g.and_(result.gate.true, g.not_(forfeits))
    outcome = g.if_(
        result.referred, number(Outcome.REFERRED),
        g.if_(
            g.not_(result.gate.true), number(Outcome.NOT_ELIGIBLE),
            g.if_(
                forfeits, number(Outcome.FORFEITED),
                g.if_(zero, number(Outcome.NO_AWARD), g.if_(known, good, open_outcome)),
            ),
        ),
    )  # fmt: skip
    low = g.if_(forfeits, g.zero, final.low)
    high = low if v.sure_point(final) else g.if_(forfeits, g.zero, final.high)
    endless = g.and_(final.high_endless, stays)
    sums = v.Num(low, high, g.no, endless, final.den, g.zero)
    states = {
        "settled": g.or_(g.not_(stays), zero),
        "open": g.and_(stays, g.not_(known)),
        "due": g.and_(stays, known, g.not_(zero)),
        "forfeited": g.and_(result.gate.true, forfeits),
    }
    unpayable, payable, overpaid = paying(
        world, result, sums, states, needed, consented, held, may_forfeit, ctx
    )
    bits, ids = _because(result, ctx)
    return {
        "outcome": outcome,
        "low": low,
        "high": high,
        "endless": endless,
        "payable": payable,
        "unpayable": unpayable,
        "overpaid": overpaid,
        "because": bits,
        "node": _deciding(result, ctx),
        "open": g.if_(states["open"], final.causes, g.zero),
        "mixed": mixed,
        # What a sharp graph cannot tell goes to the full one, which leaves to the reference what it must.
        "hard": g.or_(*ctx.hard, *(ctx.soft if ctx.shape.sharp else ())),
    }, ids


def _held(edition: Edition, day: str, world: World, ctx: Context) -> Node:
    """Where nothing is paid: on a draft, or under a named edition that is certainly not in force."""
    g = ctx.g
    if edition.status in HELD:
        return g.yes
    if not ctx.shape.named or not day:
        return g.no
    off = []
    when, given = world.facts[day], world.given[day]
    assert isinstance(when, v.Num)
    first, last = edition.first_day[0], edition.last_day[1]
    if first is not None:
        off.append(g.and_(given, g.not_(when.high_endless), g.lt(when.high, g.number(first))))
    if last is not None:
        off.append(g.and_(given, g.not_(when.low_endless), g.lt(g.number(last), when.low)))
    if ctx.program.where is not None:
        off.append(g.not_(holds(ctx.program.where.root, world, ctx).true))
    return g.or_(*off)


def _kinds(ctx: Context) -> tuple[int, int]:
    """The bits of causes that somebody has to find out, and of figures that no source states."""
    facts = unstated = 0
    for cause, bit in ctx.causes.items():
        facts |= (cause.kind in ("fact", "calendar")) << bit
        unstated |= (cause.kind == "unstated") << bit
    return facts, unstated


def _has(g: Graph, causes: Node, bits: int) -> Node:
    """Whether any of some bits is set."""
    return g.or_(*(g.bit_of(causes, i) for i in range(bits.bit_length()) if bits >> i & 1))


def _because(result: Run, ctx: Context) -> tuple[Node, tuple[str, ...]]:
    """The gates that failed, or the nodes that the sum rests on, as bits."""
    g = ctx.g
    through = result.gate.true
    order: dict[str, Node] = {}
    for id, rows in result.award.because.items():
        order[id] = g.and_(through, rows)
    # After the nodes: the gates that failed, or that are open.
    for id, failed in result.failed.items():
        rows = g.or_(g.and_(g.not_(through), failed), g.and_(through, result.uncertain[id]))
        order[id] = g.or_(order.get(id, g.no), rows)
    live = {id: rows for id, rows in order.items() if rows is not g.no}
    if len(live) > 62:
        raise Unsupported("more nodes than bits")
    bits = [(_parts(rows), 1 << i) for i, rows in enumerate(live.values())]
    return _packed(g, bits), tuple(live)


def leaves(program: Program) -> tuple[str, ...]:
    """The gates, then the nodes that give sums themselves, in the order of the policy."""
    found = (n.id for n in nodes_of(program.award) if not isinstance(n.body, _MADE))
    return tuple(dict.fromkeys([*(x.id for x in program.gates), *found]))


_MADE = (Combine, Table, Readings)


def _deciding(result: Run, ctx: Context) -> Node:
    """The first of `leaves` that the sum rests on, counted from 1; 0 where it rests on none."""
    g, out = ctx.g, ctx.g.zero
    names = [*enumerate(leaves(ctx.program), 1)]
    # Whether the award applies at all is asked once, around what is asked of its nodes.
    around = g.and_(result.gate.true, result.award.applies.true)
    common = set(map(id, _parts(around)))
    for number, name in reversed(names):
        rows = result.award.because.get(name)
        if rows is not None and name not in result.failed:
            left = g.and_(*(p for p in _parts(rows) if id(p) not in common))
            out = g.if_(left, g.number(number), out)
    out = g.if_(around, out, g.zero)
    for number, name in reversed(names):
        if name in result.failed:
            out = g.if_(result.failed[name], g.number(number), out)
    return out


def _parts(rows: Node) -> tuple[Node, ...]:
    return rows.args if rows.op == "and" else (rows,)


def _packed(g: Graph, bits: list[tuple[tuple[Node, ...], int]]) -> Node:
    """Bits with their conditions as one number; what many conditions have in common is asked once."""
    always = sum(bit for parts, bit in bits if not parts)
    open_ = [(parts, bit) for parts, bit in bits if parts]
    count: dict[int, int] = {}
    for parts, _ in open_:
        for part in parts:
            count[part.order] = count.get(part.order, 0) + 1
    most = max(count.values(), default=0)
    if most < 2:
        alone = [g.if_(g.and_(*parts), g.number(bit), g.zero) for parts, bit in open_]
        return g.bitor(g.number(always), *alone)
    common = next(p for parts, _ in open_ for p in parts if count[p.order] == most)
    inside = [
        (tuple(p for p in parts if p is not common), bit) for parts, bit in open_ if common in parts
    ]
    rest = [(parts, bit) for parts, bit in open_ if common not in parts]
    return g.bitor(g.number(always), g.if_(common, _packed(g, inside), g.zero), _packed(g, rest))
