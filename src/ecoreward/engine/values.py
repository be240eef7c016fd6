"""What the engine computes with: truths, intervals, choices and sets that may be known in part.

A value that is not a point carries its causes. A fully known case is the special case of points,
so there is one evaluator for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias

CauseKind = Literal["fact", "figure", "unstated", "reading", "open", "gap", "calendar"]


class Cause(NamedTuple):
    """Why something is not a point: a missing fact, an open figure, reading, list, source gap or calendar year."""

    kind: CauseKind
    name: str


Causes = frozenset[Cause]
NONE: Causes = frozenset()


@dataclass(frozen=True, slots=True)
class Truth:
    """A non-empty subset of {true, false}."""

    true: bool
    false: bool
    causes: Causes = NONE

    @property
    def certain(self) -> bool:
        """Certainly true."""
        return not self.false

    @property
    def word(self) -> str:
        """``yes``, ``no`` or ``unknown``."""
        return "unknown" if self.true and self.false else "yes" if self.true else "no"


YES, NO = Truth(True, False), Truth(False, True)


def maybe(causes: Causes) -> Truth:
    """True or false, and why that is not known."""
    return Truth(True, True, causes)


def truth(value: bool) -> Truth:
    """The certain truth of `value`."""
    return YES if value else NO


def both(items: list[Truth]) -> Truth:
    """Strong Kleene and: causes of the parts that still matter."""
    if any(not t.true for t in items):
        return NO
    open_ = [t for t in items if t.false]
    return maybe(frozenset().union(*(t.causes for t in open_))) if open_ else YES


def either(items: list[Truth]) -> Truth:
    """Strong Kleene or."""
    if any(not t.false for t in items):
        return YES
    open_ = [t for t in items if t.true]
    return maybe(frozenset().union(*(t.causes for t in open_))) if open_ else NO


def negate(t: Truth) -> Truth:
    """Not."""
    return Truth(t.false, t.true, t.causes)


# After a term's code, in trials only: this kind of violation and none of its narrower kinds.
EXACTLY = "!"

End = Fraction | int | None  # None: no bound on this side


@dataclass(frozen=True, slots=True)
class Num:
    """A closed interval of numbers, amounts (main units) or days (ordinals)."""

    low: End
    high: End
    causes: Causes = NONE

    @property
    def point(self) -> bool:
        """Exactly one value."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True, slots=True)
class Choice:
    """A non-empty subset of a list's codes."""

    codes: frozenset[str]
    causes: Causes = NONE

    @property
    def point(self) -> bool:
        """Exactly one value."""
        return len(self.codes) == 1


@dataclass(frozen=True, slots=True)
class SetOf:
    """A set between `must` and `may`."""

    must: frozenset[str]
    may: frozenset[str]
    causes: Causes = NONE

    @property
    def point(self) -> bool:
        """Exactly one set."""
        return self.must == self.may


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of facts, each with what is known of its columns; more may exist unless `complete`."""

    rows: tuple[Mapping[str, Value], ...]
    complete: bool = True
    causes: Causes = NONE

    @property
    def point(self) -> bool:
        """Whether all rows and all that they give are known."""
        return self.complete and all(point(v) for row in self.rows for v in row.values())


Value: TypeAlias = Truth | Num | Choice | SetOf | Rows


def point(value: Value) -> bool:
    """Whether exactly one value is possible."""
    return not (value.true and value.false) if isinstance(value, Truth) else value.point


def number(low: End, high: End, causes: Causes) -> Num:
    """An interval; a point needs no cause."""
    return Num(low, high, NONE if low is not None and low == high else causes)


def add(a: Num, b: Num) -> Num:
    """Sum of two intervals."""
    return number(
        None if a.low is None or b.low is None else a.low + b.low,
        None if a.high is None or b.high is None else a.high + b.high,
        a.causes | b.causes,
    )


def minus(a: Num) -> Num:
    """The interval with its sign turned."""
    return Num(None if a.high is None else -a.high, None if a.low is None else -a.low, a.causes)


def times(a: Num, b: Num) -> Num:
    """Product of two intervals; an unbounded side stays unbounded (0 times it is 0)."""
    products = [_product(x, i, y, j) for x, i in ((a.low, -1), (a.high, 1))
                for y, j in ((b.low, -1), (b.high, 1))]  # fmt: skip
    low = min(products, key=lambda p: p)
    high = max(products, key=lambda p: p)
    return number(None if low[0] else low[1], None if high[0] else high[1], a.causes | b.causes)


def _product(x: End, x_side: int, y: End, y_side: int) -> tuple[int, Fraction | int]:
    """(sign of infinity, finite part), ordered as extended numbers are."""
    if x == 0 or y == 0:
        return (0, 0)
    if x is not None and y is not None:
        return (0, x * y)
    sign_x = x_side if x is None else (1 if x > 0 else -1)
    sign_y = y_side if y is None else (1 if y > 0 else -1)
    return (sign_x * sign_y, 0)


def least(items: list[Num]) -> Num:
    """The smallest of several intervals."""
    return minus(most([minus(i) for i in items]))


def most(items: list[Num]) -> Num:
    """The greatest of several intervals."""
    lows = [i.low for i in items if i.low is not None]
    highs = [i.high for i in items]
    low = max(lows) if lows else None
    high = None if any(h is None for h in highs) else max(h for h in highs if h is not None)
    causes = frozenset().union(
        *(i.causes for i in items if i.high is None or low is None or i.high > low)
    )
    return number(low, high, causes)


def hull(items: list[Num], causes: Causes = NONE) -> Num:
    """The smallest interval that holds all of them."""
    lows, highs = [i.low for i in items], [i.high for i in items]
    low = None if any(x is None for x in lows) else min(x for x in lows if x is not None)
    high = None if any(x is None for x in highs) else max(x for x in highs if x is not None)
    return number(low, high, frozenset().union(causes, *(i.causes for i in items)))


def compare(op: str, a: Num, b: Num) -> Truth:
    """Compare two intervals."""
    causes = a.causes | b.causes
    if op in (">", ">="):
        return compare("<" if op == ">" else "<=", b, a)
    if op in ("=", "!="):
        disjoint = _below(a.high, b.low, strict=True) or _below(b.high, a.low, strict=True)
        if disjoint:
            result = NO
        elif a.point and b.point:
            result = YES
        else:
            result = maybe(causes)
        return negate(result) if op == "!=" else result
    strict = op == "<"
    if _below(a.high, b.low, strict=strict):
        return YES
    if _below(b.high, a.low, strict=not strict):
        return NO
    return maybe(causes)


def _below(x: End, y: End, *, strict: bool) -> bool:
    if x is None or y is None:
        return False
    return x < y if strict else x <= y
