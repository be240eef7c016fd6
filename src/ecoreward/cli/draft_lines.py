"""What a draft would change, in lines: each case with both values, then the totals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ecoreward.cli.shared import clean, fail, no_file
from ecoreward.money import Money
from ecoreward.problems import Problem, render_all
from ecoreward.words import say, words_of
from ecoreward.workbench.drafts import CaseDifference, Change, Comparison

if TYPE_CHECKING:
    from ecoreward.api import Edition


def path_of(word: str) -> tuple[str, str]:
    """``draft.yaml`` or ``draft.yaml@ID``: the file, and the id of an edition or nothing."""
    if Path(word).is_file():
        return word, ""
    path, at, id = word.rpartition("@")
    if not at:
        path, id = word, ""
    if Path(path).is_dir():
        raise fail("cli.is-folder", path=clean(path))
    if not Path(path).is_file():
        raise no_file(path)
    return path, id


def lines(draft: Edition, path: str, found: Comparison, lang: str) -> Iterator[str]:
    """The whole comparison."""
    yield say("cli.test.draft.head", lang, jurisdiction=dict(draft.jurisdiction.label),
              title=draft.compiled.program.title, edition=draft.id, path=clean(path))  # fmt: skip
    for difference in found.differences:
        yield ""
        yield from _case(difference, lang)
    yield ""
    counts = {"cases": found.cases, "changed": len(found.changed), "same": found.same,
              "undecided": len(found.undecided)}  # fmt: skip
    yield say("cli.test.draft.summary", lang, **counts)
    if found.no_policy:
        yield say("cli.test.draft.no-policy", lang, count=found.no_policy)
    if found.asked:
        facts = [say("cli.test.draft.fact", lang, fact=dict(f), count=n) for f, n in found.asked]
        yield say("cli.test.draft.asked", lang, facts=facts)
    if found.sums:
        yield _sums(found, lang)
    yield say("cli.test.draft.not-payable", lang)


def data(draft: Edition, path: str, found: Comparison) -> dict[str, Any]:
    """The comparison as data."""
    about = {
        "file": path, "jurisdiction": dict(draft.jurisdiction.label), "edition": draft.id,
        "title": draft.compiled.program.title,
    }  # fmt: skip
    return {"draft": about, **found.to_json()}


def _case(difference: CaseDifference, lang: str) -> Iterator[str]:
    place = f"{difference.place.file}:{difference.place.line}"
    key = "cli.test.draft.case" if difference.edition else "cli.test.draft.case-open"
    yield say(key, lang, place=place, case=clean(difference.case) or "—",
              edition=difference.edition)  # fmt: skip
    for change in difference.changes:
        if not _told_by_other(change, difference.changes):
            yield "  " + clean(_change(change, lang))
    if not difference.changes:
        yield from _problems("before", difference.before, lang)
        yield from _problems("after", difference.after, lang)


def _told_by_other(change: Change, changes: tuple[Change, ...]) -> bool:
    """A sum that is known on both sides needs no range, and one that is not is told by its range."""
    keys = {c.key: c for c in changes}
    amount = keys.get("amount")
    if amount is None or "range" not in keys:
        return False
    known = all("currency" in side for side in (amount.before, amount.after))
    return change.key == ("range" if known else "amount")


def _change(change: Change, lang: str) -> str:
    before, after = words_of(change.before, lang), words_of(change.after, lang)
    label = say(f"cli.test.key.{change.key}", lang)
    text = say("cli.test.draft.change", lang, key=label, before=before, after=after)
    return text + (_more(change.more, lang) if change.more is not None else "")


def _more(more: Money, lang: str) -> str:
    key = "cli.test.draft.less" if more.minor < 0 else "cli.test.draft.more"
    size = more if more.minor >= 0 else Money.of(0, more.currency) - more
    return say(key, lang, sum=size.to_json())


def _problems(side: str, problems: tuple[Problem, ...], lang: str) -> Iterator[str]:
    if not problems:
        return
    yield "  " + say(f"cli.test.draft.{side}-problem", lang)
    yield from (f"    {line}".rstrip() for line in render_all(problems, lang).split("\n"))


def _sums(found: Comparison, lang: str) -> str:
    before, after = ([m.to_json() for m in side] for side in (found.before, found.after))
    text = say("cli.test.draft.sums", lang, count=found.sums, before=before, after=after)
    if len(found.before) == len(found.after) == 1:
        one, two = found.before[0], found.after[0]
        if one.currency == two.currency and one != two:
            text += _more(two - one, lang)
    return text
