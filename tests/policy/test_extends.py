"""An edition that builds on another: changes in order, places and articles of both, bounds of the parent."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from ecoreward import Decision, Library, load_texts
from ecoreward.explain import show

GOLDEN = Path(__file__).parent / "golden_extends"
VOCABULARY = """
ecoreward: 1
facts:
  reported_on: {type: date, label: {zh: 举报日期, en: Reported on}}
  verified: {type: boolean, label: {zh: 查证属实, en: Verified}}
  fine: {type: money, label: {zh: 罚款, en: Fine}, min: 0}
  violations: {type: set, of: violations, label: {zh: 违法行为, en: Violations}}
violations:
  dust: {label: {zh: 扬尘, en: Dust}}
  pipe: {label: {zh: 暗管, en: Pipe}}
"""
PROVINCE = """
ecoreward: 1
jurisdiction: {code: "410000", name: 甲省}
facts:
  tonnes: {type: number, label: {zh: 吨数, en: Tonnes}, min: 0}
editions:
  - id: p-1
    title: 甲省办法
    document: 甲环〔2016〕1号
    confidence: second-hand
    issued: 2016-01-01
    in_force: {from: 2016-02-01}
    sources: {press: {title: 报道}}
    define:
      轻类: {kinds: [扬尘], cite: 第二条}
    requires:
      - {when: 查证属实, reason: 未查实, cite: 第三条}
    award:
      id: award
      cite: 第四条
      local: [50%, 150%]
      highest:
        - {id: light, for: 轻类, fixed: 500, quote: 奖励500元}
        - {id: heavy, for: 暗管, rate: 5%, base: 罚款, cap: 5万}
        - {id: bulk, when: 吨数 >= 3, fixed: 3000, cite: {source: press, article: 第五段}}
    unstated: [甲省未载明]
