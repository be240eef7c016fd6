"""The sheets of a what-if workbook that are read and not filled in: guide, rules, terms, the policy's text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ecoreward.explain.policy import policy
from ecoreward.explain.voice import Voice
from ecoreward.paper.book_frame import (
    EDGE,
    HEAD,
    LINE,
    SOFT,
    Page,
    begin,
    heads,
    high,
    printed,
    short,
)
from ecoreward.paper.sheets import Book as Sheets
from ecoreward.problems import display_width
from ecoreward.tables.problems import letter
from ecoreward.version import __version__
from ecoreward.workbench.book import FORMAT, Book, digest_of_text, lines_of
from ecoreward.workbench.book_names import META, SHEETS, SOURCE, header, sheet_name
from ecoreward.workbench.book_rules import RuleRow, rule_rows

_RULES = ("order", "number", "rule", "condition", "how", "article", "quote", "id")
_TOLD = ("sources", "works-with", "not-modelled", "unstated")
_STEPS = range(1, 7)
_TERMS_HEAD = 2


def guide(book: Book, sheets: Sheets, voice: Voice, title: str) -> None:
    """How to use the workbook, which policy it is of, and what the policy does not say."""
    page = begin(sheets, "guide", [14, 88], title)
    row = 2
    told = policy(book.where, book.edition, voice)
    row = _titled(page, row, page.say("guide.how"))
    for n in _STEPS:
        text = page.say(f"guide.step.{n}", cases=sheet_name("cases", page.lang), results=sheet_name("results", page.lang),
                        params=sheet_name("params", page.lang), source=sheet_name("source", page.lang))  # fmt: skip
        row = _pair(page, row, page.say("guide.number", number=n), text)
    row = _titled(page, row, page.say("guide.policy"))
    row = _pair(page, row, page.say("guide.title"), told.head)
    for line in told.lines:
        name, colon, text = line.partition("：" if page.lang == "zh" else ": ")
        row = _pair(page, row, name if colon else "", text if colon else line)
    row = _titled(page, row, page.say("guide.sheets"))
    for key in SHEETS[1:]:
        row = _pair(page, row, sheet_name(key, page.lang), page.say(f"guide.sheet.{key}"))
    for key in _TOLD:
        wanted = voice(f"title.{key}")
        for section in told.sections:
            if section.title == wanted and section.items:
                row = _titled(page, row, wanted)
                for n, item in enumerate(section.items, 1):
                    row = _pair(page, row, f"{n}", "\n".join((item.text, *item.notes)))
    row = _titled(page, row, page.say("guide.limits"))
    for n in (1, 2, 3):
        row = _pair(page, row, f"{n}", page.say(f"guide.limit.{n}"))
    page.sheet.hide_gridlines(2)
    printed(page, -1, row - 1, 1, portrait=True)


def _titled(page: Page, row: int, text: str) -> int:
    look = page.look(bold=True, bg_color=HEAD)
    page.sheet.set_row(row, 22)
    page.sheet.write_string(row, 0, text, look)
    page.sheet.write_blank(row, 1, None, look)
    return row + 1


def _pair(page: Page, row: int, name: str, text: str) -> int:
    page.text(row, 0, name, valign="top", font_color=SOFT)
    page.text(row, 1, text, valign="top")
    high(page, row, [name, text])
    return row + 1


def rules(book: Book, sheets: Sheets, voice: Voice, title: str) -> None:
    """Every rule in the order in which it is tried."""
    page = begin(sheets, "rules", [6, 12, 28, 36, 40, 26, 34, 22], title, voice("title.award"))
    page.sheet.write_string(1, 0, page.say("rules.note"), page.look(font_color=SOFT))
    head = 2
    heads(page, head, [header("rule", key, page.lang) for key in _RULES])
    row, section = head + 1, ""
    for order, one in enumerate(rule_rows(book.edition, voice), 1):
        if one.section != section:
            section = one.section
            look = page.look(bold=True, bg_color="#F2F2F2", top=1, bottom=1)
            page.sheet.set_row(row, LINE + 6)
            page.sheet.write_string(row, 0, section, look)
            for column in range(1, len(_RULES)):
                page.sheet.write_blank(row, column, None, look)
            row += 1
        _rule(page, row, order, one)
        row += 1
    page.sheet.freeze_panes(head + 1, 3)
    printed(page, head, row - 1, len(_RULES) - 2)


def _rule(page: Page, row: int, order: int, one: RuleRow) -> None:
    cells = [
        str(order),
        one.number,
        one.name,
        one.condition,
        one.how,
        one.article,
        one.quote,
        one.id,
    ]
    cells = [short(text, width) for text, width in zip(cells, page.widths, strict=True)]
    for column, text in enumerate(cells):
        more: dict[str, Any] = {"indent": min(one.depth, 5), "align": "left"} if column == 2 else {}
        more |= {"font_color": SOFT} if column == 7 else {}
        page.text(row, column, text, valign="top", **EDGE, **more)
    page.widths[2] -= 2 * min(one.depth, 5)
    high(page, row, cells)
    page.widths[2] += 2 * min(one.depth, 5)


def spans(columns: Sequence[tuple[str, Sequence[str]]], lang: str) -> dict[str, str]:
    """Where the list of each title will stand on the sheet of terms."""
    first, name = _TERMS_HEAD + 2, sheet_name("terms", lang)
    return {
        title: f"='{name}'!${letter(n)}${first}:${letter(n)}${first - 1 + max(1, len(values))}"
        for n, (title, values) in enumerate(columns)
    }


def terms(sheets: Sheets, columns: Sequence[tuple[str, Sequence[str]]], title: str) -> None:
    """What the drop-downs offer, one list a column."""
    widths = [
        max(14, min(38, max(map(display_width, (name, *values))) + 2)) for name, values in columns
    ]
    page = begin(sheets, "terms", widths or [20], title)
    page.sheet.write_string(1, 0, page.say("terms.note"), page.look(font_color=SOFT))
    head = last = _TERMS_HEAD
    heads(page, head, [name for name, _ in columns])
    for column, (_, values) in enumerate(columns):
        for n, value in enumerate(values, 1):
            page.text(head + n, column, value, **EDGE)
        last = max(last, head + len(values))
    page.sheet.freeze_panes(head + 1, 0)
    printed(page, head, last, max(0, len(columns) - 1), portrait=True)


def source(book: Book, sheets: Sheets, title: str) -> None:
    """The policy file line by line, with what tells one version of it from another."""
    page = begin(sheets, "source", [7, 112, 3, 18, 68], title)
    page.sheet.write_string(1, 0, page.say("source.note"), page.look(font_color=SOFT))
    meta = {
        "format": FORMAT, "file": book.where.file, "edition": book.edition.id,
        "text_digest": digest_of_text(book.text), "policy_digest": book.where.digest,
        "vocabulary_digest": book.edition.program.vocabulary.digest, "software": __version__,
    }  # fmt: skip
    for number, key in enumerate(META, 2):
        page.text(number, 3, header("meta", key, page.lang), font_color=SOFT, **EDGE)
        page.text(number, 4, meta[key], font_color=SOFT, **EDGE)
    head = 2
    heads(page, head, [header("source", key, page.lang) for key in SOURCE])
    look = page.look(num_format="0", font_color=SOFT, align="center", valign="top")
    row = head + 1
    for number, text in enumerate(lines_of(book.text), 1):
        page.sheet.write_number(row, 0, number, look)
        page.text(row, 1, text, valign="top")
        high(page, row, ["", text])
        row += 1
    page.sheet.freeze_panes(head + 1, 0)
    printed(page, head, row - 1, 1, portrait=True)
