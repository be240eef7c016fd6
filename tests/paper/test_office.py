"""A second program opens the workbook, changes it and saves it; it still feeds back."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl

from ecoreward.paper.workbook import workbook

from .books import changes, fed, library, made
from .office import changed, needs_office, number, resaved, typed

# Of every kind of policy one: ranges, tables, readings, rows of a fact, shares, other currencies, drafts.
EDITIONS = (
    "qingyuan-2021", "zhejiang-2021", "zhengzhou-2018", "hangzhou-2021", "haikou-2017", "dongguan-2007",
    "iksan-2020", "sec-2020", "beijing-2021-draft", "henan-2016", "suzhou-2025",
)  # fmt: skip


@needs_office
def test_saved_by_libreoffice_nothing_is_changed(tmp_path: Path) -> None:
    whole = [library().jurisdiction_of(j.file) for j in library().jurisdictions]
    names = {e.id: j.exactly("en") for j in whole for e in j.editions}
    files = {}
    for place, edition in enumerate(EDITIONS):
        lang = ("zh", "en")[place % 2]
        files[edition] = (made(names[edition], edition, lang), lang)
        (tmp_path / f"{edition}.xlsx").write_bytes(files[edition][0])
    saved = resaved(tmp_path, [tmp_path / f"{e}.xlsx" for e in files])
    for path, (edition, (data, lang)) in zip(saved, files.items(), strict=True):
        assert path.read_bytes() != data
        back = fed(path.read_bytes(), lang)
        assert not back.problems, edition
        assert not changes(back), edition
        # To the last byte the workbook that it was.
        assert workbook(back.book, lang) == data, edition


@needs_office
def test_changed_in_libreoffice_it_feeds_back(tmp_path: Path) -> None:
    source = tmp_path / "试算.xlsx"
    source.write_bytes(made())
    path = changed(tmp_path, source, [
        typed("参数", "F9", "8%"),
        number("参数", "F11", 200000, "#,##0"),
        typed("参数", "F4", "2021-10"),
        typed("案件", "A15", "新-1"), typed("案件", "C15", "2022-3"), typed("案件", "D15", "是"),
        typed("案件", "E15", "偷排漏排；噪声污染"), typed("案件", "F15", "3000000"),
        typed("案件", "Q4", "备注"), typed("案件", "Q15", "补录"),
    ])  # fmt: skip
    back = fed(path.read_bytes())
    assert not back.problems
    assert changes(back) == {
        "qingyuan-2021.in_force.from": "2021-10",
        "qingyuan-2021.share-of-fine.rate": "8%",
        "qingyuan-2021.share-of-fine.cap": "200000",
    }
    new = back.book.results[-1]
    assert dict(new.row.notes) == {"备注": "补录"}
    assert new.both is not None
    assert [str(d.amount) for d in new.both] == ["100000.00 CNY", "200000.00 CNY"]
    # LibreOffice has calculated what is stale; the new workbook has it all done.
    stale = openpyxl.load_workbook(path, data_only=True)
    assert stale["结果"]["A2"].value.startswith("有改动还没有重算")
    assert {r[-1].value for r in stale["结果"].iter_rows(min_row=5, max_row=14)} == {"待重算"}
    assert [stale["案件"][f"P{r}"].value or "" for r in (5, 15, 16)] == ["", "待重算", ""]
    fresh = openpyxl.load_workbook(io.BytesIO(workbook(back.book, "zh")), data_only=True)
    assert fresh["结果"]["A2"].value.startswith("结果与填写的内容一致")


@needs_office
def test_percentages_and_days_that_libreoffice_made_its_own(tmp_path: Path) -> None:
    source = tmp_path / "试算.xlsx"
    source.write_bytes(made())
    path = changed(tmp_path, source, [
        number("参数", "F9", 0.05, "0%"), number("参数", "F4", 44514, "YYYY-MM-DD"),
        number("案件", "C5", 44531, "YYYY-MM-DD"), number("案件", "F5", 1200000, "0.00E+00"),
    ])  # fmt: skip
    back = fed(path.read_bytes())
    assert not back.problems
    assert changes(back) == {}
    assert back.book.rows[0].cells["reported_on"] == "2021-12-01"
    assert back.book.rows[0].cells["fine"] == "1200000"


@needs_office
def test_a_case_far_below_the_ready_rows_counts_and_a_month_stays_one(tmp_path: Path) -> None:
    source = tmp_path / "试算.xlsx"
    source.write_bytes(made())
    edits = [
        typed("案件", "A90", "新-2"),
        typed("案件", "C90", "2022-03"),
        typed("案件", "D90", "否"),
    ]
    path = changed(tmp_path, source, edits)
    back = fed(path.read_bytes())
    new = back.book.rows[-1]
    assert (new.row, new.case, new.cells["reported_on"]) == (90, "新-2", "2022-03")
    stale = openpyxl.load_workbook(path, data_only=True)
    assert stale["结果"]["A2"].value.startswith("有改动还没有重算")


@needs_office
def test_of_a_case_that_was_deleted_the_result_is_stale(tmp_path: Path) -> None:
    source = tmp_path / "试算.xlsx"
    source.write_bytes(made())
    path = changed(tmp_path, source, ['doc.Sheets.getByName("案件").Rows.removeByIndex(5, 1)'])
    assert len(fed(path.read_bytes()).book.rows) == 9
    stale = openpyxl.load_workbook(path, data_only=True)["结果"]
    assert stale["A2"].value.startswith("有改动还没有重算")
    states = [row[-1].value or "" for row in stale.iter_rows(min_row=5, max_row=14)]
    assert states[1] == "待重算"
    assert "#" not in "".join(states)
