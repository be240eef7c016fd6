"""Walks through every shipped policy: they end, and the file they write is the case that was told."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import ecoreward
from ecoreward.engine.case import Case
from ecoreward.engine.questions import Question
from ecoreward.workbench.case_text import case_data, case_text
from ecoreward.workbench.interview import Interview
from tests.engine.test_changes import NAMES, limits

LIBRARY = ecoreward.load()
ANSWERS = {
    "boolean": ["是", "no", "有"],
    "money": ["0", "48000", "120万", "1,200,000.50元", "10万..20万", ">= 5万"],
    "date": ["2022-03-01", "2018年7月", "2021", "20170601", "2017-05..2018-06-15"],
    "integer": ["1", "3", "2..4"],
    "number": ["1", "2.5"],
    "rows": ["1", "2", "３"],
}


def typed(question: Question, pick: Any) -> str:
    """Something that a person could type, right or wrong."""
    if question.type in ("choice", "set"):
        value = pick(st.sampled_from(question.values))
        number = str(question.values.index(value) + 1)
        return str(pick(st.sampled_from([number, value["code"], value["zh"], value["en"]])))
    return str(pick(st.sampled_from(ANSWERS[question.type])))


@limits(40)
@given(st.sampled_from(NAMES), st.sampled_from(["zh", "en"]), st.data())
def test_a_walk_ends_and_its_file_says_the_same(name: str, lang: str, data: st.DataObject) -> None:
    found = LIBRARY.jurisdiction(name)
    interview = Interview(LIBRARY, lang, Case("", found.file), found)
    for _ in range(80):
        question = interview.question()
        if question is None:
            break
        assert interview.step()
        assert "{" not in interview.answer("?")
        before = interview.case
        word = data.draw(st.sampled_from(["", "answer", "answer", "answer", "answer", "<"]))
        reply = interview.answer(typed(question, data.draw) if word == "answer" else word)
        if word == "answer" and reply.startswith(("错误", "error")):
            assert interview.case == before
    else:
        while interview.question() is not None:  # the person loses patience
            interview.answer("")
    decision = interview.decision()
    assert decision is not None
    for tongue in ("zh", "en"):
        text = case_text(interview.case, found, tongue)
        [raw] = LIBRARY.read(text.encode())
        assert LIBRARY.evaluate(raw).to_json() == decision.to_json()
    data_again = case_data(interview.case, found)
    assert LIBRARY.evaluate(data_again).to_json() == decision.to_json()


def test_a_whole_year_and_month_are_written_as_such() -> None:
    found = LIBRARY.jurisdiction("qingyuan")
    for day, text in (
        ("2022", "举报日期: 2022\n"), ("2022-02", "举报日期: 2022-02\n"),
        ("2022-02-03", "举报日期: 2022-02-03\n"), ("2022-02..2022-03", '举报日期: "[2022-02-01..2022-03-31]"\n'),
    ):  # fmt: skip
        interview = Interview(LIBRARY, "zh", Case("", found.file), found)
        interview.answer(day)
        assert text in case_text(interview.case, found, "zh")
