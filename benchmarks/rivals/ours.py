"""OUR ENGINES, side by side with the rivals: the only module that has to change when one is added.

``table.frame`` is the Polars frame: facts by name, money in fen (Int64), dates as ordinals (Int32),
`violations` and `channel` as numbers of ``table.levels[name]`` (sets of codes, codes), and
`violations_mask`, the sets as bits over ``table.policy.codes``. `answers` numbers outcomes and nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import polars as pl

import ecoreward
from benchmarks.rivals.data import Table, case, numbered
from benchmarks.rivals.policies import NO_AMOUNT, OPEN, OUTCOMES, Policy, library_texts
from ecoreward.columns.batch import EditionColumns, Graph
from ecoreward.columns.decide import OUTCOMES as DECISIONS
from ecoreward.columns.decide import leaves, lower
from ecoreward.columns.fast import together
from ecoreward.columns.frame_in import input_of
from ecoreward.columns.frame_out import ROW
from ecoreward.columns.masks import Masks
from ecoreward.columns.plan import plan
from ecoreward.columns.polars_engine import OPTIONS, evaluated, expressions
from ecoreward.columns.shape import Shape

Rows = Sequence[tuple[int, int, int]]


class Columns(NamedTuple):
    """An engine over columns.

    `prepare` takes the table and the number of threads (0: all), does what is done once (compile,
    lay out columns), and returns the work that is measured. `read` turns its result, afterwards,
    into something with columns `outcome`, `amount` and `node`, numbered as `policies` says.
    """

    prepare: Callable[[Table, int], Callable[[], Any]]
    read: Callable[[Policy, Any], Any] = lambda policy, raw: raw


class OneByOne(NamedTuple):
    """An engine that takes one case after another, `most` rows as it is slow.

    `prepare` returns the function that is measured and its ready inputs, one a row. `read` turns the
    list of what the function returned, afterwards, into a triple a row: outcome, amount, node.
    """

    prepare: Callable[[Table], tuple[Callable[[Any], Any], Sequence[Any]]]
    read: Callable[[Policy, Sequence[Any]], Rows] = lambda policy, raw: raw
    most: int = 1_000_000


def answers(outcome: pl.Expr, amount: pl.Expr, node: pl.Expr, policy: Policy) -> list[pl.Expr]:
    """Columns in the words of a decision as the rivals number them.

    `outcome` has the decision's words, `amount` fen or null, `node` the first id of `because` or null.
    """
    number = outcome.replace_strict(OUTCOMES, return_dtype=pl.Int8)
    nodes = {n: i + 1 for i, n in enumerate(policy.nodes)}
    nodes_ = node.replace_strict(nodes, default=0, return_dtype=pl.Int8)
    return [
        number.alias("outcome"),
        pl.when(number == OPEN).then(NO_AMOUNT).otherwise(amount.cast(pl.Int64)).alias("amount"),
        pl.when(number.is_in([0, 2])).then(nodes_).otherwise(0).cast(pl.Int8).alias("node"),
    ]


def _evaluate(table: Table) -> tuple[Callable[[Any], Any], Sequence[Any]]:
    """The reference evaluator on ready mappings: reading, decision and the whole trace."""
    library = ecoreward.load_texts(library_texts())
    return library.evaluate, [case(table, i) for i in range(len(table))]


def _edition(table: Table) -> tuple[Any, str]:
    """The edition that the table is for, and the fact that chooses among editions."""
    library = ecoreward.load_texts(library_texts())
    where = library.jurisdiction(table.policy.jurisdiction)
    found = where.edition(table.policy.edition)
    assert found is not None
    return found, where.chosen_by


def _typed(table: Table) -> pl.DataFrame:
    """The facts as `tables.cells` types them."""
    days = [pl.col(n).cast(pl.Int64) for n in table.policy.dates]
    return table.frame.drop("violations_mask", strict=False).with_columns(days)


def _graphs(table: Table, only: Sequence[str] | None) -> tuple[Graph, Graph]:
    """The sharp graph and the full one, with the masks of the table's values."""
    edition, day = _edition(table)
    facts = dict.fromkeys(_typed(table).columns, "given")
    made = []
    for sharp in (True, False):
        lowered = lower(edition, Shape(facts, named=True, sharp=sharp), day)
        masks = Masks(lowered)
        for name, levels in table.levels.items():
            masks.grow(name, levels)
        found = plan({n: lowered.outputs[n] for n in only or lowered.outputs})
        made.append(Graph(lowered, found, masks, expressions(found)))
    return made[0], made[1]


# The columns that the rivals give too; all that ecoreward gives is measured apart.
_SAME = ("outcome", "low", "node", "mixed", "hard")


