"""Test cases: what may be expected, how it is compared, and what is said about a bad test file."""

from __future__ import annotations

import pytest

import ecoreward
from ecoreward.api import Library
from ecoreward.engine.decision import Outcome
from ecoreward.workbench.case_tests import outcomes, read_tests, run_files, run_test

FACTS = "{举报日期: 2022-03-01, 查证属实: 是, 违法行为: [偷排漏排], 罚款: 120万}"


@pytest.fixture(scope="module")
def library() -> Library:
    return ecoreward.load()


def case(expect: str, facts: str = FACTS, more: str = "") -> bytes:
    return f"- 案件: T\n  地区: 庆元县\n  事实: {facts}\n{more}  预期: {expect}\n".encode()


@pytest.mark.parametrize(
    "expect",
    [
        "{结果: 予以奖励}", "{结果: awarded}", "{金额: 6万}", "{amount: '60,000元'}",
        "{范围: [6万, 60000.00]}", "{应付: 60000}", "{依据: [share-of-fine]}", "{依据: share-of-fine}",
        "{缺少: []}", "{分配: []}", "{outcome: awarded, amount: 60000, payable: 60000, missing: []}",
    ],
)  # fmt: skip
def test_met(library: Library, expect: str) -> None:
    report = run_files(library, [("t.yaml", case(expect))])
    assert report.passed
    assert [r.edition for r in report.results] == ["qingyuan-2021"]


@pytest.mark.parametrize(
    ("expect", "key"),
    [
        ("{结果: 待定}", "outcome"), ("{金额: 60001}", "amount"), ("{金额: 无}", "amount"),
        ("{金额: 60000.001}", "amount"), ("{范围: [0, 6万]}", "range"), ("{范围: [6万, 不限]}", "range"),
        ("{应付: null}", "payable"), ("{依据: [special]}", "because"), ("{缺少: [罚款]}", "missing"),
        ("{分配: [3万, 3万]}", "shares"), ("{错误: case.want-money}", "error"),
    ],
)  # fmt: skip
def test_not_met(library: Library, expect: str, key: str) -> None:
    report = run_files(library, [("t.yaml", case(expect))])
    assert not report.passed
    [result] = report.failed
    assert [d.key for d in result.differences] == [key]
    assert result.differences[0].place.line == 4
    assert result.test.place.line == 1


def test_ranges_missing_facts_and_no_amount(library: Library) -> None:
    facts = FACTS.replace(", 罚款: 120万", "")
    expect = "{结果: 待定, 金额: 无, 应付: 无, 范围: [0, 10万], 缺少: [fine]}"
    assert run_files(library, [("t.yaml", case(expect, facts))]).passed


def test_an_expected_error(library: Library) -> None:
    facts = FACTS.replace("120万", "很多")
    assert run_files(library, [("t.yaml", case("{错误: case.want-money}", facts))]).passed
    report = run_files(library, [("t.yaml", case("{错误: case.want-date}", facts))])
    [difference] = report.failed[0].differences
    assert difference.actual == ["case.want-money"]
    report = run_files(library, [("t.yaml", case("{金额: 0}", facts))])
    assert [p.code for p in report.failed[0].problems] == ["case.want-money"]


@pytest.mark.parametrize("file", ["a/qingyuan.yaml", "qingyuan-2021.yaml"])
def test_the_file_name_gives_the_jurisdiction(library: Library, file: str) -> None:
    text = case("{金额: 6万}").replace("  地区: 庆元县\n".encode(), b"")
    assert run_files(library, [(file, text)]).passed
    assert not run_files(library, [("t.yaml", text)]).passed


@pytest.mark.parametrize(
    ("expect", "code"),
    [
        ("{结局: 待定}", "cli.test-unknown-key"), ("{结果: 奖励}", "cli.test-outcome"),
        ("{金额: 很多}", "cli.test-want-sum"), ("{金额: [1]}", "cli.test-want-text"),
        ("{范围: [1]}", "cli.test-want-range"), ("{范围: 100}", "cli.test-want-range"),
        ("{缺少: [天气]}", "cli.test-fact"), ("{分配: [无]}", "cli.test-want-sum"),
        ("{金额: 1, amount: 2}", "cli.test-key-twice"), ("{}", "cli.test-expect-kind"),
        ("待定", "cli.test-expect-kind"), ("{错误: }", "cli.test-want-text"),
    ],
)  # fmt: skip
def test_a_bad_expectation(library: Library, expect: str, code: str) -> None:
    report = run_files(library, [("t.yaml", case(expect))])
    assert not report.passed
    assert not report.results
    assert [p.code for p in report.problems] == [code]
    for lang in ("zh", "en"):
        assert report.problems[0].message(lang) != code
    assert report.problems[0].place.line == 4


def test_nearest_names(library: Library) -> None:
    _, [problem] = read_tests(library, "t.yaml", case("{outcom: awarded}"))
    assert problem.suggestions[0] == "outcome"


def test_a_case_without_expectation(library: Library) -> None:
    _, [problem] = read_tests(library, "t.yaml", b"- case: T\n  jurisdiction: qingyuan\n")
    assert problem.code == "cli.test-no-expect"


def test_a_bad_file_hides_no_other(library: Library) -> None:
    report = run_files(library, [("bad.yaml", b"- ["), ("t.yaml", case("{金额: 6万}"))])
    assert not report.passed
    assert [r.passed for r in report.results] == [True]


def test_outcomes_in_words() -> None:
    known = outcomes()
    assert known["待定"] is known["undetermined"] is Outcome.UNDETERMINED
    assert {known[o.label(lang)] for o in Outcome for lang in ("zh", "en")} == set(Outcome)


def test_results_are_data(library: Library) -> None:
    [test], _ = read_tests(library, "t.yaml", case("{金额: 1}"))
    assert run_test(library, test) == run_test(library, test)
