"""What a person reads of a workbook that comes back with something wrong, in both languages."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

import ecoreward
from ecoreward.problems import Problem, Problems, render_all
from ecoreward.workbench.book import Setting, new_book
from ecoreward.workbench.book_back import BookProblems, Fed

from .bad_books import BAD, bad
from .books import NAME, ROOT, changes, fed, library, made

GOLDEN = Path(__file__).parent / "golden_book"
STOPS = frozenset((
    "not-one", "no-sheet", "format", "source-edited", "source-lost", "no-headers", "merged", "too-large",
    "column-twice", "header-slip", "error-cell", "inexact", "time", "identity", "identity-note", "rate-form",
    "month", "no-address", "unknown-address", "twice", "other-place", "value-that-cannot-be", "many-at-once",
))  # fmt: skip


def golden(name: str, lang: str, found: tuple[Problem, ...]) -> None:
    written = render_all(found, lang).replace(f"{ROOT}{os.sep}", "") + "\n"
    expected = GOLDEN / f"{name}.{lang}.txt"
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        expected.write_text(written, encoding="utf-8")
    assert written == expected.read_text(encoding="utf-8")


def told(name: str) -> tuple[tuple[Problem, ...], Fed | None]:
    """All that is told of a workbook, and what came of it."""
    try:
        back = fed(bad(name))
    except Problems as problems:
        return problems.items, None
    return (*back.problems, *(p for r in back.book.results for p in r.problems)), back


@pytest.mark.parametrize("name", BAD)
def test_message(name: str) -> None:
    found, back = told(name)
    assert found
    assert (back is None) == (name in STOPS)
    assert all(p.place.file.startswith(NAME) for p in found)
    for lang in ("zh", "en"):
        golden(name, lang, found)
    said = str([p.to_json() for p in found])
    assert not any(
        x in said for x in ("13800138000", "11010519491231002X", "张伟国", "许多", "大概")
    )


def test_of_another_version_today_is_today() -> None:
    _, back = told("other-version")
    assert back is not None
    assert back.book.text == library().text_of("qingyuan")
    assert changes(back) == {"qingyuan-2021.share-of-fine.rate": "8%"}


def test_what_is_wrong_with_a_case_costs_that_case_alone() -> None:
    _, back = told("decided-outside")
    assert back is not None
    assert [bool(r.problems) for r in back.book.results] == [True, *[False] * 9]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_draft_of_nothing_changed(lang: str) -> None:
    with pytest.raises(BookProblems) as problems:
        fed(made()).draft()
    golden("draft-same", lang, problems.value.items)


VOCABULARY = """\
ecoreward: 1
facts:
  reported_on: {type: date, label: {zh: 举报日期, en: Reported on}}
  violations: {type: set, of: violations, label: {zh: 违法行为, en: Violations}}
violations:
  dust: {label: {zh: 扬尘, en: Dust}}
"""
POLICY = """\
ecoreward: 1
jurisdiction: {code: "%s", name: %s, label: {zh: %s, en: X}}
editions:
  - id: %s
    title: 举报奖励办法
    confidence: text
    in_force: {from: 2021-11-14}
"""


def test_a_draft_cannot_hold_what_stands_in_another_file() -> None:
    texts = {
        "vocabulary": VOCABULARY,
        "above": POLICY % ("330000", "甲省", "甲省", "one")
        + "    award: {id: award, for: 扬尘, fixed: 500}\n",
        "below": POLICY % ("331126", "乙县", "乙县", "two") + "    extends: {edition: above@one}\n",
    }
    rules = ecoreward.load_texts(texts)
    there = new_book(rules, "乙县", "two", [], "zh")
    settings = tuple(
        Setting(s.parameter, "600" if s.parameter.key == "fixed" else s.value)
        for s in there.settings
    )
    address = next(s.parameter.address for s in settings if s.changed)
    tried = rules.with_settings("乙县", {address: "600"})
    back = Fed(replace(there, settings=settings), (), tried)
    with pytest.raises(BookProblems) as problems:
        back.draft()
    for lang in ("zh", "en"):
        golden("draft-elsewhere", lang, problems.value.items)


def test_every_golden_has_its_test() -> None:
    names = {*BAD, "draft-same", "draft-elsewhere"}
    assert {p.name.split(".")[0] for p in GOLDEN.glob("*.txt")} == names
