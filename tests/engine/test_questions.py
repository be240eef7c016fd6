"""The next question: ranked as brute force ranks it, and nothing asked that moves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import ecoreward
from ecoreward.api import Library
from ecoreward.engine.questions import Question
from ecoreward.problems import CaseProblems
from tests.engine import generate as g
from tests.engine.small import library as small
from tests.engine.test_changes import generated, limits, raw

POOLS: dict[str, list[Any]] = {
    "p": [True, False], "q": [True, False], "r": [True, False], "s": [True, False],
    "n": list(range(10)), "w": list("xyz"),
}  # fmt: skip
HIDDEN = st.lists(st.sampled_from(sorted(POOLS)), min_size=1, max_size=3, unique=True)


def amounts(
    library: Library, case: dict[str, Any], hidden: list[str]
) -> dict[tuple[Any, ...], Fraction]:
    """The sum of every completion that does not contradict itself."""
    found = {}
    for values in product(*(POOLS[h] for h in hidden)):
        facts = {**case["facts"], **dict(zip(hidden, values, strict=True))}
        try:
            decision = library.evaluate({**case, "facts": facts})
        except CaseProblems:
            continue
        assume(decision.amount is not None)
        assert decision.amount is not None
        found[values] = Fraction(decision.amount.value)
    return found


def moved(found: dict[tuple[Any, ...], Fraction], index: int) -> Fraction:
    """The greatest difference between two completions that differ in one fact alone."""
    groups: dict[tuple[Any, ...], list[Fraction]] = {}
    for values, amount in found.items():
        groups.setdefault(values[:index] + values[index + 1 :], []).append(amount)
    return max((max(a) - min(a) for a in groups.values()), default=Fraction(0))


@limits(120)
@given(g.tree(), st.one_of(st.none(), g.cond()), g.known_case(), HIDDEN)
def test_ranked_as_by_brute_force(
    award: dict[str, Any], gate: str | None, case: dict[str, Any], hidden: list[str]
) -> None:
    library = generated(award, gate, {})
    given_case = raw(case, hidden)
    try:
        asked = [q for q in library.questions(given_case) if q.kind == "fact"]
    except CaseProblems:
        assume(False)
        return
    assume(not any(q.at_most for q in asked))
    found = amounts(library, given_case, hidden)
    brute = {h: moved(found, i) for i, h in enumerate(hidden)}
    told = {q.fact: Fraction(q.moves.value) for q in asked if q.moves is not None}
    assert told == {h: m for h, m in brute.items() if m}
    assert list(told) == sorted(told, key=lambda f: (-told[f], f))


def case(**facts: Any) -> dict[str, Any]:
    return {"jurisdiction": "one", "facts": {"reported_on": "2021-01-01", **facts}}


def names(asked: tuple[Question, ...]) -> list[str]:
    return [q.fact for q in asked]


def award(**more: Any) -> dict[str, Any]:
    return {"award": {"id": "pay", "rate": "10%", "base": "a", "cap": "5000", **more}}


def test_a_range_is_asked_again_and_says_what_is_known() -> None:
    [question] = small(award()).questions(case(a="[1000..3000]"))
    data = question.to_json()
    assert (data["fact"], data["type"], data["presumed"]) == ("a", "money", False)
    assert data["moves"] == {"value": "200.00", "currency": "CNY"}
    assert data["known"]["low"] == {"value": "1000.00", "currency": "CNY"}
    assert data["low"] == {"value": "0.00", "currency": "CNY"}
    assert data["breakpoints"] == []
    assert data["matters"] == [{"zh": "pay：事实a × 10%", "en": "pay: a × 10%"}]


def test_breakpoints_are_the_written_ones_that_are_still_possible() -> None:
    [question] = small(award(when="a >= 20000")).questions(case())
    assert [b["value"] for b in question.breakpoints] == ["20000.00", "50000.00"]
    assert question.settled_by == "case"


def test_what_nothing_can_move_is_not_asked() -> None:
    library = small({"requires": [{"when": "p", "reason": "须是"}], **award()})
    assert names(library.questions(case(p=False))) == []
    assert names(library.questions(case(p=True, a=7))) == []
    assert names(library.questions(case(p=True, a="[60000..]"))) == []


def test_presumptions_come_after_what_is_missing_and_are_marked() -> None:
    facts = {"q": {"type": "boolean", "presume": False}}
    library = small(award(then=[{"times": 2, "when": "q"}]), facts)
    asked = library.questions(case())
    assert [(q.fact, q.presumed) for q in asked] == [("a", False), ("q", True)]
    assert asked[1].known == {"truth": "no"}
    unpresumed = library.questions(case(), presume=False)
    assert not any(q.presumed for q in unpresumed)


def test_a_consent_is_asked_for_once_it_stands_between_the_sum_and_its_payment() -> None:
    facts = {"p": {"type": "boolean", "settled_by": "consent"}}
    approval = {"id": "ok", "label": "同意", "when": "award > 1000", "consent": "p"}
    library = small({"approvals": [approval], **award()}, facts)
    assert names(library.questions(case(a=100))) == []
    [question] = library.questions(case(a=20000))
    assert (question.kind, question.fact, question.settled_by) == ("consent", "p", "consent")
    assert str(question.moves) == "2000.00 CNY"
    for given_answer in (True, False):
        assert library.questions(case(a=20000, p=given_answer)) == ()


def test_what_the_authority_decides_comes_last() -> None:
    body = {"award": {"id": "pay", "readings": ["highest", "sum"], "of": [
        {"id": "x", "fixed": 500, "when": "p"}, {"id": "y", "band": [100, 300]}]}}  # fmt: skip
    asked = small(body).questions(case())
    assert [(q.kind, q.fact, q.decides) for q in asked] == [
        ("fact", "p", False), ("reading", "pay", True), ("figure", "y", True),
    ]  # fmt: skip
    figure, reading = asked[2], asked[1]
    assert figure.high == {"value": "300.00", "currency": "CNY"}
    assert [v["code"] for v in reading.values] == ["highest", "sum"]


def cases() -> Iterator[tuple[str, dict[str, Any]]]:
    for place in ecoreward.load().jurisdictions:
        yield place.file, {}


@pytest.mark.parametrize(("place", "facts"), list(cases()))
def test_questions_are_the_open_items_of_the_decision(place: str, facts: dict[str, Any]) -> None:
    library = ecoreward.load()
    decision = library.evaluate({"jurisdiction": place, "facts": facts})
    asked = library.questions({"jurisdiction": place, "facts": facts})
    missing = [q.fact for q in asked if q.kind == "fact" and not q.presumed]
    assert missing == [m.fact for m in decision.missing]
    assert [q.fact for q in asked if q.decides] == [d.node for d in decision.to_decide]
    for question in asked:
        assert question.decides or question.matters, question.fact
        assert question.to_json()["label"]
