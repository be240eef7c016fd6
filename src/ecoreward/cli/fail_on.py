"""``--fail-on``: what of a backtest stops a pipeline, each condition with the figure that made it hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from ecoreward.cli.shared import clean, fail
from ecoreward.engine.read_value import Unreadable, amount
from ecoreward.money import minor_unit
from ecoreward.paper.backtest_words import FITTING, Told
from ecoreward.problems import nearest

if TYPE_CHECKING:
    from ecoreward.workbench.backtest import Backtest

NAMES = ("winners", "losers", "change", "uncaught", "differs", "bad")
_COST = re.compile(r"cost\s*>\s*([+-]?)(.+?)(%?)\Z")


@dataclass(frozen=True, slots=True)
class Limit:
    """A condition as it was written; of a cost its limit, a sum or a share of the baseline."""

    text: str
    name: str
    limit: Fraction = Fraction(0)
    share: bool = False


def limits_of(words: Sequence[str]) -> tuple[Limit, ...]:
    """The conditions of a command line; several may stand in one word, with commas between them.

    >>> [(x.name, x.limit, x.share) for x in limits_of(["losers,bad", "cost > 10万"])]
    [('losers', Fraction(0, 1), False), ('bad', Fraction(0, 1), False), ('cost', Fraction(100000, 1), False)]
    >>> limits_of(["cost>+5%"])
    (Limit(text='cost>+5%', name='cost', limit=Fraction(5, 1), share=True),)
    """
    parts = [
        p for w in words for p in ([w] if "cost" in w.lower() else re.split(r"[,，]", w))
    ]  # a sum may have commas of its own
    return tuple(_limit(unicodedata.normalize("NFKC", p).strip()) for p in parts)


def _limit(text: str) -> Limit:
    name = text.lower()
    if name in NAMES:
        return Limit(name, name)
    if not name.startswith("cost"):
        raise fail("cli.fail-on", nearest(name, [*NAMES, "cost>+5%"]), condition=clean(text),
                   names=[*NAMES, "cost>+5%", "cost>+100000"])  # fmt: skip
    match = _COST.match(name)
    try:
        if match is None:
            raise Unreadable("case.want-number")
        size = amount(match[2].strip())
    except Unreadable:
        raise fail("cli.fail-on-cost", condition=clean(text)) from None
    return Limit(text, "cost", -size if match[1] == "-" else size, bool(match[3]))


def held(limits: Sequence[Limit], found: Backtest, lang: str) -> list[tuple[str, str]]:
    """The conditions that hold, each with its figure in words."""
    told = Told(found, lang)
    pairs = [(x.text, _cost(x, told) if x.name == "cost" else _count(x, told)) for x in limits]
    return [(text, figure) for text, figure in pairs if figure]


def _count(limit: Limit, told: Told) -> str:
    found, c = told.found, told.found.total
    number = {
        "winners": c.winner,
        "losers": c.loser,
        "change": c.winner + c.loser + c.unclear,
        "uncaught": sum(x.count.rows for x in found.uncaught["after"]),
        "differs": sum(x.rows for x in found.paid if x.reason not in FITTING),
        "bad": found.bad,
    }[limit.name]
    return told(f"fail.{limit.name}", count=number) if number else ""


def _cost(limit: Limit, told: Told) -> str:
    """The greater of the changes of both ends; where the draft has no upper end, more than any limit."""
    c = told.found.total
    if c.newly_endless:
        return told("fail.endless", count=c.newly_endless)
    ends = [(c.change_low, c.before_low), (c.change_high, c.before_high)]
    over = [(change, base) for change, base in ends if _beyond(limit, change, base, told.found)]
    if not over:
        return ""
    change, base = max(over)
    return told("fail.cost", sum=told.signed(change, base))


def _beyond(limit: Limit, change: int, base: int, found: Backtest) -> bool:
    if not limit.share:
        return change * minor_unit(found.currency) > limit.limit
    return 100 * change > limit.limit * base if base else change > 0
