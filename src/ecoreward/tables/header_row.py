"""Which row of a sheet or text file has the headers, and whether they can be used as names."""

from __future__ import annotations

from collections.abc import Sequence

from ecoreward.tables.problems import fail, letter

MOST_COLUMNS = 2_000  # far more than any office keeps; more is a file of another kind
MOST_TITLES = 5  # rows above the headers: a title, who made the list, a blank row
_LOOK = 30  # rows that are looked at

Row = Sequence[str | None]


def header_row(name: str, rows: Sequence[Row]) -> int:
    """The index of the row with the headers: the first, or the first below titles.

    A title stands alone in its row. Where a row could be either, that is said and not guessed.

    >>> header_row("a.csv", [["2018 年有奖举报", None], [None, None], ["案件", "罚款"], ["1", "5"]])
    2
    """
    filled = [sum(1 for cell in row if cell) for row in rows[:_LOOK]]
    widest = max(filled, default=0)
    if not widest:
        raise fail("file.no-header", name)
    for index, count in enumerate(filled):
        if count > 1 or (count == 1 and widest == 1):
            if 2 * count < widest:
                raise fail("file.header-unclear", name, row=str(index + 1))
            return index
        if index >= MOST_TITLES:
            break
    raise fail("file.header-unclear", name, row="1")


def checked(name: str, cells: Row, row: int) -> tuple[str, ...]:
    """The headers of a row, an empty text for a column without one; raises where two are the same."""
    headers = [(cell or "").strip() for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    return unique(name, headers, [f"{letter(i)}{row}" for i in range(len(headers))])


def unique(name: str, headers: Sequence[str], places: Sequence[str]) -> tuple[str, ...]:
    """The headers, when there are some, not too many, and no two the same."""
    if not any(headers):
        raise fail("file.no-header", name)
    if len(headers) > MOST_COLUMNS:
        raise fail("file.too-many-columns", name, count=len(headers), limit=MOST_COLUMNS)
    seen: dict[str, str] = {}
    twice: list[str] = []
    for header, place in zip(headers, places, strict=True):
        if header and header in seen:
            twice += [p for p in (seen[header], place) if p not in twice]
        seen.setdefault(header, place)
    if twice:
        raise fail("file.same-header", name, names=twice)
    return tuple(headers)
