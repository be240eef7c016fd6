"""The cookbook: recipes as data (`docs/cookbook/CODE.yaml`), and the two pages written from them.

A recipe holds `code title says seen_in policy cases why`; `policies` (several files by name) instead
of `policy` where one is not enough, `shown` for the case whose explanation is printed, and `wrong`
for a way of writing that the check complains about. `ECOREWARD_GOLDEN=write` writes the pages anew.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import ecoreward
from ecoreward.api import Library
from ecoreward.policy.reader import Item, Mapping, Scalar, Sequence, read
from ecoreward.problems import Problem, render_all
from ecoreward.workbench.case_tests import CaseTest, read_tests

from .made import DOCS, ROOT

FOLDER = DOCS / "cookbook"
VOCABULARY = (ROOT / "policies" / "vocabulary.yaml").read_text("utf-8")
GROUPS = {
    "A": ("金额从哪里来", "Where the number comes from", 26),
    "B": ("在这个数上增减", "What changes that number", 10),
    "C": ("结果、违法事项和制度怎样合并", "Combining outcomes, offences and schemes", 8),
    "D": ("不止一个举报人", "More than one reporter", 8),
    "E": ("限额", "Limits", 9),
    "F": ("资格与时间", "Eligibility and timing", 15),
    "G": ("上级、出资与版本", "Levels, payers and versions", 4),
}  # fmt: skip
CODES = [f"{g}{n:02}" for g, (_, _, count) in GROUPS.items() for n in range(1, count + 1)]
NEEDED = {"code", "title", "says", "seen_in", "cases", "why"}
KEYS = NEEDED | {"outside", "policy", "policies", "shown", "wrong"}
Words = dict[str, str]


@dataclass(frozen=True)
class Wrong:
    """A policy that the check complains about: the code it gives, and why it stands here."""

    code: str
    says: Words
    texts: dict[str, str]


@dataclass(frozen=True)
class Recipe:
    """One recipe as written. `texts` are policy files by stem, the first one is asked by default."""

    code: str
    title: Words
    says: Words
    seen_in: list[str]
    outside: Words | None
    texts: dict[str, str]
    cases: str
    shown: str
    wrong: Wrong | None
    why: list[Words]

    def __str__(self) -> str:
        return self.code

    @property
    def stem(self) -> str:
        """The policy that a case is put to when it names no place."""
        return next(iter(self.texts))


@cache
def recipes() -> tuple[Recipe, ...]:
    """Every recipe, in the order of the codes."""
    return tuple(recipe(p) for p in sorted(FOLDER.glob("*.yaml")))


def recipe(path: Path) -> Recipe:
    """One recipe. The policy is kept as it is written, comments and all."""
    text = path.read_text("utf-8")
    item, problems = read(text, path.name)
    assert not problems, render_all(problems, "en")
    data = plain(item)
    assert data.keys() <= KEYS, (path.name, data.keys() - KEYS)
    assert data.keys() >= NEEDED, (path.name, NEEDED - data.keys())
    parts = _parts(text)
    wrong = None
    if "wrong" in data:
        inner = _parts(parts["wrong"])
        wrong = Wrong(
            data["wrong"]["code"], data["wrong"]["says"], _texts(inner, f"{data['code']}-wrong")
        )
    return Recipe(
        data["code"], data["title"], data["says"], data["seen_in"], data.get("outside"),
        _texts(parts, data["code"]), parts["cases"], data.get("shown", ""), wrong, data["why"],
    )  # fmt: skip


def _texts(parts: dict[str, str], code: str) -> dict[str, str]:
    return _parts(parts["policies"]) if "policies" in parts else {code.lower(): parts["policy"]}


def _parts(text: str) -> dict[str, str]:
    """What stands under each key of the outermost mapping, to the letter, without its indent."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if key := re.match(r"([\w-]+):", line):
            lines = found[key[1]] = []
        else:
            lines.append(line)
    return {k: textwrap.dedent("\n".join(v)).strip("\n") + "\n" for k, v in found.items()}


def plain(item: Item | None) -> Any:
    """What was read, as plain data; every scalar is its text."""
    if isinstance(item, Mapping):
        return {k.value: plain(v) for k, v in item.items}
    if isinstance(item, Sequence):
        return [plain(v) for v in item.items]
    return item.value if isinstance(item, Scalar) else None


@cache
def _library(texts: tuple[tuple[str, str], ...]) -> Library:
    return ecoreward.load_texts({"vocabulary": VOCABULARY, **dict(texts)})


def library(texts: dict[str, str]) -> Library:
    """The library of one recipe: its own policies and the shared vocabulary."""
    return _library(tuple(texts.items()))


def tests_of(r: Recipe) -> tuple[CaseTest, ...]:
    """The cases of a recipe with what is expected of them."""
    tests, problems = read_tests(library(r.texts), f"{r.stem}.yaml", r.cases)
    assert not problems, (r.code, render_all(problems, "en"))
    return tests


def problems_of(texts: dict[str, str]) -> tuple[Problem, ...]:
    """Everything the check says."""
    return library(texts).problems()
