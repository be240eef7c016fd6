"""The pictures of the atlas: a tile map of China's provinces, and the limits of each place as bars.

What is drawn comes from `drawn`, plain data. The SVG has text as text, no date and a fixed salt, and is
laid out with the font that comes with matplotlib, so that its bytes do not depend on the machine; the
fonts a reader may have are named afterwards.
"""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from .atlas_glance import FORMULAS, Formula
from .atlas_places import PROVINCES, Shown, editions, group_of, label
from .atlas_words import FORMULA
from .made import DOCS

FILES = {"zh": DOCS / "atlas" / "map.svg", "en": DOCS / "atlas" / "map.en.svg"}
COLOURS: dict[Formula, str] = {
    "share": "#4c78a8", "ladder": "#e07b39", "list": "#4f9d69", "band": "#8e6bb0", "unknown": "#9a9a9a",
}  # fmt: skip
EMPTY = "#ececec"
FONTS = (
    "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', "
    "'WenQuanYi Micro Hei', 'DejaVu Sans', sans-serif"
)
WORDS = {
    "title": (
        "各省规定平时最高奖多少，怎样定（2025 年末）",
        "The most that rules regularly pay, by province, and how it is found (end of 2025)",
    ),
    "bars": ("各地的上限（元，对数刻度）", "Limits by place (CNY, logarithmic scale)"),
    "regular": ("平时最高", "regular"),
    "special": ("悬赏、特别奖励和突发事件", "bounty, special award, emergency"),
    "none": ("年末没有现行规定写进来", "no rule in force here"),
    "unbounded": ("不封顶", "no limit"),
    "unseen": ("上限没见到", "limit not seen"),
    "corner": (
        "右下角：地区数。＋：当地另有规定没有上限，或者有的数没有见到",
        "corner: places. +: another rule there has no limit, or some of its sums were not seen",
    ),
}  # fmt: skip
# Places of other countries and currencies are in the tables, not in the bars.
CURRENCY = "CNY"


@dataclass(frozen=True)
class Tile:
    """A province: its figure (None: no limit, or none seen), how it is found, how many places."""

    group: str
    formula: Formula | None
    high: Fraction | None
    seen: bool
    currency: str
    places: int
    more: bool = False  # another rule there has no limit, or sums of it were not seen


@dataclass(frozen=True)
class Bar:
    """A place: the regular limit, and the limit with what is extraordinary."""

    zh: str
    en: str
    formula: Formula
    regular: Fraction
    highest: Fraction


@dataclass(frozen=True)
class Drawn:
    """Everything that the picture shows."""

    tiles: tuple[Tile, ...]
    bars: tuple[Bar, ...]


def _seen(s: Shown) -> Fraction | None:
    """The regular limit; where figures are missing, the highest that was seen."""
    regular = s.glance.regular.high if s.glance.regular else None
    return regular or (s.glance.seen.high if s.glance.seen else None)


@cache
def drawn() -> Drawn:
    """The data of the picture: rules in force about the environment."""
    now = [s for s in editions() if s.current and s.environment]
    return Drawn(tuple(_tile(group, now) for group in PROVINCES), _bars(now))


def _tile(group: str, now: list[Shown]) -> Tile:
    places = len({s.file for s in editions() if group_of(s.place.code) == group})
    mine = [s for s in now if group_of(s.place.code) == group]
    # The highest figure; where there is none, a rule without limit, else one whose figures were not seen.
    known = sorted((s for s in mine if _seen(s)), key=lambda s: (_seen(s) or 0, s.file))
    endless = [s for s in mine if s.glance.seen is not None]
    top = known[-1] if known else next(iter(endless or mine), None)
    if top is None:
        return Tile(group, None, None, False, CURRENCY, places)
    currency = top.edition.program.currency
    return Tile(
        group,
        top.glance.formula,
        _seen(top),
        top.glance.seen is not None and not top.glance.unknown,
        currency,
        places,
        any(_open(s) for s in mine if top.edition.program.currency == s.edition.program.currency),
    )


def _open(shown: Shown) -> bool:
    """Whether a rule has no regular limit that is known."""
    return shown.glance.regular is None or shown.glance.regular.high is None or shown.glance.unknown


def _bars(now: list[Shown]) -> tuple[Bar, ...]:
    best: dict[str, Bar] = {}
    for s in now:
        regular = _seen(s)
        if s.edition.program.currency != CURRENCY or not regular:
            continue
        ends = s.glance.ends
        highest = max(regular, ends.high) if ends and ends.high is not None else regular
        bar = Bar(label(s.place, "zh"), label(s.place, "en"), s.glance.formula, regular, highest)
        old = best.get(s.file)
        if old is None or (bar.regular, bar.highest) > (old.regular, old.highest):
            best[s.file] = bar
    return tuple(sorted(best.values(), key=lambda b: (-b.regular, -b.highest, b.en)))


