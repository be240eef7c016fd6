"""A Spark table as typed columns, by expressions: what `cells` does to a batch, for the plain forms of native types.

Only what is beyond doubt is typed here; a row with anything else is not `sure` and goes to the workers, which read
it as any table is read. Texts of sets, choices and places are read once each, on the driver.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from ecoreward.columns.spark_engine import quoted
from ecoreward.engine.read_value import FIRST_DAY, LAST_DAY
from ecoreward.tables.grids import Grid, grid
from ecoreward.tables.headers import Column, Plan
from ecoreward.tables.readings import EMPTY, Level, read_cell
from ecoreward.tables.texts import END, items_of

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

MOST_TEXTS = 2_000  # distinct texts of a column that are read on the driver
SURE = "#sure"
UNSURE = -2  # the code of a text that the workers have to read
EMPTY_CODE = -1  # of a text that says nothing
_FEW = 8  # texts that are sooner compared than looked up
_DIGITS, _ROOM = 10, 18  # as in `grids`: eleven digits may be a person's number
_WHOLE = ("tinyint", "smallint", "int", "bigint")


Counts: TypeAlias = Mapping[str | None, int]


@dataclass(frozen=True, slots=True)
class Codes:
    """A text as SQL, and the numbers of what each distinct one says."""

    key: str
    codes: tuple[tuple[str, int], ...]


class NotTyped(Exception):
    """Columns that expressions cannot read: all rows go to the workers."""


@dataclass(frozen=True, slots=True)
class Typed:
    """How a table is typed, and the levels behind the indices.

    `#jurisdiction` and `#edition` are indices into `words`; null where a row says nothing.
    """

    base: DataFrame
    plan: Plan
    presume: bool
    levels: Mapping[str, tuple[Level, ...]]
    words: Mapping[str, tuple[str, ...]]
    names: frozenset[str]  # of the typed columns
    rows: int | None  # how many there are, where that was seen
    _made: tuple[str, ...]
    _codes: tuple[tuple[str, Codes], ...]

    def of(self, frame: DataFrame) -> DataFrame:
        """The typed columns beside those that the table, or a part of it, had."""
        for name, codes in self._codes:
            frame = _with_code(frame, name, codes)
        return frame.selectExpr(*map(quoted, self.base.columns), *self._made)


@dataclass(slots=True)
class _Work:
    plan: Plan
    made: dict[str, str] = field(default_factory=dict)  # typed columns as SQL
    sure: list[str] = field(default_factory=list)
    keys: dict[str, tuple[Column, str, bool]] = field(default_factory=dict)  # texts to be read


def typed(
    frame: DataFrame, cells: Mapping[str, str], plan: Plan, places: Counts | None, *,
    case: bool, presume: bool,
) -> Typed:  # fmt: skip
    """`cells` names the column of `frame` that has the cells of a header. Raises `NotTyped`.

    `places` are the texts of the column of jurisdictions with the number of their rows, where there is one. With
    `case` the case's number is looked at too: a run hands it on.
    """
    kinds = {f.name: f.dataType for f in frame.schema.fields}
    work = _Work(plan)
    for column in plan.columns:
        name = cells[column.header]
        _add(work, column, quoted(name), kinds[name].simpleString(), case=case)
    levels: dict[str, tuple[Level, ...]] = {}
    words: dict[str, tuple[str, ...]] = {}
    codes: list[tuple[str, Codes]] = []
    rows = None if places is None else sum(places.values())
    for i, (name, (column, key, listed)) in enumerate(work.keys.items()):
        found = places if name == "#jurisdiction" and places is not None else counts(frame, key)
        rows = sum(found.values())
        values, coded = _coded(column, plan, [t for t in found if t is not None], listed=listed)
        if column.fact:
            levels[name] = values
        else:
            words[name] = tuple(map(str, values))
        codes.append((f"{i}", Codes(key, coded)))
        code = f"`code {i}`"
        work.made[name] = f"if({code} >= 0, {code}, CAST(NULL AS INT))"
        work.sure.append(f"coalesce({code}, 0) >= 0")
    sure = " AND ".join(f"({test})" for test in work.sure) or "true"
    made = [f"{sql} AS {quoted(name)}" for name, sql in work.made.items()]
    return Typed(
        frame, plan, presume, levels, words, frozenset(work.made), rows,
        (*made, f"({sure}) AS {quoted(SURE)}"), tuple(codes),
    )  # fmt: skip


def place_key(frame: DataFrame, cells: Mapping[str, str], plan: Plan) -> str | None:
    """The SQL of the text of a row's jurisdiction, where a column of texts or of numbers has it."""
    for column in plan.columns:
        if column.key == "jurisdiction":
            kind = frame.schema[cells[column.header]].dataType.simpleString()
            if kind != "string" and kind not in _WHOLE:
                raise NotTyped(column.header)
            return f"CAST({quoted(cells[column.header])} AS STRING)"
    return None


def counts(frame: DataFrame, key: str) -> Counts:
    """The distinct texts of a column with the number of their rows; raises `NotTyped` where they are many."""
    rows = (
        frame.selectExpr(f"{key} AS text").groupBy("text").count().limit(MOST_TEXTS + 2).collect()
    )
    if len(rows) > MOST_TEXTS + 1:
        raise NotTyped(key)
    return {r["text"]: r["count"] for r in sorted(rows, key=lambda r: r["text"] or "")}


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
    column: Column, plan: Plan, texts: Sequence[str], *, listed: bool
) -> tuple[tuple[Level, ...], tuple[tuple[str, int], ...]]:
    """What the texts of a column say, each once; and for each text the index of that."""
    said = {t: _said(column, plan, t, listed=listed) for t in texts}
    values = tuple(dict.fromkeys(v for v in said.values() if v is not None and v is not _HARD))
    index = {v: n for n, v in enumerate(values)}
    codes = tuple((t, UNSURE if v is _HARD else index[v]) for t, v in said.items() if v is not None)
    empty = tuple((t, EMPTY_CODE) for t, v in said.items() if v is None)
    return values, codes + empty


def _with_code(frame: DataFrame, name: str, codes: Codes) -> DataFrame:
    """A column `code NAME`: the index of what a text says, null where that is nothing, `UNSURE` where it is not known."""
    from pyspark.sql import functions as f

    text, code = f"text {name}", f"code {name}"
    keyed = frame.selectExpr(*map(quoted, frame.columns), f"{codes.key} AS {quoted(text)}")
    if len(codes.codes) <= _FEW:
        found = f.when(f.col(text).isNull(), f.lit(None).cast("INT"))
        for known, number in codes.codes:
            found = found.when(f.col(text) == f.lit(known), _code(number))
        return keyed.withColumn(code, found.otherwise(f.lit(UNSURE)))
    session = frame.sparkSession
    schema = f"`key {name}` STRING, `met {name}` INT"
    table = session.createDataFrame(list(codes.codes), schema)
    joined = keyed.join(f.broadcast(table), f.col(text) == f.col(f"key {name}"), "left")
    met = f"`met {name}`"
    said = f"if({quoted(text)} IS NULL OR {met} = {EMPTY_CODE}, CAST(NULL AS INT), coalesce({met}, {UNSURE}))"
    return joined.withColumn(code, f.expr(said))


def _code(number: int) -> SparkColumn:
    from pyspark.sql import functions as f

    return f.lit(None).cast("INT") if number == EMPTY_CODE else f.lit(number)


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
