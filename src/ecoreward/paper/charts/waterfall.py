"""A waterfall: from one total to another, what each part adds or takes away."""

from __future__ import annotations

from collections.abc import Sequence

from ecoreward.paper.charts.axis import Measure, Scale, base_of, ticks
from ecoreward.paper.charts.bars import MOST_LABEL, Frame
from ecoreward.paper.charts.lettering import width_of, wrapped
from ecoreward.paper.charts.shapes import LINE, WIDTH, Box, Drawing, Fill, Key, Stroke, Text
from ecoreward.words import say

_GAP = 8
_HIGH = 14  # of a bar


def waterfall(
    title: str,
    start: tuple[str, int],
    parts: Sequence[tuple[str, int]],
    end: str,
    measure: Measure,
    *,
    desc: str = "",
) -> Drawing:
    """From the total `start` over signed parts to their sum, called `end`.

    >>> drawing = waterfall("变动", ("现行", 50_000), [("提高比例", 20_000), ("取消下限", -5_000)], "草案",
    ...     Measure("zh", "CNY"))
    >>> drawing.rows[1:]
    (('提高比例', '+200 元', '700 元'), ('取消下限', '-50 元', '650 元'), ('草案', '', '650 元'))
    """
    lang = measure.lang
    after = [start[1]]
    for _, change in parts:
        after.append(after[-1] + change)
    labels = [start[0], *(label for label, _ in parts), end]
    said = [measure.said(after[0]), *(measure.signed(c) for _, c in parts), measure.said(after[-1])]
    base = base_of([*after, 0] if min(after) <= 0 <= max(after) else after)
    marks = ticks(base, max(*after, base + 1), 5)
    left = min(MOST_LABEL, max(width_of(x, 12) for x in labels)) + _GAP
    right = WIDTH - max(width_of(t) for t in said) - _GAP
    scale = Scale(marks[0], marks[-1], left, right)
    frame = Frame(scale, marks, measure, cut=marks[0] > 0)
    y = frame.top
    boxes: list[Box] = []
    links: list[Stroke] = []
    texts: list[Text] = []
    before = max(0, marks[0])
    floor = before
    for number, (label, words) in enumerate(zip(labels, said, strict=True)):
        total = number in (0, len(labels) - 1)
        value = after[min(number, len(after) - 1)]
        one, two = (floor, value) if total else (before, value)
        lines = wrapped(label, left - _GAP)
        high = max(len(lines) * LINE, LINE) + 8
        first = y + (high - len(lines) * LINE) // 2 + 12
        texts += [
            Text(left - _GAP, first + n * LINE, line, "end", strong=total)
            for n, line in enumerate(lines)
        ]
        place = y + (high - _HIGH) // 2
        x, far = sorted((scale.at(one), scale.at(two)))
        fill: Fill = "none" if total else "main" if two >= one else "down"
        boxes.append(Box(x, place, max(far - x, 1), _HIGH, fill))
        texts.append(Text(far + 4, place + 11, words, strong=total))
        if number < len(labels) - 1:
            x = scale.at(value)
            links.append(Stroke(((x, place + _HIGH), (x, y + high + (high - _HIGH) // 2)), "link"))
        before = value
        y += high
    strokes, more = frame.drawn(y)
    keys = (
        Key("none", say("chart.total", lang)), Key("main", say("chart.up", lang)),
        Key("down", say("chart.down", lang)),
    )  # fmt: skip
    head = tuple(say(f"chart.{k}", lang) for k in ("item", "change", "after"))
    changes = ["", *said[1:-1], ""]
    sums = [measure.said(v) for v in (*after, after[-1])]
    return Drawing(
        title, desc or title, y + frame.bottom, tuple(boxes), (*strokes, *links), (),
        (*more, *texts), keys, head, tuple(zip(labels, changes, sums, strict=True)),
    )  # fmt: skip
