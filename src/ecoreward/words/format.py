"""How a value is written for a person: money, shares, dates and lists, by locale.

Values are plain data as they stand in a decision (``{"value": "500.00", "currency": "CNY"}``),
so text can be rendered again from a stored decision. Nothing here rounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal, localcontext
from typing import Any

MOST_DIGITS = 10_000
LOCALES = {"zh": "zh_CN", "en": "en"}


def words_of(value: Any, lang: str) -> str:
    """Write one value in `lang`.

    >>> words_of({"value": "60000.00", "currency": "CNY"}, "zh")
    '60,000 元'
    >>> words_of({"value": "0.50", "currency": "CNY"}, "en")
    'CNY 0.50'
    >>> words_of(["a", "b"], "zh")
    'a、b'
    >>> low, high = {"value": "0.00", "currency": "CNY"}, {"value": "100000.00", "currency": "CNY"}
    >>> words_of({"low": low, "high": high}, "zh"), words_of({"low": low, "high": high}, "en")
    ('0 至 100,000 元', 'CNY 0 to 100,000')
    >>> words_of({"value": "10000/3", "currency": "CNY"}, "zh")
    '10,000/3 元'
    """
    if value is None:
        return "不限" if lang == "zh" else "no limit"
    if isinstance(value, bool):
        return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
    if isinstance(value, int):
        return number(Decimal(value), lang)
    if isinstance(value, Mapping):
        return _mapping(value, lang)
    if isinstance(value, (list, tuple)):
        return ("、" if lang == "zh" else ", ").join(words_of(v, lang) for v in value)
    return str(value)


def _mapping(value: Mapping[str, Any], lang: str) -> str:
    if "currency" in value:
        return money(value["value"], value["currency"], lang)
    if "number" in value:
        return number(value["number"], lang)
    if "date" in value:
        return str(value["date"])
    if "rows" in value:
        return f"{value['rows']} 项" if lang == "zh" else f"{value['rows']} in number"
    if "codes" in value:
        return words_of(list(value["codes"]), lang)
    if "low" in value and "high" in value:
        return _range(value["low"], value["high"], lang)
    if lang in value:
        return str(value[lang])
    return str(next(iter(value.values()), ""))


def _range(low: Any, high: Any, lang: str) -> str:
    if low == high:
        return words_of(low, lang)
    if high is None:
        return (f"{words_of(low, lang)}起，上限不定" if lang == "zh"
                else f"from {words_of(low, lang)}, no upper limit known")  # fmt: skip
    if low is None:
        return f"不超过 {words_of(high, lang)}" if lang == "zh" else f"up to {words_of(high, lang)}"
    left, right = words_of(low, lang), words_of(high, lang)
    if isinstance(low, Mapping) and "currency" in low and low["currency"] == high.get("currency"):
        # One currency is named once.
        if lang == "zh":
            left = _digits(low["value"], lang)
        else:
            right = _digits(high["value"], lang)
    return left + (" 至 " if lang == "zh" else " to ") + right


def number(value: Decimal | str, lang: str) -> str:
    """A number with grouping and all its digits, none added; ``p/q`` stays a fraction.

    >>> number(Decimal("1234567.891"), "en"), number("10000/3", "en")
    ('1,234,567.891', '10,000/3')
    """
    if isinstance(value, str) and "/" in value:
        return "/".join(number(part, lang) for part in value.split("/"))
    exact = Decimal(value)
    return _written(exact, None, lang)


def _written(value: Decimal, pattern: str | None, lang: str) -> str:
    """By locale, in a decimal context of our own: the host's could round or refuse long sums."""
    from babel.numbers import format_decimal

    with localcontext(Context(prec=MOST_DIGITS, traps=[])):
        return format_decimal(
            value, format=pattern, locale=LOCALES[lang], decimal_quantization=False
        )


def money(value: Decimal | str, currency: str, lang: str) -> str:
    """An amount with its currency; whole amounts without digits after the point."""
    text = _digits(value, lang)
    if lang == "zh":
        return f"{text} {unit_name(currency, lang)}"
    return f"{unit_name(currency, lang)} {text}"


def _digits(value: Decimal | str, lang: str) -> str:
    """The digits an amount has.

    Babel would round half-even to the pattern's digits; the quantisation is off.
    """
    if isinstance(value, str) and "/" in value:
        return number(value, lang)
    exact = Decimal(value)
    digits = -int(exact.as_tuple().exponent) if exact != exact.to_integral_value() else 0
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    return _written(exact, pattern, lang)


def unit_name(currency: str, lang: str) -> str:
    """What the main unit of a currency is called beside an amount.

    >>> unit_name("CNY", "zh"), unit_name("KRW", "zh"), unit_name("CNY", "en")
    ('元', '韩元', 'CNY')
    """
    if lang != "zh":
        return currency
    if currency == "CNY":
        return "元"
    from babel.numbers import get_currency_name

    return str(get_currency_name(currency, locale="zh_CN"))
