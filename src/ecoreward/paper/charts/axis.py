"""Axes: round ticks, units as readers expect them (元, 万元, 亿元), and where a value lies."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ecoreward.money import Money, digits, round_to, text_of
from ecoreward.words import say, words_of
from ecoreward.words.format import number, unit_name

_MYRIAD = 10_000


@dataclass(frozen=True, slots=True)
class Measure:
    """What the whole numbers of a chart are: minor units of a currency, or a count of something (`noun`)."""

    lang: str
    currency: str = ""
    noun: str = ""

    def said(self, value: int) -> str:
        """A value in full, exactly.

        >>> Measure("zh", "CNY").said(50_050), Measure("en", noun="cases").said(1_500)
        ('500.50 元', '1,500 cases')
        """
        if self.currency:
            return words_of(self._money(value), self.lang)
        return f"{number(Decimal(value), self.lang)} {self.noun}".rstrip()

    def ranged(self, low: int, high: int | None) -> str:
        """A range in full; `high` None is without an upper end.

        >>> Measure("zh", "CNY").ranged(0, 50_000), Measure("zh", "CNY").ranged(0, None)
        ('0 至 500 元', '0 元起，上限不定')
        """
        if self.currency:
            top = None if high is None else self._money(high)
            return words_of({"low": self._money(low), "high": top}, self.lang)
        if low == high:
            return self.said(low)
        least, most = number(Decimal(low), self.lang), words_of(high, self.lang)
        return say("chart.range", self.lang, low=least, high=most, noun=self.noun).rstrip()

    def signed(self, value: int) -> str:
        """A change in full, with its sign.

        >>> Measure("zh", "CNY").signed(50_000), Measure("zh", "CNY").signed(-50_000)
        ('+500 元', '-500 元')
        """
        if value <= 0 or not self.currency:
            return ("+" if value > 0 else "") + self.said(value)
        text = self.said(value)
        return f"+{text}" if self.lang == "zh" else text.replace(" ", " +", 1)

    def unit(self, most: int) -> Unit:
        """The unit for an axis that goes as far as `most`."""
        if not self.currency:
            return Unit(1, self.noun)
        one = 10 ** digits(self.currency)
        name = unit_name(self.currency, self.lang)
        if self.lang != "zh" or most < 10 * _MYRIAD * one:
            return Unit(one, name)
        if most < _MYRIAD * _MYRIAD * one:
            return Unit(one * _MYRIAD, f"万{name}")
        return Unit(one * _MYRIAD**2, f"亿{name}")

    def _money(self, value: int) -> dict[str, str]:
        return Money.of_minor(value, self.currency).to_json()


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of an axis: so many minor units, and its name."""

    size: int
    name: str

    def said(self, value: int, lang: str) -> str:
        """A value in this unit, exactly.

        >>> Unit(1_000_000, "万元").said(83_684_000, "zh")
        '83.684'
        """
        return number(text_of(Fraction(value, self.size)), lang)

    def near(self, value: int, lang: str) -> str:
        """A value in this unit, to two decimals, half up: beside a point, where the table has it in full.

        >>> Unit(1_000_000, "万元").near(74_074_068, "zh"), Unit(1_000_000, "万元").near(-90_000_000, "zh")
        ('74.07', '-90')
        """
        near = round_to(abs(Fraction(value, self.size)), Fraction(1, 100), "half-up")
        return number(text_of(-near if value < 0 else near), lang)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where values lie between two places."""

    low: int
    high: int
    start: int
    end: int

    def at(self, value: int) -> int:
        """The place of a value, to the nearest whole number.

        >>> Scale(0, 100, 10, 210).at(50), Scale(0, 100, 210, 10).at(25)
        (110, 160)
        """
        wide = self.high - self.low
        return self.start + (2 * (value - self.low) * (self.end - self.start) + wide) // (2 * wide)


def ticks(low: int, high: int, most: int = 6) -> tuple[int, ...]:
    """Round values that reach from `low` to `high`, in steps of 1, 2 or 5 by a power of ten.

    >>> ticks(0, 83_684), ticks(-30, 70, 5)
    ((0, 20000, 40000, 60000, 80000, 100000), (-40, -20, 0, 20, 40, 60, 80))
    >>> ticks(5, 5)
    (5, 6)
    """
    step = _step(high - low, most)
    first, last = low // step, -(-high // step)
    last = max(last, first + 1)
    return tuple(step * n for n in range(first, last + 1))


def _step(wide: int, most: int) -> int:
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if step * most >= wide:
                return step
        power *= 10


def base_of(values: list[int]) -> int:
    """Where an axis for positions begins: at 0, unless all values lie close together far from it.

    >>> base_of([90, 100]), base_of([40, 100]), base_of([-5, 10])
    (90, 0, -5)
    """
    least, most = min(values), max(values)
    return least if least <= 0 or 5 * least > 4 * most else 0
