"""Which rows of a typed Spark table which graph decides: a part for each edition, by place, name or day.

A part has the rows that say for certain all that its plain graph reads. Everything else goes to the workers: rows with a
missing fact or a range, days on which a condition of the case decides, places unknown, editions of few rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecoreward.columns.batch import PLAIN
from ecoreward.columns.context import Unsupported
from ecoreward.columns.decide import Lowered, lower, reads
from ecoreward.columns.derive import closure
from ecoreward.columns.editions import Stretch, stretches
from ecoreward.columns.frame_in import numeric
from ecoreward.columns.graph import reached
from ecoreward.columns.national import Tables
from ecoreward.columns.paying import PAID
from ecoreward.columns.shape import Shape, bounds
from ecoreward.columns.spark_engine import quoted
from ecoreward.columns.spark_rows import decided, with_told
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.tables.spark_cells import SURE, Typed

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PART = "#part"
WORKERS = -1
# True, and to Catalyst not the same each time: what a row is made of here is computed once, and not again
# in each condition that Catalyst would move down to the file.
_ONCE = "monotonically_increasing_id() >= 0L"
MOST_PLACES = 16  # beyond, one pass of the workers is the shorter way
SAMPLE = 500_000  # rows that tell well enough which parts there are
MOST_PARTS = 4  # each is a pass of its own
LEAST_ROWS = 50_000  # of a part; fewer are soon done by the workers
MOST_NODES = 300  # of a graph: larger ones make methods that no JVM compiles unless it is told to


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on a part is worth a pass of its own."""

    parts: int = MOST_PARTS
    rows: int = LEAST_ROWS
    nodes: int = MOST_NODES


@dataclass(frozen=True, slots=True)
class Part:
    """Rows under one edition."""

    where: Jurisdiction
    edition: Edition
    named: bool

    @property
    def day(self) -> str:
        """The fact that chooses the edition, where rows name it."""
        return self.where.chosen_by if self.named else ""

    @property
    def facts(self) -> frozenset[str]:
        """The facts that count here: read, or held against one that a row gives."""
        vocabulary = self.edition.program.vocabulary
        found = closure(vocabulary, [*reads(self.edition.program), *vocabulary.links])
        return frozenset(found) | ({self.day} if self.day else frozenset())


@dataclass(frozen=True, slots=True)
class Split:
    """A table cut in two: decisions by expressions, and the rows that are left to the workers."""

    done: tuple[DataFrame, ...]
    left: DataFrame


def split(
    table: Typed, tables: Tables, place: str, edition: str, keep: tuple[str, ...],
    hand_on: tuple[str, ...], limits: Limits,
) -> Split:  # fmt: skip
    """`keep` goes before each decision; `hand_on` is what workers get."""
    parts, sql = _parts(table, tables, place, edition)

    def routed(frame: DataFrame) -> DataFrame:
        number = f"if({quoted(SURE)} AND {_ONCE}, coalesce({sql}, {WORKERS}), {WORKERS})"
        return table.of(frame).selectExpr("*", f"{number} AS {quoted(PART)}")

    frame = routed(table.base)
    done = []
    carried = [*hand_on, PART, *sorted(table.names)]
    rest = frame
    told: list[str] = []
    for number, counts in _live(routed, table, parts, limits):
        graph = _graph(parts[number], table, counts, limits)
        if graph is None:
            continue
        lowered, certain = graph
        part = parts[number]
        here = f"{quoted(PART)} = {number} AND ({certain})"
        levels = {n: x for n, x in table.levels.items() if n in lowered.shape.facts}
        said = {
            "edition": part.edition.id, "place": part.where.file, "currency": part.where.currency
        }  # fmt: skip
        done.append(decided(frame.where(here), lowered, levels, keep, by=PLAIN, said=said))
        name = f"#told{number}"
        rest = with_told(rest, lowered, levels, (*carried, *told), here, name)
        told.append(name)
    if told:
        rest = rest.where(f"NOT ({' OR '.join(map(quoted, told))})")
    return Split(tuple(done), rest.selectExpr(*map(quoted, hand_on)))


def _parts(table: Typed, tables: Tables, place: str, edition: str) -> tuple[list[Part], str]:
    """All parts that a row may fall under, and the SQL of the one that it falls under."""
    parts: list[Part] = []
    places = [
        (quoted("#jurisdiction"), i, n) for i, n in enumerate(table.words.get("#jurisdiction", ()))
    ]
    names = table.words.get("#edition", ())
    if len(places) > MOST_PLACES or len(names) > MOST_PLACES:
        return [], str(WORKERS)
    default = _editions(table, tables, place, edition, names, parts)
    cases = "".join(
        f" WHEN {column} = {i} THEN {_editions(table, tables, name, edition, names, parts)}"
        for column, i, name in places
    )
    return parts, f"CASE{cases} ELSE {default} END" if cases else default


