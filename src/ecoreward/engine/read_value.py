"""Read one fact's value as people write it: 120万, １，２００元, 是, 2021年5月, [10万..20万).

Full-width digits and signs are folded here, in data, and nowhere else. A value that cannot be read is
a problem that names the key and the kind of value, never the value itself, unless the fact's values
are a closed list.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from fractions import Fraction

from ecoreward.engine.values import NONE, Cause, Choice, End, Num, SetOf, Value, truth
from ecoreward.feel.context import kind_words
from ecoreward.money import minor_unit
from ecoreward.policy.reader import Item, Mapping, Scalar, Sequence
from ecoreward.policy.sheet import span_of
from ecoreward.policy.vocabulary_types import FactSpec, Vocabulary
from ecoreward.problems import Place, Problem, nearest

_TRUE = {"是", "true", "yes", "y", "有", "已"}
_FALSE = {"否", "false", "no", "n", "无", "未"}
_MONEY = re.compile(r"([0-9]+(?:\.[0-9]+)?)(万|亿|千|百)?\Z")
_SHARE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([%‰])\Z")
_SCALE = {"": 1, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_RANGE = re.compile(r"([\[(]?)\s*(.*?)\s*\.\.+\s*(.*?)\s*([\])]?)\Z", re.S)
_BOUND = re.compile(r"(>=|<=|>|<)\s*(.+)\Z", re.S)
_DATE = re.compile(r"([0-9]{4})年?(?:[-/.]?([0-9]{1,2})月?(?:[-/.]?([0-9]{1,2})日?)?)?\Z")
_DAY8 = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})\Z")
MOST_DIGITS = 30
FIRST_DAY, LAST_DAY = date.min.toordinal(), date.max.toordinal()


class Unreadable(Exception):
    """A value that is not of its fact's kind; caught in this room."""

    def __init__(self, code: str, **params: object) -> None:
        self.code, self.params = code, params
        super().__init__(code)


def folded_money(item: Item, currency: str) -> Item:
    """A sum written as ``{value, currency}`` as its value alone; other currencies never mix in."""
    if not isinstance(item, Mapping) or {k.value for k, _ in item.items} != {"value", "currency"}:
        return item
    parts = {k.value: v for k, v in item.items}
    value, written = parts["value"], parts["currency"]
    if not isinstance(value, Scalar) or not isinstance(written, Scalar):
        return item
    if written.value != currency:
        raise Unreadable("case.other-currency", currency=currency)
    return Scalar(value.value, item.place, plain=False)


def read_value(
    spec: FactSpec, item: Item, vocabulary: Vocabulary, currency: str
) -> tuple[Value | None, Problem | None]:
    """The value of a fact, None where it is left empty (unknown), or the problem with it."""
    try:
        value = _read(spec, item, vocabulary, currency)
    except Unreadable as bad:
        suggestions = bad.params.pop("suggestions", ())
        place = bad.params.pop("place", item.place)
        params = {"fact": spec.label, **bad.params}
        return None, Problem(bad.code, place, params, suggestions=suggestions)  # type: ignore[arg-type]
    return value, None


def _read(spec: FactSpec, item: Item, vocabulary: Vocabulary, currency: str) -> Value | None:
    kind = spec.type.kind
    if kind == "set":
        return _set(spec, item, vocabulary)
    text = _text(spec, folded_money(item, currency) if kind == "money" else item)
    if not text:
        return None
    if kind == "boolean":
        return _boolean(text)
    if kind == "choice":
        return _choice(spec, text, vocabulary)
    value = _date_range(text) if kind == "date" else _number_range(text, spec, currency)
    low = value.low if value.low is not None else spec.low
    high = value.high if value.high is not None else spec.high
    _check_bounds(spec, low, high)
    point = low is not None and low == high
    return Num(low, high, NONE if point else frozenset({Cause("fact", spec.name)}))


def _text(spec: FactSpec, item: Item) -> str:
    """One text out of a scalar, a money object or a low/high object."""
    if isinstance(item, Scalar):
        return item.value.strip()
    if isinstance(item, Mapping):
        parts = {k.value: v.value for k, v in item.items if isinstance(v, Scalar)}
        if "value" in parts:
            return parts["value"]
        if "low" in parts or "high" in parts:
            return f"[{parts.get('low', '')}..{parts.get('high', '')}]"
    raise Unreadable("case.value-kind", kind=kind_words(spec.type.kind), have=kind_of(item))


