"""A table before many places: its rows are typed once for each vocabulary, then decided by each place's rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import polars as pl

from ecoreward.api import Library
from ecoreward.columns.answers import Answer
from ecoreward.columns.national import Tables
from ecoreward.policy.edition import Jurisdiction
from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.problems import Problem
from ecoreward.tables.headers import Plan, plan_headers
from ecoreward.tables.places import Reading
from ecoreward.tables.run import BadCell, Options, Run, in_order
from ecoreward.tables.source import Batch, Source
from ecoreward.tables.typed import TypedRows, typed_rows
from ecoreward.workbench.compare_parts import asked_facts

# Of a case, what belongs to its own place alone.
OWN_KEYS = ("jurisdiction", "edition", "decided", "already_paid")
Key: TypeAlias = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Abroad:
    """The rules of a place with another currency: sums of a case in rows of its own are unknown there."""

    library: Library
    vocabulary: Vocabulary

    def jurisdiction(self, name: str) -> Jurisdiction:
        """A jurisdiction by any of its names."""
        return self.library.jurisdiction(name)

    def answer(self, case: Mapping[str, Any], *, presume: bool) -> Answer:
        """The reference evaluator's answer to a case without such sums."""
        facts = {name: self._without(value) for name, value in case["facts"].items()}
        return self.library.answer({**case, "facts": facts}, presume=presume)

    def _without(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {k: self._without(v) for k, v in value.items() if not self._money(k)}
        return [self._without(v) for v in value] if isinstance(value, list) else value

    def _money(self, name: str) -> bool:
        spec = self.vocabulary.facts.get(self.vocabulary.spellings.get(name, ""))
        return spec is not None and spec.type.kind == "money"


@dataclass(slots=True)
class Reader:
    """The rows of the batch at hand, typed as a place reads those of cases in one currency."""

    source: Source
    readings: dict[Key, Reading | tuple[Problem, ...]] = field(default_factory=dict)
    typed: dict[Key, TypedRows] = field(default_factory=dict)

    def reading(self, where: Jurisdiction, currency: str) -> Reading | tuple[Problem, ...]:
        """How a place reads the table, or why it cannot."""
        key = (id(where.vocabulary), where.currency, currency)
        if key not in self.readings:
            self.readings[key] = _reading(self.source, where, currency)
        return self.readings[key]

    def rows(self, batch: Batch, where: Jurisdiction, currency: str) -> TypedRows:
        """The rows of the batch; `forget` them before the next one."""
        reading = self.reading(where, currency)
        assert isinstance(reading, Reading)
        key = (id(where.vocabulary), where.currency, currency)
        if key not in self.typed:
            self.typed[key] = _blanked(typed_rows(batch, reading))
        return self.typed[key]

    def forget(self) -> None:
        """The batch is done."""
        self.typed.clear()


def _reading(source: Source, where: Jurisdiction, currency: str) -> Reading | tuple[Problem, ...]:
    # Units of headers are those of the cases' currency.
    plan, problems = plan_headers(
        source.headers, where.vocabulary, currency, "ignore", file=source.name
    )
    errors = tuple(p for p in problems if p.severity == "error")
    if errors:
        return errors
    foreign = currency != where.currency
    kept = tuple(
        c for c in plan.columns
        if c.key not in OWN_KEYS
        and not (foreign and c.fact and plan.spec(c).type.kind == "money")
    )  # fmt: skip
    return Reading(Plan(kept, plan.ignored, where.vocabulary, where.currency, "ignore"))


def _blanked(rows: TypedRows) -> TypedRows:
    """Rows whose cells that cannot be read are empty, for the reference evaluator too."""
    if not rows.bad:
        return rows
    frame = rows.batch.frame
    for header in {b.header for b in rows.bad}:
        at = [b.row - rows.batch.first_row for b in rows.bad if b.header == header]
        cells = frame[header]
        gone = pl.repeat(False, len(cells), eager=True, dtype=pl.Boolean).scatter(at, True)
        nothing = pl.Series(header, [None], dtype=cells.dtype).new_from_index(0, len(cells))
        frame = frame.with_columns(nothing.zip_with(gone, cells))
    return replace(rows, batch=replace(rows.batch, frame=frame))


@dataclass(slots=True)
class Lane:
    """One place before the cases in one currency; `edition` is asked whatever the day, where it is named."""

    where: Jurisdiction
    run: Run
    asked: frozenset[str]

    def decided(
        self, rows: TypedRows, wanted: pl.Series | None
    ) -> tuple[pl.DataFrame, list[BadCell]]:
        """The wanted rows (None: all) in the order of the table, and those that have no result here.

        A cell that cannot be read is in the way only where the place asks for what stands in it.
        """
        facts = {c.header: c.fact for c in rows.plan.columns}
        bad = [
            BadCell(b.row, b.header, b.kind, b.problem) for b in rows.bad
            if facts[b.header] in self.asked or not facts[b.header]
        ]  # fmt: skip
        if wanted is not None:
            rows = replace(rows, frame=rows.frame.filter(pl.col("#row").is_in(wanted.implode())))
            numbers = set(rows.frame["#row"].to_list()) if bad else set()
            bad = [b for b in bad if b.row in numbers]
        found, more = self.run.decided(rows.without({b.row for b in bad}))
        self.run.kept.clear()
        return in_order(found), sorted([*bad, *more], key=lambda b: b.row)


def lane(
    library: Library,
    reader: Reader,
    where: Jurisdiction,
    currency: str,
    *,
    edition: str = "",
    presume: bool = True,
) -> Lane:
    """A place before the cases in one currency. Its columns must be readable."""
    reading = reader.reading(where, currency)
    assert isinstance(reading, Reading)
    options = Options(where.exactly("en"), edition, presume, "ignore")
    rules = library if currency == where.currency else Abroad(library, where.vocabulary)
    tables = Tables(library.jurisdiction, presume)
    run = Run(reader.source, rules, options, reading.plan, (), tables)
    asked = frozenset(f for e in where.editions for f in asked_facts(where, e))
    return Lane(where, run, asked)
