"""A list that was written as one text, taken apart: `偷排漏排、扬尘`, `【甲，乙】`, `“甲”和“乙”`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ecoreward.policy import yaml_lines as ln
from ecoreward.policy.reader import Scalar

_BETWEEN = re.compile(r"\s*[、，,;；|\n•●]\s*")
_WEAK = re.compile(r"\s+|/|以及|和|及|与|或")  # may stand inside a name
_MARKS = "“”\"'‘’《》〈〉「」『』【】［］[]〔〕（）()｛｝{}·－—- "
_ETC = re.compile(r"\s*(?:等(?:等|行为|违法行为|情形)?|……|…|及其他.{0,6}|etc\.?)$")
_FIGURES = re.compile(
    r"(?P<low>[0-9][0-9.,]*[%％‰万亿元]*)\s*(?:至|到|~|～|—+|－|–|-|\.\.)\s*(?P<high>[0-9][0-9.,]*[%％‰万亿元]*)"
)
_RANGE = re.compile(r"\s*(?:[,，、~～]|至|到|—|－|–|-|\.\.)\s*")


@dataclass(frozen=True, slots=True)
class Listed:
    """The names found in one text, whether 等 stood behind them, and how they are written."""

    item: Scalar
    names: tuple[Scalar, ...]
    open: bool
    written: str


def listed(item: Scalar, alone: bool, known: Callable[[str], bool]) -> Listed | None:
    """The list that a text was meant as; None where it is one name, good or misspelt.

    `alone` says that the text stands where a list may stand, not inside one.
    """
    text = item.value
    if known(text):
        return None
    pieces, is_open = _pieces(text, known)
    if pieces == [text] or not pieces or not any(known(p) for p in pieces):
        return None
    written = ", ".join(ln.safe(p) for p in pieces)
    whole = f"[{written}]" if alone else written
    names = tuple(Scalar(p, item.at(max(0, text.find(p)), len(p)), item.plain) for p in pieces)
    return Listed(item, names, is_open, whole)


def line_with(found: Iterable[Listed]) -> str:
    """The line on which these stand, each written as it was meant.

    Of a text over several lines only what is to be written.
    """
    line = ""
    for one in sorted(found, key=lambda f: -f.item.place.column):
        place, end = one.item.place, one.item.place.column - 1 + one.item.place.length
        if one.item.plain and one.item.value not in place.text:
            return one.written
        line = line or place.text
        line = line[: place.column - 1] + one.written + line[end:]
    return ln.shown(line)


def _pieces(text: str, known: Callable[[str], bool]) -> tuple[list[str], bool]:
    found: list[str] = []
    is_open = False
    for part in _BETWEEN.split(text):
        piece = part if known(part) else part.strip(_MARKS)
        rest = _ETC.sub("", piece)
        if not known(piece) and rest != piece:
            piece, is_open = rest.strip(_MARKS), True
        if not piece:
            continue
        split = [p.strip(_MARKS) for p in _WEAK.split(piece)]
        found += split if not known(piece) and all(known(p) for p in split) else [piece]
    return list(dict.fromkeys(found)), is_open


def words(item: Scalar) -> Listed | None:
    """The list that a text was meant as where any words may stand: it has commas or brackets.

    >>> from ecoreward.problems import Place
    >>> place = Place("a.yaml", 1, 11, 12, "readings: highest、sum")
    >>> words(Scalar("highest、sum", place)).written
    '[highest, sum]'
    """
    pieces = [p.strip(_MARKS) for p in _BETWEEN.split(item.value)]
    pieces = [p for p in pieces if p]
    if pieces == [item.value] or not pieces:
        return None
    return listed(item, True, frozenset(pieces).__contains__)


def pair(text: str) -> str | None:
    """Two values that were written as one text, as a list.

    >>> pair("500至5000元"), pair("1%～5%"), pair("500")
    ('[500, 5000元]', '[1%, 5%]', None)
    """
    ends = [p for p in (p.strip(_MARKS) for p in _RANGE.split(text.strip(_MARKS))) if p]
    return f"[{', '.join(ends)}]" if len(ends) == 2 else None


def figures(text: str) -> str | None:
    """Two figures with a sign between them that means a range, as a list.

    >>> figures("500至5000元"), figures("1%～5%"), figures("1-5万元")
    ('[500, 5000元]', '[1%, 5%]', '[1万元, 5万元]')
    >>> figures("5000 - 500"), figures("5000")
    (None, None)
    """
    found = _FIGURES.fullmatch(text.strip())
    if not found or ("-" in text and _size(found["low"]) >= _size(found["high"])):
        return None
    low, high = (found[n].replace(",", "").replace("％", "%") for n in ("low", "high"))
    unit = re.sub(r"^[0-9.]+", "", high)
    if unit not in ("", "元") and re.fullmatch(r"[0-9.]+", low):
        low += unit  # of `1至5万元` both are in ten thousands
    return f"[{low}, {high}]"


def _size(figure: str) -> int:
    """Roughly how much a figure is, to tell a range from a subtraction."""
    digits = "".join(c for c in figure.partition(".")[0] if c.isdigit()) or "0"
    return int(digits) * (10_000 if "万" in figure else 1) * (100_000_000 if "亿" in figure else 1)
