"""What would change it: what is promised is given, and nothing smaller would do."""

from __future__ import annotations

import json
import os
import random
from dataclasses import fields
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import ecoreward
from ecoreward import load_texts
from ecoreward.api import Library
from ecoreward.engine.change import GROUPS, Change, Standing
from ecoreward.engine.decision import Decision
from ecoreward.engine.read_value import amount
from ecoreward.money import text_of
from ecoreward.problems import CaseProblems
from tests.engine import generate as g
from tests.engine.put_again import Raw, cases, changed, standing, with_fact
from tests.engine.small import library as small
from tests.engine.small import of_editions
from tests.engine.test_properties import VOCABULARY

# ECOREWARD_EXAMPLES=5000 searches longer, with a fresh seed.
EXAMPLES = int(os.environ.get("ECOREWARD_EXAMPLES", "0"))


def limits(examples: int) -> settings:
    return settings(
        max_examples=EXAMPLES or examples, deadline=None, derandomize=not EXAMPLES,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )  # fmt: skip


LIBRARY = ecoreward.load()
NAMES = tuple(j.exactly("en") for j in LIBRARY.jurisdictions)


def put(library: Library, case: Raw) -> tuple[Decision, tuple[Change, ...]]:
    """The decision and the changes; cases that contradict themselves are not tried."""
    try:
        decision = library.evaluate(case)
    except CaseProblems:
        assume(False)
        raise
    return decision, library.changes(case)


def kept(library: Library, case: Raw, change: Change) -> None:
    """A full evaluation of the changed case gives what the change promised."""
    new = changed(case, change)
    if change.unfit:
        with pytest.raises(CaseProblems) as bad:
            library.evaluate(new)
        assert all(p.code.startswith("case.decided") for p in bad.value.items)
        new = {k: v for k, v in new.items() if k != "decided"}
    decision = library.evaluate(new)
    assert Standing.of(decision) == change.then
    assert (decision.edition or {}).get("id", "") == change.then.edition


@limits(60)
@given(cases(LIBRARY, NAMES))
def test_what_is_promised_is_given(case: Raw) -> None:
    decision, found = put(LIBRARY, case)
    for change in found:
        assert change.now == Standing.of(decision)
        kept(LIBRARY, case, change)


@limits(25)
@given(cases(LIBRARY, NAMES), st.randoms(use_true_random=False))
def test_nothing_smaller_would_do(case: Raw, rng: random.Random) -> None:
    _, found = put(LIBRARY, case)
    nothing_smaller(LIBRARY, case, found, rng)


def nothing_smaller(
    library: Library, case: Raw, found: tuple[Change, ...], rng: random.Random
) -> None:
    """By search, near the value, near what was found, and at random between them."""
    now = standing(library, case)
    assert now is not None
    edition = library.jurisdiction(case["jurisdiction"]).editions[0]
    for name, start, step, low, high in numbers(case, library):
        for side in (-1, 1):
            near = [c for c in found if c.fact == name and c.kind == "nearest"]
            ends = [
                p
                for p in (number(c.after) for c in near)
                if (p > start) == (side > 0) and p != start
            ]
            assert len(ends) <= 1
            far = ends[0] if ends else start + side * 10**10 * step
            span = int(abs(far - start) / step)
            steps = {*range(1, min(span, 5)), *range(max(1, span - 8), span)}
            steps |= {rng.randrange(1, span) for _ in range(4) if span > 1}
            steps |= {int(span ** rng.random()) for _ in range(6) if span > 1} - {span}
            for n in sorted(steps):
                p = start + side * n * step
                if (low is not None and p < low) or (high is not None and p > high):
                    continue
                other = standing(library, with_number(case, name, p, edition))
                assert other is None or other.money == now.money, (name, p)


def facts_of(place: str) -> Any:
    """The shared facts and those of the file itself."""
    *_, edition = LIBRARY.jurisdiction_of(LIBRARY.jurisdiction(place).file).editions
    return edition.program.vocabulary.facts


def number(data: Any) -> Fraction:
    if "date" in data:
        return Fraction(date.fromisoformat(data["date"]).toordinal())
    return Fraction(data.get("number") or data["value"])


Grid = tuple[str, Fraction, Fraction, Fraction | None, Fraction | None]


