"""The exact words a drafter sees, in both languages; ECOREWARD_GOLDEN=write writes them anew."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast

import pytest

from ecoreward.feel.check import check_cell, check_expression
from ecoreward.feel.typed import Kind
from ecoreward.problems import Problem, render_all
from ecoreward.words.compile import LOCALE, compiled

from .bad import CELLS, EXPRESSIONS, WANTED
from .helper import SCOPE, place_for

GOLDEN = Path(__file__).parent / "golden"


def _compare(name: str, source: str, problems: tuple[Problem, ...]) -> None:
    assert problems
    parts = [source, render_all(problems, "zh"), render_all(problems, "en")]
    text = "\n\n----\n".join(parts) + "\n"
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        file.write_text(text, "utf-8")
    assert file.read_text("utf-8") == text


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_expression_message(name: str) -> None:
    source = EXPRESSIONS[name]
    _, problems = check_expression(source, place_for(source), SCOPE)
    _compare(name, source, problems)


@pytest.mark.parametrize("name", CELLS)
def test_cell_message(name: str) -> None:
    by, source = CELLS[name]
    left, _ = check_expression(by, place_for(by), SCOPE)
    assert left is not None
    _, problems = check_cell(source, place_for(source), left, SCOPE)
    _compare(name, f"{by} | {source}", problems)


@pytest.mark.parametrize("name", WANTED)
def test_wanted_kind_message(name: str) -> None:
    source, kinds = WANTED[name]
    place = place_for(source)
    _, problems = check_expression(source, place, SCOPE, cast(tuple[Kind, ...], kinds))
    _compare(name, source, problems)


def test_every_golden_has_its_expression() -> None:
    names = {*EXPRESSIONS, *CELLS, *WANTED}
    assert {f.stem for f in GOLDEN.glob("*.txt")} == names


def test_a_correction_is_a_correction() -> None:
    """What a message offers as the whole corrected text must be free of that problem."""
    for source in EXPRESSIONS.values():
        _, problems = check_expression(source, place_for(source), SCOPE)
        whole = [p for p in problems if "write: `{fixed}`" in p.help("en") or "fixed" in p.params]
        for p in whole:
            if p.code == "feel.date-form":
                continue
            fixed = str(p.params["fixed"])
            _, left = check_expression(fixed, place_for(fixed), SCOPE)
            assert p.code not in {q.code for q in left}, (source, fixed)


def test_catalogues_agree() -> None:
    from babel.messages.pofile import read_po

    keys = []
    for locale in ("zh_CN", "en"):
        po = LOCALE / locale / "LC_MESSAGES" / "feel.po"
        with po.open("rb") as stream:
            keys.append({m.id for m in read_po(stream) if m.id})
        assert po.with_suffix(".mo").read_bytes() == compiled(po)
    assert keys[0] == keys[1]
