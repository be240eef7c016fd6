"""Made cases for any jurisdictions: drawn evenly over them, their editions' days and the whole vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import accumulate

import polars as pl

from ecoreward.policy.edition import Jurisdiction
from ecoreward.policy.vocabulary_types import FactSpec
from ecoreward.tables.draws import Draws
from ecoreward.tables.readings import grid_of
from ecoreward.tables.sample_words import Wording, picked

FACTS = (
    "channel", "real_name", "first_reporter", "evidence_provided", "joint_reporters", "verified",
    "violations", "fine", "case_closed",
)  # fmt: skip
# Editions without a first or last day are drawn from and up to these.
EARLIEST, LATEST = date(2015, 1, 1), date(2025, 12, 31)
_SPREAD = 20  # whole numbers are drawn from this many, sums from powers of ten
_ROUND = (0, 5_000, 10_000, 50_000, 100_000, 200_000, 1_000_000, 5_000_000)
_EPOCH = date(1970, 1, 1).toordinal()


def columns(
    draws: Draws, words: Wording, places: Sequence[Jurisdiction], facts: Sequence[str] = FACTS
) -> dict[str, pl.Series]:
    """The columns of some rows by their headers; facts of other kinds than rows."""
    place = draws.below("place", len(places))
    days = [list(_days(p)) for p in places]
    first_of, count = _offsets(days)
    edition = _of(place, first_of) + draws.below("edition", _of(place, count))
    every = [d for some in days for d in some]
    day = _of(edition, [low for low, _ in every]) + draws.below(
        "day", _of(edition, [high - low + 1 for low, high in every])
    )
    found = {words.key("jurisdiction"): picked([p.exactly(words.lang) for p in places], place)}
    dates = dict.fromkeys(["reported_on", *sorted({p.chosen_by for p in places})])
    for fact in dates:
        found[words.fact(fact)] = _as_days(day)
    for fact in facts:
        if fact in dates:
            continue
        spec = words.vocabulary.facts[fact]
        if spec.type.kind == "set":
            found[words.fact(fact)] = _sets(draws, words, places, place)
        else:
            found[words.fact(fact)] = _values(draws, words, spec, day)
    return found


def _days(place: Jurisdiction) -> Iterator[tuple[int, int]]:
    """The days of each edition that a case can be decided by, as ordinals."""
    low, high = EARLIEST.toordinal(), LATEST.toordinal()
    for edition in place.editions:
        if edition.status == "draft":
            continue
        start, end = edition.first_day[0], edition.last_day[1]
        first = low if start is None else max(low, int(start))
        yield first, max(first, high if end is None else min(high, int(end)))
    if all(e.status == "draft" for e in place.editions):
        yield low, high


def _offsets(lists: Sequence[Sequence[object]]) -> tuple[list[int], list[int]]:
    """Where each list begins in all of them together, and its length."""
    lengths = [len(one) for one in lists]
    return [0, *accumulate(lengths)][:-1], lengths


def _sets(
    draws: Draws, words: Wording, places: Sequence[Jurisdiction], place: pl.Series
) -> pl.Series:
    """One, two or three violations a row, of the shared ones and those of the row's own jurisdiction."""
    shared = list(words.vocabulary.terms)
    own = [[t for t in p.vocabulary.terms if t not in words.vocabulary.terms] for p in places]
    first_of, count = _offsets(own)
    texts = [words.term(t) for t in shared]
    for where, terms in zip(places, own, strict=True):
        local = Wording(where.vocabulary, words.lang)
        texts += [local.term(t) for t in terms]
    most = _of(place, [len(shared) + n for n in count])
    beyond = _of(place, first_of)
    several = draws.below("violations", 20)
    parts = []
    for n, least in enumerate((0, 15, 19)):
        at = draws.below(f"violation-{n}", most)
        at = (at + beyond).zip_with(at >= len(shared), at)
        text = picked(texts, at)
        parts.append(text.zip_with(several >= least, picked([""], at * 0).replace("", None)))
    frame = pl.DataFrame({str(n): part for n, part in enumerate(parts)})
    joined = pl.concat_str(
        "0", "1", "2", separator="；" if words.lang == "zh" else "; ", ignore_nulls=True
    )
    return frame.select(v=joined)["v"]


def _values(draws: Draws, words: Wording, spec: FactSpec, day: pl.Series) -> pl.Series:
    """A column of a fact, drawn within its bounds."""
    name = spec.name
    match spec.type.kind:
        case "boolean":
            return words.answers(draws.below(name, 2) == 1)
        case "choice":
            texts = [words.value(spec, code) for code in spec.values]
            return picked(texts, draws.below(name, len(texts)))
        case "date":
            return _as_days(day + draws.below(name, 120))
        case "money":
            return _sums(draws, name)
    step = spec.step or Fraction(1)
    low = spec.low if spec.low is not None else Fraction(0)
    room = _SPREAD * 1000 if spec.type.kind == "number" else _SPREAD
    most = room if spec.high is None else min(room, int((spec.high - low) / step) + 1)
    steps = draws.below(name, most) + int(low / step)
    per = grid_of(spec)
    return _decimal(steps * int(step * per), len(str(per)) - 1)


def _sums(draws: Draws, name: str) -> pl.Series:
    """Sums of money in whole main units: round ones, where rules have their limits, and any others."""
    scale = _of(draws.below(f"{name}-scale", 4), [10, 100, 1_000, 10_000])
    free = (draws.below(f"{name}-free", 999) + 1) * scale
    limits = _of(draws.below(f"{name}-round", len(_ROUND)), list(_ROUND))
    near = limits + draws.below(f"{name}-near", 3) * (limits > 0).cast(pl.Int64)
    return near.zip_with(draws.below(f"{name}-kind", 4) == 0, free)


def _decimal(steps: pl.Series, places: int) -> pl.Series:
    """Steps of a decimal grid as what people write: whole numbers, or texts with a point."""
    if not places:
        return steps
    per = 10**places
    frame = pl.DataFrame({"w": steps // per, "p": steps % per})
    part = pl.col("p").cast(pl.String).str.pad_start(places, "0")
    return frame.select(v=pl.col("w").cast(pl.String) + "." + part)["v"]


def _as_days(ordinals: pl.Series) -> pl.Series:
    return (ordinals - _EPOCH).cast(pl.Int32).cast(pl.Date)


def _of(at: pl.Series, values: list[int]) -> pl.Series:
    return pl.Series("", values, dtype=pl.Int64).gather(at.cast(pl.UInt32))
