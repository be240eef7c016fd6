"""The trace: a tree of typed steps that says how an amount came about. Data, never prose.

Every step has an id, a citation, both operands of each test and where each value came from.
Schema ``ecoreward.trace/1``; keys are only ever added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from ecoreward.engine.logic import evaluate
from ecoreward.engine.values import Choice, Num, Rows, SetOf, Truth, Value
from ecoreward.engine.world import Origin, World
from ecoreward.feel import typed as t
from ecoreward.money import text_of
from ecoreward.policy.program import Cite, KindList, Target
from ecoreward.policy.vocabulary_types import Words

Data = Any  # plain JSON data


@dataclass(frozen=True, slots=True)
class Operand:
    """One side of a test: its words, its value, and where the value came from."""

    text: str
    value: Data
    origin: Origin
    fact: str = ""
    label: Words | None = None
    op: str = ""  # of a sum: + - * / min max count days_between workdays_between
    items: tuple[Operand, ...] = ()  # its parts; for a defined name, what it stands for


@dataclass(frozen=True, slots=True)
class TestTrace:
    """A condition with its answer: a comparison with both operands, or and/or/not with parts."""

    kind: str  # compare, fact, member, has, within, and, or, not, if, defined, constant
    text: str
    result: str  # yes, no, unknown
    op: str = ""
    left: Operand | None = None
    right: Operand | None = None
    items: tuple[TestTrace, ...] = ()


@dataclass(frozen=True, slots=True)
class StepTrace:
    """A limit, factor, rounding or decided figure applied to a node's amount."""

    kind: str  # floor, cap, times, minus, round, decided
    applied: str  # yes, no, unknown
    operand: Operand | None
    before: Data
    after: Data
    changed: bool
    condition: TestTrace | None = None
    cite: Cite | None = None


@dataclass(frozen=True, slots=True)
class NodeTrace:
    """One node of the award tree as it was evaluated."""

    id: str
    kind: str
    label: Words
    cite: Cite | None
    quote: str
    applies: str  # yes, no, unknown
    reached: bool
    kinds: TestTrace | None = None
    condition: TestTrace | None = None
    operands: tuple[Operand, ...] = ()
    says: Words | None = None
    settled: str = ""  # of readings: agreed, decided, or empty while they differ
    value: Data = None
    steps: tuple[StepTrace, ...] = ()
    amount: Data = None
    counted: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    children: tuple[NodeTrace, ...] = ()
    row: tuple[TestTrace, ...] = ()  # of a table's row: the tests that picked it
    row_of: Data = None  # inside `each`: the fact, which row, of how many, and whether it is known


@dataclass(frozen=True, slots=True)
class GateTrace:
    """A gate with its condition and whether it lets the award through."""

    id: str
    kind: str  # requires, excludes, refers
    passed: str  # yes, no, unknown
    condition: TestTrace
    reason: Words
    cite: Cite | None
    quote: str = ""
    to: Target | None = None  # of `refers`: where the matter goes


def amount_data(value: Fraction | int | None, currency: str) -> Data:
    """An amount that may be finer than the minor unit, as data; None where unbounded."""
    if value is None:
        return None
    text = text_of(value)
    from ecoreward.money import digits

    places = digits(currency)
    if "/" not in text and places:
        whole, _, part = text.partition(".")
        text = f"{whole}.{part.ljust(places, '0')}"
    return {"value": text, "currency": currency}


def range_data(value: Num, currency: str) -> Data:
    """An amount or a range of amounts as data."""
    if value.point:
        return amount_data(value.low, currency)
    return {"low": amount_data(value.low, currency), "high": amount_data(value.high, currency)}


def value_data(value: Value, type_: t.Type, world: World) -> Data:
    """Any value as data, codes with their words."""
    match value:
        case Truth():
            return {"truth": value.word}
        case Num():
            if type_.kind == "date":
                return _ends(value, _day)
            if type_.kind == "money":
                return _ends(value, lambda v: amount_data(v, world.program.currency))
            return _ends(value, _plain_number)
        case Choice():
            return {"codes": [_code(c, type_.domain, world) for c in sorted(value.codes)]}
        case SetOf():
            if value.point:
                return {"codes": [_code(c, type_.domain, world) for c in sorted(value.must)]}
            return {"unknown": True}
        case Rows(rows=rows, complete=complete):
            return {"rows": len(rows)} if complete else {"unknown": True}


def _plain_number(v: Fraction | int | None) -> Data:
    return None if v is None else {"number": text_of(v)}


def _day(v: Fraction | int | None) -> Data:
    """A day as data; None where there is no end, or none that a calendar has."""
    if v is None or not date.min.toordinal() <= v <= date.max.toordinal():
        return None
    return {"date": date.fromordinal(int(v)).isoformat()}


def _ends(value: Num, write: Any) -> Data:
    if value.point:
        return write(value.low)
    if value.low is None and value.high is None:
        return {"unknown": True}
    return {"low": write(value.low), "high": write(value.high)}


def _code(code: str, domain: str, world: World) -> Data:
    vocabulary = world.program.vocabulary
    spec = vocabulary.facts.get(domain)
    if spec is not None and code in spec.values:
        return {"code": code, **spec.values[code]}
    return {"code": code, **vocabulary.label(code)}


