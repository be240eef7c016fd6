"""Shares that an authority set: how they are read, and what is said where they are not the whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ecoreward import CaseProblems, load_texts
from ecoreward.problems import render_all
from tests.engine.small import FACTS, words

SHARE: dict[str, Any] = {"type": "number", "min": "0", "max": "1"}
CASE = """\
case: A-1
jurisdiction: one
facts:
  reported_on: 2021-01-01
  reporters:
    - {share: 50%}
    - {share: 30.5%}
"""


def decide(text: str) -> Any:
    facts = {**FACTS, "share": SHARE, "reporters": {"type": "rows", "columns": ["share"]}}
    vocabulary = {
        "ecoreward": "1", "violations": {"dust": {"label": words("dust")}},
        "facts": {n: {"label": words(n), **f} for n, f in facts.items()},
    }  # fmt: skip
    edition = {
        "id": "one", "title": "办法", "confidence": "text", "in_force": {"from": "2020-01-01"},
        "award": {"fixed": "100"}, "sharing": {"by_share": "true"},
    }  # fmt: skip
    policy = {
        "ecoreward": "1", "jurisdiction": {"code": "990000", "name": "某地"}, "editions": [edition],
    }  # fmt: skip
    library = load_texts({"vocabulary": json.dumps(vocabulary), "one": json.dumps(policy)})
    (raw,) = library.read(text, "case.yaml")
    return library.evaluate(raw)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            "错误[case.shares-sum] 各人的分配比例加起来是 80.5%，不是 100%：50%、30.5%\n"
            "  --> case.yaml:6:5\n"
            "  怎么改：核对每个人的分配比例；一份奖励要分完，也不能多分",
        ),
        (
            "en",
            "error[case.shares-sum] the shares of the reporters add up to 80.5%, not 100%: 50%, 30.5%\n"
            "  --> case.yaml:6:5\n"
            "  help: check each reporter's share; one award is divided in full and no more",
        ),
    ],
)
def test_shares_that_are_not_the_whole(lang: str, said: str) -> None:
    with pytest.raises(CaseProblems) as caught:
        decide(CASE)
    lines = render_all(caught.value.items, lang).split("\n")
    assert [line for line in lines if " | " not in line] == said.split("\n")


@pytest.mark.parametrize("rest", ["50%", "0.5", "500‰", "50.000%", "５０％"])
def test_a_share_as_people_write_it(rest: str) -> None:
    found = decide(CASE.replace("30.5%", f'"{rest}"'))
    assert [s.minor for s in found.shares] == [5000, 5000]


def test_one_reporter_has_no_part_of_the_whole() -> None:
    with pytest.raises(CaseProblems) as caught:
        decide(CASE.replace("    - {share: 30.5%}\n", ""))
    assert caught.value.items[0].params["total"] == "50%"
