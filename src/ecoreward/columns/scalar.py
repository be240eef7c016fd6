"""One case at a time by generated Python: what `evaluate_many` and systems that decide case by case use.

A graph is made once for each edition and shape of case (which facts it gives, and how); after that a case
costs the reading of its facts and one call.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ecoreward.columns.context import Unsupported
from ecoreward.columns.decide import OUTCOMES, Lowered, lower
from ecoreward.columns.editions import Stretch, stretches
from ecoreward.columns.inputs import Reader, reader, shape_of
from ecoreward.columns.source import Compiled, compiled
from ecoreward.engine.case import Case
from ecoreward.engine.decision import Outcome
from ecoreward.engine.values import Num
from ecoreward.policy.edition import Edition, Jurisdiction

OUTPUTS = (
    "outcome", "low", "high", "endless", "payable", "unpayable", "overpaid", "because", "open",
    "mixed", "hard",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A decision as a small record; sums are whole numbers of the currency's minor unit.

    `high` is None where a range has no upper end, `payable` None where nothing may be paid yet;
    `because` are the nodes or gates it rests on, `open` what is not known or decided.
    """

    edition: Edition | None
    outcome: Outcome
    low: int
    high: int | None
    payable: int | None
    overpaid: int
    because: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ready:
    """One edition, compiled for one shape of case."""

    lowered: Lowered
    run: Compiled
    read: Reader

    def row(self, case: Case) -> Row | None:
        """The decision of a case of this shape; None where it is left to the reference."""
        values = self.read(case)
        return None if values is None else row_of(self.run.function(values), self.lowered)


def row_of(found: Sequence[int], lowered: Lowered) -> Row | None:
    """The outputs of a graph, in the order of `OUTPUTS`, as a record; None where they do not tell."""
    outcome, low, high, endless, payable, unpayable, overpaid, because, open_, mixed, hard = found
    if hard or mixed:
        return None
    return Row(
        lowered.edition,
        OUTCOMES[outcome],
        low,
        None if endless else high,
        None if unpayable else payable,
        overpaid,
        _named(because, lowered.ids) if because else (),
        tuple(c.name for i, c in enumerate(lowered.causes) if open_ >> i & 1) if open_ else (),
    )


def _named(bits: int, ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for i, name in enumerate(ids) if bits >> i & 1)


@dataclass(slots=True)
class Scalar:
    """Decides cases one by one; keeps what it compiled."""

    presume: bool = True
    choices: dict[str, tuple[list[int], tuple[Stretch, ...]]] = field(default_factory=dict)
    ready: dict[tuple[object, ...], Ready | None] = field(default_factory=dict)

    def row(self, case: Case, where: Jurisdiction, named: Edition | None) -> Row | None:
        """The decision of a case; None where only the reference evaluator can tell."""
        edition = named
        if named is None:
            stretch = self._stretch(case, where)
            if stretch is None or stretch.reference or stretch.asked:
                return None
            if stretch.edition is None:
                return Row(None, Outcome.NO_POLICY, 0, 0, None, 0)
            edition = stretch.edition
        assert edition is not None
        shape = shape_of(case, edition.program.vocabulary, presume=self.presume)
        if shape is None:
            return None
        key = (where.file, edition.id, shape.key)
        if key not in self.ready:
            day = where.chosen_by if named is not None else ""
            self.ready[key] = made(edition, lambda: lower(edition, shape, day))
        found = self.ready[key]
        return None if found is None else found.row(case)

    def _stretch(self, case: Case, where: Jurisdiction) -> Stretch | None:
        day = case.facts.get(where.chosen_by)
        if not isinstance(day, Num) or not day.point or day.low is None:
            return None
        if where.file not in self.choices:
            found = stretches(where, presume=self.presume)
            self.choices[where.file] = [s.first for s in found], found
        starts, found = self.choices[where.file]
        return found[max(0, bisect_right(starts, int(day.low)) - 1)]


def made(edition: Edition, lowering: Callable[[], Lowered]) -> Ready | None:
    """A graph, ready to run; None where columns cannot say the edition."""
    try:
        lowered = lowering()
    except Unsupported:
        return None
    run = compiled({name: lowered.outputs[name] for name in OUTPUTS})
    return Ready(lowered, run, reader(lowered, run.inputs))
