"""The comparison as a page and as rows: what stands on it, and what does not."""

from __future__ import annotations

import re
from functools import cache

import pytest

import ecoreward
from ecoreward.paper.compare_book import compare_book
from ecoreward.paper.compare_page import MOST_BARS, compare_page
from ecoreward.paper.compare_rows import COLUMNS, frame_of
from ecoreward.tables.of_frame import FrameSource
from ecoreward.tables.sample import sample
from ecoreward.workbench.compare_table import compare_table
from ecoreward.workbench.table_comparison import TableComparison

PLACES = ("杭州市", "浙江省", "江苏省", "亳州市", "首尔特别市铜雀区", "庆元县", "上海市")


@cache
def found() -> TableComparison:
    library = ecoreward.load()
    (frame,) = sample(60, 2, library.vocabulary)
    return compare_table(library, FrameSource(frame), PLACES)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_place_is_on_the_page_with_its_sources(lang: str) -> None:
    page = compare_page(found(), lang)
    assert page == compare_page(found(), lang)
    for place in found().places:
        assert place.name(lang) in page
        for use in place.editions:
            assert use.edition["title"] in page
    assert not re.search(r"\bcompare\.[a-z]|\bchart\.[a-z]", page)
    assert "<script" not in page


def test_what_is_certainly_more_or_less_is_marked() -> None:
    page = compare_page(found(), "zh")
    assert "▼低" in page
    own, *others = [p for p in found().places if p.own or p.comparable]
    less = sum(
        g.high is not None and h.high is not None and g.high.minor < h.low.minor
        for p in others
        for g, h in zip(p.groups, own.groups, strict=True)
    )
    assert page.count("▼低") == less


def test_the_chart_has_the_places_in_one_currency() -> None:
    page = compare_page(found(), "zh")
    svg = re.findall(r'<svg xmlns.*?role="img".*?</svg>', page, re.S)
    assert len(svg) == 1
    assert "铜雀区" not in svg[0]
    assert MOST_BARS >= 30


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_rows(lang: str) -> None:
    frame = frame_of(found(), lang)
    assert frame.shape == (len(found().places), len(COLUMNS))
    assert not any("compare." in name for name in frame.columns)


def test_the_workbook_is_the_same_each_time() -> None:
    assert compare_book(found(), "zh") == compare_book(found(), "zh")