def numbers(case: Raw, library: Library) -> list[Grid]:
    """The numbers, sums and dates that a case gives to the point."""
    out = []
    jurisdiction = library.jurisdiction(case["jurisdiction"])
    program = jurisdiction.editions[0].program
    told = dict(case["facts"])
    for name in program.vocabulary.rows:
        for n, row in enumerate(told.pop(name, ()), 1):
            told |= {f"{name}/{n}/{column}": value for column, value in row.items()}
    for name, text in told.items():
        spec = program.vocabulary.spec(name)
        if spec.type.kind == "date" and len(str(text)) == 10:
            day = Fraction(date.fromisoformat(text).toordinal())
            out.append((name, day, Fraction(1), day - 50_000, day + 50_000))
        elif spec.type.kind in ("money", "integer") and ".." not in str(text):
            step = spec.step or (program.unit if spec.type.kind == "money" else Fraction(1))
            out.append((name, amount(str(text)), step, spec.low, spec.high))
    return out


def with_number(case: Raw, name: str, p: Fraction, edition: Any) -> Raw:
    kind = edition.program.vocabulary.spec(name).type.kind
    text = date.fromordinal(int(p)).isoformat() if kind == "date" else text_of(p)
    return with_fact(case, name, text)


@limits(30)
@given(cases(LIBRARY, NAMES), st.randoms(use_true_random=False))
def test_no_other_answer_is_left_out(case: Raw, rng: random.Random) -> None:
    """Any other value of a fact that is no number gives a standing that is told."""
    _, found = put(LIBRARY, case)
    now = standing(LIBRARY, case)
    assert now is not None
    facts = facts_of(case["jurisdiction"])
    for name, value in case["facts"].items():
        told = {c.then.money for c in found if c.fact == name} | {now.money}
        others: list[Any] = []
        match facts[name].type.kind:
            case "boolean":
                others = [not value]
            case "choice":
                others = [v for v in facts[name].values if v != value]
            case "set":
                others = [[*value, t] for t in rng.sample(sorted(LIBRARY.vocabulary.terms), 6)]
                others += [[v for v in value if v != t] for t in value]
        for other in others:
            try:
                again = LIBRARY.evaluate({**case, "facts": {**case["facts"], name: other}})
            except CaseProblems:
                continue
            if facts[name].type.kind == "set" and any(m.fact == name for m in again.missing):
                continue  # a term too broad to answer is no answer
            assert Standing.of(again).money in told, (name, other)


GENERATED_FACTS = ("a", "b", "n", "p", "q", "r", "s", "w", "violations")


def generated(award: dict[str, Any], gate: str | None, more: dict[str, Any]) -> Library:
    text = json.loads(g.policy(award, gate))
    text["editions"][0].update(more)
    library = load_texts({"vocabulary": VOCABULARY, "generated": json.dumps(text)})
    assume(not [p for p in library.problems() if p.severity == "error"])
    return library


def raw(case: dict[str, Any], hidden: list[str]) -> Raw:
    facts = {k: v for k, v in case.items() if k not in hidden}
    facts |= {k: text_of(facts[k]) for k in ("a", "b") if k in facts}
    if "rs" in facts:
        facts["rs"] = [{**row, "b": text_of(row["b"])} for row in facts["rs"]]
    return {"jurisdiction": "generated", "facts": facts}


APPROVALS = st.sampled_from(
    [{}, {"approvals": [{"id": "ok", "label": "同意", "when": "award > 900", "consent": "q"}]}]
)
GATES = st.one_of(st.none(), g.cond())
HIDDEN = st.lists(st.sampled_from(GENERATED_FACTS), max_size=2, unique=True)


@limits(12)
@given(g.tree(), GATES, APPROVALS, g.known_case(), HIDDEN, st.randoms(use_true_random=False))
def test_generated_policies_keep_their_promises(
    award: dict[str, Any],
    gate: str | None,
    more: dict[str, Any],
    case: dict[str, Any],
    hidden: list[str],
    rng: random.Random,
) -> None:
    library = generated(award, gate, more)
    # What stands both in the rows and outside cannot be changed alone.
    given_case = raw(case, [*hidden, *rng.choice([["b", "q", "violations"], ["rs"]])])
    _, found = put(library, given_case)
    for change in found:
        kept(library, given_case, change)
    nothing_smaller(library, given_case, found, rng)


def pay(**more: Any) -> dict[str, Any]:
    return {"award": {"id": "pay", "rate": "10%", "base": "a", **more}}


def told(found: tuple[Change, ...], fact: str) -> list[tuple[Any, ...]]:
    """Kind, whether the rule turns, the new value, outcome and sum of the changes of a fact."""
    out = []
    for c in found:
        if c.fact == fact:
            value = c.after.get("value") or c.after.get("number") or c.after.get("date")
            out.append(
                (
                    c.kind,
                    c.turns,
                    value or c.after.get("truth"),
                    c.then.outcome,
                    str(c.then.low.value),
                )
            )
    return out


