"""The figures of a policy file with their lines, as the project's own reader reads it.

Amounts, rates, thresholds and days out of expressions and tables; dates, document numbers, articles and
addresses by their keys; and what is said in digits in a text for people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ecoreward.feel.tokens import fold, scan
from ecoreward.policy import reader
from ecoreward.policy.keys import KINDS
from ecoreward.policy.reader import Item, Scalar, Sequence

from . import atlas_index, figures
from .atlas_index import text

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
DOCUMENT = re.compile(
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
    for m in DOCUMENT.finditer(value):
        yield Figure("document", m.group(), at, key, True)
    plain = _PROSE_DIGITS.sub(" ", DOCUMENT.sub(" ", value))
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


def exact(shown: str) -> Fraction:
    """The number that a figure shows."""
    return Fraction(shown[:-1]) / 100 if shown.endswith("%") else Fraction(shown)


def as_written(shown: str) -> Fraction:
    """A number as an explanation writes it: 3万, 5%, 10,000."""
    m = _EXACT.fullmatch(shown.replace(" ", ""))
    if m is None:
        raise ValueError(shown)
    value = Fraction(m["n"].replace(",", ""))
    for sign in m["unit"]:
        value *= _SCALE[sign]
    return value
