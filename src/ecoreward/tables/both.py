"""One table under two sets of rules: read and typed once, decided twice, side by side row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from ecoreward.columns.batch import EditionColumns
from ecoreward.columns.decide import reads
from ecoreward.columns.derive import closure
from ecoreward.columns.frame_out import OUTCOME_NAMES, ROW
from ecoreward.columns.masks import Level
from ecoreward.engine.decision import Outcome
from ecoreward.money import minor_unit
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.tables.headers import Plan
from ecoreward.tables.readings import HUNDREDTHS
from ecoreward.tables.run import (
    SIZE,
    BadCell,
    Options,
    Rules,
    Run,
    bad_cells,
    broken,
    in_order,
    open_run,
)
from ecoreward.tables.source import Batch, Source
from ecoreward.tables.typed import TypedRows

# What is taken of each side; `SIDES` name the two of a joined row: `before_low`, `after_low`, ...
TAKEN = ("edition", "outcome", "low", "high", "because", "open")
SIDES = ("before", "after")


@dataclass(frozen=True, slots=True)
class Side:
    """One set of rules: where it stands, and the edition that all rows are put to, empty for their own day's."""

    rules: Rules
    place: Jurisdiction
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """A batch under both: one row for each row that both sides decide, and what was typed.

    `frame` has `row`, `case`, `paid` (minor units, null where the table does not say), `day` (ordinal, null where
    it is not known to the day), `month` and `kinds` (index into `kinds`), and of each side the columns of `TAKEN`;
    sums are in minor units, `high` null without an upper end.
    """

    frame: pl.DataFrame
    kinds: tuple[Level, ...]
    bad: tuple[BadCell, ...]
    outside: int  # rows of other places
    groups: tuple[TypedRows, ...]
    batch: Batch


@dataclass(slots=True)
class Both:
    """A run of one table under two sets of rules."""

    before: Run
    after: Run
    code: str  # the division whose rows count
    presume: bool = True
    _here: dict[str, bool] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        """How the headers are understood."""
        return self.before.plan

    def pairs(self) -> Iterator[Pairs]:
        """Every batch under both."""
        done = 0
        for batch in self.before.source.batches(self.before.options.size):
            found = self._pairs(batch)
            done += batch.frame.height
            self.before.told(done)
            yield found

    def _pairs(self, batch: Batch) -> Pairs:
        bad = broken(batch)
        frames: list[pl.DataFrame] = []
        kinds: tuple[Level, ...] = ()
        outside = 0
        groups: list[TypedRows] = []
        for whole in self.before.typed(batch):
            bad += bad_cells(whole)
            group = replace(whole, frame=whole.frame.filter(self._mine(whole.frame)))
            outside += whole.frame.height - group.frame.height
            groups.append(group)
            sides = []
            asked = replace(group, plan=self._asked(group.plan))
            for run in (self.before, self.after):
                done, more = run.decided(asked)
                bad += more
                sides.append(in_order(done))
            joined = _joined(sides[0], sides[1], group.frame, self.before)
            # Each group has kinds of its own, counted from 0: they stand behind those of the groups before.
            frames.append(joined.with_columns(pl.col("kinds") + len(kinds)))
            kinds += tuple(group.levels.lists.get("violations", ()))
        frame = (
            pl.concat(frames).sort("row")
            if frames
            else _joined(in_order([]), in_order([]), None, self.before)
        )
        once = {(b.row, b.column, b.problem.code): b for b in bad}
        told = tuple(sorted(once.values(), key=lambda b: b.row))
        return Pairs(frame, kinds, told, outside, tuple(groups), batch)

    def _asked(self, plan: Plan) -> Plan:
        """The columns that either side reads: rows that say the same in these have one answer of the reference."""
        facts: set[str] = set()
        for run in (self.before, self.after):
            where = run.tables.place(run.options.place)
            for edition in where.editions if where is not None else ():
                if not run.options.edition:
                    facts.add(where.chosen_by if where is not None else "")
                elif edition.id != run.options.edition:
                    continue
                program = edition.program
                names = [*reads(program), *program.vocabulary.links]
                facts |= set(closure(program.vocabulary, names))
        kept = tuple(
            c for c in plan.columns if c.fact in facts or c.key in ("decided", "jurisdiction")
        )
        return replace(plan, columns=kept)

    def _mine(self, frame: pl.DataFrame) -> pl.Series:
        """The rows of the place; those that name none are of it."""
        names = frame["#jurisdiction"]
        for name in names.unique().to_list():
            if name is not None and name not in self._here:
                where = self.before.tables.place(name)
                self._here[name] = where is not None and where.code == self.code
        mine = [n for n, here in self._here.items() if here]
        return names.is_null() | names.is_in(mine)


