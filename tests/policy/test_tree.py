"""The tree of jurisdictions: codes of GB/T 2260 and ISO 3166-2, written parents, places without a file."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ecoreward import CaseProblems, Library, load_texts
from ecoreward.policy.edition import Jurisdiction
from ecoreward.policy.tree import Tree, above_code, is_code
from ecoreward.problems import Problem

VOCABULARY = json.dumps(
    {"ecoreward": "1", "violations": {}, "facts": {
        "reported_on": {"type": "date", "label": {"zh": "举报日期", "en": "Reported on"}}}}
)  # fmt: skip


def place(file: str, code: str, parent: str = "", currency: str = "CNY") -> Jurisdiction:
    return Jurisdiction(file, code, file, {"zh": file, "en": file}, currency, parent=parent)


def library(*places: dict[str, str]) -> Library:
    """A library with one edition a place, from 2020 on."""
    edition = {"id": "one", "title": "办法", "confidence": "text", "in_force": {"from": "2020-01-01"},
               "award": {"fixed": "500"}}  # fmt: skip
    texts = {
        p["name"]: json.dumps({"ecoreward": "1", "jurisdiction": p, "editions": [edition]})
        for p in places
    }
    return load_texts({"vocabulary": VOCABULARY, **texts})


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [p.code for p in problems if p.severity == "error"]


@pytest.mark.parametrize(
    "code", ["331126", "330000", "KR", "KR-41", "TW-TPE", "TH-10", "KR-11-DONGJAK"]
)
def test_codes(code: str) -> None:
    assert is_code(code)


@pytest.mark.parametrize(
    "code",
    [
        "33112",
        "3311266",
        "kr-41",
        "KR41",
        "K",
        "KR-",
        "KR-41-",
        "KR-abc",
        "KOR",
        "",
        "３３１１２６",
    ],
)
def test_no_codes(code: str) -> None:
    assert not is_code(code)


def test_a_code_of_a_territory_leads_up_to_it() -> None:
    assert above_code("KR-41") == ("KR",)
    assert above_code("KR") == ()


def test_a_written_parent_goes_before_the_code_and_on_from_there() -> None:
    tree = Tree((place("zone", "331199", parent="420100"), place("city", "420100")))
    assert tree.codes_above(tree.heads[0]) == ("420100", "420000")
    assert [j.file for j in tree.above(tree.heads[0])] == ["city"]


def test_a_parents_own_written_parent_is_followed() -> None:
    tree = Tree(
        (place("a", "331126"), place("b", "331100", parent="110000"), place("c", "110000"), place("d", "330000"))
    )  # fmt: skip
    assert [j.file for j in tree.above(tree.heads[0])] == ["b", "c"]


def test_a_circle_of_parents_ends() -> None:
    tree = Tree((place("a", "331126", parent="420100"), place("b", "420100", parent="331126")))
    assert [j.file for j in tree.above(tree.heads[0])] == ["b"]
    assert [[j.file for j in circle] for circle in tree.circles()] == [["a", "b"]]


def test_a_circle_of_parents_is_told_in_each_file() -> None:
    found = library(
        {"name": "甲", "code": "331126", "parent": "420100"},
        {"name": "乙", "code": "420100", "parent": "331126"},
        {"name": "丙", "code": "110000", "parent": "110000"},
        {"name": "丁", "code": "331100"},
    ).problems()
    assert codes(found) == ["library.parent-circle"] * 3
    told = {p.place.file: (p.message("zh"), p.message("en")) for p in found}
    assert told["甲.yaml"] == (
        "`parent` 绕成一圈：甲 → 乙 → 甲", "`parent` goes round in a circle: 甲 → 乙 → 甲"
    )  # fmt: skip
    assert told["乙.yaml"][0] == "`parent` 绕成一圈：乙 → 甲 → 乙"
    assert told["丙.yaml"][0] == "`parent` 绕成一圈：丙 → 丙"
    assert all(p.help("zh") and p.help("en") for p in found)


def test_other_currencies_have_to_be_written() -> None:
    assert codes(library({"name": "a", "code": "KR-41"}).problems()) == ["policy.currency-needed"]
    good = library({"name": "a", "code": "KR-41", "currency": "KRW"})
    assert codes(good.problems()) == []
    decision = good.evaluate({"jurisdiction": "KR-41", "facts": {"reported_on": "2021-01-01"}})
    assert str(decision.payable) == "500 KRW"


def put(found: Library, code: str, day: str = "2021-05-05") -> Any:
    return found.evaluate({"jurisdiction": code, "facts": {"reported_on": day}})


def test_a_code_without_a_file_below_one_that_has_one() -> None:
    found = library({"name": "甲省", "code": "980000"}, {"name": "甲市", "code": "980100"})
    decision = put(found, "980123")
    assert (decision.outcome.value, decision.payable, decision.edition) == ("no_policy", None, None)
    assert decision.jurisdiction == {
        "file": "", "code": "980123", "name": "980123", "label": {"zh": "980123", "en": "980123"},
    }  # fmt: skip
    assert [r.code for r in decision.reasons] == [
        "no-file", "parent-edition", "parent-edition", "ask-above",
    ]  # fmt: skip
    assert [(c.jurisdiction["file"], c.state) for c in decision.chosen] == [
        ("甲市", "parent"), ("甲省", "parent"),
    ]  # fmt: skip
    assert decision.reasons[-1].text("zh").endswith("写成“甲市”再算")
    assert decision.receipt["policy"] == "980123"


def test_nothing_above_in_force_that_day_is_no_policy_all_the_same() -> None:
    decision = put(library({"name": "甲省", "code": "980000"}), "980123", "2019-12-31")
    assert [r.code for r in decision.reasons] == ["no-file"]


def test_a_territory_above_gives_its_currency() -> None:
    decision = put(library({"name": "kr", "code": "KR", "currency": "KRW"}), "KR-41")
    assert decision.outcome.value == "no_policy"
    assert decision.range.low.currency == "KRW"


@pytest.mark.parametrize("code", ["970123", "980000", "TH-10", "98012"])
def test_a_code_of_no_relation_is_unknown(code: str) -> None:
    found = library({"name": "甲市", "code": "980100"})
    with pytest.raises(CaseProblems) as caught:
        put(found, code)
    assert [p.code for p in caught.value.items] == ["library.unknown-jurisdiction"]


def test_an_edition_of_a_place_without_a_file_is_unknown() -> None:
    found = library({"name": "甲市", "code": "980100"})
    with pytest.raises(CaseProblems) as caught:
        found.evaluate({"jurisdiction": "980123", "edition": "one", "facts": {}})
    assert [p.code for p in caught.value.items] == ["case.unknown-edition"]
