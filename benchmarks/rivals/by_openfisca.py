"""OpenFisca: each policy as variables with formulas over NumPy arrays, one simulation a table.

It keeps whole numbers as int32 (and others as float32), so inputs and amounts end at 21,474,836.47
yuan and larger ones wrap silently; formulas widen to int64 by hand. A case by itself is a simulation
of one person. Sets come as flags: it has no sets, and its int32 holds no 63 bits.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core import entities, periods, simulations, taxbenefitsystems, variables

from benchmarks.rivals.data import MASK, Table, arrays, ready
from benchmarks.rivals.plain_cases import FLAG
from benchmarks.rivals.policies import POLICIES, WECHAT, Policy

PERIOD = periods.period("2024-01")
OUT = ("outcome", "amount", "node")
I64 = np.int64
logging.getLogger("openfisca_core").setLevel(logging.ERROR)


def _inputs(policy: Policy) -> dict[str, type]:
    whole = [*policy.money, *policy.dates]
    yes_no = [*policy.flags, *(FLAG[n] for n in policy.lists), "any_kind"]
    yes_no += ["by_wechat"] if policy.choices else []
    return {**dict.fromkeys(whole, int), **dict.fromkeys(yes_no, bool)}


def _zhengzhou(p: Callable[[str], Any]) -> dict[str, Any]:
    v, clue = p("verified"), p("by_wechat") & p("on_site_media") & p("helped_inspection")
    found = np.select(
        [v & p("on_5000"), v & p("on_1000"), v & p("on_500"), clue & p("on_clue"), clue & p("any_kind")],
        [1, 2, 3, 4, 5], 0,
    )  # fmt: skip
    return {
        "outcome": np.array([1, 2, 2, 2, 2, 3])[found],
        "amount": np.array([0, 500_000, 100_000, 50_000, 1_000, -1])[found],
        "node": np.array([0, 1, 2, 3, 4, 0])[found],
    }


def _zhejiang(p: Callable[[str], Any]) -> dict[str, Any]:
    fine = p("fine").astype(I64)
    total = np.minimum((fine + 10) // 20, 10_000_000) + p("detained") * 500_000
    total += p("arrest_approved") * 1_000_000 + p("convicted") * 1_000_000
    decides = p("ownerless_radioactive_source") | p("especially_grave_pollution")
    decides = decides | p("especially_bad_social_effect") | p("bounty_published")
    outcome = np.select(
        [~p("verified"), decides, ~p("any_kind") | (total == 0), (total > 10_000_000) | ~p("on_seven")],
        [0, 3, 1, 3], 2,
    )  # fmt: skip
    part = np.select([fine > 0, p("detained"), p("arrest_approved")], [2, 3, 4], 5)
    return {
        "outcome": outcome,
        "amount": np.where(outcome == 2, total, np.where(outcome == 3, -1, 0)),
        "node": np.where(outcome == 2, part, outcome == 0),
    }


def _twelve(p: Callable[[str], Any]) -> dict[str, Any]:
    fine, gains, loss = (p(n).astype(I64) for n in ("fine", "illegal_gain", "direct_loss"))
    share = np.minimum(fine * 5, 1_000_000_000) * (1 + p("insider"))
    share = (share + 5_000) // 10_000 * 10_000
    gain = np.where(gains > 0, np.clip(gains * 3, 2_000_000, 500_000_000), -1)
    tier = np.where(p("on_5000"), 50_000_000, np.where(p("on_1000"), 10_000_000, 5_000_000))
    best = np.maximum(np.maximum(share, gain), tier)
    total = best + p("real_name") * 2_000_000
    total += np.select(
        [p("convicted"), p("arrest_approved"), p("detained"), p("transferred_to_police")],
        [200_000_000, 100_000_000, 50_000_000, 20_000_000], 0,
    )  # fmt: skip
    total += np.minimum(fine, 200_000_000) * p("detailed_help")
    total += np.minimum(loss * 2, 500_000_000) * p("emergency_averted")
    total = (np.minimum(total, 2_000_000_000) + 5_000) // 10_000 * 100
    node = np.select(
        [~p("verified"), ~p("first_reporter"), p("accepted_on") - p("reported_on") > 60,
         p("agency_staff_or_relative"), ~(p("on_5000") | p("on_1000") | p("on_500")),
         share == best, gain == best, p("on_5000"), p("on_1000")],
        [1, 2, 3, 4, 0, 5, 6, 7, 8], 9,
    )  # fmt: skip
    return {
        "outcome": np.where(node >= 5, 2, node == 0),
        "amount": np.where(node >= 5, total, 0),
        "node": node,
    }


_FORMULAS = {"zhengzhou": _zhengzhou, "zhejiang": _zhejiang, "twelve": _twelve}


def _system(policy: Policy) -> Any:
    person = entities.Entity("person", "persons", "", "")
    system = taxbenefitsystems.TaxBenefitSystem([person])
    common: dict[str, Any] = {"entity": person, "definition_period": periods.DateUnit.MONTH}

    def whole(asked: Any, period: Any) -> dict[str, Any]:
        """All three at once; kept on the simulation, as a formula gives only one variable."""
        kept = getattr(asked.simulation, "kept", None)
        if kept is None:
            kept = _FORMULAS[policy.name](lambda n: asked(n, period))
            asked.simulation.kept = kept
        return kept

    def formula(name: str) -> Any:
        return lambda asked, period, parameters: whole(asked, period)[name]

    for name, type_ in _inputs(policy).items():
        system.add_variable(type(name, (variables.Variable,), {**common, "value_type": type_}))
    for name in OUT:
        body = {**common, "value_type": int, "formula": formula(name)}
        system.add_variable(type(name, (variables.Variable,), body))
    return system


def _values(table: Table) -> dict[str, Any]:
    """The inputs as arrays, with the flags of the lists."""
    policy = table.policy
    columns = arrays(ready(table))
    kinds = columns[MASK]
    columns |= {FLAG[n]: (kinds & policy.list_mask(n)) != 0 for n in policy.lists}
    columns["any_kind"] = kinds != 0
    if policy.choices:
        columns["by_wechat"] = columns["channel"] == WECHAT
    return {n: columns[n] for n in _inputs(policy)}


def _once(system: Any, values: dict[str, Any], rows: int) -> dict[str, Any]:
    simulation = simulations.SimulationBuilder().build_default_simulation(system, count=rows)
    for name, value in values.items():
        simulation.set_input(name, PERIOD, value)
    return {name: simulation.calculate(name, PERIOD) for name in OUT}


def prepare(table: Table) -> Callable[[], dict[str, Any]]:
    """The work on ready arrays: a new simulation of all rows, since one remembers its results."""
    system, values, rows = _system(table.policy), _values(table), len(table)
    return lambda: _once(system, values, rows)


def prepare_cases(table: Table) -> tuple[Callable[[Any], Any], list[dict[str, Any]]]:
    """The function, a simulation a case, and ready arrays of one."""
    system, values = _system(table.policy), _values(table)
    single = [{n: v[i : i + 1] for n, v in values.items()} for i in range(len(table))]
    return lambda values: _once(system, values, 1), single


def case_rows(raw: list[dict[str, Any]]) -> list[tuple[int, int, int]]:
    """What the answers on single cases hold."""
    return [tuple(int(r[n][0]) for n in OUT) for r in raw]


assert set(_FORMULAS) == set(POLICIES)
