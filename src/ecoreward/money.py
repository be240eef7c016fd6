"""Exact amounts, currencies and the only places where money is rounded.

Inside the engine an amount is a rational number of main units (yuan); at the edge it is a
`Money` with the digits ISO 4217 gives its currency. No binary float is accepted or produced.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

RoundingMode = Literal["half-up", "half-even", "down", "up"]
MODES: tuple[RoundingMode, ...] = ("half-up", "half-even", "down", "up")

# ISO 4217: currencies whose minor unit is not a hundredth.
_DIGITS = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
         "VUV", "XAF", "XOF", "XPF"),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}  # fmt: skip


class CurrencyMismatchError(TypeError):
    """Two amounts of different currencies were put together."""


def digits(currency: str) -> int:
    """Digits after the point by ISO 4217.

    >>> digits("CNY"), digits("KRW")
    (2, 0)
    """
    return _DIGITS.get(currency, 2)


def minor_unit(currency: str) -> Fraction:
    """The smallest amount of the currency: for CNY the fen, 1/100.

    >>> minor_unit("CNY")
    Fraction(1, 100)
    """
    return Fraction(1, 10 ** digits(currency))


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with its currency, in the currency's own digits.

    >>> Money(Decimal("500"), "CNY")
    Money('500.00', 'CNY')
    >>> Money(Decimal("500"), "CNY").minor
    50000
    >>> Money(Decimal("1"), "CNY") + Money(Decimal("1"), "KRW")
    Traceback (most recent call last):
    ...
    ecoreward.money.CurrencyMismatchError: CNY and KRW cannot be put together
    """

    value: Decimal
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if isinstance(self.value, float):
            raise TypeError('a binary float is not exact; pass a string such as "0.1" or a Decimal')
        exact = Fraction(self.value)
        unit = minor_unit(self.currency)
        if (exact / unit).denominator != 1:
            raise ValueError(f"{self.value} is finer than the minor unit of {self.currency}")
        minor = int(exact / unit)
        object.__setattr__(self, "value", _decimal(minor, digits(self.currency)))

    @classmethod
    def of(cls, amount: Fraction | int, currency: str) -> Money:
        """From an exact rational that lies on the currency's grid."""
        minor = Fraction(amount) / minor_unit(currency)
        if minor.denominator != 1:
            raise ValueError(f"{amount} is finer than the minor unit of {currency}")
        return cls(_decimal(minor.numerator, digits(currency)), currency)

    @classmethod
    def of_minor(cls, minor: int, currency: str) -> Money:
        """From whole minor units (fen).

        >>> Money.of_minor(6_000_050, "CNY"), Money.of_minor(900, "KRW")
        (Money('60000.50', 'CNY'), Money('900', 'KRW'))
        """
        return cls(_decimal(minor, digits(currency)), currency)

    @property
    def minor(self) -> int:
        """The amount in minor units (fen)."""
        return int(Fraction(self.value) / minor_unit(self.currency))

    def __repr__(self) -> str:
        return f"Money('{self.value}', '{self.currency}')"

    def __str__(self) -> str:
        return f"{self.value} {self.currency}"

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatchError(
                f"{self.currency} and {other.currency} cannot be put together"
            )

    def __add__(self, other: Money) -> Money:
        self._same(other)
        # In minor units: Decimal's own sum would round to the host's context.
        return Money.of_minor(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money.of_minor(self.minor - other.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def to_json(self) -> dict[str, str]:
        """``{"value": "500.00", "currency": "CNY"}``"""
        return {"value": str(self.value), "currency": self.currency}


def _decimal(minor: int, places: int) -> Decimal:
    # Built from digits: arithmetic of Decimal would round to the context's precision.
    sign = 1 if minor < 0 else 0
    return Decimal((sign, tuple(int(d) for d in str(abs(minor))), -places))


def round_to(amount: Fraction | int, unit: Fraction, mode: RoundingMode) -> Fraction:
    """The multiple of `unit` next to `amount` by `mode` (amounts are never below 0).

    >>> round_to(Fraction(5, 1000), Fraction(1, 100), "half-up")
    Fraction(1, 100)
    >>> round_to(Fraction(5, 1000), Fraction(1, 100), "half-even")
    Fraction(0, 1)
    >>> round_to(Fraction(19, 1000), Fraction(1, 100), "down")
    Fraction(1, 100)
    """
    scaled = Fraction(amount) / unit
    n, d = scaled.numerator, scaled.denominator
    if mode == "half-up":
        whole = (2 * n + d) // (2 * d)
    elif mode == "half-even":
        whole, rest = divmod(n, d)
        whole += 1 if 2 * rest > d or (2 * rest == d and whole % 2) else 0
    elif mode == "down":
        whole = n // d
    else:
        whole = -((-n) // d)
    return whole * unit


def split_equally(amount: Fraction, ways: int, unit: Fraction) -> tuple[Fraction, ...]:
    """`amount` in `ways` shares on the grid of `unit`; the odd units go one each to the first.

    >>> [str(s) for s in split_equally(Fraction(500), 3, Fraction(1, 100))]
    ['16667/100', '16667/100', '8333/50']
    """
    minor = amount / unit
    base, odd = divmod(minor.numerator // minor.denominator, ways)
    return tuple((base + (1 if i < odd else 0)) * unit for i in range(ways))


def text_of(amount: Fraction | int) -> str:
    """An exact rational as text: a decimal where it is one, else ``p/q``.

    >>> text_of(Fraction(9999999, 1000)), text_of(Fraction(2, 37))
    ('9999.999', '2/37')
    """
    f = Fraction(amount)
    twos = fives = 0
    d = f.denominator
    while d % 2 == 0:
        d //= 2
        twos += 1
    while d % 5 == 0:
        d //= 5
        fives += 1
    if d != 1:
        return f"{f.numerator}/{f.denominator}"
    places = max(twos, fives)
    scaled = f.numerator * 10**places // f.denominator
    if not places:
        return str(scaled)
    whole, part = divmod(abs(scaled), 10**places)
    return f"{'-' if scaled < 0 else ''}{whole}.{part:0{places}d}"
