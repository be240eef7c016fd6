"""The pages of the atlas are as the policies, the awards and the comparisons make them."""

from __future__ import annotations

import os
import re
from fractions import Fraction

import pytest

from . import atlas, atlas_compare
from .atlas import PAGES, PART, page
from .atlas_places import Shown, editions, group_of, groups, library

ALL = [pytest.param(s, id=s.key) for s in editions()]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_are_as_they_are_made(lang: str) -> None:
    text = PAGES[lang].read_text("utf-8")
    now = page(text, lang)
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        PAGES[lang].write_text(now, "utf-8")
        return
    assert text == now


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_links_within_a_page_lead_somewhere(lang: str) -> None:
    text = PAGES[lang].read_text("utf-8")
    heads = re.findall(r"^#+ (.+)$", text, re.M)
    anchors = {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in heads}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors


def test_both_pages_have_the_same_parts() -> None:
    found = [[m["name"] for m in PART.finditer(PAGES[x].read_text("utf-8"))] for x in ("zh", "en")]
    assert found[0] == found[1]
    assert len(found[0]) == len(set(found[0])) == 8


def test_every_edition_is_in_a_table() -> None:
    assert {group_of(s.place.code) for s in editions()} == set(groups())
    text = atlas.places("en")
    assert all(f"`{s.edition.id}`" in text for s in editions())


@pytest.mark.parametrize("s", ALL)
def test_the_largest_award_is_what_the_engine_says(s: Shown) -> None:
    """The end read off the tree is the end that the engine finds when no fact is known."""
    case = {"jurisdiction": s.file, "edition": s.edition.id, "facts": {}}
    found = library().evaluate(case, presume=False).range.high
    ends = s.glance.ends
    assert (ends.high if ends else None) == (None if found is None else Fraction(found.value))
    if ends is not None and s.glance.regular is not None and ends.high is not None:
        assert s.glance.regular.high is not None
        assert s.glance.regular.high <= ends.high


def test_only_rows_that_there_are_are_explained() -> None:
    assert atlas_compare.unknown_rows() == ()
    assert len(atlas_compare.cases()) == 5


def test_the_pages_hold_no_path_of_a_machine() -> None:
    for path in PAGES.values():
        assert not re.search(r"(?<![\w:/.])/(?:work|home|tmp|root)/", path.read_text("utf-8"))
