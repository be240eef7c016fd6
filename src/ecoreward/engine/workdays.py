"""Workdays by the official calendar: days off, make-up workdays, and years that are not published yet.

China's State Council announces each year's days off and make-up workdays (调休上班) late in the year
before. A year whose notice is not at hand is unknown, not guessed: its days count from none to all.
The last week of December waits for the next year's notice too, since a New Year's holiday moves
weekends of that week (29 December 2018 was worked). Elsewhere the days follow from the law.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from ecoreward.engine.values import NONE, Cause, Causes, End, Num

SOURCE = "holidays"
# Countries whose days off are announced year by year. Every other country's follow from its law.
ANNOUNCED = ("CN",)
NEW_YEAR_WEEK = 7  # days of December that the next year's notice can still change


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a country: its workdays before each day, and the first day that is not known."""

    before: tuple[int, ...]  # known workdays of the year before its day n (0: 1 January)
    unknown: int  # how many of its last days are not known; all of them where it is not published
    off: tuple[str, ...] = ()  # weekdays that are days off
    on: tuple[str, ...] = ()  # weekend days that are worked


@lru_cache(maxsize=64)
def known_years(country: str) -> tuple[int, int]:
    """The first and the last year that are known for a country; (1, 0) where none is.

    >>> known_years("CN")[0], known_years("XX")
    (2001, (1, 0))
    """
    import holidays

    try:
        days = holidays.country_holidays(country)
    except NotImplementedError:
        return 1, 0
    if country not in ANNOUNCED:
        return max(1, days.start_year), min(date.max.year, days.end_year)
    years = sorted(days.special_public_holidays)
    last = years[0]
    while last + 1 in years:
        last += 1
    return years[0], last


@lru_cache(maxsize=1024)
def year_of(country: str, year: int) -> Year:
    """What is known of one year."""
    first, last = known_years(country)
    length = date(year, 12, 31).toordinal() - date(year, 1, 1).toordinal() + 1
    if not first <= year <= last:
        return Year((0,) * (length + 1), length)
    open_end = NEW_YEAR_WEEK if country in ANNOUNCED and year == last else 0
    import holidays

    # The years beside it hold make-up days of this one.
    days = holidays.country_holidays(country, years=(year, year + 1) if year < last else year)
    before = [0]
    off: list[str] = []
    on: list[str] = []
    for n in range(length):
        day = date.fromordinal(date(year, 1, 1).toordinal() + n)
        worked, weekend = days.is_working_day(day), days.is_weekend(day)
        known = n < length - open_end
        before.append(before[-1] + (worked and known))
        if known and worked == weekend:
            (on if worked else off).append(day.isoformat())
    return Year(tuple(before), open_end, tuple(off), tuple(on))


def counted(start: Num, end: Num, country: str, used: set[int]) -> Num:
    """Workdays after `start` up to and including `end`; below 0 where `end` is the earlier day.

    Both may be known in part. The years looked up are added to `used`.
    """
    low = high = None
    doubt: Causes = NONE
    if end.low is not None and start.high is not None:
        low, _, more = _pair(int(start.high), int(end.low), country, used)
        doubt |= more
    if end.high is not None and start.low is not None:
        _, high, more = _pair(int(start.low), int(end.high), country, used)
        doubt |= more
    point = low is not None and low == high
    return Num(low, high, NONE if point else start.causes | end.causes | doubt)


def _pair(start: int, end: int, country: str, used: set[int]) -> tuple[int, int, Causes]:
    """The fewest and the most workdays between two days, and the years that are not known."""
    if start == end:
        return 0, 0, NONE
    if end < start:
        few, many, causes = _pair(end, start, country, used)
        return -many, -few, causes
    first, last = known_years(country)
    inside = range(max(_year(start + 1), first), min(_year(end), last) + 1)
    used |= set(inside)
    known = surely = 0
    for year in inside:
        one, begins = year_of(country, year), date(year, 1, 1).toordinal()
        length = len(one.before) - 1
        a, b = max(0, start + 1 - begins), min(length, end + 1 - begins)
        known += one.before[b] - one.before[a]
        surely += max(0, min(b, length - one.unknown) - a)
    open_days = end - start - surely
    causes = _missing(start, end, first, last, country) if open_days else NONE
    return known, known + open_days, causes


def _year(day: int) -> int:
    return date.fromordinal(min(max(day, 1), date.max.toordinal())).year


def _missing(start: int, end: int, first: int, last: int, country: str) -> Causes:
    """The years that a count needs and that are not known, as one cause a stretch."""
    begins, ends = _year(start + 1), _year(end)
    # A day of the last week of December waits for the year after it.
    week = (
        country in ANNOUNCED
        and ends == last
        and end > date(last, 12, 31).toordinal() - NEW_YEAR_WEEK
    )
    ends += week
    spans = [(begins, min(ends, first - 1)), (max(begins, last + 1), ends)]
    if last < first:
        spans = [(begins, ends)]
    return frozenset(
        Cause("calendar", str(a) if a == b else f"{a}-{b}") for a, b in spans if a <= b
    )


def due_day(start: int, workdays: int, country: str, used: set[int]) -> tuple[int | None, Causes]:
    """The `workdays`-th workday after a day; None with the years that are missing where not known."""
    limit = date.max.toordinal()
    day = start
    # From the first day on which the count may be reached, to the day on which it surely is.
    day = min(limit, start + workdays)
    while day <= limit:
        few, many, causes = _pair(start, day, country, used)
        if many >= workdays and causes:
            return None, causes
        if few >= workdays:
            return day, NONE
        day += max(1, workdays - many)
    return None, NONE


def day_reaching(fixed: int, number: int, country: str, *, later: bool) -> int | None:
    """The first known day on which the workdays from (`later`) or to a fixed day pass a number.

    From it: the first day with at least `number`; to it: the first day with fewer than `number`.
    """
    first, last = known_years(country)
    if last < first:
        return None
    low, high = date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal()

    def passed(day: int) -> bool:
        if later:
            return _pair(fixed, day, country, set())[0] >= number
        return _pair(day, fixed, country, set())[1] < number

    if not passed(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if passed(middle) else (middle + 1, high)
    return low


def calendar_data(country: str, used: Iterable[int]) -> dict[str, Any] | None:
    """What a receipt says of the calendar: source, version, years, and a digest of their days.

    None where no calendar was used.
    """
    years = sorted(used)
    if not years:
        return None
    from importlib.metadata import version

    days = {str(y): [year_of(country, y).off, year_of(country, y).on] for y in years}
    text = json.dumps(days, sort_keys=True, separators=(",", ":"))
    return {
        "source": SOURCE,
        "version": version(SOURCE),
        "country": country,
        "years": years,
        "days_digest": hashlib.sha256(text.encode()).hexdigest(),
    }


def at(day: End) -> str | None:
    """A day as text; None where there is none."""
    return None if day is None else date.fromordinal(int(day)).isoformat()