def kind_of(item: Item) -> dict[str, str]:
    """What kind of value stands there, in words, without the value."""
    if isinstance(item, Sequence):
        return {"zh": "列表", "en": "a list"}
    if isinstance(item, Mapping):
        return {"zh": "一组键值", "en": "a mapping"}
    folded = unicodedata.normalize("NFKC", item.value)
    if re.fullmatch(r"[0-9.,\s]+", folded):
        return {"zh": "数字", "en": "a number"}
    return {"zh": f"文字（{len(item.value)} 个字符）", "en": f"text ({len(item.value)} characters)"}


def _boolean(text: str) -> Value:
    folded = unicodedata.normalize("NFKC", text).lower()
    if folded in _TRUE:
        return truth(True)
    if folded in _FALSE:
        return truth(False)
    raise Unreadable("case.want-boolean")


def _choice(spec: FactSpec, text: str, vocabulary: Vocabulary) -> Value:
    spellings = vocabulary.codes[spec.name]
    code = spellings.get(text) or spellings.get(unicodedata.normalize("NFKC", text))
    if code:
        return Choice(frozenset({code}))
    names = [dict(w) or c for c, w in spec.values.items()]
    raise Unreadable("case.unknown-choice", names=names, suggestions=nearest(text, spellings))


def _set(spec: FactSpec, item: Item, vocabulary: Vocabulary) -> Value | None:
    spellings = vocabulary.codes[spec.name]
    if isinstance(item, Mapping):
        raise Unreadable("case.value-kind", kind=kind_words("set"), have=kind_of(item))
    if isinstance(item, Scalar):
        if not item.value.strip():
            return None
        texts = [(t, item.place) for t in _split(item.value.strip(), spellings)]
    else:
        texts = [(i.value.strip(), i.place) for i in item.items if isinstance(i, Scalar)]
        if len(texts) != len(item.items):
            raise Unreadable("case.value-kind", kind=kind_words("set"), have=kind_of(item))
    codes = set()
    for text, place in texts:
        code = spellings.get(text) or spellings.get(unicodedata.normalize("NFKC", text))
        if not code:
            suggestions = nearest(text, spellings)
            raise Unreadable("case.unknown-term", suggestions=suggestions, place=place)
        codes.add(code)
    return SetOf(frozenset(codes), frozenset(codes))


def _split(text: str, spellings: object) -> list[str]:
    """One term, or several divided by commas or semicolons (、 only where the whole is no term)."""
    known = spellings if isinstance(spellings, dict) else {}
    if text in known:
        return [text]
    parts = [p.strip() for p in re.split(r"[,，;；]", text) if p.strip()]
    out: list[str] = []
    for part in parts:
        out += [part] if part in known else [p.strip() for p in part.split("、") if p.strip()]
    return out


