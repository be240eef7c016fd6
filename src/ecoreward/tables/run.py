"""A table of cases, decided: read in batches, by whole columns where these can, the rest case by case.

Nothing is lost: a row that cannot be read or decided is told with its row, column, kind and reason, and counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import polars as pl

from ecoreward.columns.answers import Answer
from ecoreward.columns.batch import Left
from ecoreward.columns.decide import CODE
from ecoreward.columns.frame_out import ROW
from ecoreward.columns.national import Part as Decided
from ecoreward.columns.national import Tables, nothing
from ecoreward.engine.type_facts import Extra
from ecoreward.policy.edition import Jurisdiction
from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.problems import Place, Problem
from ecoreward.tables.cells import Levels, type_batch
from ecoreward.tables.headers import Plan, plan_headers
from ecoreward.tables.identity import identity_cells, identity_headers
from ecoreward.tables.problems import TableProblems
from ecoreward.tables.record import case_data
from ecoreward.tables.source import Batch, Source
from ecoreward.tables.tally import Tally
from ecoreward.tables.texts import as_texts

SIZE = 262_144
MOST_KEPT = 50_000  # answers of the reference evaluator that are kept for rows that say the same
REFERENCE = 2
Engine = Literal["polars", "reference", "spark"]


class Rules(Protocol):
    """The policies, as a run needs them."""

    @property
    def vocabulary(self) -> Vocabulary:
        """Facts and terms that all policies share."""
        ...

    def jurisdiction(self, name: str) -> Jurisdiction:
        """A jurisdiction by any of its names."""
        ...

    def answer(self, case: Mapping[str, Any], *, presume: bool) -> Answer:
        """The reference evaluator's answer to one case; a case that cannot be decided has problems."""
        ...


@dataclass(frozen=True, slots=True)
class Options:
    """How a table is decided. `place` and `edition` are for rows that name none."""

    place: str = ""
    edition: str = ""
    presume: bool = True
    extra: Extra = "error"
    strict: bool = False
    engine: Engine = "polars"
    size: int = SIZE


@dataclass(frozen=True, slots=True)
class BadCell:
    """A row that has no decision, and why."""

    row: int
    column: str
    kind: Mapping[str, str]
    problem: Problem


@dataclass(frozen=True, slots=True)
class Part:
    """One batch, decided: rows of decisions in the order of the table, and the rows that have none."""

    frame: pl.DataFrame
    bad: tuple[BadCell, ...]
    batch: Batch


@dataclass(slots=True)
class Reading:
    """How the rows of places with one vocabulary and currency are read."""

    plan: Plan
    levels: Levels = field(default_factory=Levels)


