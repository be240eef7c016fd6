"""Excel workbooks that look like an office document: titled tables, notes, charts, ready to print on A4.

A number stands as a number where Excel keeps all its digits, else as text. The same data gives the
same bytes: a workbook carries no time of its making.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from ecoreward.problems import display_width
from ecoreward.tables.problems import packages
from ecoreward.words import say

Kind = Literal["text", "money", "change", "count"]
Fill = Literal["main", "soft", "open", "none"]
Cell: TypeAlias = str | int | Decimal | None
EXACT = 15  # digits that Excel keeps of a number
LONGEST = 32_767  # signs in a cell
_DAY = datetime(2000, 1, 1)  # of making, in every workbook
_FONT, _TITLE_FONT = {"zh": "等线", "en": "Calibri"}, {"zh": "宋体", "en": "Calibri"}
_NARROWEST, _WIDEST = 8, 42
_LINE = 16  # points from line to line
_A4 = 9
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: `digits` after the point of money, `width` in signs where it is not by its cells."""

    header: str
    kind: Kind = "text"
    digits: int = 2
    width: int | None = None

    @property
    def form(self) -> str:
        """Its number format.

        >>> Column("金额", "money").form, Column("相差", "change", 0).form, Column("件数", "count").form
        ('#,##0.00', '+#,##0;-#,##0;0', '#,##0')
        """
        plain = "#,##0" + ("." + "0" * self.digits if self.digits else "")
        forms = {
            "text": "@", "count": "#,##0", "money": plain,
            "change": f"+{plain};-{plain};{plain[4:]}",
        }  # fmt: skip
        return forms[self.kind]


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a table; `strong` sets it off."""

    cells: tuple[Cell, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a table stands in its workbook: rows are counted from 0, the last one is in it."""

    name: str
    first: int
    last: int
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """A column of a placed table as a series of a chart."""

    column: int
    fill: Fill = "main"


@dataclass(slots=True)
class Book:
    """A workbook in the making."""

    lang: str
    title: str
    file: io.BytesIO
    book: Any
    formats: dict[str, Any] = field(default_factory=dict)

    def format(self, **more: Any) -> Any:
        """A cell format in the fonts of the workbook, made once."""
        key = repr(sorted(more.items()))
        if key not in self.formats:
            font = {"font_name": _FONT[self.lang], "font_size": 10.5, "valign": "vcenter"}
            self.formats[key] = self.book.add_format({**font, **more})
        return self.formats[key]


def open_book(lang: str, title: str) -> Book:
    """An empty workbook; raises `file.need-package` where XlsxWriter is not installed."""
    with packages(""):
        import xlsxwriter
    file = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"title": title, "created": _DAY})
    return Book(lang, title, file, book)


def finish(book: Book) -> bytes:
    """The file."""
    book.book.close()
    return book.file.getvalue()


def add_table(
    book: Book,
    name: str,
    title: str,
    columns: Sequence[Column],
    records: Sequence[Record],
    *,
    about: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Placed:
    """A sheet with a title, lines `about` it, the table with frozen headers and a filter, and notes below it.

    >>> book = open_book("zh", "比较")
    >>> add_table(book, "合计", "各地合计", [Column("地区"), Column("金额", "money")], [Record(("庆元县", Decimal(5)))])
    Placed(name='合计', first=2, last=2, headers=('地区', '金额'))
    >>> len(finish(book)) > 5000
    True
    """
    name = _sheet_name(name)
    sheet = book.book.add_worksheet(name)
    widths = [_width(n, c, records) for n, c in enumerate(columns)]
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width, book.format())
    _title(book, sheet, title)
    row = 1
    for text in about:
        row = _note(book, sheet, row, text, widths, soft=True)
    head = row
    edge = {"border": 1, "border_color": "#8C8C8C"}
    heading = book.format(
        bold=True, text_wrap=True, align="center", bg_color="#DCE6F1", **edge
    )  # fmt: skip
    lines = max(_lines(c.header, w, bold=True) for c, w in zip(columns, widths, strict=True))
    sheet.set_row(head, lines * _LINE + 6)
    for number, column in enumerate(columns):
        sheet.write_string(head, number, column.header, heading)
    row = head + 1
    for record in records:
        sheet.set_row(row, _high(record, widths))
        for number, (column, cell) in enumerate(zip(columns, record.cells, strict=True)):
            _write(book, sheet, row, number, column, cell, {**edge, "bold": record.strong})
        row += 1
    last = max(row - 1, head)
    sheet.freeze_panes(head + 1, 1)
    sheet.autofilter(head, 0, last, len(columns) - 1)
    row += 1
    for text in notes:
        row = _note(book, sheet, row, text, widths)
    _printed(book, sheet, landscape=True)
    sheet.repeat_rows(head)
    sheet.print_area(0, 0, max(row - 1, last), len(columns) - 1)
    return Placed(name, head + 1, last, tuple(c.header for c in columns))