def number_text(text: str) -> str:
    """A number as people write it, folded: no grouping, no currency words.

    >>> number_text("１，２００，０００元")
    '1200000'
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    folded = re.sub(r"^(人民币|RMB|CNY|¥|￥)\s*", "", folded)
    folded = re.sub(r"\s*(元整|元|圆)$", "", folded).strip()
    # Grouping commas stand before three digits (or four, in the Chinese way); others are slips.
    if re.search(r",", folded):
        plain = re.sub(r",(?=[0-9]{3}(?:[^0-9]|$|,))", "", folded)
        folded = plain if "," not in plain else folded
    return folded


def amount(text: str) -> Fraction:
    """A number or sum such as ``120万``, exactly."""
    match = _MONEY.match(number_text(text))
    if not match or len(match[1]) > MOST_DIGITS:
        raise Unreadable("case.want-number")
    return Fraction(match[1]) * _SCALE[match[2] or ""]


def _share(match: re.Match[str]) -> Fraction:
    """``40%`` as a number."""
    if len(match[1]) > MOST_DIGITS:
        raise Unreadable("case.want-number")
    return Fraction(match[1]) / (100 if match[2] == "%" else 1000)


def _number_range(text: str, spec: FactSpec, currency: str) -> Num:
    folded = unicodedata.normalize("NFKC", text).strip()
    money = spec.type.kind == "money"
    finest = minor_unit(currency) if money else Fraction(1)
    step = spec.step or finest
    words = {"value": _step_words(step), "currency": currency} if money else _step_words(step)
    code = "case.want-money" if money else "case.want-number"

    def one(part: str) -> Fraction:
        share = _SHARE.match(number_text(part)) if spec.type.kind == "number" else None
        try:
            value = _share(share) if share else amount(part)
        except Unreadable:
            raise Unreadable(code) from None
        if money and (value / finest).denominator != 1:
            raise Unreadable("case.too-fine-money", step=smallest(currency))
        if (value / step).denominator != 1:
            raise Unreadable("case.off-step" if step > finest else "case.too-fine", step=words)
        return value

    ends = _ends(folded)
    if ends is None:
        value = one(folded)
        return Num(value, value)
    low_text, low_open, high_text, high_open = ends
    low = one(low_text) + (step if low_open else 0) if low_text else None
    high = one(high_text) - (step if high_open else 0) if high_text else None
    if low is not None and high is not None and low > high:
        raise Unreadable("case.range-reversed")
    return Num(low, high)


def smallest(currency: str) -> dict[str, str]:
    """The minor unit as data."""
    return {"value": _step_words(minor_unit(currency)), "currency": currency}


def _step_words(step: Fraction) -> str:
    from ecoreward.money import text_of

    return text_of(step)


def _ends(text: str) -> tuple[str, bool, str, bool] | None:
    """(low, low open, high, high open) of a range; None when it is one value."""
    bound = _BOUND.match(text)
    if bound:
        strict = bound[1] in (">", "<")
        return (
            (bound[2], strict, "", False) if bound[1][0] == ">" else ("", False, bound[2], strict)
        )
    match = _RANGE.match(text)
    if match and ".." in text:
        return match[2], match[1] == "(", match[3], match[4] == ")"
    return None


def _date_range(text: str) -> Num:
    folded = unicodedata.normalize("NFKC", text).strip()
    ends = _ends(folded)
    if ends is None:
        return day(folded)
    low_text, low_open, high_text, high_open = ends
    low = day(low_text) if low_text else None
    high = day(high_text) if high_text else None
    first = None if low is None else (int(low.high or 0) + 1 if low_open else low.low)
    last = None if high is None else (int(high.low or 0) - 1 if high_open else high.high)
    if first is not None and last is not None and first > last:
        raise Unreadable("case.range-reversed")
    if (first is not None and first > LAST_DAY) or (last is not None and last < FIRST_DAY):
        raise Unreadable("case.no-such-day")
    return Num(first, last)


def day(text: str) -> Num:
    """A day, or all days of a month or a year. Raises `Unreadable`."""
    match = _DAY8.match(text) or _DATE.match(text)
    if not match:
        raise Unreadable("case.want-date")
    year, month, day = match[1], match[2], match[3]
    written = year + (f"-{int(month):02d}" if month else "") + (f"-{int(day):02d}" if day else "")
    span = span_of(written)
    if span is None or span.low is None or span.high is None:
        raise Unreadable("case.no-such-day")
    return Num(span.low, span.high)


def _check_bounds(spec: FactSpec, first: End, last: End) -> None:
    """Both ends lie inside the fact's bounds, and an open range leaves something inside them."""
    from ecoreward.money import text_of

    low, high = spec.low, spec.high
    below = low is not None and first is not None and first < low
    above = high is not None and last is not None and last > high
    if below or above or (first is not None and last is not None and first > last):
        params = {"low": text_of(low) if low is not None else "—",
                  "high": text_of(high) if high is not None else "—"}  # fmt: skip
        raise Unreadable("case.out-of-bounds", **params)


def masked(place: Place, key: str) -> Place:
    """The place of a value in a case file, its line shown without the value."""
    if not place.text:
        return place
    return Place(place.file, place.line, place.column, 1, _before(place, key) + "…")


def shown(place: Place, key: str) -> Place:
    """As `masked`, with the value itself: for facts whose values are a closed list."""
    if not place.text:
        return place
    at = max(0, place.column - 1)
    text = _before(place, key) + place.text[at : at + place.length] + " …"
    return Place(place.file, place.line, place.column, place.length, text)


def _before(place: Place, key: str) -> str:
    """The line before a value: its indent and its key, whatever else stands there blanked."""
    head = place.text[: max(0, place.column - 1)]
    # A whole file may stand on one line: only the end of it can be the key.
    tail = head[-(len(key) + 40) :]
    found = re.search(rf"[\"']?{re.escape(key)}[\"']?\s*[:：]\s*[\[\"']*\Z", tail) if key else None
    kept = found[0] if found else ""
    rest = head[: len(head) - len(kept)]
    lead = re.match(r"[\s-]*", rest)
    indent = lead[0] if lead else ""
    return indent + " " * (len(rest) - len(indent)) + kept
