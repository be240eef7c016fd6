"""The workbook of a backtest: its sheets, figures as numbers, native charts, the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from ecoreward.paper.backtest_book import backtest_book
from ecoreward.workbench.backtest import Backtest
from tests.paper.backtests import many_months, qingyuan, unchanged, zhengzhou

SHEETS = [
    "摘要",
    "变动归因",
    "按月",
    "按类别",
    "按违法行为",
    "按规则",
    "受益与受损",
    "与实发对比",
    "逐条差异",
    "典型案件",
]


def opened(found: Backtest, lang: str = "zh") -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(backtest_book(found, lang)))


def rows(book: CalamineWorkbook, sheet: str) -> list[list[object]]:
    return book.get_sheet_by_name(sheet).to_python()


def test_the_sheets_stand_in_the_order_in_which_they_are_read() -> None:
    names = [n for n in opened(qingyuan()).sheet_names if not n.endswith("（图）")]
    assert names[: len(SHEETS)] == SHEETS
    assert names[len(SHEETS) :] == ["未定的事项", "没有结果的行"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "found", [zhengzhou(), qingyuan(), unchanged()], ids=["ranges", "paid", "unchanged"]
)
def test_every_text_is_there_and_bytes_are_the_same(found: Backtest, lang: str) -> None:
    data = backtest_book(found, lang)
    assert data == backtest_book(found, lang)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        texts = file.read("xl/sharedStrings.xml").decode() + file.read("xl/workbook.xml").decode()
    assert not re.search(r"\bbacktest\.[a-z]", texts)
    assert bool(re.search("[一-鿿]{2}(件|元)", texts)) or lang == "en"


def test_sums_are_numbers_that_add_up() -> None:
    book = opened(zhengzhou())
    table = rows(book, "按类别")
    at = next(n for n, r in enumerate(table) if r[0] == "类别")
    head, *lines, total = (r for r in table[at:] if r[0])
    column = head.index("原规定（最高）")
    values = [r[column] for r in lines]
    assert all(isinstance(v, float) for v in values)
    assert sum(Decimal(str(v)) for v in values) == Decimal(str(total[column])) == Decimal(20_500)


def test_causes_add_up_in_the_workbook_too() -> None:
    table = rows(opened(zhengzhou()), "变动归因")
    at = next(n for n, r in enumerate(table) if r[0] == "原因")
    *parts, total = (r for r in table[at + 1 :] if r[0] and isinstance(r[2], float))
    for column in (2, 3):
        assert sum(Decimal(str(r[column])) for r in parts) == Decimal(str(total[column]))
    assert [total[2], total[3]] == [1500, -12500]


def test_charts_are_excels_own() -> None:
    with zipfile.ZipFile(io.BytesIO(backtest_book(zhengzhou(), "zh"))) as file:
        charts = [n for n in file.namelist() if n.startswith("xl/charts/chart")]
    assert len(charts) == 4  # causes, categories, kinds, gains; one month has no chart


def test_many_months_have_years_before_them() -> None:
    book = opened(many_months())
    assert book.sheet_names.index("按年") < book.sheet_names.index("按月")
    assert len([r for r in rows(book, "按月") if re.match(r"20\d\d年", str(r[0]))]) == 24


def test_every_difference_has_a_line() -> None:
    found = zhengzhou()
    table = rows(opened(found), "逐条差异")
    said = [r[2] for r in table if isinstance(r[0], float)]
    assert said == [d["zh"] for d in (*found.differences, *found.wording)]
