"""What a vocabulary or a policy may not ask for: told at load, with place and cure."""

from __future__ import annotations

from typing import Any

import pytest
from tests.engine.small import library, of_editions, words

from ecoreward.api import Library
from ecoreward.problems import Problem
from ecoreward.words import has


def problems(found: Library) -> list[Problem]:
    told = list(found.problems())
    for problem in told:
        for lang in ("zh", "en"):
            assert has(problem.code)
            assert "{" not in problem.message(lang)
    return told


def codes(found: Library, severity: str = "error") -> list[str]:
    return [p.code for p in problems(found) if p.severity == severity]


FIXED = {"award": {"fixed": "500"}}


def test_these_facts_are_good() -> None:
    assert problems(library(FIXED)) == []


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        ({"type": "date", "min": "0"}, "policy.fact-key"),
        ({"type": "date", "max": "9"}, "policy.fact-key"),
        ({"type": "choice", "values": {"x": words("x")}, "presume": "x"}, "policy.fact-key"),
        ({"type": "set", "presume": "[]"}, "policy.fact-key"),
        ({"type": "date", "presume": "2020-01-01"}, "policy.fact-key"),
        ({"type": "money", "presume": "0"}, "policy.fact-key"),
        ({"type": "integer", "implied_by": "a > 0"}, "policy.fact-key"),
        ({"type": "money", "excludes": ["p"]}, "policy.fact-key"),
        ({"type": "boolean", "values": {"x": words("x")}}, "policy.fact-key"),
        ({"type": "boolean", "excludes": ["n"]}, "policy.excludes-kind"),
        ({"type": "boolean", "excludes": ["z"]}, "policy.excludes-kind"),
        ({"type": "integer", "min": "5", "max": "4"}, "policy.bounds-reversed"),
        ({"type": "number", "step": "0"}, "policy.fact-step"),
        ({"type": "number", "step": "-1"}, "policy.fact-step"),
        ({"type": "integer", "step": "0.5"}, "policy.fact-step"),
        ({"type": "integer", "min": "1", "presume": "0"}, "policy.presume-outside"),
        ({"type": "integer", "presume": "0.5"}, "policy.presume-outside"),
    ],
)
def test_a_fact_that_cannot_be_is_refused(fact: dict[str, Any], code: str) -> None:
    assert codes(library(FIXED, {"z": fact})) == [code]


def test_violations_are_listed_only_where_the_vocabulary_has_them() -> None:
    by_kind = {"award": {"id": "x", "for": "dust", "fixed": "500"}}
    listed = {"define": {"名单": {"kinds": ["dust"]}}, **FIXED}
    for other in (None, {"type": "boolean"}):
        for edition in (by_kind, listed):
            found = codes(library(edition, {"violations": other}))
            assert found == ["policy.no-violations-fact"]


def test_sharing_needs_the_number_of_reporters() -> None:
    for other in (None, {"type": "money"}):
        found = codes(library({**FIXED, "sharing": "equal"}, {"joint_reporters": other}))
        assert found == ["policy.no-sharing-fact"]


@pytest.mark.parametrize(
    ("unit", "currency", "good"),
    [
        ("0.01", "CNY", True), ("10", "CNY", True), ("0.05", "CNY", True), ("0.001", "CNY", False),
        ("0.003", "CNY", False), ("0.015", "CNY", False), ("0.01", "KRW", False), ("1", "KRW", True),
        ("0.001", "KWD", True),
    ],
)  # fmt: skip
def test_a_rounding_gives_sums_that_can_be_paid(unit: str, currency: str, good: bool) -> None:
    expected = [] if good else ["policy.round-too-fine"]
    root = {**FIXED, "round": {"to": unit}}
    step = {"award": {"fixed": "500", "then": [{"round": {"to": unit}}]}}
    assert codes(library(root, currency=currency)) == expected
    assert codes(library(step, currency=currency)) == expected


def edition(id: str, start: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "in_force": {"from": start}, **FIXED, **more}


def test_an_edition_is_not_replaced_by_itself() -> None:
    (found,) = problems(of_editions([edition("x", "2020-01-01", replaced_by="x")]))
    assert found.code == "policy.replaced-cycle"
    assert len(found.related) == 1