def operand(expression: t.Expression, node: t.Node, world: World) -> Operand:
    """One operand with its value and origin."""
    value = value_data(evaluate(node, world), node.type, world)
    text = expression.text(node)
    match node:
        case t.Const():
            return Operand(text, value, "written")
        case t.Fact(name=name):
            return Operand(
                text, value, world.origins.get(name, "given"), name,
                world.program.vocabulary.label(name),
            )  # fmt: skip
        case t.Defined(name=name):
            defined = world.program.defined[name]
            return Operand(
                text, value, "defined", "", defined.label or {"zh": name, "en": name},
                items=(operand(defined.value, defined.value.root, world),),
            )  # fmt: skip
        case t.Arith(op=op, left=left, right=right):
            return _compound(expression, op, (left, right), world, text, value)
        case t.Negate(item=item):
            return _compound(expression, "-", (item,), world, text, value)
        case t.Call(function=function, args=args):
            return _compound(expression, function, args, world, text, value)
    return Operand(text, value, "derived")


def _compound(
    expression: t.Expression,
    op: str,
    parts: tuple[t.Node, ...],
    world: World,
    text: str,
    value: Data,
) -> Operand:
    items = tuple(operand(expression, p, world) for p in parts)
    return Operand(text, value, "derived", op=op, items=items)


def test_trace(expression: t.Expression, node: t.Node, world: World) -> TestTrace:
    """How a condition came out, part by part, with both operands of each test."""
    result = _word(node, world)
    text = expression.text(node)
    match node:
        case t.And(items=items) | t.Or(items=items):
            parts = tuple(test_trace(expression, i, world) for i in items)
            return TestTrace("and" if isinstance(node, t.And) else "or", text, result, items=parts)
        case t.Not(item=item):
            return TestTrace("not", text, result, items=(test_trace(expression, item, world),))
        case t.Compare(op=op, left=left, right=right):
            return TestTrace(
                "compare", text, result, op,
                operand(expression, left, world), operand(expression, right, world),
            )  # fmt: skip
        case t.Within(left=left, tests=tests, anything=anything):
            if anything:
                return TestTrace("constant", "-", result)
            shown = {"tests": [_unary(u, world) for u in tests]}
            return TestTrace(
                "within", text or expression.source, result, "not in" if node.negated else "in",
                operand(expression, left, world), Operand(text or expression.source, shown, "written"),
            )  # fmt: skip
        case t.Member(left=left, codes=codes, listing=listing):
            listed = _list_operand(listing, codes, left.type.domain, world)
            return TestTrace(
                "member", text, result, "not in" if node.negated else "in",
                operand(expression, left, world), listed,
            )  # fmt: skip
        case t.Has(mode=mode, left=left, codes=codes, listing=listing):
            listed = _list_operand(listing, codes, left.type.domain, world)
            return TestTrace(
                "has", text, result, f"has {mode}", operand(expression, left, world), listed
            )
        case t.Fact():
            return TestTrace("fact", text, result, "", operand(expression, node, world))
        case t.Defined(name=name):
            inner = world.program.defined[name].value
            return TestTrace(
                "defined", text, result, "", operand(expression, node, world),
                items=(test_trace(inner, inner.root, world),),
            )  # fmt: skip
        case t.If(condition=condition, then=then, otherwise=otherwise):
            parts = tuple(test_trace(expression, i, world) for i in (condition, then, otherwise))
            return TestTrace("if", text, result, items=parts)
    return TestTrace("constant", text, result)


def _unary(test: t.Test, world: World) -> Data:
    """A unary test as data: an operator with a value, or an interval with its ends."""

    def end(node: t.Node | None) -> Data:
        return None if node is None else value_data(evaluate(node, world), node.type, world)

    if test.value is not None:
        return {"op": test.op, "value": end(test.value)}
    return {
        "op": "in", "low": end(test.low), "high": end(test.high),
        "low_closed": test.low_closed, "high_closed": test.high_closed,
    }  # fmt: skip


def kinds_trace(listing: KindList, result: Truth, world: World) -> TestTrace:
    """How `for` came out: the case's violations against the list."""
    spec = world.program.vocabulary.facts[listing.domain]
    left = Operand(
        spec.label.get("zh", listing.domain),
        value_data(world.facts[listing.domain], spec.type, world),
        world.origins.get(listing.domain, "given"),
        listing.domain,
        spec.label,
    )
    name = "" if listing.name.startswith("@") else listing.name
    right = _list_operand(name, listing.codes, listing.domain, world)
    return TestTrace("has", listing.name, result.word, "has any", left, right)


def _list_operand(name: str, codes: frozenset[str], domain: str, world: World) -> Operand:
    listing = world.program.lists.get(name)
    shown = listing.codes if listing else codes
    data: Data = {"codes": [_code(c, domain, world) for c in sorted(shown)]}
    if listing is None:
        return Operand("", data, "written")
    data["open"] = listing.open
    return Operand(name, data, "defined", "", listing.label or {"zh": name, "en": name})


def _word(node: t.Node, world: World) -> str:
    answer = evaluate(node, world)
    assert isinstance(answer, Truth)
    return answer.word


def to_json(value: Any) -> Data:
    """Any trace as plain data: every key, always."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {k: to_json(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(v) for v in value]
    return value
