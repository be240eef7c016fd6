"""Who pays and in what form, as far as the source says: shown beside the sums, never in them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ecoreward.engine.logic import holds, measure
from ecoreward.engine.trace import range_data, to_json
from ecoreward.engine.values import YES, Num, times
from ecoreward.engine.world import World
from ecoreward.money import text_of
from ecoreward.policy.after import Pays

Data = Mapping[str, Any]


def pays_data(
    world: World, award: Num, worlds: tuple[World, ...], sums: tuple[Num, ...]
) -> tuple[Data, ...]:
    """Every rule that holds or may hold for some reporter, with the least sum in its form."""
    found = (_one(rule, world, award, worlds, sums) for rule in world.program.pays)
    return tuple(f for f in found if f is not None)


def _one(
    rule: Pays, world: World, award: Num, worlds: tuple[World, ...], sums: tuple[Num, ...]
) -> Data | None:
    currency = world.program.currency
    each: list[dict[str, Any]] = []
    states: list[str] = []
    share = None if rule.at_least is None else measure(rule.at_least.root, world)
    pairs = list(zip(worlds, sums, strict=True)) if sums else [(world, award)]
    for number, (own, paid) in enumerate(pairs, 1):
        known = own.knowing("award", award).knowing("payout", paid)
        asked = holds(rule.when.root, known) if rule.when else YES
        if not asked.true or (sums and paid.high == 0):
            continue
        states.append(asked.word)
        least = None if share is None else range_data(times(paid, share), currency)
        if sums:
            each.append({"reporter": number, "state": asked.word, "least": least})
    if not states:
        return None
    return {
        "by": dict(rule.by),
        "means": dict(rule.means),
        "tax": rule.tax or None,
        "at_least": _share(share),
        "state": "yes" if "yes" in states else "unknown",
        "reporters": each,
        "cite": to_json(rule.cite),
    }


def _share(value: Num | None) -> Data | None:
    if value is None or not value.point or value.low is None:
        return None
    return {"number": text_of(Fraction(value.low))}
