"""Charts: the same bytes everywhere, no text over the edge, every figure in full in the table beside."""

from __future__ import annotations

import itertools
import os
import re
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jinja2 import ChoiceLoader, DictLoader

from ecoreward.paper import page
from ecoreward.paper.charts import (
    Bar,
    Drawing,
    Line,
    Measure,
    Point,
    Row,
    bars,
    curve,
    histogram,
    waterfall,
)
from ecoreward.paper.charts.axis import ticks
from ecoreward.paper.charts.histogram import MOST, classes
from ecoreward.paper.charts.lettering import width_of, wrapped

GOLDEN = Path(__file__).parents[1] / "golden"
TEMPLATE = """\
{% extends "base.html" %}
{% import "charts.html" as charts with context %}
{% block title %}charts{% endblock %}
{% block style %}{{ charts.chart_style() }}{% endblock %}
{% block body %}
{% for drawing in drawings %}{{ charts.chart(drawing, "chart-" ~ loop.index) }}{% endfor %}
{% endblock %}
"""
LONG = "新疆维吾尔自治区生态环境厅（含建设兵团）及各地州市统一执行的标准 & <另见附件>"


def drawings(lang: str) -> list[Drawing]:
    """One of each chart, with what is hard to draw."""
    money = Measure(lang, "CNY")
    places = (
        Row("庆元县", (Bar(83_684_000, 83_684_000),), strong=True),
        Row(LONG, (Bar(12_000_000, 45_000_000),)),
        Row("郑州市", (Bar(500_000, None),)),
        Row("Pingtan", (None,)),
        Row("杭州市", (Bar(0, 0),)),
    )
    months = [
        Row(f"2023-{n:02}", (Bar(n * 3_000_000, n * 3_000_000), Bar(n * 2_000_000, n * 2_600_000)))
        for n in range(1, 5)
    ]
    changes = [
        (LONG, -45_000_000),
        ("上限由 5 万元提高到 10 万元", 21_200_000),
        ("取消下限", -3_333),
    ]
    rates = tuple(
        Point(Fraction(n, 100), f"{n}%", n * 12_345_678, n * 12_345_678 + (n > 6) * n * 2_000_000)
        for n in range(3, 11)
    )
    now = tuple(Point(Fraction(n), f"{n}0,000", 90_000_000, 90_000_000) for n in (1, 2, 5, 10))
    draft = tuple(
        Point(Fraction(n), f"{n}0,000", 88_000_000 + n * 10**6, 88_000_000 + n * 10**6)
        for n in (1, 2, 5, 10)
    )
    return [
        bars("places", places, money),
        bars("months", months, money, series=("now", "draft")),
        bars("none", (), money),
        waterfall("parts", ("now", 83_684_000), changes, "draft", money),
        curve("rate", [Line("", rates)], money, axis="rate"),
        curve("cap", [Line("now", now), Line("draft", draft)], money, axis="cap", step=True),
        histogram("changes", [(-450_000, 130), (-50_000, 40), (0, 300), (50_000, 2)], money),
        histogram("none", (), money),
    ]