def test_a_circle_of_successors_is_told_once_with_every_place() -> None:
    circle = [
        edition("x", "2020-01-01", replaced_by="y"), edition("y", "2021-01-01", replaced_by="z"),
        edition("z", "2022-01-01", replaced_by="x"),
        edition("v", "2019-01-01", replaced_by="x"),
    ]  # fmt: skip
    found = [p for p in problems(of_editions(circle)) if p.code == "policy.replaced-cycle"]
    assert len(found) == 1
    assert len(found[0].related) == 2
    assert "x → y → z → x" in found[0].message("en")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"status": "draft"}, "policy.replaced-by-draft"),
        ({"scheme": "campaign"}, "policy.replaced-other-scheme"),
    ],
)
def test_a_successor_is_of_the_same_kind(more: dict[str, str], code: str) -> None:
    pair = [edition("x", "2020-01-01", replaced_by="y"), edition("y", "2021-01-01", **more)]
    (found,) = problems(of_editions(pair))
    assert found.code == code
    assert len(found.related) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [("2021-01-01", "2020-01-01"), ("2020-01-01", "2020-01-01"), ("unstated", "0001-01-01")],
)
def test_a_successor_leaves_its_predecessor_a_day(first: str, second: str) -> None:
    pair = [edition("x", first, replaced_by="y"), edition("y", second)]
    assert "policy.replaced-too-early" in codes(of_editions(pair))


def test_a_successor_from_the_first_days_is_no_crash() -> None:
    pair = [edition("x", "0001-01-01", replaced_by="y"), edition("y", "0001-01-02")]
    assert codes(of_editions(pair)) == []
    month = [edition("x", "0001-01", replaced_by="y"), edition("y", "0001-01")]
    assert "policy.two-editions" not in codes(of_editions(month))


def test_editions_beside_main_alone_are_warned_about() -> None:
    alone = [edition("x", "2020-01-01", scheme="campaign")]
    assert codes(of_editions(alone), "warning") == ["policy.no-main-scheme"]
    drafts = [*alone, edition("y", "2020-01-01", status="draft")]
    assert codes(of_editions(drafts), "warning") == ["policy.no-main-scheme"]
    both = [*alone, edition("y", "2020-01-01")]
    assert codes(of_editions(both), "warning") == []


@pytest.mark.parametrize(
    "around",
    [
        {"approvals": ["x", "x"]}, {"honours": ["x", "x"]}, {"approvals": ["x"], "honours": ["x"]},
        {"approvals": ["award"]}, {"honours": ["requires-1"]},
    ],
)  # fmt: skip
def test_ids_of_approvals_and_honours_are_their_own(around: dict[str, list[str]]) -> None:
    gates = {"requires": [{"when": "p", "reason": words("r")}]}
    written: dict[str, Any] = {
        "approvals": [{"id": i, "label": words(i), "consent": "p"} for i in around.get("approvals", [])],
        "honours": [{"id": i, "label": words(i)} for i in around.get("honours", [])],
    }  # fmt: skip
    (found,) = [
        p for p in problems(library({**FIXED, **gates, **written})) if p.severity == "error"
    ]
    assert found.code == "policy.duplicate-id"
    assert len(found.related) == 1


def test_an_honour_is_with_a_node_and_not_with_an_approval() -> None:
    around = {
        "approvals": [{"id": "x", "label": words("x"), "consent": "p"}],
        "honours": [{"id": "y", "label": words("y"), "with": "x"}],
    }
    assert codes(library({**FIXED, **around})) == ["policy.unknown-node"]


def test_reversed_rates_are_told() -> None:
    award = {"award": {"id": "x", "rate": ["5%", "1%"], "base": "a"}}
    (found,) = problems(library(award))
    assert (found.code, found.severity) == ("policy.rate-reversed", "error")
    assert "5%" in found.message("en")
    assert codes(library({"award": {"id": "x", "rate": ["1%", "5%"], "base": "a"}})) == []


def test_numbers_of_thousands_of_digits_are_refused() -> None:
    big = "1" + "0" * 30
    factors = {"award": {"id": "x", "fixed": "500", "then": [{"times": big}] * 200}}
    product = {"award": {"id": "x", "fixed": "500 * " + " * ".join([big] * 50)}}
    literal = {"award": {"id": "x", "fixed": "9" * 1900}}
    small = {"award": {"id": "x", "rate": "0." + "0" * 1900 + "1", "base": "a"}}
    inside = {"award": {"id": "x", "when": "n * " + " * ".join([big] * 50) + " > 5", "fixed": "5"}}
    defined = {
        "define": {"d0": f"{big} * n", **{f"d{i}": f"d{i - 1} * d{i - 1}" for i in range(1, 8)}},
        "award": {"id": "x", "fixed": "500", "when": "d7 > 5"},
    }
    for award in (factors, product, literal, small, inside, defined):
        assert codes(library(award)) == ["policy.numbers-too-large"]


