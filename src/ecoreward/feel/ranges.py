"""Unary tests: intervals, comparisons and values, after ``in``, ``between`` and in table cells."""

from __future__ import annotations

from collections.abc import Sequence

from ecoreward.feel import tree, typed
from ecoreward.feel.before import as_number, day_in
from ecoreward.feel.choices import bare_word, codes_of, listing_of
from ecoreward.feel.compare import comparable
from ecoreward.feel.context import Context, kind_words, numeric
from ecoreward.feel.numbers import value_of
from ecoreward.feel.tree import Span
from ecoreward.feel.typed import BOOLEAN, Node, Test


def contained(ctx: Context, item: tree.In) -> Node | None:
    """``left in …`` and ``left between a and b``"""
    left = ctx.infer(item.left)
    if left is None:
        return None
    if left.type.kind == "set":
        right = ctx.text(item.listing) if item.listing else _as_list(ctx, item.entries)
        new = f"{ctx.text(left)} has any of {right}"
        ctx.report("in-on-set", item.span, found=ctx.text(left),
                   fixed=ctx.with_replaced(item.span, new))  # fmt: skip
        return None
    if item.listing is None:
        return entries(ctx, left, item.entries, item.negated, item.span)
    if left.type.kind != "choice":
        ctx.report("list-needs-choice", item.span, found=ctx.text(left),
                   kind=kind_words(left.type.kind))  # fmt: skip
        return None
    listed = listing_of(ctx, item.listing, left.type, ctx.text(left))
    if listed is None:
        return None
    return typed.Member(BOOLEAN, left, *listed, negated=item.negated, span=item.span)


def _as_list(ctx: Context, items: Sequence[tree.Entry]) -> str:
    return "[" + ", ".join(ctx.text(e.value) for e in items if e.value is not None) + "]"


def entries(
    ctx: Context, left: Node, items: Sequence[tree.Entry], negated: bool, span: Span
) -> Node | None:
    """At least one of the entries, or none of them when negated."""
    if left.type.kind == "choice":
        return _among(ctx, left, items, negated, span)
    if left.type.kind == "boolean":
        return _truth(ctx, left, items, negated, span)
    tests = [_test(ctx, left, e) for e in items]
    good = tuple(t for t in tests if t is not None)
    if len(good) < len(tests):
        return None
    return typed.Within(BOOLEAN, left, good, negated=negated, span=span)


def _among(
    ctx: Context, left: Node, items: Sequence[tree.Entry], negated: bool, span: Span
) -> Node | None:
    texts: list[tree.Text] = []
    bad = False
    for e in items:
        value = e.value
        word = bare_word(ctx, value) if value is not None else None
        if isinstance(value, tree.Name):
            word = value.name
        if e.op == "=" and isinstance(value, tree.Text):
            texts.append(value)
        elif e.op == "=" and word is not None and value is not None:
            texts.append(tree.Text(word, span=value.span))
        else:
            ctx.report("choice-entry", e.span, found=ctx.text(e), fact=ctx.text(left))
            bad = True
    codes = codes_of(ctx, texts, left.type, ctx.text(left))
    if bad or codes is None:
        return None
    return typed.Member(BOOLEAN, left, codes, negated=negated, span=span)


def _truth(
    ctx: Context, left: Node, items: Sequence[tree.Entry], negated: bool, span: Span
) -> Node | None:
    values: set[bool] = set()
    for e in items:
        if not isinstance(e.value, tree.Bool) or e.op not in ("=", "!="):
            ctx.report("boolean-entry", e.span, found=ctx.text(e), fact=ctx.text(left))
            return None
        values.add(e.value.value == (e.op == "="))
    if len(values) == 2:
        code = "never" if negated else "always"
        ctx.report(code, span, severity="warning", text=ctx.source.strip())
        return typed.Within(BOOLEAN, left, (), negated=negated, anything=True, span=span)
    const = typed.Const(BOOLEAN, values.pop() != negated, span=items[0].span)
    return typed.Compare(BOOLEAN, "=", left, const, span=span)


def _test(ctx: Context, left: Node, e: tree.Entry) -> Test | None:
    if e.low is not None and e.high is not None:
        low, high = _operand(ctx, left, e.low, "<="), _operand(ctx, left, e.high, ">=")
        if low is None or high is None:
            return None
        a, b = value_of(low), value_of(high)
        if a is not None and b is not None and not isinstance(a, str) and not isinstance(b, str):
            open_end = not (e.low_closed and e.high_closed)
            if a > b or (a == b and open_end):
                code = "empty-interval" if a == b else "backward-interval"
                ctx.report(code, e.span, text=ctx.source[e.span[0] : e.span[1]],
                           low=ctx.text(e.low), high=ctx.text(e.high))  # fmt: skip
                return None
        return Test(low=low, high=high, low_closed=e.low_closed, high_closed=e.high_closed)
    assert e.value is not None
    value = _operand(ctx, left, e.value, e.op)
    return None if value is None else Test(e.op, value)


def _operand(ctx: Context, left: Node, item: tree.Tree, op: str) -> Node | None:
    if isinstance(item, tree.Text):
        _text(ctx, left, item)
        return None
    node = ctx.infer(item)
    if node is None:
        return None
    pair = comparable(ctx, item, left, node, op)
    return pair[1] if pair else None


def _text(ctx: Context, left: Node, item: tree.Text) -> None:
    if item.value.strip() == "-":
        ctx.report("dash-quoted", item.span)
    elif numeric(left.type) and (number := as_number(item.value)):
        ctx.report("number-text", item.span, text=item.value,
                   fixed=ctx.with_replaced(item.span, number))  # fmt: skip
    elif left.type.kind == "date" and (day := day_in(item.value)):
        ctx.report("date-text", item.span, text=item.value,
                   fixed=ctx.with_replaced(item.span, f'@"{day}"'))  # fmt: skip
    else:
        ctx.report("text-against", item.span, found=ctx.text(left), text=item.value,
                   kind=kind_words(left.type.kind))  # fmt: skip
