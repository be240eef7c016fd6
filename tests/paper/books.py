"""What-if workbooks for tests: made, edited as a person would, and fed back."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl

import ecoreward
from ecoreward.paper.workbook import workbook
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.tables.excel_cells import read_grids
from ecoreward.workbench.book import Book, new_book
from ecoreward.workbench.book_back import Fed, feed
from ecoreward.workbench.book_start import of_tests
from ecoreward.workbench.case_tests import read_tests

ROOT = Path(__file__).parents[2]
NAME = "试算.xlsx"
Edit = Callable[[Any], None]  # what is done to an openpyxl workbook


@cache
def library() -> ecoreward.Library:
    """The shipped policies."""
    return ecoreward.load()


def book(where: Jurisdiction, edition: Edition, lang: str = "zh", most: int = 10) -> Book:
    """A new workbook's data, with a few of the policy's own test cases."""
    path = ROOT / f"policies/tests/{where.file}.yaml"
    raws = []
    if path.exists():
        raws = [t.raw for t in read_tests(library(), path.name, path.read_bytes())[0]]
    rows = of_tests(library(), raws, where, edition, lang).rows
    return new_book(library(), where.exactly("en"), edition.id, rows[:most], lang)


@cache
def made(place: str = "庆元县", edition: str | None = None, lang: str = "zh") -> bytes:
    """A new workbook."""
    named = library().edition(place, edition)
    return workbook(book(named.jurisdiction, named.compiled, lang), lang)


def edited(data: bytes, edit: Edit) -> bytes:
    """A workbook, changed and saved by another program."""
    found = openpyxl.load_workbook(io.BytesIO(data))
    edit(found)
    out = io.BytesIO()
    found.save(out)
    return out.getvalue()


def fed(data: bytes, lang: str = "zh", rules: ecoreward.Library | None = None) -> Fed:
    """A workbook fed back; raises `BookProblems`."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        path.write_bytes(data)
        grids = read_grids(path, NAME)
    return feed(rules or library(), grids, NAME, lang)


def changes(found: Fed) -> dict[str, str]:
    """The values that are to be tried, by address."""
    return {s.parameter.address: s.value for s in found.book.changes}


def at(found: Any, address: str, column: str = "F") -> Any:
    """The cell of a parameter; by default its value to try."""
    sheet = found["参数"]
    row = next(r for r in range(1, sheet.max_row + 1) if sheet[f"L{r}"].value == address)
    return sheet[f"{column}{row}"]


def put(**cells: Any) -> Edit:
    """An edit: values of cells, named such as ``案件_F5``."""

    def edit(found: Any) -> None:
        for name, value in cells.items():
            sheet, _, cell = name.rpartition("_")
            found[sheet][cell] = value

    return edit
