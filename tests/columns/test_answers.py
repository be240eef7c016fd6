"""Many cases, one answer each, in order: the same as one at a time, whoever gave it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

import ecoreward
from ecoreward.api import Library
from ecoreward.columns.answers import Answer
from ecoreward.columns.decide import OUTCOMES
from ecoreward.engine.decision import Decision
from ecoreward.problems import Problems

KNOWN = {"举报日期": "2022-03-01", "查证属实": "是", "违法行为": ["偷排漏排"], "罚款": "120万"}


@cache
def library() -> Library:
    return ecoreward.load()


def case(
    place: str = "庆元县", *, edition: str = "", decided: Any = None, paid: Any = None, **facts: Any
) -> dict[str, Any]:
    return {
        "case": f"{place}-{len(facts)}", "jurisdiction": place, "edition": edition, "decided": decided,
        "already_paid": paid, "facts": facts,
    }  # fmt: skip


# Known, open, not eligible, decided, paid before, several editions, rows, other currencies, and wrong ones.
MIXED = [
    case(**KNOWN),
    case(**{k: v for k, v in KNOWN.items() if k != "罚款"}),
    case(**{**KNOWN, "查证属实": "否"}),
    case(**{**KNOWN, "罚款": "许多"}),
    case(**{**KNOWN, "罚款": "[10万..20万)"}),
    case(**KNOWN, paid="10万"),
    case("庆圆县", **KNOWN),
    case(**{**KNOWN, "举报日期": "2001-01-01"}),
    case("郑州市", 举报日期="2018", 查证属实="是", 违法行为=["机动车冒黑烟"]),
    case("郑州市", edition="zhengzhou-2017", 查证属实="是", 违法行为=["黑渣土车"], 首位举报人="是"),
    case("郑州市", edition="zhengzhou-1999", 查证属实="是"),
    case("河南省", 举报日期="2021-05-01", 查证属实="是", 罚款="20万"),
    case("浙江省", 举报日期="2022-03-01", 查证属实="是", 违法行为=["偷排漏排"], 罚款="200万"),
    case("浙江省", 举报日期="2022-03-01", 查证属实="是", 违法行为=["偷排漏排"], 罚款="200万", decided="500000"),
    case(**KNOWN, 举报日={"年": 1}),
    case(**{**KNOWN, "罚款": "99999999999999999999"}),
    case(),
]  # fmt: skip


def whole(given: Any) -> Decision | tuple[str, ...]:
    try:
        return library().evaluate(given)
    except Problems as bad:
        return tuple(p.code for p in bad.items)


def same(answer: Answer, expected: Decision | tuple[str, ...]) -> None:
    """An answer holds what the decision holds, and the decision itself is that to the byte."""
    if not isinstance(expected, Decision):
        assert tuple(p.code for p in answer.problems) == expected
        assert answer.outcome is None
        assert answer.payable is answer.low is answer.high is answer.amount is None
        with pytest.raises(Problems) as told:
            answer.decision()
        assert tuple(p.code for p in told.value.items) == expected
        return
    data = answer.decision().to_json()
    assert json.dumps(data, ensure_ascii=False) == json.dumps(
        expected.to_json(), ensure_ascii=False
    )
    assert answer.problems == ()
    assert answer.outcome is expected.outcome
    assert (answer.amount, answer.payable, answer.overpaid) == (
        expected.amount,
        expected.payable,
        expected.overpaid,
    )
    assert (answer.low, answer.high) == (expected.range.low, expected.range.high)
    assert set(answer.because) == set(expected.because)
    assert {m.fact for m in expected.missing} <= set(answer.open)
    assert answer.edition == (expected.edition["id"] if expected.edition else None)


def test_a_mixed_list_is_answered_in_order() -> None:
    found = library().evaluate_many(MIXED)
    assert len(found) == len(MIXED)
    for given, answer in zip(MIXED, found, strict=True):
        same(answer, whole(given))
    assert {a.by for a in found if not a.problems} == {"columns", "reference"}
    assert sum(bool(a.problems) for a in found) >= 4


def test_the_order_of_the_list_is_that_of_the_answers() -> None:
    there, back = library().evaluate_many(MIXED), library().evaluate_many(reversed(MIXED))
    assert [_bare(a) for a in there] == [_bare(a) for a in reversed(back)]


def test_any_iterable_is_read_once() -> None:
    def cases() -> Iterator[dict[str, Any]]:
        for _ in range(3):
            yield case(**KNOWN)

    assert [str(a.payable) for a in library().evaluate_many(cases())] == ["60000.00 CNY"] * 3
    assert library().evaluate_many([]) == []


@pytest.mark.parametrize("presume", [True, False])
def test_presumptions(presume: bool) -> None:
    for given, answer in zip(MIXED, library().evaluate_many(MIXED, presume=presume), strict=True):
        if not answer.problems:
            expected = library().evaluate(given, presume=presume)
            assert (answer.outcome, answer.payable) == (expected.outcome, expected.payable)


def test_rules_as_they_were_known() -> None:
    cases = [case("郑州市", 举报日期="2018-07-01", 查证属实="是", 违法行为=["机动车冒黑烟"])]
    [answer] = library().evaluate_many(cases, known_on="2018-05-01")
    same_as = library().evaluate(cases[0], known_on="2018-05-01")
    assert (answer.outcome, answer.edition) == (
        same_as.outcome, same_as.edition["id"] if same_as.edition else None,
    )  # fmt: skip


def test_facts_that_are_none() -> None:
    strange = case(**KNOWN, 天气="晴")
    [error] = library().evaluate_many([strange])
    assert [p.code for p in error.problems] == [p.code for p in _problems(strange)]
    [answer] = library().evaluate_many([strange], extra="ignore")
    assert str(answer.payable) == "60000.00 CNY"


def _problems(given: Any) -> tuple[Any, ...]:
    with pytest.raises(Problems) as told:
        library().evaluate(given)
    return told.value.items


def _bare(a: Answer) -> tuple[object, ...]:
    return (
        a.place,
        a.edition,
        a.outcome,
        a.minor,
        a.because,
        a.open,
        tuple(p.code for p in a.problems),
    )


# One edition, for cases that give the same facts.


def test_fast_is_the_edition() -> None:
    edition = library().edition("qingyuan")
    fast = edition.fast(["罚款", "verified", "违法行为"])
    for fine in (0, 1, 999, "120万", "199.99万", 2_000_000, "300万"):
        for verified in ("是", "否"):
            facts = {"罚款": fine, "查证属实": verified, "违法行为": ["偷排漏排"]}
            record = fast.record(facts)
            expected = edition.evaluate(facts)
            found = dict(zip(fast.outputs, fast.decide(record.values), strict=True))
            assert OUTCOMES[found["outcome"]] is expected.outcome
            assert found["payable"] == (expected.payable.minor if expected.payable else 0)
            same(fast.answer(record), expected)


def test_fast_takes_only_the_facts_that_it_was_made_for() -> None:
    edition = library().edition("qingyuan")
    fast = edition.fast(["fine", "verified", "violations"])
    with pytest.raises(ValueError, match="compiled for"):
        fast.record({"fine": 1, "verified": True})
    with pytest.raises(Problems):
        fast.record({"fine": "许多", "verified": True, "violations": []})
    with pytest.raises(ValueError, match="names of facts"):
        edition.fast(["天气"])


def test_no_word_of_a_policy_is_in_the_source() -> None:
    """Constants are bound from a table: whatever a policy is called, nothing of it becomes code."""
    source = library().edition("qingyuan").fast(["fine", "verified", "violations"]).source
    assert source.isascii()
    assert "share-of-fine" not in source
    assert "verified" not in source
