"""The sheets of a what-if workbook that are filled in: the cases, and the parameters to try otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from ecoreward.explain.voice import Voice
from ecoreward.paper.book_frame import (
    CHANGED,
    EDGE,
    INPUT,
    SOFT,
    STALE,
    Page,
    begin,
    heads,
    high,
    lines,
    printed,
)
from ecoreward.paper.sheets import Book as Sheets
from ecoreward.problems import display_width
from ecoreward.tables.problems import letter
from ecoreward.words import say
from ecoreward.workbench.book import Book, Setting
from ecoreward.workbench.book_cases import CaseColumn, CaseRow
from ecoreward.workbench.book_names import PARAMS, header, sheet_name
from ecoreward.workbench.book_words import (
    article_of,
    confidence_of,
    key_name,
    rule_name,
    unit_name,
)

HEAD = 3  # the header row of the cases, below a row of hints; rows are counted from 0
BLANK = 20  # rows that are ready to be filled in
CHECKED = 500  # rows with drop-downs and checks
_PLAIN = re.compile(r"(?:0|[1-9][0-9]{0,12})(?:\.[0-9]?[1-9])?\Z")
_PARAM_WIDTHS = {
    "number": 6, "rule": 26, "article": 20, "key": 18, "today": 20, "tried": 20, "unit": 10, "state": 10,
    "confidence": 11, "note": 18, "last": 20, "address": 46,
}  # fmt: skip
_PARAM_HEAD = 2
_LIMIT = 250  # signs of an input message


def cases(book: Book, sheets: Sheets, lists: Mapping[str, str], title: str) -> None:
    """One case a row: drop-downs and checks from the vocabulary, and rows that wait to be filled in."""
    columns = book.columns
    widths = [_width(c, book.rows) for c in columns]
    notes = [max(12, min(30, display_width(n) + 2)) for n in book.notes]
    page = begin(sheets, "cases", [*widths, *notes, 9], title)
    for n, column in enumerate(columns):
        # Texts below the ready rows too: in a cell of no format 2022-03 would become a day.
        form = page.look(num_format="#,##0.00" if column.kind == "money" else "@")
        page.sheet.set_column(n, n, widths[n], form)
    page.sheet.write_string(1, 0, page.say("cases.note"), page.look(font_color=SOFT))
    hints = [page.say(f"hint.{c.kind}") for c in columns]
    page.sheet.set_row(
        HEAD - 1, max(lines(h, w) for h, w in zip(hints, widths, strict=True)) * 14 + 4
    )
    for n, hint in enumerate(hints):
        look = page.look(font_size=9, font_color=SOFT, text_wrap=True, valign="bottom")
        page.sheet.write_string(HEAD - 1, n, hint, look)
    names = [c.header for c in columns]
    heads(page, HEAD, [*names, *book.notes, page.say("cases.status")])
    first, count = HEAD + 1, len(book.rows) + BLANK
    for n in range(count):
        row = book.rows[n] if n < len(book.rows) else None
        _case(page, first + n, columns, row, book.notes)
        _status(page, first + n, len(columns), len(names) + len(book.notes))
    _checks(page, columns, lists, first)
    _marks(page, first, first + count - 1, len(names) + len(book.notes))
    page.sheet.freeze_panes(HEAD + 1, 1)
    printed(page, HEAD, first + len(book.rows) + 4, len(names) + len(book.notes))
    page.sheet.ignore_errors({"number_stored_as_text": f"A1:{letter(len(names))}{CHECKED}"})


def _width(column: CaseColumn, rows: Sequence[CaseRow]) -> int:
    """Signs that a column has room for: its texts within bounds, its header in two lines."""
    longest = max((display_width(r.cells.get(column.name, "")) for r in rows), default=0)
    least = {"set": 22, "money": 13, "date": 12, "boolean": 8, "text": 12, "rows": 24}.get(
        column.kind, 10
    )
    return min(30, max(least, longest + 2, -(-display_width(column.header) // 2) + 2))


def _case(
    page: Page, row: int, columns: Sequence[CaseColumn], case: CaseRow | None, notes: Sequence[str]
) -> None:
    texts = [case.cells.get(c.name, "") if case else "" for c in columns]
    for n, (column, text) in enumerate(zip(columns, texts, strict=True)):
        look = {"bg_color": INPUT, "valign": "top", **EDGE}
        if column.kind == "money" and (not text or _PLAIN.match(text)):
            form = page.look(num_format="#,##0.00", **look)
            if text:
                page.sheet.write_number(row, n, Decimal(text), form)
            else:
                page.sheet.write_blank(row, n, None, form)
        else:
            side = (
                {"align": "right"}
                if column.kind in ("money", "figure", "number", "integer")
                else {}
            )
            page.text(row, n, text, **look, **side)
    beside = [case.notes.get(h, "") if case else "" for h in notes]
    for n, text in enumerate(beside, len(columns)):
        page.text(row, n, text, valign="top", **EDGE)
    high(page, row, [*texts, *beside])


def _status(page: Page, row: int, inputs: int, column: int) -> None:
    """Whether a row is as it was when the results were calculated."""
    mine = f"A{row + 1}:{letter(inputs - 1)}{row + 1}"
    last = f"'{sheet_name('last', page.lang)}'!{mine}"
    formula = f'=IF(SUMPRODUCT(--({mine}&""<>{last}&""))>0,"{page.say("stale")}","")'
    page.sheet.write_formula(row, column, formula, page.look(font_color="#C00000", **EDGE), "")


def _marks(page: Page, first: int, last: int, status: int) -> None:
    """A row that was changed since is marked."""
    found = page.look(bg_color=STALE)
    formula = f'=${letter(status)}{first + 1}<>""'
    rule = {"type": "formula", "criteria": formula, "format": found}
    page.sheet.conditional_format(first, 0, last, status, rule)


def _checks(
    page: Page, columns: Sequence[CaseColumn], lists: Mapping[str, str], first: int
) -> None:
    for n, column in enumerate(columns):
        rule = _check(page, column, f"{letter(n)}{first + 1}", lists)
        rule |= {
            "input_title": column.header[:32],
            "input_message": _cut(column.says),
            "error_title": page.say("check.title"),
            "ignore_blank": True,
        }
        page.sheet.data_validation(first, n, first + CHECKED, n, rule)


def _check(
    page: Page, column: CaseColumn, cell: str, lists: Mapping[str, str]
) -> dict[str, object]:
    """What may be entered; where others may stand too, Excel asks instead of refusing."""
    kind = column.kind
    if column.values:
        loose = kind in ("set", "answer", "edition")
        told = page.say(f"check.{'set' if kind == 'set' else 'list'}")
        return {
            "validate": "list", "source": lists[list_name(column, page.lang)], "error_message": told,
            "error_type": "stop" if kind in ("boolean", "choice") else "warning",
            "show_error": not loose,
        }  # fmt: skip
    if kind in ("money", "number", "integer", "figure"):
        test = _number_test(cell, whole=kind == "integer")
    elif kind == "date":
        test = _day_test(cell)
    else:
        return {"validate": "any"}
    return {
        "validate": "custom", "value": test, "error_type": "warning",
        "error_message": page.say(f"check.{kind}"),
    }  # fmt: skip


def list_name(column: CaseColumn, lang: str) -> str:
    """The title of a column's list on the sheet of terms; all yes and no are one list."""
    return say("book.terms.truth", lang) if column.kind == "boolean" else column.header


