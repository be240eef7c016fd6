"""One edition for systems that decide case by case: facts are read once, after that a decision is one call.

The function is generated Python over a row of whole numbers; the facts that a row gives are fixed when it is
made. It tries the graph for cases that have one sum, and asks that with ranges where a case has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ecoreward.columns.answers import Answer, Asked, of_decision, of_row
from ecoreward.columns.context import Unsupported
from ecoreward.columns.decide import Lowered, lower
from ecoreward.columns.inputs import Reader, reader, shape_of
from ecoreward.columns.scalar import OUTPUTS, row_of
from ecoreward.columns.shape import Shape
from ecoreward.columns.source import Compiled, Otherwise, compiled
from ecoreward.columns.source import Fast as Function
from ecoreward.columns.split import with_number
from ecoreward.engine.case import Case
from ecoreward.engine.decision import Decision
from ecoreward.policy.edition import Edition, Jurisdiction

Read = Callable[[Mapping[str, Any]], Case]
_FULL = "full:"


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
    minor unit, `because` and `open` as bits, and flags. Where `mixed` or `hard` is set only the reference
    evaluator can tell: `answer` asks it. `ranges` says which of the two graphs answered.
    """

    facts: tuple[str, ...]
    decide: Function
    outputs: tuple[str, ...]
    source: str
    _lowered: tuple[Lowered, Lowered]  # without ranges, and with them
    _inputs: Reader
    _read: Read
    _where: Jurisdiction
    _whole: Callable[[Case], Decision]

    def record(self, facts: Mapping[str, Any]) -> Record:
        """Read and check the facts of a case. Raises `CaseProblems`, and `ValueError` for other facts than these,
        or for one that is known as a range: the two graphs take every fact as one value.
        """
        case = self._read(facts)
        if set(case.facts) != set(self.facts):
            raise ValueError(f"this edition was compiled for {', '.join(self.facts)}")
        shape = shape_of(case, self._where.vocabulary, presume=self._lowered[0].shape.presume)
        if shape is not None and "part" in shape.facts.values():
            raise ValueError("a fact is known as a range; put the case to Edition.evaluate")
        # A number beyond the bounds, or between the steps of its grid, has no whole number here.
        values = None if shape is None else self._inputs(case)
        if values is None:
            raise ValueError(
                "a value is beyond what columns take; put the case to Edition.evaluate"
            )
        return Record(case, values)

    def answer(self, record: Record) -> Answer:
        """The answer to a record; its whole decision, with the trace, is made when it is read."""
        case = record.case

        def whole() -> Decision:
            return self._whole(case)

        *found, ranges = self.decide(record.values)
        row = row_of(found, self._lowered[ranges])
        if row is None:
            return of_decision(whole(), self._where, whole)
        return of_row(row, Asked(case, self._where, row.edition, whole, whole))


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
    try:
        plain = lower(edition, replace(shape, sharp=True), where.chosen_by)
        full = lower(edition, shape, where.chosen_by)
    except Unsupported:
        raise ValueError(
            "columns cannot say this edition; put its cases to Edition.evaluate"
        ) from None
    run, inputs = together(plain, full)
    return FastEdition(
        tuple(sorted(facts)), run.function, run.outputs, run.source, (plain, full), inputs, read,
        where, whole,
    )  # fmt: skip


def together(
    plain: Lowered, full: Lowered, names: Sequence[str] = OUTPUTS
) -> tuple[Compiled, Reader]:
    """Both graphs as one function, and how its row is read from a case."""
    outputs = [
        with_number({n: x.outputs[n] for n in names}, "ranges", by)
        for by, x in enumerate((plain, full))
    ]
    first, second = (compiled(o).inputs for o in outputs)
    layout = tuple(dict.fromkeys([*first, *map(_slot, second)]))
    slow = compiled(outputs[1], layout, slot=_slot)
    otherwise = Otherwise(("hard", "mixed"), slow.function)
    run = compiled(outputs[0], layout, otherwise=otherwise, asking=True)
    ranged = [n for n in layout if n.startswith(_FULL)]
    of_plain = reader(plain, [n for n in layout if not n.startswith(_FULL)])
    of_full = reader(full, [n.removeprefix(_FULL) for n in ranged])

    def read(case: Case) -> Sequence[int] | None:
        a, b = of_plain(case), of_full(case)
        if a is None or b is None:
            return None
        rest, more = iter(a), iter(b)
        return tuple(next(more) if n.startswith(_FULL) else next(rest) for n in layout)

    return run, read


def _slot(name: str) -> str:
    """The two graphs have masks of their own; what else they read is the same."""
    return f"{_FULL}{name}" if "#" in name[1:] else name
