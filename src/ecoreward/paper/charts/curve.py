"""A curve of one or more lines over a parameter: what a rate, a cap or a month comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ecoreward.paper.charts.axis import Measure, Scale, Unit, base_of, ticks
from ecoreward.paper.charts.lettering import width_of
from ecoreward.paper.charts.shapes import (
    LINE,
    SMALL,
    WIDTH,
    Drawing,
    Key,
    Pen,
    Stroke,
    Text,
)
from ecoreward.words import say

_TOP, _HIGH = 44, 220  # where the plot begins below the unit, and how high it is
_PENS: tuple[Pen, ...] = ("line", "dash", "dots")
_FINE = 1_000_000  # steps from the first place of a parameter to the last


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a place of the parameter, or a range where `high` differs; `label` names the place."""

    at: Fraction
    label: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Line:
    """The points of one line, in the order of their places."""

    name: str
    points: tuple[Point, ...]


def curve(
    title: str,
    lines: Sequence[Line],
    measure: Measure,
    *,
    axis: str,
    step: bool = False,
    desc: str = "",
) -> Drawing:
    """Lines through points, which stand at their true distances; `axis` says what the parameter is.

    With `step` a value holds until the next point. A range is a hatched band between its ends. All lines
    have their points at the same places; three lines at most.

    >>> points = tuple(Point(Fraction(n), f"{n}%", n * 10_000, n * 10_000) for n in (3, 5, 8))
    >>> curve("成本", [Line("", points)], Measure("zh", "CNY"), axis="比例").rows
    (('3%', '300 元'), ('5%', '500 元'), ('8%', '800 元'))
    """
    lang = measure.lang
    head = (
        axis,
        *(
            line.name or say("chart.sum" if measure.currency else "chart.value", lang)
            for line in lines
        ),
    )
    points = [p for line in lines for p in line.points]
    if not points:
        return Drawing(title, desc or say("chart.empty", lang), LINE, head=head)
    ends = [v for p in points for v in (p.low, p.high)]
    base = base_of(ends)
    marks = ticks(base, max(*ends, base + 1), 5)
    unit = measure.unit(max(abs(m) for m in marks))
    left = max(width_of(unit.said(m, lang), SMALL) for m in marks) + 8
    bottom = _TOP + _HIGH
    across = _Across(lines[0].points, left + 24, WIDTH - 36)
    up = Scale(marks[0], marks[-1], bottom, _TOP)
    strokes = [
        Stroke(((left, up.at(m)), (WIDTH - 8, up.at(m))), "axis" if m == marks[0] else "grid")
        for m in marks
    ]
    texts = [Text(left - 6, up.at(m) + 4, unit.said(m, lang), "end", SMALL) for m in marks]
    note = say("chart.unit", lang, unit=unit.name)
    if len(lines) == 1 and any(unit.near(v, lang) != unit.said(v, lang) for v in ends):
        note = say("chart.rounded", lang, note=note)
    if marks[0] > 0:
        note = say("chart.cut", lang, note=note)
    texts.append(Text(0, LINE - 4, note, size=SMALL))
    dots: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        low = _way([(across.at(p.at), up.at(p.low)) for p in line.points], step=step)
        high = _way([(across.at(p.at), up.at(p.high)) for p in line.points], step=step)
        pen = _PENS[number % 3]
        if low != high:
            strokes.append(Stroke((*low, *reversed(high)), pen, closed=True))
            strokes.append(Stroke(high, pen))
        strokes.append(Stroke(low, pen))
        dots += dict.fromkeys(
            (across.at(p.at), up.at(v)) for p in line.points for v in (p.low, p.high)
        )
    texts += _values(lines, across, up, unit, lang)
    texts += across.labels(bottom + LINE + 2)
    texts.append(Text((left + WIDTH) // 2, bottom + 2 * LINE + 6, axis, "middle", SMALL))
    keys = [Key(_PENS[n % 3], line.name) for n, line in enumerate(lines) if line.name]
    if any(p.low != p.high for p in points):
        keys.append(Key("open", say("chart.open", lang)))
    rows = tuple(
        (here[0].label, *(measure.ranged(p.low, p.high) for p in here))
        for here in zip(*(line.points for line in lines), strict=True)
    )
    return Drawing(
        title, desc or title, bottom + 2 * LINE + 14, (), tuple(strokes), tuple(dots), tuple(texts),
        tuple(keys), head, rows,
    )  # fmt: skip


def _way(places: list[tuple[int, int]], *, step: bool) -> tuple[tuple[int, int], ...]:
    """The points of a line, with the corners of its steps."""
    out = places[:1]
    for x, y in places[1:]:
        if step and out[-1][1] != y:
            out.append((x, out[-1][1]))
        out.append((x, y))
    return tuple(out)


@dataclass(frozen=True, slots=True)
class _Across:
    """The axis of the parameter."""

    points: tuple[Point, ...]
    start: int
    end: int

    def at(self, place: Fraction) -> int:
        """Where a place of the parameter lies."""
        first, last = self.points[0].at, self.points[-1].at
        if first == last:
            return (self.start + self.end) // 2
        share = (place - first) / (last - first) * _FINE
        return Scale(0, _FINE, self.start, self.end).at(round(share))

    def labels(self, y: int) -> list[Text]:
        """The names of the places, as many as have room."""
        texts = [Text(self.at(p.at), y, p.label, "middle", SMALL) for p in self.points]
        return spaced(texts)


def spaced(texts: Sequence[Text]) -> list[Text]:
    """Of texts in a row those that do not run into each other, the first and the last among them.

    >>> [t.words for t in spaced([Text(n * 10, 0, "一二", "middle") for n in range(5)])]
    ['一二', '一二']
    """
    if not texts:
        return []
    last = texts[-1]
    out: list[Text] = []
    for text in texts[:-1]:
        room = (width_of(text.words, text.size) + 8) // 2
        before = out[-1].x + (width_of(out[-1].words, out[-1].size) + 1) // 2 if out else -WIDTH
        after = last.x - (width_of(last.words, last.size) + 1) // 2
        if (text.x - room > before and text.x + room < after) or not out:
            out.append(text)
    if out and last.x - (width_of(last.words, last.size) + 9) // 2 <= out[-1].x and len(out) > 1:
        out.pop()
    return [*out, last]


def _values(lines: Sequence[Line], across: _Across, up: Scale, unit: Unit, lang: str) -> list[Text]:
    """The values at the points: of one line both ends of its range, of several lines none."""
    if len(lines) > 1:
        return []
    above = [
        Text(across.at(p.at), up.at(p.high) - 8, unit.near(p.high, lang), "middle", SMALL)
        for p in lines[0].points
    ]
    below = [
        Text(across.at(p.at), up.at(p.low) + LINE, unit.near(p.low, lang), "middle", SMALL)
        for p in lines[0].points
        if p.low != p.high
    ]
    return [*spaced(above), *spaced(below)]
