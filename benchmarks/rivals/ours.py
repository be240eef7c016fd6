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


# ── slot: over columns ───────────────────────────────────────────────────────────────────────────
# COLUMNS["ecoreward, Polars"] = Columns(lambda table, threads: …)
COLUMNS: dict[str, Columns] = {}

# ── slot: one case after another ─────────────────────────────────────────────────────────────────
# CASES["ecoreward, generated"] = OneByOne(lambda table: …)
CASES: dict[str, OneByOne] = {
    "ecoreward, reference": OneByOne(
        _evaluate, lambda policy, raw: [numbered(policy, d) for d in raw], most=200
    ),
}
