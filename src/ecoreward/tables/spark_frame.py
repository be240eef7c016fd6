"""A user's own Spark DataFrame of cases, decided where it lies: a row of decisions for each of its rows.

Rows of native types that say all that a policy reads are decided by Spark's own expressions; all others go to Python
workers, which do what a run over a file does. Both give the same integers; `by` says which it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from ecoreward.columns.spark_engine import quoted
from ecoreward.columns.spark_rows import DECISION
from ecoreward.engine.type_facts import Extra
from ecoreward.problems import Place, Problem
from ecoreward.tables.headers import Plan
from ecoreward.tables.problems import TableProblems, fail, packages
from ecoreward.tables.run import Options, Rules, Run, open_run
from ecoreward.tables.spark_cells import Counts, NotTyped, counts, place_key, typed
from ecoreward.tables.spark_parts import Limits, Split, split
from ecoreward.tables.spark_workers import SCHEMA, Headers, Job, decider, packed

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

LIMITS = Limits()
NAME = "DataFrame"
_LATER = ("problems", "left")  # beside a decision, within this room
# Types of columns without a meaning that are looked at (some mean something for places with words of their own).
_PLAIN = (
    "string", "boolean", "tinyint", "smallint", "int", "bigint", "float", "double", "decimal", "date",
    "timestamp_ntz", "array<string>",
)  # fmt: skip


def decide(
    frame: DataFrame,
    library: Rules,
    *,
    keep: Sequence[str] = (),
    jurisdiction: str = "",
    edition: str = "",
    presume: bool = True,
    extra: Extra = "error",
    prefix: str = "",
    limits: Limits = LIMITS,
) -> DataFrame:
    """One row for each row of `frame`: the columns `keep` as they are, then the decision.

    Columns of `frame` are facts by any of their names, as in a table for `ecoreward run`: booleans; whole numbers,
    decimals or texts for sums in main units; dates; texts for choices; texts parted by `;` or arrays
    of texts for sets; null is unknown. `jurisdiction` and `edition` are for rows that name none. Columns in
    `keep` that are no facts are not read; all others are looked at for what identifies a person.

    The decision is `outcome` (its place in `columns.decide.OUTCOMES`), `low`, `high`, `payable` and `overpaid` in the
    currency's minor unit (`high` null without an upper end, `payable` where nothing may be paid yet), `because`,
    `open`, `by` (0 and 1: by columns, 2: by the reference evaluator), `edition`, `place`, `currency`; and `problem`, the
    code of what is wrong with a row that has no decision. `prefix` goes before each of these names.

    Spark jobs run at once to see which texts and editions there are; the rest is as lazy as any DataFrame.
    Raises `TableProblems` for columns that cannot be read.
    """
    with packages(NAME, "spark"):
        import pyspark  # noqa: F401
    options = Options(jurisdiction, edition, presume, extra)
    run = open_run(Headers(NAME, tuple(frame.columns)), library, options)
    refuse(frame, run, floats=False)
    known = {c.header for c in run.plan.columns if c.key != "case"}
    kept = [_position(frame, name) for name in keep]
    cells = [
        i
        for i, field in enumerate(frame.schema.fields)
        if field.name in known
        or (i not in kept and field.dataType.simpleString().partition("(")[0] in _PLAIN
            and field.name in run.plan.ignored)
    ]  # fmt: skip
    names = [f"{prefix}{name}" for name in (*DECISION, "problem")]
    for name in keep:
        if name in names:
            raise fail("file.spark-name-taken", NAME, column=name)
    table = Table(frame, run, tuple(cells), tuple(kept))
    out = results(table, library, options, limits, case=False)
    decision = [f"{quoted(n)} AS {quoted(prefix + n)}" for n in DECISION]
    said = f"try_element_at(problems, 1).code AS {quoted(prefix + 'problem')}"
    back = [f"{quoted(f'c{i}')} AS {quoted(name)}" for i, name in zip(kept, keep, strict=True)]
    return out.selectExpr(*back, *decision, said)


@dataclass(frozen=True, slots=True)
class Table:
    """A Spark table with its headers understood: where the cells of a case and what is handed on stand."""

    frame: DataFrame
    run: Run
    cells: tuple[int, ...]
    keep: tuple[int, ...]
    bad: int | None = None  # a column with the code of what is wrong with a whole record


def results(
    table: Table, library: Rules, options: Options, limits: Limits, *, case: bool
) -> DataFrame:
    """What is kept of each row (as `c0`, `c1` … by position), its decision, its problems, what was left to the reference."""
    from pyspark.sql import functions as f

    frame = table.frame.toDF(*(f"c{i}" for i in range(len(table.frame.columns))))
    handed = sorted({*table.cells, *table.keep, *(() if table.bad is None else (table.bad,))})
    keep = tuple(f"c{i}" for i in table.keep)
    cut = _cut(table, frame, options, keep, tuple(f"c{i}" for i in handed), limits, case=case)
    job = Job(
        packed(library), options, table.run.source.name,
        tuple(table.frame.columns[i] for i in table.cells), table.bad is not None,
    )  # fmt: skip
    given = [*table.cells, *(() if table.bad is None else (table.bad,))]
    decision = decider(job)(f.struct(*(f.col(f"c{i}") for i in given))).alias("decision")
    left = cut.left.select(*keep, decision).select(*keep, *(f"decision.{n}" for n in SCHEMA))
    nothing = [f"CAST(NULL AS {SCHEMA[n]}) AS {n}" for n in _LATER]
    done = [d.selectExpr("*", *nothing) for d in cut.done]
    return reduce(lambda a, b: a.union(b), [*done, left])


def _cut(
    table: Table, frame: DataFrame, options: Options, keep: tuple[str, ...],
    hand_on: tuple[str, ...], limits: Limits, *, case: bool,
) -> Split:  # fmt: skip
    """The rows that expressions can decide, apart from the others."""
    if limits.parts and table.bad is None:
        where = {table.frame.columns[i]: f"c{i}" for i in table.cells}
        try:
            plan, places = _plan(table, frame, where, options)
            found = typed(frame, where, plan, places, case=case, presume=options.presume)
            return split(
                found, table.run.tables, options.place, options.edition, keep, hand_on, limits
            )
        except NotTyped:
            pass
    return Split((), frame.select(*map(quoted, hand_on)))


def _plan(
    table: Table, frame: DataFrame, where: Mapping[str, str], options: Options
) -> tuple[Plan, Counts | None]:
    """How columns are read for the places of most rows (some have words or a currency of their own), and all places."""
    run = table.run
    key = place_key(frame, where, run.plan)
    if key is None:
        return run.plan, None
    places = counts(frame, key)
    rows: Counter[int] = Counter()
    plans: dict[int, Plan] = {}
    for name, many in places.items():
        plan = run.reading(options.place if name is None else name.strip()).plan
        plans[id(plan)] = plan
        rows[id(plan)] += many
    return (plans[rows.most_common(1)[0][0]] if rows else run.plan), places


def _position(frame: DataFrame, name: str) -> int:
    if name not in frame.columns:
        raise fail("file.spark-no-column", NAME, column=name)
    return int(frame.columns.index(name))


def refuse(frame: DataFrame, run: Run, *, floats: bool) -> None:
    """Raises for types from which no exact sum and no day can be had."""
    found = []
    kinds = {f.name: f.dataType.simpleString() for f in frame.schema.fields}
    for column in run.plan.columns:
        kind = kinds[column.header]
        what = run.plan.spec(column).type.kind if column.fact else column.key
        place, params = Place(run.source.name), {"column": column.header}
        if kind in ("float", "double") and not floats:
            found.append(Problem("file.spark-float", place, params))
        elif kind == "timestamp" and what in ("date", "known_on"):
            found.append(Problem("file.spark-timestamp", place, params))
    if found:
        raise TableProblems(found)
