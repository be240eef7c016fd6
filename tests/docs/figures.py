"""Figures in prose: numbers, shares, dates, articles, so that 10,000, 1万 and 10000 are one figure.

A number that is a share (5 %) is no plain number (5); a day is no amount; the number of an article, of
a note or of an enumeration is none either. Small whole numbers count only where they measure
something ("3 t", ">= 3", "60 days") and not where they count kinds or number a list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

SMALL = 12  # up to here a number is trivially found anywhere
_URL = re.compile(r"https?://[^\s|）)]+")
# What has digits and is no figure: codes of notes and shapes, enumerations, emphasis.
_CODES = re.compile(
    r"\b(?:CNX?|KR|TW|US|TH)-[A-Z0-9-]+|\b[A-Z]{1,3}[0-9]{1,2}(?:-[0-9]+)?\b|(?<![\w.])\([0-9]\)(?= )|\*\*"
)
_LONG_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTHS = {m: n for n, long in enumerate(_LONG_MONTHS, 1) for m in (long, long[:3], long[:4])}
_DAY = re.compile(
    r"(?<![0-9])(?P<y>(?:19|20)[0-9]{2})(?:[-/]|\s*年\s*)(?P<m>0?[1-9]|1[0-2])(?![0-9])"
    r"(?:(?:[-/]|\s*月\s*)(?P<d>0?[1-9]|[12][0-9]|3[01])(?![0-9])(?:\s*日)?|\s*月)?"
)
_NAMED = re.compile(
    rf"\b(?:(?P<d>[0-9]{{1,2}}) )?(?P<m>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.? "
    r"(?P<y>(?:19|20)[0-9]{2})\b",
    re.I,
)
_NO_YEAR = re.compile(
    rf"\b([0-9]{{1,2}}) ({'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b(?! [0-9]{{4}})", re.I
)
_ZH_NO_YEAR = re.compile(r"(?<![0-9年] )(?<![0-9年])([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日")
_ZH_MONTHS = re.compile(
    r"(?:[0-9]{1,2}\s*[、至或-]\s*)?(?<![0-9])[0-9]{1,2}\s*月(?:\s*[0-9]{1,2}\s*日)?"
)
_PACKED = re.compile(
    r"(?<![0-9])(?P<y>20[0-9]{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12][0-9]|3[01])?(?![0-9])"
)
_IN_PATH = re.compile(
    r"/(?P<y>20[0-9]{2})[-/]?(?P<m>0[1-9]|1[0-2])[-/]?(?P<d>0[1-9]|[12][0-9]|3[01])(?![0-9])"
)
_YEAR = re.compile(r"(?<![0-9,.])((?:19|20)[0-9]{2})(?![0-9,]|\.[0-9]| ?(?:元|yuan|won|万))")
_UNIT = r"万|亿|千(?!克)|百(?!分)|million|bn|billion|m(?![a-z²³])|‰|%|percent|per cent"
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<n>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)(?![0-9])"
    rf"\s?(?P<unit>{_UNIT})?"
)
_CHINESE_LEFT = re.compile(r"(?<=[\u4e00-\u9fff，。；：、“”（）《》])(?=[0-9])")
_SCALE = {
    "万": 10_000, "亿": 100_000_000, "千": 1000, "百": 100, "million": 10**6, "m": 10**6,
    "bn": 10**9, "billion": 10**9, "%": Fraction(1, 100), "percent": Fraction(1, 100),
    "per cent": Fraction(1, 100), "‰": Fraction(1, 1000),
}  # fmt: skip
_SHARES = ("%", "percent", "per cent", "‰")
_JOINED = re.compile(r"\s*(?:-|–|—|~|to|至|/|,|or|and|->|\.\.)\s*\Z")
# What a small number has to stand before (or a comparison before it) to be a figure.
_MEASURE = re.compile(
    r"\s?-?(?:working |work )?(?:days?|months?|years?|hours?|weeks?|h\b|t\b|kg|x\b|times|fold|metres|yuan|won|"
    r"tonnes?|tons?|dollars?|日|天|个工作日|工作日|个月|月|年|小时|吨|公斤|倍|元|米|kilometres|deaths?|concealed)"
)
_COMPARED = re.compile(
    r"(?:>=|<=|>|<|≥|≤|超过|不足|below|under|above|over|least|most|least three|最多|不超过|不少于)\s?\Z"
)
_ARTICLE = re.compile(
    r"\b(?:art(?:icle)?s?|sec(?:tion)?|para(?:graph)?)\.? (?P<n>[0-9]+[a-z]?)"
    r"(?P<sub>(?:\([0-9a-z]+\))*)(?P<item>[0-9]+)?",
    re.I,
)
_ZH_ARTICLE = re.compile(
    r"第\s*(?P<n>[0-9一二三四五六七八九十百零〇两]+)\s*条(?P<sub>(?:第[0-9一二三四五六七八九十]+[款项])*)"
)
_ZH_OUTLINE = re.compile(
    r"(?<![\u4e00-\u9fff])(?P<n>[一二三四五六七八九十]+)(?:、)?[（(](?P<sub>[一二三四五六七八九十]+)[）)](?P<item>[0-9]+)?"
)
_ZH_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


@dataclass(frozen=True)
class Number:
    """A number in a text: its value, whether it is a share, and whether it measures something."""

    value: Fraction
    share: bool
    measures: bool


def chinese_number(text: str) -> int:
    """A whole number in Chinese or Arabic numerals.

    >>> chinese_number("十二"), chinese_number("二十"), chinese_number("一百零五"), chinese_number("7")
    (12, 20, 105, 7)
    """
    if text.isdigit():
        return int(text)
    total = current = 0
    for sign in text:
        if sign in "十百":
            total += (current or 1) * {"十": 10, "百": 100}[sign]
            current = 0
        else:
            current = _ZH_DIGITS[sign]
    return total + current


@cache
def days(text: str, *, urls: bool = False) -> frozenset[str]:
    """The dates of a text as YYYY-MM-DD, YYYY-MM or YYYY; a day brings its month and year.

    >>> sorted(days("in force 2016-04-01; November 2025; 2021-05/06; 2019-2021"))
    ['2016', '2016-04', '2016-04-01', '2019', '2021', '2021-05', '2021-06', '2025', '2025-11']
    >>> sorted(days("2024-08-08 to 12-31, 14 November"))
    ['11-14', '2024', '2024-08', '2024-08-08', '2024-12', '2024-12-31']
    """
    plain = text if urls else _URL.sub(" ", text)
    found: set[str] = set()
    patterns = (_DAY, _NAMED, _PACKED, _IN_PATH) if urls else (_DAY, _NAMED)
    for pattern in patterns:
        for m in pattern.finditer(plain):
            month = _MONTHS.get(m["m"].lower(), 0) or int(m["m"])
            parts = [m["y"], f"{month:02}"] + ([f"{int(m['d']):02}"] if m["d"] else [])
            found |= {"-".join(parts[: n + 1]) for n in range(len(parts))}
    for y, a, b in re.findall(r"((?:19|20)[0-9]{2})-([01][0-9])/([01][0-9])(?![0-9])", plain):
        found |= {y, f"{y}-{a}", f"{y}-{b}"}
        if not urls:
            found.discard(f"{y}-{a}-{b}")
    for y, m, d in re.findall(
        r"((?:19|20)[0-9]{2})-[0-9]{2}-[0-9]{2} to ([01][0-9])-([0-3][0-9])", plain
    ):
        found |= {f"{y}-{m}-{d}", f"{y}-{m}"}
    for d, m in _NO_YEAR.findall(plain):
        found.add(f"{_MONTHS[m.lower()]:02}-{int(d):02}")
    for m, d in _ZH_NO_YEAR.findall(plain):
        found.add(f"{int(m):02}-{int(d):02}")
    return frozenset(found | set(_YEAR.findall(plain)))


@cache
def numbers(text: str) -> frozenset[Number]:
    """The numbers of a text that may be figures.

    >>> sorted((str(n.value), n.share) for n in numbers("1-5 % of the fine, 3万元, 2-4 bn won; 17 kinds"))
    [('1/100', True), ('1/20', True), ('17', False), ('2000000000', False), ('30000', False), ('4000000000', False)]
    """
    plain = _CHINESE_LEFT.sub(" ", _CODES.sub(" ", _URL.sub(" ", text)))
    plain = _ARTICLE.sub(" ", _ZH_ARTICLE.sub(" ", plain))
    plain = _ZH_MONTHS.sub(" ", _NO_YEAR.sub(" ", _NAMED.sub(" ", _DAY.sub(" ", plain))))
    found = list(_NUMBER.finditer(plain))
    units = [m["unit"] or "" for m in found]
    # In "1-5 %" and "100-500 m" the unit is that of both.
    for (i, one), (_, after) in reversed(list(pairwise(enumerate(found)))):
        if not units[i] and units[i + 1] and _JOINED.match(plain[one.end("n") : after.start()]):
            few = units[i + 1] in (*_SHARES, "m", "bn", "万", "million")
            smaller = _value(one["n"]) <= _value(after["n"])
            slash = "/" in plain[one.end("n") : after.start()] and units[i + 1] in _SHARES
            if few and (smaller or slash):
                units[i] = units[i + 1]
    beside_larger = {
        m
        for one, after in pairwise(found)
        if _JOINED.match(plain[one.end("n") : after.start()])
        and max(_value(one["n"]), _value(after["n"])) > SMALL
        for m in (one, after)
    }
    out = set()
    for m, unit in zip(found, units, strict=True):
        value = _value(m["n"]) * _SCALE.get(unit, 1)
        measured = bool(unit) or bool(_MEASURE.match(plain, m.end("n")))
        compared = bool(_COMPARED.search(plain[max(0, m.start() - 12) : m.start()]))
        out.add(Number(value, unit in _SHARES, measured or compared or m in beside_larger))
        if unit == "m":
            out.add(Number(_value(m["n"]), False, True))  # million, or metres
    return frozenset(out)


def _value(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


def has_number(text: str, value: Fraction, *, share: bool) -> bool:
    """Whether a number stands in a text.

    >>> has_number("500-1,000 yuan", Fraction(1000), share=False), has_number("11 kinds", Fraction(11), share=False)
    (True, False)
    >>> has_number("hazardous waste >=3 t", Fraction(3), share=False), has_number("5 %", Fraction(5), share=False)
    (True, False)
    """
    for n in numbers(text):
        if n.value != value or (share and not n.share and n.value < SMALL):
            continue
        small = not share and value.denominator == 1 and value <= SMALL
        if n.measures or not small:
            return True
    return False


@cache
def articles(text: str) -> frozenset[tuple[str, ...]]:
    """The articles of a text, each as its numbers; an item brings the article it is in.

    >>> sorted(articles("art. 5(1), 第十条第二款, sec. 2(2); 二（二）5"))
    [('10',), ('10', '2'), ('2',), ('2', '2'), ('2', '2', '5'), ('5',), ('5', '1')]
    """
    found: set[tuple[str, ...]] = set()
    for m in _ARTICLE.finditer(text):
        subs = re.findall(r"\(([0-9a-z]+)\)", m["sub"])
        found.add((m["n"], *subs, *([m["item"]] if m["item"] and subs else [])))
    for m in _ZH_ARTICLE.finditer(text):
        subs = re.findall(r"第([0-9一二三四五六七八九十]+)[款项]", m["sub"])
        found.add(tuple(str(chinese_number(n)) for n in (m["n"], *subs)))
    for m in _ZH_OUTLINE.finditer(text):
        parts = [m["n"], m["sub"], *([m["item"]] if m["item"] else [])]
        found.add(tuple(str(chinese_number(n)) for n in parts))
    return frozenset(a[: n + 1] for a in found for n in range(len(a)))


@cache
def outline(text: str) -> frozenset[tuple[str, ...]]:
    """The headings of a Chinese document on one line: 二、…（二）… as ('2', '2').

    >>> sorted(outline("一、总体 二、办理 （二）严格办理 1. 梳理 2. 回避"))
    [('1',), ('2',), ('2', '2'), ('2', '2', '1'), ('2', '2', '2')]
    """
    found: set[tuple[str, ...]] = set()
    at: list[str] = []
    for m in re.finditer(
        r"(?:^|[\s#*。；])(?:(?P<a>[一二三四五六七八九十]+)、|\**（(?P<b>[一二三四五六七八九十]+)）|(?P<c>[0-9])\. )",
        text,
    ):
        level = 0 if m["a"] else 1 if m["b"] else 2
        at = [*at[:level], str(chinese_number(m["a"] or m["b"] or m["c"]))]
        if len(at) == level + 1:
            found.add(tuple(at))
    return frozenset(found)


def written(value: Fraction, *, share: bool) -> str:
    """A number as a reader writes it: 30000, 5%, 2.5.

    >>> written(Fraction(1, 20), share=True), written(Fraction(5, 2), share=False)
    ('5%', '2.5')
    """
    from ecoreward.money import text_of

    return f"{text_of(value * 100)}%" if share else text_of(value)
