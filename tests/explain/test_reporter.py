"""The explanation for the person who reported: what it says word for word, and that it tells nothing else.

Regenerate with ``ECOREWARD_GOLDEN=write pytest tests/explain/test_reporter.py`` and read the difference.
"""

from __future__ import annotations

import copy
import os
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import ecoreward
from ecoreward.explain import explain
from ecoreward.workbench.case_tests import read_tests
from tests.explain.test_golden import clean, steady

HERE = Path(__file__).parent
GOLDEN = HERE / "golden_reporter"
TESTS = HERE.parents[1] / "policies" / "tests"
LANGS = ("zh", "en")

QINGYUAN = {"举报日期": "2022-03-01", "查证属实": "是", "违法行为": ["偷排漏排"], "罚款": "120万"}
CASES: dict[str, dict[str, Any]] = {
    "share-of-fine": {"case": "QY-01", "jurisdiction": "庆元县", "facts": QINGYUAN},
    "share-of-fine-capped": {"jurisdiction": "庆元县", "facts": {**QINGYUAN, "罚款": "480万"}},
    "not-verified": {"jurisdiction": "庆元县", "facts": {**QINGYUAN, "查证属实": "否"}},
    "to-be-decided": {"jurisdiction": "庆元县", "facts": {**QINGYUAN, "污染特别严重": "是"}},
    "undetermined": {
        "jurisdiction": "庆元县",
        "facts": {k: v for k, v in QINGYUAN.items() if k != "罚款"},
    },
    "part-paid": {"jurisdiction": "庆元县", "facts": QINGYUAN, "already_paid": "2万"},
    "fixed": {
        "jurisdiction": "郑州市",
        "facts": {"举报日期": "2018-09-01", "查证属实": "是", "违法行为": "黑渣土车"},
    },
    "band": {
        "jurisdiction": "克拉玛依市",
        "facts": {
            "举报日期": "2022-03-01",
            "查证属实": "是",
            "违法行为": "偷排漏排",
            "罚款": "12万",
        },
    },
    "claim": {
        "jurisdiction": "咸宁市",
        "facts": {
            "举报日期": "2023-03-01",
            "声明为有奖举报": "是",
            "已办结": "是",
            "通知日期": "2023-06-01",
        },
        "decided": 1000,
    },
    "pending": {
        "jurisdiction": "浙江省",
        "facts": {
            "举报日期": "2021-06-01",
            "查证属实": "是",
            "违法行为": "偷排漏排",
            "罚款": "60万",
            "社会影响特别恶劣": "是",
        },
        "decided": {"special": "30万", "award": "highest"},
    },
    "photos": {
        "jurisdiction": "东莞市",
        "edition": "shima-2019",
        "facts": {
            "举报日期": "2019-11-20",
            "镇街": "谢岗镇",
            "实名举报": "是",
            "有明确的举报对象": "是",
            "首位举报人": "是",
            "违法行为": ["违法从事磷化阳极氧化电镀等工艺"],
            "有现场影像": "否",
        },
    },
    "joint-alike": {
        "jurisdiction": "河南省",
        "facts": {
            "举报日期": "2018-03-01",
            "实名举报": "是",
            "首位举报人": "是",
            "查证属实": "是",
            "违法行为": ["可视范围内锅炉炉窑烟尘严重污染"],
            "联合举报人数": 2,
        },
    },
    "joint": {
        "jurisdiction": "河南省",
        "facts": {
            "举报日期": "2018-03-01",
            "实名举报": "是",
            "首位举报人": "是",
            "查证属实": "是",
            "违法行为": ["可视范围内锅炉炉窑烟尘严重污染"],
            "联合举报人数": 3,
        },
    },
    "no-rule": {"jurisdiction": "庆元县", "facts": {**QINGYUAN, "举报日期": "2001-01-01"}},
}


@cache
def library() -> ecoreward.Library:
    return ecoreward.load()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", CASES)
def test_word_for_word(name: str, lang: Any) -> None:
    case = CASES[name]
    decision, changes = library().evaluate(case), library().changes(case)
    text = explain(decision, lang, changes=changes, audience="reporter")
    clean(text)
    path = GOLDEN / f"{name}.{lang}.txt"
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        path.write_text(steady(text), encoding="utf-8")
    assert steady(text) == path.read_text("utf-8")


