"""The error reference has every code of the software, each with an example or the reason for none."""

from __future__ import annotations

import re

import pytest

from ecoreward.words.entry import ROOMS, codes

from . import errors
from .made import DOCS, PART

PAGES = ["errors.md", "errors.en.md"]
SOURCES = {p: p.read_text("utf-8") for p in sorted((errors.ROOT / "src").rglob("*.py"))}
FULL = re.compile(r"\"((?:yaml|feel|policy|library|case|file|column|book)\.[a-z0-9-]+)\"")
# In the room of expressions a code is written without its `feel.`; these functions take it.
SHORT = re.compile(r"\b(?:Finding|report)\(\s*\"([a-z-]+)\"")
COMMAND = re.compile(r"\b(?:fail|Problem|_problem|_Bad)\(\s*\"(cli\.[a-z-]+)\"")
PARTS_OF_CODES = {"case.decided"}  # the beginning of several codes


def in_sources() -> set[str]:
    found: set[str] = set()
    for path, text in SOURCES.items():
        found |= set(FULL.findall(text)) | set(COMMAND.findall(text))
        if path.parent.name == "feel":
            found |= {f"feel.{c}" for c in SHORT.findall(text)}
    return found - PARTS_OF_CODES


def test_every_code_of_the_sources_has_an_entry() -> None:
    known = {c for room in ROOMS for c in codes(room)}
    found = {c for c in in_sources() if not c.startswith("yaml.rest.")}
    assert len(found) > 300
    assert sorted(found - known) == []


def test_every_code_of_the_catalogue_is_said_somewhere() -> None:
    text = "\n".join(SOURCES.values())
    for room in ROOMS:
        for code in codes(room):
            said = code.removesuffix("-perhaps").removesuffix("-listed")  # two forms of one
            names = {said, said.removeprefix("feel.")}
            assert any(f'"{name}"' in text for name in names), code


@pytest.mark.parametrize("name", PAGES)
def test_the_page_has_every_entry_once(name: str) -> None:
    text = (DOCS / name).read_text("utf-8")
    assert [m["name"] for m in PART.finditer(text)] == list(ROOMS)
    heads = re.findall(r"^### `([a-z0-9.-]+)`", text, re.M)
    assert heads == [c for room in ROOMS for c in errors.ordered(room)]


@pytest.mark.parametrize(("name", "lang"), [("errors.md", "zh"), ("errors.en.md", "en")])
def test_the_message_that_is_explained_is_a_real_one(name: str, lang: str) -> None:
    block = re.search(r"^```text\n(.*?)^```$", (DOCS / name).read_text("utf-8"), re.M | re.S)
    assert block
    golden = errors.TESTS / f"policy/golden_policy/several.{lang}.txt"
    assert block[1] in golden.read_text("utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_entry_has_an_example_or_the_reason_for_none(lang: str) -> None:
    found = errors.examples(lang)
    every = {c for room in ROOMS for c in codes(room)}
    assert every - found.keys() == set(errors.NO_EXAMPLE)
    for code, example in found.items():
        assert f"[{code}]" in example.said.split("\n")[0]


def test_both_languages_have_the_same_examples() -> None:
    zh, en = errors.examples("zh"), errors.examples("en")
    assert {c: e.given for c, e in zh.items()} == {c: e.given for c, e in en.items()}
