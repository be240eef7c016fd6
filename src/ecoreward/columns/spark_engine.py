"""A graph as Spark SQL: stages of columns, each a text of this room's own signs, names in backquotes.

Whole numbers (`BIGINT`) and booleans without null only. What a stage no longer needs is not carried on.
Every shared node is a column of its own, so that no text is larger than its graph; Catalyst merges two stages only
where nothing is computed twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ecoreward.columns.graph import Node
from ecoreward.columns.plan import Plan

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_TWO: Mapping[str, str] = {"lt": "<", "eq": "=", "add": "+", "sub": "-", "mul": "*"}
_MANY: Mapping[str, str] = {"and": " AND ", "or": " OR ", "bitor": " | "}


def evaluated(frame: DataFrame, plan: Plan, keep: tuple[str, ...] = ()) -> DataFrame:
    """The outputs of a plan as columns, one row for each row of its inputs; `keep` names columns to hand on."""
    for made, carried in stages(plan, keep):
        frame = frame.selectExpr(*map(quoted, carried), *made)
    outputs = [f"{text(node, plan)} AS {quoted(name)}" for name, node in plan.outputs.items()]
    return frame.selectExpr(*map(quoted, keep), *outputs)


def stages(plan: Plan, keep: tuple[str, ...] = ()) -> Iterator[tuple[list[str], list[str]]]:
    """For each stage the columns that it makes, as SQL, and the names of those that it hands on."""
    needs = [_names([n.args for _, n in stage], plan) for stage in plan.stages]
    needs.append(_names([tuple(plan.outputs.values())], plan))
    there: dict[str, None] = dict.fromkeys(map(input_name, plan.inputs))
    for number, stage in enumerate(plan.stages):
        later = set().union(*needs[number + 1 :])
        carried = [c for c in there if c in later and c not in keep]
        yield (
            [f"{text(node, plan, top=True)} AS {quoted(name)}" for name, node in stage],
            [*keep, *carried],
        )
        there = dict.fromkeys([*carried, *(name for name, _ in stage)])


def _names(groups: list[tuple[Node, ...]], plan: Plan) -> set[str]:
    """The columns that some nodes are read from."""
    found: set[str] = set()
    todo = [node for group in groups for node in group]
    while todo:
        node = todo.pop()
        if node.order in plan.named:
            found.add(plan.named[node.order])
        elif node.op == "in":
            found.add(input_name(str(node.value)))
        else:
            todo += node.args
    return found


def input_name(name: str) -> str:
    """The column that has an input: no name that a table, or a typed column of it, has."""
    return f"in:{name}"


def quoted(name: str) -> str:
    """The name of a column as SQL has it.

    >>> quoted("fine:low~"), quoted("a`b")
    ('`fine:low~`', '`a``b`')
    """
    return "`" + name.replace("`", "``") + "`"


def literal(value: int) -> str:
    """A whole number as SQL has it.

    >>> literal(5), literal(-5)
    ('5L', '(-5L)')
    """
    return f"{value}L" if value >= 0 else f"({value}L)"


def text(node: Node, plan: Plan, *, top: bool = False) -> str:
    """The SQL of a node; a node with a column of its own is read from there.

    >>> from ecoreward.columns.graph import Graph
    >>> from ecoreward.columns.plan import plan
    >>> g = Graph()
    >>> a = g.column("a", -9, 9)
    >>> text(g.div(g.add(a, g.number(5)), 10), plan({}))
    'coalesce(((`in:a` + 5L) - coalesce(pmod((`in:a` + 5L), 10L), 0L)) div 10L, 0L)'
    """
    if not top and node.order in plan.named:
        return quoted(plan.named[node.order])
    if node.op == "in":
        return quoted(input_name(str(node.value)))
    if node.op == "lit":
        return literal(int(node.value or 0)) if not node.boolean else str(bool(node.value)).lower()
    a = [text(x, plan) for x in node.args]
    if node.op in _TWO:
        return f"({a[0]} {_TWO[node.op]} {a[1]})"
    if node.op in _MANY:
        return "(" + _MANY[node.op].join(a) + ")"
    match node.op:
        case "not":
            return f"(NOT {a[0]})"
        case "min":
            return f"least({a[0]}, {a[1]})"
        case "max":
            return f"greatest({a[0]}, {a[1]})"
        case "div":
            return _quotient(a[0], literal(int(node.value or 1)), node.args[0].low)
        case "if":
            return f"if({a[0]}, {a[1]}, {a[2]})"
        case "bit":
            return f"(({a[0]} & {literal(1 << int(node.value or 0))}) != 0L)"
    raise AssertionError(node.op)


def _quotient(number: str, by: str, low: int) -> str:
    """Rounded towards minus infinity: `div` itself rounds towards nought.

    `coalesce` tells Catalyst that there is no null here: otherwise all that follows is made for three values.
    """
    rest = number if low >= 0 else f"({number} - coalesce(pmod({number}, {by}), 0L))"
    return f"coalesce({rest} div {by}, 0L)"
