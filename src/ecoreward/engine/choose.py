"""Days: whether an edition is in force on a day that may be known in part, and was known on another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from ecoreward.engine.values import NO, YES, Num, Truth, truth
from ecoreward.policy.edition import Edition
from ecoreward.policy.program import Span


def falls(edition: Edition, day: Num) -> Truth:
    """Whether a day is one of the edition's days; unknown where the day or a date of the source is.

    What is not known of a span of the source is no fact of the case, so nothing is its cause.
    """
    earliest, latest = edition.first_day[0], edition.last_day[1]
    begun = earliest is None or day.high is None or day.high >= earliest
    not_over = latest is None or day.low is None or day.low <= latest
    if not (begun and not_over):
        return NO
    return Truth(True, not (_begun(edition, day) and _not_over(edition, day)))


def joined(editions: tuple[Edition, ...], day: Num) -> bool:
    """Whether a day falls under one of a line of editions whatever the dates of the source are.

    Where a successor ends an edition, the end of the one is the day before the first of the other:
    what is not known of both is one doubt, and leaves no day without a rule.
    """
    by_id = {e.id: e for e in editions}
    for one in editions:
        at, seen = one, {one.id}
        if not falls(one, day).true or not _begun(one, day):
            continue
        while not _not_over(at, day):
            follower = by_id.get(at.replaced_by)
            if follower is None or follower.id in seen or at.own_end.high is not None:
                break
            at = follower
            seen.add(at.id)
        else:
            return True
    return False


def _begun(edition: Edition, day: Num) -> bool:
    start = edition.first_day[1]
    return start is None or (day.low is not None and day.low >= start)


def _not_over(edition: Edition, day: Num) -> bool:
    end = edition.last_day[0]
    return end is None or (day.high is not None and day.high <= end)


def cuts(editions: tuple[Edition, ...]) -> set[int]:
    """The days from which on something is otherwise in force than on the day before."""
    starts = {d for e in editions for d in e.first_day if d is not None}
    return starts | {d + 1 for e in editions for d in e.last_day if d is not None}


def known(edition: Edition, by: int | None) -> Truth:
    """Whether an edition was known by a day: issued by then or, where no issue is known, in force."""
    if by is None:
        return YES
    low, high = edition.issued.low, edition.issued.high
    if low is None or high is None:
        low, high = edition.first_day
    if low is None or high is None:  # no day at all: taken as in force at all times
        return YES
    if low <= by < high:
        return Truth(True, True)
    return truth(high <= by)


def as_known(editions: tuple[Edition, ...], seen: Mapping[str, Truth]) -> tuple[Edition, ...]:
    """The editions with the ends that were known: one that a later edition brought only with that edition."""
    return tuple(_as_known(e, seen.get(e.replaced_by, YES)) for e in editions)


def _as_known(edition: Edition, follower: Truth) -> Edition:
    if follower.certain:
        return edition
    own = edition.own_end
    if not follower.true:
        return replace(edition, end=own, replaced_by="")
    return replace(edition, end=Span(edition.end.low, own.high, ""))


def iso(day: int | None) -> str:
    """A day as text; empty when there is none."""
    return "" if day is None else date.fromordinal(day).isoformat()


def first_words(edition: Edition) -> str:
    """The first day as the source gives it: a day, a month or a year; empty where nothing is known."""
    given = edition.start.text if edition.start_stated else edition.issued.text
    return given or iso(edition.first_day[0])


def last_words(edition: Edition) -> str:
    """The last day as the source gives it, or the day before a successor; empty where there is none.

    Of a successor that began in a month or year, no more than that month or year.
    """
    low, high = edition.last_day
    if edition.end.text or low is None or high is None or low == high:
        return edition.end.text or iso(high)
    first, last = iso(low + 1), iso(high + 1)
    return first[:7] if first[:7] == last[:7] else first[:4]


def within(edition: Edition, day: Num) -> Num:
    """The part of `day` that the edition can cover."""
    earliest, latest = edition.first_day[0], edition.last_day[1]
    low, high = day.low, day.high
    if earliest is not None and (low is None or low < earliest):
        low = earliest
    if latest is not None and (high is None or high > latest):
        high = latest
    return Num(low, high, day.causes)


def ended(edition: Edition, day: Num) -> bool:
    """Whether the edition was certainly over."""
    latest = edition.last_day[1]
    return latest is not None and day.low is not None and latest < day.low


def not_begun(edition: Edition, day: Num) -> bool:
    """Whether the edition had certainly not begun."""
    earliest = edition.first_day[0]
    return earliest is not None and day.high is not None and earliest > day.high
