"""Limits that cannot both hold: told with the values for which they clash, and exactly those."""

from __future__ import annotations

import pytest

import ecoreward
from ecoreward.problems import CaseProblems, Problem
from tests.docs.cookbook import VOCABULARY

EDITION = """
ecoreward: 1
jurisdiction: {code: "331126", name: 庆元县}
editions:
  - id: one
    title: 办法
    confidence: text
    in_force: {from: 2021-01-01}
"""


def told(body: str) -> list[Problem]:
    text = EDITION + "".join(f"    {line}\n" for line in body.strip("\n").splitlines())
    found = ecoreward.load_texts({"vocabulary": VOCABULARY, "one": text}).problems()
    assert {p.code for p in found} <= {"policy.limits-clash"}
    return list(found)


def test_the_values_are_told() -> None:
    [p] = told("award: {id: a, rate: 5%, base: 罚款, floor: 1000, cap: 罚款 * 10%}")
    assert "CNY 0 to 9,999.99" in p.message("en")
    assert p.severity == "warning"


@pytest.mark.parametrize(
    "body",
    [
        "award: {id: a, when: 罚款 >= 1万, rate: 5%, base: 罚款, floor: 1000, cap: 罚款 * 10%}",
        "award: {id: a, rate: 5%, base: 罚款, floor: 1000, cap: 5000 + 罚款 * 10%}",
        'award: {id: a, rate: 5%, base: 罚款, floor: "min(1000元, 罚款 * 10%)", cap: 罚款 * 10%}',
        "requires: [{when: 罚款 >= 1万, reason: {zh: 不足, en: Below}}]\n"
        "award: {id: a, rate: 5%, base: 罚款, floor: 1000, cap: 罚款 * 10%}",
        "excludes: [{when: 罚款 < 1万, reason: {zh: 不足, en: Below}}]\n"
        "award: {id: a, rate: 5%, base: 罚款, floor: 1000, cap: 罚款 * 10%}",
        "award: {id: a, when: 罚款 >= 1万, sum: ["
        "{id: b, rate: 5%, base: 罚款, floor: 1000, cap: 罚款 * 10%}]}",
        "award: {id: a, rate: 5%, base: 罚款, cap: 罚款 * 10%, then: [{floor: 1000}]}",
    ],
)
def test_no_word_where_they_never_meet(body: str) -> None:
    assert told(body) == []


def test_through_a_definition_and_without_an_end() -> None:
    body = "define: {最低: 罚款 * 1%}\naward: {id: a, rate: 5%, base: 罚款, floor: 最低, cap: 5万}"
    [p] = told(body)
    assert "CNY 5,000,000.01" in p.message("en")
    assert "no upper limit known" in p.message("en")


def test_in_a_row_and_in_a_reading() -> None:
    inner = "rate: 5%, base: 罚款, floor: 1000, cap: 罚款 * 10%"
    row = f"award: {{id: a, table: {{by: 罚款, edges: from, rows: [{{to: 5万, {inner}}}, {{fixed: 0}}]}}}}"
    two = "{id: c, says: {zh: 二, en: Two}, fixed: 0}"
    one = f"{{id: b, says: {{zh: 一, en: One}}, {inner}}}"
    reading = f"award: {{id: a, readings: [{one}, {two}]}}"
    assert [p.code for p in told(row)] == [p.code for p in told(reading)] == ["policy.limits-clash"]


@pytest.mark.parametrize(
    ("fine", "clash"), [(0, True), ("9999.99", True), (10000, False), (10001, False)]
)
def test_the_cases_agree(fine: object, clash: bool) -> None:
    text = EDITION + "    award: {id: a, rate: 5%, base: 罚款, floor: 1000, cap: 罚款 * 10%}\n"
    library = ecoreward.load_texts({"vocabulary": VOCABULARY, "one": text})
    edition = library.edition("one")
    if clash:
        with pytest.raises(CaseProblems) as bad:
            edition.evaluate({"罚款": fine})
        assert [p.code for p in bad.value.items] == ["case.floor-above-cap"]
    else:
        assert edition.evaluate({"罚款": fine}).amount is not None
