"""The sheet with the policy's own text, as it came back: whether it is whole, and of which policy it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecoreward.problems import Problem
from ecoreward.tables.excel_cells import Grid
from ecoreward.workbench.book import FORMAT, digest_of_text, lines_of
from ecoreward.workbench.book_names import SOURCE, find_columns, meta_of

if TYPE_CHECKING:
    from ecoreward.api import Library

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Carried:
    """The policy that a workbook carries: its file, the edition, the text, and whether that is today's."""

    file: str
    edition: str
    text: str
    moved: bool
    problems: tuple[Problem, ...] = ()


def read_source(grid: Grid, library: Library) -> Carried:
    """What the sheet says; raises nothing, problems tell what is wrong with it."""
    meta = meta_of(grid)
    top = grid.cell(1, 1)
    if meta.get("format") != FORMAT:
        have = meta.get("format") or "—"
        return Carried("", "", "", False, (top.problem("book.format", have=have, want=FORMAT),))
    file, edition = meta.get("file", ""), meta.get("edition", "")
    lines, problems = _lines(grid)
    text = "\n".join(lines)
    today = library.text_of(file)
    if not problems and digest_of_text(text) != meta.get("text_digest"):
        names = _differ(grid, lines, today, meta)
        problems.append(top.problem("book.source-edited", names=names))
    moved = bool(today) and meta.get("text_digest") != digest_of_text(today)
    if moved and not problems:
        count = _changed_lines(lines, lines_of(today))
        problems.append(top.problem("book.other-version", "warning", file=file, count=count))
    return Carried(file, edition, text, moved, tuple(problems))


def _lines(grid: Grid) -> tuple[list[str], list[Problem]]:
    """The lines by their numbers, in whatever order the rows stand now."""
    top, at = find_columns(grid, "source", SOURCE)
    if len(at) < len(SOURCE):
        return [], [grid.cell(1, 1).problem("book.source-lost")]
    found: dict[int, str] = {}
    for row in range(top + 1, len(grid.rows) + 1):
        number, text = grid.cell(row, at["line"]), grid.cell(row, at["text"])
        if not number.text.isdigit():
            if text.value is not None:
                return [], [text.problem("book.source-edited", names=[text.name])]
            continue
        # Blanks at its beginning are part of a line.
        found[int(number.text)] = text.value if isinstance(text.value, str) else text.text
    lines = [found.get(n, "") for n in range(1, max(found, default=0) + 1)]
    return lines, []


def _differ(grid: Grid, lines: list[str], today: str, meta: dict[str, str]) -> list[str]:
    """The cells that are not as they were written, where today's text tells them."""
    if digest_of_text(today) != meta.get("text_digest"):
        return ["…"]
    top, at = find_columns(grid, "source", SOURCE)
    wanted = lines_of(today)
    wrong = [
        grid.cell(top + n + 1, at["text"]).name
        for n in range(max(len(lines), len(wanted)))
        if lines[n : n + 1] != wanted[n : n + 1]
    ]
    return [*wrong[:_SHOWN], *["…"] * (len(wrong) > _SHOWN)]


def _changed_lines(before: list[str], after: list[str]) -> int:
    from difflib import SequenceMatcher

    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for tag, a, b, c, d in codes if tag != "equal")
