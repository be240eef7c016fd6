"""Strings against the lists they come from: choices and sets, their labels and codes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ecoreward.feel import tree, typed
from ecoreward.feel.context import Context, kind_words
from ecoreward.feel.names import is_known
from ecoreward.feel.tree import Span
from ecoreward.feel.typed import BOOLEAN, Const, Node, Type
from ecoreward.problems import nearest


@dataclass(frozen=True, slots=True)
class Answer:
    """A comparison that was dealt with, whether or not a node came of it."""

    node: Node | None


def code_of(ctx: Context, value: str, span: Span, kind: Type, name: str) -> str | None:
    """The code behind a label or code of a list; a finding when the list lacks it."""
    values = ctx.scope.codes.get(kind.domain, {})
    if value in values:
        return values[value]
    stripped = value.strip()
    near = (stripped,) if stripped in values else nearest(value, values)
    some = [] if near else [f'"{v}"' for v in ctx.labels(kind.domain)[:8]]
    code = "unknown-term" if kind.kind == "set" else "unknown-choice"
    if some:
        ctx.report(code + "-listed", span, found=value, fact=name, values=some)
    else:
        ctx.report(code, span, suggestions=tuple(f'"{n}"' for n in near), found=value, fact=name)
    return None


def codes_of(
    ctx: Context, items: Sequence[tree.Text], kind: Type, name: str
) -> frozenset[str] | None:
    """The codes of a list of strings."""
    codes = [code_of(ctx, i.value, i.span, kind, name) for i in items]
    seen: dict[str, str] = {}
    for code, item in zip(codes, items, strict=True):
        if code is not None and code in seen:
            ctx.report("twice", item.span, severity="warning", found=item.value)
        elif code is not None:
            seen[code] = item.value
    return None if None in codes else frozenset(c for c in codes if c is not None)


def text_operand(ctx: Context, item: tree.Compare, left: Node, right: tree.Text) -> Node | None:
    """A choice compared with a string."""
    if item.op not in ("=", "!="):
        ctx.report("order", item.span, op=item.op, found=ctx.text(left),
                   kind=kind_words("choice"))  # fmt: skip
        return None
    code = code_of(ctx, right.value, right.span, left.type, ctx.text(left))
    if code is None:
        return None
    const = Const(left.type, code, span=right.span)
    return typed.Compare(BOOLEAN, item.op, left, const, span=item.span)


def bare_word(ctx: Context, item: tree.Tree) -> str | None:
    """The word (``wechat``, ``on-site``) that someone wrote without quotes."""
    if isinstance(item, tree.Name) and not is_known(ctx, item.name):
        return item.name
    if isinstance(item, tree.Arith) and item.op == "-":
        text = ctx.source[item.span[0] : item.span[1]]
        return text if re.fullmatch(r"[\w-]+", text) else None
    return None


def choice_compare(
    ctx: Context, item: tree.Compare, one: tree.Tree, other: tree.Tree
) -> Answer | None:
    """``channel = wechat``: the word belongs in quotes."""
    word = bare_word(ctx, other)
    if word is None or not isinstance(one, tree.Name):
        return None
    kind = _kind_of(ctx, one.name)
    if kind is None or kind.kind not in ("choice", "set"):
        return None
    if not isinstance(other, tree.Name) and not ctx.scope.codes.get(kind.domain, {}).get(word):
        return None
    values = ctx.scope.codes.get(kind.domain, {})
    near = () if word in values else nearest(word, values)
    if word not in values and not near:
        code_of(ctx, word, other.span, kind, one.name)  # no such value, with or without quotes
        return Answer(None)
    right = f'"{near[0] if near else word}"'
    fixed = ctx.with_replaced(other.span, right)
    if kind.kind == "set":
        some = "none" if item.op == "!=" else "any"
        fixed = ctx.with_replaced(item.span, f"{one.name} has {some} of [{right}]")
    ctx.report("bare-choice", other.span, suggestions=tuple(f'"{n}"' for n in near),
               found=word, fact=one.name, fixed=fixed)  # fmt: skip
    return Answer(None)


def _kind_of(ctx: Context, name: str) -> Type | None:
    if name in ctx.scope.defined:
        return ctx.scope.defined[name]
    code = ctx.fact_named(name)
    return ctx.scope.facts.get(code) if code else None


def listing_of(
    ctx: Context, item: tree.Tree, kind: Type, name: str
) -> tuple[frozenset[str], str] | None:
    """The codes, or the name of a defined list, on the right of ``in`` or ``has``."""
    if isinstance(item, tree.Listing):
        codes = codes_of(ctx, item.items, kind, name)
        return None if codes is None else (codes, "")
    assert isinstance(item, tree.Name)
    info = ctx.scope.lists.get(item.name)
    if info is None:
        if item.name in ctx.scope.codes.get(kind.domain, {}):
            new = f'["{item.name}"]'
            ctx.report("list-form", item.span, fixed=ctx.with_replaced(item.span, new))
        elif is_known(ctx, item.name):
            ctx.report("not-a-list", item.span, found=item.name)
        else:
            near = nearest(item.name, ctx.scope.lists)
            ctx.report("unknown-list", item.span, suggestions=near, found=item.name)
        return None
    if info.domain != kind.domain:
        other = ctx.spelling_in(info.domain)
        ctx.report("list-of-other", item.span, found=item.name, of=other, fact=name)
        return None
    return frozenset(), item.name


def has(ctx: Context, item: tree.Has) -> Node | None:
    """``left has any of right``"""
    left = ctx.infer(item.left)
    if left is None:
        return None
    name, kind = ctx.text(left), left.type.kind
    if kind != "set":
        right = ctx.text(item.right)
        new = f"{name} in {right}"
        new = f"not({new})" if item.mode == "none" else new
        if kind == "choice" and item.mode in ("any", "none", "only"):
            ctx.report("has-on-choice", item.span, found=name,
                       fixed=ctx.with_replaced(item.span, new))  # fmt: skip
        else:
            ctx.report("has-needs-set", left.span, found=name, kind=kind_words(kind))
        return None
    listed = listing_of(ctx, item.right, left.type, name)
    if listed is None:
        return None
    return typed.Has(BOOLEAN, item.mode, left, *listed, span=item.span)
