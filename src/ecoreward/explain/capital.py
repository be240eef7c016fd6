"""人民币大写: an exact amount written as a cheque or a voucher wants it.

The rule is 《支付结算办法》附一（正确填写票据和结算凭证的基本规定）. Where it leaves a choice this module
always takes the same side: any run of zeros between two digits that are not zero is written as one
零 (107000.53 is 壹拾万零柒仟元零伍角叁分), and 整 stands after 元 and after 角, never after 分.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ecoreward.money import Money

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_WAN, _YI = 10**4, 10**8

Amount = Money | Decimal | Fraction | int | Mapping[str, Any]


def capital(amount: Amount) -> str:
    """The amount in 人民币大写, without the words 人民币.

    Takes yuan as int, Decimal or Fraction, a `Money` in CNY, or an amount as it stands in a
    decision. Raises `TypeError` for a float and `ValueError` for an amount that is below 0, finer
    than a fen, or in another currency.

    >>> capital(60000), capital(Decimal("100.05")), capital(Decimal("0.50"))
    ('陆万元整', '壹佰元零伍分', '伍角整')
    """
    fen = _fen(amount)
    yuan, rest = divmod(fen, 100)
    jiao, last = divmod(rest, 10)
    if not fen:
        return f"{_DIGITS[0]}元整"
    text = f"{_whole(yuan)}元" if yuan else ""
    if not rest:
        return f"{text}整"
    # A zero between the yuan and the first digit that follows: in the place of one yuan or of jiao.
    if yuan and (not jiao or not yuan % 10):
        text += _DIGITS[0]
    text += f"{_DIGITS[jiao]}角" if jiao else ""
    return f"{text}{_DIGITS[last]}分" if last else f"{text}整"


def _fen(amount: Amount) -> int:
    if isinstance(amount, Mapping):
        amount = Money(Decimal(amount["value"]), amount["currency"])
    if isinstance(amount, Money):
        if amount.currency != "CNY":
            raise ValueError(f"{amount.currency} has no 人民币大写")
        amount = amount.value
    if isinstance(amount, (float, bool)):
        raise TypeError('a binary float is not exact; pass a Decimal such as Decimal("0.1")')
    exact = Fraction(amount) * 100
    if exact.denominator != 1:
        raise ValueError(f"{amount} is finer than a fen")
    if exact < 0:
        raise ValueError(f"{amount} is below 0")
    return exact.numerator


def _whole(number: int) -> str:
    """A whole number above 0; 亿 stands for 10⁸ at every height (壹万亿, 壹亿亿)."""
    for unit, word in ((_YI, "亿"), (_WAN, "万")):
        if number >= unit:
            high, low = divmod(number, unit)
            text = f"{_whole(high)}{word}"
            if not low:
                return text
            # Zeros at the end of the upper part or at the head of the lower one: one 零.
            gap = not high % 10 or low < unit // 10
            return f"{text}{_DIGITS[0] if gap else ''}{_whole(low)}"
    text, zeros = "", False
    for place, digit in enumerate(reversed(str(number))):
        if digit == "0":
            zeros = bool(text)
            continue
        text = f"{_DIGITS[int(digit)]}{_PLACES[place]}{_DIGITS[0] if zeros else ''}{text}"
        zeros = False
    return text
