"""Compile the award of an edition: from items with places to the typed tree of the Program."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from ecoreward.feel.typed import Const, Expression, Kind
from ecoreward.policy.keys import KINDS, NODE, READING, ROW
from ecoreward.policy.keys import Table as Keys
from ecoreward.policy.listed import figures, pair
from ecoreward.policy.load_bench import BOOLEAN, MONEY, NUMBER, Bench, steps, term
from ecoreward.policy.load_define import fact
from ecoreward.policy.load_table import table_body
from ecoreward.policy.program import (
    Band,
    Body,
    Cite,
    Combine,
    Fixed,
    KindList,
    Node,
    Rate,
    Reading,
    Readings,
    Row,
    Table,
    Unstated,
)
from ecoreward.policy.reader import Item, Mapping, Scalar, Sequence
from ecoreward.policy.sheet import Fields
from ecoreward.policy.vocabulary_types import Words
from ecoreward.problems import nearest

COMBINERS = ("highest", "sum", "first")


def node(
    bench: Bench, item: Item | None, above: Cite, default_id: str, table: Keys = NODE
) -> Node | None:
    """Compile one node and all below it; None when its kind cannot be told."""
    sheet = bench.sheet
    if item is None:
        return None
    fields = sheet.fields(item, table, "row" if table is ROW else "node")
    if not isinstance(item, Mapping):
        return None
    cite = bench.cite(fields.get("cite"), above, item)
    kind = _kind(bench, fields, item)
    id = _node_id(bench, fields, item, kind, default_id)
    body = _body(bench, kind, fields, cite, id, item) if kind else None
    listing = _for(bench, fields.get("for"), id)
    built = _limits(bench, fields, cite)
    if body is None:
        return None
    if isinstance(body, Table) and "label" in fields:
        body = _rows_named(body, sheet.words(fields["label"], "label"))
    return Node(
        id, body,
        label=sheet.words(fields.get("label"), "label") if "label" in fields else {},
        cite=cite,
        quote=sheet.text(fields.get("quote"), "quote") if "quote" in fields else "",
        kinds=listing, when=built.when, floor=built.floor, cap=built.cap,
        then=steps(bench, fields.get("then"), cite),
        local=_local(bench, fields.get("local")),
        each=fact(bench, fields["each"], ("rows",)) if "each" in fields else "", place=item.place,
    )  # fmt: skip


def _local(bench: Bench, item: Item | None) -> tuple[Fraction, Fraction] | None:
    """What others may set the amounts to, as shares of this policy's."""
    pair = _pair(bench, item, "local", NUMBER) if item is not None else None
    if pair is None:
        return None
    low, high = (e.root.value if isinstance(e.root, Const) else None for e in pair)
    if not isinstance(low, Fraction) or not isinstance(high, Fraction) or not 0 <= low <= high:
        bench.sheet.tell("policy.local-form", pair[0].place)
        return None
    return low, high


