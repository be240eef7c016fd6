"""Canonical text of a tree or of a checked expression, which reads back as the same node."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from fractions import Fraction

from ecoreward.feel import tree, typed

# How tightly each form binds; an operand that binds less gets brackets.
_IF, _OR, _AND, _TEST, _SUM, _PRODUCT, _SIGN, _ATOM = range(8)
Text = tuple[str, int]


def print_tree(node: tree.Tree) -> str:
    """The text of a syntax tree.

    >>> print_tree(tree.Compare(">", tree.Name("罚款"), tree.Number(Fraction(50000))))
    '罚款 > 5万'
    """
    return _tree(node)[0]


def print_typed(root: typed.Node) -> str:
    """The text of a checked expression; names and values as codes.

    The roots that only a table cell has, ``-``, are printed as cells.
    """
    return _typed(root)[0]


def print_cell(items: Sequence[tree.Entry], negated: bool = False, anything: bool = False) -> str:
    """The text of a cell.

    >>> print_cell((), anything=True)
    '-'
    """
    if anything:
        return "-"
    text = ", ".join(_entry(e) for e in items)
    return f"not({text})" if negated else text


def print_number(value: Fraction, money: bool = False, share: bool = False) -> str:
    """A literal of exactly this value; ``a / b`` where no decimal ends.

    >>> print_number(Fraction(1200000), money=True)
    '120万元'
    >>> print_number(Fraction(14, 100), share=True)
    '14%'
    """
    unit = "元" if money else ""
    if share:
        percent = _decimal(value * 100)
        return f"{percent}%" if percent else f"{_decimal(value * 1000)}‰"
    for factor, suffix in ((100_000_000, "亿"), (10_000, "万")):
        scaled = value / factor
        text = _decimal(scaled)
        if scaled >= 1 and text and len(text.partition(".")[2]) <= 2:
            return text + suffix + unit
    text = _decimal(value)
    return text + unit if text else f"{value.numerator}{unit} / {value.denominator}"


def _decimal(value: Fraction) -> str:
    rest, digits = value.denominator, 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest //= prime
            count += 1
        digits = max(digits, count)
    if rest != 1 or value < 0:
        return ""
    whole = str(value.numerator * 10**digits // value.denominator).rjust(digits + 1, "0")
    return f"{whole[:-digits]}.{whole[-digits:]}" if digits else whole


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _list(values: Iterable[str]) -> str:
    return "[" + ", ".join(_quoted(v) for v in values) + "]"


def _day(ordinal: int) -> str:
    return f'@"{datetime.date.fromordinal(ordinal).isoformat()}"'


def _at(part: Text, level: int) -> str:
    text, binds = part
    return text if binds >= level else f"({text})"


def _binary(op: str, left: Text, right: Text) -> Text:
    level = _SUM if op in "+-" else _PRODUCT
    if op == "/":
        return f"{_at(left, level)} / {right[0]}", level
    return f"{_at(left, level)} {op} {_at(right, level + 1)}", level


def _interval(low: Text, high: Text, low_closed: bool, high_closed: bool) -> str:
    left, right = "[" if low_closed else "(", "]" if high_closed else ")"
    return f"{left}{_at(low, _SUM)}..{_at(high, _SUM)}{right}"


def _tests(
    left: Text,
    tests: Sequence[str],
    closed: tuple[Text, Text] | None,
    negated: bool,
    interval: bool,
) -> Text:
    name = _at(left, _SUM)
    if closed is not None:
        text = f"{name} between {_at(closed[0], _SUM)} and {_at(closed[1], _SUM)}"
    elif interval and len(tests) == 1:
        text = f"{name} in {tests[0]}"
    else:
        text = f"{name} in ({', '.join(tests)})"
    return (f"not({text})", _TEST) if negated else (text, _TEST)


def _entry(e: tree.Entry) -> str:
    if e.low is not None and e.high is not None:
        return _interval(_tree(e.low), _tree(e.high), e.low_closed, e.high_closed)
    assert e.value is not None
    value = _at(_tree(e.value), _SUM)
    return value if e.op == "=" else f"{e.op} {value}"


def _tree(node: tree.Tree) -> Text:
    match node:
        case tree.Number():
            text = print_number(node.value, node.money, node.share)
            return text, _PRODUCT if "/" in text else _ATOM
        case tree.Text(value=value):
            return _quoted(value), _ATOM
        case tree.Date(ordinal=ordinal):
            return _day(ordinal), _ATOM
        case tree.Bool(value=truth):
            return ("true" if truth else "false"), _ATOM
        case tree.Name(name=name):
            return name, _ATOM
        case tree.Listing(items=items):
            return _list(i.value for i in items), _ATOM
        case tree.Not(item=item):
            return f"not({_tree(item)[0]})", _TEST
        case tree.And(items=parts):
            return " and ".join(_at(_tree(p), _TEST) for p in parts), _AND
        case tree.Or(items=parts):
            return " or ".join(_at(_tree(p), _AND) for p in parts), _OR
        case tree.Compare(op=op, left=left, right=right):
            return f"{_at(_tree(left), _SUM)} {op} {_at(_tree(right), _SUM)}", _TEST
        case tree.In():
            return _tree_in(node)
        case tree.Has(mode=mode, left=left, right=right):
            return f"{_at(_tree(left), _SUM)} has {_mode(mode)} {_tree(right)[0]}", _TEST
        case tree.If(condition=condition, then=then, otherwise=otherwise):
            return _if(_tree(condition), _tree(then), _tree(otherwise))
        case tree.Arith(op=op, left=left, right=right):
            return _binary(op, _tree(left), _tree(right))
        case tree.Negate(item=item):
            return f"-{_at(_tree(item), _ATOM)}", _SIGN
        case tree.Call(function=function, args=args):
            return f"{function}({', '.join(_tree(a)[0] for a in args)})", _ATOM
        case _:
            raise TypeError(f"no text for {type(node).__name__}")


def _tree_in(node: tree.In) -> Text:
    left = _tree(node.left)
    if node.anything:
        return "-", _ATOM
    if node.listing is not None:
        text = f"{_at(left, _SUM)} in {_tree(node.listing)[0]}"
        return (f"not({text})", _TEST) if node.negated else (text, _TEST)
    closed = None
    if len(node.entries) == 1:
        e = node.entries[0]
        if e.low is not None and e.high is not None and e.low_closed and e.high_closed:
            closed = (_tree(e.low), _tree(e.high))
    interval = all(e.low is not None and e.high is not None for e in node.entries)
    return _tests(left, [_entry(e) for e in node.entries], closed, node.negated, interval)


def _mode(mode: str) -> str:
    return mode if mode == "only" else f"{mode} of"


def _if(condition: Text, then: Text, otherwise: Text) -> Text:
    return f"if {condition[0]} then {then[0]} else {otherwise[0]}", _IF


def _typed(node: typed.Node) -> Text:
    match node:
        case typed.Const():
            return _const(node)
        case typed.Fact(name=name) | typed.Defined(name=name):
            return name, _ATOM
        case typed.Not(item=item):
            return f"not({_typed(item)[0]})", _TEST
        case typed.And(items=parts):
            return " and ".join(_at(_typed(p), _TEST) for p in parts), _AND
        case typed.Or(items=parts):
            return " or ".join(_at(_typed(p), _AND) for p in parts), _OR
        case typed.Compare(op=op, left=left, right=right):
            return f"{_at(_typed(left), _SUM)} {op} {_at(_typed(right), _SUM)}", _TEST
        case typed.Within():
            return _typed_within(node)
        case typed.Member(left=left, negated=negated):
            text = f"{_at(_typed(left), _SUM)} in {node.listing or _list(sorted(node.codes))}"
            return (f"not({text})", _TEST) if negated else (text, _TEST)
        case typed.Has(mode=mode, left=left):
            listed = node.listing or _list(sorted(node.codes))
            return f"{_at(_typed(left), _SUM)} has {_mode(mode)} {listed}", _TEST
        case typed.If(condition=condition, then=then, otherwise=otherwise):
            return _if(_typed(condition), _typed(then), _typed(otherwise))
        case typed.Arith(op=op, left=left, right=right):
            return _binary(op, _typed(left), _typed(right))
        case typed.Negate(item=item):
            return f"-{_at(_typed(item), _ATOM)}", _SIGN
        case typed.Call(function=function, args=args):
            return f"{function}({', '.join(_typed(a)[0] for a in args)})", _ATOM
        case _:
            raise TypeError(f"no text for {type(node).__name__}")


def _const(node: typed.Const) -> Text:
    value, kind = node.value, node.type.kind
    if isinstance(value, bool):
        return ("true" if value else "false"), _ATOM
    if isinstance(value, str):
        return _quoted(value), _ATOM
    if kind == "date":
        return _day(int(value)), _ATOM
    value = Fraction(value)
    share = kind == "number" and (value.denominator == 1 or value < 1)
    share = share and bool(_decimal(value * 1000))
    text = print_number(value, money=kind == "money", share=share)
    return text, _PRODUCT if "/" in text else _ATOM


def _typed_within(node: typed.Within) -> Text:
    if node.anything:
        return "-", _ATOM
    closed = None
    if len(node.tests) == 1:
        t = node.tests[0]
        if t.low is not None and t.high is not None and t.low_closed and t.high_closed:
            closed = (_typed(t.low), _typed(t.high))
    interval = all(t.low is not None and t.high is not None for t in node.tests)
    return _tests(_typed(node.left), [_test(t) for t in node.tests], closed, node.negated, interval)


def _test(t: typed.Test) -> str:
    if t.low is not None and t.high is not None:
        return _interval(_typed(t.low), _typed(t.high), t.low_closed, t.high_closed)
    assert t.value is not None
    value = _at(_typed(t.value), _SUM)
    return value if t.op == "=" else f"{t.op} {value}"
