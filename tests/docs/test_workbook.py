"""The guide to the workbook: its example files are what the software makes, with the edits that the page tells."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ecoreward.cli.app import run

from .made import DOCS

ROOT = DOCS.parent
PAGES = ["workbook.md", "workbook.en.md"]
# By language: the file, the table of its cases, the sheets, and what the page says was changed.
FILES: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "zh": ("examples/workbook/庆元县试算.xlsx", "examples/tables/cases-2022.csv", "案件",
           {"参数!F9": "8%", "参数!F11": "20万", "案件!F10": "60万"}),
    "en": ("examples/workbook/qingyuan-what-if.xlsx", "examples/tables/cases-2022.en.csv", "Cases",
           {"Parameters!F9": "8%", "Parameters!F11": "200000", "Cases!F10": "600000"}),
}  # fmt: skip


def cells(data: bytes) -> dict[str, list[list[Any]]]:
    """What stands on every sheet, but for what changes with each version: the digests beside the policy's text."""
    found = openpyxl.load_workbook(io.BytesIO(data))
    own = dict.fromkeys(("原文", "Policy text"), 2)
    return {
        s.title: [[c.value for c in row] for row in s.iter_rows(max_col=own.get(s.title))]
        for s in found
    }


@pytest.mark.parametrize("lang", FILES)
def test_the_example_is_a_workbook_with_these_edits(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, table, _, edits = FILES[lang]
    monkeypatch.chdir(tmp_path)
    place = "庆元县" if lang == "zh" else "qingyuan"
    assert (
        run(["--lang", lang, "workbook", place, "--cases", str(ROOT / table), "-o", "a.xlsx"]) == 0
    )
    found = openpyxl.load_workbook("a.xlsx")
    for cell, value in edits.items():
        sheet, _, at = cell.partition("!")
        found[sheet][at] = value
    found.save("b.xlsx")
    data = Path("b.xlsx").read_bytes()
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        (ROOT / name).write_bytes(data)
    assert cells((ROOT / name).read_bytes()) == cells(data)


def test_the_pages_name_every_sheet_and_column() -> None:
    for lang, page in zip(FILES, PAGES, strict=True):
        text = (DOCS / page).read_text("utf-8")
        found = openpyxl.load_workbook(ROOT / FILES[lang][0])
        for sheet in found.sheetnames:
            assert f"| {sheet} |" in text, (page, sheet)
        params = found[found.sheetnames[3]]
        for cell in params[3]:
            assert cell.value in text, (page, cell.value)


def test_both_languages_say_the_same_of_every_part() -> None:
    zh, en = ((DOCS / page).read_text("utf-8") for page in PAGES)
    for sign in (r"^## ", r"^\| ", r"^```", r"^\d\. ", r"^- "):
        assert len(re.findall(sign, zh, re.M)) == len(re.findall(sign, en, re.M)), sign
