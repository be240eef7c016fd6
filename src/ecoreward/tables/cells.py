"""A batch of records as typed columns: numbers on their grids, days as ordinals, lists as indices.

What a cell means is the reference reader's to say (`readings`), asked once for each distinct cell;
plain forms take a shorter way (`grids`, `ids`). Nothing is kept between batches but what is passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

import polars as pl

from ecoreward.policy.vocabulary_types import Words
from ecoreward.problems import Problem
from ecoreward.tables.grids import empty, grid, grouped_numbers, plain_days, plain_numbers
from ecoreward.tables.headers import MONEY_KEYS, Column, Plan
from ecoreward.tables.ids import surely_ids
from ecoreward.tables.readings import EMPTY, Level, Reading, read_cell
from ecoreward.tables.texts import as_texts, cell_of, coded, items_of, listed_texts, long_floats

_MANY = 4096  # distinct cells from which on the longer forms are taken a column at a time
_KEPT = 50_000  # readings of a column that are kept for the next batch
_WORDS = ("case", "jurisdiction", "edition")
Seen: TypeAlias = Mapping[str, Reading]


class Bad(NamedTuple):
    """A cell that cannot be read: the record's number, its column, what kind of value it is, and why."""

    row: int
    header: str
    kind: Words
    problem: Problem


@dataclass(frozen=True, slots=True)
class Levels:
    """By fact, the codes or sets of codes that its indices stand for, and what was read so far."""

    lists: Mapping[str, tuple[Level, ...]] = field(default_factory=dict)
    seen: Mapping[str, Seen] = field(default_factory=dict, repr=False)

    def __getitem__(self, name: str) -> tuple[Level, ...]:
        return self.lists[name]


@dataclass(frozen=True, slots=True)
class Typed:
    """A batch with its types, the levels as they are after it, and the cells that cannot be read."""

    frame: pl.DataFrame
    levels: Levels
    bad: tuple[Bad, ...]


def type_batch(
    batch: pl.DataFrame, first_row: int, plan: Plan, levels: Levels | None = None
) -> Typed:
    """A batch of records by the plan of its headers; `first_row` is the number of its first one.

    >>> import ecoreward
    >>> from ecoreward.tables.headers import plan_headers
    >>> frame = pl.DataFrame({"案件": ["a", "b"], "罚款": ["1.5万", "?"], "查证属实": ["是", ""]})
    >>> plan, _ = plan_headers(frame.columns, ecoreward.load().vocabulary)
    >>> done = type_batch(frame, 2, plan)
    >>> done.frame["fine"].to_list(), done.frame["verified"].to_list()
    ([1500000, None], [True, None])
    >>> [(b.row, b.header, b.problem.code) for b in done.bad]
    [(3, '罚款', 'case.want-money')]
    """
    work = _Batch(plan, levels or Levels(), batch.height)
    for column in plan.columns:
        work.add(column, batch[column.header])
    rows = pl.int_range(first_row, first_row + batch.height, dtype=pl.Int64, eager=True)
    found = {"#row": rows, **work.columns, "#hard": work.hard}
    frame = pl.DataFrame([series.alias(name) for name, series in found.items()])
    bad = [
        Bad(first_row + at, header, reading.kind, reading.problem)
        for at, header, reading in sorted(work.bad, key=lambda b: b[0])
        if reading.problem is not None
    ]
    return Typed(frame, Levels(work.lists, work.seen), tuple(bad))


