"""The pictures show what the policies say, and are the same bytes wherever they are drawn."""

from __future__ import annotations

import os
import re
from fractions import Fraction

import matplotlib as mpl
import pytest

from . import atlas_map
from .atlas_map import FILES, Tile, drawn, svg
from .atlas_places import PROVINCES, group_of, library
from .made import ROOT


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_picture_is_as_it_is_drawn(lang: str) -> None:
    now = svg(lang)
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        FILES[lang].write_text(now, "utf-8")
        return
    pinned = re.search(r"^matplotlib==(.+)$", (ROOT / "constraints.txt").read_text("utf-8"), re.M)
    assert pinned
    if (
        mpl.__version__ != pinned[1]
    ):  # another version may lay out otherwise: what is said must be the same
        assert _said(now) == _said(FILES[lang].read_text("utf-8"))
        return
    assert now == FILES[lang].read_text("utf-8")


def _said(picture: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", picture)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_drawn_is_said_as_text(lang: str) -> None:
    said = _said(svg(lang))
    at = 0 if lang == "zh" else 1
    assert {p[at] for p in PROVINCES.values()} <= set(said)
    assert {getattr(b, lang) for b in drawn().bars} <= set(said)


def test_every_province_has_a_square_of_its_own() -> None:
    places = [(x, y) for _, _, x, y in PROVINCES.values()]
    assert len(set(places)) == len(places)
    groups = {group_of(j.code) for j in library().jurisdictions}
    assert {t.group for t in drawn().tiles if t.places} == groups & PROVINCES.keys()


def test_some_squares_and_bars_by_hand() -> None:
    tiles = {t.group: t for t in drawn().tiles}
    # Zhenjiang's 30,000 is the highest in Jiangsu but for the special award of the province.
    assert tiles["32"] == Tile("32", "share", Fraction(30_000), True, "CNY", 4)
    assert tiles["23"].formula is None
    bars = {b.en: b for b in drawn().bars}
    assert (bars["Karamay"].regular, bars["Karamay"].highest) == (10_000, 10_000)
    # 5 % up to 100,000, 5,000, 10,000 and 10,000; and two awards of up to 500,000 and one of 20,000.
    assert (bars["Zhejiang"].regular, bars["Zhejiang"].highest) == (125_000, 1_145_000)
    assert list(bars.values()) == sorted(bars.values(), key=lambda b: -b.regular)


def test_the_colours_tell_the_formulas_apart() -> None:
    assert len(set(atlas_map.COLOURS.values()) | {atlas_map.EMPTY}) == 6
