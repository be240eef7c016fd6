"""Published awards put to the policies: reproduced, within, contradicted, or not computable.

`docs/atlas/awards.yaml` holds each published award or sum once, as cases. The status is computed here,
never taken from the file. Reproduced is only what the facts alone give: where an authority has to set
a figure, the award can lie within the range and no more. Nothing a case says is decided for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any, Literal

import ecoreward
from ecoreward.api import Library
from ecoreward.engine.decision import Decision, Outcome
from ecoreward.money import text_of
from ecoreward.policy.reader import read
from ecoreward.problems import Problems, render_all

from . import facts
from .cookbook import plain
from .made import DOCS

FILE = DOCS / "atlas" / "awards.yaml"
Status = Literal["reproduced", "within", "contradicted", "not_computable"]
STATUS: tuple[Status, ...] = ("reproduced", "within", "contradicted", "not_computable")
KEYS = {
    "award",
    "also",
    "what",
    "when",
    "published",
    "currency",
    "source",
    "parts",
    "status",
    "why",
    "note",
}
NEEDED = {"award", "what", "published", "source", "parts", "status"}
CASE_KEYS = {"地区", "版本", "事实", "裁量"}
# What the authority has to settle and may: a figure, a reading, whether an open list covers the case.
ITS_TO_SET = (Outcome.TO_BE_DECIDED, Outcome.PENDING_APPROVAL, Outcome.AWARDED)


@dataclass(frozen=True)
class Award:
    """One published award or sum."""

    name: str
    also: tuple[str, ...]
    what: Mapping[str, str]
    published: tuple[Fraction, Fraction]  # a sum published in round figures is a stretch
    shown: str  # the figure as it stands in the file
    currency: str
    source: Mapping[str, str]
    parts: tuple[tuple[Mapping[str, Any], int], ...]
    status: str
    why: Mapping[str, str] | None
    note: Mapping[str, str] | None


@dataclass(frozen=True)
class Found:
    """What came of an award: its status, the sum or range, and how each part came out."""

    status: Status
    low: Fraction | None
    high: Fraction | None
    outcomes: tuple[str, ...]
    editions: tuple[str, ...]
    error: str = ""

    @property
    def shown(self) -> str:
        """The sum or the range."""
        if self.low is None:
            return ""
        if self.low == self.high:
            return text_of(self.low)
        return f"{text_of(self.low)}..{text_of(self.high) if self.high is not None else ''}"


@cache
def awards() -> tuple[Award, ...]:
    """Every award of the file."""
    item, problems = read(FILE.read_bytes(), "docs/atlas/awards.yaml")
    assert not problems, render_all(problems, "en")
    return tuple(_award(data) for data in plain(item))


def _award(data: dict[str, Any]) -> Award:
    name = data.get("award", "?")
    assert data.keys() <= KEYS, (name, data.keys() - KEYS)
    assert data.keys() >= NEEDED, (name, NEEDED - data.keys())
    assert data["status"] in STATUS, (name, data["status"])
    for part in data["parts"]:
        assert part.keys() <= {"case", "times"}, (name, part.keys())
        assert part["case"].keys() <= CASE_KEYS, (name, part["case"].keys())
    low, _, high = str(data["published"]).partition("..")
    return Award(
        name, tuple(data.get("also", ())), data["what"], (Fraction(low), Fraction(high or low)),
        str(data["published"]), data.get("currency", "CNY"), data["source"],
        tuple((p["case"], int(p.get("times", 1))) for p in data["parts"]),
        data["status"], data.get("why"), data.get("note"),
    )  # fmt: skip


@cache
def _library() -> Library:
    return ecoreward.load()


@cache
def results() -> Mapping[str, Found]:
    """What came of each award, by its name."""
    return {a.name: result(a) for a in awards()}


def result(award: Award) -> Found:
    """Put the cases of an award to their policies and add up."""
    low, high = Fraction(0), Fraction(0)
    open_end, settled, discretion = False, True, False
    outcomes: list[str] = []
    editions: list[str] = []
    for case, times in award.parts:
        # What an authority decided is no fact of the case: without it the rule speaks for itself.
        asked = {k: v for k, v in case.items() if k != "裁量"}
        try:
            d = _library().evaluate(asked)
        except Problems as bad:
            return Found("not_computable", None, None, (), (), render_all(bad.items, "en"))
        outcomes.append(d.outcome.value)
        editions.append(f"{d.jurisdiction['file']}@{d.edition['id']}" if d.edition else "")
        if d.outcome is Outcome.NO_POLICY:
            return Found("not_computable", None, None, tuple(outcomes), tuple(editions))
        assert d.range.low.currency == award.currency, (award.name, d.range.low.currency)
        one = _sum(d)
        if one is not None:
            low, high = low + one * times, high + one * times
            continue
        low += Fraction(d.range.low.value) * times
        if d.range.high is None:
            open_end = True
        else:
            high += Fraction(d.range.high.value) * times
        discretion = discretion or d.outcome in ITS_TO_SET
        settled = settled and d.outcome in ITS_TO_SET
    if not award.parts:
        return Found("not_computable", None, None, (), ())
    top = None if open_end else high
    status = _status(award, low, top, settled=settled, discretion=discretion)
    return Found(status, low, top, tuple(outcomes), tuple(editions))


def _sum(d: Decision) -> Fraction | None:
    """The one sum of a decision; of an award paid in stages, what is due by now."""
    if d.amount is not None:
        return Fraction(d.amount.value)
    if d.staged is not None and d.payable is not None and d.range.high is not None:
        return Fraction(d.payable.value)
    return None


def _status(
    award: Award, low: Fraction, high: Fraction | None, *, settled: bool, discretion: bool
) -> Status:
    least, most = award.published
    if low > most or (high is not None and high < least):
        return "contradicted"
    if not settled:
        return "not_computable"
    return "within" if discretion else "reproduced"


def counts() -> Mapping[Status, int]:
    """How many awards have each status."""
    return {s: sum(f.status == s for f in results().values()) for s in STATUS}


def covered() -> Mapping[str, list[str]]:
    """Every published award of the notes, and the awards that are it."""
    out: dict[str, list[str]] = {name: [] for name in facts.published()}
    for a in awards():
        for name in (a.name, *a.also):
            out.setdefault(name, []).append(a.name)
    return out
