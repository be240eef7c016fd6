"""A table of cases, decided: read in batches, by whole columns where these can, the rest case by case.

Nothing is lost: a row that cannot be read or decided is told with its row, column, kind and reason, and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

import polars as pl

from ecoreward.columns.answers import Answer
from ecoreward.columns.batch import Left
from ecoreward.columns.frame_out import ROW
from ecoreward.columns.national import Part as Decided
from ecoreward.columns.national import Tables, nothing
from ecoreward.engine.type_facts import Extra
from ecoreward.policy.edition import Jurisdiction
from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.problems import Place, Problem
from ecoreward.tables.answered import beyond, frame_of
from ecoreward.tables.cells import Levels
from ecoreward.tables.headers import Plan, plan_headers
from ecoreward.tables.identity import identity_cells, identity_headers
from ecoreward.tables.places import Reading, groups
from ecoreward.tables.problems import TableProblems
from ecoreward.tables.record import case_data
from ecoreward.tables.sameness import Sameness, key_of, sameness
from ecoreward.tables.source import Batch, Source
from ecoreward.tables.tally import Tally
from ecoreward.tables.typed import TypedRows, typed_rows

SIZE = 262_144
MOST_KEPT = 50_000  # answers of the reference evaluator that are kept for rows that say the same
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
    """How a table is decided. `place` and `edition` are for rows that name none.

    With `forced` the edition goes before what rows name: without one their day chooses.
    """

    place: str = ""
    edition: str = ""
    presume: bool = True
    extra: Extra = "error"
    strict: bool = False
    engine: Engine = "polars"
    size: int = SIZE
    forced: bool = False
    coarse: bool = False  # one word will do for what is open for facts, figures and discretion


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


def _nobody(_rows: int) -> None:
    """Whom rows are told to unless somebody asks."""


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
    same: dict[str, Sameness | None] = field(default_factory=dict)  # by place
    readings: dict[object, Reading] = field(default_factory=dict)
    settled: int = 0  # rows that are decided or found bad, within a batch too
    told: Callable[[int], None] = _nobody  # is told of them, as far as they are

    @property
    def ignored(self) -> tuple[str, ...]:
        """The headers that meant nothing for any place so far."""
        used = {c.header for r in self.readings.values() for c in r.plan.columns}
        return tuple(h for h in self.plan.ignored if h not in used)

    def parts(self) -> Iterator[Part]:
        """Every batch, decided; with `strict` the first bad row ends the run."""
        done = 0
        for batch in self.source.batches(self.options.size):
            part = self.part(batch)
            done += batch.frame.height
            self._settle(done - self.settled)
            yield part

    def _settle(self, rows: int) -> None:
        """Some rows more are done: those that columns decide at once, the others one by one."""
        self.settled += rows
        self.told(self.settled)

    def refuse_persons(self, batch: Batch) -> None:
        """Raises where a column of the batch holds numbers or names of persons."""
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

    def part(self, batch: Batch) -> Part:
        """One batch, decided."""
        self.tally.blank += sum(p.severity == "warning" for p in batch.bad.values())
        bad = broken(batch)
        done: list[pl.DataFrame] = []
        for rows in self.typed(batch):
            found, more = self.decided(rows)
            done += found
            bad += [*bad_cells(rows), *more]
        frame = in_order(done)
        self.tally.add(frame)
        self.tally.bad += len({b.row for b in bad})
        if bad and self.options.strict:
            raise TableProblems([_strict(self.source.name, min(bad, key=lambda b: b.row))])
        return Part(frame, tuple(sorted(bad, key=lambda b: b.row)), batch)

    def typed(self, batch: Batch) -> list[TypedRows]:
        """The rows of a batch that can be read, with their types, those that are read in one way together.

        No cell of a table is used before all of it was looked through for what belongs to a person.
        """
        found = self._groups(batch)
        self.refuse_persons(batch)
        out = [typed_rows(batch, reading, rows) for reading, rows in found]
        return [r.without({b.row for b in r.bad} | set(batch.bad)) for r in out]

    def reading_of(self, batch: Batch, index: int) -> Reading:
        """How one record of a batch is read."""
        one = Batch(batch.first_row + index, batch.frame[index : index + 1])
        return self._groups(one)[0][0]

    def _groups(self, batch: Batch) -> list[tuple[Reading, pl.Series | None]]:
        return groups(batch.frame, self.plan, self.options.place, self.reading)

    def reading(self, name: str) -> Reading:
        """How the rows of one place are read; of one that is not known, as of any."""
        where = self.tables.place(name)
        vocabulary = self.rules.vocabulary if where is None else where.vocabulary
        currency = "CNY" if where is None else where.currency
        key = (id(vocabulary), currency)  # places without words of their own share one vocabulary
        if key not in self.readings:
            plan, problems = plan_headers(
                self.source.headers, vocabulary, currency, self.options.extra, file=self.source.name
            )
            errors = [p for p in problems if p.severity == "error"]
            if errors:
                raise TableProblems(errors)
            self.readings[key] = Reading(plan)
        return self.readings[key]

    def decided(self, rows: TypedRows) -> tuple[list[pl.DataFrame], list[BadCell]]:
        """Typed rows, decided, and those of them that have no decision after all."""
        frame = rows.frame
        if self.options.forced and "#edition" in frame.columns:
            frame = frame.drop("#edition")
        found = self._columns(frame, rows.levels)
        self._settle(found.done.height)
        left = self._left(rows.batch, rows.plan, rows.frame["#row"], found.left)
        by_reference, bad = left
        done = [found.done, *([] if by_reference is None else [by_reference])]
        return [_numbered(d, rows.frame) for d in done if d.height], bad

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
            numbers = rows.gather(group.rows)
            same = _alike(batch.frame[numbers - batch.first_row], plan)
            known: dict[int, Answer] = {}
            for place, row, kind in zip(group.rows, numbers, same, strict=True):
                number = int(row)
                if kind not in known:
                    known[kind] = self._answer(batch, plan, number)
                answer = known[kind]
                bad += [_of_case(number, p, plan) for p in answer.problems]
                if not answer.problems:
                    answers.append((place, answer))
                    self.tally.left[group.why] += 1
                self._settle(1)
        return (frame_of(answers) if answers else None), bad

    def _answer(self, batch: Batch, plan: Plan, number: int) -> Answer:
        data, problems = case_data(batch.frame, number - batch.first_row, plan)
        if problems:
            return Answer("", "", None, None, problems=tuple(problems))
        data = {**data}
        data.pop("case", None)  # two cases that differ in their names alone have one answer
        if self.options.place:
            data.setdefault("jurisdiction", self.options.place)
        if self.options.forced:
            data.pop("edition", None)
        if self.options.edition:
            data.setdefault("edition", self.options.edition)
        key = self._key(data)
        if key not in self.kept:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            answer = self.rules.answer(data, presume=self.options.presume)
            if (problem := beyond(answer)) is not None:
                answer = replace(answer, problems=(problem,))
            self.kept[key] = answer
        return self.kept[key]

    def _key(self, case: Mapping[str, Any]) -> str:
        """The same text for cases that have the same answer."""
        name = str(case.get("jurisdiction") or "")
        if name not in self.same:
            where = self.tables.place(name)
            same = sameness(where, presume=self.options.presume) if where is not None else None
            self.same[name] = same
        found = self.same[name]
        return key_of(case) if found is None else found.key(case)


def open_run(source: Source, rules: Rules, options: Options) -> Run:
    """A run, with its headers understood. Raises `TableProblems` where they cannot be."""
    where = _one_place(rules, options.place)
    vocabulary = where.vocabulary if where is not None else rules.vocabulary
    currency = where.currency if where is not None else "CNY"
    plan, found = understood(source, vocabulary, currency, options.extra)
    if not options.place and not any(c.key == "jurisdiction" for c in plan.columns):
        raise TableProblems([Problem("file.no-jurisdiction", Place(source.name))])
    tables = Tables(rules.jurisdiction, options.presume, options.coarse)
    return Run(source, rules, options, plan, found, tables)


def understood(
    source: Source, vocabulary: Vocabulary, currency: str, extra: Extra
) -> tuple[Plan, tuple[Problem, ...]]:
    """How the columns of a table are read, and warnings; raises where headers are wrong or name a person."""
    plan, problems = plan_headers(source.headers, vocabulary, currency, extra, file=source.name)
    known = {c.header for c in plan.columns}
    # One refusal a column: what the headers' own reader refused is not looked at again.
    told = {p.params["number"] for p in problems if p.code == "column.identity"}
    left = [
        (h, x)
        for n, (h, x) in enumerate(zip(source.headers, source.letters, strict=True), 1)
        if n not in told
    ]
    headers, letters = [h for h, _ in left], [x for _, x in left]
    found = [*problems, *identity_headers(source.name, headers, letters, known)]
    errors = [p for p in found if p.severity == "error"]
    if errors:
        raise TableProblems(errors)
    return plan, tuple(found)


def _one_place(rules: Rules, name: str) -> Jurisdiction | None:
    """The place of all rows; None where rows say it. Raises the problem of a name that is none."""
    return rules.jurisdiction(name) if name else None


def _numbered(done: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Rows of decisions with the row's number and the case's name."""
    at = done[ROW]
    return done.with_columns(
        frame["#row"].gather(at).alias("row"), frame["#case"].gather(at).alias("case")
    )


