"""Merged cells of a sheet: harmless in titles, filled where that is plain, else refused by name.

A merged cell has its value in one place only; the others read as empty, and an empty cell would be
taken for "unknown".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ecoreward.tables.problems import fail, shown

_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_SHOWN = 5


def check_merged(
    name: str, merged: Sequence[str], header: int, left: int, rows: Sequence[Sequence[str | None]]
) -> int:
    """How many rows below the headers are only the lower parts of header cells.

    `header` is the index of the row with the headers, `left` that of the first column with anything
    in it. Titles above may be merged, and headers downwards if all of them are, or the rest is blank.
    """
    wrong: list[str] = []
    deep = 0
    for text in merged:
        found = _RANGE.fullmatch(text)
        if found is None or not left <= _index(found[1]) < left + len(rows[header]):
            continue
        top, bottom = int(found[2]) - 1, int(found[4]) - 1
        if bottom < header:
            continue
        if top == header and found[1] == found[3] and bottom > header:
            deep = max(deep, bottom - header)
        else:
            wrong.append(text)
    # Headers in two rows: what stands in the lower one belongs to no header that we know.
    below = rows[header + 1 : header + 1 + deep]
    if any(cell for row in below for cell in row) or len(below) < deep:
        wrong += [t for t in merged if (m := _RANGE.fullmatch(t)) and int(m[2]) - 1 == header]
    if wrong:
        wrong = list(dict.fromkeys(wrong))
        names = [*wrong[:_SHOWN], *["…"] * (len(wrong) > _SHOWN)]
        raise fail("file.merged", shown(name), names=names)
    return deep


def _index(column: str) -> int:
    """The index of a column by its letters.

    >>> _index("A"), _index("AA")
    (0, 26)
    """
    number = 0
    for sign in column:
        number = number * 26 + ord(sign) - 64
    return number - 1
