"""What must hold for any policy and any case: generated, with ties made on purpose."""

from __future__ import annotations

import json
import os
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ecoreward import load_texts
from ecoreward.api import Edition
from ecoreward.engine.decision import Decision
from ecoreward.problems import CaseProblems
from tests.engine import generate as g
from tests.engine import oracle
from tests.engine.reconcile import has_range, reconcile

# ECOREWARD_EXAMPLES=5000 searches longer, with a fresh seed.
EXAMPLES = int(os.environ.get("ECOREWARD_EXAMPLES", "0"))
LIMITS = settings(
    max_examples=EXAMPLES or 120, deadline=None, derandomize=not EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)  # fmt: skip
VOCABULARY = json.dumps(g.VOCABULARY, ensure_ascii=False)


def usable(award: dict[str, Any], requires: str | None = None) -> Edition:
    """The edition, or a discarded example where the random limits clash."""
    library = load_texts({"vocabulary": VOCABULARY, "generated": g.policy(award, requires)})
    errors = {p.code for p in library.problems() if p.severity == "error"}
    # Random limits may clash; any other error would be a fault of the loader.
    assert errors <= {"policy.floor-above-cap", "policy.band-reversed"}, errors
    assume(not errors)
    return library.edition("generated")


def ends(decision: Decision) -> tuple[Fraction, Fraction | None]:
    low, high = decision.range.low, decision.range.high
    return Fraction(low.value), None if high is None else Fraction(high.value)


@LIMITS
@given(g.tree(), g.known_case())
def test_known_cases_agree_with_a_naive_evaluator(
    award: dict[str, Any], case: dict[str, Any]
) -> None:
    decision = usable(award).evaluate(case)
    assert ends(decision) == oracle.evaluate(award, case)


@LIMITS
@given(g.tree(), g.known_case(), g.cond())
def test_a_gate_lets_through_or_gives_nothing(
    award: dict[str, Any], case: dict[str, Any], gate: str
) -> None:
    decision = usable(award, gate).evaluate(case)
    expected = oracle.evaluate(award, case) if oracle.condition(gate, case) else (0, 0)
    assert ends(decision) == expected
    assert (decision.outcome.value == "not_eligible") is not oracle.condition(gate, case)


@LIMITS
@given(g.tree(), g.known_case())
def test_leaves_steps_and_ledger_add_up(award: dict[str, Any], case: dict[str, Any]) -> None:
    decision = usable(award).evaluate(case)
    assume(decision.amount is not None)
    assert decision.amount is not None
    data = decision.to_json()
    # Discretion or readings that a limit closes to one fen have no single sum of leaves.
    assume(not has_range(data["trace"]["editions"][0]["award"]))
    assert reconcile(data) == Fraction(decision.amount.value)


def blur(case: dict[str, Any], hidden: list[str], wide: list[str]) -> dict[str, Any]:
    """The case with some facts missing and some sums known as ranges."""
    out = {k: v for k, v in case.items() if k not in hidden}
    if "rs/b" in hidden and out.get("rs"):
        first = {k: v for k, v in out["rs"][0].items() if k != "b"}
        out["rs"] = [first, *out["rs"][1:]]
        out.pop("b", None)
    for name in wide:
        if name in out:
            low, high = sorted((out[name], random.Random(str(case)).choice(g.MONEY_POOL)))
            out[name] = (
                f"[{Decimal(low.numerator) / low.denominator:f}..{Decimal(high.numerator) / high.denominator:f}]"
            )
    return out


HIDDEN = st.lists(
    st.sampled_from(["a", "b", "n", "p", "q", "r", "s", "w", "violations", "rs", "rs/b"]),
    max_size=3,
    unique=True,
)
WIDE = st.lists(st.sampled_from("ab"), max_size=1, unique=True)


@LIMITS
@given(g.tree(), g.known_case(), HIDDEN, WIDE, st.lists(g.known_case(), min_size=6, max_size=6))
def test_every_completion_lies_in_the_range(
    award: dict[str, Any],
    case: dict[str, Any],
    hidden: list[str],
    wide: list[str],
    others: list[dict[str, Any]],
) -> None:
    partial = usable(award).evaluate(blur(case, hidden, wide))
    low, high = ends(partial)
    for other in [case, *others]:
        full = {**case, **{k: other[k] for k in hidden if k in other}}
        if g.consistent(full) != full:
            continue
        lowest, highest = oracle.evaluate(award, full)
        assert low <= lowest
        assert high is None or highest <= high


@LIMITS
@given(g.tree(), g.known_case(), HIDDEN)
def test_an_exact_range_is_reached_at_both_ends(
    award: dict[str, Any], case: dict[str, Any], hidden: list[str]
) -> None:
    """By brute force over every value where the generated policies can change."""
    hidden = [name for name in hidden if not name.startswith("rs")]
    decision = usable(award).evaluate({k: v for k, v in case.items() if k not in hidden})
    assume(decision.range.exact and decision.range.high is not None and hidden)
    pools: dict[str, list[Any]] = {
        "a": g.MONEY_POOL, "b": g.MONEY_POOL, "n": list(range(10)), "w": list("xyz"), "violations": g.SETS,
    }  # fmt: skip
    reached = [case]
    for name in hidden:
        values = [case[name], *pools.get(name, [True, False])]
        reached = [{**c, name: v} for c in reached for v in values]
    assume(len(reached) <= 4000)
    found = [oracle.evaluate(award, c) for c in reached if g.consistent(c) == c]
    low, high = ends(decision)
    assert min(f[0] for f in found) == low
    assert max(f[1] for f in found) == high


@LIMITS
@given(g.tree(), g.known_case(), HIDDEN, st.randoms(use_true_random=False))
def test_order_of_children_does_not_matter(
    award: dict[str, Any], case: dict[str, Any], hidden: list[str], rng: random.Random
) -> None:
    shuffled = _shuffled(award, rng)
    facts = {k: v for k, v in case.items() if k not in hidden}
    one, two = usable(award).evaluate(facts), usable(shuffled).evaluate(facts)
    assert (one.range, one.outcome, one.missing) == (two.range, two.outcome, two.missing)


def _shuffled(node: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    out = dict(node)
    for kind in ("highest", "sum", "of", "first"):
        if kind in out:
            children = [_shuffled(c, rng) for c in out[kind]]
            if kind != "first":
                rng.shuffle(children)
            out[kind] = children
    return out


@LIMITS
@given(g.tree(), g.known_case(), HIDDEN)
def test_knowing_more_never_widens(
    award: dict[str, Any], case: dict[str, Any], hidden: list[str]
) -> None:
    built = usable(award)
    known = {k: v for k, v in case.items() if k not in hidden}
    wider = ends(built.evaluate(known))
    for name in hidden:
        if name not in case:
            continue
        try:
            narrower = ends(built.evaluate({**known, name: case[name]}))
        except CaseProblems:
            continue
        assert narrower[0] >= wider[0]
        assert wider[1] is None or (narrower[1] is not None and narrower[1] <= wider[1])


@LIMITS
@given(g.tree(), g.known_case(), HIDDEN)
def test_same_input_same_bytes(
    award: dict[str, Any], case: dict[str, Any], hidden: list[str]
) -> None:
    facts = {k: v for k, v in case.items() if k not in hidden}
    one = json.dumps(usable(award).evaluate(facts).to_json(), ensure_ascii=False)
    again = dict(reversed(facts.items()))
    two = json.dumps(usable(award).evaluate(again).to_json(), ensure_ascii=False)
    assert one == two
