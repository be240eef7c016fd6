"""From an award to what is paid: shares, payouts, minus what was paid, and what is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ecoreward.engine.claim import Claimed
from ecoreward.engine.decision import SETTLED, Missing, Outcome, Remark
from ecoreward.engine.logic import holds
from ecoreward.engine.payout import Again, missing, paid_out
from ecoreward.engine.pays import pays_data
from ecoreward.engine.run import Run
from ecoreward.engine.sharing import Division, divided
from ecoreward.engine.trace import to_json
from ecoreward.engine.values import Num
from ecoreward.engine.world import World
from ecoreward.money import Money

Data = Mapping[str, Any]
STAGES = (Outcome.UNDETERMINED, Outcome.UNSTATED, Outcome.TO_BE_DECIDED)


@dataclass(frozen=True, slots=True)
class Paying:
    """What follows an award, ready to stand in a decision."""

    payable: Money | None
    overpaid: Money
    shares: tuple[Money, ...] = ()
    payouts: tuple[Data, ...] = ()
    pays: tuple[Data, ...] = ()
    staged: Data | None = None
    reclaim: Data | None = None
    missing: tuple[Missing, ...] = ()
    remarks: tuple[Remark, ...] = ()
    rounding: tuple[Data, ...] = field(default=())


def paying(
    world: World,
    result: Run,
    outcome: Outcome,
    claim: Claimed | None,
    paid: Money,
    again: Again,
    *,
    consented: bool,
    held: bool,
) -> Paying:
    """Divide, pay out and settle against what was paid.

    Nothing is payable (`held`) on a draft, nor under an edition that is not in force that day; nor
    while an approval is open, a claim may be late, or a fact of the payout is missing.
    """
    final, currency = result.final, paid.currency
    due = _due(world, final, outcome)
    if due is None:
        settled = outcome in SETTLED and not held
        over = _over(paid, _entitled(outcome, result)) if settled else Money.of(0, currency)
        return Paying(
            Money.of(0, currency) if settled else None, over,
            reclaim=_reclaim(world, over, paid), staged=_staged(world, final, outcome),
        )  # fmt: skip
    # Where nothing is due anyhow, a claim that may be late changes nothing.
    held = held or (claim is not None and claim.may_forfeit)
    if due == 0:
        # Nothing is certain so far: what may come is not yet divided.
        stop = held or not consented
        return Paying(
            None if stop else Money.of(0, currency), _over(paid, final),
            reclaim=_reclaim(world, _over(paid, final), paid), staged=_staged(world, final, outcome),
        )  # fmt: skip
    division = divided(world, due)
    remarks = list(division.remarks)
    total: Num | None = Num(due, due)
    payouts: tuple[Data, ...] = ()
    sums: tuple[Num, ...] = tuple(Num(p, p) for p in division.parts or ())
    rounding = division.rounding
    open_facts: tuple[Missing, ...] = ()
    worlds = division.worlds
    if world.program.payout:
        worlds, parts = _payees(world, division, due)
        total, sums = None, ()
        if parts is None:
            remarks.append(Remark("payout-division", "", {}))
            label = world.program.vocabulary.label
            open_facts = tuple(Missing(f, label(f), None) for f in division.missing)
        else:
            found = paid_out(worlds, parts, world, due)
            total, sums, payouts = found.total, found.sums, found.items
            if division.parts is None:  # one sum that nobody divides is no reporter's own
                payouts = tuple({**p, "reporter": None} for p in payouts)
            rounding = (*rounding, *found.rounding)
            open_facts = missing(found, parts, world, due, again)
            if any(r["rule"] == "engine" for r in found.rounding):
                remarks.append(Remark("payout-rounding", "", {}))
    payable, over = _against(total, paid, outcome, final, held=held or not consented)
    return Paying(
        payable, over,
        shares=tuple(Money.of(p, currency) for p in division.parts or ()) if division.listed else (),
        payouts=payouts,
        pays=pays_data(world, final, worlds if sums else (), sums),
        staged=_staged(world, final, outcome),
        reclaim=_reclaim(world, over, paid),
        missing=open_facts,
        remarks=tuple(remarks),
        rounding=rounding,
    )  # fmt: skip


def _due(world: World, final: Num, outcome: Outcome) -> Fraction | None:
    """The sum to be divided: the award, or what is certain of it where it is paid in stages."""
    if outcome in (Outcome.AWARDED, Outcome.PENDING_APPROVAL):
        return Fraction(final.low or 0)
    if world.program.staged and outcome in STAGES:
        return Fraction(final.low or 0)
    return None


def _payees(
    world: World, division: Division, due: Fraction
) -> tuple[tuple[World, ...], tuple[Fraction, ...] | None]:
    """Who is paid; one sum that nobody divided can only be limited as a whole."""
    if division.parts is not None:
        return division.worlds, division.parts
    if all(s.together for s in world.program.payout):
        return (world,), (due,)
    return division.worlds, None


def _entitled(outcome: Outcome, result: Run) -> Num:
    """What had been earned before nothing was due: a late claim forfeits what is not yet paid."""
    return result.at_stake if outcome is Outcome.FORFEITED else Num(0, 0)


def _against(
    total: Num | None, paid: Money, outcome: Outcome, final: Num, *, held: bool
) -> tuple[Money | None, Money]:
    """What is payable now, and what was paid beyond the entitlement."""
    currency = paid.currency
    zero = Money.of(0, currency)
    if held or total is None or not total.point or outcome is Outcome.PENDING_APPROVAL:
        return None, zero
    sum_ = Money.of(Fraction(total.low or 0), currency)
    if outcome in STAGES:
        # More may still come: only what is beyond all of it was too much.
        return (sum_ - paid if paid <= sum_ else zero), _over(paid, final)
    return (sum_ - paid, zero) if paid <= sum_ else (zero, paid - sum_)


def _over(paid: Money, entitled: Num) -> Money:
    zero = Money.of(0, paid.currency)
    if entitled.high is None:
        return zero
    most = Money.of(Fraction(entitled.high), paid.currency)
    return zero if paid <= most else paid - most


def _staged(world: World, final: Num, outcome: Outcome) -> Data | None:
    """What is certain so far, and what may still come (None: without limit known)."""
    if not world.program.staged or outcome not in (*STAGES, Outcome.AWARDED):
        return None
    currency = world.program.currency
    low = Fraction(final.low or 0)
    rest = None if final.high is None else Money.of(final.high - low, currency)
    return {"certain": Money.of(low, currency), "may_follow": rest}


def _reclaim(world: World, over: Money, paid: Money) -> Data:
    """Whether the source lets what was paid be taken back, and the sum it is about."""
    rule = world.program.reclaim
    state = "unstated"
    if rule is not None:
        state = "no" if rule.when is None else holds(rule.when.root, world).word
    return {
        "state": state,
        "sum": paid if state == "yes" else over,
        "reason": dict(rule.reason) if rule else {},
        "cite": to_json(rule.cite) if rule else None,
    }