def small_case(**facts: Any) -> Raw:
    return {"jurisdiction": "one", "facts": {"reported_on": "2021-01-01", **facts}}


def test_a_rate_has_a_nearest_change_and_a_turn_on_either_side() -> None:
    library = small(pay(floor="100", cap="5000"))
    assert told(library.changes(small_case(a=20000)), "a") == [
        ("nearest", False, "19999.94", "awarded", "1999.99"),
        ("turning", True, "1000.00", "awarded", "100.00"),
        ("nearest", False, "20000.05", "awarded", "2000.01"),
        ("turning", True, "50000.00", "awarded", "5000.00"),
    ]


def test_a_limit_that_no_two_written_sums_give_is_found() -> None:
    """A cap after a doubling of two sums: 5 % + 7 % of a, doubled, is 3,000 at 12,500."""
    of = [{"id": "x", "rate": "5%", "base": "a"}, {"id": "y", "rate": "7%", "base": "a"}]
    library = small({"award": {"id": "all", "sum": of, "then": [{"times": 2}, {"cap": "3000"}]}})
    [(_, turns, value, _, low)] = told(library.changes(small_case(a=10000)), "a")[-1:]
    assert (turns, value, low) == (True, "12500.00", "3000.00")


def test_a_threshold_is_both_the_nearest_change_and_a_turn() -> None:
    library = small(pay(when="a >= 50000 and n > 2"))
    found = library.changes(small_case(a=48000, n=3))
    assert told(found, "a") == [("nearest", True, "50000.00", "awarded", "5000.00")]
    [change] = [c for c in found if c.fact == "a"]
    assert change.size == {"value": "2000.00", "currency": "CNY"}
    assert (change.direction, str(change.difference[0] if change.difference else "")) == (
        "up",
        "5000.00 CNY",
    )
    assert told(small(pay(when="n > 2")).changes(small_case(a=10, n=7)), "n") == [
        ("nearest", True, "2", "no_award", "0.00")
    ]


def test_a_boundary_that_the_source_does_not_give_is_told_with_what_comes_after() -> None:
    rows = [{"to": "1000", "fixed": "100"}, {"fixed": "300"}]
    library = small({"award": {"id": "t", "table": {"by": "a", "edges": "unstated", "rows": rows}}})
    assert told(library.changes(small_case(a=500)), "a") == [
        ("nearest", True, "1000.00", "to_be_decided", "100.00"),
        ("turning", True, "1000.01", "awarded", "300.00"),
    ]


def test_what_is_not_known_tells_what_each_answer_would_bring() -> None:
    library = small(pay(when="p", cap="5000"))
    found = library.changes(small_case())
    assert told(found, "p") == [
        ("nearest", True, "yes", "undetermined", "0.00"), ("nearest", True, "no", "no_award", "0.00"),
    ]  # fmt: skip
    assert told(library.changes(small_case(p=True)), "a") == [
        ("turning", True, "0.00", "no_award", "0.00"), ("turning", True, "50000.00", "awarded", "5000.00"),
    ]  # fmt: skip
    assert told(library.changes(small_case(p=True, a="[40000..60000]")), "a") == [
        ("turning", True, "40000.00", "awarded", "4000.00"), ("turning", True, "50000.00", "awarded", "5000.00"),
        ("turning", True, "60000.00", "awarded", "5000.00"),
    ]  # fmt: skip
    assert {c.before is None for c in found if c.fact in ("p", "a")} == {True}


def test_groups_come_from_the_vocabulary() -> None:
    facts = {
        "p": {"type": "boolean", "settled_by": "consent"},
        "q": {"type": "boolean", "settled_by": "authority"},
        "n": {"type": "integer", "min": "0", "max": "9", "settled_by": "authority", "fixed": True},
        "w": {"type": "choice", "fixed": True, "values": {"x": "x", "y": "y"}},
    }
    approval = {"id": "ok", "label": "同意", "when": "award > 10", "consent": "p"}
    library = small({"approvals": [approval], **pay(when='q and n > 2 and w = "x"')}, facts)
    found = library.changes(small_case(q=True, n=3, w="x", a="1000"))
    assert {c.fact: c.group for c in found} == {
        "a": "open", "p": "consent", "q": "authority", "n": "fixed", "w": "fixed", "reported_on": "open",
    }  # fmt: skip
    assert [c.group for c in found] == sorted((c.group for c in found), key=list(GROUPS).index)
    missing = library.changes(small_case(q=True, w="x", a="1000"))
    assert {c.group for c in missing if c.fact == "n"} == {"open"}, "what nobody knows is open"
    given_consent = [c for c in found if c.fact == "p" and c.after == {"truth": "yes"}]
    assert [c.then.outcome for c in given_consent] == ["awarded"]
    assert [str(c.then.payable) for c in given_consent] == ["100.00 CNY"]


