"""How much room a text takes, by counting its signs, and where it is broken into lines."""

from __future__ import annotations

import re

from ecoreward.paper.charts.shapes import SIZE
from ecoreward.problems import display_width

ELLIPSIS = "…"
_OPENING, _CLOSING = "（《〈“‘「『【〔", "，。、；：！？）》〉”’」』】〕…"
# A word of Latin letters or digits with what belongs to it, else one sign with its brackets and stops.
_PIECE = re.compile(rf"[{_OPENING}]*(?:[!-~¢-ɏ]+|[^\s])[{_CLOSING}]*|\s+")


def width_of(text: str, size: int = SIZE) -> int:
    """The room for a text, rather too much than too little: six tenths of its size a Latin letter.

    >>> width_of("罚款", 10), width_of("abc", 10)
    (20, 18)
    """
    wide = sum(display_width(sign) == 2 for sign in text)
    narrow = display_width(text) - 2 * wide
    return -((-(10 * wide + 6 * narrow) * size) // 10)


def wrapped(text: str, room: int, lines: int = 2, size: int = SIZE) -> tuple[str, ...]:
    """A text in so many lines at most; what does not fit ends in an ellipsis.

    >>> wrapped("篡改、伪造监测数据", 60, 2, 10), wrapped("篡改、伪造监测数据", 40, 2, 10)
    (('篡改、伪造监', '测数据'), ('篡改、伪', '造监测…'))
    >>> wrapped("Excessive discharge of waste water", 90, 2, 10)
    ('Excessive', 'discharge of w…')
    """
    out = [""]
    pieces = _PIECE.findall(" ".join(text.split()))
    for number, piece in enumerate(pieces):
        fits = width_of(out[-1] + piece, size) <= room
        if not fits and out[-1].strip():
            if len(out) == lines:
                return (*out[:-1], _cut(out[-1] + "".join(pieces[number:]), room, size))
            out[-1] = out[-1].rstrip()
            out.append("")
        if out[-1] or not piece.isspace():
            out[-1] += piece
        if width_of(out[-1], size) > room:  # one word longer than a line
            if len(out) == lines:
                return (*out[:-1], _cut(out[-1], room, size))
            out[-1] = _cut(out[-1], room, size)
    return tuple(line.rstrip() for line in out)


def _cut(text: str, room: int, size: int) -> str:
    """The beginning of a text with an ellipsis."""
    while text and width_of(text.rstrip() + ELLIPSIS, size) > room:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS
