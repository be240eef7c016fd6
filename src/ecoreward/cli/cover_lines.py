"""Rule coverage in lines: a table of editions, then every point that no case reached, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from ecoreward.analysis.coverage import Coverage, Missed, total
from ecoreward.cli.lines import table
from ecoreward.cli.shared import clean, fail
from ecoreward.money import text_of
from ecoreward.words import say, words_of

COLUMNS = ("jurisdiction", "edition", "cases", "reached", "all", "percent")


def least_of(text: str | None) -> Fraction:
    """The percentage of ``--min``: from 0 to 100, with or without ``%``.

    >>> least_of("92.5%")
    Fraction(185, 2)
    """
    if text is None:
        return Fraction(0)
    number = text.strip().removesuffix("%").removesuffix("％")
    if not (number.isascii() and number.replace(".", "", 1).isdigit()) or Fraction(number) > 100:
        raise fail("cli.test-min", text=clean(text))
    return Fraction(number)


def below(editions: Sequence[Coverage], least: Fraction) -> tuple[Coverage, ...]:
    """The editions of which less than `least` percent was reached."""
    return tuple(c for c in editions if c.share.exact * 100 < least)


def enough(editions: Sequence[Coverage], least: Fraction) -> bool:
    """Whether every edition was reached as far as is asked; no edition at all is not enough."""
    return not least or bool(editions and not below(editions, least))


def lines(editions: Sequence[Coverage], least: Fraction, lang: str) -> Iterator[str]:
    """The whole report."""
    whole = total(editions)
    missed = sum(len(c.missed) for c in editions)
    yield ""
    if not editions:
        yield say("cli.test.cover.none", lang)
        return
    yield say("cli.test.cover.total", lang, reached=whole.reached, all=whole.all,
              percent=whole.percent)  # fmt: skip
    head = {c: say(f"cli.test.cover.{c}", lang) for c in COLUMNS}
    yield from table([head, *(_row(c, lang) for c in editions)])
    if missed:
        yield ""
        yield say("cli.test.cover.missed", lang, count=missed)
    for edition in editions:
        if edition.missed:
            yield ""
            yield f"{words_of(dict(edition.jurisdiction), lang)} {edition.edition}"
            yield from (_missed(m, lang) for m in edition.missed)
    under = below(editions, least)
    if under:
        yield ""
        names = [c.edition for c in under]
        yield say("cli.test.cover.below", lang, min=text_of(least), editions=names)


def data(editions: Sequence[Coverage], least: Fraction) -> dict[str, Any]:
    """The report as data."""
    return {
        **total(editions).to_json(),
        "min": text_of(least),
        "below": [c.edition for c in below(editions, least)],
        "editions": [c.to_json() for c in editions],
    }


def _row(edition: Coverage, lang: str) -> dict[str, str]:
    share = edition.share
    return {
        "jurisdiction": words_of(dict(edition.jurisdiction), lang),
        "edition": edition.edition,
        "cases": words_of(edition.cases, lang),
        "reached": words_of(share.reached, lang),
        "all": words_of(share.all, lang),
        "percent": f"{share.percent}%",
    }


def _missed(missed: Missed, lang: str) -> str:
    point, text = missed.point, missed.point.text(lang)
    who, label = point.id, words_of(dict(point.label), lang) if point.label else ""
    if label and label not in (who, *re.findall("“(.*?)”", text)):
        who = say("cli.test.cover.who", lang, id=who, label=label)
    key = "cli.test.cover.point-possible" if missed.possible else "cli.test.cover.point"
    where = f"{point.place.file}:{point.place.line}"
    return "  " + clean(say(key, lang, place=where, who=who, text=text))
