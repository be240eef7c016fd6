"""人民币大写: the cases of the rule itself, and back again by another way."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecoreward.explain import capital
from ecoreward.money import Money

RULE = {
    "0": "零元整",
    "0.05": "伍分",
    "0.50": "伍角整",
    "0.55": "伍角伍分",
    "1.50": "壹元伍角整",
    "10": "壹拾元整",
    "10.50": "壹拾元零伍角整",
    "100.05": "壹佰元零伍分",
    "325.04": "叁佰贰拾伍元零肆分",
    "500": "伍佰元整",
    "1409.50": "壹仟肆佰零玖元伍角整",
    "1680.32": "壹仟陆佰捌拾元零叁角贰分",
    "6007.14": "陆仟零柒元壹角肆分",
    "10001": "壹万零壹元整",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "54930": "伍万肆仟玖佰叁拾元整",
    "100000": "壹拾万元整",
    "107000.53": "壹拾万零柒仟元零伍角叁分",
    "1001290": "壹佰万零壹仟贰佰玖拾元整",
    "1000000000": "壹拾亿元整",
    "1000010000": "壹拾亿零壹万元整",
    "1000000000001": "壹万亿零壹元整",
    "10000000000000000": "壹亿亿元整",
}


@pytest.mark.parametrize(("digits", "words"), RULE.items())
def test_rule(digits: str, words: str) -> None:
    assert capital(Decimal(digits)) == words
    assert capital(Fraction(digits)) == words
    assert capital(Money(Decimal(digits))) == words
    assert capital({"value": digits, "currency": "CNY"}) == words


def read(text: str) -> Fraction:
    """Back to a number by position values, knowing nothing of how the text was made."""
    values = {c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
    units = {"拾": 10, "佰": 100, "仟": 1000}

    def whole(part: str) -> int:
        for word, size in (("亿", 10**8), ("万", 10**4)):
            if word in part:
                high, _, low = part.rpartition(word)
                return whole(high) * size + whole(low)
        total = digit = 0
        for c in part:
            if c in units:
                total, digit = total + digit * units[c], 0
            else:
                digit = values[c]
        return total + digit

    yuan, _, rest = text.removesuffix("整").rpartition("元")
    total = Fraction(whole(yuan))
    for word, size in (("角", 10), ("分", 100)):
        if word in rest:
            total += Fraction(values[rest[rest.index(word) - 1]], size)
    return total


@given(st.one_of(st.integers(0, 10**6), st.integers(0, 10**20),
                 st.text("0123456789", min_size=1, max_size=19).map(int),
                 st.text("0012", min_size=1, max_size=19).map(int)))  # fmt: skip
@example(10**18 + 5)
def test_back_again(fen: int) -> None:
    text = capital(Fraction(fen, 100))
    assert read(text) == Fraction(fen, 100)
    assert "零零" not in text
    assert not text.startswith("零") or fen == 0
    assert text.endswith("分") != text.endswith("整")


def test_refused() -> None:
    with pytest.raises(TypeError, match="a binary float is not exact"):
        capital(0.1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="finer than a fen"):
        capital(Decimal("9999.999"))
    with pytest.raises(ValueError, match="below 0"):
        capital(-1)
    with pytest.raises(ValueError, match="USD has no 人民币大写"):
        capital(Money(Decimal(1), "USD"))