def open_both(
    source: Source, before: Side, after: Side, *, presume: bool = True, size: int = SIZE
) -> Both:
    """A run under two sets of rules of one place, with headers that both understand. Raises `TableProblems`."""
    base = Options(presume=presume, forced=True, coarse=True, size=size)
    runs = []
    for side in (before, after):
        options = replace(base, place=side.place.exactly("en"), edition=side.edition)
        runs.append(open_run(source, side.rules, options))
    return Both(runs[0], runs[1], before.place.code, presume)


def _joined(
    one: pl.DataFrame, two: pl.DataFrame, typed: pl.DataFrame | None, run: Run
) -> pl.DataFrame:
    where = run.tables.place(run.options.place)
    day = where.chosen_by if where is not None else ""
    sides = [
        f.select("row", *(pl.col(c).alias(f"{side}_{c}") for c in TAKEN))
        for f, side in ((one, "before"), (two, "after"))
    ]
    both = sides[0].join(sides[1], on="row", how="inner", maintain_order="left")
    if typed is None:
        typed = pl.DataFrame(
            schema={"#row": pl.Int64, "#case": pl.String, "#already_paid": pl.Int64}
        )
    extra = [
        pl.col("#row").alias("row"), pl.col("#case").alias("case"),
        _paid(where.currency if where is not None else "CNY").alias("paid"),
        (pl.col(day) if day in typed.columns else pl.lit(None, dtype=pl.Int64)).alias("day"),
        (pl.col("violations") if "violations" in typed.columns else pl.lit(None, dtype=pl.Int32))
        .cast(pl.Int32).alias("kinds"),
    ]  # fmt: skip
    return both.join(typed.select(extra), on="row", how="left", maintain_order="left")


def _paid(currency: str) -> pl.Expr:
    """What was paid in minor units: it is typed in hundredths, and a won has none."""
    return pl.col("#already_paid") // int(HUNDREDTHS * minor_unit(currency))


def outcome_of(code: int) -> str:
    """The code of an outcome by its number in a frame."""
    return OUTCOME_NAMES[code]


def code_of(outcome: Outcome) -> int:
    """The number of an outcome in a frame."""
    return OUTCOME_NAMES.index(outcome.value)


def alone(
    where: Jurisdiction,
    edition: Edition,
    groups: Sequence[TypedRows],
    rows: pl.Series,
    *,
    presume: bool,
) -> pl.DataFrame:
    """The ends of the sums of some rows under one edition (`row`, `low`, `high`), as far as columns tell them."""
    columns = EditionColumns(edition, "", presume, ends=True)
    found = [pl.DataFrame(schema={"row": pl.Int64, "low": pl.Int64, "high": pl.Int64})]
    for group in groups:
        frame = group.frame.filter(pl.col("#row").is_in(rows.implode()) & ~pl.col("#hard"))
        if not frame.height:
            continue
        frame = frame.with_row_index(ROW).with_columns(pl.col(ROW).cast(pl.Int64))
        done, _ = columns.decide(frame, group.levels.lists)
        found += [
            part.select(frame["#row"].gather(part[ROW]).alias("row"), "low", "high")
            for part in done
        ]
    return pl.concat(found)
