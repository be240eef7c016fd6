"""What every sheet of a what-if workbook shares: title, header row, cell looks, heights, printing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ecoreward.paper.sheets import LONGEST, Book, fits
from ecoreward.problems import display_width
from ecoreward.words import say
from ecoreward.workbench.book_names import sheet_name

EDGE = {"border": 1, "border_color": "#8C8C8C"}
HEAD = "#DCE6F1"
INPUT = "#FFFBE6"  # what may be filled in
CHANGED = "#FFE699"  # what is not as it is today
STALE = "#FCE4D6"  # what has to be calculated again
SOFT = "#595959"
LINE = 16  # points from line to line
MOST_LINES = 25  # a row of Excel has at most 409 points
_A4 = 9
_PAGE_SIGNS = 240  # signs across a page that can still be read


@dataclass(slots=True)
class Page:
    """One sheet while it is written; rows and columns are counted from 0."""

    book: Book
    sheet: Any
    key: str
    title: str
    widths: list[int]

    @property
    def lang(self) -> str:
        """The language of the workbook."""
        return self.book.lang

    @property
    def name(self) -> str:
        """The name of the sheet."""
        return sheet_name(self.key, self.lang)

    def say(self, key: str, **params: Any) -> str:
        """A sentence of the catalogue."""
        return say(f"book.{key}", self.lang, **params)

    def look(self, **more: Any) -> Any:
        """A cell format."""
        return self.book.format(**more)

    def text(self, row: int, column: int, text: str, **more: Any) -> None:
        """A text cell, exactly as it is; an empty one keeps its look."""
        look = self.look(num_format="@", text_wrap=True, **more)
        if text:
            self.sheet.write_string(row, column, text[:LONGEST], look)
        else:
            self.sheet.write_blank(row, column, None, look)


def begin(book: Book, key: str, widths: Sequence[int], title: str, note: str = "") -> Page:
    """A sheet with its title and a line below it; its own rows begin with the third."""
    sheet = book.book.add_worksheet(sheet_name(key, book.lang))
    page = Page(book, sheet, key, title, list(widths))
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width, page.look())
    sheet.set_row(0, 30)
    titled = page.look(font_size=16, bold=True)
    sheet.write_string(0, 0, title, titled)
    sheet.set_row(1, 20)
    if note:
        sheet.write_string(1, 0, note, page.look(font_color=SOFT))
    return page


def heads(page: Page, row: int, names: Sequence[str]) -> None:
    """The header row, frozen with all above it."""
    look = page.look(bold=True, text_wrap=True, align="center", bg_color=HEAD, **EDGE)
    pairs = list(zip(names, page.widths, strict=False))
    page.sheet.set_row(row, max(lines(n, w - 1) for n, w in pairs) * LINE + 8)
    for number, name in enumerate(names):
        page.sheet.write_string(row, number, name, look)


def printed(
    page: Page, head: int, last_row: int, last_column: int, *, portrait: bool = False
) -> None:
    """A4, as wide as the page while that can be read, the header row on each, page numbers below."""
    sheet = page.sheet
    if not portrait:
        sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    total = sum(page.widths[: last_column + 1])
    wide = 1 if portrait else -(-total // _PAGE_SIGNS)
    sheet.fit_to_pages(wide, 0)
    top = 0
    if wide > 1:  # the title stands above each page, whole, and not in the column that is repeated
        sheet.repeat_columns(0)
        sheet.set_header(f"&L{_plain(page.title)}")
        top = head
    if head >= 0:
        sheet.repeat_rows(head)
    footer = say("chart.pages", page.lang, page="&P", pages="&N")
    sheet.set_footer(f"&L{_plain(page.book.title)} · {page.name}&R{footer}")
    sheet.print_area(top, 0, last_row, last_column)


def _plain(text: str) -> str:
    """A text for the head or foot of a page, where & begins a command and 255 signs are all."""
    return text.replace("&", "&&")[:120]


def lines(text: str, width: int) -> int:
    """Lines that a text takes in a column; rather one too many than too few.

    >>> lines("罚款比例奖励", 8), lines("a\\nb", 8), lines("", 8)
    (2, 2, 1)
    """
    room = max(1, width - 1)
    return sum(max(1, -(-display_width(part) // room)) for part in text.split("\n"))


def high(page: Page, row: int, texts: Sequence[str]) -> None:
    """A row as high as its longest text needs."""
    pairs = list(zip(texts, page.widths, strict=False))
    most = max((lines(t, w) for t, w in pairs), default=1)
    page.sheet.set_row(row, min(MOST_LINES, most) * LINE + 5)


def short(text: str, width: int) -> str:
    """A text that fits the highest row that there can be, an ellipsis where more would follow."""
    if lines(text, width) <= MOST_LINES:
        return text
    kept: list[str] = []
    for part in text.split("\n"):
        if lines("\n".join([*kept, part, "……"]), width) > MOST_LINES:
            break
        kept.append(part)
    return "\n".join([*kept, "……"])


def money(page: Page, row: int, column: int, value: Any, form: str, **more: Any) -> None:
    """A sum as a number where Excel keeps all its digits, else as text; a text stands in its place."""
    if value is None or isinstance(value, str):
        page.text(row, column, value or "", align="right", **more)
    elif fits(value):
        page.sheet.write_number(row, column, value, page.look(num_format=form, **more))
    else:
        page.text(row, column, format(value, "f"), align="right", **more)
