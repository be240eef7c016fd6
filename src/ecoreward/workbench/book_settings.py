"""A value to be tried, as a cell has it, as the policy writes it: 0.05 is 5% again, a day is a day.

Spreadsheets turn what people type into numbers and dates of their own. What can be understood without
doubt is; what cannot is a problem at its cell, and nothing is changed that nobody changed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from ecoreward.engine.identity import looks_like_identity
from ecoreward.engine.read_value import Unreadable, amount
from ecoreward.money import text_of
from ecoreward.policy.parameters import Parameter
from ecoreward.problems import Problem
from ecoreward.tables.excel_cells import Cell

_SHARE = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)\s*([%‰])\Z")
_FOLDS = re.compile(r"[-0-9.,%‰万亿千百元\s]+\Z")
_MONTH = re.compile(r"[0-9]{4}(-[0-9]{1,2})?\Z")
_EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet, as its serials count
_SERIALS = range(30_000, 80_000)  # 1982 to 2119; smaller numbers are years


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell says: the value as the policy writes it, and what is to be told of it."""

    value: str
    problems: tuple[Problem, ...] = ()


def read_setting(parameter: Parameter, cell: Cell, today: str) -> Read:
    """The value that a cell gives a parameter; `today` is what the workbook has as today's value.

    A cell that says the same as that, in whatever form, is unchanged and gives the parameter's own text.
    """
    kept = parameter.text
    if cell.error:
        return Read(kept, (cell.problem("book.error-cell"),))
    if cell.value is None:
        return Read(kept, (cell.problem("book.empty-value", "warning", value=kept),))
    if not cell.exact:
        return Read(kept, (cell.problem("book.inexact", value=cell.text),))
    if cell.text in (today.strip(), today):
        return Read(kept)
    if looks_like_identity(cell.text):
        return Read(kept, (cell.problem("book.identity"),))
    text, problem = _written(cell, today)
    found = [problem] if problem is not None else []
    if any(p.severity == "error" for p in found):
        return Read(kept, tuple(found))
    if _same(text, today):
        if isinstance(cell.value, str) and text != today:
            found.append(cell.problem("book.same-value", "warning", value=text, today=today))
        return Read(kept, tuple(found))
    if _too_large(text, today):
        percent = f"{text_of((_number(text) or 0) * 100)}%"
        told = cell.problem("book.rate-form", value=text, percent=percent)
        return Read(kept, (told,))
    if cell.formula:
        found.append(cell.problem("book.formula", "warning", value=text))
    return Read(text, tuple(found))


def _written(cell: Cell, today: str) -> tuple[str, Problem | None]:
    """The cell as a policy would have it."""
    value = cell.value
    if isinstance(value, bool):
        return ("true" if value else "false"), None
    if cell.number is not None:
        return _of_number(Fraction(cell.number), cell, today)
    if isinstance(value, (date, datetime)):
        return _of_day(value, cell, today)
    if isinstance(value, (time, timedelta)):
        return "", cell.problem("book.time")
    folded = unicodedata.normalize("NFKC", cell.text)
    text = folded if _FOLDS.match(folded) else cell.text
    return "\n".join(text.splitlines()), None


def _of_number(number: Fraction, cell: Cell, today: str) -> tuple[str, Problem | None]:
    """A number: a share where today's value is one, a day or a year where that is a day."""
    share = _SHARE.match(today.strip())
    if share is not None and number <= 1:
        return f"{text_of(number * (100 if share[2] == '%' else 1000))}{share[2]}", None
    if _is_day(today) and number.denominator == 1 and int(number) in _SERIALS:
        day = (_EPOCH + timedelta(days=int(number))).isoformat()
        if day == today:
            return day, None
        return day, cell.problem("book.serial", "warning", value=text_of(number), day=day)
    return text_of(number), None


def _of_day(value: date | datetime, cell: Cell, today: str) -> tuple[str, Problem | None]:
    """A date; where today's value is a whole month or year, the day may be the spreadsheet's own."""
    if isinstance(value, datetime):
        if value.time() != time():
            return "", cell.problem("book.time")
        value = value.date()
    if _MONTH.match(today) and value.day == 1 and value.isoformat().startswith(today):
        return "", cell.problem("book.month", day=value.isoformat(), today=today)
    return value.isoformat(), None


def _is_day(text: str) -> bool:
    return re.fullmatch(r"[0-9]{4}(-[0-9]{1,2}){0,2}", text) is not None


def _number(text: str) -> Fraction | None:
    """A number, a share or a sum as its value."""
    share = _SHARE.match(text.strip())
    if share is not None:
        return Fraction(share[1]) / (100 if share[2] == "%" else 1000)
    try:
        return amount(text)
    except Unreadable:
        return None


def _same(text: str, today: str) -> bool:
    """Whether two texts say the same number, or the same but for spaces and capitals of yes and no."""
    if text.strip() == today.strip():
        return True
    if _is_day(today) or _is_day(text):
        return False
    first, second = _number(text), _number(today)
    if first is not None and second is not None:
        return first == second
    return text.lower() == today.lower() and today.lower() in ("true", "false")


def _too_large(text: str, today: str) -> bool:
    """Whether a share is written as a bare number above one: 8 for 8%, most likely."""
    number = _number(text)
    return (
        _SHARE.match(today.strip()) is not None
        and _SHARE.match(text.strip()) is None
        and number is not None
        and number > 1
    )