"""
CITY: dict[str, Any] = {
    "ecoreward": "1",
    "jurisdiction": {"code": "410100", "name": "乙市"},
    "editions": [
        {
            "id": "c-1", "title": "乙市细则", "document": "乙环〔2017〕2号", "confidence": "text",
            "in_force": {"from": "2017-01-01"},
            "extends": {"edition": "province@p-1"},
        }
    ],
}  # fmt: skip
FACTS = {
    "举报日期": "2018-01-01",
    "查证属实": True,
    "吨数": 0,
    "罚款": "10万",
    "违法行为": ["扬尘"],
}


def library(*changes: dict[str, Any], province: str = PROVINCE, **edition: Any) -> Library:
    own = {**CITY["editions"][0], **edition}
    if changes:
        own["extends"] = {"edition": "province@p-1", "changes": list(changes)}
    text = yaml.safe_dump({**CITY, "editions": [own]}, allow_unicode=True, sort_keys=False)
    return load_texts({"vocabulary": VOCABULARY, "province": province, "city": text})


def decide(found: Library, **facts: Any) -> Decision:
    assert [p for p in found.problems() if p.severity == "error"] == []
    return found.evaluate({"jurisdiction": "乙市", "facts": {**FACTS, **facts}})


def codes(found: Library) -> set[str]:
    return {p.code for p in found.problems()} - {"policy.label-one-language"}


def node(decision: Decision, id: str) -> Any:
    def walk(one: Any) -> Any:
        yield one
        for child in one.children:
            yield from walk(child)

    return next(n for n in walk(decision.trace[0].award) if n.id == id)


def test_without_changes_the_child_gives_what_the_parent_gives() -> None:
    found = library()
    assert str(decide(found).amount) == "500.00 CNY"
    assert str(decide(found, 违法行为=["暗管"]).amount) == "5000.00 CNY"
    assert str(decide(found, 吨数=3).amount) == "3000.00 CNY"
    assert decide(found, 查证属实=False).outcome.value == "not_eligible"


def test_who_the_parent_is_and_when_it_holds_is_not_inherited() -> None:
    found = library().jurisdiction("city").editions[0]
    assert (found.id, found.program.title, found.program.document) == (
        "c-1",
        "乙市细则",
        "乙环〔2017〕2号",
    )
    assert found.issued.text == ""
    assert found.program.confidence == "text"
    assert found.program.extends is not None
    assert found.program.extends.parents == ("province@p-1",)


def test_an_inherited_article_stands_in_the_parents_document() -> None:
    decision = decide(library(), 吨数=3)
    light, bulk = node(decision, "light"), node(decision, "bulk")
    assert (light.cite.article, light.cite.document) == ("第四条", "甲环〔2016〕1号")
    assert light.cite.inherited == "province@p-1"
    assert (bulk.cite.source, bulk.cite.title, bulk.cite.inherited) == (
        "press",
        "报道",
        "province@p-1",
    )
    assert decision.confidence == "second-hand"
    gate = decision.trace[0].gates[0]
    assert gate.cite is not None
    assert gate.cite.inherited == "province@p-1"


def test_what_is_set_is_the_childs_own_with_its_own_article() -> None:
    found = library({"set": "light", "fixed": 600, "cite": "第七条"})
    decision = decide(found)
    light = node(decision, "light")
    assert str(decision.amount) == "600.00 CNY"
    assert (light.cite.article, light.cite.document, light.cite.inherited) == (
        "第七条",
        "乙环〔2017〕2号",
        "",
    )
    assert light.quote == ""
    assert light.kinds is not None


def test_changes_are_applied_in_order() -> None:
    found = library(
        {"set": "light", "fixed": 600},
        {"add": {"id": "extra", "fixed": 200}, "after": "light"},
        {"drop": "light"},
    )
    decision = decide(found)
    assert str(decision.amount) == "200.00 CNY"
    assert [c.id for c in decision.trace[0].award.children] == ["extra", "heavy", "bulk"]


def test_a_new_kind_takes_the_place_of_the_old_one() -> None:
    found = library({"set": "heavy", "fixed": 7000, "cap": None})
    assert str(decide(found, 违法行为=["暗管"]).amount) == "7000.00 CNY"
    assert node(decide(found, 违法行为=["暗管"]), "heavy").kind == "fixed"


def test_gates_and_lists_can_be_changed_too() -> None:
    found = library(
        {"drop": "requires-1"},
        {"add": {"when": "罚款 > 1万", "reason": "罚款不足", "id": "enough"}, "in": "requires"},
        define={"轻类": {"kinds": ["扬尘", "暗管"]}},
    )
    assert decide(found, 查证属实=False).outcome.value == "awarded"
    assert decide(found, 罚款=5000).outcome.value == "not_eligible"
    assert node(decide(found, 违法行为=["暗管"], 罚款="1.5万"), "light").applies == "yes"


def test_an_edition_may_build_on_another_of_its_own_file_and_so_on_up() -> None:
    text = yaml.safe_dump(
        {
            **CITY,
            "editions": [
                {**CITY["editions"][0], "replaced_by": "c-2",
                 "extends": {"edition": "province@p-1", "changes": [{"set": "light", "fixed": 600}]}},
                {"id": "c-2", "title": "乙市新细则", "document": "乙环〔2019〕3号", "confidence": "text",
                 "in_force": {"from": "2019-01-01"},
                 "extends": {"edition": "c-1", "changes": [{"set": "heavy", "rate": "6%"}]}},
            ],
        },
        allow_unicode=True, sort_keys=False,
    )  # fmt: skip
    found = load_texts({"vocabulary": VOCABULARY, "province": PROVINCE, "city": text})
    late = decide(found, 举报日期="2020-01-01", 违法行为=["扬尘", "暗管"])
    assert str(late.amount) == "6000.00 CNY"
    assert node(late, "light").cite.inherited == "city@c-1"
    assert node(late, "bulk").cite.inherited == "province@p-1"
    assert node(late, "heavy").cite.document == "乙环〔2019〕3号"
    assert found.jurisdiction("city").editions[1].program.extends.parents == (
        "city@c-1",
        "province@p-1",
    )


@pytest.mark.parametrize(
    ("amount", "wrong"), [("250", False), ("249", True), ("750", False), ("751", True)]
)
def test_a_parent_bounds_what_a_child_sets(amount: str, wrong: bool) -> None:
    found = library({"set": "light", "fixed": amount})
    assert ("policy.local-outside" in codes(found)) is wrong


def test_rates_and_limits_are_bounded_too_and_expressions_cannot_be_checked() -> None:
    assert "policy.local-outside" in codes(library({"set": "heavy", "rate": "8%"}))
    assert "policy.local-outside" in codes(library({"set": "heavy", "cap": "10万"}))
    assert codes(library({"set": "heavy", "rate": "7.5%", "cap": "2.5万"})) == set()
    assert codes(library({"set": "light", "fixed": "罚款 * 1%"})) == {"policy.local-unchecked"}


def test_where_the_parent_says_nothing_a_child_is_not_bounded() -> None:
    free = PROVINCE.replace("      local: [50%, 150%]\n", "")
    assert codes(library({"set": "light", "fixed": 5}, province=free)) == set()


def test_a_parent_with_errors_is_told_in_its_own_file() -> None:
    found = library(province=PROVINCE.replace("rate: 5%", "rate: 5元"))
    places = {p.place.file for p in found.problems()}
    assert places == {"province.yaml"}


def test_the_receipt_covers_the_parent() -> None:
    before = decide(library()).receipt["policy_digest"]
    after = decide(library(province=PROVINCE.replace("fixed: 3000", "fixed: 3001"))).receipt
    assert before != after["policy_digest"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_a_reader_sees_of_it(lang: Any) -> None:
    found = library(
        {"set": "light", "fixed": 600, "cite": "第七条", "label": {"zh": "轻微", "en": "Light"}},
        {"add": {"id": "extra", "fixed": 200}, "in": "award"},
        {"drop": "bulk"},
        {"add": {"when": "罚款 > 1万", "reason": "罚款不足", "id": "enough"}, "in": "requires"},
    )
    whole = show(found.jurisdiction("city"), None, lang)
    own = show(found.jurisdiction("city"), None, lang, own=True)
    for name, text in (("whole", whole), ("own", own)):
        file = GOLDEN / f"{name}.{lang}.txt"
        if os.environ.get("ECOREWARD_GOLDEN") == "write":
            file.write_text(text, "utf-8")
        assert text == file.read_text("utf-8")


@pytest.mark.parametrize(
    "change",
    [
        {"set": "heavy", "fixed": 9999, "cap": None},
        {"add": {"id": "more", "fixed": "100万"}, "in": "award"},
        {"set": "light", "table": {"by": "罚款", "edges": "from", "rows": [{"fixed": 9999}]}},
    ],
)
def test_another_kind_or_a_new_entry_cannot_be_compared_and_is_told(change: dict[str, Any]) -> None:
    assert codes(library(change)) == {"policy.local-unchecked"}