def broken(batch: Batch) -> list[BadCell]:
    """The records of a batch that are none."""
    return [
        BadCell(row, "", {}, problem)
        for row, problem in sorted(batch.bad.items())
        if problem.severity == "error"
    ]


def bad_cells(rows: TypedRows) -> list[BadCell]:
    """The cells of typed rows that could not be read."""
    return [BadCell(b.row, b.header, b.kind, b.problem) for b in rows.bad]


def _alike(records: pl.DataFrame, plan: Plan) -> pl.Series:
    """Records that say the same, but for the name of the case, have one number."""
    names = [c.header for c in plan.columns if c.key != "case"]
    numbers = pl.int_range(records.height, dtype=pl.Int64, eager=True)
    if not names:
        return numbers * 0
    try:
        return records.with_columns(numbers.alias("#n")).select(pl.col("#n").first().over(names))[
            "#n"
        ]
    except pl.exceptions.PolarsError:  # a kind of column that cannot be compared
        return numbers


def in_order(done: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """All rows of a batch in the order of the table."""
    if not done:
        empty = nothing()
        return empty.with_columns(row=pl.Series(dtype=pl.Int64), case=pl.Series(dtype=pl.String))
    frame = pl.concat(done) if len(done) > 1 else done[0]
    return frame if frame["row"].is_sorted() else frame.sort("row")


_KEY_OF = {"case.no-jurisdiction": "jurisdiction", "case.unknown-edition": "edition"}


def _of_case(row: int, problem: Problem, plan: Plan) -> BadCell:
    """A problem of a case at the column that it is about, where it is about one."""
    fact = problem.params.get("fact") or problem.params.get("key")
    if problem.code.startswith("library.") or problem.code in _KEY_OF:
        fact = _KEY_OF.get(problem.code, "jurisdiction")
    for column in plan.columns:
        label = plan.label(column)
        if fact is not None and (fact == dict(label) or fact in (column.fact, column.key)):
            return BadCell(row, column.header, {}, problem)
    return BadCell(row, "", {}, problem)


def _strict(name: str, bad: BadCell) -> Problem:
    reason = {lang: bad.problem.message(lang) for lang in ("zh", "en")}
    params = {"row": str(bad.row), "column": bad.column or "—", "reason": reason}
    return Problem("file.bad-row", Place(name), params)