def _editions(
    table: Typed, tables: Tables, place: str, edition: str, names: Sequence[str], parts: list[Part]
) -> str:
    """The part of a row of one place."""
    where = tables.place(place)
    if where is None or not _same_words(where, table):
        return str(WORKERS)

    def named(id: str) -> str:
        found = where.edition(id)
        return str(WORKERS) if found is None else str(_number(parts, Part(where, found, True)))

    default = named(edition) if edition else _by_date(where, table, tables, parts)
    cases = "".join(
        f" WHEN {quoted('#edition')} = {i} THEN {named(id)}" for i, id in enumerate(names)
    )
    return f"CASE{cases} ELSE {default} END" if cases else default


def _same_words(where: Jurisdiction, table: Typed) -> bool:
    """Whether the columns mean for this place what they mean for the table."""
    return where.vocabulary is table.plan.vocabulary and where.currency == table.plan.currency


def _by_date(where: Jurisdiction, table: Typed, tables: Tables, parts: list[Part]) -> str:
    day = quoted(where.chosen_by)
    if where.chosen_by not in table.names:
        return str(WORKERS)
    choices: Sequence[Stretch] = stretches(where, presume=tables.presume)
    cases = "".join(
        f" WHEN {day} >= {choice.first}L THEN {_of_stretch(where, choice, parts)}"
        for choice in reversed(choices)
    )
    return f"CASE{cases} ELSE {WORKERS} END"


def _of_stretch(where: Jurisdiction, choice: Stretch, parts: list[Part]) -> int:
    if choice.edition is None or choice.reference or choice.asked:
        return WORKERS
    return _number(parts, Part(where, choice.edition, False))


def _number(parts: list[Part], part: Part) -> int:
    for number, known in enumerate(parts):
        if (known.where.file, known.edition.id, known.named) == (
            part.where.file, part.edition.id, part.named
        ):  # fmt: skip
            return number
    parts.append(part)
    return len(parts) - 1


def _live(
    routed: Callable[[DataFrame], DataFrame], table: Typed, parts: Sequence[Part], limits: Limits
) -> list[tuple[int, Mapping[str, int]]]:
    """The parts with rows enough, and how many of their rows give each fact; by a sample of a large table."""
    from pyspark.sql import functions as f

    if not parts:
        return []
    base, share = table.base, 1.0
    if table.rows is not None and table.rows > SAMPLE:
        share = SAMPLE / table.rows
        base = base.sample(share, 5)
    facts = [c.fact for c in table.plan.columns if c.fact in table.names]
    counts = [f"count({quoted(n)}) AS {quoted(n)}" for n in facts]
    paid = f"count_if({quoted(PAID)} != 0L)" if PAID in table.names else "0L"
    sums = ["count(1) AS `#rows`", f"{paid} AS {quoted(PAID)}", *counts]
    found = routed(base).groupBy(PART).agg(*map(f.expr, sums)).collect()
    least = limits.rows * share
    rows = [r.asDict() for r in found if r[PART] >= 0 and r["#rows"] >= least]
    rows.sort(key=lambda r: (-r["#rows"], r[PART]))
    return [(int(r[PART]), r) for r in rows[: limits.parts]]


def _graph(
    part: Part, table: Typed, counts: Mapping[str, int], limits: Limits
) -> tuple[Lowered, str] | None:
    """The plain graph of a part, and the condition under which a row gives all that it reads."""
    there = [c.fact for c in table.plan.columns if c.fact in part.facts and c.fact in counts]
    given = [n for n in there if counts[n]]
    paid = bool(counts[PAID])
    shape = Shape(dict.fromkeys(given, "given"), False, paid, part.named, table.presume, sharp=True)
    try:
        lowered = lower(part.edition, shape, part.day)
    except Unsupported:
        return None
    if len(reached(lowered.outputs.values())) > limits.nodes:
        return None
    tests = [f"{quoted(n)} IS NOT NULL" for n in given]
    tests += [f"{quoted(n)} IS NULL" for n in there if n not in given]
    facts = part.edition.program.vocabulary.facts
    for name in given:
        if numeric(facts[name]):
            low, high = bounds(facts[name], lowered.most)
            tests.append(f"{quoted(name)} BETWEEN ({low}L) AND {high}L")
    if PAID in table.names:
        top = lowered.most if paid else 0
        tests.append(f"coalesce({quoted(PAID)}, 0L) BETWEEN 0L AND {top}L")
    return lowered, " AND ".join(tests) or "true"
