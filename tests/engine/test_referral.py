"""A matter that goes elsewhere: followed through places, circles told, nothing of it in the sums."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ecoreward import Decision, Library, load_texts
from ecoreward.explain import show

FACTS = {
    "reported_on": {"type": "date", "label": {"zh": "举报日期", "en": "Reported on"}},
    "grave": {"type": "boolean", "label": {"zh": "重大", "en": "Grave"}},
    "fine": {"type": "money", "min": "0", "label": {"zh": "罚款", "en": "Fine"}},
}
VOCABULARY = json.dumps({"ecoreward": "1", "facts": FACTS, "violations": {}})


def policy(name: str, code: str, to: str = "", award: Any = None, **more: Any) -> str:
    edition = {
        "id": f"e{code}", "title": f"{name}办法", "confidence": "text", "in_force": {"from": "2020-01-01"},
        "award": award or {"fixed": "500"}, **more.pop("edition", {}),
    }  # fmt: skip
    if to:
        edition["refers"] = [
            {"id": "up", "when": more.pop("when", "重大"), "to": to, "reason": "归那里管"}
        ]
    who = {"code": code, "name": name, **more}
    return json.dumps({"ecoreward": "1", "jurisdiction": who, "editions": [edition]})


def library(**files: str) -> Library:
    return load_texts({"vocabulary": VOCABULARY, **files})


def put(found: Library, place: str, **facts: Any) -> Decision:
    given = {"reported_on": "2021-05-05", "grave": True, **facts}
    return found.evaluate({"jurisdiction": place, "facts": given})


def codes(decision: Decision) -> list[str]:
    return [c.code for c in decision.caveats if c.code.startswith("referred")]


@pytest.mark.parametrize("to", ["parent", "980000", "jia"])
def test_the_result_there_stands_beside_nothing_here(to: str) -> None:
    found = library(
        yi=policy("乙市", "980100", to),
        jia=policy("甲省", "980000", award={"band": ["1000", "1万"]}),
    )
    decision = put(found, "yi")
    assert decision.outcome.value == "referred"
    assert (str(decision.amount), decision.payable) == ("0.00 CNY", None)
    there = decision.referred_to
    assert there is not None
    assert there.jurisdiction["file"] == "jia"
    assert (there.edition, there.title, there.outcome) == ("e980000", "甲省办法", "to_be_decided")
    assert [str(there.range.low), str(there.range.high)] == ["1000.00 CNY", "10000.00 CNY"]
    assert decision.reasons[0].params == {
        "reason": {"zh": "归那里管", "en": "归那里管"}, "article": "—",
        "jurisdiction": {"zh": "甲省", "en": "甲省"},
    }  # fmt: skip
    assert codes(decision) == []
    data = decision.to_json()
    assert list(data["referred_to"]) == [
        "jurisdiction", "edition", "title", "outcome", "range", "referred_to",
    ]  # fmt: skip
    assert data["trace"]["editions"][0]["gates"][0]["to"]["file"] == "jia"


def test_what_was_decided_is_not_taken_along() -> None:
    found = library(
        yi=policy("乙市", "980100", "parent", {"id": "here", "up_to": "100"}),
        jia=policy("甲省", "980000", award={"id": "there", "up_to": "1万"}),
    )
    data = {
        "jurisdiction": "yi",
        "facts": {"reported_on": "2021", "grave": True},
        "decided": {"here": 50},
    }
    decision = found.evaluate(data)
    assert decision.referred_to is not None
    assert decision.referred_to.outcome == "to_be_decided"


def test_not_known_and_not_so() -> None:
    found = library(yi=policy("乙市", "980100", "parent"), jia=policy("甲省", "980000"))
    open_ = put(found, "yi", grave=None)
    assert (open_.outcome.value, open_.referred_to) == ("undetermined", None)
    assert [m.fact for m in open_.missing] == ["grave"]
    assert "up" in open_.because
    stays = put(found, "yi", grave=False)
    assert (stays.outcome.value, stays.referred_to) == ("awarded", None)


def test_sent_on_from_there() -> None:
    found = library(
        bing=policy("丙县", "980123", "parent"), yi=policy("乙市", "980100", "parent"),
        jia=policy("甲省", "980000"),
    )  # fmt: skip
    decision = put(found, "bing")
    first = decision.referred_to
    assert first is not None
    assert (first.jurisdiction["file"], first.outcome) == ("yi", "referred")
    assert first.referred_to is not None
    assert (first.referred_to.jurisdiction["file"], first.referred_to.outcome) == ("jia", "awarded")


def test_a_circle_is_told_and_not_followed() -> None:
    found = library(yi=policy("乙市", "980100", "jia"), jia=policy("甲省", "980000", "yi"))
    decision = put(found, "yi")
    assert decision.referred_to is not None
    assert decision.referred_to.referred_to is None
    assert codes(decision) == ["referred-circle"]
    (told,) = [c for c in decision.caveats if c.code == "referred-circle"]
    assert told.text("zh") == "移送绕成一圈，没有再算下去：乙市 → 甲省 → 乙市"


def test_to_itself_is_a_circle() -> None:
    decision = put(library(yi=policy("乙市", "980100", "yi")), "yi")
    assert decision.referred_to is None
    assert codes(decision) == ["referred-circle"]


@pytest.mark.parametrize(("to", "name"), [("parent", "980000"), ("970000", "970000")])
def test_no_file_there(to: str, name: str) -> None:
    decision = put(library(yi=policy("乙市", "980100", to)), "yi")
    assert (decision.outcome.value, decision.referred_to) == ("referred", None)
    assert codes(decision) == ["referred-absent"]
    assert name in decision.reasons[0].text("zh")


def test_a_file_with_errors_there() -> None:
    broken = policy("甲省", "980000", award={"fixed": "没有"})
    decision = put(library(yi=policy("乙市", "980100", "jia"), jia=broken), "yi")
    assert (decision.outcome.value, decision.referred_to) == ("referred", None)
    assert codes(decision) == ["referred-unanswered"]


def test_no_rule_in_force_there() -> None:
    later = policy("甲省", "980000", edition={"in_force": {"from": "2022-01-01"}})
    decision = put(library(yi=policy("乙市", "980100", "jia"), jia=later), "yi")
    assert decision.referred_to is not None
    assert (decision.referred_to.outcome, decision.referred_to.edition) == ("no_policy", "")


def test_several_editions_that_all_refer_to_one_place() -> None:
    text = json.loads(policy("乙市", "980100", "jia"))
    second = {**text["editions"][0], "id": "second", "in_force": {"from": "2021-06-01"}}
    text["editions"][0] |= {"in_force": {"from": "2020-01-01", "to": "2021-05-31"}}
    text["editions"].append(second)
    found = library(yi=json.dumps(text), jia=policy("甲省", "980000"))
    decision = put(found, "yi", reported_on="2021")
    assert (decision.outcome.value, decision.payable) == ("referred", None)
    assert decision.referred_to is not None
    assert decision.referred_to.jurisdiction["file"] == "jia"


def test_facts_of_one_file_do_not_stop_the_case_in_another() -> None:
    text = json.loads(policy("乙市", "980100", "jia", when="本地事实"))
    text["facts"] = {"own": {"type": "boolean", "label": {"zh": "本地事实", "en": "Own"}}}
    found = library(yi=json.dumps(text), jia=policy("甲省", "980000"))
    decision = put(found, "yi", own=True)
    assert decision.referred_to is not None
    assert decision.referred_to.outcome == "awarded"


def extended() -> Library:
    """An edition that takes its referrals from another, changes one and adds one."""
    text = json.loads(policy("乙市", "980100", "parent"))
    base = text["editions"][0]
    base |= {"scheme": "old", "instead_of": "main"}
    base["in_force"] = {"from": "2020-01-01", "to": "2020-12-31", "where": "not(重大)"}
    changes = [
        {"set": "up", "to": "970000"},
        {
            "add": {"id": "over", "when": "罚款 > 100", "to": "parent", "reason": "数额大"},
            "in": "refers",
        },
    ]
    text["editions"].append(
        {"id": "child", "title": "细则", "confidence": "text", "in_force": {"from": "2021-01-01"},
         "extends": {"edition": base["id"], "changes": changes}}
    )  # fmt: skip
    return library(yi=json.dumps(text), jia=policy("甲省", "980000"))


def test_an_edition_takes_over_referrals_and_neither_where_nor_scheme() -> None:
    found = extended()
    assert [p.code for p in found.problems() if p.severity == "error"] == []
    child = found.edition("yi", "child").compiled
    assert (child.scheme, child.instead_of, child.program.where) == ("main", "", None)
    targets = [(g.id, g.to.code if g.to else "") for g in child.program.gates]
    assert targets == [("up", "970000"), ("over", "980000")]
    decision = put(found, "yi", grave=False, fine=101)
    assert decision.because == ("over",)
    assert decision.referred_to is not None
    assert decision.referred_to.jurisdiction["file"] == "jia"


@pytest.mark.parametrize(("lang", "words"), [("zh", "应移送甲省"), ("en", "Referred to 甲省")])
def test_a_changed_referral_is_shown(lang: Any, words: str) -> None:
    text = show(extended().jurisdiction("yi"), "child", lang)
    assert words in text