@cache
def cases() -> tuple[Any, ...]:
    """Every test case of the shipped policies."""
    found = []
    for path in sorted(TESTS.rglob("*.yaml")):
        name = path.relative_to(TESTS.parents[1]).as_posix()
        tests, _ = read_tests(library(), name, path.read_bytes())
        found += [t.raw for t in tests]
    return tuple(found)


@cache
def decisions() -> tuple[tuple[str, dict[str, Any], tuple[Any, ...]], ...]:
    """Every decision on them, a part of them with what would change it."""
    out = []
    for number, raw in enumerate(cases()):
        try:
            decision = library().evaluate(raw)
            changes = library().changes(raw) if number % 20 == 0 else ()
        except ecoreward.Problems:
            continue  # a test of an error
        out.append((raw.id, decision.to_json(), changes))
    assert len(out) > 1_000
    return tuple(out)


NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def figures(text: str) -> set[Fraction]:
    """Every figure of a text."""
    return {Fraction(t.replace(",", "")) for t in NUMBER.findall(text)}


def values(data: Any) -> Iterator[Fraction]:
    """Every number and sum in data."""
    if isinstance(data, dict):
        for key in ("value", "number"):
            if isinstance(data.get(key), str) and re.fullmatch(r"-?\d+([./]\d+)?", data[key]):
                yield Fraction(data[key])
        for inner in data.values():
            yield from values(inner)
    elif isinstance(data, list):
        for inner in data:
            yield from values(inner)


def hidden(data: dict[str, Any]) -> list[Fraction]:
    """The figures of the case that are not about the report or its maker."""
    found = (f for f in data["facts"] if f["about"] != "reporter" and f["origin"] != "presumed")
    return [v for f in found for v in values(f["value"])]


