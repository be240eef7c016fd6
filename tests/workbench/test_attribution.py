"""Shapley's shares: exact, whole to the fen, and the same whatever the order of the differences."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from math import factorial

import hypothesis.strategies as st
import pytest
from hypothesis import given

from ecoreward.workbench.attribution import coalitions, grouped, shapley, to_minor

NAMES = ("a", "b", "c", "d")
games = st.lists(st.integers(-(10**12), 10**12), min_size=16, max_size=16)


def by_orders(value: dict[frozenset[str], int]) -> dict[str, Fraction]:
    """The definition itself: the mean over all orders in which the differences may come."""
    out = dict.fromkeys(NAMES, Fraction(0))
    for order in permutations(NAMES):
        before: frozenset[str] = frozenset()
        for name in order:
            out[name] += Fraction(value[before | {name}] - value[before], factorial(len(NAMES)))
            before |= {name}
    return out


@given(games)
def test_shares_are_the_mean_over_all_orders(values: list[int]) -> None:
    value = dict(zip(coalitions(NAMES), values, strict=True))
    assert shapley(NAMES, value.__getitem__) == by_orders(value)


@given(games, st.permutations(NAMES))
def test_another_order_changes_nothing(values: list[int], order: list[str]) -> None:
    value = dict(zip(coalitions(NAMES), values, strict=True))
    shares, again = shapley(NAMES, value.__getitem__), shapley(order, value.__getitem__)
    assert shares == again
    assert to_minor(shares) == to_minor({n: again[n] for n in order})


@given(games)
def test_shares_add_up_to_the_change_to_the_fen(values: list[int]) -> None:
    value = dict(zip(coalitions(NAMES), values, strict=True))
    shares = shapley(NAMES, value.__getitem__)
    whole = value[frozenset(NAMES)] - value[frozenset()]
    assert sum(shares.values()) == whole
    fen = to_minor(shares)
    assert sum(fen.values()) == whole
    assert all(abs(fen[n] - shares[n]) < 1 for n in NAMES)


def test_what_changes_nothing_has_no_share() -> None:
    shares = shapley(["cap", "idle"], lambda s: 7 if "cap" in s else 0)
    assert shares == {"cap": 7, "idle": 0}


def test_equal_remainders_go_by_name() -> None:
    third = Fraction(1, 3)
    assert to_minor({"c": third, "b": third, "a": third}) == {"a": 1, "b": 0, "c": 0}


def test_shares_of_a_sum_that_is_not_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="whole"):
        to_minor({"a": Fraction(1, 3)})


@given(
    st.dictionaries(st.sampled_from("abcdefghijkl"), st.integers(0, 5), min_size=1),
    st.integers(1, 6),
    st.randoms(use_true_random=False),
)
def test_groups_are_few_whole_and_the_same_in_any_order(
    effects: dict[str, int], most: int, random: object
) -> None:
    rules = {k: k.upper() if k < "f" else "Z" for k in effects}
    found = grouped(effects, rules, most)
    assert len(found) <= most
    assert sorted(x for group in found.values() for x in group) == sorted(effects)
    order = list(effects)
    random.shuffle(order)  # type: ignore[attr-defined]
    again = grouped({k: effects[k] for k in order}, rules, most)
    assert {k: sorted(v) for k, v in again.items()} == {k: sorted(v) for k, v in found.items()}