def _rows_named(table: Table, label: Words) -> Table:
    """A row without a label of its own is called after its table and its place in it."""

    def named(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(
            r if r.node.label else replace(r, node=replace(r.node, label=_row_words(label, n)))
            for n, r in enumerate(rows, 1)
        )

    return replace(table, rows=named(table.rows), other=named(table.other))


def _row_words(label: Words, number: int) -> Words:
    return {
        "zh": f"{label.get('zh', '')}第 {number} 档",
        "en": f"{label.get('en', '')}, row {number}",
    }


@dataclass(frozen=True)
class _Limits:
    when: Expression | None
    floor: Expression | None
    cap: Expression | None


def _limits(bench: Bench, fields: Fields, cite: Cite) -> _Limits:
    sheet, scope = bench.sheet, bench.scope
    return _Limits(
        sheet.expression(fields.get("when"), "when", scope, BOOLEAN) if "when" in fields else None,
        sheet.expression(fields.get("floor"), "floor", scope, MONEY) if "floor" in fields else None,
        sheet.expression(fields.get("cap"), "cap", scope, MONEY) if "cap" in fields else None,
    )


def _kind(bench: Bench, fields: Fields, item: Mapping) -> str:
    kinds = [k for k in KINDS if k in fields]
    if len(kinds) == 1:
        return kinds[0]
    if not kinds:
        # A misspelt kind has been told as an unknown key.
        unknown = [k.value for k, _ in item.items if k.value not in ROW]
        if not any(nearest(k, KINDS) for k in unknown):
            bench.sheet.tell("policy.no-kind", item.place, kinds=list(KINDS))
    else:
        places = [k.place for k, _ in item.items if k.value in kinds]
        bench.sheet.tell("policy.two-kinds", places[-1], kinds=kinds, related=places[:1])
    return ""


def _node_id(bench: Bench, fields: Fields, item: Mapping, kind: str, default: str) -> str:
    if "id" in fields:
        id = bench.sheet.id(fields["id"], "id")
        if id:
            bench.claim_id(id, fields["id"].place)
        return id or default
    needs = kind not in COMBINERS or "for" in fields or "when" in fields
    if needs and default != "award" and not default.endswith("-row") and "-row-" not in default:
        example = f"id: {default}"
        bench.sheet.tell("policy.node-needs-id", item.place, kind=kind or "node", example=example)
    bench.claim_id(default, item.place)
    return default


def _body(
    bench: Bench, kind: str, fields: Fields, cite: Cite, id: str, item: Mapping
) -> Body | None:
    sheet, scope, value = bench.sheet, bench.scope, fields[kind]
    if kind != "rate" and "base" in fields:
        sheet.tell("policy.base-without-rate", fields["base"].place)
    if kind != "readings" and "of" in fields:
        sheet.tell("policy.of-without-readings", fields["of"].place)
    match kind:
        case "fixed":
            if _is_range(bench, value, "band"):
                return None
            amount = sheet.expression(value, "fixed", scope, MONEY)
            return Fixed(amount) if amount else None
        case "up_to":
            high = sheet.expression(value, "up_to", scope, MONEY)
            return Band(None, high) if high else None
        case "band":
            pair = _pair(bench, value, "band", MONEY)
            return Band(*pair) if pair else None
        case "rate":
            return _rate(bench, fields, item)
        case "unstated":
            return Unstated(sheet.words(value, "unstated"))
        case "table":
            return table_body(bench, value, cite, id, node)
        case "readings":
            return _readings(bench, fields, cite, id)
    children = _nodes(bench, value, cite, id, kind)
    return Combine(kind, children) if children else None  # type: ignore[arg-type]


def _pair(
    bench: Bench, item: Item, what: str, expect: tuple[Kind, ...]
) -> tuple[Expression, Expression] | None:
    if not isinstance(item, Sequence) or len(item.items) != 2:
        found = pair(item.value) if isinstance(item, Scalar) else None
        pair_ = found or ("[1%, 5%]" if what == "rate" else "[500, 5000]")
        bench.sheet.tell("policy.want-pair", item.place, what=what, example=f"{what}: {pair_}")
        return None
    low, high = (bench.sheet.expression(i, what, bench.scope, expect) for i in item.items)
    return (low, high) if low and high else None


def _is_range(bench: Bench, item: Item, right: str) -> bool:
    """Whether a range stands where one figure is wanted: `500至5000元`; told if so."""
    found = figures(item.value) if isinstance(item, Scalar) else None
    if found is None or not isinstance(item, Scalar):
        return False
    fixed = f"{right}: {found}"
    bench.sheet.tell("policy.range-as-figure", item.place, text=item.value, fixed=fixed)
    return True


def _rate(bench: Bench, fields: Fields, item: Mapping) -> Rate | None:
    sheet, value = bench.sheet, fields["rate"]
    base = fields.get("base")
    if base is None:
        sheet.tell("policy.rate-without-base", item.place)
        return None
    base_expression = sheet.expression(base, "base", bench.scope, MONEY)
    if isinstance(value, Sequence):
        pair = _pair(bench, value, "rate", NUMBER)
        return Rate(pair[0], base_expression, pair[1]) if pair and base_expression else None
    if _is_range(bench, value, "rate"):
        return None
    rate = sheet.expression(value, "rate", bench.scope, NUMBER)
    return Rate(rate, base_expression) if rate and base_expression else None


def _nodes(bench: Bench, item: Item, cite: Cite, id: str, what: str) -> tuple[Node, ...]:
    items = bench.sheet.entries(item, what)
    if isinstance(item, Sequence) and not items:
        bench.sheet.tell("policy.empty-list", item.place, what=what)
    found = [node(bench, child, cite, f"{id}-{n}") for n, child in enumerate(items, 1)]
    return tuple(n for n in found if n is not None)


def _readings(bench: Bench, fields: Fields, cite: Cite, id: str) -> Readings | None:
    value = fields["readings"]
    items = bench.sheet.entries(value, "readings", plain=True)
    if len(items) < 2 and isinstance(value, Sequence):
        bench.sheet.tell("policy.one-reading", value.place)
    shared = _nodes(bench, fields["of"], cite, id, "of") if "of" in fields else None
    options = [_reading(bench, i, cite, shared) for i in items]
    found = tuple(o for o in options if o is not None)
    return Readings(found) if len(found) >= 2 else None


_COMBINER_SAYS: dict[str, Words] = {
    "highest": {"zh": "取最高的一项", "en": "the highest one counts"},
    "sum": {"zh": "各项相加", "en": "they add up"},
    "first": {"zh": "取第一个适用的", "en": "the first that applies counts"},
}


def _reading(
    bench: Bench, item: Item, cite: Cite, shared: tuple[Node, ...] | None
) -> Reading | None:
    sheet = bench.sheet
    if isinstance(item, Scalar):
        how = sheet.one_of(item, COMBINERS, "readings", "")
        if not how:
            return None
        if shared is None:
            sheet.tell("policy.reading-without-of", item.place, how=how)
            return None
        body = Combine(how, shared)  # type: ignore[arg-type]
        return Reading(how, _COMBINER_SAYS[how], Node(how, body, cite=cite, place=item.place))
    fields = sheet.fields(item, READING, "reading")
    if not isinstance(item, Mapping):
        return None
    says = sheet.words(fields.get("says"), "says")
    id = sheet.id(fields.get("id"), "id")
    if "combine" not in fields:
        if shared is not None and not any(k in fields for k in KINDS):
            sheet.tell(
                "policy.missing-key", item.place, key="combine", what="reading",
                meaning={"zh": READING["combine"].zh, "en": READING["combine"].en},
                example="combine: sum",
            )  # fmt: skip
            return None
        names = READING.keys() - {"says", "combine"}
        own = tuple((k, v) for k, v in item.items if k.value in names)
        inner = node(bench, replace(item, items=own), cite, id or "reading")
        return Reading(id, says, inner) if inner else None
    how = sheet.one_of(fields["combine"], COMBINERS, "combine", "sum")
    if shared is None:
        sheet.tell("policy.reading-without-of", fields["combine"].place, how=how)
        return None
    if id:
        bench.claim_id(id, fields["id"].place)
    own_cite = bench.cite(fields.get("cite"), cite, item)
    limits = _limits(bench, fields, own_cite)
    built = Node(
        id, Combine(how, shared), label=says, cite=own_cite, when=limits.when,  # type: ignore[arg-type]
        floor=limits.floor, cap=limits.cap, then=steps(bench, fields.get("then"), own_cite),
        place=item.place,
    )  # fmt: skip
    return Reading(id, says, built)


def _for(bench: Bench, item: Item | None, id: str) -> KindList | None:
    """`for`: a defined list, a term, or a list of these."""
    if item is None:
        return None
    if not bench.lists_violations(item.place):
        return None
    known = {*bench.lists, *bench.vocabulary.term_spellings}
    scalars = bench.sheet.names(item, "for", known.__contains__)
    if isinstance(item, Sequence) and not item.items:
        bench.sheet.tell("policy.empty-list", item.place, what="for")
    if isinstance(item, Scalar) and item.value in bench.lists:
        listing = bench.lists[item.value]
        if listing.domain != "violations":
            bench.sheet.tell("policy.for-not-violations", item.place, name=item.value)
            return None
        return listing
    codes: set[str] = set()
    for scalar in scalars:
        if scalar.value in bench.lists:
            codes |= bench.lists[scalar.value].codes
            if bench.lists[scalar.value].open:
                bench.sheet.tell("policy.open-list-mixed", scalar.place, name=scalar.value)
        else:
            code = term(bench, scalar)
            if code:
                codes.add(code)
    if not codes:
        return None
    listing = KindList(f"@{id}", "violations", frozenset(codes), place=item.place)
    bench.lists[listing.name] = listing
    return listing
