"""What a drafter reads when a policy says what cannot be: every message in both languages."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ecoreward.api import load_texts
from ecoreward.problems import Problem, render_all
from ecoreward.words import has

GOLDEN = Path(__file__).parent / "golden_policy"
INPUTS = sorted(GOLDEN.glob("*.yaml"))
VOCABULARY = (GOLDEN / "vocabulary.yaml_").read_text(encoding="utf-8")


def problems_of(source: Path) -> tuple[Problem, ...]:
    texts = {"vocabulary": VOCABULARY, source.stem: source.read_text(encoding="utf-8")}
    return load_texts(texts).problems()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("source", INPUTS, ids=lambda p: p.stem)
def test_message(source: Path, lang: str) -> None:
    problems = problems_of(source)
    assert problems
    written = render_all(problems, lang) + "\n"
    expected = source.with_suffix(f".{lang}.txt")
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        expected.write_text(written, encoding="utf-8")
    assert written == expected.read_text(encoding="utf-8")
    for problem in problems:
        assert has(problem.code), problem.code
        assert problem.message(lang) != problem.code
        assert "\n" not in problem.message(lang)
        assert "{" not in problem.message(lang)


@pytest.mark.parametrize("source", INPUTS, ids=lambda p: p.stem)
def test_problems_stand_in_the_order_of_the_file(source: Path) -> None:
    places = [(p.place.line, p.place.column) for p in problems_of(source)]
    assert places == sorted(places)
    assert all(p.place.file == source.name for p in problems_of(source))


def test_there_are_enough_goldens() -> None:
    assert len(INPUTS) >= 30
    stems = {p.stem for p in INPUTS}
    assert {p.name.split(".")[0] for p in GOLDEN.glob("*.txt")} == stems


def test_the_vocabulary_itself_is_good() -> None:
    assert load_texts({"vocabulary": VOCABULARY}).problems() == ()


def test_a_successor_with_errors_is_not_called_unknown() -> None:
    codes = {p.code for p in problems_of(GOLDEN / "replaced-by-broken.yaml")}
    assert "policy.unknown-edition" not in codes


def test_nothing_is_said_twice() -> None:
    for source in INPUTS:
        said = [(p.code, str(p.place), p.message("en")) for p in problems_of(source)]
        assert len(said) == len(set(said)), source.stem
