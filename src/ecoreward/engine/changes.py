"""What would change it: every single fact that, alone, would bring another outcome or sum."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ecoreward.engine.along import Track, nearest, turns
from ecoreward.engine.change import GROUPS, Change, Kind, difference, direction
from ecoreward.engine.playing import Subject, subjects, track_of, values_of
from ecoreward.engine.putting import Answer, Putting
from ecoreward.engine.trace import value_data
from ecoreward.engine.values import Num, Value, point
from ecoreward.engine.world import World
from ecoreward.feel.typed import Type


def changes(putting: Putting) -> tuple[Change, ...]:
    """Every change of one fact that brings another outcome or sum, by group, the greatest first.

    Of a number, a sum or a date: the nearest value on either side that makes a difference, and the
    next at which the rule turns. Of a fact that is open: what each answer would bring.
    """
    found: list[tuple[tuple[Any, ...], Change]] = []
    for order, subject in enumerate(subjects(putting)):
        of_fact = _of_fact(subject, putting)
        if any(c.then.money != putting.now.money for c in of_fact):
            weight = max(_weight(c) for c in of_fact)
            key = (GROUPS.index(subject.group), -weight, order)
            found += [((*key, n), c) for n, c in enumerate(of_fact)]
    return tuple(c for _, c in sorted(found, key=lambda pair: pair[0]))


def _weight(change: Change) -> Fraction:
    """The most that a change moves an end of the sum; what has no limit moves most."""
    if change.difference is None:
        return Fraction(0)
    low, high = change.difference
    if high is None:
        endless = (change.now.high is None) != (change.then.high is None)
        return Fraction(10**30) if endless else Fraction(abs(low.minor))
    return Fraction(max(abs(low.minor), abs(high.minor)))


def _of_fact(subject: Subject, putting: Putting) -> list[Change]:
    match subject.value:
        case Num() as value if value.point:
            assert value.low is not None
            return _from_here(subject, Fraction(value.low), putting)
        case Num():
            return _answers(subject, putting)
    made = [
        _change(subject, v, "nearest", putting, turns=True) for v in values_of(subject, putting)
    ]
    return [c for c in made if c is not None and (subject.open or _differs(c, putting))]


def _differs(change: Change, putting: Putting) -> bool:
    return change.then.money != putting.now.money


def _from_here(subject: Subject, start: Fraction, putting: Putting) -> list[Change]:
    """Below and above what the case says: the nearest difference, and the next turn of the rule."""
    track = track_of(subject, putting)
    out: list[Change | None] = []
    for side in (-1, 1):
        first = nearest(track, start, side, putting.now.money)
        if first is None:
            continue
        turning = _next_turns(track, start, side, putting)
        out.append(_change(subject, _at(first), "nearest", putting, turns=first in turning))
        out += [
            _change(subject, _at(p), "turning", putting, turns=True) for p in turning if p != first
        ]
    return [c for c in out if c is not None]


def _next_turns(track: Track, start: Fraction, side: int, putting: Putting) -> list[Fraction]:
    """The next turn that makes a difference; both sides of it where it is one value alone.

    Where the rule does not turn any more, the end of what the fact can be.
    """
    found: list[Fraction] = []
    for p in turns(track, start, side):
        if found and p != found[0] + side * track.step:
            break
        answer = track.at(p)
        if answer is not None and answer.standing.money != putting.now.money:
            found.append(p)
    end = track.high if side > 0 else track.low
    if not found and track.ends[side > 0] and start != end:
        answer = track.at(end)
        if answer is not None and answer.standing.money != putting.now.money:
            found.append(end)
    return found[:2]


def _answers(subject: Subject, putting: Putting) -> list[Change]:
    """What a number that is not known would bring: at its ends and wherever the rule turns."""
    track, value = track_of(subject, putting), subject.value
    assert isinstance(value, Num)
    found = list(turns(track, track.low, 1))
    if value.low is not None:
        found.insert(0, track.low)
    elif not found:
        found = [_some_day(track, putting)]
    elif found[0] - track.step >= track.low:
        found.insert(0, found[0] - track.step)
    if value.high is not None:
        found.append(track.high)
    made = [_change(subject, _at(p), "turning", putting, turns=True) for p in dict.fromkeys(found)]
    return [c for c in made if c is not None]


def _some_day(track: Track, putting: Putting) -> Fraction:
    """A day that stands for all, where none brings anything else: that of the case itself."""
    day = putting.case.facts.get(putting.jurisdiction.chosen_by)
    if isinstance(day, Num) and day.low is not None and track.low <= day.low <= track.high:
        return Fraction(day.low)
    return track.low


def _at(p: Fraction) -> Num:
    return Num(p, p)


def _change(
    subject: Subject, value: Value, kind: Kind, putting: Putting, *, turns: bool
) -> Change | None:
    """A change as data, after the changed case was evaluated once more."""
    answer = putting.then(subject.name, value)
    if answer is None:
        return None
    _hold(subject, value, answer, putting)
    world, type_ = putting.world(putting.jurisdiction.editions[0]), subject.spec.type
    now, then = putting.now, answer.standing
    known = subject.origin != "missing" and (point(subject.value) or isinstance(subject.value, Num))
    return Change(
        fact=subject.name,
        label=subject.spec.label,
        type=type_.kind,
        kind=kind,
        direction=direction(now, then),
        group=subject.group,
        presumed=subject.origin == "presumed",
        turns=turns,
        before=value_data(subject.value, type_, world) if known else None,
        after=value_data(value, type_, world),
        size=_size(subject.value, value, type_, world),
        now=now,
        then=then,
        difference=difference(now, then),
        unfit=answer.unfit,
    )


def _size(before: Value, after: Value, type_: Type, world: World) -> Any:
    """How far a known number, sum or date moves; below 0 for less."""
    if not (isinstance(before, Num) and isinstance(after, Num) and before.point):
        return None
    assert before.low is not None
    assert after.low is not None
    far = Fraction(after.low) - Fraction(before.low)
    days = Type("integer") if type_.kind == "date" else type_
    return value_data(Num(far, far), days, world)


def _hold(subject: Subject, value: Value, answer: Answer, putting: Putting) -> None:
    """What is promised is what a full evaluation gives; where nothing is left open it is made here."""
    if answer.standing.amount is not None:
        full = putting.again(subject.name, value)
        assert full is not None
        assert full.standing == answer.standing, subject.name
