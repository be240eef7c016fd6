"""Comparisons: what may be compared with what, and comparisons that say nothing."""

from __future__ import annotations

from ecoreward.feel import tree, typed
from ecoreward.feel.before import as_number, day_in
from ecoreward.feel.choices import choice_compare, text_operand
from ecoreward.feel.context import Context, kind_words, numeric
from ecoreward.feel.names import FALSE, TRUE
from ecoreward.feel.numbers import is_share, together, value_of
from ecoreward.feel.typed import BOOLEAN, Node


def compare(ctx: Context, item: tree.Compare) -> Node | None:
    """``left op right``"""
    if isinstance(item.left, tree.Text) or isinstance(item.right, tree.Text):
        return _with_text(ctx, item)
    for one, other in ((item.left, item.right), (item.right, item.left)):
        if bare := choice_compare(ctx, item, one, other):
            return bare.node
        if word := _boolean_word(ctx, item, one, other):
            return word[0]
    left, right = ctx.infer(item.left), ctx.infer(item.right)
    if left is None or right is None:
        return None
    met = comparable(ctx, item, left, right, item.op)
    if met is None:
        return None
    node = typed.Compare(BOOLEAN, item.op, *met, span=item.span)
    _says_nothing(ctx, node)
    return node


def comparable(
    ctx: Context, item: tree.Tree, left: Node, right: Node, op: str
) -> tuple[Node, Node] | None:
    """Both sides ready to be compared, or None after a finding about `item`."""
    a, b = left.type, right.type
    if "set" in (a.kind, b.kind):
        node = left if a.kind == "set" else right
        ctx.report("set-compare", item.span, found=ctx.text(node))
        return None
    if numeric(a) and numeric(b):
        before = len(ctx.found)
        met = together(ctx, (left, right))
        if met is not None:
            return met[0], met[1]
        if len(ctx.found) == before:
            money, number = (left, right) if a.kind == "money" else (right, left)
            ctx.report("money-against-number", item.span, money=ctx.text(money),
                       number=ctx.text(number))  # fmt: skip
        return None
    if a.kind == b.kind == "date":
        return left, right
    if a.kind != b.kind:
        ctx.report("compare-kinds", item.span, left=ctx.text(left), right=ctx.text(right),
                   one=kind_words(a.kind), two=kind_words(b.kind))  # fmt: skip
        return None
    if a.kind == "choice":
        ctx.report("choice-with-choice", item.span, left=ctx.text(left), right=ctx.text(right))
        return None
    if op not in ("=", "!="):
        ctx.report("order", item.span, op=op, found=ctx.text(left), kind=kind_words(a.kind))
        return None
    return left, right


def _with_text(ctx: Context, item: tree.Compare) -> Node | None:
    if isinstance(item.left, tree.Text) and isinstance(item.right, tree.Text):
        ctx.report("texts-compared", item.span, left=item.left.value, right=item.right.value)
        return None
    left, right = item.left, item.right
    if isinstance(left, tree.Text):
        left, right = right, left
    assert isinstance(right, tree.Text)
    node = ctx.infer(left)
    if node is None:
        return None
    kind = node.type.kind
    value, name = right.value, ctx.text(node)
    if kind == "choice":
        return text_operand(ctx, item, node, right)
    if kind == "set":
        ctx.report("set-text", item.span, found=name, fixed=ctx.with_replaced(
            item.span, _set_form(item.op, name, value)))  # fmt: skip
    elif kind == "boolean" and value.strip().lower() in TRUE | FALSE:
        yes = (value.strip().lower() in TRUE) == (item.op == "=")
        new = name if yes else f"not({name})"
        ctx.report("boolean-text", item.span, found=name, text=value,
                   fixed=ctx.with_replaced(item.span, new))  # fmt: skip
    elif kind == "date" and day_in(value):
        new = f'@"{day_in(value)}"'
        ctx.report("date-text", right.span, text=value, fixed=ctx.with_replaced(right.span, new))
    elif numeric(node.type) and (number := as_number(value)):
        ctx.report("number-text", right.span, text=value,
                   fixed=ctx.with_replaced(right.span, number))  # fmt: skip
    else:
        ctx.report("text-against", item.span, found=name, text=value, kind=kind_words(kind))
    return None


def _set_form(op: str, name: str, value: str) -> str:
    return f'{name} has {"none" if op == "!=" else "any"} of ["{value}"]'


def text_alone(ctx: Context, item: tree.Text) -> None:
    """A text where no choice is beside it."""
    if day := day_in(item.value):
        fixed = ctx.with_replaced(item.span, f'@"{day}"')
        ctx.report("date-text", item.span, text=item.value, fixed=fixed)
    elif number := as_number(item.value):
        fixed = ctx.with_replaced(item.span, number)
        ctx.report("number-text", item.span, text=item.value, fixed=fixed)
    else:
        ctx.report("text-alone", item.span, text=item.value)


def _boolean_word(
    ctx: Context, item: tree.Compare, one: tree.Tree, other: tree.Tree
) -> tuple[None] | None:
    """``查证属实 = 是``"""
    if not isinstance(other, tree.Name) or other.name.lower() not in TRUE | FALSE:
        return None
    if ctx.fact_named(other.name) or other.name in ctx.scope.defined:
        return None
    node = ctx.infer(one)
    if node is not None and node.type.kind == "boolean":
        name = ctx.text(node)
        yes = (other.name.lower() in TRUE) == (item.op == "=")
        ctx.report("boolean-text", item.span, found=name, text=other.name,
                   fixed=ctx.with_replaced(item.span, name if yes else f"not({name})"))  # fmt: skip
        return (None,)
    if node is not None:
        ctx.infer(other)
    return (None,)


def _says_nothing(ctx: Context, node: typed.Compare) -> None:
    a, b = value_of(node.left), value_of(node.right)
    if a is not None and b is not None:
        holds = holds_for(a, node.op, b)
    elif node.left == node.right:
        holds = node.op in ("=", "<=", ">=")
    else:
        _share_of_nothing(ctx, node)
        return
    code = "always" if holds else "never"
    ctx.report(code, node.span, severity="warning", text=ctx.text(node))


def _share_of_nothing(ctx: Context, node: typed.Compare) -> None:
    """A whole number can never lie at 5%: the share is of something that is not said."""
    for one, other in ((node.left, node.right), (node.right, node.left)):
        if is_share(ctx, one) and other.type.kind == "integer":
            ctx.report("share-of-what", node.span, severity="warning", share=ctx.text(one),
                       found=ctx.text(other))  # fmt: skip


def holds_for(a: object, op: str, b: object) -> bool:
    """Whether a comparison of two values holds."""
    if op in ("=", "!="):
        return (a == b) == (op == "=")
    assert not isinstance(a, str)
    assert not isinstance(b, str)
    if op == "<":
        return a < b  # type: ignore[operator,no-any-return]
    if op == "<=":
        return a <= b  # type: ignore[operator,no-any-return]
    return a > b if op == ">" else a >= b  # type: ignore[operator,no-any-return]
