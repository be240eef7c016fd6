"""Facts and violations that one policy file declares for itself."""

from __future__ import annotations

import pytest

from ecoreward import CaseProblems, Library, load_texts

VOCABULARY = """
ecoreward: 1
facts:
  reported_on: {type: date, label: {zh: 举报日期, en: Reported on}}
  violations: {type: set, of: violations, label: {zh: 违法行为, en: Violations}}
violations:
  dust: {label: {zh: 扬尘, en: Dust}}
"""
TONNES = """
ecoreward: 1
jurisdiction: {code: "340000", name: 甲地}
facts:
  dumped_tonnes: {type: number, label: {zh: 倾倒吨数, en: Tonnes dumped}, unit: {zh: 吨, en: t}, min: 0}
  evidence:
    type: choice
    label: {zh: 证据等级, en: Evidence}
    values: {direct: {zh: 直接证据, en: Direct}, clue: {zh: 线索, en: Clue}}
violations:
  ash-dumping: {label: {zh: 倾倒灰渣, en: Dumping of ash}, broader: dust}
editions:
  - id: a-1
    title: 测试
    confidence: text
    in_force: {from: 2020-01-01}
    award:
      sum:
        - {id: by-tonnes, when: 倾倒吨数 >= 3, fixed: 1000}
        - {id: by-evidence, when: 证据等级 = "直接证据", fixed: 200}
        - {id: by-kind, for: 扬尘, fixed: 30}
"""
OTHER = """
ecoreward: 1
jurisdiction: {code: "350000", name: 乙地}
editions:
  - {id: b-1, title: 测试, confidence: text, in_force: {from: 2020-01-01}, award: {id: award, fixed: 7}}
"""
FACTS = {
    "举报日期": "2021-01-01",
    "倾倒吨数": "3.5",
    "证据等级": "直接证据",
    "违法行为": "倾倒灰渣",
}


def library() -> Library:
    return load_texts({"vocabulary": VOCABULARY, "a": TONNES, "b": OTHER})


def test_a_policy_reads_its_own_facts_and_terms() -> None:
    found = library()
    assert found.problems() == ()
    decision = found.evaluate({"jurisdiction": "甲地", "facts": FACTS})
    assert str(decision.amount) == "1230.00 CNY"


def test_they_are_unknown_to_another_policy_unless_extra_facts_are_ignored() -> None:
    put = {"jurisdiction": "乙地", "facts": {"举报日期": "2021-01-01", "倾倒吨数": 3}}
    with pytest.raises(CaseProblems) as caught:
        library().evaluate(put)
    assert [p.code for p in caught.value.items] == ["case.unknown-fact"]
    assert str(library().evaluate(put, extra="ignore").amount) == "7.00 CNY"


def test_a_missing_fact_of_its_own_is_asked_for_by_its_label() -> None:
    facts = {k: v for k, v in FACTS.items() if k != "倾倒吨数"}
    decision = library().evaluate({"jurisdiction": "甲地", "facts": facts})
    assert [m.label["zh"] for m in decision.missing] == ["倾倒吨数"]


def test_the_shared_vocabulary_stays_as_it_was() -> None:
    found = library()
    found.jurisdiction("a")
    assert set(found.vocabulary.facts) == {"reported_on", "violations"}
    assert set(found.jurisdiction("a").vocabulary.facts) > {"dumped_tonnes", "evidence"}


def test_own_facts_with_errors_hide_no_other_file() -> None:
    broken = TONNES.replace("min: 0", "min: many")
    found = load_texts({"vocabulary": VOCABULARY, "a": broken, "b": OTHER})
    assert {p.code for p in found.problems()} == {"policy.want-number"}
    assert (
        str(found.evaluate({"jurisdiction": "b", "facts": {}, "edition": "b-1"}).amount)
        == "7.00 CNY"
    )
