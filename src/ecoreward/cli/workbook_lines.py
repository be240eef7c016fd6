"""What came of a workbook that was fed back: the values tried and the totals, as lines and as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ecoreward.cli.shared import clean
from ecoreward.explain.around import signed
from ecoreward.explain.voice import Voice, voice_of
from ecoreward.words import say
from ecoreward.workbench.book_back import Fed
from ecoreward.workbench.book_run import Result, Sum, totals
from ecoreward.workbench.book_words import key_name, rule_name


def lines(fed: Fed, lang: str) -> Iterator[str]:
    """The values to be tried, and the totals before and after."""
    book, voice = fed.book, voice_of(lang)
    program = book.edition.program
    place, title = dict(book.where.label), voice.title(program.title, program.document)
    yield say("book.told.head", lang, place=place, title=title, edition=program.id)
    if not book.changes:
        yield say("book.told.no-change", lang)
    else:
        yield say("book.told.changes", lang, count=len(book.changes))
    for setting in book.changes:
        yield say(
            "book.told.change", lang, rule=clean(rule_name(setting.parameter, book.edition, voice)),
            key=key_name(setting.parameter, lang), today=clean(setting.parameter.text),
            tried=clean(setting.value),
        )  # fmt: skip
    found = totals(book.results, program.currency)
    yield say("book.told.cases", lang, count=found.count, failed=found.failed)
    yield say("book.told.today", lang, sum=found.today.to_json())
    if book.changes:
        yield say("book.told.then", lang, sum=found.then.to_json())
        yield say("book.told.difference", lang, sum=_signed(found.difference, voice))
        yield say(
            "book.told.ways",
            lang,
            more=found.more,
            less=found.less,
            same=found.same,
            open=found.open,
        )


def _signed(one: Sum, voice: Voice) -> str:
    """A difference; of two ends that differ, both."""
    low = signed(one.low.to_json(), voice)
    if one.high is None or one.high == one.low:
        return low
    high = signed(one.high.to_json(), voice)
    return say("book.told.ends", voice.lang, low=low, high=high)


def data(fed: Fed) -> dict[str, Any]:
    """The same as data, with every case."""
    book = fed.book
    return {
        "schema": "ecoreward.workbook-result/1",
        "jurisdiction": book.where.file,
        "edition": book.edition.id,
        "settings": [
            {"address": s.parameter.address, "today": s.parameter.text, "tried": s.value}
            for s in book.changes
        ],
        "totals": totals(book.results, book.edition.program.currency).to_json(),
        "cases": [_case(r) for r in book.results],
        "problems": [p.to_json() for p in fed.problems],
    }


def _case(result: Result) -> dict[str, Any]:
    return {
        "row": result.row.row,
        "case": result.row.case,
        "today": _side(result.today.decision),
        "then": _side(result.then.decision),
        "problems": [p.to_json() for p in result.problems],
    }


def _side(decision: Any) -> dict[str, Any] | None:
    if decision is None:
        return None
    found = decision.to_json()
    return {
        "outcome": found["outcome"], "edition": found["edition"]["id"] if found["edition"] else None,
        "range": found["range"], "payable": found["payable"], "because": found["because"],
    }  # fmt: skip
