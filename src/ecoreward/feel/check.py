"""Names and types: from a tree to a checked expression, with every problem found at once."""

from __future__ import annotations

import re
from dataclasses import replace

from ecoreward.feel import choices, numbers, tree, typed
from ecoreward.feel.compare import compare, text_alone
from ecoreward.feel.context import Context
from ecoreward.feel.contradiction import contradictions
from ecoreward.feel.expected import expected, if_then_else
from ecoreward.feel.functions import call
from ecoreward.feel.names import resolve, unquoted
from ecoreward.feel.parse import FeelError, parse_cell, parse_expression
from ecoreward.feel.ranges import contained, entries
from ecoreward.feel.shift import shifted
from ecoreward.feel.tokens import KEYWORDS, scan
from ecoreward.feel.typed import BOOLEAN, DATE, Expression, Kind, Node, Scope
from ecoreward.problems import Place, Problem

_KEBAB = re.compile(r"\w+(?:-\w+)+")
Result = tuple[Expression | None, tuple[Problem, ...]]


def check_expression(
    source: str, place: Place, scope: Scope, expect: tuple[Kind, ...] | None = None
) -> Result:
    """The checked expression, or None with its problems; warnings come beside an expression.

    `expect` are the kinds wanted, best first: a literal becomes money where money is wanted.
    """
    ctx = _context(source, scope)
    try:
        parsed = parse_expression(source, place)
    except FeelError as error:
        return None, _codes_first(ctx, place) or error.items
    node = ctx.infer(parsed)
    if node is not None and expect:
        node = expected(ctx, node, expect)
    return _result(ctx, node, source, place)


def check_cell(source: str, place: Place, left: Expression, scope: Scope) -> Result:
    """The tests of a table cell applied to `left`.

    The expression's `source` is the whole test, ``left in (cell)``, and spans point into it,
    so that a trace can show any part in words; `place` is the cell's.
    """
    ctx = _context(source, scope)
    ctx.outside = (left.root, left.source)
    try:
        items, negated, anything = parse_cell(source, place)
    except FeelError as error:
        return None, _codes_first(ctx, place) or error.items
    span = (0, len(source))
    node: Node | None
    if anything:
        node = typed.Within(BOOLEAN, left.root, (), anything=True, span=span)
    elif left.type.kind == "set":
        ctx.report("set-cell", span, found=left.source)
        node = None
    else:
        node = entries(ctx, left.root, items, negated, span)
    expression, problems = _result(ctx, node, source, place)
    if expression is None or node is None:
        return None, problems
    head = f"{left.source} in ("
    whole = f"{head}{source})"
    root = replace(shifted(node, len(head), left.root), span=(0, len(whole)))
    return Expression(whole, root, place), problems


def _context(source: str, scope: Scope) -> Context:
    ctx = Context(source, scope, lambda _: None)
    ctx.infer = lambda item: _infer(ctx, item)
    return ctx


def _result(ctx: Context, node: Node | None, source: str, place: Place) -> Result:
    problems = ctx.problems(place)
    if node is None or any(p.severity == "error" for p in problems):
        return None, problems
    return Expression(source, node, place), problems


def _infer(ctx: Context, item: tree.Tree) -> Node | None:
    match item:
        case tree.Number():
            return numbers.literal(item)
        case tree.Date(ordinal=ordinal):
            return typed.Const(DATE, ordinal, span=item.span)
        case tree.Bool(value=value):
            return typed.Const(BOOLEAN, value, span=item.span)
        case tree.Text():
            text_alone(ctx, item)
            return None
        case tree.Name():
            return resolve(ctx, item)
        case tree.Not(item=inner):
            return _negation(ctx, item, inner)
        case tree.And(items=items) | tree.Or(items=items):
            nodes = [_condition(ctx, i) for i in items]
            good = tuple(n for n in nodes if n is not None)
            if len(good) < len(nodes):
                return None
            if isinstance(item, tree.Or):
                return typed.Or(BOOLEAN, good, span=item.span)
            contradictions(ctx, good)
            return typed.And(BOOLEAN, good, span=item.span)
        case tree.Compare():
            return compare(ctx, item)
        case tree.In():
            return contained(ctx, item)
        case tree.Has():
            return choices.has(ctx, item)
        case tree.If():
            return if_then_else(ctx, item, _condition)
        case tree.Arith():
            return numbers.arith(ctx, item)
        case tree.Negate():
            return numbers.negate(ctx, item)
        case tree.Call():
            return call(ctx, item)
        case _:
            raise TypeError(f"no rule for {type(item).__name__}")


def _condition(ctx: Context, item: tree.Tree) -> Node | None:
    node = ctx.infer(item)
    return None if node is None else expected(ctx, node, ("boolean",))


def _negation(ctx: Context, item: tree.Tree, inner: tree.Tree) -> Node | None:
    node = _condition(ctx, inner)
    if isinstance(node, (typed.Within, typed.Member)):
        return replace(node, negated=not node.negated, span=item.span)
    return None if node is None else typed.Not(BOOLEAN, node, span=item.span)


def _codes_first(ctx: Context, place: Place) -> tuple[Problem, ...]:
    """A code such as ``out-of-hours`` holds a keyword, so the grammar stops inside it."""
    for match in _KEBAB.finditer(ctx.source):
        inside = any(
            t.kind in ("string", "date") and t.start <= match.start() < t.end
            for t in scan(ctx.source)
        )
        if not inside and not KEYWORDS.isdisjoint(match.group().split("-")):
            for domain in ctx.domains_of(match.group())[:1]:
                unquoted(ctx, match.group(), match.span(), domain)
                return ctx.problems(place)
    return ()