def _number_test(cell: str, *, whole: bool) -> str:
    """A number without its fen beyond the second, one with 万 or 亿, or a range."""
    plain = f'VALUE(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({cell},"万",""),"亿",""),"元",""),"%",""))'
    grid = f"ROUND({cell},0)={cell}" if whole else f"ROUND({cell},3)={cell}"
    return (
        f'=OR(LEFT({cell},1)="[",LEFT({cell},1)="(",LEFT({cell},1)=">",LEFT({cell},1)="<",'
        f"AND(ISNUMBER({cell}),{cell}>=0,IF(ISNUMBER({cell}),{grid},FALSE)),"
        f"AND(ISTEXT({cell}),ISNUMBER({plain})))"
    )


def _day_test(cell: str) -> str:
    """A day, a month or a year as text, a day of the spreadsheet's own, or a range."""
    return (
        f'=OR(LEFT({cell},1)="[",LEFT({cell},1)="(",LEFT({cell},1)=">",LEFT({cell},1)="<",'
        f"AND(ISNUMBER({cell}),{cell}>=25569,{cell}<80000),"
        f"AND(ISTEXT({cell}),LEN({cell})>=4,ISNUMBER(VALUE(LEFT({cell},4)))))"
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LIMIT else text[: _LIMIT - 1] + "…"


def params(book: Book, sheets: Sheets, voice: Voice, title: str) -> None:
    """Every parameter in the order of the rules, today's value and beside it the one to try."""
    page = begin(sheets, "params", [_PARAM_WIDTHS[k] for k in PARAMS], title)
    page.sheet.write_string(1, 0, page.say("params.note"), page.look(font_color=SOFT))
    heads(page, _PARAM_HEAD, [header("param", key, page.lang) for key in PARAMS])
    first = _PARAM_HEAD + 1
    for n, setting in enumerate(book.settings):
        _param(page, first + n, n + 1, setting, book, voice)
    last = first + len(book.settings) - 1
    at = {key: letter(n) for n, key in enumerate(PARAMS)}
    _param_marks(page, first, last, at)
    page.sheet.freeze_panes(first, 2)
    printed(page, _PARAM_HEAD, max(last, first), PARAMS.index("note"))
    page.sheet.ignore_errors({"number_stored_as_text": f"A1:{letter(len(PARAMS))}{last + 2}"})


def _param(page: Page, row: int, number: int, setting: Setting, book: Book, voice: Voice) -> None:
    parameter, edition = setting.parameter, book.edition
    cells = {
        "number": str(number), "rule": rule_name(parameter, edition, voice),
        "article": article_of(parameter, voice), "key": key_name(parameter, page.lang),
        "today": parameter.text, "tried": setting.value,
        "unit": unit_name(parameter, edition, page.lang), "state": "",
        "confidence": confidence_of(parameter, edition, voice), "note": setting.note,
        "last": setting.value, "address": parameter.address,
    }  # fmt: skip
    looks: dict[str, dict[str, object]] = {
        "tried": {"bg_color": INPUT}, "note": {"bg_color": INPUT}, "number": {"align": "center"},
        "last": {"font_color": SOFT}, "address": {"font_color": SOFT},
    }  # fmt: skip
    for column, key in enumerate(PARAMS):
        if key != "state":
            page.text(row, column, cells[key], valign="top", **EDGE, **looks.get(key, {}))
    tried, today, last = (f"{letter(PARAMS.index(k))}{row + 1}" for k in ("tried", "today", "last"))
    formula = f'=IF({tried}&""<>{last}&"","{page.say("stale")}",IF({tried}&""<>{today}&"","{page.say("changed")}",""))'
    state = page.say("changed") if setting.changed else ""
    look = page.look(font_color="#C00000", valign="top", **EDGE)
    page.sheet.write_formula(row, PARAMS.index("state"), formula, look, state)
    high(page, row, list(cells.values()))
    rule = {
        "validate": "any", "input_title": cells["key"][:32],
        "input_message": _cut(page.say(f"write.param.{parameter.kind}", today=parameter.text)),
    }  # fmt: skip
    page.sheet.data_validation(row, PARAMS.index("tried"), row, PARAMS.index("tried"), rule)


def _param_marks(page: Page, first: int, last: int, at: Mapping[str, str]) -> None:
    """A value that differs from today's, and one that has not been calculated with yet."""
    row = first + 1
    for cells, look in (
        (("tried", "last"), page.look(bg_color=STALE)),
        (("tried", "today"), page.look(bg_color=CHANGED)),
    ):
        one, two = (f"${at[c]}{row}" for c in cells)
        rule = {
            "type": "formula",
            "criteria": f'={one}&""<>{two}&""',
            "format": look,
            "stop_if_true": True,
        }
        page.sheet.conditional_format(first, 0, last, len(PARAMS) - 1, rule)


def last_inputs(book: Book, sheets: Sheets, title: str) -> None:
    """The inputs with which the results were calculated, cell by cell where the cases have them."""
    columns = book.columns
    page = begin(sheets, "last", [_width(c, book.rows) for c in columns], title)
    page.sheet.write_string(1, 0, page.say("last.note"), page.look(font_color=SOFT))
    heads(page, HEAD, [c.header for c in columns])
    for n, row in enumerate(book.rows, HEAD + 1):
        texts = [row.cells.get(c.name, "") for c in columns]
        for column, text in enumerate(texts):
            page.text(n, column, text, valign="top", font_color=SOFT, **EDGE)
        high(page, n, texts)
    page.sheet.freeze_panes(HEAD + 1, 1)
    printed(page, HEAD, HEAD + max(1, len(book.rows)), len(columns) - 1)
    page.sheet.ignore_errors({"number_stored_as_text": f"A1:{letter(len(columns))}{CHECKED}"})
