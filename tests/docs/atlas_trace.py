"""Every figure of a policy file, traced to the notes that its edition rests on.

Amounts, rates, thresholds, days, dates, document numbers, articles and addresses are read out of the
files with their lines, by the project's own reader. What is neither in the notes nor explained in the
index is listed, and so is an explanation that nothing needs. `python -m tests.docs.atlas_trace` prints
both, and the amounts of each entry that its editions do not use, for a reviewer to look at.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Literal

from ecoreward.feel.tokens import fold, scan
from ecoreward.policy import reader
from ecoreward.policy.keys import KINDS
from ecoreward.policy.reader import Item, Scalar, Sequence

from . import atlas_index, facts, figures
from .atlas_index import Explained, Indexed, text

Kind = Literal["number", "share", "date", "document", "article", "url"]
# Keys whose value is a text for people: what is said there in digits is a figure as well.
PROSE = frozenset({
    "title", "label", "reason", "says", "quote", "note", "zh", "en", "unstated", "not_modelled",
    "description", "unit", "name",
})  # fmt: skip
# Keys whose value names something; digits in it are part of the name.
NAMES = frozenset({
    "id", "fact", "for", "each", "with", "consent", "confidence", "status", "scheme", "instead_of",
    "beside", "replaced_by", "aliases", "mode", "edges", "combine", "edition", "code", "currency",
    "parent", "type", "presume", "step", "source", "works_with", "set", "drop", "before", "after",
    "medium", "act", "broader", "settled_by", "implied_by", "stated", "readings", "sharing", "kinds",
    "not", "tax", "columns", "staged", "open", "late",
})  # fmt: skip
_EXACT = re.compile(r"(?P<n>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<unit>[万亿千百%‰]*)元?")
_SCALE = {
    "万": 10_000,
    "亿": 10**8,
    "千": 1000,
    "百": 100,
    "%": Fraction(1, 100),
    "‰": Fraction(1, 1000),
}
_STRING = re.compile(r"\"[^\"]*\"|“[^”]*”|'[^']*'")
_LATIN_NUMBER = re.compile(r"(?<![\w.])[0-9][0-9A-Za-z.]*(?:-[0-9A-Za-z]+)*(?:\([0-9a-z]+\))*")
_PROSE_DIGITS = re.compile(
    r"12369|12345|GB/T ?[0-9]+|PM ?[0-9.]+|PC[0-9]{3}|[A-Z]-?[0-9]+|[0-9]+ ?日报|第[0-9]+(?:期|号)"
)
_DOCUMENT = re.compile(
    r"[\u4e00-\u9fff]*[〔\[（(]?(?:19|20)[0-9]{2}[〕\]）)]\s*(?:No\.?|第)?\s*[0-9]+\s*号?"
)


@dataclass(frozen=True)
class Figure:
    """A figure where it stands: `shown` is how it is told and explained."""

    kind: Kind
    shown: str
    at: str  # FILE:LINE
    key: str
    prose: bool = False  # in a text for people, not in what is computed


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


def figures_of(name: str) -> Mapping[str, tuple[Figure, ...]]:
    """The figures of one file by edition, FILE@ID; what the file declares for all counts for each."""
    file = atlas_index.files()[name]
    shared = [f for key, item in file.items for f in _shared(key.value, item)]
    found = file.get("editions")
    assert isinstance(found, Sequence)
    out = {}
    for edition in found.items:
        assert isinstance(edition, reader.Mapping)
        mine = list(_mapping(edition))
        first = {(f.kind, f.shown, f.prose): f for f in reversed((*shared, *mine))}
        out[f"{name}@{text(edition.get('id'))}"] = tuple(
            f for f in (*shared, *mine) if first[f.kind, f.shown, f.prose] is f
        )
    return out


def _shared(key: str, item: Item) -> Iterator[Figure]:
    """Of the facts and violations of a file, the limits and the words."""
    if key in ("facts", "violations") and isinstance(item, reader.Mapping):
        for _, fact in item.items:
            if isinstance(fact, reader.Mapping):
                yield from _mapping(fact)


def _mapping(item: reader.Mapping) -> Iterator[Figure]:
    for key, value in item.items:
        yield from _value(key.value, value)


def _value(key: str, item: Item) -> Iterator[Figure]:
    match item:
        case reader.Mapping():
            if key == "values":  # of a choice: codes and their words
                for _, words in item.items:
                    yield from _value("label", words)
            elif key in ("define", "changes", "sources"):
                for _, one in item.items:
                    yield from _value("value", one)
            else:
                yield from _mapping(item)
        case Sequence():
            for one in item.items:
                yield from _value(key, one)
        case Scalar():
            yield from _scalar(key, item)


def _scalar(key: str, item: Scalar) -> Iterator[Figure]:
    value = item.value.strip()
    at = f"{item.place.file}:{item.place.line}"
    if not value or value == "unstated" or (key in NAMES and key not in KINDS):
        return
    if key == "url":
        yield Figure("url", value, at, key)
    elif key == "document":
        yield Figure("document", value, at, key)
    elif key in ("issued", "from", "to") and re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", value):
        yield Figure("date", value, at, key)
    elif key in ("cite", "article"):
        yield from _cited(value, at, key)
    elif key in PROSE or key in ("tax", "means", "by"):
        yield from _said(value, at, key)
    else:
        yield from _computed(value, at, key)


def _cited(value: str, at: str, key: str) -> Iterator[Figure]:
    """The articles in a citation, and any other number in it."""
    rest = value
    for day in sorted(figures.days(value), reverse=True):
        if day in rest:
            yield Figure("date", day, at, key)
            rest = rest.replace(day, " ")
    found = figures.articles(rest) or _bare_outline(rest)
    longest = [a for a in found if not any(a != b and b[: len(a)] == a for b in found)]
    for article in sorted(longest):
        yield Figure("article", ".".join(article), at, key)
    if not found:
        for m in _LATIN_NUMBER.finditer(rest):
            yield Figure("article", m.group(), at, key)


def _bare_outline(value: str) -> frozenset[tuple[str, ...]]:
    m = re.fullmatch(r"[（(]?([一二三四五六七八九十]+)(?:[）)]|、|项|章|部分)?", value)
    return frozenset({(str(figures.chinese_number(m[1])),)}) if m else frozenset()


def _said(value: str, at: str, key: str) -> Iterator[Figure]:
    """Figures in a text for people."""
    for m in _DOCUMENT.finditer(value):
        yield Figure("document", m.group(), at, key, True)
    plain = _PROSE_DIGITS.sub(" ", _DOCUMENT.sub(" ", value))
    exact = figures.days(plain)
    for day in sorted(exact):
        if not any(d != day and d.startswith(day) for d in exact):
            yield Figure("date", day, at, key, True)
    for article in sorted(figures.articles(plain)):
        if not any(a != article and a[: len(article)] == article for a in figures.articles(plain)):
            yield Figure("article", ".".join(article), at, key, True)
    for n in sorted(figures.numbers(plain), key=lambda n: (n.share, n.value)):
        year = not n.share and f"{n.value}" in exact
        counts = not n.share and not n.measures and n.value <= figures.SMALL
        if not counts and not year and n.value:
            kind: Kind = "share" if n.share else "number"
            yield Figure(kind, figures.written(n.value, share=n.share), at, key, True)


def _computed(value: str, at: str, key: str) -> Iterator[Figure]:
    """The numbers and days of an expression; 0 and, outside amounts, 1 say nothing."""
    plain = (
        _STRING.sub(lambda m: " " * len(m.group()), fold(value)) if _quotes(key) else fold(value)
    )
    for token in scan(plain):
        if token.kind in ("date", "bare_date"):
            for day in figures.days(token.text):
                if len(day) == 10:
                    yield Figure("date", day, at, key)
        elif token.kind in ("number", "grouped") and _stands_alone(plain, token.start):
            m = _EXACT.fullmatch(token.text)
            if m is None:
                continue
            number = Fraction(m["n"].replace(",", ""))
            for sign in m["unit"]:
                number *= _SCALE[sign]
            share = "%" in m["unit"] or "‰" in m["unit"]
            if number and (number != 1 or key in ("fixed", "band", "up_to")):
                kind: Kind = "share" if share else "number"
                yield Figure(kind, figures.written(number, share=share), at, key)


def _quotes(key: str) -> bool:
    """Whether quoted words in the value of this key name something; a cell of a table is a test."""
    return key != "in"


def _stands_alone(plain: str, start: int) -> bool:
    """Whether a number is one, and not a part of a name such as `hotline-12369`."""
    return not re.search(r"[A-Za-z_\u4e00-\u9fff]-?\Z", plain[:start])


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
            value = _exact(figure.shown)
            share = figure.kind == "share"
            return figures.has_number(note.text, value, share=share)
    return False


def _headings(note: facts.Note) -> frozenset[tuple[str, ...]]:
    return figures.outline(note.text) if note.name.startswith("seeds/") else frozenset()


def _squeezed(words: str) -> str:
    return re.sub(r"\s", "", words).translate(str.maketrans("[]［］", "〔〕〔〕"))


def _exact(shown: str) -> Fraction:
    return Fraction(shown[:-1]) / 100 if shown.endswith("%") else Fraction(shown)


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
        said, have = _written(explained.figure), _exact(figure.shown)
    except (ValueError, ZeroDivisionError):
        return False
    return said == have


def _written(shown: str) -> Fraction:
    m = _EXACT.fullmatch(shown.replace(" ", ""))
    if m is None:
        raise ValueError(shown)
    value = Fraction(m["n"].replace(",", ""))
    for sign in m["unit"]:
        value *= _SCALE[sign]
    return value


def unused(one: Indexed) -> tuple[str, ...]:
    """The numbers of an entry that none of its editions has anywhere: perhaps a rule that was forgotten."""
    note = facts.notes()[one.entry]
    have: set[Fraction] = set()
    for edition in one.editions:
        for f in figures_of(edition.split("@")[0])[edition]:
            if f.kind in ("number", "share"):
                have.add(_exact(f.shown))
    told = figures.days(note.text) | {
        n for m in _DOCUMENT.findall(note.text) for n in re.findall("[0-9]+", m)
    }
    out = {
        figures.written(n.value, share=n.share)
        for n in figures.numbers(_DOCUMENT.sub(" ", note.text))
        if not {n.value, n.value * 10**6} & have
        and str(n.value) not in told
        and (n.measures or n.value > figures.SMALL)
    }
    return tuple(sorted(out, key=_exact))


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
