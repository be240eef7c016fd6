"""What must be said before the grammar is asked: sizes, and writings it would misread."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from ecoreward.feel.findings import Finding
from ecoreward.feel.parse import MOST_CHARACTERS, MOST_DEPTH, accepts
from ecoreward.feel.tokens import CLOSE, OPEN, Token, fold, scan

_PARTS = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")


def slips_before(source: str) -> list[Finding]:
    """Everything wrong that the grammar would not see, or would see as something else."""
    if len(source) > MOST_CHARACTERS:
        return [Finding("too-long", 0, 1, {"length": len(source), "most": MOST_CHARACTERS})]
    if not source.strip():
        return [Finding("empty", 0, max(1, len(source)))]
    tokens = scan(source)
    return _too_deep(tokens) or bad_dates(tokens) + _bare_dates(source, tokens) + _grouped(tokens)


def _too_deep(tokens: Sequence[Token]) -> list[Finding]:
    depth = 0
    for t in tokens:
        depth += (t.text in OPEN) - (t.text in CLOSE)
        if depth > MOST_DEPTH:
            return [Finding("too-deep", t.start, t.end, {"most": MOST_DEPTH})]
    return []


def bad_dates(tokens: Sequence[Token]) -> list[Finding]:
    """The ``@"…"`` that name no day."""
    out = []
    for t in tokens:
        if t.kind != "date":
            continue
        text = t.text[t.text.index('"') + 1 : -1]
        if not is_day(text):
            right = day_in(text)
            if right:
                out.append(Finding("date-form", t.start, t.end, {"text": text, "fixed": right}))
            else:
                out.append(Finding("no-such-day", t.start, t.end, {"text": text}))
    return out


def is_day(text: str) -> bool:
    """Whether `text` is a day that exists, written year-month-day with all its digits."""
    return day_in(text) == text


def day_in(text: str) -> str:
    """The day that `text` means, as it should be written; empty when it means none.

    >>> day_in("2024年1月31日"), day_in("2024-02-30")
    ('2024-01-31', '')
    """
    match = _PARTS.fullmatch(text.strip())
    if not match:
        return ""
    try:
        return datetime.date(*(int(part) for part in match.groups())).isoformat()
    except ValueError:
        return ""


def as_number(text: str) -> str:
    """The number literal that a text in quotes holds, or nothing.

    >>> as_number("５万元"), as_number("5,000"), as_number("甲")
    ('5万元', '5000', '')
    """
    folded = fold(text).strip().replace(",", "")
    tokens = scan(folded)
    if len(tokens) != 1 or tokens[0].kind != "number":
        return ""
    return folded if accepts(folded, "expression") else ""


def _bare_dates(source: str, tokens: Sequence[Token]) -> list[Finding]:
    out = []
    for t in tokens:
        day = day_in(t.text.lstrip("@")) if t.kind == "bare_date" else ""
        if day:
            fixed = source[: t.start] + f'@"{day}"' + source[t.end :]
            out.append(Finding("bare-date", t.start, t.end, {"text": t.text, "fixed": fixed}))
    return out


def _grouped(tokens: Sequence[Token]) -> list[Finding]:
    return [
        Finding(
            "number-grouping",
            t.start,
            t.end,
            {
                "text": t.text,
                "joined": t.text.replace(",", ""),
                "apart": t.text.replace(",", ", "),
            },
        )
        for t in tokens
        if t.kind == "grouped"
    ]
