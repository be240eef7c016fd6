"""The functions of the language: how many arguments each takes, of which kinds."""

from __future__ import annotations

from ecoreward.feel import tree, typed
from ecoreward.feel.context import Context, kind_words, numeric
from ecoreward.feel.names import unknown_function
from ecoreward.feel.numbers import unified
from ecoreward.feel.typed import INTEGER, Node

_FORMS = {
    "count": {"zh": "count(违法行为)", "en": "count(violations)"},
    **{
        name: {"zh": f"{name}(举报日期, 受理日期)", "en": f"{name}(reported_on, accepted_on)"}
        for name in ("days_between", "workdays_between")
    },
}
_COUNTS = {"count": 1, "days_between": 2, "workdays_between": 2}


def call(ctx: Context, item: tree.Call) -> Node | None:
    """``name(a, b)``"""
    name = item.function
    if name not in ("min", "max", *_COUNTS):
        unknown_function(ctx, name, item.args, item.span)
        for arg in item.args:
            if isinstance(arg, tree.Name) and ctx.fact_named(arg.name):
                ctx.infer(arg)
        return None
    if not _right_count(ctx, item):
        return None
    nodes = tuple(ctx.infer(a) for a in item.args)
    args = tuple(n for n in nodes if n is not None)
    if len(args) < len(nodes):
        return None
    if name in _COUNTS:
        return _fixed_kinds(ctx, item, args, "set" if name == "count" else "date")
    return _extreme(ctx, item, args)


def _right_count(ctx: Context, item: tree.Call) -> bool:
    name, given = item.function, len(item.args)
    if name in _COUNTS and given != _COUNTS[name]:
        ctx.report("argument-count", item.span, found=name, wanted=_COUNTS[name], given=given,
                   form=_FORMS[name])  # fmt: skip
        return False
    if name not in _COUNTS and given < 2:
        ctx.report("one-argument", item.span, found=name)
        return False
    return True


def _fixed_kinds(ctx: Context, item: tree.Call, args: tuple[Node, ...], kind: str) -> Node | None:
    wanted = ("set", "rows") if kind == "set" else (kind,)
    bad = [a for a in args if a.type.kind not in wanted]
    for a in bad:
        ctx.report("argument-kind", a.span, function=item.function, found=ctx.text(a),
                   kind=kind_words(a.type.kind),
                   wanted=kind_words("set" if kind == "set" else "date"))  # fmt: skip
    return None if bad else typed.Call(INTEGER, item.function, args, span=item.span)


def _extreme(ctx: Context, item: tree.Call, args: tuple[Node, ...]) -> Node | None:
    """``min`` and ``max`` of numbers, sums of money or dates."""
    for a in args:
        if not numeric(a.type) and a.type.kind != "date":
            ctx.report("not-ordered", a.span, function=item.function, found=ctx.text(a),
                       kind=kind_words(a.type.kind))  # fmt: skip
            return None
    before = len(ctx.found)
    met = unified(ctx, args)
    if met is None:
        if len(ctx.found) == before:
            first = args[0]
            other = next((a for a in args if a.type != first.type), first)
            ctx.report("mixed-arguments", item.span, function=item.function,
                       left=ctx.text(first), one=kind_words(first.type.kind),
                       right=ctx.text(other), two=kind_words(other.type.kind))  # fmt: skip
        return None
    return typed.Call(met[0], item.function, met[1], span=item.span)
