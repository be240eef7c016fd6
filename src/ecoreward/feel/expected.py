"""The kind that is wanted where an expression stands, and the two branches of an ``if``."""

from __future__ import annotations

from collections.abc import Callable

from ecoreward.feel import tree, typed
from ecoreward.feel.context import Context, kind_words
from ecoreward.feel.numbers import as_money, can_be_money, is_share, unified
from ecoreward.feel.typed import Kind, Node

_HELP = {"choice": "condition-choice", "set": "condition-set", "money": "condition-number",
         "integer": "condition-number", "number": "condition-number",
         "date": "condition-date"}  # fmt: skip


def expected(ctx: Context, node: Node, kinds: tuple[Kind, ...]) -> Node | None:
    """The node as one of the kinds, or None after a finding."""
    for kind in kinds:
        if node.type.kind == kind or (kind == "number" and node.type.kind == "integer"):
            return node
        if kind == "money" and can_be_money(node) and not is_share(ctx, node):
            return as_money(node)
    text = ctx.text(node)
    if kinds == ("boolean",):
        ctx.report(_HELP[node.type.kind], node.span, found=text, kind=kind_words(node.type.kind),
                   value=_some_value(ctx, node))  # fmt: skip
    elif "money" in kinds and is_share(ctx, node):
        ctx.report("share-for-sum", node.span, share=text)
    else:
        wanted = {
            lang: joint.join(kind_words(k)[lang] for k in kinds)
            for lang, joint in (("zh", "或"), ("en", " or "))
        }
        code = "number-for-money" if _money_wanted(node, kinds) else "expected"
        ctx.report(code, node.span, found=text, kind=kind_words(node.type.kind), wanted=wanted)
    return None


def _money_wanted(node: Node, kinds: tuple[Kind, ...]) -> bool:
    return "money" in kinds and node.type.kind in ("integer", "number")


def _some_value(ctx: Context, node: Node) -> str:
    labels = ctx.labels(node.type.domain) if node.type.domain else ()
    return labels[0] if labels else "…"


def if_then_else(
    ctx: Context, item: tree.If, condition: Callable[[Context, tree.Tree], Node | None]
) -> Node | None:
    """``if c then a else b``"""
    test = condition(ctx, item.condition)
    then, otherwise = ctx.infer(item.then), ctx.infer(item.otherwise)
    if then is None or otherwise is None:
        return None
    before = len(ctx.found)
    met = unified(ctx, (then, otherwise))
    if met is None:
        if len(ctx.found) == before:
            ctx.report("branches", item.span, one=kind_words(then.type.kind),
                       two=kind_words(otherwise.type.kind), then=ctx.text(then),
                       otherwise=ctx.text(otherwise))  # fmt: skip
        return None
    if test is None:
        return None
    return typed.If(met[0], test, met[1][0], met[1][1], span=item.span)
