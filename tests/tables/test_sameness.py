"""Rows that say the same in what counts have one answer, and it is the answer that each of them has alone."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from ecoreward.tables import run
from ecoreward.tables.sameness import key_of, sameness
from ecoreward.tables.sample import sample

from .runs import library, ran


def raw_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row is a case of its own."""
    monkeypatch.setattr(run, "sameness", lambda where, presume: None)
    monkeypatch.setattr(run.Run, "_key", lambda self, case: key_of(case))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_row_has_the_answer_that_it_has_alone(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    places = [library().jurisdiction_of(j.file) for j in library().jurisdictions]
    (frame,) = sample(400, seed, library().vocabulary, places, missing=Fraction(1, 5))
    short = ran(frame, engine="reference")
    raw_keys(monkeypatch)
    long = ran(frame, engine="reference")
    assert short.frame.equals(long.frame)
    assert short.wrong == long.wrong


@pytest.mark.parametrize(
    "place", ["揭阳市", "广州市", "安徽省", "河北省", "慈溪市", "杭州市", "郑州市"]
)
def test_the_same_rows_elsewhere(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    (frame,) = sample(120, 7, library().vocabulary, missing=Fraction(1, 10))
    frame = frame.drop("地区")
    short = ran(frame, engine="reference", place=place, extra="ignore")
    assert len(short.run.kept) < 120
    raw_keys(monkeypatch)
    long = ran(frame, engine="reference", place=place, extra="ignore")
    assert short.frame.equals(long.frame)
    assert short.wrong == long.wrong


def test_days_with_the_same_choice_are_the_same() -> None:
    where = library().jurisdiction("庆元县")
    same = sameness(where, presume=True)

    def key(day: Any, **more: Any) -> str:
        return same.key({"jurisdiction": "庆元县", "facts": {"reported_on": day, **more}})

    assert key("2022-03-01") == key("2022-03-02") == key("2022-03-01", channel="app")
    assert key("2022-03-01") != key("2001-03-01")
    assert key("2022-03") != key("2022-03-01")
    assert key("2022-13-01") != key("2022-03-01")
    assert key("2022-03-01", fine="5") != key("2022-03-01", fine="6")
    one = {"jurisdiction": "庆元县", "edition": "qingyuan-2021"}
    facts = [{"facts": {"reported_on": day}} for day in ("2022-03-01", "2022-03-02")]
    assert same.key({**one, **facts[0]}) != same.key({**one, **facts[1]})


def test_a_place_that_reads_the_day_keeps_it() -> None:
    reading = [
        j for j in library().jurisdictions
        if not sameness(library().jurisdiction_of(j.file), presume=True).starts
    ]  # fmt: skip
    assert reading
    assert len(reading) < len(library().jurisdictions)
