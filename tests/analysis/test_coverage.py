"""Rule coverage: each kind of point unreached, then reached; what is only possible; the shares."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import pytest

import ecoreward
from ecoreward.analysis.cover_points import Plan
from ecoreward.analysis.coverage import Coverage, Share, Tally, total
from ecoreward.api import Library
from ecoreward.policy.program import Program
from ecoreward.words import has
from ecoreward.words.compile import LOCALE
from ecoreward.workbench.case_tests import run_files
from tests.engine.small import of_editions

ROOT = Path(__file__).parents[2]
PARTS_FACT = {
    "parts": {"type": "rows", "columns": ["n", "p"], "label": {"zh": "各项", "en": "parts"}}
}
Edition = Mapping[str, Any]
Case = Mapping[str, Any]  # facts, and `decided` beside them


def coverage(library: Library, cases: Sequence[Case]) -> Coverage:
    """What the cases reach of the one edition."""
    tally = Tally([library.jurisdiction("one")])
    for case in cases:
        facts = {"reported_on": "2021-01-01", **case}
        decided = facts.pop("decided", None)
        tally.see(library.evaluate({"jurisdiction": "one", "facts": facts, "decided": decided}))
    [found] = tally.coverage()
    return found


def missed(edition: Edition, cases: Sequence[Case]) -> dict[str, bool]:
    """The keys that are not reached, and whether they may have been."""
    library = of_editions([{"id": "one", **edition}], PARTS_FACT)
    return {m.point.key: m.possible for m in coverage(library, cases).missed}


def leaf(id: str, **keys: Any) -> dict[str, Any]:
    return {"id": id, "fixed": "5", **keys}


GATE = {"requires": [{"id": "g", "when": "p", "reason": "r"}], "award": leaf("x")}
WHEN = {"award": leaf("x", when="p")}
FOR = {"award": leaf("x", **{"for": ["dust"]})}
PARTS = {"award": leaf("x", when="p and not(q or a > 5)")}
CHOICE = {"award": leaf("x", when="if p then q else a > 5")}
DEFINE = {"define": {"d": "p and q"}, "award": leaf("x", when="d or a > 5")}
ROWS = {"award": {"id": "t", "table": {
    "by": "a", "edges": "from", "rows": [{"to": "10", "fixed": "1"}, {"fixed": "2"}]}}}  # fmt: skip
CELLS = {"award": {"id": "t", "table": {"by": ["w", "p"], "rows": [
    {"in": ['"x"', "-"], "fixed": "1"}, {"in": ['"y"', "true"], "fixed": "2"}],
    "otherwise": {"fixed": "3"}}}}  # fmt: skip
UNSTATED = {"award": {"id": "t", "table": {
    "by": "a", "edges": "unstated", "rows": [{"to": "10", "fixed": "1"}, {"fixed": "2"}]}}}  # fmt: skip
READINGS = {"award": {"id": "r", "readings": ["highest", "sum"], "of": [
    leaf("x", when="p"), leaf("y", when="q")]}}  # fmt: skip
WRITTEN = {"award": {"id": "r", "readings": [
    {"id": "part", "says": "a", "combine": "sum"},
    {"id": "whole", "says": "b", "combine": "sum", "cap": "7"}],
    "of": [leaf("x", when="p"), leaf("y", when="q")]}}  # fmt: skip
FIRST = {"award": {"id": "f", "first": [leaf("x", when="p"), leaf("y", when="q")]}}
NESTED = {"award": {"id": "f", "highest": [leaf("x", when="q")], "when": "p", "for": ["dust"]}}
EACH = {"award": {"id": "s", "sum": [{
    "id": "x", "each": "parts", "fixed": "5 * n", "when": "p", "cap": "20"}]}}  # fmt: skip
NAMED = {"define": {"d": "p"}, "award": leaf("x", when="not(d)")}
LIMITS = {"award": {"id": "x", "rate": "10%", "base": "a", "floor": "5", "cap": "50"}}
STEPS = {"award": {"id": "x", "rate": "10%", "base": "a", "then": [
    {"times": "2", "when": "p"}, {"cap": "50"}, {"round": {"to": "1"}}]}}  # fmt: skip
BAND = {"award": {"id": "x", "band": ["10", "a"], "cap": "50"}}
NO_FIGURE = {"award": {"id": "x", "unstated": "?", "floor": "5", "cap": "50"}}
UP_TO = {"award": {"id": "x", "up_to": "a", "floor": "5", "cap": "50"}}
BESIDE = {
    "award": leaf("x"),
    "approvals": [{"id": "c", "label": "l", "when": "award > 3 and p", "consent": "q"}],
    "honours": [{"id": "h", "label": "l", "when": "p"}],
}
DUST, CLEAN = {"violations": ["dust"]}, {"violations": []}
YES, NO = {"p": True}, {"p": False}
BOTH = {"p": True, "q": True}

POINTS: list[tuple[str, Edition, list[Case], str, Case]] = [
    ("a node", WHEN, [NO], "node:x", YES),
    ("a condition, yes", WHEN, [NO], "when:x:yes", YES),
    ("a condition, no", WHEN, [YES], "when:x:no", NO),
    ("a gate, yes", GATE, [NO], "gate:g:yes", YES),
    ("a gate, no", GATE, [YES], "gate:g:no", NO),
    ("behind a failed gate", GATE, [NO], "node:x", YES),
    ("for, yes", FOR, [CLEAN], "for:x:yes", DUST),
    ("for, no", FOR, [DUST], "for:x:no", CLEAN),
    ("a part of and", PARTS, [NO], "when:x#.0:yes", YES),
    ("a part of or under not", PARTS, [{**BOTH, "a": 5}], "when:x#.1.0.1:yes", {**BOTH, "a": 6}),
    ("a part of or under not, no", PARTS, [{**BOTH, "a": 6}], "when:x#.1.0.1:no", {**NO, "a": 5}),
    ("a part of if", CHOICE, [BOTH], "when:x#.0:no", {**NO, "a": 6}),
    ("a definition, yes", DEFINE, [NO], "define:d:yes", BOTH),
    ("a definition, no", DEFINE, [BOTH], "define:d:no", NO),
    ("a name alone", NAMED, [NO], "define:d:yes", YES),
    ("a name alone, as it is used", NAMED, [NO], "when:x:no", YES),
    ("a part of a definition", DEFINE, [{**NO, "q": False}], "define:d#.1:yes", BOTH),
    ("a row", ROWS, [{"a": 9}], "row:t-row-2", {"a": 10}),
    ("a row of tests", CELLS, [{"w": "x"}], "row:t-row-2", {"w": "y", **YES}),
    ("otherwise", CELLS, [{"w": "x"}], "otherwise:t-row-otherwise", {"w": "y", **NO}),
    ("a reading", READINGS, [YES | {"q": False}], "reading:r/sum", BOTH),
    ("a reading decided on", READINGS, [], "reading:r/sum", {**BOTH, "decided": {"r": "sum"}}),
    ("a written reading", WRITTEN, [YES | {"q": False}], "reading:r/whole", BOTH),
    ("a limit of one reading", WRITTEN, [YES | {"q": False}], "cap:r/whole:yes", BOTH),
    ("a boundary", UNSTATED, [{"a": 9}], "reading:t/to", {"a": 10}),
    ("a child of first", FIRST, [YES], "node:y", NO | {"q": True}),
    ("a floor, below", LIMITS, [{"a": 100}], "floor:x:yes", {"a": 10}),
    ("a floor, reached", LIMITS, [{"a": 10}], "floor:x:no", {"a": 100}),
    ("a cap, above", LIMITS, [{"a": 100}], "cap:x:yes", {"a": 1000}),
    ("a cap, within", LIMITS, [{"a": 1000}], "cap:x:no", {"a": 500}),
    ("a node of some row", EACH, [{"parts": [{"n": 1, **NO}]}], "node:x",
     {"parts": [{"n": 1, **NO}, {"n": 1, **YES}]}),
    ("a limit of some row", EACH, [{"parts": [{"n": 1, **YES}]}], "cap:x:yes",
     {"parts": [{"n": 1, **YES}, {"n": 5, **YES}]}),
    ("a factor", STEPS, [{"a": 100, **NO}], "then.0:x:yes", {"a": 100, **YES}),
    ("the condition of a step", STEPS, [{"a": 100, **YES}], "then.0.when:x:no", {"a": 100, **NO}),
    ("a cap among the steps", STEPS, [{"a": 100, **NO}], "then.1:x:yes", {"a": 501, **NO}),
    ("a rounding", STEPS, [{"a": 100, **NO}], "then.2:x:yes", {"a": 101, **NO}),
    ("no rounding", STEPS, [{"a": 101, **NO}], "then.2:x:no", {"a": 100, **NO}),
    ("a cap on what is decided", BAND, [{"a": 50}], "cap:x:yes", {"a": 51}),
    ("a cap above what is decided", BAND, [{"a": 51}], "cap:x:no", {"a": 50}),
    ("a cap on a figure", BAND, [], "cap:x:yes", {"a": 51, "decided": {"x": 20}}),
    ("an approval", BESIDE, [NO], "approval:c:yes", YES),
    ("an approval given", BESIDE, [NO], "approval:c:yes", BOTH),
    ("no approval", BESIDE, [YES], "approval:c:no", NO),
    ("an honour", BESIDE, [NO], "honour:h:yes", YES),
    ("no honour", BESIDE, [YES], "honour:h:no", NO),
]  # fmt: skip


@pytest.mark.parametrize(("edition", "before", "key", "case"), [p[1:] for p in POINTS],
                         ids=[p[0] for p in POINTS])  # fmt: skip
def test_unreached_then_reached(edition: Edition, before: list[Case], key: str, case: Case) -> None:
    assert missed(edition, before).get(key) is False
    assert key not in missed(edition, [*before, case])


POSSIBLE: list[tuple[str, Edition, Case, set[str]]] = [
    ("a condition not known", WHEN, {}, {"node:x", "when:x:yes", "when:x:no"}),
    ("below a gate not known", GATE, {}, {"gate:g:yes", "gate:g:no", "node:x"}),
    ("below a condition not known", NESTED, {"q": True, **DUST},
     {"node:f", "when:f:yes", "when:f:no", "node:x", "when:x:yes"}),
    ("below violations not known", NESTED, BOTH,
     {"node:f", "for:f:yes", "for:f:no", "node:x", "when:x:yes"}),
    ("behind a child that may apply", FIRST, {"q": True},
     {"node:x", "when:x:yes", "when:x:no", "node:y", "when:y:yes"}),
    ("a row that may hold", ROWS, {}, {"row:t-row-1", "row:t-row-2"}),
    ("otherwise, beside a row that may hold", CELLS, {"w": "y"},
     {"row:t-row-2", "otherwise:t-row-otherwise"}),
    ("readings that differ by a fact", READINGS, YES,
     {"node:y", "when:y:yes", "when:y:no", "reading:r/highest", "reading:r/sum"}),
    ("a limit that cuts what is not known", LIMITS, {"a": "[40..600]"},
     {"floor:x:yes", "floor:x:no", "cap:x:yes", "cap:x:no"}),
    ("rows that are not known", EACH, YES,
     {"node:s", "node:x", "when:x:yes", "when:x:no", "cap:x:yes", "cap:x:no"}),
    ("an approval whose facts are missing", BESIDE, {},
     {"approval:c:yes", "honour:h:yes"}),
]  # fmt: skip


@pytest.mark.parametrize(("edition", "case", "keys"), [p[1:] for p in POSSIBLE],
                         ids=[p[0] for p in POSSIBLE])  # fmt: skip
def test_what_is_not_certain_does_not_count(edition: Edition, case: Case, keys: set[str]) -> None:
    found = missed(edition, [case])
    assert {k for k, possible in found.items() if possible} == keys


def test_a_candidate_is_not_certain() -> None:
    """Where the date leaves two editions, neither is reached for certain."""
    library = of_editions([
        {"id": "one", **WHEN, "in_force": {"from": "2020-01-01"}, "replaced_by": "two"},
        {"id": "two", **WHEN, "in_force": {"from": "2021-06-01"}},
    ])  # fmt: skip
    tally = Tally([library.jurisdiction("one")])
    tally.see(
        library.evaluate({"jurisdiction": "one", "facts": {"reported_on": "2021", "p": True}})
    )
    for found in tally.coverage():
        assert (found.cases, found.share.reached) == (1, 0)
        assert {m.point.key for m in found.missed if m.possible} == {"node:x", "when:x:yes"}


def test_limits_that_always_cut_have_one_side() -> None:
    """Between nothing and no limit every floor and cap narrows the range."""
    keys = {"node:x", "floor:x:yes", "cap:x:yes"}
    assert missed(NO_FIGURE, []).keys() == keys
    assert missed(UP_TO, []).keys() == keys | {"cap:x:no"}
    assert missed(NO_FIGURE, [{}]) == {}


def test_what_readings_share_is_counted_once() -> None:
    keys = list(
        Plan(of_editions([{"id": "one", **READINGS}]).edition("one").compiled.program).points
    )
    assert keys.count("node:x") == 1
    assert len(keys) == len(set(keys))
    assert {"reading:r/highest", "reading:r/sum"} <= set(keys)


def test_readings_inside_a_reading_are_told_apart() -> None:
    two = [{**leaf("y"), "says": "y"}, {**leaf("z"), "says": "z", "fixed": "6"}]
    inner = {"id": "in", "says": "b", "readings": two}
    edition = {"award": {"id": "r", "readings": [{**leaf("one-way"), "says": "a"}, inner]}}
    plan = Plan(of_editions([{"id": "one", **edition}]).edition("one").compiled.program)
    found = {p.key: p.id for p in plan.points.values() if p.kind == "reading"}
    assert found == {
        "reading:r/one-way": "r", "reading:r/in": "r",
        "reading:r/in/y": "in", "reading:r/in/z": "in",
    }  # fmt: skip
    assert missed(edition, [{}]).keys().isdisjoint(found)


def test_a_definition_that_no_condition_uses_is_no_point() -> None:
    edition = {"define": {"d": "if p then a else b"}, "award": {"id": "x", "fixed": "d"}}
    assert missed(edition, []).keys() == {"node:x"}


def test_constants_have_no_sides() -> None:
    assert missed({"award": leaf("x", when="true")}, []).keys() == {"node:x"}


@pytest.mark.parametrize(
    ("reached", "all", "percent"),
    [
        (0, 3, "0"),
        (1, 3, "33.3"),
        (2, 3, "66.6"),
        (3, 3, "100"),
        (9999, 10000, "99.9"),
        (0, 0, "100"),
    ],
)
def test_a_share_is_never_rounded_up(reached: int, all: int, percent: str) -> None:
    assert Share(reached, all).percent == percent


def test_a_share_is_exact() -> None:
    assert Share(2, 3).exact == Fraction(2, 3)


def shipped(paths: list[Path]) -> tuple[Coverage, ...]:
    library = ecoreward.load()
    tally = Tally(library.jurisdiction_of(j.file) for j in library.jurisdictions)
    report = run_files(library, [(str(p), p.read_bytes()) for p in paths], tally.see)
    assert report.passed
    return tally.coverage()


CASES = sorted((ROOT / "policies" / "tests").rglob("*.yaml"))


@pytest.mark.parametrize("paths", [CASES, CASES[::2], []], ids=["all", "half", "none"])
def test_the_share_and_the_list_agree(paths: list[Path]) -> None:
    library = ecoreward.load()
    found = shipped(paths)
    by_file = {
        (j.file, e.id): e
        for j in library.jurisdictions
        for e in library.jurisdiction_of(j.file).editions
    }
    assert len(found) == sum(
        len(library.jurisdiction_of(j.file).editions) for j in library.jurisdictions
    )
    for one in found:
        program = by_file[one.file, one.edition].program
        points = Plan(program).points
        assert one.share.all == len(points)
        assert one.share.all - one.share.reached == len(one.missed)
        assert {m.point.key for m in one.missed} <= points.keys()
        assert one.cases or not one.share.reached
        data = one.to_json()
        assert len(data["missed"]) == data["all"] - data["reached"]
    whole = total(found)
    assert whole.reached == sum(c.share.reached for c in found)
    assert (whole.reached == 0) == (not paths)


def test_the_shipped_cases_reach_their_policies() -> None:
    for one in shipped(CASES):
        assert one.share.exact >= Fraction(9, 10), [m.point.text() for m in one.missed]


def test_every_point_can_be_told_in_both_languages_and_found() -> None:
    library = ecoreward.load()
    for jurisdiction in library.jurisdictions:
        for edition in library.jurisdiction_of(jurisdiction.file).editions:
            for point in Plan(edition.program).points.values():
                assert point.place.line > 0, point.key
                for lang in ("zh", "en"):
                    assert "analysis." not in point.text(lang), point.key


def test_every_sentence_is_some_points_and_every_point_has_one() -> None:
    plans = [
        Plan(of_editions([{"id": "one", **p[1]}], PARTS_FACT).edition("one").compiled.program)
        for p in POINTS
    ]
    library = ecoreward.load()
    plans += [
        Plan(e.program)
        for j in library.jurisdictions
        for e in library.jurisdiction_of(j.file).editions
    ]
    codes = {p.code for plan in plans for p in plan.points.values()}
    for code in codes:
        assert has(f"analysis.cover.{code}"), code
    po = LOCALE / "zh_CN" / "LC_MESSAGES" / "analysis.po"
    known = set(re.findall(r'msgid "analysis.cover.(.+)"', po.read_text("utf-8")))
    assert known - codes == {"limit-yes"}  # of a kind of step that has no sentence of its own


def test_a_new_kind_of_step_is_a_point_too() -> None:
    node = of_editions([{"id": "one", **STEPS}]).edition("one").compiled.program.award
    assert node is not None
    step = replace(node.then[0], kind=cast(Any, "lottery"))
    program = Program("one", "one", "", "", "CNY", replace(node, then=(step,)))
    point = Plan(program).points["then.0:x:yes"]
    assert point.text("zh") == "没有案例使这一步“lottery: 2”改变金额"
    assert "lottery: 2" in point.text("en")


def test_a_case_that_is_an_error_does_not_count_and_a_failed_one_does() -> None:
    library = of_editions([{"id": "one", **WHEN}])
    tally = Tally([library.jurisdiction("one")])
    text = (
        "- {case: a, jurisdiction: one, facts: {reported_on: 2021-01-01, p: maybe}, expect: {amount: 5}}\n"
        "- {case: b, jurisdiction: one, facts: {reported_on: 2021-01-01, p: no}, expect: {amount: 5}}\n"
    )
    report = run_files(library, [("t.yaml", text.encode())], tally.see)
    assert [r.passed for r in report.results] == [False, False]
    [found] = tally.coverage()
    assert (found.cases, {m.point.key for m in found.missed}) == (1, {"node:x", "when:x:yes"})


def test_editions_without_a_case_are_left_out_if_asked() -> None:
    library = of_editions([{"id": "one", **WHEN}])
    assert coverage(library, []).share == Share(0, 3)
    assert Tally([library.jurisdiction("one")]).coverage(untouched=False) == ()
