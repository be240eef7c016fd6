"""Values at the ends of what a fact may be, and what follows from facts, read through the library."""

from __future__ import annotations

from typing import Any

import pytest

from ecoreward.api import Library
from ecoreward.engine.decision import Decision
from ecoreward.problems import CaseProblems
from tests.engine.small import library, words

FIXED = {"award": {"fixed": "500"}}


def decided(found: Library, **facts: Any) -> Decision:
    return found.edition("one").evaluate(facts)


def ends(decision: Decision) -> tuple[str, str | None]:
    low, high = decision.range.low, decision.range.high
    return str(low.value), None if high is None else str(high.value)


def codes(found: Library, **facts: Any) -> list[str]:
    with pytest.raises(CaseProblems) as caught:
        decided(found, **facts)
    for problem in caught.value.items:
        assert "{" not in problem.message("zh") + problem.message("en")
    return [p.code for p in caught.value.items]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("150", "case.off-step"), ("[0..150]", "case.off-step"), ("> 150", "case.off-step"),
        ("100.001", "case.too-fine-money"), ("0.01", "case.off-step"),
    ],
)  # fmt: skip
def test_a_sum_lies_on_the_grid_of_its_fact(value: str, code: str) -> None:
    grid = library(FIXED, {"c": {"type": "money", "min": "0", "step": "100"}})
    assert codes(grid, c=value) == [code]
    decided(grid, c="200")
    decided(grid, c="[100..300]")


def test_a_count_lies_on_the_grid_of_its_fact() -> None:
    grid = library(FIXED, {"c": {"type": "integer", "step": "5"}})
    assert codes(grid, c="7") == ["case.off-step"]
    assert codes(library(FIXED), n="1.5") == ["case.too-fine"]
    decided(grid, c="10")


@pytest.mark.parametrize("value", [">= 20", "> 9", "[20..]", "(9..]", "[3..10]", "10"])
def test_nothing_above_the_greatest_value(value: str) -> None:
    assert codes(library(FIXED), n=value) == ["case.out-of-bounds"]


@pytest.mark.parametrize("value", ["[..0]", "<= 0", "< 1", "0", "[0..3]"])
def test_nothing_below_the_least_value(value: str) -> None:
    assert codes(library(FIXED), joint_reporters=value) == ["case.out-of-bounds"]


def test_open_ranges_inside_the_bounds_are_read() -> None:
    for value in (">= 9", "[..0]", "< 1", "[..]", "> 8"):
        decided(library(FIXED), n=value)


@pytest.mark.parametrize("value", ["> 9999-12-31", "< 0001-01-01", "(9999-12-31..]", "[..0001-01)"])
def test_a_day_no_calendar_has(value: str) -> None:
    assert codes(library(FIXED), accepted_on=value) == ["case.no-such-day"]


def test_the_last_and_the_first_day_are_read() -> None:
    for value in (">= 9999-12-31", "<= 0001-01-01", "< 9999-12-31", "9999", "0001"):
        decided(library(FIXED), accepted_on=value)