def svg(lang: str) -> str:
    """The picture in one language."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    settings: dict[str, Any] = {
        "svg.fonttype": "none", "svg.hashsalt": "ecoreward", "font.family": ["DejaVu Sans"],
        "axes.spines.top": False, "axes.spines.right": False,
    }  # fmt: skip
    found = drawn()
    height = 8.8 + 0.21 * len(found.bars)
    with mpl.rc_context(settings):
        figure = Figure(figsize=(9.6, height))
        FigureCanvasSVG(figure)
        tiles = figure.add_axes((0.02, 1 - 7.75 / height, 0.96, 7.7 / height))
        _draw_tiles(tiles, found, lang)
        bars = figure.add_axes((0.235, 0.5 / height, 0.715, (height - 8.6) / height))
        _draw_bars(bars, found, lang)
        out = io.StringIO()
        with warnings.catch_warnings():
            # Chinese is laid out with a font that lacks it: only where text begins counts here.
            warnings.filterwarnings("ignore", message="Glyph", category=UserWarning)
            figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return _with_fonts(out.getvalue())


def _with_fonts(text: str) -> str:
    """The picture with fonts that have Chinese; layout was done with the one that is everywhere."""
    text = re.sub(r"font: ([0-9. a-z]*?)px 'DejaVu Sans'[^;\"]*", rf"font: \1px {FONTS}", text)
    return re.sub(r"[ \t]+$", "", text, flags=re.M)


def _text(axes: Any, x: float, y: float, text: str, **more: Any) -> None:
    """Text on its baseline, so that nothing is measured with a font that lacks its signs."""
    axes.text(x, y, text, va="baseline", **more)


def _draw_tiles(axes: Any, found: Drawn, lang: str) -> None:
    from matplotlib.patches import Rectangle

    zh = lang == "zh"
    axes.set_xlim(-0.1, 9.1)
    axes.set_ylim(8.15, -0.62)
    axes.set_axis_off()
    _text(axes, 0, -0.3, WORDS["title"][not zh], fontsize=11.5, fontweight="bold")
    for tile in found.tiles:
        name_zh, name_en, x, y = PROVINCES[tile.group]
        colour = COLOURS[tile.formula] if tile.formula else EMPTY
        ink = "white" if tile.formula else "#8a8a8a"
        axes.add_patch(Rectangle((x + 0.03, y + 0.03), 0.94, 0.94, facecolor=colour, linewidth=0))
        size = 10.5 if zh else 8.2 if len(name_en) < 11 else 6.6
        _text(
            axes,
            x + 0.5,
            y + 0.36,
            name_zh if zh else name_en,
            ha="center",
            fontsize=size,
            color=ink,
        )
        if tile.formula:
            shown = _tile_figure(tile, lang)
            _text(
                axes,
                x + 0.5,
                y + 0.68,
                shown,
                ha="center",
                fontsize=9.5 if len(shown) < 8 else 8,
                color=ink,
                fontweight="bold",
            )
            _text(axes, x + 0.9, y + 0.91, str(tile.places), ha="right", fontsize=6.5, color=ink)
    _legend(axes, lang)


def _tile_figure(tile: Tile, lang: str) -> str:
    zh = lang == "zh"
    if tile.high is None:
        return WORDS["unbounded" if tile.seen else "unseen"][not zh]
    mark = {"TWD": "NT$"}.get(tile.currency, "")
    return mark + short(tile.high, lang) + ("+" if tile.more else "")


def short(value: Fraction, lang: str) -> str:
    """A sum as it fits a tile.

    >>> short(Fraction(300000), "zh"), short(Fraction(300000), "en"), short(Fraction(15000), "zh"), short(Fraction(500), "zh")
    ('30 万', '300,000', '1.5 万', '500')
    """
    if lang == "zh" and value >= 10_000:
        number = f"{float(value / 10_000):.4f}".rstrip("0").rstrip(".")
        return f"{number} 万"
    return f"{int(value):,}"


def _legend(axes: Any, lang: str) -> None:
    from matplotlib.patches import Rectangle

    zh = lang == "zh"
    lines = [(COLOURS[f], FORMULA[f][not zh]) for f in FORMULAS] + [(EMPTY, WORDS["none"][not zh])]
    for n, (colour, text) in enumerate(lines):
        column, row = n % 2, n // 2
        x, y = 0.03 + column * 4.6, 7.2 + row * 0.3
        axes.add_patch(Rectangle((x, y - 0.16), 0.22, 0.2, facecolor=colour, linewidth=0))
        _text(axes, x + 0.32, y, text, fontsize=8.2)
    _text(axes, 0.03, 7.2 + 0.92, WORDS["corner"][not zh], fontsize=7.5, color="#666666")


def _draw_bars(axes: Any, found: Drawn, lang: str) -> None:
    zh = lang == "zh"
    axes.set_xscale("log")
    axes.set_xlim(20, 12_000_000)
    axes.set_ylim(len(found.bars) - 0.3, -2.6)
    _text(axes, 20, -1.85, WORDS["bars"][not zh], fontsize=11.5, fontweight="bold")
    for n, bar in enumerate(found.bars):
        if bar.highest > bar.regular:
            axes.barh(n, float(bar.highest), left=1, height=0.62, color="#d9d9d9", linewidth=0)
        axes.barh(
            n, float(bar.regular), left=1, height=0.62, color=COLOURS[bar.formula], linewidth=0
        )
        _text(axes, 18, n + 0.25, bar.zh if zh else bar.en, ha="right", fontsize=8 if zh else 7.4)
        shown = short(bar.regular, lang)
        if bar.highest > bar.regular:
            shown += f"（{short(bar.highest, lang)}）" if zh else f" ({short(bar.highest, lang)})"
        _text(axes, float(bar.highest) * 1.12, n + 0.25, shown, fontsize=7.4, color="#333333")
    axes.set_yticks([])
    ticks = [100, 1_000, 10_000, 100_000, 1_000_000]
    axes.set_xticks(ticks)
    axes.set_xticklabels([])
    axes.minorticks_off()
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    for tick in ticks:
        _text(
            axes,
            tick,
            len(found.bars) + 0.75,
            short(Fraction(tick), lang),
            ha="center",
            fontsize=7.4,
            clip_on=False,
        )
    between = "（颜色同上图），灰色：" if zh else " (colours as above), grey: "
    key = WORDS["regular"][not zh] + between + WORDS["special"][not zh]
    _text(axes, 20, -0.95, key, fontsize=7.4, color="#666666")
