"""A Spark table as typed columns, by expressions: what `cells` does to a batch, for the plain forms of native types.

Only what is beyond doubt is typed here; a row with anything else is not `sure` and goes to the workers, which read
it as any table is read. Texts of sets, choices and places are read once each, on the driver.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ecoreward.columns.spark_engine import quoted
from ecoreward.engine.read_value import FIRST_DAY, LAST_DAY
from ecoreward.tables.grids import Grid, grid
from ecoreward.tables.headers import Column, Plan
from ecoreward.tables.readings import EMPTY, Level, read_cell
from ecoreward.tables.texts import END, items_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

MOST_TEXTS = 2_000  # distinct texts of a column that are read on the driver
SURE = "#sure"
UNSURE = -2  # the code of a text that the workers have to read
_DIGITS, _ROOM = 10, 18  # as in `grids`: eleven digits may be a person's number
_WHOLE = ("tinyint", "smallint", "int", "bigint")


class NotTyped(Exception):
    """Columns that expressions cannot read: all rows go to the workers."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A table with its typed columns beside those that it had, and the levels behind the indices.

    `#jurisdiction` and `#edition` are indices into `words`; null where a row says nothing.
    """

    frame: DataFrame
    plan: Plan
    presume: bool
    levels: Mapping[str, tuple[Level, ...]]
    words: Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class _Work:
    plan: Plan
    made: dict[str, str] = field(default_factory=dict)  # typed columns as SQL
    sure: list[str] = field(default_factory=list)
    keys: dict[str, tuple[Column, str, bool]] = field(default_factory=dict)  # texts to be read


def typed(
    frame: DataFrame, cells: Mapping[str, str], plan: Plan, *, case: bool, presume: bool
) -> Typed:
    """`cells` names the column of `frame` that has the cells of a header. Raises `NotTyped`.

    With `case` the case's number is looked at too: a run hands it on.
    """
    kinds = {f.name: f.dataType for f in frame.schema.fields}
    work = _Work(plan)
    for column in plan.columns:
        name = cells[column.header]
        _add(work, column, quoted(name), kinds[name].simpleString(), case=case)
    coded, levels, words = _coded(frame, work)
    sure = " AND ".join(work.sure) or "true"
    texts = [f"{sql} AS {quoted(name)}" for name, sql in work.made.items()]
    found = coded.selectExpr(*map(quoted, frame.columns), *texts, f"({sure}) AS {quoted(SURE)}")
    return Typed(found, plan, presume, levels, words)


def _add(work: _Work, column: Column, cell: str, kind: str, *, case: bool) -> None:
    """One column. What is not a value of a plain type makes the whole table one for the workers."""
    what = work.plan.spec(column).type.kind if column.fact else column.key
    name = column.name
    if what == "synthetic" or (what == "case" and not case):
        return
    if what in ("rows", "known_on", "decided"):
        work.sure.append(f"{cell} IS NULL")
    elif what == "boolean" and kind == "boolean":
        work.made[name] = cell
    elif what == "date" and kind in ("date", "timestamp_ntz"):
        day = f"(CAST(datediff({cell}, DATE'0001-01-01') AS BIGINT) + 1L)"
        _number(work, name, cell, day, f"{day} BETWEEN {FIRST_DAY}L AND {LAST_DAY}L")
    elif what in ("integer", "number", "money", "already_paid") and _is_number(kind):
        form = grid(column, work.plan)
        if form is None:
            raise NotTyped(column.header)
        _number(work, name, cell, *_on_grid(cell, kind, form))
    elif what in ("choice", "set") and kind == "string":
        work.keys[name] = (column, cell, False)
    elif what == "set" and kind == "array<string>":
        end = f"chr({ord(END)})"
        joined = f"concat(array_join({cell}, {end}, ''), {end})"
        work.keys[name] = (column, f"if(size({cell}) = 0, '', {joined})", True)
    elif what in ("jurisdiction", "edition") and (kind == "string" or kind in _WHOLE):
        work.keys[name] = (column, f"CAST({cell} AS STRING)", False)
    elif what == "case" and kind == "string":
        work.sure.append(f"({cell} IS NULL OR ({_harmless(cell)}))")
    else:
        raise NotTyped(column.header)


def _harmless(cell: str) -> str:
    """A case number of plain signs, with fewer digits than any number of a person has."""
    signs = f"regexp_replace({cell}, '[A-Za-z0-9_./#:+-]+', '') = ''"
    digits = f"length(regexp_replace({cell}, '[^0-9]+', '')) <= {_DIGITS}"
    return f"{signs} AND {digits} AND length({cell}) BETWEEN 1 AND 64"


def _is_number(kind: str) -> bool:
    return kind in _WHOLE or kind.startswith("decimal(")


def _number(work: _Work, name: str, cell: str, value: str, sure: str) -> None:
    sure = f"coalesce({sure}, false)"
    work.made[name] = f"if({sure}, {value}, CAST(NULL AS BIGINT))"
    work.sure.append(f"({cell} IS NULL OR {sure})")


def _on_grid(cell: str, kind: str, form: Grid) -> tuple[str, str]:
    """A number in steps of its grid, and the condition under which it is one."""
    if kind in _WHOLE:
        digits, scale = f"CAST({cell} AS BIGINT)", 0
        most = 10 ** min(_DIGITS, _ROOM - form.shift)
    else:
        precision, scale = (int(n) for n in kind[len("decimal(") : -1].split(","))
        room = min(_DIGITS, _ROOM - max(0, form.shift - scale) - scale, precision)
        if room < 1:
            raise NotTyped(kind)
        # Digits enough for what is taken, and no more: what has others gives null.
        short = f"try_cast({cell} AS DECIMAL({room + scale},{scale}))"
        by = f"CAST({10**scale} AS DECIMAL({scale + 1},0))"
        digits, most = f"CAST({short} * {by} AS BIGINT)", 10 ** (room + scale)
    tests = [f"{digits} BETWEEN 0L AND {most - 1}L"]
    if scale > form.shift:
        part = 10 ** (scale - form.shift)
        tests.append(f"pmod({digits}, {part}L) = 0L")
        value = f"({digits} div {part}L)"
    else:
        value = f"({digits} * {10 ** (form.shift - scale)}L)"
    if form.step > 1:
        tests.append(f"pmod({value}, {form.step}L) = 0L")
    if form.low is not None:
        tests.append(f"{value} >= {form.low}L" if form.low >= 0 else f"{value} >= ({form.low}L)")
    if form.high is not None:
        tests.append(f"{value} <= {form.high}L" if form.high >= 0 else f"{value} <= ({form.high}L)")
    return value, " AND ".join(tests)


def _coded(
    frame: DataFrame, work: _Work
) -> tuple[DataFrame, dict[str, tuple[Level, ...]], dict[str, tuple[str, ...]]]:
    """Texts as the numbers of what they say, by a broadcast table of the distinct ones."""
    from pyspark.sql import functions as f

    levels: dict[str, tuple[Level, ...]] = {}
    words: dict[str, tuple[str, ...]] = {}
    names = list(work.keys)
    texts = [f"{work.keys[n][1]} AS `text {i}`" for i, n in enumerate(names)]
    out = frame.selectExpr(*map(quoted, frame.columns), *texts)
    found = _distinct(out, len(names)) if names else []
    for i, name in enumerate(names):
        column, _, listed = work.keys[name]
        said = {t: _said(column, work.plan, t, listed=listed) for t in found[i]}
        values = tuple(dict.fromkeys(v for v in said.values() if v is not None and v is not _HARD))
        index = {v: n for n, v in enumerate(values)}
        if column.fact:
            levels[name] = values
        else:
            words[name] = tuple(map(str, values))
        codes = [
            (t, None if v is None else UNSURE if v is _HARD else index[v]) for t, v in said.items()
        ]
        table = frame.sparkSession.createDataFrame(
            codes, f"`key {i}` STRING, `code {i}` INT"
        ).withColumn(f"met {i}", f.lit(True))
        out = out.join(f.broadcast(table), f.col(f"text {i}") == f.col(f"key {i}"), "left")
        code = f"`code {i}`"
        work.made[name] = f"if({code} >= 0, {code}, CAST(NULL AS INT))"
        work.sure.append(
            f"(`text {i}` IS NULL OR (coalesce(`met {i}`, false) AND coalesce({code}, 0) >= 0))"
        )
    return out, levels, words


_HARD = object()


def _said(column: Column, plan: Plan, text: str, *, listed: bool) -> Any:
    """What a text says: a level or a word, nothing, or `_HARD` where the workers have to tell."""
    cell: Any = items_of(text) if listed else text
    reading = read_cell(column, plan, cell) if text or listed else EMPTY
    if reading.problem is not None or reading.hard:
        return _HARD
    if not column.fact:
        # What is given and says nothing is not the same as what is not given.
        return _HARD if reading.text is None else reading.text
    return reading.level


def _distinct(frame: DataFrame, count: int) -> list[list[str]]:
    """The distinct texts of some columns, in one pass."""
    pairs = ", ".join(f"struct({i} AS at, `text {i}` AS text)" for i in range(count))
    most = MOST_TEXTS * count
    rows = (
        frame.selectExpr(f"inline(array({pairs}))")
        .where("text IS NOT NULL")
        .distinct()
        .limit(most + 1)
        .collect()
    )
    out: list[list[str]] = [[] for _ in range(count)]
    for at, text in sorted(map(tuple, rows)):
        out[at].append(text)
    if len(rows) > most or any(len(texts) > MOST_TEXTS for texts in out):
        raise NotTyped("texts")
    return out
