"""What can be wrong with a workbook that comes back, by name: an edit of a good one, or another file."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any

from ecoreward.paper.workbook import workbook
from ecoreward.workbench.book import new_book
from tests.tables.makers import excel, rewritten

from .books import Edit, at, edited, library, made, put

RATE = "qingyuan-2021.share-of-fine.rate"
CAP = "qingyuan-2021.share-of-fine.cap"
FROM = "qingyuan-2021.in_force.from"


def param(address: str, value: Any, column: str = "F") -> Edit:
    """An edit of one parameter; by default of its value to try."""

    def edit(found: Any) -> None:
        at(found, address, column).value = value

    return edit


def both(*edits: Edit) -> Edit:
    """Several edits."""

    def edit(found: Any) -> None:
        for one in edits:
            one(found)

    return edit


def renamed(found: Any) -> None:
    found["参数"].title = "参数表"
    del found["案件"]


def without_columns(found: Any) -> None:
    found["参数"].delete_cols(12)
    found["原文"].delete_cols(1)


def without_headers(found: Any) -> None:
    found["案件"].delete_rows(1, 4)


def merged(found: Any) -> None:
    found["参数"].merge_cells("F9:F10")
    found["案件"].merge_cells("D5:D7")


def twice(found: Any) -> None:
    found["参数"]["L10"] = RATE


def other_order(found: Any) -> None:
    found["参数"].move_range("A9:L9", rows=20)


def other_format(found: Any) -> None:
    for row in found["原文"].iter_rows(min_row=1, max_row=12):
        for cell in row:
            if cell.value == "ecoreward.workbook/1":
                cell.value = "ecoreward.workbook/2"


def inexact() -> bytes:
    """A number with more digits than Excel keeps, as a calculation leaves it."""
    data = edited(made(), param(RATE, 0.25))
    return rewritten(
        data, "xl/worksheets/sheet4.xml",
        lambda x: x.replace(b"<v>0.25</v>", b"<v>0.060000000000000005</v>"),
    )  # fmt: skip


def formula() -> bytes:
    """A formula with its result, as Excel saves it."""
    data = edited(made(), both(param(RATE, "=3%+3%"), put(案件_F6="=1000*1000")))

    def computed(value: bytes) -> Callable[[bytes], bytes]:
        return lambda x: re.sub(
            rb"(<f>[^<]*(?:3%|1000)[^<]*</f>)<v ?/?>(?:</v>)?", rb"\1<v>" + value + b"</v>", x
        )

    data = rewritten(data, "xl/worksheets/sheet4.xml", computed(b"0.06"))
    return rewritten(data, "xl/worksheets/sheet2.xml", computed(b"1000000"))


def older() -> bytes:
    """A workbook that was made when the limit was another one."""
    then = library().with_settings("庆元县", {CAP: "8万"})
    data = workbook(new_book(then, "庆元县", None, [], "zh"), "zh")
    return edited(data, param(RATE, "8%"))


def month() -> bytes:
    """A day, where the policy knows the year only."""
    return edited(made("亳州市"), param("bozhou-2017.in_force.from", date(2017, 1, 1)))


def far_off(found: Any) -> None:
    found["参数"]["ZZZ900000"] = "x"


def another() -> bytes:
    """A workbook of somebody's own."""
    return excel([["案件", "地区", "罚款"], ["A-1", "庆元县", 5000]])


BAD: dict[str, Edit | Callable[[], bytes]] = {
    "not-one": another,
    "no-sheet": renamed,
    "format": other_format,
    "source-edited": put(原文_B20="    重大隐蔽行为二:", 原文_B21=None),
    "source-lost": without_columns,
    "other-version": older,
    "no-headers": without_headers,
    "merged": merged,
    "too-large": far_off,
    "column-twice": put(案件_H4="罚款"),
    "header-slip": put(案件_D4="查证熟实"),
    "error-cell": both(param(RATE, "#REF!"), put(案件_F5="=1/0")),
    "inexact": inexact,
    "time": both(param(FROM, time(8, 30)), put(案件_C5=time(8, 30))),
    "identity": both(param(RATE, "13800138000"), param(CAP, "11010519491231002X", "J")),
    "identity-case": put(案件_A5="张伟国", 案件_F6=13800138000),
    "identity-note": put(案件_Q4="举报人电话", 案件_R4="备注二", 案件_R5="13800138000"),
    "empty-value": param(RATE, None),
    "same-value": param(CAP, "100000"),
    "rate-form": param(RATE, 8),
    "month": month,
    "serial": param(FROM, 44531),
    "formula": formula,
    "no-address": param(RATE, None, "L"),
    "unknown-address": both(param(RATE, "9%"), param(RATE, "qingyuan-2021.share.rate", "L")),
    "twice": twice,
    "row-missing": lambda found: found["参数"].delete_rows(9, 2),
    "order": other_order,
    "not-kept": put(参数_N9="周一再议", 参数_A30="制表：财务科"),
    "today-edited": param(CAP, "20万", "E"),
    "row-is-note": put(案件_A20="以上为 2024 年的案件"),
    "other-place": put(案件_Q4="地区", 案件_Q5="庆元县", 案件_Q6="杭州市"),
    "value-that-cannot-be": both(
        param(RATE, "很多"), param(CAP, "-5"), param("qingyuan-2021.special.when", "污染特别"),
        param("qingyuan-2021.define.重大隐蔽行为.kinds", "[偷排漏拍]"), param(FROM, "2021-13-01"),
    ),
    "many-at-once": both(
        param(RATE, "很多"), param(CAP, 12), put(案件_F5="许多", 案件_E6="偷排", 案件_C7="去年", 案件_D8="大概"),
    ),
    "decided-outside": both(
        param("qingyuan-2021.special.up_to", "20万"), put(案件_H5="是", 案件_L5="30万"),
    ),
}  # fmt: skip


def bad(name: str) -> bytes:
    """The bytes of a file."""
    made_or_edit: Any = BAD[name]
    if made_or_edit in (another, inexact, formula, older, month):
        found: bytes = made_or_edit()
        return found
    return edited(made(), made_or_edit)