@dataclass(slots=True)
class Run:
    """A run over one table."""

    source: Source
    rules: Rules
    options: Options
    plan: Plan
    warnings: tuple[Problem, ...]
    tables: Tables
    tally: Tally = field(default_factory=Tally)
    kept: dict[str, Answer] = field(default_factory=dict)
    readings: dict[object, Reading] = field(default_factory=dict)

    @property
    def ignored(self) -> tuple[str, ...]:
        """The headers that meant nothing for any place so far."""
        used = {c.header for r in self.readings.values() for c in r.plan.columns}
        return tuple(h for h in self.plan.ignored if h not in used)

    def parts(self) -> Iterator[Part]:
        """Every batch, decided; with `strict` the first bad row ends the run."""
        for batch in self.source.batches(self.options.size):
            yield self._part(batch)

    def _refuse_persons(self, batch: Batch) -> None:
        plans = [self.plan, *(r.plan for r in self.readings.values())]
        known = {c.header for plan in plans for c in plan.columns}
        numbers = {
            c.header for plan in plans for c in plan.columns
            if not c.fact or plan.spec(c).type.kind in ("money", "number", "integer")
        }  # fmt: skip
        found = identity_cells(
            self.source.name, batch, self.source.letters, known=known, numbers=numbers
        )
        if found:
            raise TableProblems(found)

    def _part(self, batch: Batch) -> Part:
        self.tally.blank += sum(p.severity == "warning" for p in batch.bad.values())
        bad = [
            BadCell(row, "", {}, problem)
            for row, problem in sorted(batch.bad.items())
            if problem.severity == "error"
        ]
        done: list[pl.DataFrame] = []
        groups = list(self._groups(batch))
        self._refuse_persons(batch)
        for reading, rows in groups:
            found, more = self._group(batch, reading, rows)
            done += found
            bad += more
        frame = _in_order(done)
        self.tally.add(frame)
        self.tally.bad += len({b.row for b in bad})
        if bad and self.options.strict:
            raise TableProblems([_strict(self.source.name, min(bad, key=lambda b: b.row))])
        return Part(frame, tuple(sorted(bad, key=lambda b: b.row)), batch)

    def _groups(self, batch: Batch) -> Iterator[tuple[Reading, pl.Series | None]]:
        """The rows by how they are read: most places share one vocabulary, some have words of their own."""
        column = next((c for c in self.plan.columns if c.key == "jurisdiction"), None)
        if column is None:
            yield self._reading(self.options.place), None
            return
        names = as_texts(batch.frame[column.header])
        if names is None:
            yield self._reading(self.options.place), None
            return
        names = names.str.strip_chars().fill_null(self.options.place)
        of = {name: self._reading(name) for name in names.unique(maintain_order=True).to_list()}
        if len({id(r) for r in of.values()}) == 1:
            yield next(iter(of.values())), None
            return
        groups: dict[int, tuple[Reading, list[str]]] = {}
        for name, reading in of.items():
            groups.setdefault(id(reading), (reading, []))[1].append(name)
        for reading, mine in groups.values():
            yield reading, names.is_in(mine).arg_true()

    def _reading(self, name: str) -> Reading:
        """How the rows of one place are read; of one that is not known, as of any."""
        where = self.tables.place(name)
        vocabulary = self.rules.vocabulary if where is None else where.vocabulary
        currency = "CNY" if where is None else where.currency
        key = (
            vocabulary.digest,
            len(vocabulary.facts),
            len(vocabulary.terms),
            id(vocabulary),
            currency,
        )
        if key not in self.readings:
            plan, problems = plan_headers(
                self.source.headers, vocabulary, currency, self.options.extra, file=self.source.name
            )
            errors = [p for p in problems if p.severity == "error"]
            if errors:
                raise TableProblems(errors)
            self.readings[key] = Reading(plan)
        return self.readings[key]

    def _group(
        self, batch: Batch, reading: Reading, rows: pl.Series | None
    ) -> tuple[list[pl.DataFrame], list[BadCell]]:
        """The rows that are read in one way: decided, and those that have no decision."""
        part = batch.frame if rows is None else batch.frame[rows]
        numbers = pl.int_range(part.height, dtype=pl.Int64, eager=True) if rows is None else rows
        numbers = (numbers.cast(pl.Int64) + batch.first_row).alias("#row")
        typed = type_batch(part, 0, reading.plan, reading.levels)
        reading.levels = typed.levels
        bad = [BadCell(int(numbers[b.row]), b.header, b.kind, b.problem) for b in typed.bad]
        frame = typed.frame.with_columns(numbers)
        broken = {b.row for b in bad} | set(batch.bad)
        if broken:
            frame = frame.filter(~pl.col("#row").is_in(sorted(broken)))
        found = self._columns(frame, typed.levels)
        by_reference, more = self._left(batch, reading.plan, frame["#row"], found.left)
        done = [found.done, *([] if by_reference is None else [by_reference])]
        return [_numbered(d, frame) for d in done if d.height], bad + more

    def _columns(self, frame: pl.DataFrame, levels: Levels) -> Decided:
        if self.options.engine == "reference":
            numbers = pl.int_range(frame.height, dtype=pl.Int64, eager=True)
            return Decided(nothing(), (Left(numbers, "asked"),))
        return self.tables.decide(frame, levels.lists, self.options.place, self.options.edition)

    def _left(
        self, batch: Batch, plan: Plan, rows: pl.Series, left: Sequence[Left]
    ) -> tuple[pl.DataFrame | None, list[BadCell]]:
        """Rows that columns cannot say, by the reference evaluator."""
        answers: list[tuple[int, Answer]] = []
        bad: list[BadCell] = []
        for group in left:
            self.tally.left[group.why] += len(group.rows)
            for place in group.rows.to_list():
                number = int(rows[place])
                answer = self._answer(batch, plan, number)
                bad += [_of_case(number, p, plan) for p in answer.problems]
                if not answer.problems:
                    answers.append((place, answer))
        return (_frame(answers) if answers else None), bad

    def _answer(self, batch: Batch, plan: Plan, number: int) -> Answer:
        data, problems = case_data(batch.frame, number - batch.first_row, plan)
        if problems:
            return Answer("", "", None, None, problems=tuple(problems))
        data = {**data}
        data.pop("case", None)  # two cases that differ in their names alone have one answer
        if self.options.place:
            data.setdefault("jurisdiction", self.options.place)
        if self.options.edition:
            data.setdefault("edition", self.options.edition)
        key = json.dumps(data, sort_keys=True, default=str, ensure_ascii=False)
        if key not in self.kept:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[key] = self.rules.answer(data, presume=self.options.presume)
        return self.kept[key]


