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
from ecoreward.columns.spark_engine import evaluated, input_name, quoted

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

# What a row of decisions has, in order, with its Spark types.
DECISION: Mapping[str, str] = {
    "outcome": "TINYINT", "low": "BIGINT", "high": "BIGINT", "payable": "BIGINT", "overpaid": "BIGINT",
    "because": "STRING", "open": "STRING", "by": "TINYINT",
    "edition": "STRING", "place": "STRING", "currency": "STRING",
}  # fmt: skip
_UNTOLD = ("node",)
_HERE = "`#here`"


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


def with_told(
    frame: DataFrame,
    lowered: Lowered,
    levels: Mapping[str, Sequence[Level]],
    keep: tuple[str, ...],
    here: str,
    told: str,
) -> DataFrame:
    """The columns `keep`, and `told`: whether a row is one of those `here` (a condition) that the graph can tell."""
    if _never(lowered):
        return frame.selectExpr(*map(quoted, keep), f"({here}) AS {quoted(told)}")
    found = plan({n: lowered.outputs[n] for n in ("hard", "mixed")})
    frame = frame.selectExpr("*", f"({here}) AS {_HERE}")
    out = evaluated(
        _inputs(frame, lowered, found, levels, (*keep, _HERE.strip("`")), _HERE), found,
        (*keep, _HERE.strip("`")),
    )  # fmt: skip
    sql = f"({_HERE} AND NOT (`hard` OR `mixed`)) AS {quoted(told)}"
    return out.selectExpr(*map(quoted, keep), sql)


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
    here: str = "",
) -> DataFrame:
    """The inputs of a plan. `coalesce` is for Catalyst: there is no null in the rows that are `here`.

    Other rows get nought, so that nothing overflows in them.
    """
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
        if here:
            made = f"if({here}, {made}, {'false' if node.boolean else '0L'})"
        texts.append(f"{made} AS {quoted(input_name(name))}")
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
