"""What would change it, in words: ``罚款再加 2,000 元（达到 50,000 元）→ 奖励多 500 元``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from ecoreward.explain.page import Item, Section
from ecoreward.explain.voice import Data, Voice
from ecoreward.words import say

GROUPS = ("open", "consent", "authority", "fixed")
MOST_ANSWERS = 8  # of one fact, in a text; the data have all
_NOTHING = ("not_eligible", "no_award", "no_policy", "forfeited")


def what_would_change(outcome: str, changes: Sequence[Data], voice: Voice) -> Section:
    """The changes by who could bring them about; that none would do is said too."""
    items: list[Item] = []
    for group in GROUPS:
        of_group = [c for c in changes if c["group"] == group]
        lines = [line for _, c in groupby(of_group, _fact) for line in _of_fact(list(c), voice)]
        if lines:
            items.append(Item(voice(f"change.group.{group}"), (), tuple(lines)))
    if not items:
        items = [Item(voice("change.none"))]
    elif outcome in _NOTHING and not any(_brings(c) for c in changes):
        items.insert(0, Item(voice("change.none-up")))
    return Section(voice("title.otherwise"), tuple(items))


def on_their_side(
    changes: Sequence[Data], own: Collection[str], voice: Voice, *, sums: bool
) -> Section:
    """What the person who reported could still bring about; without `sums`, only which way it goes."""
    mine = [
        c for c in changes
        if c["group"] in ("open", "consent") and c["fact"].rsplit("/", 1)[-1] in own
        and c["type"] != "date"  # what is past; until when to claim is said with the claim
    ]  # fmt: skip
    items = []
    for _, of_fact in groupby(mine, _fact):
        found = list(of_fact)
        items += _of_fact(found, voice) if sums else [Item(_way(c, voice)) for c in _shown(found)]
    return Section(voice("reporter.title.otherwise"), tuple(dict.fromkeys(items)))


def _way(change: Data, voice: Voice) -> str:
    """Which way a change goes, without sums: from them others could be computed back."""
    key = change["direction"] if change["now"]["outcome"] == change["then"]["outcome"] else "other"
    outcome = say(f"decision.outcome.{change['then']['outcome']}", voice.lang)
    result = voice(f"reporter.way.{key}", outcome=outcome)
    return voice("change.line", what=_what(change, voice), result=result)


def _fact(change: Data) -> str:
    return str(change["fact"])


def _brings(change: Data) -> bool:
    """Whether there would be something to be had."""
    high = change["then"]["high"]
    return high is None or Fraction(high["value"]) > 0


def _of_fact(changes: list[Data], voice: Voice) -> list[Item]:
    """The lines of one fact: each turn with the smallest change as a note, answers shortened."""
    if changes[0]["size"] is None:
        return [_line(c, voice) for c in _shown(changes)]
    out = []
    for _, side in groupby(changes, lambda c: _below(c["size"])):
        of_side = list(side)
        turning = [c for c in of_side if c["turns"]] or of_side[:1]
        smallest = [c for c in of_side if not c["turns"] and c not in turning]
        notes = tuple(voice("change.smallest", line=_text(c, voice)) for c in smallest)
        first, *rest = turning
        out += [_line(first, voice, notes), *(_line(c, voice) for c in rest)]
    return out


def _shown(changes: list[Data]) -> list[Data]:
    """Of many answers the worst and the best; of a number that is not known, the first ones."""
    if changes[0]["type"] in ("choice", "set") and len(changes) > 3:
        ranked = sorted(changes, key=_rank)
        worst, best = ranked[0], ranked[-1]
        return [c for c in changes if c is worst or c is best]
    return changes[:MOST_ANSWERS]


def _rank(change: Data) -> tuple[bool, Fraction, Fraction]:
    high, low = change["then"]["high"], change["then"]["low"]
    return high is None, Fraction(high["value"]) if high else Fraction(0), Fraction(low["value"])


def _line(change: Data, voice: Voice, notes: Iterable[str] = ()) -> Item:
    more = [*notes]
    if change["unfit"]:
        keys = voice.list(k or voice("change.figure") for k in change["unfit"])
        more.append(voice("change.unfit", keys=keys))
    return Item(_text(change, voice), tuple(more))


def _text(change: Data, voice: Voice) -> str:
    return voice("change.line", what=_what(change, voice), result=_result(change, voice))


def _what(change: Data, voice: Voice) -> str:
    """The change itself."""
    label, before, after = voice.label(change["label"]), change["before"], change["after"]
    size = change["size"]
    if size is not None:
        sign = "less" if _below(size) else "more"
        if change["type"] == "date":
            sign = "earlier" if sign == "less" else "later"
        return voice(f"change.{sign}", label=label, size=_unsigned(size, voice),
                     after=voice.value(after))  # fmt: skip
    if change["type"] == "set" and before is not None:
        return _terms(label, before["codes"], after["codes"], voice)
    value = voice.codes(after) if "codes" in after else voice.value(after)
    if change["type"] in ("boolean", "choice"):
        text = voice("change.is", label=label, value=value)
        if before is not None and (change["presumed"] or change["type"] == "choice"):
            now = voice.codes(before) if "codes" in before else voice.value(before)
            text += voice("change.presumed" if change["presumed"] else "change.now", value=now)
        return text
    if change["type"] == "set":
        key = "change.is" if after["codes"] else "change.nothing"
        return voice(key, label=label, value=value)
    return voice("change.at", label=label, value=value)


def _terms(label: str, before: list[Data], after: list[Data], voice: Voice) -> str:
    """One kind more, one kind less, or another in place of one."""
    added = [c for c in after if c not in before]
    gone = [c for c in before if c not in after]
    if added and not gone:
        return voice("change.added", label=label, value=voice.codes({"codes": added}))
    if gone and not added:
        return voice("change.removed", label=label, value=voice.codes({"codes": gone}))
    return voice("change.is", label=label, value=voice.codes({"codes": after}))


def _result(change: Data, voice: Voice) -> str:
    """What it brings, against how the case stands."""
    now, then = change["now"], change["then"]
    moved = _moved(change, voice)
    total = voice.value(then["amount"] or {"low": then["low"], "high": then["high"]})
    if moved and now["outcome"] == then["outcome"]:
        text = voice("change.same", moved=moved, sum=total)
    else:
        text = voice(f"head.{then['outcome']}", sum=total)
        if moved:
            text = voice("change.other", result=text, moved=moved)
    if now["outcome"] == then["outcome"]:
        text = _paid(change, text, voice)
    if then["edition"] != now["edition"] and then["title"]:
        text += voice("change.edition", title=voice.title(then["title"]))
    return text


def _paid(change: Data, text: str, voice: Voice) -> str:
    """With what is payable, where that does not follow from the sum."""
    now, then = change["now"]["payable"], change["then"]["payable"]
    if now is None and then is not None:
        return text + voice("change.payable", sum=voice.value(then))
    if now is not None and then is None:
        return text + voice("change.unpayable")
    if now is not None and now != then and change["then"]["amount"] is None:
        # Paid in stages: the range says what may come, this what is certain.
        text += voice("change.payable", sum=voice.value(then))
    same = all(change["now"][k] == change["then"][k] for k in ("amount", "low", "high"))
    if now is not None and now != then and same:
        far = Decimal(then["value"]) - Decimal(now["value"])
        size = voice.value({**then, "value": str(abs(far))})
        moved = voice("change.lower" if far < 0 else "change.higher", sum=size)
        return voice("change.pays", moved=moved, sum=voice.value(then))
    return text


def _moved(change: Data, voice: Voice) -> str:
    """By how much one sum is more or less than another."""
    if change["now"]["amount"] is None or change["then"]["amount"] is None:
        return ""
    moved = (change["difference"] or {}).get("low")
    if moved is None or not Decimal(moved["value"]):
        return ""
    key = "change.lower" if _below(moved) else "change.higher"
    return voice(key, sum=_unsigned(moved, voice))


def _below(data: Data) -> bool:
    return str(data.get("number") or data["value"]).startswith("-")


def _unsigned(data: Data, voice: Voice) -> str:
    key = "number" if "number" in data else "value"
    return voice.value({**data, key: str(data[key]).removeprefix("-")})