def test_large_policies_with_plain_numbers_are_no_error() -> None:
    many = [
        {"id": f"x{i}", "rate": f"0.{i:03d}", "base": f"a / {i % 7 + 1}"} for i in range(1, 400)
    ]
    assert codes(library({"award": {"sum": many}})) == []
    few = {"award": {"id": "x", "fixed": "500", "then": [{"times": "1" + "0" * 29}] * 5}}
    assert codes(library(few)) == []


def nested(depth: int) -> dict[str, Any]:
    node: dict[str, Any] = {"id": "last", "fixed": "1"}
    for level in range(depth):
        options = [{"id": f"r{level}-{o}", "says": words(o), "combine": "sum"} for o in "xy"]
        node = {
            "id": f"n{level}",
            "readings": options,
            "of": [{"id": f"k{level}", "fixed": "1"}, node],
        }
    return {"award": node}


def test_readings_in_readings_cannot_ask_for_a_great_trace() -> None:
    assert codes(library(nested(8))) == []
    assert codes(library(nested(12))) == ["policy.trace-too-large"]


def two_way(size: int, last: str = "") -> dict[str, Any]:
    ends = [f"[{i * 1000}..{i * 1000 + 1000})" for i in range(size - 1)] + [
        f">= {(size - 1) * 1000}"
    ]
    cells = [[x, y] for x in ends for y in ends]
    rows = [{"in": c, "id": f"r{i}", "fixed": str(i)} for i, c in enumerate(cells)]
    if last:
        rows.append({"in": [last, "-"], "id": "more", "fixed": "1"})
    return {"award": {"id": "t", "table": {"by": ["a", "b"], "rows": rows}}}


def test_a_great_two_way_table_is_checked_quickly() -> None:
    assert problems(library(two_way(20))) == []
    assert codes(library(two_way(15, "[500..600]"))) == ["policy.rows-overlap"]


def test_a_gap_between_two_cuts_off_the_grid_is_seen() -> None:
    rows = [{"in": "<= 0.5", "id": "x", "fixed": "1"}, {"in": ">= 1.2", "id": "y", "fixed": "2"}]
    (found,) = problems(library({"award": {"id": "t", "table": {"by": "n", "rows": rows}}}))
    assert found.code == "policy.rows-gap"
    rows[1]["in"] = ">= 0.7"  # no whole number lies between
    assert problems(library({"award": {"id": "t", "table": {"by": "n", "rows": rows}}})) == []


def test_a_gap_in_a_table_of_days_is_no_crash() -> None:
    rows = [{"in": '>= @"0001-01-02"', "id": "x", "fixed": "1"}]
    table = {"award": {"id": "t", "table": {"by": "reported_on", "rows": rows}}}
    (found,) = problems(library(table))
    assert found.code == "policy.rows-gap"
    assert "0001-01-01" in found.message("en")


def test_the_order_of_keys_does_not_change_the_digest() -> None:
    one = of_editions([{"id": "x", **FIXED, "note": "n"}])
    two = of_editions([{"note": "n", **FIXED, "id": "x"}])
    assert one.jurisdiction("one").digest == two.jurisdiction("one").digest
    other = of_editions([{"id": "x", **FIXED, "note": "m"}])
    assert one.jurisdiction("one").digest != other.jurisdiction("one").digest


def test_definitions_written_out_in_every_condition_cannot_ask_for_a_great_trace() -> None:
    defined = {"d0": "n + 1", **{f"d{i}": f"d{i - 1} + d{i - 1}" for i in range(1, 10)}}
    many = [{"id": f"x{i}", "when": "d9 > 900", "fixed": "1"} for i in range(60)]
    assert codes(library({"define": defined, "award": {"sum": many}})) == ["policy.too-much-work"]
    few = {"define": defined, "award": {"sum": many[:10]}}
    assert codes(library(few)) == []
