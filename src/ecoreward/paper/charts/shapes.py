"""What a chart is made of: texts, boxes and lines at places in whole numbers, and the same figures as a table.

A template prints it (``charts.html``); nothing is measured with a machine's fonts, so a chart is the
same bytes everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Anchor = Literal["start", "middle", "end"]
# How a box is filled, so that black-and-white print tells them apart:
# main dark, soft light, open hatched, down hatched the other way, none grey.
Fill = Literal["main", "soft", "open", "down", "none"]
Pen = Literal["axis", "grid", "line", "dash", "dots", "link"]

WIDTH = 680  # of every chart: the width of a printed A4 page
SIZE = 12  # of its letters
SMALL = 11
LINE = 16  # from one line of text to the next


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `y` is its base line."""

    x: int
    y: int
    words: str
    anchor: Anchor = "start"
    size: int = SIZE
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A filled box."""

    x: int
    y: int
    width: int
    height: int
    fill: Fill


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points; `closed` fills what it goes round with hatching."""

    points: tuple[tuple[int, int], ...]
    pen: Pen
    closed: bool = False

    @property
    def text(self) -> str:
        """The points as SVG takes them.

        >>> Stroke(((0, 1), (2, 3)), "grid").text
        '0,1 2,3'
        """
        return " ".join(f"{x},{y}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Key:
    """What a filling or a pen means."""

    mark: Fill | Pen
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart: `desc` says in a sentence what it shows; `head` and `rows` are its figures in full."""

    title: str
    desc: str
    height: int
    boxes: tuple[Box, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    dots: tuple[tuple[int, int], ...] = ()
    texts: tuple[Text, ...] = ()
    keys: tuple[Key, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    width: int = WIDTH
