"""A page: everything in one file, whatever comes from outside escaped, nothing left out in silence."""

from __future__ import annotations

import re

import pytest
from jinja2 import UndefinedError

from ecoreward.paper import page


@pytest.fixture
def templates(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Templates of the test beside the real ones."""
    from jinja2 import ChoiceLoader, DictLoader

    own: dict[str, str] = {}
    environment = page._environment()
    assert environment.loader is not None
    monkeypatch.setattr(environment, "loader", ChoiceLoader([DictLoader(own), environment.loader]))
    return own


def test_a_page_has_its_fonts_its_language_and_nothing_from_elsewhere(
    templates: dict[str, str],
) -> None:
    templates["t.html"] = '{% extends "base.html" %}{% block body %}<p>{{ text }}</p>{% endblock %}'
    text = page.render("t.html", "zh", text="一")
    assert '<html lang="zh-CN">' in text
    assert "Noto Sans CJK SC" in text
    assert "size: A4" in text
    assert not re.search(r"https?:|<script|<link|@import|url\(", text)
    assert page.render("t.html", "zh", text="一") == text
    assert '<html lang="en">' in page.render("t.html", "en", text="一")


def test_words_from_outside_are_never_markup(templates: dict[str, str]) -> None:
    templates["t.html"] = "{{ text }}"
    assert page.render("t.html", "zh", text="<b>&") == "&lt;b&gt;&amp;"


def test_what_was_not_given_is_an_error(templates: dict[str, str]) -> None:
    templates["t.html"] = "{{ text }}"
    with pytest.raises(UndefinedError):
        page.render("t.html", "zh")


def test_sentences_and_values_are_written_for_the_language(templates: dict[str, str]) -> None:
    templates["t.html"] = "{{ say('problem.error') }} {{ words(sum) }} {{ lang }}"
    sum = {"value": "500.00", "currency": "CNY"}
    assert page.render("t.html", "zh", sum=sum) == "错误 500 元 zh"
    assert page.render("t.html", "en", sum=sum) == "error CNY 500 en"


def test_a_language_that_is_not_spoken_here() -> None:
    with pytest.raises(ValueError, match="zh, en"):
        page.render("base.html", "fr")
