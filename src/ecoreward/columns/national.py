"""A batch of typed rows of any places and days: each under the edition it falls under, in one pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from ecoreward.columns.batch import EditionColumns, Graph, Left, graph_of
from ecoreward.columns.context import Unsupported
from ecoreward.columns.decide import CODE
from ecoreward.columns.editions import Stretch, lower_where, stretches
from ecoreward.columns.frame_in import ranges, some
from ecoreward.columns.frame_out import ROW, SCHEMA
from ecoreward.columns.masks import Level
from ecoreward.columns.shape import Shape
from ecoreward.engine.decision import Outcome
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.problems import Problems

Levels = Mapping[str, Sequence[Level]]
Find = Callable[[str], Jurisdiction]  # by any name; raises Problems
NAMES = {"edition": pl.String, "place": pl.String, "currency": pl.String}


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of decisions of one place and edition, and the rows that are left to the reference."""

    done: pl.DataFrame
    left: tuple[Left, ...]


@dataclass(slots=True)
class Tables:
    """All editions that a table needed so far, compiled once."""

    find: Find
    presume: bool = True
    coarse: bool = False  # rows that are open need not be told by what
    places: dict[str, Jurisdiction | None] = field(default_factory=dict)
    choices: dict[str, tuple[Stretch, ...]] = field(default_factory=dict)
    editions: dict[tuple[str, str, bool], EditionColumns] = field(default_factory=dict)
    conditions: dict[tuple[str, str], Graph | None] = field(default_factory=dict)

    def decide(
        self, frame: pl.DataFrame, levels: Levels, place: str = "", edition: str = ""
    ) -> Part:
        """Every row by columns, or left. `place` and `edition` are for rows that do not say."""
        frame = frame.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(ROW))
        done: list[pl.DataFrame] = []
        left: list[Left] = []
        if "#hard" in frame.columns and frame["#hard"].any():
            left.append(Left(frame.filter("#hard")[ROW], "cell"))
            frame = frame.filter(~pl.col("#hard"))
        for (name, wanted), rows in _groups(frame, place, edition):
            self._place(name, wanted, rows, levels, done, left)
        return Part(pl.concat(done) if done else nothing(), tuple(left))

    def _place(
        self,
        name: str,
        wanted: str,
        rows: pl.DataFrame,
        levels: Levels,
        done: list[pl.DataFrame],
        left: list[Left],
    ) -> None:
        where = self.place(name)
        if where is None:
            left.append(Left(rows[ROW], "place"))
            return
        if wanted:
            found = where.edition(wanted)
            if found is None:
                left.append(Left(rows[ROW], "edition"))
            else:
                self._edition(where, found, rows, levels, done, left, named=True)
            return
        self._by_date(where, rows, levels, done, left)

    def place(self, name: str) -> Jurisdiction | None:
        """A jurisdiction by any of its names; None where there is none, or several."""
        if name not in self.places:
            try:
                self.places[name] = self.find(name) if name else None
            except Problems:
                self.places[name] = None
        return self.places[name]

    def _by_date(
        self,
        where: Jurisdiction,
        rows: pl.DataFrame,
        levels: Levels,
        done: list[pl.DataFrame],
        left: list[Left],
    ) -> None:
        if where.file not in self.choices:
            self.choices[where.file] = stretches(where, presume=self.presume)
        choices = self.choices[where.file]
        at = _stretch_of(rows, where.chosen_by, choices)
        for number, part in _split(rows, at):
            if number is None:
                left.append(Left(part[ROW], "edition"))
                continue
            choice = choices[number]
            if choice.reference:
                left.append(Left(part[ROW], "edition"))
            elif choice.asked:
                self._asked(where, choice.asked, part, levels, done, left)
            elif choice.edition is not None:
                self._edition(where, choice.edition, part, levels, done, left, named=False)
            else:
                done.append(_no_policy(part[ROW], where))

    def _asked(
        self,
        where: Jurisdiction,
        asked: Sequence[Edition],
        rows: pl.DataFrame,
        levels: Levels,
        done: list[pl.DataFrame],
        left: list[Left],
    ) -> None:
        """The editions whose conditions a row meets; what stands in the place of another goes before it."""
        applies: dict[str, pl.Series] = {}
        unclear = pl.repeat(False, rows.height, eager=True, dtype=pl.Boolean)
        for e in asked:
            found = self._condition(where, e, rows, levels)
            if found is None:
                left.append(Left(rows[ROW], "edition"))
                return
            applies[e.id], open_ = found
            unclear = unclear | open_
        stands: dict[str, pl.Series] = {}
        for e in asked:
            mine = applies[e.id]
            for other in asked:
                if other.instead_of == e.scheme and other.instead_of:
                    mine = mine & ~applies[other.id]
            stands[e.id] = mine
        many = sum(
            (s.cast(pl.Int8) for s in stands.values()), pl.repeat(0, rows.height, eager=True)
        )
        unclear = unclear | (many > 1)
        if unclear.any():
            left.append(Left(rows.filter(unclear)[ROW], "edition"))
        for e in asked:
            here = rows.filter(stands[e.id] & ~unclear)
            if here.height:
                self._edition(where, e, here, levels, done, left, named=False)
        none = rows.filter((many == 0) & ~unclear)
        if none.height:
            done.append(_no_policy(none[ROW], where))

    def _condition(
        self, where: Jurisdiction, e: Edition, rows: pl.DataFrame, levels: Levels
    ) -> tuple[pl.Series, pl.Series] | None:
        """Whether a row meets the condition of an edition, and whether that is open."""
        if e.program.where is None:
            yes = pl.repeat(True, rows.height, eager=True, dtype=pl.Boolean)
            return yes, ~yes
        columns = EditionColumns(e, presume=self.presume)
        # A column in which no row has anything says as little as none.
        facts = [c for c in columns.condition_facts() if some(rows, c) or ranges(rows, c)]
        modes = {f: columns.mode(rows, f) for f in facts}
        shape = Shape(modes, presume=self.presume)
        key = (f"{where.file}@{e.id}", str(shape.key))
        if key not in self.conditions:
            try:
                self.conditions[key] = graph_of(lower_where(e, shape))
            except Unsupported:
                self.conditions[key] = None
        graph = self.conditions[key]
        if graph is None:
            return None
        out = columns.outputs(rows, facts, graph, levels)
        return out["in"] & ~out["open"], out["open"] | out["hard"]

    def _edition(
        self,
        where: Jurisdiction,
        edition: Edition,
        rows: pl.DataFrame,
        levels: Levels,
        done: list[pl.DataFrame],
        left: list[Left],
        *,
        named: bool,
    ) -> None:
        key = (where.file, edition.id, named)
        if key not in self.editions:
            day = where.chosen_by if named else ""
            self.editions[key] = EditionColumns(edition, day, self.presume, self.coarse)
        found, more = self.editions[key].decide(rows, levels)
        left += more
        done += [_named(part, edition.id, where) for part in found]


