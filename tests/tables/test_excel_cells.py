"""Cells that know where they stand: kinds, exactness, formulas, and sheets that would not fit into memory."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ecoreward.tables.excel_cells import MOST_CELLS, Grid, read_grids
from ecoreward.tables.problems import TableProblems

from .makers import excel, rewritten


def grid(path: Path, data: bytes) -> Grid:
    path.write_bytes(data)
    return read_grids(path)["案件表"]


def test_each_cell_keeps_its_kind_and_place(tmp_path: Path) -> None:
    rows = [[None, "案件"], ["A-1", 0.05, date(2022, 3, 1), True, "=1+1", "'", 1e16]]
    found = grid(tmp_path / "a.xlsx", excel(rows))
    assert found.cell(1, 2).text == "案件"
    assert (found.cell(1, 1).value, found.cell(99, 99).value) == (None, None)
    cells = found.row(2)
    assert [c.name for c in cells[:3]] == ["A2", "B2", "C2"]
    assert cells[0].place.file.endswith("a.xlsx 案件表!A2")
    assert (cells[1].number, cells[1].text, cells[1].exact) == (Decimal("0.05"), "0.05", True)
    assert (cells[2].value, cells[2].text) == (date(2022, 3, 1), "2022-03-01")
    assert (cells[3].value, cells[3].number, cells[3].text) == (True, None, "true")
    assert (cells[4].formula, cells[4].text) == (True, "0")
    assert cells[5].text == "'"
    assert cells[6].text == "10000000000000000"


@pytest.mark.parametrize(
    ("written", "exact"),
    [(b"0.3", True), (b"0.30000000000000004", False), (b"123456789012345", True),
     (b"1234567890123456", False), (b"1E+20", True), (b"-0.06", True)],
)  # fmt: skip
def test_a_number_that_lost_digits_is_not_exact(
    tmp_path: Path, written: bytes, exact: bool
) -> None:
    data = rewritten(
        excel([["案件"], [0.5]]), "xl/worksheets/sheet1.xml",
        lambda x: x.replace(b"<v>0.5</v>", b"<v>" + written + b"</v>"),
    )  # fmt: skip
    assert grid(tmp_path / "a.xlsx", data).cell(2, 1).exact is exact


def test_days_with_a_time_keep_it(tmp_path: Path) -> None:
    found = grid(tmp_path / "a.xlsx", excel([["a"], [datetime(2022, 3, 1, 8, 30)]]))
    assert found.cell(2, 1).text == "2022-03-01 08:30:00"


def test_merged_cells_are_those_that_reach_into_the_table(tmp_path: Path) -> None:
    data = excel([["t", None], ["a", "b"], ["c", None]], lambda _, s: s.merge_range("A1:B1", "t"))
    assert list(grid(tmp_path / "a.xlsx", data).merged(2, range(1, 3))) == []
    assert list(grid(tmp_path / "a.xlsx", data).merged(1, range(2, 3))) == ["A1:B1"]


def test_one_cell_far_off_does_not_take_all_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(excel([["a"]], lambda _, s: s.write_string(MOST_CELLS // 10, 16_000, "x")))
    with pytest.raises(TableProblems) as told:
        read_grids(path)
    (problem,) = told.value.items
    assert problem.code == "book.too-large"
    assert problem.params["cell"] == f"WQK{MOST_CELLS // 10 + 1}"


@pytest.mark.parametrize("data", [b"PK\x03\x04 and so on", excel([["a"]])[:900]])
def test_a_damaged_file_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(TableProblems) as told:
        read_grids(path)
    assert [p.code for p in told.value.items] == ["file.damaged"]
