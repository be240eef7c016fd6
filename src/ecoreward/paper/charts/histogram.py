"""How many cases gain and lose, by how much: columns of classes, losses left and gains right of no change."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ecoreward.money import digits
from ecoreward.paper.charts.axis import Measure, Scale, Unit, ticks
from ecoreward.paper.charts.lettering import width_of
from ecoreward.paper.charts.shapes import LINE, SMALL, WIDTH, Box, Drawing, Fill, Key, Stroke, Text
from ecoreward.words import say

MOST = 12  # classes beside that of no change
_TOP, _HIGH = 36, 160
_STEPS = ((1, 2, 5), (1, 5), (1,))


@dataclass(frozen=True, slots=True)
class Class:
    """Changes from `near` on, short of `far`; 0 and 0 is no change."""

    near: int
    far: int
    gain: bool
    count: int


def classes(changes: Iterable[tuple[int, int]], one: int) -> tuple[Class, ...]:
    """Classes with round edges for changes with their numbers of cases; `one` is a main unit.

    Edges go by 1, 2 and 5 times powers of ten, by fewer of them where there would be too many classes.

    >>> [(c.near, c.far, c.gain, c.count) for c in classes([(-300, 2), (0, 5), (1_500, 1), (100, 4)], 100)]
    [(200, 500, False, 2), (0, 0, True, 5), (100, 200, True, 4), (200, 500, True, 0), (500, 1000, True, 0), (1000, 2000, True, 1)]
    """
    counts: Counter[int] = Counter()
    for change, number in changes:
        counts[change] += number
    sizes = [abs(c) for c in counts if c]
    least, most = (min(sizes), max(sizes)) if sizes else (one, one)
    edges: list[int] = []
    for steps in _STEPS:
        edges = _edges(least, most, one, steps)
        if _needed(counts, edges) <= MOST:
            break
    while _needed(counts, edges) > MOST:  # the smallest changes go together
        edges = [0, *edges[2:]]
    found: list[Class] = []
    for gain in (False, True):
        inside: Counter[int] = Counter()
        for change, number in counts.items():
            if change and (change > 0) == gain:
                inside[bisect_right(edges, abs(change))] += number
        used = range(min(inside), max(inside) + 1) if inside else range(0)
        side = [Class(edges[n - 1], edges[n], gain, inside[n]) for n in used]
        found += side if gain else [*reversed(side)]
        if not gain and (counts[0] or not sizes):
            found.append(Class(0, 0, True, counts[0]))
    return tuple(found)


def _edges(least: int, most: int, one: int, steps: tuple[int, ...]) -> list[int]:
    """Round edges from the last that is not above `least` to the first that is above `most`."""
    out = [0]
    power = one
    while out[-1] <= most:
        for step in steps:
            if step * power <= least:
                out = [step * power]
            elif out[-1] <= most:
                out.append(step * power)
        power *= 10
    return out


def _needed(counts: Counter[int], edges: list[int]) -> int:
    """How many classes both sides have together, from the first with a case to the last."""
    out = 0
    for sign in (-1, 1):
        at = [bisect_right(edges, abs(c)) for c in counts if c * sign > 0]
        out += max(at) - min(at) + 1 if at else 0
    return out


def histogram(
    title: str, changes: Iterable[tuple[int, int]], measure: Measure, *, desc: str = ""
) -> Drawing:
    """Cases by how much more or less they bring: `changes` are differences with their numbers of cases.

    >>> histogram("变动", [(-30_000, 2), (0, 5), (90_000, 1)], Measure("zh", "CNY")).rows
    (('减少 200 至 500 元', '2 件'), ('不变', '5 件'), ('增加 500 至 1,000 元', '1 件'))
    """
    lang = measure.lang
    found = classes(changes, 10 ** digits(measure.currency))
    unit = measure.unit(max([c.far for c in found] or [0]))
    count = Measure(lang, noun=say("chart.case", lang))
    head = (say("chart.class", lang), say("chart.cases", lang))
    rows = tuple((class_name(c, measure), count.said(c.count)) for c in found)
    marks = ticks(0, max([c.count for c in found] or [1]), 4)
    left = max(width_of(f"{m:,}", SMALL) for m in marks) + 10
    wide = min(64, (WIDTH - left - 30) // max(1, len(found)))
    bottom = _TOP + _HIGH
    up = Scale(0, marks[-1], bottom, _TOP)
    strokes = [
        Stroke(
            ((left, up.at(m)), (left + 20 + wide * len(found), up.at(m))),
            "axis" if m == 0 else "grid",
        )
        for m in marks
    ]
    texts = [Text(left - 6, up.at(m) + 4, f"{m:,}", "end", SMALL) for m in marks]
    texts.append(Text(0, LINE - 4, say("chart.number", lang), size=SMALL))
    boxes = []
    for number, one in enumerate(found):
        x, y = left + 10 + number * wide, up.at(one.count)
        fill: Fill = "none" if one.far == 0 else "main" if one.gain else "down"
        if one.count:
            boxes.append(Box(x + 2, y, wide - 4, max(bottom - y, 1), fill))
        texts.append(Text(x + wide // 2, y - 5, f"{one.count:,}", "middle", SMALL))
    texts += _edge_texts(found, left + 10, wide, bottom + LINE, unit, lang)
    middle = left + 10 + wide * len(found) // 2
    note = say("chart.edges", lang, unit=unit.name)
    texts.append(
        Text(max(middle, width_of(note, SMALL) // 2), bottom + 2 * LINE + 8, note, "middle", SMALL)
    )
    keys = (
        Key("down", say("chart.down", lang)), Key("none", say("chart.same", lang)),
        Key("main", say("chart.up", lang)),
    )  # fmt: skip
    return Drawing(
        title, desc or title, bottom + 2 * LINE + 16, tuple(boxes), tuple(strokes), (),
        tuple(texts), keys, head, rows,
    )  # fmt: skip


def _edge_texts(
    found: tuple[Class, ...], left: int, wide: int, y: int, unit: Unit, lang: str
) -> list[Text]:
    """The edges below the lines between columns; no change has 0 below its column."""
    at: dict[int, str] = {}
    texts = []
    for number, one in enumerate(found):
        if one.far == 0:
            texts.append(Text(left + number * wide + wide // 2, y, "0", "middle", SMALL))
            continue
        sign = "+" if one.gain else "-"
        ends = [("" if v == 0 else sign) + unit.said(v, lang) for v in (one.near, one.far)]
        first, last = ends if one.gain else ends[::-1]
        # Beside the column of no change its own 0 is enough.
        zero = (
            {number + (not one.gain)} if one.near == 0 and any(c.far == 0 for c in found) else set()
        )
        for place, words in ((number, first), (number + 1, last)):
            if place not in zero:
                at[place] = words
    return [
        *texts,
        *(Text(left + n * wide, y, words, "middle", SMALL) for n, words in sorted(at.items())),
    ]


def class_name(one: Class, measure: Measure) -> str:
    """A class in words, with its ends in full."""
    lang = measure.lang
    if one.far == 0:
        return say("chart.same", lang)
    way = say("chart.up" if one.gain else "chart.down", lang)
    return f"{way} {measure.ranged(one.near, one.far)}"
