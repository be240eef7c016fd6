"""`Edition.fast` gives what the reference gives; a fact that is no single value is refused, never cut to one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import ecoreward
from ecoreward.columns.answers import of_decision
from ecoreward.columns.fast import Record
from ecoreward.columns.inputs import shape_of
from ecoreward.problems import CaseProblems
from tests.columns.cases import Maker

LIBRARY = ecoreward.load()


@pytest.mark.parametrize(
    "facts",
    [
        {"fine": "[100..6675471.62]", "reported_on": "2021-05-01"},
        {"fine": "< 100000", "reported_on": "2021-05-01"},
        {"fine": 1_000, "reported_on": "2021"},  # which edition is in force depends on the day
    ],
)
def test_a_fact_known_as_a_range_is_refused(facts: dict[str, Any]) -> None:
    edition = LIBRARY.edition("thailand/bangkok", "bangkok-2020")
    fast = edition.fast([*facts, "violations"])
    with pytest.raises(ValueError, match="range"):
        fast.record({**facts, "violations": "river-littering"})


def test_what_is_left_agrees_with_the_reference() -> None:
    edition = LIBRARY.edition("qingyuan", "qingyuan-2021")
    facts = {"fine": "120万", "verified": "是", "violations": ["偷排漏排"]}
    fast = edition.fast(facts)
    assert fast.answer(fast.record(facts)).payable == edition.evaluate(facts).payable


@pytest.mark.parametrize("file", LIBRARY.files)
def test_both_graphs_in_one_function_agree_on_every_edition(file: str) -> None:
    """Which of them answered tells whose names the bits have, so it must be told right."""
    where = LIBRARY.jurisdiction_of(file)
    for edition in where.editions:
        public = LIBRARY.edition(where.exactly("en"), edition.id)
        for number in range(2):
            case = Maker(edition, number, open_share=0.4).case(number)
            shape = shape_of(case, where.vocabulary, presume=True)
            if shape is None or case.decided or case.already_paid or "part" in shape.facts.values():
                continue
            case = replace(case, jurisdiction=where.file, edition=edition.id)
            fast = public.fast(case.facts)
            values = fast._inputs(case)
            if values is None:
                continue
            try:
                wanted = of_decision(fast._whole(case), where)
            except CaseProblems:
                continue  # facts that contradict each other: both raise
            found = fast.answer(Record(case, values))
            assert (found.outcome, found.minor) == (wanted.outcome, wanted.minor), (
                edition.id,
                case,
            )
            assert set(found.because) == set(wanted.because), (edition.id, case)


def test_the_graph_that_answered_is_told_right() -> None:
    edition = LIBRARY.edition("yunnan/yunnan", "yunnan-2020-draft")
    facts = {
        "already_known_to_authority": True, "bounty_published": False, "grave_crime_final": True,
        "led_officers": False, "media_worker": False, "penalty_imposed": False,
    }  # fmt: skip
    fast = edition.fast(facts)
    assert fast.answer(fast.record(facts)).because == edition.evaluate(facts).because == ("known",)
