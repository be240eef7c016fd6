"""Horizontal bars: one a row with its range, or several a row such as before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ecoreward.paper.charts.axis import Measure, Scale, ticks
from ecoreward.paper.charts.lettering import width_of, wrapped
from ecoreward.paper.charts.shapes import (
    LINE,
    SMALL,
    WIDTH,
    Box,
    Drawing,
    Fill,
    Key,
    Stroke,
    Text,
)
from ecoreward.words import say

MOST_LABEL = 220  # room for labels, of which two lines are shown
_GAP = 8
_FILLS: tuple[Fill, ...] = ("soft", "main", "none")


@dataclass(frozen=True, slots=True)
class Bar:
    """A value, or a range from `low` to `high` (None: no upper end), in the measure of its chart."""

    low: int
    high: int | None

    @property
    def top(self) -> int:
        """The end that can be drawn."""
        return self.low if self.high is None else self.high


@dataclass(frozen=True, slots=True)
class Row:
    """A label with its bars, one a series; None where there is no figure. `strong` is set off."""

    label: str
    bars: tuple[Bar | None, ...]
    strong: bool = False


def bars(
    title: str, rows: Sequence[Row], measure: Measure, *, series: Sequence[str] = (), desc: str = ""
) -> Drawing:
    """Horizontal bars from 0: solid as far as is certain, hatched to the highest that is possible.

    `series` names the bars of a row where it has several (three at most). Values are never below 0.

    >>> rows = [Row("庆元县", (Bar(6_000_000, 6_000_000),)), Row("郑州市", (Bar(50_000, None),))]
    >>> drawing = bars("各地合计", rows, Measure("zh", "CNY"))
    >>> drawing.rows
    (('庆元县', '60,000 元'), ('郑州市', '500 元起，上限不定'))
    """
    lang = measure.lang
    said = [[_said(bar, measure) for bar in row.bars] for row in rows]
    head = (
        say("chart.item", lang),
        *(series or [say("chart.sum" if measure.currency else "chart.value", lang)]),
    )
    figures = tuple((row.label, *texts) for row, texts in zip(rows, said, strict=True))
    most = max((b.top for row in rows for b in row.bars if b is not None), default=0)
    if not rows:
        return Drawing(title, desc or say("chart.empty", lang), LINE, head=head)
    left = min(MOST_LABEL, max(width_of(row.label) for row in rows)) + _GAP
    right = WIDTH - max(width_of(t) for texts in said for t in texts) - _GAP
    marks = ticks(0, max(most, 1), 5)
    scale = Scale(0, marks[-1], left, right)
    frame = Frame(scale, marks, measure)
    y = frame.top
    boxes: list[Box] = []
    texts: list[Text] = []
    for row, words in zip(rows, said, strict=True):
        lines = wrapped(row.label, left - _GAP)
        high = max(len(lines) * LINE, len(row.bars) * LINE) + 6
        start = y + (high - len(lines) * LINE) // 2 + 12
        texts += [
            Text(left - _GAP, start + n * LINE, line, "end", strong=row.strong)
            for n, line in enumerate(lines)
        ]
        at = y + (high - len(row.bars) * LINE) // 2
        for number, (bar, word) in enumerate(zip(row.bars, words, strict=True)):
            fill = _FILLS[number % 3] if series else "main" if row.strong else "soft"
            place = at + number * LINE
            boxes += _drawn(bar, scale, place + 2, fill)
            end = (
                right
                if bar is not None and bar.high is None
                else scale.at(bar.top)
                if bar
                else left
            )
            texts.append(Text(end + 4, place + 12, word, strong=row.strong))
        y += high
    keys = [Key(_FILLS[n % 3], name) for n, name in enumerate(series)]
    flat = [b for row in rows for b in row.bars if b is not None]
    if any(b.high != b.low for b in flat):
        keys += [] if series else [Key("soft", say("chart.certain", lang))]
        endless = any(b.high is None for b in flat)
        keys.append(Key("open", say("chart.endless" if endless else "chart.open", lang)))
    strokes, more = frame.drawn(y)
    return Drawing(
        title, desc or title, y + frame.bottom, tuple(boxes), strokes, (), (*more, *texts),
        tuple(keys), head, figures,
    )  # fmt: skip


def _said(bar: Bar | None, measure: Measure) -> str:
    return "—" if bar is None else measure.ranged(bar.low, bar.high)


def _drawn(bar: Bar | None, scale: Scale, y: int, fill: Fill) -> list[Box]:
    if bar is None:
        return []
    low, zero = scale.at(bar.low), scale.at(0)
    high = scale.end if bar.high is None else scale.at(bar.high)
    out = [Box(zero, y, max(low - zero, 1), 12, fill)] if bar.low else []
    if high > low:
        out.append(Box(low, y, high - low, 12, "open"))
    return out


@dataclass(frozen=True, slots=True)
class Frame:
    """The axis of a chart of horizontal bars: the unit above it, ticks and their figures below."""

    scale: Scale
    marks: tuple[int, ...]
    measure: Measure
    cut: bool = False
    top: int = LINE + 4
    bottom: int = LINE + 8

    def drawn(self, y: int) -> tuple[tuple[Stroke, ...], tuple[Text, ...]]:
        """The lines and texts; `y` is where the last bar ends."""
        lang, scale = self.measure.lang, self.scale
        unit = self.measure.unit(max(abs(m) for m in self.marks))
        strokes = [
            Stroke(((scale.at(m), self.top), (scale.at(m), y + 4)), "axis" if m == 0 else "grid")
            for m in self.marks
        ]
        said = [unit.said(mark, lang) for mark in self.marks]
        gap = scale.at(self.marks[1]) - scale.at(self.marks[0])
        every = -(-(max(width_of(words, SMALL) for words in said) + 6) // max(gap, 1))
        texts = [
            Text(scale.at(mark), y + LINE + 2, words, "middle", SMALL)
            for mark, words in list(zip(self.marks, said, strict=True))[::every]
        ]
        note = say("chart.unit", lang, unit=unit.name)
        if self.cut:
            note = say("chart.cut", lang, note=note)
        texts.append(Text(scale.start, LINE - 4, note, size=SMALL))
        return tuple(strokes), tuple(texts)