def open_run(source: Source, rules: Rules, options: Options) -> Run:
    """A run, with its headers understood. Raises `TableProblems` where they cannot be."""
    where = _one_place(rules, options.place)
    vocabulary = where.vocabulary if where is not None else rules.vocabulary
    currency = where.currency if where is not None else "CNY"
    plan, problems = plan_headers(
        source.headers, vocabulary, currency, options.extra, file=source.name
    )
    known = {c.header for c in plan.columns}
    found = [*problems, *identity_headers(source.name, source.headers, source.letters, known)]
    errors = [p for p in found if p.severity == "error"]
    if errors:
        raise TableProblems(errors)
    if not options.place and not any(c.key == "jurisdiction" for c in plan.columns):
        raise TableProblems([Problem("file.no-jurisdiction", Place(source.name))])
    tables = Tables(rules.jurisdiction, options.presume)
    return Run(source, rules, options, plan, tuple(found), tables)


def _one_place(rules: Rules, name: str) -> Jurisdiction | None:
    """The place of all rows; None where rows say it. Raises the problem of a name that is none."""
    return rules.jurisdiction(name) if name else None


def _numbered(done: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Rows of decisions with the row's number and the case's name."""
    at = done[ROW]
    return done.with_columns(
        frame["#row"].gather(at).alias("row"), frame["#case"].gather(at).alias("case")
    )


def _in_order(done: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """All rows of a batch in the order of the table."""
    if not done:
        empty = nothing()
        return empty.with_columns(row=pl.Series(dtype=pl.Int64), case=pl.Series(dtype=pl.String))
    frame = pl.concat(done) if len(done) > 1 else done[0]
    return frame if frame["row"].is_sorted() else frame.sort("row")


def _frame(answers: Sequence[tuple[int, Answer]]) -> pl.DataFrame:
    """Answers of the reference evaluator as rows of decisions."""
    found = [a for _, a in answers]

    def integers(values: Sequence[int | None]) -> pl.Series:
        return pl.Series(values, dtype=pl.Int64)

    outcomes = [CODE[a.outcome] for a in found if a.outcome is not None]
    return pl.DataFrame(
        {
            ROW: integers([place for place, _ in answers]),
            "outcome": pl.Series(outcomes, dtype=pl.Int8),
            "low": integers([a.minor.low for a in found]),
            "high": integers([a.minor.high for a in found]),
            "payable": integers([a.minor.payable for a in found]),
            "overpaid": integers([a.minor.overpaid for a in found]),
            "because": pl.Series([";".join(a.because) for a in found], dtype=pl.String),
            "open": pl.Series([";".join(a.open) for a in found], dtype=pl.String),
            "by": pl.Series([REFERENCE] * len(found), dtype=pl.Int8),
            "edition": pl.Series([a.edition for a in found], dtype=pl.String),
            "place": pl.Series([a.place for a in found], dtype=pl.String),
            "currency": pl.Series([a.currency for a in found], dtype=pl.String),
        }
    )


def _of_case(row: int, problem: Problem, plan: Plan) -> BadCell:
    """A problem of a case at the column that it is about, where it is about one."""
    fact = problem.params.get("fact") or problem.params.get("key")
    for column in plan.columns:
        label = plan.label(column)
        if fact is not None and (fact == dict(label) or fact in (column.fact, column.key)):
            return BadCell(row, column.header, {}, problem)
    return BadCell(row, "", {}, problem)


def _strict(name: str, bad: BadCell) -> Problem:
    reason = {lang: bad.problem.message(lang) for lang in ("zh", "en")}
    params = {"row": bad.row, "column": bad.column or "—", "reason": reason}
    return Problem("file.bad-row", Place(name), params)
