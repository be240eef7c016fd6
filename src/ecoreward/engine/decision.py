"""The decision: what a case system reads, finance pays from, and a drafter checks.

Schema ``ecoreward.decision/1``: all keys are there from the first version, empty where nothing is
to say; keys are only ever added. ``payable`` is the only field to pay from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ecoreward.engine.trace import GateTrace, NodeTrace, TestTrace, to_json
from ecoreward.money import Money
from ecoreward.policy.vocabulary_types import Words
from ecoreward.version import DECISION_SCHEMA, TRACE_SCHEMA
from ecoreward.words import say


class Outcome(StrEnum):
    """How a case came out: the first that fits, the first five on certain ground only."""

    NO_POLICY = "no_policy"
    REFERRED = "referred"
    NOT_ELIGIBLE = "not_eligible"
    FORFEITED = "forfeited"
    NO_AWARD = "no_award"
    UNDETERMINED = "undetermined"
    UNSTATED = "unstated"
    TO_BE_DECIDED = "to_be_decided"
    PENDING_APPROVAL = "pending_approval"
    AWARDED = "awarded"

    def label(self, lang: str = "zh") -> str:
        """The outcome in words.

        >>> Outcome.TO_BE_DECIDED.label("zh")
        '待裁量'
        """
        return say(f"decision.outcome.{self.value}", lang)


# The outcomes from which something (possibly 0) may be paid without another act.
SETTLED = (Outcome.AWARDED, Outcome.NOT_ELIGIBLE, Outcome.NO_AWARD, Outcome.FORFEITED)


@dataclass(frozen=True, slots=True)
class Remark:
    """A reason or a caveat: code, node and parameters; its text in both languages."""

    code: str
    node: str = ""
    params: Mapping[str, Any] | None = None

    def text(self, lang: str = "zh") -> str:
        """The sentence in one language."""
        return say(f"decision.{self.code}", lang, **(self.params or {}))

    def to_json(self) -> dict[str, Any]:
        """As data, with both texts, so that the terminal's language never changes the bytes."""
        return {
            "code": self.code,
            "node": self.node,
            "params": to_json(dict(self.params or {})),
            "text": {"zh": self.text("zh"), "en": self.text("en")},
        }


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high` (None: unbounded); `exact` says both ends can be reached."""

    low: Money
    high: Money | None
    exact: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that is not known and could move the money by `moves` (None: without limit)."""

    fact: str
    label: Words
    moves: Money | None
    at_most: bool = False
    unbounded: bool = False


@dataclass(frozen=True, slots=True)
class ToDecide:
    """What the authority has to settle: a figure, a reading, or whether a list covers the case."""

    kind: str  # figure, unstated, reading, open
    node: str
    label: Words
    low: Money | None
    high: Money | None
    options: tuple[Mapping[str, Any], ...]
    cite: Mapping[str, Any] | None
    moves: Money | None
    at_most: bool = False
    unbounded: bool = False


@dataclass(frozen=True, slots=True)
class Presumed:
    """A fact taken as stated because the case is silent, and what it could move."""

    fact: str
    label: Words
    value: Any
    moves: Money | None
    unbounded: bool = False


@dataclass(frozen=True, slots=True)
class Established:
    """What is known of a fact that the rules ask for: the value, and where it comes from.

    `origin` is given, range, derived, presumed or missing; `settled_by` and `about` are the
    vocabulary's: who settles the fact, and whether it is about the report and its maker or not.
    """

    fact: str
    label: Words
    value: Any
    origin: str
    settled_by: str
    about: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An edition that may be the one in force, as far as the date is known."""

    edition: str
    title: str
    outcome: str
    range: Range | None
    first_day: str
    last_day: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """One edition that there is, and why it applies to the case or does not.

    `state` is one of `STATES`; `where` is how the condition of `in_force` came out.
    """

    edition: str
    title: str
    jurisdiction: Mapping[str, Any]
    scheme: str
    state: str
    because: Remark
    where: TestTrace | None = None


# The states of an edition, in the order in which a decision lists them.
STATES = (
    "chosen", "possible", "beside", "not_named", "replaced_by_campaign", "elsewhere", "not_known_then",
    "other_scheme", "ended", "not_yet", "draft", "parent",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beside:
    """An edition in force beside the one that decides the case, with a result of its own.

    `applies` is yes or unknown. Without `outcome` the case cannot be put to it as it is.
    """

    edition: str
    title: str
    scheme: str
    applies: str
    outcome: str | None
    range: Range | None
    amount: Money | None
    first_day: str
    last_day: str


@dataclass(frozen=True, slots=True)
class Referral:
    """The result of the same case in the jurisdiction that it goes to, and where that sends it."""

    jurisdiction: Mapping[str, Any]
    edition: str
    title: str
    outcome: str
    range: Range
    referred_to: Referral | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """The whole trace of one edition (schema ``ecoreward.trace/1``)."""

    edition: str
    gates: tuple[GateTrace, ...]
    award: NodeTrace | None


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one case."""

    case: str
    jurisdiction: Mapping[str, Any]
    edition: Mapping[str, Any] | None
    outcome: Outcome
    amount: Money | None
    range: Range
    already_paid: Money
    payable: Money | None
    overpaid: Money
    confidence: str | None
    because: tuple[str, ...]
    missing: tuple[Missing, ...]
    to_decide: tuple[ToDecide, ...]
    presumed: tuple[Presumed, ...]
    caveats: tuple[Remark, ...]
    reasons: tuple[Remark, ...]
    shares: tuple[Money, ...]
    payouts: tuple[Mapping[str, Any], ...]
    pays: tuple[Mapping[str, Any], ...]
    staged: Mapping[str, Any] | None
    claim: Mapping[str, Any] | None
    reclaim: Mapping[str, Any] | None
    deadlines: tuple[Mapping[str, Any], ...]
    approvals: tuple[Mapping[str, Any], ...]
    honours: tuple[Mapping[str, Any], ...]
    rounding: tuple[Mapping[str, Any], ...]
    facts: tuple[Established, ...]
    candidates: tuple[Candidate, ...]
    chosen: tuple[Chosen, ...]
    beside: tuple[Beside, ...]
    referred_to: Referral | None
    trace: tuple[Trace, ...]
    receipt: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The decision as plain data; the same case gives the same bytes anywhere."""
        out: dict[str, Any] = {"schema": DECISION_SCHEMA}
        for name in self.__slots__:
            out[name] = _plain(getattr(self, name))
        out["outcome"] = self.outcome.value
        out["trace"] = {"schema": TRACE_SCHEMA, "editions": [_plain(t) for t in self.trace]}
        return out


def _plain(value: Any) -> Any:
    match value:
        case Money():
            return value.to_json()
        case Remark():
            return value.to_json()
        case None | bool() | int() | str():
            return value
        case Mapping():
            return {k: _plain(v) for k, v in value.items()}
        case list() | tuple():
            return [_plain(v) for v in value]
    return {name: _plain(getattr(value, name)) for name in value.__slots__}
