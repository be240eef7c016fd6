"""Every example of the two language pages is read and checked, and both pages show the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ecoreward.feel.check import check_cell, check_expression
from ecoreward.feel.printer import print_typed
from ecoreward.problems import NOWHERE

from .helper import SCOPE

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"^```feel(-cell (?P<by>\S+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def examples(name: str) -> list[tuple[str, str]]:
    out = []
    for m in BLOCK.finditer((DOCS / name).read_text("utf-8")):
        out += [(m["by"] or "", line) for line in m["body"].splitlines() if line.strip()]
    return out


@pytest.mark.parametrize(("by", "source"), examples("feel.md") + examples("feel.en.md"))
def test_example(by: str, source: str) -> None:
    if by:
        left, _ = check_expression(by, NOWHERE, SCOPE)
        assert left is not None
        expression, problems = check_cell(source, NOWHERE, left, SCOPE)
    else:
        expression, problems = check_expression(source, NOWHERE, SCOPE)
    assert expression is not None, [p.message("en") for p in problems]
    assert problems == ()


def test_both_pages_have_the_same_examples() -> None:
    texts = []
    for page in ("feel.md", "feel.en.md"):
        roots = [check_expression(s, NOWHERE, SCOPE)[0] for by, s in examples(page) if not by]
        texts.append([print_typed(r.root) for r in roots if r is not None])
    assert texts[0] == texts[1]
