"""What must hold for any payout: it agrees with plain arithmetic, adds up, and its ranges hold every completion."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ecoreward.engine.decision import Decision
from tests.engine.small import library
from tests.engine.test_properties import EXAMPLES

LIMITS = settings(
    max_examples=EXAMPLES or 60, deadline=None, derandomize=not EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
FACTS: dict[str, Any] = {
    "share": {"type": "number", "min": "0", "max": "1"},
    "received": {"type": "money", "min": "0"},
    "budget": {"type": "money", "min": "0"},
    "reporters": {"type": "rows", "columns": ["share", "received"]},
}
SUMS = ["0.01", "100", "100.01", "500", "999.99", "1000", "12345.67"]
RECEIVED = ["0", "0.01", "99.99", "100", "700", "999.99", "1000", "5000"]
UNIT = Fraction(1, 100)

STEP = st.one_of(
    st.builds(lambda x: {"cap": f"max(0, {x} - received)"}, st.sampled_from(["500", "1000"])),
    st.builds(lambda x: {"cap": x}, st.sampled_from(SUMS)),
    st.builds(lambda x: {"times": x}, st.sampled_from(["80%", "50%", "2/37"])),
    st.builds(lambda x: {"minus": x}, st.sampled_from(["0.01", "100", "received"])),
    st.builds(lambda u, m: {"round": {"to": u, "mode": m}},
              st.sampled_from(["0.01", "10"]), st.sampled_from(["half-up", "down", "up"])),
    st.just({"times": "80%", "when": "received > 100"}),
    st.just({"cap": "budget", "per": "case"}),
)  # fmt: skip
STEPS = st.lists(STEP, min_size=1, max_size=4)
REPORTERS = st.lists(st.sampled_from(RECEIVED), min_size=1, max_size=4)


def decide(
    steps: list[dict[str, Any]], award: str, received: list[str | None], budget: str
) -> Decision:
    edition = {"award": {"fixed": award}, "sharing": "equal", "payout": steps}
    rows = [{} if r is None else {"received": r} for r in received]
    one = library(edition, FACTS).edition("one")
    return one.evaluate({"reporters": rows, "budget": budget})


def nearest(value: Fraction, unit: Fraction, mode: str) -> Fraction:
    whole, rest = divmod(value / unit, 1)
    up = rest >= Fraction(1, 2) if mode == "half-up" else rest > 0 and mode == "up"
    return (whole + up) * unit


def plain(
    steps: list[dict[str, Any]], award: str, received: list[str], budget: str
) -> list[Fraction]:
    """The payouts by ordinary arithmetic; shares as the engine lists them are checked apart."""
    base, odd = divmod(Fraction(award) / UNIT, len(received))
    sums = [(base + (n < odd)) * UNIT for n in range(len(received))]
    for step in steps:
        if step.get("per") == "case":
            rest, sums = Fraction(budget), [nearest(s, UNIT, "half-up") for s in sums]
            for n, value in enumerate(sums):
                sums[n] = min(value, rest)
                rest -= sums[n]
            continue
        sums = [_step(step, s, Fraction(r)) for s, r in zip(sums, received, strict=True)]
    return [nearest(s, UNIT, "half-up") for s in sums]


def _step(step: dict[str, Any], value: Fraction, received: Fraction) -> Fraction:
    if "when" in step and not received > 100:
        return value
    if "cap" in step:
        text = step["cap"]
        inside = text.removeprefix("max(0, ").removesuffix(" - received)")
        limit = Fraction(inside) - received if inside != text else Fraction(text)
        return min(value, max(limit, Fraction(0)))
    if "times" in step:
        text = step["times"]
        return value * (Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text))
    if "minus" in step:
        less = received if step["minus"] == "received" else Fraction(step["minus"])
        return max(value - less, Fraction(0))
    return nearest(value, Fraction(step["round"]["to"]), step["round"]["mode"])


def ends(amount: Any) -> tuple[Fraction, Fraction]:
    if "value" in amount:
        return Fraction(amount["value"]), Fraction(amount["value"])
    return Fraction(amount["low"]["value"]), Fraction(amount["high"]["value"])


@LIMITS
@given(STEPS, st.sampled_from(SUMS), REPORTERS, st.sampled_from(["0", "100", "333.33", "5000"]))
def test_payouts_agree_with_plain_arithmetic_and_add_up(
    steps: list[dict[str, Any]], award: str, received: list[str], budget: str
) -> None:
    found = decide(steps, award, received, budget)
    assert sum(Fraction(s.value) for s in found.shares) == Fraction(award)
    assert [ends(p["amount"])[0] for p in found.payouts] == plain(steps, award, received, budget)
    assert found.payable is not None
    assert Fraction(found.payable.value) == sum(ends(p["amount"])[0] for p in found.payouts)
    if steps[-1] == {"cap": "budget", "per": "case"}:
        assert Fraction(found.payable.value) <= Fraction(budget)


@LIMITS
@given(STEPS, st.sampled_from(SUMS), REPORTERS, st.sampled_from(["100", "333.33"]),
       st.lists(st.integers(0, 3), min_size=1, max_size=2, unique=True))  # fmt: skip
def test_ranges_of_payouts_hold_every_completion(
    steps: list[dict[str, Any]], award: str, received: list[str], budget: str, hidden: list[int]
) -> None:
    hidden = [n for n in hidden if n < len(received)]
    assume(hidden)
    seen: list[str | None] = [None if n in hidden else r for n, r in enumerate(received)]
    found = decide(steps, award, seen, budget)
    ranges = [ends(p["amount"]) for p in found.payouts]
    reached = []
    for values in product(RECEIVED, repeat=len(hidden)):
        full = list(received)
        for n, value in zip(hidden, values, strict=True):
            full[n] = value
        sums = plain(steps, award, full, budget)
        assert all(low <= s <= high for s, (low, high) in zip(sums, ranges, strict=True))
        reached.append(sum(sums))
    names = {f"reporters/{n + 1}/received" for n in hidden}
    assert {m.fact for m in found.missing} <= names
    if len(set(reached)) > 1:
        assert found.payable is None
        assert found.missing
        assert found.outcome == "awarded"
        widest = max(m.moves.minor for m in found.missing if m.moves is not None) * UNIT
        assert len(hidden) > 1 or max(reached) - min(reached) <= widest
    if found.payable is not None:
        assert {Fraction(found.payable.value)} == set(reached)


@LIMITS
@given(st.sampled_from(SUMS), st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_shares_set_by_the_authority_add_up_with_their_roundings(
    award: str, parts: list[int]
) -> None:
    shares = [Fraction(p * 10**6 // sum(parts), 10**6) for p in parts]
    shares[0] += 1 - sum(shares)
    rows = [{"share": f"{float(s):.6f}"} for s in shares]
    assume(sum(Fraction(r["share"]) for r in rows) == 1)
    edition = {"award": {"fixed": award}, "sharing": {"by_share": "true"}}
    found = library(edition, FACTS).edition("one").evaluate({"reporters": rows})
    assert sum(Fraction(s.value) for s in found.shares) == Fraction(award)
    changed = {r["node"]: Fraction(r["difference"]["value"]) for r in found.rounding}
    assert sum(changed.values()) == 0
    for n, (row, share) in enumerate(zip(rows, found.shares, strict=True), 1):
        exact = Fraction(award) * Fraction(row["share"])
        assert Fraction(share.value) == exact + changed.get(f"reporters/{n}/share", 0)
        assert abs(Fraction(share.value) - exact) < UNIT