@pytest.fixture
def template(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = page._environment()
    assert environment.loader is not None
    own = DictLoader({"t.html": TEMPLATE})
    monkeypatch.setattr(environment, "loader", ChoiceLoader([own, environment.loader]))


@pytest.mark.usefixtures("template")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page(lang: str) -> None:
    found = page.render("t.html", lang, drawings=drawings(lang))
    path = GOLDEN / f"charts.{lang}.html"
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text("utf-8")
    assert "chart." not in found.replace("class", "")
    for svg in re.findall(r"<svg .*?</svg>", found, re.S):
        ElementTree.fromstring(svg)
    ids = re.findall(r' id="([^"]+)"', found)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", found)) <= set(ids)
    assert "<另见附件>" not in found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_stands_over_the_edge(lang: str) -> None:
    for drawing in drawings(lang):
        for text in drawing.texts:
            wide = width_of(text.words, text.size)
            start = {"start": text.x, "middle": text.x - wide // 2, "end": text.x - wide}[
                text.anchor
            ]
            assert start >= -1, (drawing.title, text)
            assert start + wide <= drawing.width + 1, (drawing.title, text)
            assert 0 < text.y <= drawing.height
        for box in drawing.boxes:
            assert box.x >= 0
            assert box.x + box.width <= drawing.width
            assert box.width > 0
            assert box.y + box.height <= drawing.height


def test_the_table_has_labels_and_sums_in_full() -> None:
    by_title = {d.title: d for d in drawings("zh")}
    assert by_title["places"].rows == (
        ("庆元县", "836,840 元"),
        (LONG, "120,000 至 450,000 元"),
        ("郑州市", "5,000 元起，上限不定"),
        ("Pingtan", "—"),
        ("杭州市", "0 元"),
    )
    assert by_title["parts"].rows == (
        ("now", "", "836,840 元"),
        (LONG, "-450,000 元", "386,840 元"),
        ("上限由 5 万元提高到 10 万元", "+212,000 元", "598,840 元"),
        ("取消下限", "-33.33 元", "598,806.67 元"),
        ("draft", "", "598,806.67 元"),
    )
    assert by_title["rate"].rows[-1] == ("10%", "1,234,567.80 至 1,434,567.80 元")


def test_lengths_are_in_proportion() -> None:
    rows = [Row(str(n), (Bar(n, n),), strong=True) for n in (100, 200, 400)]
    one, two, four = (b.width for b in bars("b", rows, Measure("zh", noun="件")).boxes)
    assert abs(two - 2 * one) <= 2
    assert abs(four - 4 * one) <= 4


@pytest.mark.parametrize("high", [1, 7, 99, 100, 101, 836_840, 10**15])
def test_ticks_are_round_and_reach_over_all(high: int) -> None:
    marks = ticks(0, high, 5)
    assert marks[0] == 0
    assert marks[-1] >= high
    assert len(marks) <= 7
    steps = {b - a for a, b in itertools.pairwise(marks)}
    assert len(steps) == 1
    assert str(steps.pop()).rstrip("0") in ("1", "2", "5")


def test_axes_are_in_the_units_that_readers_expect() -> None:
    def unit(most: int, lang: str = "zh", currency: str = "CNY") -> str:
        return Measure(lang, currency).unit(most).name

    assert [unit(n * 100) for n in (99_999, 100_000, 10**8)] == ["元", "万元", "亿元"]
    assert unit(10**12, "en") == "CNY"
    assert unit(10**6, currency="KRW") == "万韩元"


def test_an_axis_that_does_not_begin_at_0_says_so() -> None:
    near = tuple(Point(Fraction(n), str(n), 9_000_000 + n, 9_000_000 + n) for n in range(3))
    texts = [t.words for t in curve("c", [Line("", near)], Measure("zh", "CNY"), axis="x").texts]
    assert any("不从 0 开始" in t for t in texts)
    far = tuple(Point(Fraction(n), str(n), n * 10**6, n * 10**6) for n in range(3))
    texts = [t.words for t in curve("c", [Line("", far)], Measure("zh", "CNY"), axis="x").texts]
    assert not any("不从 0 开始" in t for t in texts)


@pytest.mark.parametrize("seed", range(20))
def test_every_case_is_in_one_class(seed: int) -> None:
    changes = [((-1) ** n * (n * 7919 * (seed + 1)) ** (1 + n % 3), n % 5 + 1) for n in range(40)]
    found = classes(changes, 100)
    assert sum(c.count for c in found) == sum(n for _, n in changes)
    assert len(found) <= MOST + 1
    for one in found:
        if one.far == 0:
            inside = [n for c, n in changes if c == 0]
        else:
            inside = [
                n for c, n in changes if c and (c > 0) == one.gain and one.near <= abs(c) < one.far
            ]
        assert one.count == sum(inside)


def test_lines_hold_what_fits() -> None:
    for room in range(30, 300, 7):
        for lines in (1, 2, 3):
            for text in (LONG, "Excessive discharge of waste water", "不", "a" * 80, "（一）" * 20):
                found = wrapped(text, room, lines)
                assert len(found) <= lines
                assert all(width_of(x) <= room for x in found)
                assert not any(x[:1] in set("，。；：）》") for x in found)
