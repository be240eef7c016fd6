"""Many cases, one answer each, in order: what `Library.evaluate_many` gives.

An answer is the sum, the outcome and what they rest on; the whole decision, with its trace and words, is the
reference evaluator's and is made when it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ecoreward.columns.order import named, ordered
from ecoreward.columns.scalar import Row, Scalar
from ecoreward.engine.case import Case
from ecoreward.engine.decision import Decision, Outcome
from ecoreward.money import Money
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.problems import Problem, Problems

Whole = Callable[[], Decision]
By = Literal["columns", "reference"]


class Minor(NamedTuple):
    """The sums of a row; `high` is None without an upper end, `payable` where nothing may be paid yet."""

    low: int = 0
    high: int | None = 0
    payable: int | None = None
    overpaid: int = 0


NOTHING = Minor()


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one case.

    `outcome` is None, and `problems` say why, where a case cannot be decided. `payable` is the only field to
    pay from. `because` are the ids it rests on, `open` the facts, figures, readings and
    lists that are open. `by` says which evaluator gave it: the answer is the same.
    """

    case: str
    place: str
    edition: str | None
    outcome: Outcome | None
    currency: str = ""
    minor: Minor = NOTHING  # the sums as whole numbers of the currency's minor unit
    because: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    by: By = field(default="columns", compare=False)
    _whole: Whole | None = field(default=None, compare=False, repr=False)

    @property
    def amount(self) -> Money | None:
        """The award, where it is one sum."""
        return self._sum(self.minor.low) if self.minor.low == self.minor.high else None

    @property
    def low(self) -> Money | None:
        """The least that the award may be."""
        return self._sum(self.minor.low)

    @property
    def high(self) -> Money | None:
        """The most that the award may be; None without an upper end."""
        return self._sum(self.minor.high)

    @property
    def payable(self) -> Money | None:
        """What may be paid now; None where nothing may be."""
        return self._sum(self.minor.payable)

    @property
    def overpaid(self) -> Money | None:
        """What was paid beyond the entitlement."""
        return self._sum(self.minor.overpaid)

    def _sum(self, minor: int | None) -> Money | None:
        if minor is None or self.outcome is None:
            return None
        return Money.of_minor(minor, self.currency)

    def decision(self) -> Decision:
        """The whole decision, with trace, reasons and caveats. Raises the case's problems."""
        if self._whole is None:
            raise Problems(self.problems)
        return self._whole()


@dataclass(frozen=True, slots=True)
class Asked:
    """A case ready to be decided: whose rules, which edition it names; how to decide it in full, or in brief."""

    case: Case
    where: Jurisdiction
    named: Edition | None
    whole: Whole
    brief: Whole


def answers(cases: Iterator[Callable[[], Asked | Answer]], *, presume: bool) -> Iterator[Answer]:
    """One answer for each case, in order; a case that was refused already has its own."""
    scalar = Scalar(presume)
    for ask in cases:
        try:
            asked = ask()
        except Problems as bad:
            yield refused("", bad)
            continue
        if isinstance(asked, Answer):
            yield asked
            continue
        row = scalar.row(asked.case, asked.where, asked.named)
        yield of_row(row, asked) if row is not None else _by_reference(asked)


def refused(case: str, bad: Problems) -> Answer:
    """A case that cannot be decided."""
    return Answer(case, "", None, None, problems=bad.items)


def _by_reference(asked: Asked) -> Answer:
    try:
        return of_decision(asked.brief(), asked.where, asked.whole)
    except Problems as bad:
        return refused(asked.case.id, bad)


def of_row(row: Row, asked: Asked) -> Answer:
    """A record as an answer."""
    because = row.because
    if row.edition is not None and len(because) > 1:
        because = ordered(because, row.edition)
    return Answer(
        asked.case.id, asked.where.file, row.edition.program.id if row.edition else None, row.outcome,
        asked.where.currency, Minor(row.low, row.high, row.payable, row.overpaid), because,
        named(row.open),
        _whole=asked.whole,
    )  # fmt: skip


def of_decision(d: Decision, where: Jurisdiction, whole: Whole | None = None) -> Answer:
    """A whole decision as an answer."""
    edition = where.edition(str(d.edition["id"])) if d.edition else None
    because = ordered(d.because, edition) if edition is not None else tuple(d.because)
    open_ = named((*(m.fact for m in d.missing), *(t.node for t in d.to_decide)))
    high = None if d.range.high is None else d.range.high.minor
    payable = None if d.payable is None else d.payable.minor
    sums = Minor(d.range.low.minor, high, payable, d.overpaid.minor)
    return Answer(
        d.case, where.file, edition.program.id if edition else None, d.outcome, where.currency, sums,
        because, open_, by="reference", _whole=whole,
    )  # fmt: skip
