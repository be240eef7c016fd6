"""One edition for systems that decide case by case: facts are read once, after that a decision is one call.

The function is generated Python over a row of whole numbers; the facts that a row gives are fixed when it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ecoreward.columns.answers import Answer, Asked, of_decision, of_row
from ecoreward.columns.decide import lower
from ecoreward.columns.scalar import Ready, made
from ecoreward.columns.shape import Shape
from ecoreward.columns.source import Fast as Function
from ecoreward.engine.case import Case
from ecoreward.engine.decision import Decision
from ecoreward.policy.edition import Edition, Jurisdiction

Read = Callable[[Mapping[str, Any]], Case]


@dataclass(frozen=True, slots=True)
class Record:
    """A case that was read and found right: its facts, and the same as whole numbers."""

    case: Case
    values: Sequence[int]


@dataclass(frozen=True, slots=True)
class FastEdition:
    """An edition compiled for cases that give exactly `facts`.

    `decide` takes the `values` of a record and gives whole numbers in the order of `outputs`: `outcome`
    (place in `ecoreward.columns.decide.OUTCOMES`), `low`, `high`, `payable`, `overpaid` in the currency's
    minor unit, `because` and `open` as bits, and flags. Where the last, `hard`, is set only the reference
    evaluator can tell: `answer` asks it.
    """

    facts: tuple[str, ...]
    decide: Function
    outputs: tuple[str, ...]
    source: str
    _ready: Ready
    _read: Read
    _where: Jurisdiction
    _whole: Callable[[Case], Decision]

    def record(self, facts: Mapping[str, Any]) -> Record:
        """Read and check the facts of a case. Raises `CaseProblems`, and `ValueError` for other facts than these."""
        case = self._read(facts)
        if set(case.facts) != set(self.facts):
            raise ValueError(f"this edition was compiled for {', '.join(self.facts)}")
        values = self._ready.read(case)
        if values is None:
            raise ValueError("a sum is beyond what columns take; put the case to Edition.evaluate")
        return Record(case, values)

    def answer(self, record: Record) -> Answer:
        """The answer to a record; its whole decision, with the trace, is made when it is read."""
        case = record.case

        def whole() -> Decision:
            return self._whole(case)

        row = self._ready.row(case)
        if row is None:
            return of_decision(whole(), self._where, whole)
        return of_row(row, Asked(case, self._where, self._ready.lowered.edition, whole, whole))


def compiled_for(
    edition: Edition,
    where: Jurisdiction,
    facts: Sequence[str],
    read: Read,
    whole: Callable[[Case], Decision],
    *,
    presume: bool,
) -> FastEdition:
    """An edition for cases that give these facts. Raises `ValueError` where columns cannot say it."""
    shape = Shape(dict.fromkeys(facts, "given"), named=True, presume=presume)
    ready = made(edition, lambda: lower(edition, shape, where.chosen_by))
    if ready is None:
        raise ValueError("columns cannot say this edition; put its cases to Edition.evaluate")
    run = ready.run
    return FastEdition(
        tuple(sorted(facts)), run.function, run.outputs, run.source, ready, read, where, whole
    )