def written(node: Any) -> Iterator[Fraction]:
    """The figures that the rule itself states, and what is paid by it."""
    if isinstance(node, dict):
        if node.get("origin") == "written":
            yield from values(node)
        for inner in node.values():
            yield from written(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from written(inner)


@pytest.mark.parametrize("lang", LANGS)
def test_no_figure_of_the_offender_is_told_in_any_case(lang: Any) -> None:
    """A figure of the case stands in the text only where the rule or the sum itself has the same one."""
    tried = 0
    for name, data, changes in decisions():
        secrets = {v for v in hidden(data) if v >= 100}
        text = explain({**data, "case": ""}, lang, changes=changes, audience="reporter")
        # Years and numbers of documents are digits too.
        edition = data["edition"] or {}
        public = figures(" ".join(str(v) for v in edition.values()))
        public |= figures(" ".join(c["title"] for c in data["chosen"]))
        public |= {*written(data["trace"]), *values(data["amount"] or {}), *values(data["shares"])}
        public |= {*values(data["payable"] or {}), *values(data["payouts"])}
        public |= {*values(data["reclaim"] or {})}
        assert not (secrets - public) & figures(text), (name, text)
        tried += bool(secrets - public)
    assert tried > 200


def scrambled(data: dict[str, Any], told: set[str]) -> dict[str, Any]:
    """The decision with all that may not be told replaced by something else."""
    other = copy.deepcopy(data)
    other["receipt"]["case_digest"] = "0" * 64
    other["rounding"], other["deadlines"] = [], []
    for fact in other["facts"]:
        if fact["about"] != "reporter":
            fact.update(value={"truth": "unknown"}, origin="derived")
    for item in (*other["missing"], *other["presumed"], *other["to_decide"]):
        item["moves"] = None
    for item in other["presumed"]:
        item.update(label={"zh": "X", "en": "X"}, value={"truth": "yes"})
    for item in other["to_decide"]:
        item.update(label={"zh": "X", "en": "X"}, node="x", options=[], low=None, high=None)
    for item in other["missing"]:
        if item["fact"].rsplit("/", 1)[-1] not in told:
            item.update(fact="x", label={"zh": "X", "en": "X"})
    for item in (*other["caveats"], *other["reasons"]):
        item["text"] = {"zh": "X", "en": "X"}
    for trace in other["trace"]["editions"]:
        closed = bool(_blur(trace["award"], told))
        if closed:
            _amounts(trace["award"])
            if other["amount"] is None:
                other["range"] = {"low": SUM, "high": SUM, "exact": True}
        for gate in trace["gates"]:
            if _blur(gate["condition"], told):
                gate["reason"] = {"zh": "X", "en": "X"}
    return other


SUM = {"value": "987654.32", "currency": "CNY"}


def _blur(data: Any, told: set[str]) -> bool:
    """Overwrite every operand that holds a fact which may not be told; whether there was one."""
    found = False
    if isinstance(data, list):
        found = sum(_blur(item, told) for item in data) > 0
    elif isinstance(data, dict):
        if data.get("applies") == "no":
            return False  # of no part in the sum
        found = sum(_blur(v, told) for k, v in data.items() if k != "cite") > 0
        if "origin" in data:
            fact = data["fact"].rsplit("/", 1)[-1]
            found = found or bool(fact and fact not in told)
            if found:
                data.update(value=SUM, text="X", label={"zh": "X", "en": "X"})
    return found


def _amounts(node: dict[str, Any]) -> None:
    """Overwrite every sum on the way to the total."""
    node.update(value=SUM, amount=SUM, quote="X")
    for step in node["steps"]:
        step.update(before=SUM, after=SUM)
    for child in node["children"]:
        _amounts(child)


@pytest.mark.parametrize("lang", LANGS)
def test_what_may_not_be_told_makes_no_difference(lang: Any) -> None:
    """Any other fine with the same sum, any other presumption or open question gives the same text."""
    for name, data, _ in decisions():
        told = {f["fact"].rsplit("/", 1)[-1] for f in data["facts"] if f["about"] == "reporter"}
        text = explain(data, lang, audience="reporter")
        assert explain(scrambled(data, told), lang, audience="reporter") == text, name


def test_an_older_stored_decision_tells_no_figures() -> None:
    """It does not say whom a fact is about."""
    data = library().evaluate(CASES["fixed"]).to_json()
    del data["facts"]
    text = explain(data, "zh", audience="reporter")
    assert "500 元（人民币伍佰元整）" in text
    assert "不在本说明之内" in text


USA = {
    "jurisdiction": "usa",
    "facts": {
        "举报日期": "2022-01-10", "违法行为": ["证券违法"], "金钱制裁总额": "1000万", "实收制裁款": "1000万",
        "各举报人": [{"分配比例": "70%"}, {"分配比例": "30%"}],
    },
}  # fmt: skip


def test_each_of_several_reads_the_own_share_only() -> None:
    decision = library().evaluate(USA)
    first = explain(decision, "en", audience="reporter", reporter=1)
    second = explain(decision, "en", audience="reporter", reporter=2)
    assert "USD 2,100,000" in first
    assert "900,000" not in first
    assert "USD 900,000" in second
    assert "2,100,000" not in second
    assert "3,000,000" not in first + second
    every = explain(decision, "en", audience="reporter")
    assert not {"2,100,000", "900,000", "3,000,000"} & set(NUMBER.findall(every))
    with pytest.raises(ValueError, match="from 1 to 2, not 3"):
        explain(decision, "en", audience="reporter", reporter=3)


def test_alike_shares_need_no_number() -> None:
    two = {**CASES["joint"], "facts": {**CASES["joint"]["facts"], "联合举报人数": 2}}
    assert "您的一份为 250 元" in explain(library().evaluate(two), "zh", audience="reporter")


def test_a_case_number_that_looks_like_a_person_is_not_repeated() -> None:
    data = {**library().evaluate(CASES["fixed"]).to_json(), "case": "张伟国"}
    assert "张伟国" not in explain(data, "zh", audience="reporter")


def test_no_other_audience() -> None:
    with pytest.raises(ValueError, match="audience is office or reporter"):
        explain(library().evaluate(CASES["fixed"]), "zh", audience="press")  # type: ignore[arg-type]


def test_no_old_golden_stays() -> None:
    assert {p.name for p in GOLDEN.iterdir()} == {
        f"{n}.{lang}.txt" for n in CASES for lang in LANGS
    }
