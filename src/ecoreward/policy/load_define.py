"""Compile `define`: lists of violations or choices, and named expressions without cycles."""

from __future__ import annotations

from dataclasses import replace

from ecoreward.feel.context import kind_words
from ecoreward.feel.parse import FeelError, parse_expression
from ecoreward.feel.tree import Name, Tree
from ecoreward.feel.typed import Kind, ListInfo
from ecoreward.policy import keys
from ecoreward.policy.cost import MOST_DEPTH, MOST_EXPRESSION, Meter
from ecoreward.policy.load_bench import Bench, term
from ecoreward.policy.program import (
    Cite,
    Defined,
    KindList,
)
from ecoreward.policy.reader import Item, Mapping, Scalar, Sequence
from ecoreward.policy.sheet import Fields, inner_place
from ecoreward.problems import nearest

ANY: tuple[Kind, ...] = ("boolean", "integer", "number", "money", "date", "choice", "set")


def define(bench: Bench, item: Item | None, above: Cite) -> dict[str, Defined]:
    """Lists first, then expressions in the order of their use; cycles are errors."""
    sheet = bench.sheet
    pending: dict[str, tuple[Scalar, Item, Fields]] = {}
    for key, value in sheet.pairs(item, "define"):
        if key.value in bench.vocabulary.spellings:
            sheet.tell("policy.define-shadows", key.place, name=key.value)
        elif isinstance(value, Sequence):
            sheet.tell("policy.define-list", value.place, name=key.value)
            bench.broken.add(key.value)
        elif isinstance(value, Mapping) and value.get("value") is None:
            listing = _list(bench, key, value, above)
            if listing is not None:
                bench.lists[key.value] = listing
            else:
                bench.broken.add(key.value)
        else:
            fields = (
                sheet.fields(value, keys.DEFINED, "define-entry")
                if isinstance(value, Mapping)
                else {}
            )
            pending[key.value] = (key, fields.get("value", value), fields)
    bench.scope = replace(
        bench.scope, lists={n: ListInfo(k.domain) for n, k in bench.lists.items()}
    )
    uses = {name: _uses(entry[1], set(pending)) for name, entry in pending.items()}
    out: dict[str, Defined] = {}
    while pending:
        ready = [n for n in pending if not (uses[n] & set(pending) - {n}) and n not in uses[n]]
        if not ready:
            _tell_cycle(bench, pending, uses)
            bench.broken |= set(pending)
            return out
        for name in ready:
            _, value, fields = pending.pop(name)
            expression = sheet.expression(value, "define-entry", bench.scope, ANY)
            if expression is None:
                bench.broken.add(name)
                continue
            cite = bench.cite(fields.get("cite"), above, value)
            label = sheet.words(fields.get("label"), "label") if "label" in fields else {}
            out[name] = Defined(name, expression, label, cite)
            meter = Meter(out)
            if meter.depth(expression.root) > MOST_DEPTH:
                sheet.tell("policy.define-too-deep", expression.place, name=name, most=MOST_DEPTH)
                bench.broken |= uses.keys() - out.keys() | {name}
                return out
            if meter.expression(expression) > MOST_EXPRESSION:
                sheet.tell(
                    "policy.expression-too-large", expression.place, name=name, most=MOST_EXPRESSION
                )
                bench.broken |= uses.keys() - out.keys() | {name}
                return out
            types = {**bench.scope.defined, name: expression.type}
            bench.scope = replace(bench.scope, defined=types)
    return out


def _tell_cycle(
    bench: Bench, pending: dict[str, tuple[Scalar, Item, Fields]], uses: dict[str, set[str]]
) -> None:
    """Name the definitions that need each other, in a circle, with all places."""
    name = next(iter(pending))
    seen: list[str] = []
    while name not in seen:
        seen.append(name)
        name = next(iter(sorted(uses[name] & set(pending))))
    circle = seen[seen.index(name) :]
    places = [pending[n][0].place for n in circle]
    bench.sheet.tell(
        "policy.define-cycle", places[0], names=" → ".join([*circle, circle[0]]), related=places[1:]
    )


def _uses(item: Item, names: set[str]) -> set[str]:
    if not isinstance(item, Scalar):
        return set()
    try:
        tree = parse_expression(item.value, inner_place(item))
    except FeelError:
        return set()
    return {t.name for t in _walk(tree) if isinstance(t, Name)} & names


def _walk(tree: Tree) -> list[Tree]:
    out: list[Tree] = [tree]
    for name in type(tree).__slots__:
        value = getattr(tree, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Tree):
                out += _walk(part)
    return out


def _list(bench: Bench, key: Scalar, item: Mapping, above: Cite) -> KindList | None:
    sheet = bench.sheet
    fields = sheet.fields(item, keys.LIST, "list")
    domain = "violations"
    if "fact" in fields:
        domain = fact(bench, fields["fact"], ("choice", "set"))
        if not domain:
            return None
    elif not bench.lists_violations(key.place):
        return None
    kinds = _codes(bench, fields.get("kinds"), domain)
    outside = _codes(bench, fields.get("not"), domain) if "not" in fields else frozenset()
    if kinds & outside and "not" in fields:
        values = {} if domain == "violations" else bench.vocabulary.facts[domain].values
        names = [dict(values.get(c) or bench.vocabulary.label(c)) for c in sorted(kinds & outside)]
        sheet.tell("policy.list-both", fields["not"].place, names=names)
    label = sheet.words(fields.get("label"), "label") if "label" in fields else {}
    cite = bench.cite(fields.get("cite"), above, item)
    is_open = sheet.boolean(fields.get("open"), "open")
    quote = bench.sheet.quote(fields)
    return KindList(key.value, domain, kinds, label, outside, is_open, cite, quote, key.place)


def _codes(bench: Bench, item: Item | None, domain: str) -> frozenset[str]:
    out = set()
    known = bench.vocabulary.term_spellings
    if domain != "violations":
        known = bench.vocabulary.codes[domain]
    for scalar in bench.sheet.names(item, "kinds", known.__contains__):
        if domain == "violations":
            code = term(bench, scalar)
        else:
            spellings = bench.vocabulary.codes[domain]
            code = spellings.get(scalar.value, "")
            if not code:
                label = bench.vocabulary.label(domain)
                bench.sheet.tell(
                    "policy.unknown-value", scalar.place, value=scalar.value, fact=label,
                    names=[dict(w) for w in bench.vocabulary.facts[domain].values.values()],
                    suggestions=nearest(scalar.value, spellings),
                )  # fmt: skip
        if code:
            out.add(code)
    return frozenset(out)


def fact(bench: Bench, item: Item | None, kinds: tuple[str, ...]) -> str:
    """The code of a fact of one of these types, however it is spelled."""
    name = bench.sheet.text(item, "fact")
    if not name or item is None:
        return ""
    spellings = bench.vocabulary.spellings
    code = spellings.get(name, "")
    if not code:
        bench.sheet.tell(
            "policy.unknown-fact",
            item.place,
            fact=name,
            suggestions=nearest(name, spellings),
            names=bench.vocabulary.names_of(*kinds),
        )
    elif bench.vocabulary.facts[code].type.kind not in kinds:
        have = kind_words(bench.vocabulary.facts[code].type.kind)
        want = [kind_words(k) for k in kinds]  # type: ignore[arg-type]
        bench.sheet.tell("policy.fact-type", item.place, fact=name, have=have, want=want)
        return ""
    return code
