"""The shares on a form, reporter by reporter, by number and never by name."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from ecoreward.explain.paid import payout_steps
from ecoreward.explain.voice import Data, Voice
from ecoreward.words import say

_DIGITS = "零一二三四五六七八九"
_PLACES = ((1000, "千"), (100, "百"), (10, "十"))


@dataclass(frozen=True, slots=True)
class Share:
    """What one reporter, or each of a run of reporters, is entitled to and paid."""

    who: str
    share: str
    paid: str
    steps: tuple[str, ...]


def people(data: Data, voice: Voice) -> list[Share]:
    """One line for each run of reporters who are alike; none where one person has it all."""
    shares, payouts = data["shares"], data["payouts"]
    if payouts:
        rows = [(p["share"], p["amount"], tuple(payout_steps(p["steps"], voice))) for p in payouts]
    elif len(shares) > 1:
        rows = [(s, s, ()) for s in shares]
    else:
        return []
    if len(rows) == 1 and not rows[0][2]:
        return []
    out, first = [], 1
    for (share, paid, steps), run in groupby(rows):
        last = first + len(list(run)) - 1
        out.append(
            Share(_who(first, last, len(rows), voice), voice.value(share), voice.value(paid), steps)
        )
        first = last + 1
    return out


def _who(first: int, last: int, count: int, voice: Voice) -> str:
    if count == 1:
        return say("paper.form.reporter", voice.lang)
    names = {"first": numeral(first, voice.lang), "last": numeral(last, voice.lang)}
    key = "paper.form.reporter-one" if first == last else "paper.form.reporters"
    return say(key, voice.lang, **names)


def numeral(number: int, lang: str) -> str:
    """A number from 1 to 9,999 as it stands behind 举报人.

    >>> [numeral(n, "zh") for n in (1, 10, 12, 20, 105, 1000)], numeral(12, "en")
    (['一', '十', '十二', '二十', '一百零五', '一千'], '12')
    """
    if lang != "zh" or number > 9_999:
        return str(number)
    text, gap = "", False
    for unit, word in (*_PLACES, (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if gap else "") + _DIGITS[digit] + word
        gap = not digit and bool(text) and number > 0
    return text.removeprefix("一") if text.startswith("一十") else text
