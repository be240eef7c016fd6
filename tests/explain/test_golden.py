"""What a person reads, word for word, in both languages.

Regenerate with ``ECOREWARD_GOLDEN=write pytest tests/explain`` and read the difference.
"""

from __future__ import annotations

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import ecoreward
from ecoreward.engine.decision import Outcome
from ecoreward.explain import explain, show
from tests.explain.cases import CASES

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
LANGS = ("zh", "en")
PLACES = ("alpha", "beta", "gamma", "delta")
KEY = re.compile(r"\b(explain|decision|case|policy)\.[a-z]")


@cache
def library() -> ecoreward.Library:
    """The policies of this folder."""
    return ecoreward.load(HERE / "policies")


@cache
def data(name: str) -> dict[str, Any]:
    """The decision on a case, as data."""
    return library().evaluate(CASES[name]).to_json()


def steady(text: str) -> str:
    """Without what changes with each version: digests and the software's own number."""
    text = re.sub(r"\b[0-9a-f]{12}\b", "<digest>", text)
    return text.replace(f" {ecoreward.__version__}\n", " <version>\n")


def hold(file: str, text: str) -> None:
    """The text is the one that is held."""
    path = GOLDEN / file
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        path.write_text(steady(text), encoding="utf-8")
    assert steady(text) == path.read_text(encoding="utf-8")


def clean(text: str) -> None:
    """Nothing unfinished, and nothing at the ends of lines."""
    assert not KEY.search(text)
    assert "{" not in text
    assert "None" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert all(line == line.rstrip() for line in text.split("\n"))


def test_policies_are_sound() -> None:
    assert [p for p in library().problems() if p.severity == "error"] == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", CASES)
def test_decision(name: str, lang: Any) -> None:
    text = explain(data(name), lang)
    clean(text)
    hold(f"{name}.{lang}.txt", text)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", PLACES)
def test_policy(name: str, lang: Any) -> None:
    found = library().jurisdiction(name)
    for edition in found.editions:
        text = show(found, edition, lang)
        clean(text)
        hold(f"show-{edition.id}.{lang}.txt", text)


@pytest.mark.parametrize("lang", LANGS)
def test_markdown(lang: Any) -> None:
    text = explain(data("to-be-decided"), lang, "markdown")
    clean(text)
    hold(f"to-be-decided.{lang}.md", text)


@pytest.mark.parametrize("name", CASES)
def test_stored_decision_reads_the_same(name: str) -> None:
    decision = library().evaluate(CASES[name])
    stored = json.loads(json.dumps(decision.to_json()))
    for lang in LANGS:
        for form in ("text", "markdown"):
            assert explain(stored, lang, form) == explain(decision, lang, form)  # type: ignore[arg-type]


@pytest.mark.parametrize("outcome", [o.value for o in Outcome])
def test_every_outcome_has_a_first_line(outcome: str) -> None:
    changed = {**data("awarded"), "outcome": outcome}
    for lang in LANGS:
        clean(explain(changed, lang))  # type: ignore[arg-type]


def test_every_outcome_that_can_come_is_held() -> None:
    later = {"referred"}  # a key of a later language version
    assert {data(n)["outcome"] for n in CASES} == {o.value for o in Outcome} - later


def test_no_old_golden_stays() -> None:
    editions = [e.id for j in PLACES for e in library().jurisdiction(j).editions]
    names = [*CASES, *(f"show-{e}" for e in editions)]
    wanted = {f"{n}.{lang}.txt" for n in names for lang in LANGS}
    wanted |= {f"to-be-decided.{lang}.md" for lang in LANGS}
    assert {p.name for p in GOLDEN.iterdir()} == wanted


def test_unknown_language_form_and_edition() -> None:
    with pytest.raises(ValueError, match="lang is one of zh, en"):
        explain(data("awarded"), "fr")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="form is text or markdown"):
        explain(data("awarded"), "zh", "html")  # type: ignore[arg-type]
    with pytest.raises(LookupError, match="alpha has no edition nix"):
        show(library().jurisdiction("alpha"), "nix")


def test_words_of_a_case_are_never_markup() -> None:
    changed = {**data("awarded"), "case": "<b>*1*</b>"}
    assert r"\<b\>\*1\*\</b\>" in explain(changed, "zh", "markdown")
