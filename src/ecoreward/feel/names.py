"""Names that nothing stands behind, and functions that do not exist."""

from __future__ import annotations

import re

from ecoreward.feel import tree, typed
from ecoreward.feel.context import Context
from ecoreward.feel.slips import AFTER_IF, BEFORE, UNKNOWN, WORDS
from ecoreward.feel.tree import Span
from ecoreward.problems import nearest

TRUE = frozenset(["是", "真", "yes", "y", "true", "对", "有"])
FALSE = frozenset(["否", "假", "no", "n", "false", "错", "无", "不是"])
FUNCTIONS = ("min", "max", "count", "days_between", "workdays_between")
_ROUNDING = frozenset(
    (
        "round",
        "floor",
        "ceiling",
        "ceil",
        "trunc",
        "round_up",
        "round_down",
        "round_half_up",
        "round_half_down",
        "int",
        "decimal",
        "四舍五入",
        "取整",
        "向上取整",
        "向下取整",
    )
)
_KNOWN = frozenset(
    (
        "is_known",
        "known",
        "defined",
        "is_defined",
        "isdefined",
        "exists",
        "is_null",
        "isnull",
        "is_empty",
        "empty",
        "missing",
        "is_missing",
        "get_or_else",
        "已知",
        "未知",
        "存在",
        "为空",
    )
)
_HAS = {"any_of": "any of", "anyof": "any of", "has_any": "any of", "has_any_of": "any of",
        "contains": "any of", "includes": "any of", "any": "any of", "in": "any of",
        "all_of": "all of", "allof": "all of", "has_all": "all of", "has_all_of": "all of",
        "none_of": "none of", "noneof": "none of", "has_none": "none of", "only": "only",
        "包含": "any of", "含有": "any of"}  # fmt: skip
_NUMERAL = re.compile("[〇零一二两三四五六七八九十百千万亿]+元?")
_ALL_WORDS = sorted({**WORDS, **BEFORE, **AFTER_IF}, key=len, reverse=True)
_WORD = re.compile("(" + "|".join(w for w in _ALL_WORDS if not w.isascii()) + ")")


def unknown_name(ctx: Context, name: str, span: Span) -> None:
    """Say what the drafter may have meant by a name that is not known."""
    fixed = ctx.with_replaced(span, "true" if name.lower() in TRUE else "false")
    if name.lower() in TRUE | FALSE:
        ctx.report("boolean-word", span, found=name, fixed=fixed)
    elif name.lower() in UNKNOWN:
        ctx.report("null", span)
    elif _NUMERAL.fullmatch(name):
        ctx.report("numeral", span, found=name)
    elif domains := ctx.domains_of(name):
        unquoted(ctx, name, span, domains[0])
    elif taken_apart := _words_apart(ctx, name):
        ctx.report("run-together", span, found=name, fixed=ctx.with_replaced(span, taken_apart))
    elif re.search(r"\s*\(", ctx.source[span[1] : span[1] + 2]):
        unknown_function(ctx, name, (), span)
    else:
        ctx.report("unknown-name", span, suggestions=alike(name, known_names(ctx)), found=name)


def alike(name: str, names: set[str]) -> tuple[str, ...]:
    """The nearest names; for short Chinese names, those that share half of their characters."""
    if near := nearest(name, names):
        return near
    shared = {n: len(set(n) & set(name)) / max(len(set(n)), len(set(name))) for n in names}
    good = [n for n in sorted(names) if shared[n] >= 0.5 and not n.isascii()]
    return tuple(sorted(good, key=lambda n: -shared[n])[:3])


def known_names(ctx: Context) -> set[str]:
    """Every name that may stand in the expression."""
    return {*ctx.scope.spellings, *ctx.scope.defined, *ctx.scope.lists}


def is_known(ctx: Context, name: str) -> bool:
    """Whether a name stands for something."""
    scope = ctx.scope
    return name in scope.spellings or name in scope.defined or name in scope.lists


def unquoted(ctx: Context, value: str, span: Span, domain: str) -> None:
    """Say that a value of a list belongs in quotes, and beside which fact."""
    fact = ctx.spelling_in(domain)
    kinds = [t.kind for t in ctx.scope.facts.values() if t.domain == domain]
    use = f'{fact} has any of ["{value}"]' if "set" in kinds else f'{fact} = "{value}"'
    use = f'"{value}"' if ctx.outside is not None else use  # a cell holds the value alone
    ctx.report("code-unquoted", span, found=value, use=use)


def kebab(ctx: Context, item: tree.Arith) -> bool:
    """Whether a subtraction is a code written without quotes; reported when it is."""
    text = ctx.source[item.span[0] : item.span[1]]
    joined = re.sub(r"\s+", "", text)
    domains = ctx.domains_of(joined)
    if item.op != "-" or not domains:
        return False
    unquoted(ctx, joined, item.span, domains[0])
    return True


