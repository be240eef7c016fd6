"""Who shares an award, and how much each is entitled to. Shares add up to the award, to the fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ecoreward.engine.case import Case
from ecoreward.engine.decision import Remark
from ecoreward.engine.logic import holds
from ecoreward.engine.rows import COUNTED, column_name
from ecoreward.engine.rows import worlds as row_worlds
from ecoreward.engine.trace import range_data, to_json
from ecoreward.engine.values import YES, Num, Rows
from ecoreward.engine.world import World
from ecoreward.money import minor_unit, round_to, split_equally, text_of
from ecoreward.policy.after import Sharing
from ecoreward.problems import Problem

MOST_SHARES = 10_000  # a vocabulary without a bound of its own must not ask for more
REPORTERS = "reporters"
JOINT = COUNTED[REPORTERS]


@dataclass(frozen=True, slots=True)
class Division:
    """How an award is divided. `parts` is None where that is not known or not stated."""

    worlds: tuple[World, ...]  # one a reporter, with what is known of each
    parts: tuple[Fraction, ...] | None
    listed: bool = False  # whether the source divides the award: then the parts are its shares
    rounding: tuple[Mapping[str, Any], ...] = ()
    remarks: tuple[Remark, ...] = ()
    missing: tuple[str, ...] = ()  # the facts that keep the parts from being known


def divided(world: World, amount: Fraction) -> Division:
    """An award among its reporters, by the rule of the program."""
    rule = world.program.sharing
    worlds = reporters(world)
    alone = Division(
        worlds, (amount,) if len(worlds) == 1 else None, missing=() if worlds else (JOINT,)
    )
    if rule is None:
        return alone
    applies = holds(rule.when.root, world) if rule.when else YES
    if not applies.true:
        return alone
    if rule.how == "together":
        several = len(worlds) != 1
        remarks = (Remark(f"together-{rule.together}", "", {}),) if several and amount else ()
        return Division(worlds, alone.parts, remarks=remarks)
    if not worlds:
        return Division((), None, remarks=_open(rule.count, world, amount), missing=(rule.count,))
    if not applies.certain:
        open_ = tuple(sorted(c.name for c in applies.causes if c.kind == "fact"))
        remarks = (Remark("sharing-unknown", "", {}),)
        return Division(worlds, alone.parts, remarks=remarks, missing=() if alone.parts else open_)
    if rule.how == "by_share":
        return _by_share(rule, worlds, amount, world)
    parts = split_equally(amount, len(worlds), minor_unit(world.program.currency))
    odd = (Remark("odd-fen", "", {}),) if len(worlds) > 1 and not rule.odd_stated else ()
    return Division(worlds, parts, listed=True, remarks=odd)


def reporters(world: World) -> tuple[World, ...]:
    """The world of each reporter; empty where their number is not known.

    Where a case has no row for each, they are alike: as many as it says, with the case's own facts.
    """
    rows = world.facts.get(REPORTERS)
    if isinstance(rows, Rows) and rows.complete and rows.rows:
        return tuple(inner for _, inner, _ in row_worlds(REPORTERS, world))
    count = world.facts.get(JOINT)
    if count is None:
        return (world,)
    if not isinstance(count, Num) or not count.point or count.low is None:
        return ()
    return (world,) * int(count.low) if 1 <= count.low <= MOST_SHARES else ()


def _open(fact: str, world: World, amount: Fraction) -> tuple[Remark, ...]:
    label = dict(world.program.vocabulary.label(fact))
    return (Remark("shares-open", "", {"fact": label}),) if amount else ()


def share_of(rule: Sharing, world: World, number: int) -> Num:
    """A reporter's share; one reporter alone has the whole."""
    found = world.facts[rule.share]
    assert isinstance(found, Num)
    return Num(Fraction(1), Fraction(1)) if number == 1 and not found.point else found


def share_problems(world: World, case: Case) -> list[Problem]:
    """The shares that an authority set must add up to the whole, where all are known."""
    rule = world.program.sharing
    if rule is None or rule.how != "by_share":
        return []
    if rule.when is not None and not holds(rule.when.root, world).certain:
        return []
    worlds = reporters(world)
    shares = [share_of(rule, w, len(worlds)) for w in worlds]
    known = [Fraction(s.low) for s in shares if s.point and s.low is not None]
    total = sum(known, Fraction(0))
    if not worlds or (len(known) < len(shares) and total <= 1) or total == 1:
        return []
    params = {"total": _percent(total), "shares": [_percent(s) for s in known]}
    place = case.at(REPORTERS if any(w.row[0] for w in worlds) else rule.share)
    return [Problem("case.shares-sum", place, params)]


def _percent(share: Fraction) -> str:
    return f"{text_of(share * 100)}%"


def _by_share(rule: Sharing, worlds: tuple[World, ...], amount: Fraction, world: World) -> Division:
    """Each share rounded down to the minor unit; the odd units go one each to the first that lost some."""
    shares = [share_of(rule, w, len(worlds)) for w in worlds]
    known = [Fraction(s.low) for s in shares if s.point and s.low is not None]
    if len(known) < len(shares) or sum(known) != 1:
        silent = [n for n, s in enumerate(shares, 1) if not s.point]
        rows = any(w.row[0] for w in worlds)
        names = (
            tuple(column_name(REPORTERS, n, rule.share) for n in silent) if rows else (rule.share,)
        )
        return Division(worlds, None, remarks=_open(rule.share, world, amount), missing=names)
    unit, currency = minor_unit(world.program.currency), world.program.currency
    exact = [amount * s for s in known]
    down = [round_to(e, unit, "down") for e in exact]
    odd = int((amount - sum(down)) / unit)
    lost = [n for n, (e, d) in enumerate(zip(exact, down, strict=True)) if e != d][:odd]
    parts = [d + unit * (n in lost) for n, d in enumerate(down)]

    def data(value: Fraction) -> Any:
        return range_data(Num(value, value), currency)

    rounding = tuple(
        {
            "node": column_name(REPORTERS, n, "share"), "end": "point", "mode": "down" if now <= before else "up",
            "unit": data(unit), "before": data(before), "after": data(now),
            "difference": data(now - before), "rule": "policy" if rule.odd_stated else "engine",
            "certain": True, "cite": to_json(rule.cite),
        }
        for n, (before, now) in enumerate(zip(exact, parts, strict=True), 1)
        if before != now
    )  # fmt: skip
    remarks = (Remark("odd-fen-by-share", "", {}),) if rounding else ()
    return Division(worlds, tuple(parts), listed=True, rounding=rounding, remarks=remarks)
