"""Every published award of the notes is put to its policy, and what comes of it is what is recorded."""

from __future__ import annotations

import re

import pytest

from . import facts
from .awards import Award, awards, counts, covered, results

ALL = [pytest.param(a, id=a.name) for a in awards()]


def test_every_published_award_is_there_once() -> None:
    found = covered()
    assert found.keys() == facts.published().keys()
    assert {name: list_ for name, list_ in found.items() if len(list_) != 1} == {}


@pytest.mark.parametrize("award", ALL)
def test_the_status_is_what_the_policies_give(award: Award) -> None:
    found = results()[award.name]
    assert found.status == award.status, (found.shown, found.outcomes, found.error)
    assert not found.error


@pytest.mark.parametrize("award", ALL)
def test_an_award_says_why_and_where_from(award: Award) -> None:
    words = [award.what, *(w for w in (award.why, award.note) if w)]
    assert all(w.keys() == {"zh", "en"} and all(w.values()) for w in words)
    assert award.why is not None or award.status == "reproduced"
    assert award.source.keys() <= {"title", "url", "confidence"}
    assert award.source["confidence"] in ("press", "text")
    if "url" in award.source:
        notes = "\n".join(facts.notes()[n].urls for n in (award.name, *award.also))
        every = notes + "\n".join(n.urls for n in facts.seed_facts().values())
        every += "\n".join(n.urls for n in facts.entries().values())
        assert award.source["url"] in every


def test_the_figure_published_is_that_of_the_notes() -> None:
    """Each figure stands in the row it is from; what a paper wrote in words is checked by eye."""
    by_eye = {"8.2/4", "8.2/6", "8.3/1"}  # 35.31万, 53.5万多, 16 million
    for a in awards():
        if a.name not in by_eye:
            text = facts.published()[a.name].replace(",", "").replace("1.55 million", "1550000")
            assert re.search(rf"(?<![0-9]){a.shown}(?![0-9])", text), (a.name, a.shown)


def test_no_figure_is_decided_to_hit_an_award() -> None:
    assert not any("裁量" in case for a in awards() for case, _ in a.parts)


def test_the_counts() -> None:
    found = counts()
    print(found)
    assert found == {"reproduced": 15, "within": 7, "contradicted": 2, "not_computable": 32}
