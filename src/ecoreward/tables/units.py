"""Units that stand in a header: 罚款（万元）, 罚款/万元, fine (10k yuan). Each is a power of ten."""

from __future__ import annotations

import re
import unicodedata

_CLOSED = re.compile(r"(.+?)\s*[(\[【]\s*([^()\[\]【】]+?)\s*[)\]】]\s*\Z", re.S)
_SLASH = re.compile(r"([^/]+?)\s*/\s*([^/]+?)\s*\Z", re.S)
_LEAD = re.compile(r"单位[:：]?")
_SCALES = {"百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8}
_WORDS = {
    "1": 0, "hundred": 2, "k": 3, "1k": 3, "thousand": 3, "thousands": 3, "1000": 3, "'000": 3,
    "000": 3, "10k": 4, "tenthousand": 4, "10000": 4, "wan": 4, "100k": 5, "100000": 5, "m": 6,
    "1m": 6, "million": 6, "millions": 6, "1000000": 6, "100m": 8, "hundredmillion": 8,
}  # fmt: skip
_CURRENCIES = {
    "CNY": r"rmb|cny|yuan|¥|元|圆", "TWD": r"twd|nt\$|新台币|元", "KRW": r"krw|won|₩|韩元|원",
    "THB": r"thb|baht|฿|泰铢", "USD": r"usd|us\$|dollars?|\$|美元",
}  # fmt: skip


def split_unit(header: str) -> tuple[str, str]:
    """A header and the unit it names, if it names one.

    >>> split_unit("罚款（万元）"), split_unit("fine / 10k yuan"), split_unit("罚款")
    (('罚款', '万元'), ('fine', '10k yuan'), ('罚款', ''))
    """
    text = unicodedata.normalize("NFKC", header).strip()
    match = _CLOSED.match(text) or _SLASH.match(text)
    return (match[1], match[2]) if match else (header, "")


def ten_to(unit: str, currency: str = "CNY") -> int | None:
    """The power of ten of a unit of this currency; None where it is none.

    >>> [ten_to(u) for u in ("元", "万元", "单位：亿元", "10k yuan", "RMB 10,000", "千", "吨", "万美元")]
    [0, 4, 8, 4, 4, 3, None, None]
    >>> ten_to("million USD", "USD"), ten_to("万元", "USD")
    (6, None)
    """
    text = _LEAD.sub("", unicodedata.normalize("NFKC", unit).lower())
    text = re.sub(r"[\s,]+", "", text).removeprefix("人民币" if currency == "CNY" else "")
    if not text:
        return None
    names = _CURRENCIES.get(currency, re.escape(currency.lower()))
    rest, found = re.subn(rf"^(?:{names})|(?:{names})\Z", "", text, count=1)
    if not rest:
        return 0 if found else None
    scale = _SCALES.get(rest)
    return _WORDS.get(rest.removesuffix("of")) if scale is None else scale
