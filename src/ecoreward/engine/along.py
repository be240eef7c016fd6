"""Along one fact: the nearest value that makes a difference, and where the rule itself turns.

Between two written breakpoints a sum grows or falls in one direction, so looking at both ends of
each stretch of the fact's grid, and halving where these differ, finds the nearest value exactly.
A rule turns where a sum leaves the straight line it was on, or the outcome changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from ecoreward.engine.decision import Outcome
from ecoreward.engine.putting import Answer

Point = Fraction
FAR = Fraction(10**15)  # a sum or count beyond any that a rule names
MOST_TURNS = 24  # of one fact; a stair of a rounding in the tree could have any number


@dataclass(frozen=True, slots=True)
class Track:
    """The grid of one fact from `low` to `high` and what the case gives there.

    `over` gives what is known of the case while all that is known of the fact is where it lies.
    `ends` says of each end whether the fact has it, or it is only farther than any rule goes.
    `cuts` are the written breakpoints, on the grid or between its points. `slack` is the unit of
    the roundings inside the tree, which no straight line survives.
    """

    at: Callable[[Point], Answer | None]
    over: Callable[[Point, Point], Answer | None]
    cuts: tuple[Point, ...]
    step: Fraction
    low: Point
    high: Point
    ends: tuple[bool, bool] = (False, False)
    slack: Fraction = Fraction(0)

    def stretches(self, start: Point, side: int) -> Iterator[tuple[Point, Point]]:
        """The grid from `start` outwards, first and last point of each stretch between two cuts.

        A cut that lies on the grid is a stretch of its own.
        """
        end, near = (self.high if side > 0 else self.low), start
        for cut in sorted(self.cuts, reverse=side < 0):
            if side * cut < side * start or side * cut > side * end:
                continue
            below = cut // self.step * self.step
            on = below == cut
            before = below + self.step if side < 0 else below - self.step if on else below
            if side * before >= side * near:
                yield near, before
            if on:
                yield cut, cut
            near = (cut if on else before) + side * self.step
        if side * near <= side * end:
            yield near, end


def nearest(track: Track, start: Point, side: int, same: tuple[object, ...]) -> Point | None:
    """The first value from `start` outwards at which the case stands otherwise than `same`."""

    def differs(p: Point) -> bool:
        answer = track.at(p)
        return answer is not None and answer.standing.money != same

    if _all_the_same(track, start, side, same):
        return None
    for first, last in track.stretches(start, side):
        if first != start and differs(first):
            return first
        if first != last and differs(last):
            return _first(differs, first, last, track.step)
    return None


def _all_the_same(track: Track, start: Point, side: int, same: tuple[object, ...]) -> bool:
    """Whether one evaluation shows that no value on this side makes a difference.

    These two outcomes, and a sum that is payable, are given on certain ground only.
    """
    answer = track.over(start, track.high if side > 0 else track.low)
    if answer is None or answer.standing.money != same or answer.standing.payable is None:
        return False
    return answer.standing.outcome in (Outcome.AWARDED.value, Outcome.NOT_ELIGIBLE.value)


def _first(holds: Callable[[Point], bool], no: Point, yes: Point, step: Fraction) -> Point:
    """The first grid point at which `holds`, between one that does not and one that does."""
    side = 1 if yes > no else -1
    a, b = 0, int(abs(yes - no) / step)
    while b - a > 1:
        middle = (a + b) // 2
        if holds(no + side * middle * step):
            b = middle
        else:
            a = middle
    return no + side * b * step


def turns(track: Track, start: Point, side: int) -> Iterator[Point]:
    """The values from `start` outwards at which the rule turns, nearest first; at most `MOST_TURNS`."""
    return islice(_Walk(track, side).turns(start), MOST_TURNS)


@dataclass(frozen=True, slots=True)
class _Line:
    """A straight line through two points, for the low and for the high end."""

    p: Point
    q: Point
    a: Answer
    b: Answer
    slack: Fraction

    def meets(self, p: Point, answer: Answer | None) -> bool:
        """Whether an answer lies on the line and has the same kind of outcome."""
        if answer is None or _state(answer) != _state(self.a):
            return False
        room = 2 * self.slack * (1 + abs((p - self.q) / (self.q - self.p)))
        # The same outcome has the same ends.
        for x, y, z in zip(self.a.ends, self.b.ends, answer.ends, strict=True):
            if x is None or y is None or z is None:
                continue
            if abs(x + (y - x) * (p - self.p) / (self.q - self.p) - z) > room:
                return False
        return True


def _state(answer: Answer) -> tuple[object, ...]:
    """What no line runs through: the outcome, whether something is payable, an end without limit."""
    s = answer.standing
    # A sum that its rounding brings to 0 is still on its line.
    outcome = "awarded" if s.outcome == "no_award" else s.outcome
    return (outcome, s.payable is None, s.high is None, answer.unfit)


class _Walk:
    """Outwards along a track, holding on to the line that the sums follow."""

    def __init__(self, track: Track, side: int) -> None:
        self.track, self.side = track, side
        self.ahead = side * track.step
        self.line: _Line | None = None

    def turns(self, start: Point) -> Iterator[Point]:
        """Each turn after `start`."""
        before = start
        for first, last in self.track.stretches(start, self.side):
            own = self._line(first, last)
            if first == start:
                self.line = own
            else:
                yield from self._enter(before, first, own)
            if first != last:
                yield from self._within(first, last)
            before = last

    def _line(self, first: Point, last: Point) -> _Line | None:
        """The line on which a stretch begins; where roundings make stairs, the chord of the whole."""
        second = last if self.track.slack else first + self.ahead
        return None if first == last else self._through(first, second)

    def _through(self, p: Point, q: Point) -> _Line | None:
        a, b = self.track.at(p), self.track.at(q)
        if a is None or b is None or _state(a) != _state(b):
            return None
        return _Line(p, q, a, b, self.track.slack)

    def _on(self, line: _Line | None, p: Point) -> bool:
        return line is not None and line.meets(p, self.track.at(p))

    def _enter(self, before: Point, first: Point, own: _Line | None) -> Iterator[Point]:
        """From one stretch to the next: the same line, another slope from the boundary on, a jump."""
        if self.line is None and own is None:
            own = self._through(before, first)  # two points: a line until a third says otherwise
        if self._on(self.line, first):
            assert self.line is not None
            if own is None or self._on(self.line, own.q):
                return
            yield before if self._on(own, before) else first
        elif self._on(own, before):
            if self.line is not None:
                yield before
        elif self.track.at(first) is not None:
            yield first
        self.line = own

    def _within(self, first: Point, last: Point) -> Iterator[Point]:
        """Turns inside a stretch: limits that no two written sums give, consents that a sum needs."""
        here = first
        for _ in range(MOST_TURNS):
            leaves = self._leaves(here, last)
            if leaves is None:
                return
            away, end = leaves
            turn = _first(away, here, end, self.track.step)
            own = self._line(turn, last)
            if self.line is not None and own is not None and self._on(own, turn - self.ahead):
                yield turn - self.ahead
            elif self.track.at(turn) is not None:
                yield turn
            self.line, here = own, turn

    def _leaves(self, here: Point, last: Point) -> tuple[Callable[[Point], bool], Point] | None:
        """How to tell what has left the present line, and a point that has; None if all of it stays."""
        if here == last or self.track.at(here) is None:
            return None
        line, state = self.line, self._state(here)
        if line is None or self.track.slack:

            def away(p: Point) -> bool:
                return self._state(p) != state

            ends = (here + self.ahead, last)
        else:

            def away(p: Point) -> bool:
                return not self._on(line, p)

            half = int((last - here) / self.track.step) // 2 * self.track.step
            ends = (here + half, last)
        end = next((p for p in ends if away(p)), None)
        return None if end is None else (away, end)

    def _state(self, p: Point) -> tuple[object, ...]:
        answer = self.track.at(p)
        return () if answer is None else _state(answer)
