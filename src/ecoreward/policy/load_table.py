"""Compile a table: rows by their upper ends or by unary tests, and who owns a boundary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from ecoreward.feel.typed import BOOLEAN, Const, Expression, Test, Within
from ecoreward.policy.keys import ROW, TABLE
from ecoreward.policy.program import Cite, Node, Row, Table
from ecoreward.policy.reader import Item, Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from ecoreward.policy.load_bench import Bench

MakeNode = Callable[..., Node | None]


def table_body(bench: Bench, item: Item, cite: Cite, id: str, make: MakeNode) -> Table | None:
    """Compile the body of a table."""
    sheet = bench.sheet
    fields = sheet.fields(item, TABLE, "table")
    by = _by(bench, fields.get("by"))
    rows = sheet.entries(fields.get("rows"), "rows")
    for name in ("by", "rows"):
        listed = fields.get(name)
        if isinstance(listed, Sequence) and not listed.items:
            sheet.tell("policy.empty-list", listed.place, what=name)
    otherwise = make(bench, fields.get("otherwise"), cite, f"{id}-row-otherwise")
    if not by:
        return None
    ends = [_has_key(r, "to") for r in rows]
    if not any(_has_key(r, "in") for r in rows):
        return _slabs(bench, item, fields, by, rows, cite, id, make, otherwise)
    for row, has_to in zip(rows, ends, strict=True):
        if has_to:
            sheet.tell("policy.row-mixed", row.place)
    if "edges" in fields:
        sheet.tell("policy.edges-without-to", fields["edges"].place)
    built = [_tested(bench, r, by, cite, f"{id}-row-{n}", make) for n, r in enumerate(rows, 1)]
    done = tuple(r for r in built if r is not None)
    return Table(by, done, otherwise=otherwise) if done else None


def _by(bench: Bench, item: Item | None) -> tuple[Expression, ...]:
    items = item.items if isinstance(item, Sequence) else (item,) if item is not None else ()
    found = [
        bench.sheet.expression(
            i, "by", bench.scope, ("money", "number", "integer", "date", "choice", "boolean")
        )
        for i in items
    ]
    return tuple(f for f in found if f is not None) if all(found) else ()


def _has_key(item: Item, key: str) -> bool:
    return isinstance(item, Mapping) and item.get(key) is not None


def _row_node(
    bench: Bench, row: Item, by: tuple[Expression, ...], cite: Cite, id: str, make: MakeNode
) -> Node | None:
    """What a row gives: its leaf, with `base` taken from `by` where a rate has none."""
    if not isinstance(row, Mapping):
        return make(bench, row, cite, id, ROW)
    items = tuple((k, v) for k, v in row.items if k.value not in ("to", "in"))
    names = {k.value for k, _ in row.items}
    if "rate" in names and "base" not in names and len(by) == 1:
        key = Scalar("base", row.place, plain=True)
        items = (*items, (key, Scalar(by[0].source, by[0].place, plain=True)))
    return make(bench, replace(row, items=items), cite, id, ROW)


def _tested(
    bench: Bench, row: Item, by: tuple[Expression, ...], cite: Cite, id: str, make: MakeNode
) -> Row | None:
    node = _row_node(bench, row, by, cite, id, make)
    cells = row.get("in") if isinstance(row, Mapping) else None
    if cells is None:
        if not _has_key(row, "to"):
            bench.sheet.tell("policy.row-without-test", row.place)
        return None
    items = cells.items if isinstance(cells, Sequence) else (cells,)
    if len(items) != len(by):
        bench.sheet.tell("policy.row-cells", cells.place, want=len(by), have=len(items))
        return None
    tests = [bench.sheet.cell(c, b, bench.scope) for c, b in zip(items, by, strict=True)]
    done = tuple(t for t in tests if t is not None)
    return Row(done, node, row.place) if node and len(done) == len(by) else None


def _slabs(
    bench: Bench,
    item: Item,
    fields: dict[str, Item],
    by: tuple[Expression, ...],
    rows: tuple[Item, ...],
    cite: Cite,
    id: str,
    make: MakeNode,
    otherwise: Node | None,
) -> Table | None:
    """Rows by their upper ends, as one table or, where no source owns a boundary, as two."""
    sheet = bench.sheet
    if len(by) != 1:
        sheet.tell("policy.rows-need-in", item.place)
        return None
    if "edges" not in fields:
        sheet.tell("policy.table-edges", item.place)
    edges = sheet.one_of(fields.get("edges"), ("from", "to", "unstated"), "edges", "unstated")
    kind = by[0].type.kind
    expect = ("money",) if kind == "money" else ("date",) if kind == "date" else ("number",)
    ends: list[Expression | None] = []
    for n, row in enumerate(rows):
        end = row.get("to") if isinstance(row, Mapping) else None
        if end is None and n < len(rows) - 1:
            sheet.tell("policy.row-without-to", row.place)
        ends.append(sheet.expression(end, "to", bench.scope, expect) if end is not None else None)  # type: ignore[arg-type]
    _rising(bench, ends)
    nodes = [_row_node(bench, r, by, cite, f"{id}-row-{n}", make) for n, r in enumerate(rows, 1)]
    if any(n is None for n in nodes) or not rows:
        return None
    triples = list(zip(rows, ends, nodes, strict=True))

    def build(owner: str) -> tuple[Row, ...]:
        built = []
        below: Expression | None = None
        for row, end, node in triples:
            assert node is not None
            built.append(Row((_slab(by[0], below, end, owner),), node, row.place))
            below = end
        return tuple(built)

    if edges == "unstated":
        return Table(by, build("from"), "unstated", build("to"), otherwise)
    return Table(by, build(edges), edges, (), otherwise)  # type: ignore[arg-type]


def _rising(bench: Bench, ends: list[Expression | None]) -> None:
    last: tuple[Fraction | int, Expression] | None = None
    for end in ends:
        if end is None or not isinstance(end.root, Const):
            continue
        value = end.root.value
        assert not isinstance(value, str)
        if last is not None and value <= last[0]:
            bench.sheet.tell(
                "policy.rows-not-rising", end.place, end=end.source, before=last[1].source,
                related=[last[1].place],
            )  # fmt: skip
        last = (value, end)


def _slab(
    by: Expression, low: Expression | None, high: Expression | None, owner: str
) -> Expression:
    """The test of one row between two ends; `owner` says which row a boundary belongs to."""
    from_ = owner == "from"
    left = replace(by.root, span=(0, 0))
    if low is None and high is None:
        return Expression("-", Within(BOOLEAN, left, (), anything=True), by.place)
    test = Test(
        low=low.root if low else None,
        high=high.root if high else None,
        low_closed=from_,
        high_closed=not from_,
    )
    opening = "[" if from_ and low else "("
    closing = ")" if from_ or not high else "]"
    source = f"{opening}{low.source if low else ''}..{high.source if high else ''}{closing}"
    return Expression(source, Within(BOOLEAN, left, (test,)), by.place)
