"""What a finance officer reads when a case cannot be read, and that no person's data is shown."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ecoreward.api import Library, load_texts, policies_folder
from ecoreward.money import Money
from ecoreward.problems import Problem, Problems, render_all
from ecoreward.words import has

GOLDEN = Path(__file__).parent / "golden_case"
INPUTS = sorted(GOLDEN.glob("*.yaml"))
# What the bad cases hold of persons: none of it may be shown.
SECRETS = ("110101199003074219", "13800138000", "6222021234567890123", "欧阳锋", "张伟国",
           "138.0013.8000", "138_0013_8000")  # fmt: skip
FACTS = {"举报日期": "2021-08-20", "查证属实": "是", "已作出行政处罚": "是"}
PYTHON: dict[str, Callable[[], dict[str, Any]]] = {
    "python-float": lambda: {"fine": 120000.5, "deaths": 1},
    "python-type": lambda: {"fine": object(), "reported_on": datetime},
    "python-other-currency": lambda: {"fine": Money.of(500, "USD")},
    "python-number-size": lambda: {
        "fine": 10**5000,
        "deaths": Decimal("NaN"),
        "offenders": Fraction(1, 2**20000),
    },
    "python-key-type": lambda: {5: 1, None: 1, "fine": 1},  # type: ignore[dict-item]
    "python-name": lambda: {"张伟国": 0.5, "fine": {"张伟国": object()}},
    "python-too-deep": lambda: {"violations": nested(5_000)},
    "python-too-many": lambda: {"violations": ["扬尘"] * 100_001},
    "python-broken-text": lambda: {"channel": "\ud800"},
}


@cache
def library() -> Library:
    folder = policies_folder()
    texts = {p.stem: p.read_text(encoding="utf-8") for p in folder.glob("*.yaml")}
    own = GOLDEN / "own.yaml_"
    return load_texts({**texts, "own": own.read_text(encoding="utf-8")})


def nested(depth: int) -> list[Any]:
    """A list in a list in a list …"""
    out: list[Any] = []
    for _ in range(depth):
        out = [out]
    return out


def problems_of(source: Path) -> tuple[Problem, ...]:
    """What is wrong with a file: its reading first, then each case."""
    try:
        raws = library().read(source.read_bytes(), source.name)
    except Problems as bad:
        return bad.items
    found: list[Problem] = []
    for raw in raws:
        try:
            library().evaluate(raw)
        except Problems as bad:
            found += bad.items
    return tuple(found)


def python_problems(name: str) -> tuple[Problem, ...]:
    with pytest.raises(Problems) as caught:
        library().edition("karamay", "karamay-2020").evaluate(PYTHON[name]())
    return caught.value.items


def check(stem: str, problems: tuple[Problem, ...], lang: str) -> None:
    assert problems
    written = render_all(problems, lang) + "\n"
    expected = GOLDEN / f"{stem}.{lang}.txt"
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        expected.write_text(written, encoding="utf-8")
    assert written == expected.read_text(encoding="utf-8")
    for problem in problems:
        assert has(problem.code), problem.code
        assert "\n" not in problem.message(lang)
        assert "{" not in problem.message(lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("source", INPUTS, ids=lambda p: p.stem)
def test_message(source: Path, lang: str) -> None:
    check(source.stem, problems_of(source), lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", PYTHON)
def test_message_for_python_data(name: str, lang: str) -> None:
    check(name, python_problems(name), lang)


def test_there_are_enough_goldens() -> None:
    assert len(INPUTS) >= 20
    stems = {p.stem for p in INPUTS} | set(PYTHON)
    assert {p.name.split(".")[0] for p in GOLDEN.glob("*.txt")} == stems


def test_the_secrets_are_in_the_inputs() -> None:
    texts = [p.read_text(encoding="utf-8") for p in INPUTS]
    for secret in SECRETS:
        assert any(secret in t for t in texts)


@pytest.mark.parametrize("golden", sorted(GOLDEN.glob("*.txt")), ids=lambda p: p.name)
def test_no_golden_shows_a_person(golden: Path) -> None:
    text = golden.read_text(encoding="utf-8")
    for secret in SECRETS:
        assert secret not in text
        assert secret[:6] not in text


@pytest.mark.parametrize("source", INPUTS, ids=lambda p: p.stem)
def test_no_data_of_a_problem_shows_a_person(source: Path) -> None:
    """Not in JSON, not in the exception's text, not in any place."""
    for problem in problems_of(source):
        places = (problem.place, *problem.related)
        text = repr(problem.to_json()) + str(Problems([problem])) + repr([p.text for p in places])
        for secret in SECRETS:
            assert secret not in text


def test_all_slips_of_a_case_are_told_at_once() -> None:
    codes = [p.code for p in problems_of(GOLDEN / "several.yaml")]
    assert codes == [
        "case.want-boolean", "case.want-money", "case.no-such-day", "case.no-jurisdiction",
    ]  # fmt: skip


def test_the_shipped_cases_of_these_tests_are_otherwise_good() -> None:
    data = {"case": "KLMY-2021-01", "jurisdiction": "克拉玛依市", "facts": FACTS, "decided": 10000}
    assert str(library().evaluate(data).payable) == "10000.00 CNY"
