"""What Spark's Python workers do: batches of records decided as a run over a file decides them.

The policies go with the task as texts and are read once a worker; nothing but the package has to be there.
"""

from __future__ import annotations

import json
import pickle
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from ecoreward.columns.spark_rows import DECISION
from ecoreward.problems import Problem
from ecoreward.tables.problems import TableProblems, letter
from ecoreward.tables.run import BadCell, Options, Part, Rules, Run, open_run
from ecoreward.tables.source import Batch

if TYPE_CHECKING:
    from pyspark.sql.udf import UserDefinedFunction

ROWS = 131_072  # records that are decided at once
MOST_LEVELS = 200_000  # distinct lists of one column, before a worker forgets what it knows
MARK = "ECOREWARD-PROBLEMS "  # what a worker raises goes to the driver as text
# Beside the decision: what is wrong with a row, and how many rows of a batch were left to the reference, by why.
PROBLEMS = "ARRAY<STRUCT<code: STRING, column: STRING, kind_zh: STRING, kind_en: STRING, zh: STRING, en: STRING>>"
SCHEMA: Mapping[str, str] = {**DECISION, "problems": PROBLEMS, "left": "STRING"}
_PROBLEM = pa.struct(
    [(n, pa.string()) for n in ("code", "column", "kind_zh", "kind_en", "zh", "en")]
)
_TYPES = {"TINYINT": pa.int8(), "BIGINT": pa.int64(), "STRING": pa.string()}


@dataclass(frozen=True, slots=True)
class Job:
    """All that a worker needs to decide rows; it gets a struct of their cells, in the order of `headers`.

    With `marked` a last field has the code of what is wrong with a whole record.
    """

    library: bytes
    options: Options
    name: str
    headers: tuple[str, ...]
    marked: bool = False


def packed(rules: Rules) -> bytes:
    """The policies as bytes, for other processes."""
    return zlib.compress(pickle.dumps(rules))


def unpacked(data: bytes) -> Rules:
    """Policies that were packed."""
    found: Rules = pickle.loads(zlib.decompress(data))
    return found


def decider(job: Job) -> UserDefinedFunction:
    """The function of Spark that decides records: a struct of cells in, a struct of `SCHEMA` out."""
    from pyspark.sql.functions import arrow_udf  # type: ignore[attr-defined]

    def decide(batches: Iterator[pa.Array]) -> Iterator[pa.Array]:
        return decided_batches(job, batches)

    found = arrow_udf(decide, ", ".join(f"{n} {t}" for n, t in SCHEMA.items()))
    # Said so that Catalyst never asks it twice.
    made: UserDefinedFunction = found.asNondeterministic()
    return made


def decided_batches(job: Job, batches: Iterable[pa.StructArray]) -> Iterator[pa.StructArray]:
    """Records, decided: one out for each one in, in order."""
    for some in _together(batches):
        try:
            yield _decided(job, some)
        except TableProblems as bad:
            raise RuntimeError(MARK + json.dumps([p.to_json() for p in bad.items])) from None


def _together(batches: Iterable[pa.StructArray]) -> Iterator[pa.StructArray]:
    """Small batches put together."""
    held: list[pa.StructArray] = []
    for batch in batches:
        held.append(batch)
        if sum(map(len, held)) >= ROWS:
            yield pa.concat_arrays(held)
            held = []
    if held:
        yield pa.concat_arrays(held)


@dataclass(frozen=True, slots=True)
class Headers:
    """The columns of a table whose records come from elsewhere."""

    name: str
    headers: tuple[str, ...]
    first: int = 0
    total: None = None
    share: None = None

    @property
    def letters(self) -> tuple[str, ...]:
        return tuple(letter(i) for i in range(len(self.headers)))

    def batches(self, size: int) -> Iterator[Batch]:
        return iter(())


class _Worker:
    """One job in one process: policies read, editions compiled, cells read before."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.rules = unpacked(job.library)
        self.run = self._opened()

    def _opened(self) -> Run:
        # A worker says which rows are bad; whether one is too many is the driver's to say.
        options = replace(self.job.options, strict=False, engine="polars")
        return open_run(Headers(self.job.name, self.job.headers), self.rules, options)

    def part(self, batch: Batch) -> tuple[Part, Mapping[str, int]]:
        """A batch, decided, with the rows that were left to the reference by why."""
        known = (x for r in self.run.readings.values() for x in r.levels.lists.values())
        if sum(map(len, known)) > MOST_LEVELS:
            self.run = self._opened()
        before = Counter(self.run.tally.left)
        part = self.run.part(batch)
        return part, self.run.tally.left - before


@lru_cache(maxsize=1)
def _worker(job: Job) -> _Worker:
    return _Worker(job)


def _decided(job: Job, records: pa.StructArray) -> pa.StructArray:
    cells = records.flatten()
    named = zip(cells, job.headers, strict=not job.marked)
    frame = pl.DataFrame([_series(cell, header) for cell, header in named])
    broken = _broken(cells[-1]) if job.marked else {}
    part, left = _worker(job).part(Batch(0, frame, broken))
    return pa.StructArray.from_arrays(_columns(part, len(records), left), list(SCHEMA))


def _series(cells: pa.Array, name: str) -> pl.Series:
    found = pl.from_arrow(cells)
    assert isinstance(found, pl.Series)
    return found.alias(name)


def _broken(codes: pa.Array) -> dict[int, Problem]:
    return {i: Problem(code) for i, code in enumerate(codes.to_pylist()) if code}


def _columns(part: Part, rows: int, left: Mapping[str, int]) -> list[pa.Array]:
    """The decision of each record in order; nulls where there is none."""
    numbers = pl.int_range(rows, dtype=pl.Int64, eager=True).alias("row").to_frame()
    frame = numbers.join(part.frame, on="row", how="left", maintain_order="left")
    made = [_array(frame[n]).cast(_TYPES[kind]) for n, kind in DECISION.items()]
    bad: dict[int, list[dict[str, str]]] = {}
    for cell in part.bad:
        bad.setdefault(cell.row, []).append(_told(cell))
    problems = pa.array(
        [bad.get(i) for i in range(rows)] if bad else [None] * rows, pa.list_(_PROBLEM)
    )
    first = json.dumps(dict(left), sort_keys=True) if left else None
    return [*made, problems, pa.array([first, *[None] * (rows - 1)], pa.string())]


def _array(column: pl.Series) -> pa.Array:
    found = column.to_arrow()
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def _told(bad: BadCell) -> dict[str, str]:
    kind = {f"kind_{lang}": str(bad.kind.get(lang, "")) for lang in ("zh", "en")}
    reason = {lang: bad.problem.message(lang) for lang in ("zh", "en")}
    return {"code": bad.problem.code, "column": bad.column, **kind, **reason}