def _named(part: pl.DataFrame, edition: str, where: Jurisdiction) -> pl.DataFrame:
    return part.with_columns(
        pl.lit(edition or None, dtype=pl.String).alias("edition"),
        pl.lit(where.file).alias("place"),
        pl.lit(where.currency).alias("currency"),
    )


def _no_policy(rows: pl.Series, where: Jurisdiction) -> pl.DataFrame:
    size = len(rows)

    def same(value: int | str | None, kind: type[pl.DataType]) -> pl.Series:
        return pl.Series([value], dtype=kind).new_from_index(0, size)

    found = pl.DataFrame(
        {
            ROW: rows,
            "outcome": same(CODE[Outcome.NO_POLICY], pl.Int8),
            "low": same(0, pl.Int64), "high": same(0, pl.Int64),
            "payable": same(None, pl.Int64), "overpaid": same(0, pl.Int64),
            "because": same("", pl.String), "open": same("", pl.String),
            "by": same(0, pl.Int8),
        }
    )  # fmt: skip
    return _named(found, "", where)


def nothing() -> pl.DataFrame:
    """No rows of decisions."""
    return pl.DataFrame(schema={**SCHEMA, **NAMES})


def _groups(
    frame: pl.DataFrame, place: str, edition: str
) -> list[tuple[tuple[str, str], pl.DataFrame]]:
    """The rows of each place, and of each edition that rows name."""
    keys = {"#jurisdiction": place, "#edition": edition}
    said = [
        frame[c].fill_null(default).alias(c)
        for c, default in keys.items()
        if c in frame.columns and frame[c].null_count() < frame.height
    ]
    if not frame.height:
        return []
    if not said:
        return [((place, edition), frame)]
    names = [s.name for s in said]
    parts = frame.with_columns(said).partition_by(names, as_dict=True, maintain_order=True)
    out = []
    for key, part in parts.items():
        words = {**keys, **dict(zip(names, map(str, key), strict=True))}
        out.append(((words["#jurisdiction"], words["#edition"]), part))
    return out


def _stretch_of(rows: pl.DataFrame, day: str, choices: Sequence[Stretch]) -> pl.Series | None:
    """The place of each row's day among the stretches; null where the day does not tell."""
    if day not in rows.columns:
        return None
    starts = [c.first for c in choices]

    def place(name: str) -> pl.Expr:
        """How many stretches have begun."""
        found = pl.lit(0, dtype=pl.Int32)
        for first in starts[1:]:
            found = found + (pl.col(name) >= first).cast(pl.Int32)
        return pl.when(pl.col(name).is_null()).then(None).otherwise(found)

    if f"{day}:range" not in rows.columns:
        return rows.select(place(day).alias("at")).to_series()
    low, high = place(f"{day}:low"), place(f"{day}:high")
    both = pl.when(low == high).then(low).otherwise(None)
    return rows.select(pl.coalesce(place(day), both).alias("at")).to_series()


def _split(rows: pl.DataFrame, at: pl.Series | None) -> list[tuple[int | None, pl.DataFrame]]:
    """The rows by where their day falls."""
    if at is None:
        return [(None, rows)]
    found = at.unique().to_list()
    if len(found) == 1:
        return [(found[0], rows)]
    out: list[tuple[int | None, pl.DataFrame]] = []
    for number in sorted(found, key=lambda x: (x is None, x or 0)):
        mine = at.is_null() if number is None else (at == number).fill_null(False)
        out.append((number, rows.filter(mine)))
    return out
