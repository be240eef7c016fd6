"""A batch of typed rows under one edition: known rows by the plain graph, open ones by the full one, the rest left.

The typed columns are those of `tables.cells`: a fact by its code on its grid, missing where it is null,
`NAME:range`, `NAME:low` and `NAME:high` beside it where some rows know it in part.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import polars as pl

from ecoreward.columns.context import Unsupported
from ecoreward.columns.decide import CODE, Lowered, lower, reads
from ecoreward.columns.derive import closure
from ecoreward.columns.frame_in import input_of, numeric, paid, ranges, some
from ecoreward.columns.frame_out import ROW, ends_of, said
from ecoreward.columns.masks import Level, Masks
from ecoreward.columns.paying import PAID
from ecoreward.columns.plan import Plan, plan
from ecoreward.columns.polars_engine import OPTIONS, Expressions, evaluated, expressions
from ecoreward.columns.shape import Mode, Shape, bounds
from ecoreward.columns.steps import DECIDED
from ecoreward.columns.stir import stirred
from ecoreward.engine.decision import Outcome
from ecoreward.engine.values import Truth
from ecoreward.policy.edition import Edition
from ecoreward.policy.expressions import facts_of
from ecoreward.policy.vocabulary_types import Vocabulary

MOST_SHAPES = 32  # open shapes of one edition, before the widest one serves all
FEW = 1_000  # rows that say too little of how a table is
STREAM = 200_000  # rows from which on the streaming engine is the faster one
PLAIN, FULL, REFERENCE = 0, 1, 2
Answers = dict[Hashable, dict[Level, Truth]]
ENDS = ("low", "high", "endless", "hard")


@dataclass(slots=True)
class Graph:
    """One edition compiled for one shape of rows."""

    lowered: Lowered
    plan: Plan
    masks: Masks
    printed: Expressions


def graph_of(lowered: Lowered, only: Collection[str] = (), answers: Answers | None = None) -> Graph:
    """A lowered edition, ready to run; `only` names the outputs that are wanted, where not all are."""
    wanted = only or [n for n in lowered.outputs if n != "node"]
    found = plan({n: x for n, x in lowered.outputs.items() if n in wanted})
    masks = Masks(lowered, {} if answers is None else answers)
    return Graph(lowered, found, masks, expressions(found))


@dataclass(frozen=True, slots=True)
class Left:
    """Rows that columns cannot say, and why: `cell`, `edition`, `policy`, `size` or `open`."""

    rows: pl.Series
    why: str


@dataclass(slots=True)
class EditionColumns:
    """One edition with the graphs that its tables needed so far."""

    edition: Edition
    day: str = ""  # the fact that chooses the edition, where rows name it
    presume: bool = True
    # Rows in which facts and discretion are both open count as open, whatever the kind: none is left for that.
    coarse: bool = False
    ends: bool = False  # only the ends of sums are wanted, not the outcome nor what it rests on
    graphs: dict[tuple[object, ...], Graph | None] = field(default_factory=dict)
    levels: Mapping[str, Sequence[Level]] = field(default_factory=dict)  # of the table at hand
    answers: Answers = field(default_factory=dict)  # to questions about sets, for all graphs
    wide: bool = False  # most rows of the last batch had a range

    @property
    def vocabulary(self) -> Vocabulary:
        """The facts and terms that the edition knows."""
        return self.edition.program.vocabulary

    def decide(
        self, frame: pl.DataFrame, levels: Mapping[str, Sequence[Level]]
    ) -> tuple[list[pl.DataFrame], list[Left]]:
        """Rows of decisions, and the rows that are left. `frame` has the row numbers in `ROW`."""
        self.levels = levels
        facts = self._facts(frame)
        named = bool(self.day)
        plain = frame
        done: list[pl.DataFrame] = []
        left: list[Left] = []
        decided = some(frame, DECIDED)
        given: dict[str, Mode] = dict.fromkeys(facts, "given")
        shape = Shape(given, False, paid(frame), named, self.presume, sharp=True)
        graph = self.graph(shape)
        if graph is None:
            return [], [Left(frame[ROW], "policy")]
        known = self._known(frame, facts, graph, levels)
        rest: pl.DataFrame | None = None
        if known is not None:
            plain, rest = frame.filter(known), frame.filter(~known)
        again = plain
        if plain.height and not self.wide:
            again = self._run(plain, facts, graph, PLAIN, done, left)
            # Where most rows have a range the full graph is asked at once from then on.
            self.wide = 2 * again.height > plain.height > FEW
        if again.height:
            rest = again if rest is None else pl.concat([rest, again])
        if rest is not None and rest.height:
            self._open(rest, facts, replace(shape, decided=decided), levels, done, left)
        return done, left

    def _facts(self, frame: pl.DataFrame) -> list[str]:
        """The facts of a table that can count here: read, or held against one that a row gives."""
        vocabulary = self.vocabulary
        wanted = set(closure(vocabulary, [*reads(self.edition.program), *vocabulary.links]))
        wanted |= {self.day} if self.day else set()
        silent = {
            c for c in frame.columns
            if c in wanted and frame[c].null_count() == frame.height
            and not ranges(frame, c)
        }  # fmt: skip
        return [c for c in frame.columns if c in wanted and c not in silent]

    def graph(self, shape: Shape) -> Graph | None:
        """The graph for a shape of rows; None where columns cannot say it."""
        if shape.key not in self.graphs:
            try:
                lowered = lower(self.edition, shape, self.day)
                self.graphs[shape.key] = graph_of(lowered, ENDS if self.ends else (), self.answers)
            except Unsupported:
                self.graphs[shape.key] = None
        return self.graphs[shape.key]

    def _known(
        self,
        frame: pl.DataFrame,
        facts: Sequence[str],
        graph: Graph,
        levels: Mapping[str, Sequence[Level]],
    ) -> pl.Series | None:
        """The rows that know every fact for certain; None where all do."""
        found: list[pl.Series] = []
        if some(frame, DECIDED):
            found.append(frame[DECIDED].is_null())
        for name in facts:
            column = frame[name]
            if column.null_count():
                found.append(column.is_not_null())
            if name in levels:
                graph.masks.grow(name, levels[name])
        if not found:
            return None
        out = found[0]
        for series in found[1:]:
            out = out & series
        return None if out.all() else out

    def _open(
        self,
        rest: pl.DataFrame,
        facts: Sequence[str],
        shape: Shape,
        levels: Mapping[str, Sequence[Level]],
        done: list[pl.DataFrame],
        left: list[Left],
    ) -> None:
        """Rows that lack something: the full graph."""
        specs = self.vocabulary.facts
        modes: dict[str, Mode] = {n: self.mode(rest, n) for n in facts}
        if len(self.graphs) > MOST_SHAPES:
            modes = {
                n: "some" if specs[n].type.kind in ("boolean", "choice", "set") else "part"
                for n in facts
            }
        full = Shape(modes, shape.decided, shape.paid, shape.named, self.presume)
        graph = self.graph(full)
        if graph is None:
            left.append(Left(rest[ROW], "policy"))
            return
        for name in facts:
            if name in levels:
                graph.masks.grow(name, levels[name])
        hard = self._run(rest, facts, graph, FULL, done, left)
        if hard.height:
            left.append(Left(hard[ROW], "open"))

    def mode(self, frame: pl.DataFrame, name: str) -> Mode:
        """How the rows know a fact."""
        if ranges(frame, name):
            return "part"
        return "some" if frame[name].null_count() else "given"

    def _run(
        self,
        frame: pl.DataFrame,
        facts: Sequence[str],
        graph: Graph,
        by: int,
        done: list[pl.DataFrame],
        left: list[Left],
    ) -> pl.DataFrame:
        """Evaluate a graph; the rows that it cannot tell. Rows beyond its bounds are left."""
        beyond = self._beyond(frame, facts, graph.lowered)
        if beyond is not None:
            left.append(Left(frame.filter(beyond)[ROW], "size"))
            frame = frame.filter(~beyond)
        out = self.evaluated(frame, graph)
        if self.ends:
            again, out = frame.filter(out["hard"]), out.filter(~out["hard"])
            if out.height:
                done.append(ends_of(out))
            return again
        hard, mixed = out["hard"], out["mixed"]
        if self.coarse:
            mixed = mixed & False
        if by == FULL and (mixed & ~hard).any():
            moved = stirred(self, frame, out.with_columns(mixed=mixed & ~hard), facts, graph)
            undetermined = pl.lit(CODE[Outcome.UNDETERMINED], dtype=pl.Int8)
            out = out.with_columns(
                outcome=pl.when(moved).then(undetermined).otherwise(pl.col("outcome"))
            )
            mixed = mixed & ~moved
        hard, again = hard | mixed, frame.clear()
        if hard.any():
            again, out = frame.filter(hard), out.filter(~hard)
        if out.height:
            done.append(said(out, graph.lowered, by))
        return again

    def evaluated(self, frame: pl.DataFrame, graph: Graph) -> pl.DataFrame:
        """The outputs of a graph for rows of the shape that it was made for."""
        inputs = pl.DataFrame(
            [frame[ROW], *(input_of(n, frame, graph.masks) for n in graph.plan.inputs)]
        )
        lazy = evaluated(inputs.lazy(), graph.printed, keep=(ROW,))
        engine: Literal["streaming", "in-memory"] = "streaming"
        if frame.height < STREAM:
            engine = "in-memory"
        return lazy.collect(engine=engine, optimizations=OPTIONS)

    def outputs(
        self,
        frame: pl.DataFrame,
        facts: Sequence[str],
        graph: Graph,
        levels: Mapping[str, Sequence[Level]],
    ) -> pl.DataFrame:
        """The outputs of a graph of this edition; rows beyond its bounds are hard."""
        for name in facts:
            if name in levels:
                graph.masks.grow(name, levels[name])
        out = self.evaluated(frame, graph)
        beyond = self._beyond(frame, facts, graph.lowered)
        return out if beyond is None else out.with_columns(pl.col("hard") | beyond)

    def condition_facts(self) -> list[str]:
        """The facts that can count in the edition's own condition of being in force."""
        where = self.edition.program.where
        names = facts_of([where], self.edition.program) if where is not None else []
        return closure(self.vocabulary, names)

    def _beyond(
        self, frame: pl.DataFrame, facts: Sequence[str], lowered: Lowered
    ) -> pl.Series | None:
        """Rows with a number that columns do not take."""
        out: pl.Series | None = None
        names = [(n, self.vocabulary.facts[n]) for n in facts]
        extra = [n for n in (DECIDED, PAID) if n in frame.columns]
        for name, low, high in (
            *((n, *bounds(s, lowered.most)) for n, s in names if numeric(s)),
            *((n, 0, lowered.most) for n in extra),
        ):
            columns = [name]
            if ranges(frame, name):
                columns += [f"{name}:low", f"{name}:high"]
            for column in columns:
                series = frame[column]
                least, most = series.min(), series.max()
                if least is not None and (least < low or most > high):  # type: ignore[operator]
                    off = ((series < low) | (series > high)).fill_null(False)
                    out = off if out is None else out | off
        return out
