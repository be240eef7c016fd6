"""Every shape has a recipe, every recipe passes the check and its cases, the pages are as written."""

from __future__ import annotations

import os

import pytest

from ecoreward.policy.formatting import formatted
from ecoreward.problems import render_all
from ecoreward.workbench.case_tests import run_test

from . import cookbook
from .cookbook import CODES, Recipe, recipes
from .cookbook_page import PAGES, page

ALL = [pytest.param(r, id=r.code) for r in recipes()]


def test_every_shape_has_a_recipe() -> None:
    assert [r.code for r in recipes()] == CODES
    assert [p.stem for p in sorted(cookbook.FOLDER.glob("*"))] == CODES


@pytest.mark.parametrize("r", ALL)
def test_a_recipe_passes_the_check(r: Recipe) -> None:
    found = cookbook.problems_of(r.texts)
    assert not found, render_all(found, "en")


@pytest.mark.parametrize("r", ALL)
def test_a_recipe_is_laid_out_as_fmt_does(r: Recipe) -> None:
    for stem, text in r.texts.items():
        assert formatted(text.encode(), stem) == (text, ()), r.code


@pytest.mark.parametrize("r", ALL)
def test_a_recipe_says_it_in_both_languages(r: Recipe) -> None:
    words = [r.title, r.says, *r.why, *([r.outside] if r.outside else [])]
    assert all(w.keys() == {"zh", "en"} and all(w.values()) for w in words)
    assert r.why
    assert r.seen_in


@pytest.mark.parametrize("r", ALL)
def test_the_cases_of_a_recipe_come_out_as_expected(r: Recipe) -> None:
    tests = cookbook.tests_of(r)
    assert tests
    for test in tests:
        assert test.raw.id.startswith(r.code)
        result = run_test(cookbook.library(r.texts), test)
        assert result.passed, (test.raw.id, result.differences, result.problems)


@pytest.mark.parametrize("r", [p for p in ALL if p.values[0].wrong])
def test_what_is_shown_as_wrong_is_told(r: Recipe) -> None:
    assert r.wrong is not None
    assert r.wrong.code in [p.code for p in cookbook.problems_of(r.wrong.texts)]


def test_no_two_cases_share_an_id() -> None:
    ids = [t.raw.id for r in recipes() for t in cookbook.tests_of(r)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_are_written_from_the_recipes(lang: str) -> None:
    text = PAGES[lang].read_text("utf-8")
    now = page(text, lang)
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        PAGES[lang].write_text(now, "utf-8")
        return
    assert text == now
