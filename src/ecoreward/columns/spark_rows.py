"""Typed Spark columns as the inputs of a graph, and its outputs as rows of decisions: `frame_in` and `frame_out` for Spark.

A typed column is `BIGINT` (numbers on their grid, days as ordinals), `BOOLEAN`, or `INT` (the index of a level),
named by its fact; null where a row does not give it. The rows that come here give all that the graph reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ecoreward.columns.decide import Lowered
from ecoreward.columns.graph import inputs, reached
from ecoreward.columns.masks import Level, Masks
from ecoreward.columns.order import ordered
from ecoreward.columns.plan import Plan, plan
from ecoreward.columns.spark_engine import evaluated, quoted

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

# What a row of decisions has, in order, with its Spark types.
DECISION: Mapping[str, str] = {
    "outcome": "TINYINT", "low": "BIGINT", "high": "BIGINT", "payable": "BIGINT", "overpaid": "BIGINT",
    "because": "STRING", "open": "STRING", "by": "TINYINT",
    "edition": "STRING", "place": "STRING", "currency": "STRING",
}  # fmt: skip
_UNTOLD = ("node",)


def decided(
    frame: DataFrame,
    lowered: Lowered,
    levels: Mapping[str, Sequence[Level]],
    keep: tuple[str, ...],
    *,
    by: int,
    said: Mapping[str, str | None],
) -> DataFrame:
    """The rows that a graph can tell, with `keep` before the decision; `said` is the same for all rows."""
    found = plan({n: x for n, x in lowered.outputs.items() if n not in _UNTOLD})
    out = evaluated(_inputs(frame, lowered, found, levels, keep), found, keep)
    if not _never(lowered):
        out = out.where("NOT (`hard` OR `mixed`)")
    return out.select(*map(quoted, keep), *_decision(lowered, by, said))


def untold(
    frame: DataFrame,
    lowered: Lowered,
    levels: Mapping[str, Sequence[Level]],
    keep: tuple[str, ...],
) -> DataFrame | None:
    """The columns `keep` of the rows that the same graph cannot tell; None where it tells every row."""
    if _never(lowered):
        return None
    found = plan({n: lowered.outputs[n] for n in ("hard", "mixed")})
    out = evaluated(_inputs(frame, lowered, found, levels, keep), found, keep)
    return out.where("`hard` OR `mixed`").select(*map(quoted, keep))


def _never(lowered: Lowered) -> bool:
    return all(
        lowered.outputs[n].literal and not lowered.outputs[n].value for n in ("hard", "mixed")
    )


def _inputs(
    frame: DataFrame,
    lowered: Lowered,
    found: Plan,
    levels: Mapping[str, Sequence[Level]],
    keep: tuple[str, ...],
) -> DataFrame:
    """The inputs of a plan. `coalesce` is for Catalyst: there is no null in these rows."""
    masks = Masks(lowered)
    for fact, known in levels.items():
        masks.grow(fact, known)
    texts = []
    for node in inputs(reached(found.outputs.values())):
        name = str(node.value)
        base = name.partition("#")[0]
        if base and base != name:
            table = ", ".join(f"{bits}L" for bits in masks.columns[name]) or "0L"
            made = f"coalesce(get(array({table}), {quoted(base)}), 0L)"
        else:
            made = f"coalesce({quoted(name)}, {'false' if node.boolean else '0L'})"
        texts.append(f"{made} AS {quoted(name)}")
    return frame.selectExpr(*map(quoted, keep), *texts)


def _decision(lowered: Lowered, by: int, said: Mapping[str, str | None]) -> list[Column]:
    from pyspark.sql import functions as f

    place = {name: i for i, name in enumerate(lowered.ids)}
    because = [(place[name], name) for name in ordered(lowered.ids, lowered.edition)]
    opened = sorted((c.name, i) for i, c in enumerate(lowered.causes))
    none = f.lit(None).cast("BIGINT")
    made = {
        "outcome": f.expr("CAST(`outcome` AS TINYINT)"),
        "low": f.col("low"),
        "high": f.when(f.col("endless"), none).otherwise(f.col("high")),
        "payable": f.when(f.col("unpayable"), none).otherwise(f.col("payable")),
        "overpaid": f.col("overpaid"),
        "because": _words("because", because),
        "open": _words("open", [(i, name) for name, i in opened]),
        "by": f.lit(by).cast("TINYINT"),
        **{name: f.lit(text).cast("STRING") for name, text in said.items()},
    }
    return [made[name].alias(name) for name in DECISION]


def _words(bits: str, names: Sequence[tuple[int, str]]) -> Column:
    """Bits as names; the names are literals of Spark, never text of SQL."""
    from pyspark.sql import functions as f

    if not names:
        return f.lit("")
    parts = [f.when(f.expr(f"(`{bits}` & {1 << i}L) != 0L"), f.lit(name)) for i, name in names]
    return f.concat_ws(";", *parts)
