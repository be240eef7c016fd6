"""One change of one fact and what it brings: data, from which any text is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from ecoreward.engine.decision import Decision
from ecoreward.money import Money
from ecoreward.policy.vocabulary_types import Words

Direction = Literal["up", "down", "outcome"]
Kind = Literal["nearest", "turning"]
Group = Literal["open", "consent", "authority", "fixed"]
GROUPS: tuple[Group, ...] = ("open", "consent", "authority", "fixed")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands: outcome, sum or range, and what may be paid."""

    outcome: str
    amount: Money | None
    low: Money
    high: Money | None  # None: no upper end
    payable: Money | None
    edition: str = ""  # empty where none is in force, or more than one may be
    title: str = ""

    @classmethod
    def of(cls, decision: Decision) -> Standing:
        """The standing that a decision gives."""
        edition: Mapping[str, Any] = decision.edition or {}
        return cls(
            decision.outcome.value, decision.amount, decision.range.low, decision.range.high,
            decision.payable, edition.get("id", ""), edition.get("title", ""),
        )  # fmt: skip

    @property
    def money(self) -> tuple[Any, ...]:
        """What two standings have to share to be the same for the person concerned."""
        return (self.outcome, self.amount, self.low, self.high, self.payable)


@dataclass(frozen=True, slots=True)
class Change:
    """The case with one fact changed and all else as it is.

    `kind` is ``nearest`` for the smallest change that makes a difference, ``turning`` for the next
    written breakpoint at which the rule itself turns (`turns`): a sum jumps, a limit is reached, a
    condition is met. `before` is None where the fact is not known. `size` is how far a number, a sum
    or a date moves. `unfit` names the entries of `decided` that would no longer fit; `then` is
    without them.
    """

    fact: str
    label: Words
    type: str
    kind: Kind
    direction: Direction
    group: Group
    presumed: bool  # `before` is not given but presumed
    turns: bool
    before: Any
    after: Any
    size: Any
    now: Standing
    then: Standing
    difference: tuple[Money, Money | None] | None  # of the low and of the high end
    unfit: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The change as plain data; values as they stand in a trace."""
        out = {f.name: _plain(getattr(self, f.name)) for f in fields(self)}
        if self.difference is not None:
            low, high = self.difference
            out["difference"] = {"low": low.to_json(), "high": high.to_json() if high else None}
        return out


def direction(now: Standing, then: Standing) -> Direction:
    """Whether the sum rises, falls, or only something else changes."""
    if now.low.currency != then.low.currency:
        return "outcome"
    low = _sign(now.low, then.low)
    high = _sign(now.high, then.high)
    if low + high > 0 and min(low, high) >= 0:
        return "up"
    return "down" if low + high < 0 and max(low, high) <= 0 else "outcome"


def _sign(a: Money | None, b: Money | None) -> int:
    if a is None or b is None:
        return (a is not None) - (b is not None)
    return (a < b) - (b < a)


def difference(now: Standing, then: Standing) -> tuple[Money, Money | None] | None:
    """What is added to the low and to the high end; None between currencies."""
    if now.low.currency != then.low.currency:
        return None
    high = None if now.high is None or then.high is None else then.high - now.high
    return then.low - now.low, high


def _plain(value: Any) -> Any:
    match value:
        case Money():
            return value.to_json()
        case Standing():
            return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
        case Mapping():
            return {k: _plain(v) for k, v in value.items()}
        case tuple() | list():
            return [_plain(v) for v in value]
    return value
