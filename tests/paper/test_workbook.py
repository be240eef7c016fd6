"""The what-if workbook: every policy of the atlas goes into one and comes back as it was."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import Any

import openpyxl
import pytest

from ecoreward.paper.workbook import workbook
from ecoreward.workbench.book_names import SHEETS, sheet_name

from .books import at, book, changes, edited, fed, library, made, put

PLACES = tuple(j.file for j in library().jurisdictions)
RATE = "qingyuan-2021.share-of-fine.rate"
# One parameter of each kind: its address, what is written, and what that is.
KINDS: dict[str, tuple[str, str | None, str, Any, str]] = {
    "rate": ("庆元县", None, RATE, "8%", "8%"),
    "rate as a number": ("庆元县", None, RATE, 0.08, "8%"),
    "rate in wide signs": ("庆元县", None, RATE, "８％", "8%"),
    "amount": ("庆元县", None, "qingyuan-2021.share-of-fine.cap", "20万", "20万"),
    "amount as a number": ("庆元县", None, "qingyuan-2021.share-of-fine.cap", 200000, "200000"),
    "great amount": ("庆元县", None, "qingyuan-2021.share-of-fine.cap", 1e11, "100000000000"),
    "band": ("克拉玛依市", None, "karamay-2020.award.band.high", 20000, "20000"),
    "condition": ("庆元县", None, "qingyuan-2021.special.when", "污染特别严重", "污染特别严重"),
    "expression": ("亳州市", None, "bozhou-2017.clues.fixed", "200 * 属实线索数", "200 * 属实线索数"),
    "list": ("庆元县", None, "qingyuan-2021.define.重大隐蔽行为.kinds", "[偷排漏排]", "[偷排漏排]"),
    "choice": ("庆元县", None, "qingyuan-2021.define.重大隐蔽行为.open", False, "false"),
    "date": ("庆元县", None, "qingyuan-2021.in_force.from", "2022-01-01", "2022-01-01"),
    "month": ("庆元县", None, "qingyuan-2021.in_force.from", "2022-01", "2022-01"),
    "period": ("浙江省", "zhejiang-2018", "zhejiang-2018.claim.within", "90 days", "90 days"),
    "row of a table": ("杭州市", None, "hangzhou-2021.fine-table-row-1.to", "15万", "15万"),
    "definition": ("安徽省", "anhui-2016", "anhui-2016.define.重大线索.value",
                   "count(违法行为) >= 2", "count(违法行为) >= 2"),
    "factor": ("厦门市", "xiamen-2025", "xiamen-2025.award.then.1.times", 3, "3"),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_every_edition_comes_back_as_it_was(place: str) -> None:
    where = library().jurisdiction_of(place)
    for number, edition in enumerate(where.editions):
        lang = ("zh", "en")[number % 2]
        there = book(where, edition, lang, most=4)
        assert not [p for r in there.results for p in r.problems], edition.id
        data = workbook(there, lang)
        back = fed(data, lang)
        assert not back.problems, edition.id
        assert back.tried is None
        assert back.text == library().text_of(where.file)
        assert back.book.settings == there.settings
        assert [r.cells for r in back.book.rows] == [r.cells for r in there.rows]
        # Nothing at all is lost: the next workbook is the same to the last byte.
        assert workbook(back.book, lang) == data, edition.id


@pytest.mark.parametrize("kind", KINDS)
def test_one_changed_value_is_the_only_change(kind: str) -> None:
    place, edition, address, value, wanted = KINDS[kind]

    def edit(found: Any) -> None:
        at(found, address).value = value

    back = fed(edited(made(place, edition), edit))
    assert not [p for p in back.problems if p.severity == "error"]
    assert changes(back) == {address: wanted}
    before, after = (t.split("\n") for t in (back.book.text, back.text))
    different = [(a, b) for a, b in zip(before, after, strict=False) if a != b]
    assert wanted in str(different)
    if len(before) == len(after):
        assert len(different) == 1
    # And that of the next workbook is the same again.
    again = fed(workbook(back.book, "zh"))
    assert changes(again) == {address: wanted}
    assert again.book.results == back.book.results or len(again.book.rows) == len(back.book.rows)


@pytest.mark.parametrize(
    ("address", "value"),
    [
        (RATE, 0.05), (RATE, "５％"), ("qingyuan-2021.share-of-fine.cap", 100000.0),
        ("qingyuan-2021.in_force.from", 44514),  # 2021-11-14 as a serial number
        ("qingyuan-2021.define.重大隐蔽行为.open", True),
    ],
)  # fmt: skip
def test_a_value_that_a_program_rewrote_is_no_change(address: str, value: Any) -> None:
    def edit(found: Any) -> None:
        at(found, address).value = value

    back = fed(edited(made(), edit))
    assert changes(back) == {}
    assert [p.code for p in back.problems if p.code != "book.same-value"] == []


def test_both_results_stand_beside_each_other() -> None:
    def edit(found: Any) -> None:
        at(found, RATE).value = "8%"

    back = fed(edited(made(), edit))
    data = workbook(back.book, "zh")
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["结果"]
    rows = {r[0]: r for r in sheet.iter_rows(min_row=3, values_only=True)}
    heads = rows["案件"]
    share = dict(zip(heads, rows["QY-share"], strict=True))
    assert share["今日最低"] == share["今日应付"] == 60000
    assert share["假设最低"] == 96000
    assert share["差额（最低）"] == 36000
    assert share["怎样计算"] == (
        "今日：\n罚款比例奖励：罚款 1,200,000 元 × 5% = 60,000 元；上限 100,000 元：不改变 60,000 元〔二（二）〕\n"
        "按假设值：\n罚款比例奖励：罚款 1,200,000 元 × 8% = 96,000 元；上限 100,000 元：不改变 96,000 元〔二（二）〕"
    )
    total = dict(zip(heads, rows["合计（10 件）"], strict=True))
    assert total["今日应付"] == 259999.99
    assert total["差额（最低）"] == 72000.01


def test_the_same_data_gives_the_same_bytes_and_no_time() -> None:
    named = library().edition("浙江省")
    one, two = (workbook(book(named.jurisdiction, named.compiled), "zh") for _ in range(2))
    assert hashlib.sha256(one).hexdigest() == hashlib.sha256(two).hexdigest()
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_sheet_is_a_document_that_prints(lang: str) -> None:
    found = openpyxl.load_workbook(io.BytesIO(made("浙江省", None, lang)))
    assert found.sheetnames == [sheet_name(key, lang) for key in SHEETS]
    for sheet in found:
        assert sheet.page_setup.paperSize == 9, sheet.title
        assert (sheet.page_setup.fitToWidth or 1) in (1, 2), sheet.title
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.protection.sheet is False
        if sheet.title != sheet_name("guide", lang):
            assert sheet.freeze_panes, sheet.title
            assert sheet.print_title_rows, sheet.title
        fonts = {c.font.name for row in sheet.iter_rows() for c in row if c.value is not None}
        assert fonts == {"等线" if lang == "zh" else "Calibri"}, sheet.title
        assert not sheet.merged_cells.ranges
        tall = [d.height for d in sheet.row_dimensions.values() if d.height]
        assert max(tall) <= 409


def test_cells_are_texts_where_a_program_would_guess() -> None:
    found = openpyxl.load_workbook(io.BytesIO(made()))
    for name, columns in (("参数", "EFK"), ("原文", "B"), ("上次输入", "ACF")):
        cells = [found[name][f"{c}{r}"] for c in columns for r in range(5, found[name].max_row + 1)]
        assert {c.number_format for c in cells if c.value is not None} == {"@"}, name
        assert {c.data_type for c in cells if c.value is not None} == {"s"}, name


def test_drop_downs_and_checks_come_from_the_vocabulary() -> None:
    found = openpyxl.load_workbook(io.BytesIO(made()))
    checks = found["案件"].data_validations.dataValidation
    by = {found["案件"][f"{str(c.sqref)[0]}4"].value: c for c in checks}
    assert by["查证属实"].type == "list"
    assert by["查证属实"].errorStyle in (None, "stop")
    terms = by["违法行为"]
    assert terms.type == "list"
    assert not terms.showErrorMessage
    sheet, _, span = terms.formula1.lstrip("=").replace("'", "").rpartition("!")
    offered = [row[0].value for row in found[sheet][span.replace("$", "")]]
    assert {"偷排漏排", "噪声污染"} <= set(offered)
    assert by["举报日期"].type == by["罚款（元）"].type == "custom"
    assert "2022-03" in by["举报日期"].prompt
    assert all(len(c.prompt or "") <= 255 and len(c.promptTitle or "") <= 32 for c in checks)


def test_a_case_may_be_added_and_terms_parted_by_semicolons() -> None:
    edit = put(
        案件_A15="新-1",
        案件_C15="2022-05",
        案件_D15="是",
        案件_E15="偷排漏排；噪声污染",
        案件_F15=2_000_000,
    )
    back = fed(edited(made(), edit))
    new = back.book.results[-1]
    assert new.row.case == "新-1"
    assert new.today.decision is not None
    assert str(new.today.decision.payable) == "100000.00 CNY"
    assert len(back.book.rows) == 11


def test_an_english_term_may_have_commas_of_its_own() -> None:
    term = "Discharge through hidden pipes, seepage wells, pits or injection"

    def edit(found: Any) -> None:
        found["Cases"]["E5"] = f"{term}; Noise"

    back = fed(edited(made("庆元县", None, "en"), edit), "en")
    assert not back.book.results[0].problems
    assert back.book.rows[0].cells["violations"].startswith(term)


def test_a_header_in_ten_thousands_stays_one() -> None:
    def edit(found: Any) -> None:
        found["案件"]["F4"] = "罚款（万元）"
        for row in range(5, 20):
            found["案件"][f"F{row}"] = 120

    back = fed(edited(made(), edit))
    first = back.book.results[0].today.decision
    assert first is not None
    assert str(first.payable) == "60000.00 CNY"
    again = fed(workbook(back.book, "zh"))
    assert again.book.results[0].today.decision == first


def test_notes_of_cases_go_along_and_what_is_of_the_reporter_does_not() -> None:
    edit = put(案件_Q4="经办意见", 案件_Q5="已核对", 参数_J9="请法制科看")
    back = fed(edited(made(), edit))
    assert back.book.notes == ("经办意见",)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(back.book, "zh")))
    assert (sheet["案件"]["P4"].value, sheet["案件"]["P5"].value) == ("经办意见", "已核对")
    assert at(sheet, RATE, "J").value == "请法制科看"
    assert fed(workbook(back.book, "zh")).book.notes == ("经办意见",)


def test_rows_and_columns_may_stand_elsewhere() -> None:
    def edit(found: Any) -> None:
        cases = found["案件"]
        rows = [[c.value for c in r] for r in cases.iter_rows(min_row=4, max_row=14)]
        order = [0, *range(10, 0, -1)]
        for n, row in enumerate(order):
            values = rows[row][:15]
            for column, value in enumerate([*values[3:], *values[:3]]):
                cases.cell(4 + n, column + 1).value = value
        params = found["参数"]
        params.move_range("A9:L9", rows=20)
        at(found, RATE).value = "8%"

    back = fed(edited(made(), edit))
    assert [r.case for r in back.book.rows][-1] == "QY-share"
    assert changes(back) == {RATE: "8%"}
    assert [p.code for p in back.problems] == ["book.order"]
    # The order of the rules is that of the policy.
    addresses = [s.parameter.address for s in back.book.settings]
    assert addresses == [p.address for p in library().parameters("庆元县")]