def _words_apart(ctx: Context, name: str) -> str:
    """``罚款大于5万`` taken apart, when every part of it then means something."""
    out: list[str] = []
    for piece in _WORD.split(name):
        piece = piece.strip()
        if not piece:
            continue
        if piece in WORDS and out:
            out.append(WORDS[piece])
        elif piece in AFTER_IF:
            out.append(AFTER_IF[piece])
        elif piece in BEFORE:
            out.append(BEFORE[piece])
        elif is_known(ctx, piece) or re.fullmatch(r"[0-9]+(万元|亿元|万|亿|元)?", piece):
            out.append(f"({piece})" if out and out[-1] == "not" else piece)
        else:
            return ""
    return " ".join(out).replace("not (", "not(") if len(out) > 1 else ""


def unknown_function(ctx: Context, name: str, args: tuple[tree.Tree, ...], span: Span) -> None:
    """Say what to write instead of a function that does not exist."""
    lower = name.lower()
    words = [ctx.text(a) for a in args]
    if lower in _ROUNDING:
        ctx.report("no-rounding", span, found=name)
    elif lower in _KNOWN:
        ctx.report("null", span)
    elif lower in _HAS:
        ctx.report("has-function", span, found=name, use=_has_form(ctx, _HAS[lower], args))
    elif lower in ("sum", "add", "合计", "求和") and words:
        ctx.report("sum-function", span, found=name,
                   fixed=ctx.with_replaced(span, "(" + " + ".join(words) + ")"))  # fmt: skip
    elif lower in ("and", "or") and len(words) > 1:
        fixed = ctx.with_replaced(span, "(" + f" {lower} ".join(words) + ")")
        ctx.report("logic-call", span, found=name, fixed=fixed)
    elif (lower == "not" or name in ("非", "不", "不是", "没有")) and len(words) == 1:
        ctx.report("keyword-case" if lower == "not" else "word", span, found=name, right="not",
                   fixed=ctx.with_replaced(span, f"not({words[0]})"))  # fmt: skip
    elif lower == "if" and len(words) == 3:
        fixed = ctx.with_replaced(span, f"(if {words[0]} then {words[1]} else {words[2]})")
        ctx.report("if-form", span, found=name, fixed=fixed)
    elif lower == "date" and len(args) == 1 and isinstance(args[0], tree.Text):
        fixed = ctx.with_replaced(span, f'@"{args[0].value}"')
        ctx.report("bare-date", span, text=ctx.source[span[0] : span[1]], fixed=fixed)
    elif is_known(ctx, name):
        ctx.report("not-a-function", span, found=name)
    else:
        near = nearest(name, FUNCTIONS)
        ctx.report("unknown-function", span, suggestions=near, found=name, known=list(FUNCTIONS))


def _has_form(ctx: Context, mode: str, args: tuple[tree.Tree, ...]) -> str:
    """``any_of(违法行为, "x")`` as it should be written."""
    sets = [n for n in ctx.scope.facts if ctx.scope.facts[n].kind == "set"]
    left = ctx.spelling(sets[0]) if sets else "…"
    rest = list(args)
    first = args[0] if args else None
    if isinstance(first, tree.Name):
        code = ctx.fact_named(first.name)
        if code and ctx.scope.facts[code].kind == "set":
            left = first.name
            rest = rest[1:]
    values = [a.value if isinstance(a, tree.Text) else ctx.text(a) for a in rest]
    if len(values) == 1 and values[0] in ctx.scope.lists:
        return f"{left} has {mode} {values[0]}"
    return f"{left} has {mode} [" + ", ".join(f'"{v}"' for v in values or ["…"]) + "]"


def resolve(ctx: Context, item: tree.Name) -> typed.Node | None:
    """The fact or definition behind a name."""
    scope = ctx.scope
    if item.name in scope.defined:
        return typed.Defined(scope.defined[item.name], item.name, span=item.span)
    if item.name in scope.lists:
        info = scope.lists[item.name]
        fact = ctx.spelling_in(info.domain)
        sets = [t for t in scope.facts.values() if t.domain == info.domain and t.kind == "set"]
        use = f"{fact} has any of {item.name}" if sets else f"{fact} in {item.name}"
        ctx.report("list-as-value", item.span, found=item.name, use=use)
        return None
    code = scope.spellings.get(item.name)
    if code is None or code not in scope.facts:
        unknown_name(ctx, item.name, item.span)
        return None
    return typed.Fact(scope.facts[code], code, span=item.span)
