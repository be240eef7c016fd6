"""What a drafter reads when the vocabulary says what cannot be: every message in both languages."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ecoreward.api import load_texts
from ecoreward.problems import Problem, render_all

GOLDEN = Path(__file__).parent / "golden_vocabulary"
INPUTS = sorted(GOLDEN.glob("*.yaml"))
POLICY = (GOLDEN / "policy.yaml_").read_text(encoding="utf-8")


def problems_of(source: Path) -> tuple[Problem, ...]:
    """What is wrong with a vocabulary, and what a small policy misses in it."""
    texts = {"vocabulary": source.read_text(encoding="utf-8")}
    if source.stem == "no-facts":
        texts["policy"] = POLICY
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
        assert problem.help(lang), problem.code
        assert "{" not in problem.message(lang)


def test_every_golden_has_its_input() -> None:
    assert {p.name.split(".")[0] for p in GOLDEN.glob("*.txt")} == {p.stem for p in INPUTS}
