"""Numbers and money: which may meet, and literals that become money beside money."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ecoreward.feel import tree, typed
from ecoreward.feel.context import Context, constant, kind_words, numeric, plain
from ecoreward.feel.names import kebab
from ecoreward.feel.typed import DATE, INTEGER, MONEY, NUMBER, Const, Node, Type


def literal(item: tree.Number) -> Const:
    """A number as written."""
    if item.money:
        return Const(MONEY, item.value, span=item.span)
    whole = item.value.denominator == 1 and not item.share
    return Const(INTEGER if whole else NUMBER, item.value, span=item.span)


def as_money(node: Node) -> Node:
    """Literals beside money are money; what is computed from them is money too."""
    if node.type.kind == "money":
        return node
    match node:
        case typed.Arith(op="*", left=left, right=right):
            if not constant(right) and constant(left):
                return replace(node, type=MONEY, left=as_money(left))
            if not constant(left) and constant(right):
                return replace(node, type=MONEY, right=as_money(right))
            if _share_like(right) or (not _share_like(left) and _size(left) > _size(right)):
                return replace(node, type=MONEY, left=as_money(left))
            return replace(node, type=MONEY, right=as_money(right))
        case typed.Arith(op="/", left=left):
            return replace(node, type=MONEY, left=as_money(left))
        case typed.Arith(left=left, right=right):
            return replace(node, type=MONEY, left=as_money(left), right=as_money(right))
        case typed.Negate(item=item):
            return replace(node, type=MONEY, item=as_money(item))
        case typed.Call(args=args):
            return replace(node, type=MONEY, args=tuple(as_money(a) for a in args))
        case typed.If(then=then, otherwise=otherwise):
            return replace(node, type=MONEY, then=as_money(then), otherwise=as_money(otherwise))
        case _:
            return replace(node, type=MONEY)


def _share_like(node: Node) -> bool:
    return isinstance(node, Const) and node.type.kind == "number"


def _size(node: Node) -> Fraction:
    value = value_of(node)
    return abs(value) if isinstance(value, Fraction) else Fraction(0)


def can_be_money(node: Node) -> bool:
    """Whether the node is money or literals that may become money."""
    if node.type.kind == "money":
        return True
    if isinstance(node, typed.If):
        return can_be_money(node.then) and can_be_money(node.otherwise)
    match node:
        # A price times a count, as in `30000 * 死亡人数`: the written number is the sum of money.
        case typed.Arith(op="*", left=left, right=right) if constant(left) is not constant(right):
            price, count = (left, right) if constant(left) else (right, left)
            return can_be_money(price) and not _share_like(price) and plain(count.type)
        case typed.Arith(op="+" | "-", left=left, right=right) if not constant(node):
            return can_be_money(left) and can_be_money(right)
    return plain(node.type) and constant(node)


def is_share(ctx: Context, node: Node) -> bool:
    """Whether the node was written ``5%``."""
    return isinstance(node, Const) and ctx.text(node).endswith(("%", "‰"))


def together(ctx: Context, nodes: tuple[Node, ...]) -> tuple[Node, ...] | None:
    """The nodes with literals turned to money where one is money; None when they cannot meet."""
    if all(plain(n.type) for n in nodes):
        return nodes
    if all(numeric(n.type) for n in nodes) and all(can_be_money(n) for n in nodes):
        for n in nodes:
            if is_share(ctx, n):
                other = next(m for m in nodes if m.type.kind == "money")
                ctx.report("share-as-sum", n.span, share=ctx.text(n), sum=ctx.text(other))
                return None
        return tuple(as_money(n) for n in nodes)
    return None


def arith(ctx: Context, item: tree.Arith) -> Node | None:
    """``+ - * /``"""
    if isinstance(item.left, (tree.Name, tree.Arith)) and kebab(ctx, item):
        return None
    left, right = ctx.infer(item.left), ctx.infer(item.right)
    if item.op == "/" and isinstance(item.right, tree.Number) and item.right.value == 0:
        ctx.report("divide-by-zero", item.right.span)
        return None
    if left is None or right is None:
        return None
    if DATE in (left.type, right.type):
        both = left.type == DATE and right.type == DATE and item.op == "-"
        code = "date-difference" if both else "date-arithmetic"
        use = f"days_between({ctx.text(right)}, {ctx.text(left)})"
        ctx.report(code, item.span, op=item.op, fixed=ctx.with_replaced(item.span, use))
        return None
    bad = [n for n in (left, right) if not numeric(n.type)]
    for n in bad:
        ctx.report("needs-number", n.span, op=item.op, found=ctx.text(n),
                   kind=kind_words(n.type.kind))  # fmt: skip
    if bad:
        return None
    if item.op == "*":
        return _times(ctx, item, left, right)
    if item.op == "/":
        if right.type == MONEY:
            ctx.report("divide-by-money", right.span, found=ctx.text(right))
            return None
        kind = MONEY if left.type == MONEY else NUMBER
        return typed.Arith(kind, "/", left, right, span=item.span)
    pair = _pair(ctx, item, left, right)
    if pair is None:
        return None
    kind = MONEY if pair[0].type == MONEY else _wider(pair[0].type, pair[1].type)
    return typed.Arith(kind, item.op, *pair, span=item.span)


def _pair(ctx: Context, item: tree.Arith, left: Node, right: Node) -> tuple[Node, ...] | None:
    before = len(ctx.found)
    pair = together(ctx, (left, right))
    if pair is None and len(ctx.found) == before:
        money, number = (left, right) if left.type == MONEY else (right, left)
        ctx.report("money-and-number", item.span, op=item.op, money=ctx.text(money),
                   number=ctx.text(number))  # fmt: skip
    return pair


def _times(ctx: Context, item: tree.Arith, left: Node, right: Node) -> Node | None:
    if left.type == MONEY and right.type == MONEY:
        ctx.report("money-times-money", item.span, left=ctx.text(left), right=ctx.text(right))
        return None
    kind = MONEY if MONEY in (left.type, right.type) else _wider(left.type, right.type)
    return typed.Arith(kind, "*", left, right, span=item.span)


def _wider(one: Type, other: Type) -> Type:
    return INTEGER if one == other == INTEGER else NUMBER


def negate(ctx: Context, item: tree.Negate) -> Node | None:
    """``-x``"""
    node = ctx.infer(item.item)
    if node is None:
        return None
    if not numeric(node.type):
        ctx.report("needs-number", node.span, op="-", found=ctx.text(node),
                   kind=kind_words(node.type.kind))  # fmt: skip
        return None
    return typed.Negate(node.type, node, span=item.span)


def unified(ctx: Context, nodes: tuple[Node, ...]) -> tuple[Type, tuple[Node, ...]] | None:
    """One type for several nodes (branches, arguments), or None."""
    first = nodes[0].type
    if all(n.type == first for n in nodes):
        return first, nodes
    if all(numeric(n.type) for n in nodes):
        met = together(ctx, nodes)
        if met is None:
            return None
        return (MONEY if met[0].type == MONEY else NUMBER), met
    return None


def value_of(node: Node) -> Fraction | int | bool | str | None:
    """The value of a node made of literals only."""
    match node:
        case Const(value=value):
            return value
        case typed.Negate(item=item):
            inner = value_of(item)
            return -inner if isinstance(inner, Fraction) else None
        case typed.Arith(op=op, left=left, right=right):
            a, b = value_of(left), value_of(right)
            if not isinstance(a, Fraction) or not isinstance(b, Fraction):
                return None
            if op == "/":
                return a / b if b else None
            return a + b if op == "+" else a - b if op == "-" else a * b
        case _:
            return None
