"""The facts that the rules ask for, as a decision lists them."""

from __future__ import annotations

from typing import Any

import pytest

import ecoreward
from ecoreward import Library


@pytest.fixture(scope="module")
def library() -> Library:
    return ecoreward.load()


def facts(library: Library, where: str, **given: Any) -> dict[str, Any]:
    data = library.evaluate({"jurisdiction": where, "facts": given}).to_json()
    return {f["fact"]: f for f in data["facts"]}


def test_every_fact_that_is_read_is_there_with_its_origin(library: Library) -> None:
    found = facts(
        library, "庆元县", 举报日期="2022-03-01", 罚款="120万", 查证属实="是", 违法行为="偷排漏排"
    )
    assert found["fine"]["value"] == {"value": "1200000.00", "currency": "CNY"}
    assert (found["fine"]["origin"], found["fine"]["about"]) == ("given", "matter")
    assert found["reported_on"]["value"] == {"date": "2022-03-01"}
    assert (found["verified"]["about"], found["verified"]["settled_by"]) == (
        "reporter",
        "authority",
    )
    assert found["bounty_published"]["origin"] == "presumed"
    assert "direct_loss" not in found  # the rules do not ask for it


def test_what_is_not_given_is_missing(library: Library) -> None:
    found = facts(library, "庆元县", 举报日期="2022-03-01", 查证属实="是", 违法行为="偷排漏排")
    zero = {"value": "0.00", "currency": "CNY"}
    assert (found["fine"]["origin"], found["fine"]["value"]) == (
        "missing",
        {"low": zero, "high": None},
    )


def test_rows_are_listed_each_with_their_own(library: Library) -> None:
    rows = [
        {"违法行为": "暗管排放", "罚款": "4万"},
        {"违法行为": "擅自闲置拆除污染防治设施", "罚款": "7万"},
    ]
    found = facts(library, "东莞市", 举报日期="2010-05-01", 违法事项=rows)
    assert found["offences/2/fine"]["value"] == {"value": "70000.00", "currency": "CNY"}
    assert found["offences/2/fine"]["label"]["zh"] == "罚款（违法事项第 2 项）"


def test_the_day_is_as_the_case_has_it_where_several_editions_may_apply(library: Library) -> None:
    """A candidate is tried with the part of the year in which it is in force; the case says the year."""
    found = facts(library, "郑州市", 举报日期="2018", 查证属实="是", 违法行为="黑渣土车")
    assert found["reported_on"]["value"] == {
        "low": {"date": "2018-01-01"},
        "high": {"date": "2018-12-31"},
    }
    assert found["reported_on"]["origin"] == "range"


def test_no_rule_asks_for_nothing(library: Library) -> None:
    assert facts(library, "庆元县", 举报日期="2001-01-01") == {}
