"""Every figure of a policy file, traced to the notes that its edition rests on.

What is neither in the notes nor explained in the index is listed, and so is an explanation that nothing
needs. `python -m tests.docs.atlas_trace` prints both, and the amounts of each entry that its editions do
not use, for a reviewer to look at.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from . import atlas_index, facts, figures
from .atlas_figures import DOCUMENT, Figure, as_written, exact, figures_of
from .atlas_index import Explained, Indexed


@dataclass(frozen=True)
class Lost:
    """A figure that is neither in the notes nor explained."""

    figure: Figure
    edition: str
    notes: tuple[str, ...]

    def __str__(self) -> str:
        where = ", ".join(self.notes[:4]) + (" …" if len(self.notes) > 4 else "")
        return f"{self.figure.at}: {self.figure.key} {self.figure.shown} ({self.figure.kind}) not in {where}"


@dataclass(frozen=True)
class Idle:
    """An explanation that no figure needs."""

    explained: Explained
    editions: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.explained.at}: nothing needs the explanation of {self.explained.figure}"


def found(figure: Figure, notes: tuple[facts.Note, ...]) -> bool:
    """Whether a figure stands in any of the notes."""
    return any(_in(figure, note) for note in notes)


def _in(figure: Figure, note: facts.Note) -> bool:
    match figure.kind:
        case "url":
            return figure.shown in note.urls
        case "document":
            return _squeezed(figure.shown).rstrip("号") in _squeezed(note.text + note.urls)
        case "date":
            # In a text, what looks like a year may be an amount.
            year = figure.prose and len(figure.shown) == 4
            if year and figures.has_number(note.text, Fraction(figure.shown), share=False):
                return True
            return figure.shown in figures.days(
                note.urls, urls=figure.prose or figure.key == "article"
            )
        case "article":
            wanted = tuple(figure.shown.split("."))
            plain = figure.shown in note.urls and not figure.shown.isdigit()
            return plain or wanted in figures.articles(note.text) or wanted in _headings(note)
        case "share" | "number":
            value = exact(figure.shown)
            share = figure.kind == "share"
            return figures.has_number(note.text, value, share=share)
    return False


def _headings(note: facts.Note) -> frozenset[tuple[str, ...]]:
    return figures.outline(note.text) if note.name.startswith("seeds/") else frozenset()


def _squeezed(words: str) -> str:
    return re.sub(r"\s", "", words).translate(str.maketrans("[]［］", "〔〕〔〕"))


@cache
def trace() -> tuple[tuple[Lost, ...], tuple[Idle, ...]]:
    """What is not found and not explained, and what is explained for nothing."""
    lost: list[Lost] = []
    needed: set[Explained] = set()
    notes = facts.notes()
    for edition, items in atlas_index.bases().items():
        if not items:
            continue  # told as missing in the index
        file = edition.split("@")[0]
        based = tuple(notes[n] for one in items for n in one.rests_on)
        # A text for people may speak of the other editions of the place.
        around = tuple(notes[n] for n in dict.fromkeys(_around(file)))
        for figure in figures_of(file)[edition]:
            if found(figure, around if figure.prose else based):
                continue
            fitting = [e for one in items for e in one.explained if _explains(e, figure)]
            needed |= set(fitting)
            if not fitting:
                lost.append(Lost(figure, edition, tuple(n.name for n in based)))
    idle = [
        Idle(e, one.editions)
        for one in atlas_index.index()
        for e in one.explained
        if e not in needed
    ]
    return tuple(dict.fromkeys(lost)), tuple(idle)


def _around(file: str) -> Iterator[str]:
    """The notes that any edition of a file rests on."""
    for one in atlas_index.index():
        if any(e.startswith(f"{file}@") for e in one.editions):
            yield from one.rests_on


def _explains(explained: Explained, figure: Figure) -> bool:
    if explained.figure == figure.shown:
        return True
    try:
        said, have = as_written(explained.figure), exact(figure.shown)
    except (ValueError, ZeroDivisionError):
        return False
    return said == have


def unused(one: Indexed) -> tuple[str, ...]:
    """The numbers of an entry that none of its editions has anywhere: perhaps a rule that was forgotten."""
    note = facts.notes()[one.entry]
    have: set[Fraction] = set()
    for edition in one.editions:
        for f in figures_of(edition.split("@")[0])[edition]:
            if f.kind in ("number", "share"):
                have.add(exact(f.shown))
    told = figures.days(note.text) | {
        n for m in DOCUMENT.findall(note.text) for n in re.findall("[0-9]+", m)
    }
    out = {
        figures.written(n.value, share=n.share)
        for n in figures.numbers(DOCUMENT.sub(" ", note.text))
        if not {n.value, n.value * 10**6} & have
        and str(n.value) not in told
        and (n.measures or n.value > figures.SMALL)
    }
    return tuple(sorted(out, key=exact))


def main() -> int:
    """Print everything; 1 where something is lost or idle."""
    lost, idle = trace()
    told = [*atlas_index.problems(), *atlas_index.missing()]
    count = sum(len(v) for name in atlas_index.files() for v in figures_of(name).values())
    print(f"{count} figures in {len(atlas_index.editions())} editions")
    for title, lines in (
        ("index", told),
        ("not found and not explained", list(map(str, lost))),
        ("explained for nothing", list(map(str, idle))),
    ):
        print(f"\n{title}: {len(lines)}")
        print(*(f"  {line}" for line in lines), sep="\n")
    print("\nnumbers of an entry that its editions do not have (no error; was a rule forgotten?)")
    for one in atlas_index.index():
        if one.entry and one.editions and (left := unused(one)):
            print(f"  {one.entry}: {', '.join(left)}")
    return 1 if told or lost or idle else 0


if __name__ == "__main__":
    sys.exit(main())
