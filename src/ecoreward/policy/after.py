"""What an edition says about the award once it is found: claiming, sharing, paying out, taking back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ecoreward.feel.typed import Expression
from ecoreward.policy.program import Cite, Step
from ecoreward.policy.vocabulary_types import Words
from ecoreward.problems import Place

Division = Literal["equal", "by_share", "together"]
Together = Literal["representative", "agreed", "unstated"]


@dataclass(frozen=True, slots=True)
class Claim:
    """Within how many days of a date the award must be claimed; the day after it is day one."""

    within: int
    unit: Literal["days", "workdays"]
    start: str  # a date fact, such as the notice
    by: str  # a date fact: when it was claimed
    late: Literal["forfeited", "unstated"] = "unstated"
    cite: Cite | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Sharing:
    """How one award is divided among joint reporters; `when` it is."""

    how: Division
    together: Together = "unstated"  # of one sum: who collects it
    odd_stated: bool = False  # the odd unit goes to the first; whether the source says so
    count: str = "joint_reporters"
    rows: str = "reporters"  # one row a reporter, where a case has them
    share: str = "share"  # a column: what part of the award is this reporter's
    when: Expression | None = None
    cite: Cite | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class PayoutStep:
    """A limit, deduction or factor on what each reporter is paid; or on all of them together."""

    step: Step
    label: Words = field(default_factory=dict)
    together: bool = False  # ``per: case``


@dataclass(frozen=True, slots=True)
class Pays:
    """Who pays and how, as far as the source says; never in the money."""

    by: Words = field(default_factory=dict)
    means: Words = field(default_factory=dict)
    tax: Literal["", "withheld", "included"] = ""
    at_least: Expression | None = None  # a share of what a reporter is paid
    when: Expression | None = None
    cite: Cite | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Reclaim:
    """When what was paid is taken back; `when` is None where the source says never."""

    when: Expression | None = None
    reason: Words = field(default_factory=dict)
    cite: Cite | None = None
    quote: str = ""
    place: Place = field(default=Place(""), compare=False)
