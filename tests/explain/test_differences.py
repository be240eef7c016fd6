"""The sentences of a diff: parts around the rules go by their own name and article, whatever ids the draft uses again."""

from __future__ import annotations

from itertools import pairwise

import pytest

import ecoreward
from ecoreward.explain.differences import Sentences
from ecoreward.explain.voice import voice_of
from ecoreward.policy.diff.differences import of_pair
from ecoreward.policy.diff.matching import matched

LIBRARY = ecoreward.load()


def sentences(place: str, one: str, two: str, lang: str = "zh") -> list[str]:
    before, after = (LIBRARY.edition(place, e).compiled.program for e in (one, two))
    pair = matched(before, after)
    return [Sentences(pair, voice_of(lang)).of(d) for d in of_pair(pair)]


def test_the_whole_award_has_a_name_and_not_an_id_of_the_software() -> None:
    assert "奖励总额：增加上限：6,000 元〔公告〕" in sentences(
        "湘潭市", "xiangtan-2016", "xiangtan-2023"
    )


def test_a_rule_of_the_draft_with_the_id_that_a_frame_had_does_not_lend_it_its_name() -> None:
    said = sentences("广州市", "guangzhou-water-2023", "guangzhou-2023")
    assert "“水务举报奖励”：取消上限（原为 涉水举报奖励总额上限）〔实例〕" in said
    assert [s for s in said if s.startswith("新增“举报奖励”")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_sentence_of_the_atlas_has_an_id_of_the_software(lang: str) -> None:
    for where in LIBRARY.jurisdictions:
        editions = [e.id for e in where.editions]
        for one, two in pairwise(editions):
            assert not [s for s in sentences(where.file, one, two, lang) if "#" in s]
