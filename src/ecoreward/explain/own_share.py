"""What is one reporter's own, where several reported together: never the others' shares, nor the sum of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ecoreward.explain.voice import Data

_SHARING = ("share", "joint_reporters")


@dataclass(frozen=True, slots=True)
class Own:
    """One reporter among `number`: the sum, and what can be paid now, where they are known.

    `kind` is whole (one person), share (one's own part) or joint (one sum that nobody divides).
    """

    number: int
    which: int | None
    kind: Literal["whole", "share", "joint"]
    sum: Data
    payable: Data
    paid: Data

    def is_mine(self, fact: str) -> bool:
        """Whether a fact of a row of reporters is this one's; other facts are everyone's."""
        rows, _, rest = fact.partition("/")
        return rows != "reporters" or (self.which is not None and rest.startswith(f"{self.which}/"))

    def is_paid_by(self, pays: Data) -> bool:
        """Whether a rule on how to pay is for this reporter."""
        numbers = [r["reporter"] for r in pays["reporters"]]
        return not numbers or self.number == 1 or self.which is None or self.which in numbers


def own_of(data: Data, which: int | None) -> Own:
    """What is the own of the reporter of this number; without one, what is everyone's alike."""
    number = reporters_of(data)
    if which is not None and not 1 <= which <= number:
        raise ValueError(f"reporter is a number from 1 to {number}, not {which}")
    before = data["already_paid"] if _some(data["already_paid"]) else None
    shares = data["shares"]
    if number == 1:
        return Own(1, 1, "whole", data["amount"], data["payable"], before)
    if not shares:
        open_ = any(m["fact"].rsplit("/", 1)[-1] in _SHARING for m in data["missing"])
        sum_ = None if open_ else data["amount"]
        payable = None if open_ else data["payable"]
        return Own(number, which, "share" if open_ else "joint", sum_, payable, before)
    sums = [p["amount"] for p in data["payouts"]] or shares
    paid_now = _one(sums, which) if data["payable"] is not None and before is None else None
    return Own(number, which, "share", _one(shares, which), paid_now, before)


def _one(sums: Data, which: int | None) -> Data:
    """The sum of one reporter; without a number, that of each where all have the same."""
    if which is not None:
        return sums[which - 1]
    return sums[0] if all(s == sums[0] for s in sums) else None


def reporters_of(data: Data) -> int:
    """How many reported together, as far as the decision says."""
    found = [1, len(data["shares"])]
    for fact in data.get("facts") or ():
        if fact["fact"] == "joint_reporters" and "number" in (fact["value"] or {}):
            found.append(int(fact["value"]["number"]))
        if fact["fact"].startswith("reporters/"):
            found.append(int(fact["fact"].split("/")[1]))
    return max(found)


def _some(amount: Data) -> bool:
    return any(c in "123456789" for c in amount["value"])