class _Batch:
    """The columns of one batch while they are made."""

    def __init__(self, plan: Plan, levels: Levels, height: int) -> None:
        self.plan, self.height = plan, height
        self.lists: dict[str, tuple[Level, ...]] = dict(levels.lists)
        self.seen: dict[str, Seen] = dict(levels.seen)
        self.columns: dict[str, pl.Series] = {
            **{f"#{key}": empty(height, pl.String) for key in _WORDS},
            **{f"#{key}": empty(height) for key in MONEY_KEYS},
        }
        self.hard = pl.Series("#hard", [False]).new_from_index(0, height)
        self.bad: list[tuple[int, str, Reading]] = []

    def add(self, column: Column, cells: pl.Series) -> None:
        """Type one column."""
        kind = self.plan.spec(column).type.kind if column.fact else column.key
        if kind == "synthetic":
            return
        if kind in _WORDS:
            self._words(column, cells)
        elif kind == "boolean":
            self._booleans(column, cells)
        elif kind in ("choice", "set"):
            self._levels(column, cells)
        elif kind in ("rows", "known_on"):
            every = pl.int_range(0, self.height, dtype=pl.UInt32, eager=True)
            self._read(column, cells, every.filter(cells.is_not_null()))
        else:
            self._numbers(column, cells, kind)

    def _words(self, column: Column, cells: pl.Series) -> None:
        texts = as_texts(cells)
        if texts is None:
            found = empty(self.height, pl.String)
            self._read(column, cells, cells.is_not_null().arg_true())
        else:
            found = texts.str.strip_chars()
            sure = surely_ids(found) if column.key == "case" else found.is_null()
            at = (~sure).arg_true()
            readings, codes = self._read(column, texts, at)
            if readings:
                found = found.scatter(at, _gathered(readings, codes, lambda r: r.text, pl.String))
        self.columns[column.name] = found

    def _booleans(self, column: Column, cells: pl.Series) -> None:
        if cells.dtype == pl.Boolean:
            self.columns[column.name] = cells
            return
        at = cells.is_not_null().arg_true()
        readings, codes = self._read(column, cells, at)
        found = _gathered(readings, codes, _truth, pl.Boolean)
        self.columns[column.name] = _spread(found, at, self.height)

    def _levels(self, column: Column, cells: pl.Series) -> None:
        name, spec = column.fact, self.plan.spec(column)
        known = self.lists.get(name)
        if known is None:
            known = tuple(spec.values) if spec.type.kind == "choice" else ()
        at = cells.is_not_null().arg_true()
        readings, codes = self._read(column, cells, at)
        index = {level: n for n, level in enumerate(known)}
        for reading in readings:
            if reading.level is not None:
                index.setdefault(reading.level, len(index))
        self.lists[name] = tuple(index)
        found = _gathered(
            readings, codes, lambda r: index.get(r.level) if r.level is not None else None, pl.Int32
        )
        self.columns[column.name] = _spread(found, at, self.height)

    def _numbers(self, column: Column, cells: pl.Series, kind: str) -> None:
        if cells.dtype.is_float():
            cells = long_floats(cells)
        form = None if kind == "date" else grid(column, self.plan)
        found = plain_days(cells) if kind == "date" else empty(self.height)
        if form is not None:
            found = plain_numbers(cells, form)
        left = (cells.is_not_null() & found.is_null()).arg_true()
        if form is not None and cells.dtype == pl.String and len(left) > _MANY:
            rest = cells.gather(left)
            if rest.n_unique() > _MANY:
                found = found.scatter(left, grouped_numbers(rest, form))
                left = (cells.is_not_null() & found.is_null()).arg_true()
        self.columns[column.name] = found
        if left.is_empty():
            return
        readings, codes = self._read(column, cells, left)
        value = _gathered(readings, codes, lambda r: r.value, pl.Int64)
        self.columns[column.name] = found.scatter(left, value)
        if any(r.ranged for r in readings):
            ranged = _spread(
                _gathered(readings, codes, lambda r: r.ranged, pl.Boolean), left, self.height
            )
            self.columns[f"{column.name}:range"] = ranged.fill_null(value=False)
            for end in ("low", "high"):
                values = _gathered(readings, codes, attrgetter(end), pl.Int64)
                self.columns[f"{column.name}:{end}"] = _spread(values, left, self.height)

    def _read(
        self, column: Column, cells: pl.Series, at: pl.Series
    ) -> tuple[list[Reading], pl.Series]:
        """The distinct readings of the cells at some places, and which of them each cell has.

        What is hard or cannot be read is noted here.
        """
        some = cells if len(at) == len(cells) else cells.gather(at)
        texts = as_texts(some)
        listed = None if texts is not None else listed_texts(some)
        if texts is not None or listed is not None:
            carried = texts if texts is not None else listed
            assert carried is not None
            codes, distinct = coded(carried)
            readings = self._known(column, distinct, listed=texts is None)
        else:
            cell = [cell_of(v) for v in some.to_list()]
            readings = [read_cell(column, self.plan, v) for v in cell]
            codes = pl.int_range(0, len(cell), dtype=pl.UInt32, eager=True)
        if any(r.hard for r in readings):
            hard = _gathered(readings, codes, lambda r: r.hard, pl.Boolean)
            self.hard = self.hard.scatter(at.filter(hard), True)
        if any(r.problem is not None for r in readings):
            bad = _gathered(readings, codes, lambda r: r.problem is not None, pl.Boolean)
            places = zip(at.filter(bad), codes.filter(bad), strict=True)
            self.bad += [(place, column.header, readings[code]) for place, code in places]
        return readings, codes

    def _known(self, column: Column, distinct: Iterable[str], *, listed: bool) -> list[Reading]:
        """The readings of texts: those of earlier batches, and the reference's of the others."""
        key = column.header + ("\x1f" if listed else "")
        known = dict(self.seen.get(key, {}))
        out = []
        for text in distinct:
            reading = known.get(text)
            if reading is None:
                cell: Any = items_of(text) if listed else text
                reading = known[text] = (
                    read_cell(column, self.plan, cell) if text or listed else EMPTY
                )
            out.append(reading)
        self.seen[key] = known if len(known) <= _KEPT else {}
        return out


def _truth(reading: Reading) -> bool | None:
    return None if reading.value is None else bool(reading.value)


def _gathered(
    readings: list[Reading], codes: pl.Series, of: Callable[[Reading], Any], dtype: Any
) -> pl.Series:
    """One thing of the reading that each cell has."""
    if not readings:
        return empty(len(codes), dtype)
    return pl.Series("", [of(r) for r in readings], dtype=dtype).gather(codes)


def _spread(values: pl.Series, at: pl.Series, height: int) -> pl.Series:
    """Values at their places in a column of this height; null elsewhere."""
    if len(values) == height:
        return values
    return empty(height, values.dtype).scatter(at, values)