def test_what_contradicts_the_case_is_no_change() -> None:
    facts = {
        "p": {"type": "boolean", "implied_by": "a > 0"},
        "q": {"type": "boolean", "excludes": ["p"]},
    }
    library = small({"award": {"id": "pay", "fixed": "100", "when": "p and not(q)"}}, facts)
    found = library.changes(small_case(a=5, q=False))
    assert [c.fact for c in found if c.fact in ("p", "q")] == []
    assert told(found, "a") == [("nearest", True, "0.00", "undetermined", "0.00")]


def test_a_figure_that_would_no_longer_fit_is_said_not_to_fit() -> None:
    library = small({"award": {"id": "pay", "band": ["100", "a"]}})
    found = library.changes({**small_case(a=1000), "decided": 800})
    assert [(c.after["value"], c.then.outcome, c.unfit) for c in found if c.fact == "a"] == [
        ("799.99", "to_be_decided", ("",))
    ]
    for change in found:
        kept(library, {**small_case(a=1000), "decided": 800}, change)


def test_the_day_moves_into_another_edition_or_out_of_all() -> None:
    first = {
        "id": "one",
        "award": {"id": "pay", "fixed": "100"},
        "in_force": {"from": "2020-01-01", "to": "2020-12-31"},
    }
    second = {
        "id": "two",
        "award": {"id": "pay", "fixed": "300"},
        "in_force": {"from": "2021-01-01"},
    }
    library = of_editions([first, second])
    days = told(
        library.changes({"jurisdiction": "one", "facts": {"reported_on": "2020-06-01"}}),
        "reported_on",
    )
    assert [d[2:] for d in days] == [
        ("2019-12-31", "no_policy", "0.00"),
        ("2021-01-01", "awarded", "300.00"),
    ]
    early = library.changes({"jurisdiction": "one", "facts": {"reported_on": "2019-06-01"}})
    assert [d[2:] for d in told(early, "reported_on")] == [("2020-01-01", "awarded", "100.00")]
    assert (early[0].then.edition, early[0].now.edition) == ("one", "")


def test_a_currency_without_minor_unit_has_its_own_grid() -> None:
    library = small(pay(cap="5000"), currency="KRW")
    assert told(library.changes(small_case(a=20000)), "a")[1][2:] == ("0", "no_award", "0")
    assert told(library.changes(small_case(a=20000)), "a")[2][2:] == ("20005", "awarded", "2001")


def test_one_edition_and_no_presumptions() -> None:
    facts = {"q": {"type": "boolean", "presume": False}}
    edition = small(pay(then=[{"times": 2, "when": "q"}]), facts).edition("one", "one")
    [change] = [c for c in edition.changes({"a": 1000}) if c.fact == "q"]
    assert (change.presumed, change.before, str(change.then.amount)) == (
        True,
        {"truth": "no"},
        "200.00 CNY",
    )
    bare = [c for c in edition.changes({"a": 1000}, presume=False) if c.fact == "q"]
    assert [(c.presumed, c.before) for c in bare] == [(False, None), (False, None)]


def test_a_bad_case_is_a_problem_and_not_an_empty_answer() -> None:
    with pytest.raises(CaseProblems):
        LIBRARY.changes({"jurisdiction": "庆元县", "facts": {"罚歀": 1}})
    with pytest.raises(CaseProblems):
        LIBRARY.questions({"jurisdiction": "庆元县", "facts": {"罚款": 0.5}})


def test_the_same_case_gives_the_same_bytes() -> None:
    facts = {"举报日期": "2022-03-01", "查证属实": True, "违法行为": ["偷排漏排"], "罚款": "120万"}
    one = LIBRARY.changes({"jurisdiction": "庆元县", "facts": facts})
    two = LIBRARY.changes({"jurisdiction": "331126", "facts": dict(reversed(facts.items()))})
    assert json.dumps([c.to_json() for c in one]) == json.dumps([c.to_json() for c in two])
    assert list(one[0].to_json()) == [f.name for f in fields(Change)]
