"""Every YAML example of the guides is read as what it is, and both languages show the same.

A block without a mark is a whole policy file. A mark in the line before it says what else it is:
``<!-- fragment: award -->``, and ``, problem: CODE`` where it must be refused with that code; a
``text`` block right after it then shows the message.
"""

from __future__ import annotations

import os
import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

import ecoreward
from ecoreward.policy.load_file import digest_of
from ecoreward.policy.reader import Mapping, read
from ecoreward.problems import Problem, render_all
from ecoreward.workbench.case_tests import read_tests, run_test

from .made import DOCS, ROOT, lang_of

NAMES = ["language.md", "language.en.md", "decision.md", "decision.en.md"]
BLOCK = re.compile(
    r"(?:^<!-- fragment: (?P<kind>[\w-]+)(?:, problem: (?P<problem>[\w.-]+))? -->\n)?"
    r"^```yaml\n(?P<body>.*?)^```\n(?:\n```text\n(?P<shown>.*?)^```$)?",
    re.M | re.S,
)
VOCABULARY = (ROOT / "policies" / "vocabulary.yaml").read_text("utf-8")
# What a fragment lacks of a whole file.
FILE = {
    "ecoreward": "ecoreward: 1",
    "jurisdiction": 'jurisdiction: {code: "999900", name: 示例}',
    "chosen_by": "chosen_by: {fact: 举报日期, stated: true}",
}
EDITION = {
    "id": "id: example", "title": "title: 示例", "confidence": "confidence: text",
    "in_force": "in_force: {from: 2020-01-01}", "award": "award: {fixed: 500}",
}  # fmt: skip


@dataclass(frozen=True)
class Example:
    """One block of one page."""

    page: Path
    line: int
    kind: str
    problem: str
    body: str
    shown: str

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def examples(name: str) -> list[Example]:
    page = DOCS / name
    text = page.read_text("utf-8")
    return [
        Example(page, text.count("\n", 0, m.start()) + 1, m["kind"] or "policy", m["problem"] or "",
                m["body"], m["shown"] or "")
        for m in BLOCK.finditer(text)
    ]  # fmt: skip


ALL = [e for name in NAMES for e in examples(name)]


def whole(e: Example) -> str:
    """A fragment as a policy file."""
    if e.kind == "policy":
        return e.body
    if e.kind == "file":
        return _file(e.body)
    body = e.body if e.kind == "edition" else "award:\n" + textwrap.indent(e.body, "  ")
    lines = [line for key, line in EDITION.items() if key not in _keys(body)]
    edition = "\n".join([*lines, body])
    return _file("editions:\n  -\n" + textwrap.indent(edition, "    "))


def _file(body: str) -> str:
    body = (
        body
        if "editions" in _keys(body)
        else body + "editions: [{" + ", ".join(EDITION.values()) + "}]\n"
    )
    return "\n".join([*(line for key, line in FILE.items() if key not in _keys(body)), body])


def _keys(body: str) -> set[str]:
    item, _ = read(body, "")
    assert isinstance(item, Mapping), body
    return {k.value for k, _ in item.items}


def problems_of(e: Example) -> tuple[Problem, ...]:
    if e.kind == "vocabulary":
        more = {"facts": "facts: {}", "violations": "violations: {}", "ecoreward": "ecoreward: 1"}
        lines = [line for key, line in more.items() if key not in _keys(e.body)]
        return ecoreward.load_texts({"vocabulary": "\n".join([*lines, e.body])}).problems()
    return ecoreward.load_texts({"vocabulary": VOCABULARY, "my": whole(e)}).problems()


POLICIES = [e for e in ALL if e.kind not in ("case", "tests")]
CASES = [e for e in ALL if e.kind in ("case", "tests")]


@pytest.mark.parametrize("e", POLICIES, ids=str)
def test_policy_examples_have_no_problem_but_the_one_they_show(e: Example) -> None:
    # A fragment shows a list by itself; what uses it stands elsewhere.
    found = tuple(p for p in problems_of(e) if p.code != "policy.unused-define")
    assert [p.code for p in found] == ([e.problem] if e.problem else []), render_all(found, "en")


@pytest.mark.parametrize("e", [e for e in POLICIES if e.shown], ids=str)
def test_shown_messages_are_what_the_software_says(e: Example) -> None:
    shown = "\n".join(
        line for line in render_all(problems_of(e), lang_of(e.page)).split("\n")
        if not re.match(r"  -->", line)
    )  # fmt: skip
    shown = re.sub(r"^  \d+ \| ", "  | ", shown, flags=re.M)  # a fragment has no line numbers
    shown = re.sub(r"^   +\| ( *\^)", r"  | \1", shown, flags=re.M)
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        text = e.page.read_text("utf-8")
        e.page.write_text(text.replace(e.shown, shown + "\n"), "utf-8")
        return
    assert e.shown == shown + "\n"


@pytest.mark.parametrize("e", CASES, ids=str)
def test_case_examples_are_decided(e: Example) -> None:
    library = ecoreward.load()
    if e.kind == "case":
        for raw in library.read(e.body):
            library.evaluate(raw)
        return
    tests, problems = read_tests(library, "my.yaml", e.body)
    assert tests
    assert not problems
    for test in tests:
        result = run_test(library, test)
        assert result.passed, (test.raw.id, result.differences, result.problems)


@pytest.mark.parametrize("name", NAMES[::2])
def test_both_languages_show_the_same_examples(name: str) -> None:
    def plain(e: Example) -> tuple[str, str, str]:
        return e.kind, e.problem, re.sub(r"(^|\s)#.*", "", e.body)

    other = name.replace(".md", ".en.md")
    assert [plain(e) for e in examples(name)] == [plain(e) for e in examples(other)]


def test_the_first_policy_is_the_shipped_one() -> None:
    for name in NAMES[:2]:
        mine = next(e for e in examples(name) if e.kind == "policy")
        theirs = (ROOT / "policies" / "karamay.yaml").read_text("utf-8")
        items = [read(text, "")[0] for text in (mine.body, theirs)]
        assert items[0] is not None
        assert items[1] is not None
        assert digest_of(items[0]) == digest_of(items[1])


@pytest.mark.parametrize("name", NAMES[:2])
def test_the_files_of_the_examples_are_shown(name: str) -> None:
    bodies = [e.body for e in examples(name)]
    for file in sorted((DOCS / "examples").iterdir()):
        assert file.read_text("utf-8") in bodies, file.name


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda p: p.name)
def test_links_lead_to_a_heading(page: Path) -> None:
    for file, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", page.read_text("utf-8")):
        target = page.parent / file if file else page
        heads = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.M)
        slugs = [re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in heads]
        assert anchor in slugs, (page.name, anchor)
