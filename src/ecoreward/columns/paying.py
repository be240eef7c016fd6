"""What follows an award, for all rows at once: claims, consents, and what is payable after what was paid."""

from __future__ import annotations

from ecoreward.columns import values as v
from ecoreward.columns.context import Context, Unsupported
from ecoreward.columns.gates import Run
from ecoreward.columns.graph import Node
from ecoreward.columns.logic import holds
from ecoreward.columns.world import World
from ecoreward.money import minor_unit

PAID = "#already_paid"


def claim(world: World, ctx: Context) -> tuple[Node, Node]:
    """Whether a claim is certainly too late, and whether it may be, where that forfeits the award."""
    g, rule = ctx.g, ctx.program.claim
    if rule is None:
        return g.no, g.no
    claimed = world.given[rule.by]
    if rule.unit == "workdays":
        ctx.leave(claimed)  # the official calendar is the reference's
        return g.no, g.no
    start, by = world.facts[rule.start], world.facts[rule.by]
    assert isinstance(start, v.Num)
    assert isinstance(by, v.Num)
    passed = v.add(g, by, v.minus(g, start))
    within = g.number(rule.within)
    in_time = g.and_(g.not_(passed.high_endless), g.le(passed.high, within))
    late = g.and_(g.not_(in_time), g.not_(passed.low_endless), g.lt(within, passed.low))
    if rule.late != "forfeited":
        return g.no, g.no
    return g.and_(claimed, late), g.and_(claimed, g.not_(late), g.not_(in_time))


def approvals(world: World, result: Run, ctx: Context) -> tuple[Node, Node]:
    """Whether a consent is needed, or may be, that is not given; and whether all are given."""
    g, out = ctx.g, ctx.g.no
    # A condition of an approval reads the award in main units.
    amount = v.Num(
        result.final.low, result.final.high, result.final.low_endless, result.final.high_endless,
        minor_unit(ctx.program.currency).denominator, result.final.causes,
    )  # fmt: skip
    with_award = world.knowing("award", amount)
    for approval in ctx.program.approvals:
        parts = []
        if approval.with_node:
            on, sure = result.award.path.get(approval.with_node, (g.no, g.no))
            parts.append(v.Truth(on, g.not_(g.and_(on, sure)), g.zero))
        if approval.when is not None:
            parts.append(holds(approval.when.root, with_award, ctx))
        needed = v.both(g, parts).true if parts else g.yes
        given = g.no
        consent = world.facts.get(approval.consent)
        if isinstance(consent, v.Truth):
            given = v.certain(g, consent)
        out = g.or_(out, g.and_(needed, g.not_(given)))
    out = g.and_(out, result.gate.true)
    return out, g.not_(out)


def paying(
    world: World,
    result: Run,
    sums: v.Num,
    states: dict[str, Node],
    needed: Node,
    consented: Node,
    held: Node,
    may_forfeit: Node,
    ctx: Context,
) -> tuple[Node, Node, Node]:
    """What may not be paid yet, what is payable, and what was paid beyond the entitlement, by row."""
    g, program = ctx.g, ctx.program
    paid = g.column(PAID, 0, ctx.most) if ctx.shape.paid else g.zero
    rule = program.sharing
    if rule is not None and rule.how == "by_share" and rule.share in ctx.shape.facts:
        ctx.leave(
            g.yes
        )  # shares that an authority set must add up: the reference says where they do not
    unit = minor_unit(program.currency).denominator
    if 100 % unit:
        raise Unsupported("a currency with a finer unit than a hundredth")
    if unit != 100:
        paid = g.div(paid, 100 // unit)
    staged = g.truth(program.staged)
    divided = g.or_(states["due"], g.and_(staged, states["open"]))
    if program.payout:
        ctx.leave(g.and_(divided, g.not_(g.eq(sums.low, g.zero))))
    stopped = g.or_(held, g.and_(divided, g.or_(may_forfeit, needed)))
    unpayable = g.or_(stopped, g.and_(states["open"], g.not_(staged)))
    rest = g.sub(sums.low, paid)
    payable = g.if_(g.or_(unpayable, states["settled"]), g.zero, g.max_(rest, g.zero))
    # What is beyond all that may still come was too much; a late claim forfeits what is not yet paid.
    stake = result.at_stake
    entitled = g.if_(states["forfeited"], stake.high, g.if_(states["settled"], g.zero, sums.high))
    endless = g.if_(states["forfeited"], stake.high_endless, sums.high_endless)
    over = g.max_(g.sub(paid, entitled), g.zero)
    overpaid = g.if_(g.or_(unpayable, endless), g.zero, over)
    return unpayable, payable, overpaid
