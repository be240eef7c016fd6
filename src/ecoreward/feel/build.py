"""From Lark's tokens to our tree: one method for each rule, called bottom-up while parsing."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, cast

from lark import Token, Transformer

from ecoreward.feel import tree
from ecoreward.feel.tree import Span

SUFFIXES: dict[str, Fraction] = {
    "%": Fraction(1, 100),
    "‰": Fraction(1, 1000),
    "万元": Fraction(10_000),
    "亿元": Fraction(100_000_000),
    "万": Fraction(10_000),
    "亿": Fraction(100_000_000),
    "元": Fraction(1),
}
type_of_cell = tuple[tuple[tree.Entry, ...], bool, bool]
Part = Any  # a lark Token or a node of ours


def number_of(text: str, span: Span = (0, 0)) -> tree.Number:
    """The number that `text` writes, exactly.

    >>> number_of("1.5亿").value
    Fraction(150000000, 1)
    """
    for suffix, factor in SUFFIXES.items():
        if text.endswith(suffix):
            value = Fraction(text[: -len(suffix)]) * factor
            return tree.Number(value, money="元" in suffix, share=suffix in "%‰", span=span)
    return tree.Number(Fraction(text), span=span)


def unquoted(text: str) -> str:
    r"""The characters of a string literal.

    >>> unquoted(r'"a\"b"')
    'a"b'
    """
    out: list[str] = []
    rest = iter(text[1:-1])
    for c in rest:
        out.append(next(rest, "") if c == "\\" else c)
    return "".join(out)


def _span(parts: Sequence[Part]) -> Span:
    return _ends(parts[0])[0], _ends(parts[-1])[1]


def _ends(part: Part) -> Span:
    if isinstance(part, Token):
        return cast(int, part.start_pos), cast(int, part.end_pos)
    return cast(Span, part.span)


def _nodes(parts: Sequence[Part]) -> tuple[tree.Tree, ...]:
    return tuple(p for p in parts if not isinstance(p, Token))


class Builder(Transformer[Token, Any]):
    """Lark calls these while it parses, so there is no second walk and no recursion."""

    def if_then_else(self, p: list[Part]) -> tree.If:
        return tree.If(p[1], p[3], p[5], span=_span(p))

    def or_(self, p: list[Part]) -> tree.Or:
        return tree.Or(_nodes(p), span=_span(p))

    def and_(self, p: list[Part]) -> tree.And:
        return tree.And(_nodes(p), span=_span(p))

    def not_(self, p: list[Part]) -> tree.Not:
        return tree.Not(p[2], span=_span(p))

    def compare(self, p: list[Part]) -> tree.Compare:
        return tree.Compare(cast(tree.CompareOp, str(p[1])), p[0], p[2], span=_span(p))

    def between(self, p: list[Part]) -> tree.In:
        entry = tree.Entry(low=p[2], high=p[4], span=(p[2].span[0], p[4].span[1]))
        return tree.In(p[0], (entry,), span=_span(p))

    def in_interval(self, p: list[Part]) -> tree.In:
        return tree.In(p[0], (p[2],), span=_span(p))

    def in_listing(self, p: list[Part]) -> tree.In:
        return tree.In(p[0], listing=p[2], span=_span(p))

    def in_entries(self, p: list[Part]) -> tree.In:
        return tree.In(p[0], cast(tuple[tree.Entry, ...], _nodes(p[2:])), span=_span(p))

    def has(self, p: list[Part]) -> tree.Has:
        return tree.Has(cast(tree.HasMode, str(p[2])), p[0], p[-1], span=_span(p))

    def interval(self, p: list[Part]) -> tree.Entry:
        return tree.Entry(
            low=p[1], high=p[3], low_closed=p[0] == "[", high_closed=p[4] == "]", span=_span(p)
        )

    def entry_interval(self, p: list[Part]) -> tree.Entry:
        return cast(tree.Entry, p[0])

    def entry_compare(self, p: list[Part]) -> tree.Entry:
        return tree.Entry(cast(tree.CompareOp, str(p[0])), p[1], span=_span(p))

    def entry_value(self, p: list[Part]) -> tree.Entry:
        return tree.Entry("=", p[0], span=_span(p))

    def listing(self, p: list[Part]) -> tree.Listing:
        items = tuple(self.text([t]) for t in p if t.type == "STRING")
        return tree.Listing(items, span=_span(p))

    def cell_anything(self, p: list[Part]) -> type_of_cell:
        return (), False, True

    def cell_entries(self, p: list[Part]) -> type_of_cell:
        return cast(tuple[tree.Entry, ...], _nodes(p)), False, False

    def cell_negated(self, p: list[Part]) -> type_of_cell:
        return cast(tuple[tree.Entry, ...], _nodes(p)), True, False

    def arith(self, p: list[Part]) -> tree.Arith:
        return tree.Arith(cast(tree.ArithOp, str(p[1])), p[0], p[2], span=_span(p))

    def negate(self, p: list[Part]) -> tree.Negate:
        return tree.Negate(p[1], span=_span(p))

    def number(self, p: list[Part]) -> tree.Number:
        return number_of(str(p[0]), _span(p))

    def text(self, p: list[Part]) -> tree.Text:
        return tree.Text(unquoted(str(p[0])), span=_span(p))

    def date(self, p: list[Part]) -> tree.Date:
        # The scan before parsing has refused every string that is not a day.
        day = datetime.date.fromisoformat(unquoted(str(p[1])))
        return tree.Date(day.toordinal(), span=_span(p))

    def bool_(self, p: list[Part]) -> tree.Bool:
        return tree.Bool(p[0] == "true", span=_span(p))

    def name(self, p: list[Part]) -> tree.Name:
        return tree.Name(str(p[0]), span=_span(p))

    def call(self, p: list[Part]) -> tree.Call:
        return tree.Call(str(p[0]), _nodes(p), span=_span(p))

    def paren(self, p: list[Part]) -> tree.Tree:
        # The brackets belong to the words of the node, so that a text cut by span is whole.
        return replace(cast(tree.Tree, p[1]), span=_span(p))
