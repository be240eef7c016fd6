"""Workdays by the official calendar: make-up days, what is not published, and ranges of days."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from typing import Any

import pytest

from ecoreward.engine.values import Cause, Num
from ecoreward.engine.workdays import (
    calendar_data,
    counted,
    day_reaching,
    due_day,
    known_years,
    year_of,
)
from tests.engine.small import library


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def point(text: str) -> Num:
    return Num(day(text), day(text))


def count(start: str, end: str) -> Num:
    return counted(point(start), point(end), "CN", set())


# The State Council's notices for the spring festival: the days off that are weekdays, and the
# Saturdays and Sundays worked in their place.
SPRING = {
    2021: ("02-11 02-12 02-15 02-16 02-17", "02-07 02-20"),
    2022: ("01-31 02-01 02-02 02-03 02-04", "01-29 01-30"),
    2023: ("01-23 01-24 01-25 01-26 01-27", "01-28 01-29"),
    2024: ("02-12 02-13 02-14 02-15 02-16", "02-04 02-18"),
    2025: ("01-28 01-29 01-30 01-31 02-03 02-04", "01-26 02-08"),
    2026: ("02-16 02-17 02-18 02-19 02-20 02-23", "02-14 02-28"),
}


@pytest.mark.parametrize("year", SPRING)
def test_spring_festivals_with_their_make_up_days(year: int) -> None:
    off, on = ([f"{year}-{d}" for d in days.split()] for days in SPRING[year])
    found = year_of("CN", year)
    window = (f"{year}-01-22", f"{year}-03-01")
    assert [d for d in found.off if window[0] <= d < window[1]] == off
    assert [d for d in found.on if window[0] <= d < window[1]] == on


def test_workdays_of_a_whole_year() -> None:
    # 2021: 261 weekdays, 18 of them off, 7 weekend days worked. 2023: 260, 18 off, 7 worked.
    assert [year_of("CN", y).before[-1] for y in (2021, 2023)] == [250, 249]


def test_signed_like_days_between() -> None:
    assert count("2021-02-05", "2021-02-05") == Num(0, 0)
    assert count("2021-02-05", "2021-02-08") == Num(2, 2)  # Sunday 7 and Monday 8
    assert count("2021-02-08", "2021-02-05") == Num(-2, -2)
    assert count("2021-02-13", "2021-02-14") == Num(0, 0)  # two days of the festival


def test_a_range_of_days_gives_the_hull() -> None:
    start, end = (
        Num(day("2021-02-01"), day("2021-02-20")),
        Num(day("2021-02-18"), day("2021-03-05")),
    )
    found = counted(start, end, "CN", set())
    every = [
        count(a.isoformat(), b.isoformat()).low or 0
        for a in (date(2021, 2, 1) + timedelta(n) for n in range(20))
        for b in (date(2021, 2, 18) + timedelta(n) for n in range(16))
    ]
    assert (found.low, found.high) == (min(every), max(every))


def test_an_open_end_stays_open() -> None:
    found = counted(Num(None, day("2021-02-01")), Num(day("2021-02-18"), None), "CN", set())
    assert found == Num(9, None)  # 2 to 5, Sunday 7, 8 to 10, and 18 February


def test_a_year_that_is_not_published_is_not_guessed() -> None:
    last = known_years("CN")[1]
    missing = frozenset({Cause("calendar", str(last + 1))})
    found = count(f"{last}-12-20", f"{last + 1}-01-10")
    assert found.causes == missing
    assert found.low is not None
    assert found.high == found.low + 17  # the last week of December and ten days of January
    # The New Year's notice can still make a weekend of the last week of December a workday.
    assert count(f"{last}-12-24", f"{last}-12-27").causes == missing
    assert due_day(day(f"{last}-12-20"), 20, "CN", set()) == (None, missing)
    before = counted(point("2000-12-28"), point("2001-01-05"), "CN", set())
    assert before.causes == {Cause("calendar", "2000")}


def test_several_years_are_one_stretch() -> None:
    last = known_years("CN")[1]
    found = count(f"{last}-01-01", f"{last + 5}-01-10")
    assert found.causes == {Cause("calendar", f"{last + 1}-{last + 5}")}


def test_due_day_and_reaching_agree_with_counting_one_by_one() -> None:
    start = day("2022-01-20")
    for n in range(1, 40):
        due, causes = due_day(start, n, "CN", set())
        assert not causes
        assert due is not None
        texts = [date.fromordinal(due - 1).isoformat(), date.fromordinal(due).isoformat()]
        assert [count("2022-01-20", t).low for t in texts] == [n - 1, n]
        assert day_reaching(start, n, "CN", later=True) == due
        back = day_reaching(start, n, "CN", later=False)
        assert back is not None
        assert [
            counted(Num(d, d), Num(start, start), "CN", set()).low for d in (back - 1, back)
        ] == [n, n - 1]


def test_other_countries_count_by_their_own_law() -> None:
    # 9 October 2024 is Hangul Day in Korea; Taiwan's day off is the 10th.
    args = (point("2024-10-08"), point("2024-10-11"))
    assert counted(*args, "KR", set()) == Num(2, 2)
    assert counted(*args, "TW", set()) == Num(2, 2)
    assert counted(point("2024-10-08"), point("2024-10-09"), "KR", set()) == Num(0, 0)
    assert counted(*args, "XX", set()) == Num(0, 3, frozenset({Cause("calendar", "2024")}))


def test_the_receipt_names_the_calendar_only_where_one_was_used() -> None:
    rule = {
        "award": {
            "id": "x",
            "when": "workdays_between(reported_on, accepted_on) <= 2",
            "fixed": "500",
        }
    }
    facts = {"reported_on": "2021-02-05", "accepted_on": "2021-02-08"}
    used = library(rule).edition("one").evaluate(facts)
    assert used.amount is not None
    assert used.amount.minor == 50000
    data = used.receipt["calendar"]
    assert list(data) == ["source", "version", "country", "years", "days_digest"]
    assert (data["source"], data["country"], data["years"]) == ("holidays", "CN", [2021])
    assert data == calendar_data("CN", {2021})
    plain = library({"award": {"fixed": "500"}}).edition("one").evaluate(facts)
    assert plain.receipt["calendar"] is None


def test_the_country_follows_from_the_code_of_the_jurisdiction() -> None:
    from ecoreward.policy.country import country_of

    assert [country_of(c) for c in ("331126", "KR-45", "TW-TPE", "")] == ["CN", "KR", "TW", "CN"]


def decided(when: str, facts: dict[str, Any], **award: Any) -> Any:
    edition = {"award": {"id": "x", "when": when, "fixed": "500", **award}}
    return library(edition).edition("one").evaluate(facts)


def test_a_missing_day_is_tight_where_the_count_meets_a_number() -> None:
    when = "workdays_between(reported_on, accepted_on) <= 15"
    found = decided(when, {"reported_on": "2021-02-05", "accepted_on": "2021-02"})
    # The fifteenth workday is 3 March: the whole of February lies before it.
    assert found.outcome.value == "awarded"
    found = decided(when, {"reported_on": "2021-02-05", "accepted_on": "2021"})
    assert found.range.exact
    assert [(m.fact, m.moves.minor, m.at_most) for m in found.missing] == [
        ("accepted_on", 50000, False)
    ]
    found = decided(when, {"reported_on": "2021", "accepted_on": "2021-03-01"})
    assert found.range.exact


def test_a_defined_count_is_tight_too() -> None:
    edition = {
        "define": {"count_of_days": "workdays_between(reported_on, accepted_on)"},
        "award": {"id": "x", "when": "count_of_days in (3..5]", "fixed": "500"},
    }
    found = (
        library(edition)
        .edition("one")
        .evaluate({"reported_on": "2021-02-05", "accepted_on": "2021"})
    )
    assert found.range.exact
    assert found.missing[0].at_most is False


def test_a_count_in_a_sum_is_tried_day_by_day() -> None:
    edition = {"award": {"fixed": "500 * max(0, workdays_between(reported_on, accepted_on))"}}
    one = library(edition).edition("one")
    found = one.evaluate({"reported_on": "2021-02-05", "accepted_on": "2021-02"})
    assert (found.range.low.minor, found.range.high.minor) == (0, 12 * 50000)  # type: ignore[union-attr]
    assert found.range.exact
    found = one.evaluate({"reported_on": "2021-02-05", "accepted_on": "[2021-02..2024-02]"})
    assert not found.range.exact
    assert found.missing[0].at_most


def test_a_day_in_a_year_that_is_not_published_is_never_called_exact() -> None:
    last = known_years("CN")[1]
    when = "workdays_between(reported_on, accepted_on) <= 15"
    found = decided(when, {"reported_on": f"{last}-12-20", "accepted_on": f"{last + 1}-01-20"})
    assert found.outcome.value == "undetermined"
    assert not found.range.exact
    assert [m.fact for m in found.missing] == [f"calendar/{last + 1}"]
    assert str(last + 1) in found.missing[0].label["zh"]


def test_importing_stays_light() -> None:
    code = "import sys, ecoreward; ecoreward.load().edition('qingyuan').evaluate({}); print('holidays' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
