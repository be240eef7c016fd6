"""Python data as items of a case: whatever is passed, the answer is an item and problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as Dict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import islice
from typing import Any, TypeAlias

from ecoreward.engine.private import KEYS, word
from ecoreward.money import Money, text_of
from ecoreward.policy.reader import MAX_DEPTH, MAX_NODES, Item, Mapping, Scalar, Sequence
from ecoreward.problems import Place, Problem

# The names a problem may show, asked for only when there is one.
Names: TypeAlias = Callable[[], Iterable[str]]
MOST_PROBLEMS = 50
_MOST_BITS = 256
_MOST_PLACES = 60


class _Enough(Exception):
    """There is more data, or more wrong with it, than is read."""


class _NoNumberError(Exception):
    """A number that is not finite or has far too many digits."""


class _NoTypeError(Exception):
    """Data of a type that is not read."""


def item_of(data: Any, place: Place, problems: list[Problem], names: Names = tuple) -> Item:
    """Python data as items. A binary float is a problem that says what to pass instead.

    >>> found = []
    >>> item_of({"fine": 0.5}, Place(""), found).get("fine").value, found[0].code
    ('', 'case.float')
    """
    reader = _Reader(place, problems, cache(names))
    try:
        return reader.item(data, "", 0)
    except _Enough:
        return Scalar("", place)


class _Reader:
    def __init__(self, place: Place, problems: list[Problem], names: Names) -> None:
        self.place, self.problems, self.names = place, problems, names
        self.nodes = 0

    def item(self, data: Any, key: str, depth: int) -> Item:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.tell("case.too-many", limit=f"{MAX_NODES:,}")
            raise _Enough
        if depth > MAX_DEPTH:
            self.tell("case.too-deep", limit=str(MAX_DEPTH))
            raise _Enough
        try:
            return self._read(data, key, depth)
        except _Enough:
            raise
        except _NoNumberError:
            self.tell("case.number-size", key=word(key, [*KEYS, *self.names()]))
        except Exception:  # code of the data's own class may raise anything
            code = "case.float" if issubclass(type(data), float) else "case.python-type"
            self.tell(code, type=_type_name(data), key=word(key, [*KEYS, *self.names()]))
        return Scalar("", self.place)

    def tell(self, code: str, **params: Any) -> None:
        self.problems.append(Problem(code, self.place, params))
        if len(self.problems) >= MOST_PROBLEMS:
            raise _Enough

    def _read(self, data: Any, key: str, depth: int) -> Item:
        kind = type(data)
        if data is None:
            return Scalar("", self.place)
        if kind is bool:
            return Scalar("true" if data else "false", self.place)
        if issubclass(kind, Money):
            parts = {"value": data.value, "currency": data.currency}
            return self._read(parts, key, depth)
        if issubclass(kind, Dict):
            return self._mapping(data, depth)
        if issubclass(kind, (list, tuple)):
            return Sequence(tuple(self.item(v, key, depth + 1) for v in data), self.place)
        if issubclass(kind, (set, frozenset)):
            items = [self.item(v, key, depth + 1) for v in data]
            return Sequence(tuple(sorted(items, key=_order)), self.place)
        return Scalar(_text(data), self.place, plain=False)

    def _mapping(self, data: Any, depth: int) -> Mapping:
        pairs: list[tuple[Scalar, Item]] = []
        for key, value in islice(data.items(), MAX_NODES + 1):
            if issubclass(type(key), str):
                name = str.__str__(key)
                pairs.append(
                    (Scalar(name, self.place, plain=False), self.item(value, name, depth + 1))
                )
            else:
                self.tell("case.key-type", type=_type_name(key))
        return Mapping(tuple(pairs), self.place)


def _text(data: Any) -> str:
    """The text of one value; the methods of its type, not those of a subclass, where that can be."""
    kind = type(data)
    if issubclass(kind, str):
        return str.__str__(data)
    if issubclass(kind, Decimal):
        return _decimal(data)
    if issubclass(kind, Fraction):
        whole, part = _bounded(data.numerator), _bounded(data.denominator)
        return text_of(Fraction(whole, part))
    if issubclass(kind, date):
        return str.__str__(data.isoformat())[:10]
    if issubclass(kind, (float, complex, bytes, bytearray)) or not hasattr(kind, "__index__"):
        raise _NoTypeError
    return str(_bounded(kind.__index__(data)))


def _bounded(number: int) -> int:
    if int.bit_length(number) > _MOST_BITS:
        raise _NoNumberError
    return int.__index__(number)


def _decimal(data: Decimal) -> str:
    sign, digits, exponent = Decimal.as_tuple(data)
    if not isinstance(exponent, int) or max(len(digits), abs(exponent)) > _MOST_PLACES:
        raise _NoNumberError
    return f"{Decimal((sign, digits, exponent)):f}"


def _order(item: Item) -> str:
    return item.value if isinstance(item, Scalar) else ""


def _type_name(data: Any) -> str | dict[str, str]:
    """The name of a type, where it is a plain one."""
    name = str(type.__dict__["__name__"].__get__(type(data)))
    parts = [p.lower() for p in name.split("_") if p]
    return name if name.isidentifier() and word("-".join(parts), ()) == "-".join(parts) else "…"