def _graph_work(
    table: Table, threads: int, only: Sequence[str] | None = _SAME
) -> Callable[[], Any]:
    """Ready inputs in; the plain graph over all rows, the full one over those it cannot tell."""
    frame = _typed(table)
    sharp, full = _graphs(table, only)
    inputs = [
        pl.DataFrame([input_of(n, frame, x.masks) for n in x.plan.inputs]) for x in (sharp, full)
    ]

    def work() -> Any:
        out = _run(inputs[0], sharp)
        at = (out["hard"] | out["mixed"]).arg_true()
        return (sharp, full), out, at, _run(inputs[1][at], full) if len(at) else None

    return work


def _run(inputs: pl.DataFrame, graph: Graph) -> pl.DataFrame:
    return evaluated(inputs.lazy(), graph.printed).collect(
        engine="streaming", optimizations=OPTIONS
    )


def _graph_read(policy: Policy, raw: Any) -> pl.DataFrame:
    (sharp, full), out, at, more = raw
    found = _answered(out, sharp, policy)
    if more is not None:
        left = _answered(more, full, policy)
        found = found.with_columns([found[c].scatter(at, left[c]).alias(c) for c in found.columns])
    return found


def _answered(out: pl.DataFrame, graph: Graph, policy: Policy) -> pl.DataFrame:
    names = [o.value for o in DECISIONS]
    nodes = ["", *leaves(graph.lowered.edition.program)]
    columns = pl.DataFrame(
        [
            pl.Series("outcome", names, dtype=pl.String).gather(out["outcome"]),
            out["low"],
            pl.Series("node", nodes, dtype=pl.String).gather(out["node"]),
        ]
    )
    return columns.select(answers(pl.col("outcome"), pl.col("low"), pl.col("node"), policy))


def _table_work(table: Table, threads: int) -> Callable[[], Any]:
    """Typed columns in, rows of decisions with words out: what a run does after reading."""
    edition, day = _edition(table)
    columns = EditionColumns(edition, day)
    frame = _typed(table).with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(ROW))
    columns.decide(frame.head(1000), table.levels)
    return lambda: columns.decide(frame, table.levels)


def _table_read(policy: Policy, raw: Any) -> pl.DataFrame:
    done, left = raw
    assert not any(len(x.rows) for x in left), [(x.why, len(x.rows)) for x in left]
    rows = pl.concat(done).sort(ROW)
    names = pl.Series([o.value for o in DECISIONS], dtype=pl.String)
    first = pl.col("because").str.split(";").list.eval(
        pl.element().filter(pl.element().is_in(list(policy.nodes)))
    ).list.first()  # fmt: skip
    frame = rows.with_columns(words=names.gather(rows["outcome"]))
    return frame.select(answers(pl.col("words"), pl.col("low"), first.fill_null(""), policy))


COLUMNS: dict[str, Columns] = {
    "ecoreward, Polars": Columns(_graph_work, _graph_read),
    "ecoreward, Polars, all outputs": Columns(
        lambda table, threads: _graph_work(table, threads, None), _graph_read
    ),
    "ecoreward, typed table to decisions": Columns(_table_work, _table_read),
}


def _generated(table: Table, names: Sequence[str]) -> tuple[Callable[[Any], Any], Sequence[Any]]:
    """Generated Python over ready rows of whole numbers; where a case has no one sum, the graph with ranges."""
    sharp, full = _graphs(table, None)
    run, _ = together(sharp.lowered, full.lowered, names)
    frame = _typed(table)
    columns = [
        input_of(
            n.removeprefix("full:"), frame, (full if n.startswith("full:") else sharp).masks
        ).to_list()
        for n in run.inputs
    ]
    return run.function, list(zip(*columns, strict=True))


def _generated_read(policy: Policy, raw: Sequence[Any]) -> Rows:
    """The answers as the rivals number them."""
    library = ecoreward.load_texts(library_texts())
    edition = library.jurisdiction(policy.jurisdiction).edition(policy.edition)
    assert edition is not None
    words = [OUTCOMES.get(o.value, OPEN) for o in DECISIONS]
    numbers = [
        0,
        *(policy.nodes.index(n) + 1 if n in policy.nodes else 0 for n in leaves(edition.program)),
    ]
    out = []
    for outcome, low, node, *_, mixed, hard, _ranges in raw:
        # Facts and discretion both open: no single sum, and which of them it waits for has to be tried.
        number = OPEN if mixed or hard else words[outcome]
        given = numbers[node] if number in (0, 2) else 0
        out.append((number, NO_AMOUNT if number == OPEN else low, given))
    return out


CASES: dict[str, OneByOne] = {
    "ecoreward, generated": OneByOne(lambda table: _generated(table, _SAME), _generated_read),
    "ecoreward, generated, with record": OneByOne(
        lambda table: _generated(table, (*_SAME[:3], "because", "open", *_SAME[3:])),
        _generated_read,
    ),
    "ecoreward, reference": OneByOne(
        _evaluate, lambda policy, raw: [numbered(policy, d) for d in raw], most=200
    ),
}