def add_chart(
    book: Book,
    name: str,
    title: str,
    placed: Placed,
    series: Sequence[Series],
    *,
    kind: Literal["bar", "column", "line"] = "bar",
    stacked: bool = False,
    label: int = 0,
    axis: str = "",
    rows: int | None = None,
) -> None:
    """A sheet with Excel's own chart of a placed table: of its first `rows`, or of all.

    `label` is the column with the names, `axis` says what the values are.
    """
    sheet = book.book.add_worksheet(_sheet_name(name))
    sheet.hide_gridlines(2)
    _title(book, sheet, title)
    chart = book.book.add_chart({"type": kind, **({"subtype": "stacked"} if stacked else {})})
    last = placed.last if rows is None else min(placed.last, placed.first + rows - 1)
    font = {"name": _FONT[book.lang], "size": 10, "bold": False}
    for one in series:
        look: Mapping[str, Any] = (
            {"line": {"color": _COLOURS[one.fill], "width": 2}, "marker": {"type": "circle", "size": 6}}
            if kind == "line" else _look(one.fill)
        )  # fmt: skip
        chart.add_series({
            "name": placed.headers[one.column],
            "categories": [placed.name, placed.first, label, last, label],
            "values": [placed.name, placed.first, one.column, last, one.column],
            "gap": 60, **look,
        })  # fmt: skip
    names: dict[str, Any] = {"num_font": font, "line": {"color": "#595959"}}
    values = {
        "num_font": font, "name": axis, "name_font": font, "num_format": "#,##0",
        "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
    }  # fmt: skip
    chart.set_title({"none": True})  # it stands above the chart
    names["label_position"] = "low"  # clear of bars below 0
    if kind == "bar":  # the first row on top, the values below
        names |= {"reverse": True, "crossing": "max"}
        chart.set_y_axis({**names, "major_gridlines": {"visible": False}})
        chart.set_x_axis(values)
    else:
        chart.set_x_axis(names)
        chart.set_y_axis(values)
    chart.set_legend({"position": "bottom", "font": font} if len(series) > 1 else {"none": True})
    high = 120 + 24 * (last - placed.first + 1) if kind == "bar" else 460
    chart.set_size({"width": 980, "height": max(300, high)})
    sheet.insert_chart(1, 0, chart, {"object_position": 3, "description": title})
    _printed(book, sheet, landscape=True)


_COLOURS = {"main": "#1F4E79", "soft": "#A9C3DC", "open": "#1F4E79", "none": "#B3B3B3"}


def _look(fill: str) -> Mapping[str, Any]:
    if fill == "open":
        pattern = {"pattern": "wide_upward_diagonal", "fg_color": "#1F4E79", "bg_color": "#FFFFFF"}
        return {"pattern": pattern, "border": {"color": "#1F4E79"}}
    return {"fill": {"color": _COLOURS[fill]}, "border": {"color": "#1F4E79"}}


def _title(book: Book, sheet: Any, title: str) -> None:
    sheet.set_row(0, 30)
    sheet.write_string(
        0, 0, title, book.format(font_name=_TITLE_FONT[book.lang], font_size=16, bold=True)
    )


def _printed(book: Book, sheet: Any, *, landscape: bool) -> None:
    """A4, as wide as the page, with page numbers."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C" + say("chart.pages", book.lang, page="&P", pages="&N"))


def _note(
    book: Book, sheet: Any, row: int, text: str, widths: Sequence[int], *, soft: bool = False
) -> int:
    """A line of text over the whole width; the row after it."""
    look = {"text_wrap": True, "valign": "top", **({"font_color": "#595959"} if soft else {})}
    if len(widths) > 1:
        sheet.merge_range(row, 0, row, len(widths) - 1, "", book.format(**look))
    sheet.write_string(row, 0, text[:LONGEST], book.format(**look))
    sheet.set_row(row, _lines(text, sum(widths)) * _LINE + 2)
    return row + 1


def _write(
    book: Book,
    sheet: Any,
    row: int,
    number: int,
    column: Column,
    cell: Cell,
    edge: Mapping[str, Any],
) -> None:
    if column.kind == "text" or isinstance(cell, str):
        side = {} if column.kind == "text" else {"align": "right"}
        look = book.format(text_wrap=True, num_format="@", **side, **edge)
        if cell is None:
            sheet.write_blank(row, number, None, look)
        else:
            sheet.write_string(row, number, str(cell)[:LONGEST], look)
        return
    look = book.format(num_format=column.form, **edge)
    if cell is None:
        sheet.write_blank(row, number, None, look)
    elif fits(cell):
        sheet.write_number(row, number, cell, look)
    else:
        sheet.write_string(row, number, format(cell, "f"), book.format(align="right", **edge))


def fits(number: int | Decimal) -> bool:
    """Whether Excel keeps all digits of a number.

    >>> fits(Decimal("1234567890123.45")), fits(Decimal("12345678901234.56")), fits(10**20)
    (True, False, True)
    """
    digits = "".join(map(str, Decimal(number).as_tuple().digits))
    return len(digits.strip("0")) <= EXACT


def _sheet_name(name: str) -> str:
    """A name that a sheet may have.

    >>> _sheet_name("甲/乙：合计")
    '甲 乙：合计'
    """
    return name.translate(_FORBIDDEN).strip("'")[:31]


def _width(number: int, column: Column, records: Sequence[Record]) -> int:
    """Signs that a column has room for: its longest cell within bounds, and its header in two lines."""
    if column.width is not None:
        return column.width
    shown = (_shown(column, r.cells[number]) for r in records)
    longest = max((display_width(text) for text in shown), default=0)
    header = -(-display_width(column.header) // 2) + 2
    return min(_WIDEST, max(_NARROWEST, longest, header)) + 2


def _shown(column: Column, cell: Cell) -> str:
    if cell is None or isinstance(cell, str):
        return cell or ""
    places = column.digits if column.kind in ("money", "change") else 0
    return f"{cell:+,.{places}f}" if column.kind == "change" else f"{cell:,.{places}f}"


def _lines(text: str, width: int, *, bold: bool = False) -> int:
    """Lines that a text takes; rather one too many than too few."""
    room = max(1, width - 1 - bold)
    return sum(max(1, -(-display_width(part) // room)) for part in text.split("\n"))


def _high(record: Record, widths: Sequence[int]) -> int:
    texts = ((c, w) for c, w in zip(record.cells, widths, strict=True) if isinstance(c, str))
    return max((_lines(c, w, bold=record.strong) for c, w in texts), default=1) * _LINE + 4
