"""The answer of the reference evaluator and of columns as the same small record."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ecoreward.columns.decide import OUTCOMES
from ecoreward.columns.scalar import Row
from ecoreward.engine.candidates import decide_by_date, decide_named
from ecoreward.engine.case import Case
from ecoreward.engine.decide import Question, decide
from ecoreward.money import Money, minor_unit
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.problems import CaseProblems


@dataclass(frozen=True)
class Answer:
    """A row of decisions."""

    outcome: str
    low: int
    high: int | None
    payable: int | None
    overpaid: int
    because: frozenset[str]
    edition: str = ""


def minor(sum_: Money) -> int:
    return int(Fraction(sum_.value) / minor_unit(sum_.currency))


def by_reference(case: Case, where: Jurisdiction, edition: Edition | None) -> Answer | None:
    """The reference's answer, under one edition or under that of the case's day; None where it is an error."""
    named = edition or (where.edition(case.edition) if case.edition else None)
    try:
        if edition is not None:
            d = decide(Question(case, where, edition))
        elif named is not None:
            d = decide_named(case, where, named, presume=True)
        else:
            d = decide_by_date(case, where, (), presume=True)
    except CaseProblems:
        return None
    high = None if d.range.high is None else minor(d.range.high)
    payable = None if d.payable is None else minor(d.payable)
    return Answer(
        d.outcome.value, minor(d.range.low), high, payable, minor(d.overpaid),
        frozenset(d.because), "" if edition or d.edition is None else d.edition["id"],
    )  # fmt: skip


def of_row(row: Row) -> Answer:
    """A record of generated Python, under one edition."""
    return Answer(
        row.outcome.value, row.low, row.high, row.payable, row.overpaid, frozenset(row.because)
    )


def of_table(row: dict[str, Any]) -> Answer:
    """A row of a table of decisions."""
    return Answer(
        OUTCOMES[row["outcome"]].value, row["low"], row["high"], row["payable"], row["overpaid"],
        frozenset(filter(None, row["because"].split(";"))), row["edition"] or "",
    )  # fmt: skip
