"""Excel sheets: exact numbers, texts that stay texts, printable, the same bytes each time."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl

from ecoreward.paper.sheets import (
    Column,
    Record,
    Series,
    add_chart,
    add_table,
    finish,
    open_book,
)

COLUMNS = (
    Column("地区"), Column("案件数", "count"), Column("最低", "money"), Column("相差", "change"),
    Column("说明"),
)  # fmt: skip
RECORDS = (
    Record(("庆元县", 2258, Decimal("836840.00"), Decimal("-33.33"), "=1+1"), strong=True),
    Record(("新疆" * 30, 7, Decimal("12345678901234567.89"), None, "说明" * 60)),
)


def made(lang: str = "zh") -> bytes:
    book = open_book(lang, "比较")
    placed = add_table(
        book,
        "合计/甲",
        "各地合计",
        COLUMNS,
        RECORDS,
        about=["来源"],
        notes=["一、说明", "二、" + "长" * 200],
    )
    add_chart(
        book, "图", "各地合计", placed, [Series(2), Series(3, "open")], stacked=True, axis="元"
    )
    add_chart(book, "线", "各地合计", placed, [Series(2)], kind="line")
    return finish(book)


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_the_same_bytes_each_time() -> None:
    assert made() == made()
    assert made() != made("en")


def test_numbers_are_exact_and_texts_stay_texts() -> None:
    sheet = opened(made())["合计 甲"]
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=3, max_row=5)]
    assert rows[0] == ["地区", "案件数", "最低", "相差", "说明"]
    assert rows[1] == ["庆元县", 2258, 836840, -33.33, "=1+1"]
    assert rows[2][:4] == ["新疆" * 30, 7, "12345678901234567.89", None]
    assert sheet["E4"].data_type == "s"
    assert sheet["D4"].number_format == "+#,##0.00;-#,##0.00;0.00"


def test_it_prints_on_a4_with_its_headers() -> None:
    sheet = opened(made())["合计 甲"]
    assert sheet.freeze_panes == "B4"
    assert sheet.auto_filter.ref == "A3:E5"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert 10 < sheet.column_dimensions["A"].width < 50
    assert sheet.row_dimensions[5].height > sheet.row_dimensions[4].height


def test_fonts_and_charts() -> None:
    book = opened(made())
    sheet = book["合计 甲"]
    assert sheet["A1"].font.name == "宋体"
    assert sheet["A4"].font.name == "等线"
    assert sheet["A4"].font.bold
    assert len(book["图"]._charts) == 1
    assert book.properties.created.year == 2000
