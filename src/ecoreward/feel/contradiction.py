"""Conditions joined by ``and`` that can never hold together: ``x > 10 and x < 5``."""

from __future__ import annotations

from ecoreward.feel import typed
from ecoreward.feel.context import Context
from ecoreward.feel.numbers import value_of
from ecoreward.feel.typed import Node

_FLIP = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def contradictions(ctx: Context, items: tuple[Node, ...]) -> None:
    """Warn of the first two conditions on one value that exclude each other."""
    seen: list[tuple[Node, Node, str, object]] = []
    for item in items:
        match item:
            case typed.Compare(op=op, left=left, right=right):
                a, b = value_of(left), value_of(right)
                if (a is None) == (b is None):
                    continue
                subject = left if a is None else right
                sign, value = (op, b) if a is None else (_FLIP[op], a)
            case typed.Fact() | typed.Not(item=typed.Fact()):
                subject = item.item if isinstance(item, typed.Not) else item
                sign, value = "=", isinstance(item, typed.Fact)
            case _:
                continue
        for other, whose, op2, value2 in seen:
            if whose == subject and _excluded(sign, value, op2, value2):
                ctx.report("contradiction", item.span, severity="warning",
                           one=ctx.text(other), two=ctx.text(item))  # fmt: skip
                return
        seen.append((item, subject, sign, value))


def _excluded(op: str, a: object, op2: str, b: object) -> bool:
    """Whether nothing is both `op` a and `op2` b."""
    if op == "=" and op2 == "=":
        return a != b
    if {op, op2} == {"=", "!="}:
        return a == b
    if isinstance(a, (str, bool)) or isinstance(b, (str, bool)) or "!=" in (op, op2):
        return False
    if op == "=":
        return not _holds(a, op2, b)
    if op2 == "=":
        return not _holds(b, op, a)
    if op[0] == op2[0]:
        return False
    low, high = (a, b) if op[0] == ">" else (b, a)
    both = "=" in op and "=" in op2
    return low > high or (low == high and not both)  # type: ignore[operator]


def _holds(a: object, op: str, b: object) -> bool:
    from ecoreward.feel.compare import holds_for

    return holds_for(a, op, b)