@pytest.mark.parametrize("literal", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("op", ["<", "<=", ">", ">=", "=", "!="])
def test_a_condition_at_the_ends_of_the_calendar_is_no_crash(op: str, literal: str) -> None:
    award = {"award": {"id": "x", "when": f'accepted_on {op} @"{literal}"', "fixed": "500",
                       "then": [{"times": "2", "when": f'accepted_on {op} @"{literal}"'}]}}  # fmt: skip
    found = library(award)
    for facts in ({}, {"accepted_on": literal}, {"accepted_on": f">= {literal}"},
                  {"accepted_on": f"<= {literal}"}):  # fmt: skip
        decided(found, **facts).to_json()


def test_numbers_of_a_case_have_thirty_digits_at_most() -> None:
    assert codes(library(FIXED), a="9" * 31) == ["case.want-money"]
    assert codes(library(FIXED), a=f"[0..{'9' * 31}]") == ["case.want-money"]
    decided(library(FIXED), a="9" * 30)


HANDLING = {"handling": {"urgent": "3 days", "from": "accepted_on"}}
URGENCY = {"urgency": {"type": "choice", "values": {"urgent": words("u"), "ordinary": words("o")}}}


@pytest.mark.parametrize(
    ("day", "due"),
    [("9999-12-31", None), ("9999-12-28", "9999-12-31"), ("2021-01-01", "2021-01-04")],
)
def test_a_deadline_after_the_last_day_has_no_date(day: str, due: str | None) -> None:
    found = library({**FIXED, **HANDLING}, URGENCY)
    (deadline,) = decided(found, accepted_on=day, urgency="urgent").deadlines
    assert (deadline["due"], deadline["days"]) == (due, 3)


@pytest.mark.parametrize(("count", "shares"), [("0", 0), ("1", 1), ("3", 3), ("10000", 10_000),
                                               ("10001", 0), ("3000000", 0)])  # fmt: skip
def test_shares_are_for_a_number_of_people(count: str, shares: int) -> None:
    loose = {"joint_reporters": {"type": "integer", "min": "0"}}
    found = library({**FIXED, "sharing": "equal"}, loose)
    assert len(decided(found, joint_reporters=count).shares) == shares


# --- what follows from other facts -------------------------------------------------------------

PAID = {"award": {"id": "x", "when": "im", "fixed": "100"}}
IMPLIED = {"im": {"type": "boolean", "presume": "false", "implied_by": "a > 0"}}


def test_a_presumed_no_waits_for_what_may_imply_it() -> None:
    found = library(PAID, IMPLIED)
    open_ = decided(found)
    assert ends(open_) == ("0.00", "100.00")
    assert [m.fact for m in open_.missing] == ["a"]
    assert open_.range.exact
    assert ends(decided(found, a="5")) == ("100.00", "100.00")
    assert ends(decided(found, a="0")) == ("0.00", "0.00")
    assert [p.fact for p in decided(found, a="0").presumed] == ["im"]
    assert ends(decided(found, im=False)) == ("0.00", "0.00")
    assert ends(decided(found, im=True)) == ("100.00", "100.00")
    assert codes(found, im=False, a="5") == ["case.contradiction-implied"]


@pytest.mark.parametrize("first", ["im", "base"])
def test_what_follows_from_what_follows_in_any_order(first: str) -> None:
    chain = {
        "im": {"type": "boolean", "presume": "false", "implied_by": "base"},
        "base": {"type": "boolean", "presume": "false", "implied_by": "a > 0"},
    }
    found = library(PAID, {first: chain[first], **chain})
    assert ends(decided(found)) == ("0.00", "100.00")
    assert [m.fact for m in decided(found).missing] == ["a"]
    assert ends(decided(found, a="5")) == ("100.00", "100.00")
    assert ends(decided(found, a="0")) == ("0.00", "0.00")
    assert ends(decided(found, base=True)) == ("100.00", "100.00")
    unpresumed = {n: {k: v for k, v in f.items() if k != "presume"} for n, f in chain.items()}
    known = library(PAID, {first: unpresumed[first], **unpresumed})
    assert ends(decided(known, a="5")) == ("100.00", "100.00")


EXCLUDED = {"im": {"type": "boolean", "presume": "true", "excludes": ["p"]}}


def test_a_presumed_yes_gives_way_to_what_it_excludes() -> None:
    found = library(PAID, EXCLUDED)
    assert ends(decided(found, p=True)) == ("0.00", "0.00")
    assert ends(decided(found, p=False)) == ("100.00", "100.00")
    open_ = decided(found)
    assert ends(open_) == ("0.00", "100.00")
    assert [m.fact for m in open_.missing] == ["p"]
    assert codes(found, p=True, im=True) == ["case.contradiction"]


def test_what_follows_may_contradict_what_is_given() -> None:
    both = {**IMPLIED, "z": {"type": "boolean", "excludes": ["im"]}}
    found = library(PAID, both)
    assert codes(found, a="5", z=True) == ["case.contradiction"]
    assert ends(decided(found, z=True)) == ("0.00", "0.00")
    assert ends(decided(found, a="5")) == ("100.00", "100.00")


def test_rules_in_a_circle_end() -> None:
    circle = {
        "im": {"type": "boolean", "presume": "false", "implied_by": "not(z)"},
        "z": {"type": "boolean", "presume": "false", "implied_by": "not(im)"},
    }
    found = library(PAID, circle)
    assert ends(decided(found)) == ("0.00", "100.00")
    assert ends(decided(found, z=True)) == ("0.00", "0.00")
    assert ends(decided(found, z=False)) == ("100.00", "100.00")


# --- tables and receipts ------------------------------------------------------------------------


def test_a_table_with_a_hole_on_the_grid_may_give_nothing() -> None:
    rows = [{"in": "<= 0.5", "id": "x", "fixed": "10"}, {"in": ">= 1.2", "id": "y", "fixed": "20"}]
    found = library({"award": {"id": "t", "table": {"by": "n", "rows": rows}}})
    assert ends(decided(found)) == ("0.00", "20.00")
    rows[1]["in"] = ">= 0.7"
    found = library({"award": {"id": "t", "table": {"by": "n", "rows": rows}}})
    assert ends(decided(found)) == ("10.00", "20.00")


def test_one_case_has_one_digest_however_its_jurisdiction_is_spelled() -> None:
    found = library(FIXED)
    facts = {"reported_on": "2021-01-01"}
    digests = {
        found.evaluate({"jurisdiction": name, "facts": facts}).receipt["case_digest"]
        for name in ("one", "某地", "990000")
    }
    assert len(digests) == 1
