"""A checked expression of a policy in words, in either language: ``罚款超过 50,000 元``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ecoreward.explain.conditions import OPS, interval
from ecoreward.explain.operands import binds, compound
from ecoreward.explain.voice import Data, Voice
from ecoreward.feel import typed as t
from ecoreward.money import text_of
from ecoreward.policy.program import Gate, KindList, Program


@dataclass(frozen=True, slots=True)
class Rules:
    """The words for the expressions of one program."""

    program: Program
    voice: Voice

    def words(self, expression: t.Expression, rate: bool = False) -> str:
        """An expression in words; `rate` writes a number as a share."""
        root = expression.root
        if rate and isinstance(root, t.Const) and isinstance(root.value, Fraction):
            return self.voice.share(text_of(root.value), expression.source)
        return self._node(root)

    def gate(self, gate: Gate) -> str:
        """A gate in words: what must hold, what must not, or what goes elsewhere."""
        place = self.voice.label(gate.to.label, gate.to.written) if gate.to else ""
        return self.voice(f"show.{gate.kind}", condition=self.words(gate.when), place=place)

    def part(self, node: t.Node) -> str:
        """A part of an expression in words."""
        return self._node(node)

    def joined(self, parts: list[str], last: t.Expression | None) -> str:
        """Conditions that all have to hold; an `or` in the last one stands in brackets."""
        if len(parts) > 1 and last is not None and isinstance(last.root, t.Or):
            parts = [*parts[:-1], self.voice("brackets", text=parts[-1])]
        return self.voice("rule.and").join(parts)

    def codes(self, codes: Collection[str], domain: str) -> str:
        """Codes of a list, in words."""
        return self.voice.list(self._code(c, domain) for c in sorted(codes))

    def kinds(self, listing: KindList) -> str:
        """``for`` in words."""
        label = self.voice.label(self.program.vocabulary.label(listing.domain))
        if listing.name.startswith("@"):
            return self.voice(
                "rule.kinds.any", left=label, right=self.codes(listing.codes, listing.domain)
            )
        return self.voice("rule.listed.any", left=label, right=self._list(listing.name))

    def interval(self, test: t.Test) -> str:
        """A unary test in words."""

        def end(node: t.Node | None) -> Data:
            return None if node is None else self._data(node)

        if test.value is not None:
            return interval({"op": test.op, "value": end(test.value)}, self.voice)
        return interval(
            {
                "op": "in", "low": end(test.low), "high": end(test.high),
                "low_closed": test.low_closed, "high_closed": test.high_closed,
            },
            self.voice,
        )  # fmt: skip

    def _data(self, node: t.Node) -> Data:
        """The value of a constant as plain data; of anything else, its words."""
        if not isinstance(node, t.Const) or isinstance(node.value, (bool, str)):
            return self._node(node)
        if node.type.kind == "date":
            return {"date": date.fromordinal(int(node.value)).isoformat()}
        text = text_of(node.value)
        if node.type.kind == "money":
            return {"value": text, "currency": self.program.currency}
        return {"number": text}

    def _list(self, name: str) -> str:
        listing = self.program.lists.get(name)
        label = self.voice.label(listing.label) if listing and listing.label else name
        return self.voice("listed.name", name=label)

    def _code(self, code: str, domain: str) -> str:
        vocabulary = self.program.vocabulary
        spec = vocabulary.facts.get(domain)
        if spec is not None and code in spec.values:
            return self.voice.label(spec.values[code])
        return self.voice.label(vocabulary.label(code))

    def _node(self, node: t.Node) -> str:
        voice = self.voice
        match node:
            case t.Const(value=bool() as value):
                return voice("truth.yes" if value else "truth.no")
            case t.Const(value=str() as value):
                return voice("quoted", text=self._code(value, node.type.domain))
            case t.Const():
                return voice.value(self._data(node))
            case t.Fact(name="award" | "payout" as name):
                return voice(f"label.{name}")
            case t.Fact(name=name):
                return voice.label(self.program.vocabulary.label(name))
            case t.Defined(name=name):
                label = self.program.defined[name].label
                return voice("quoted", text=voice.label(label) if label else name)
            case t.Not(item=item):
                simple = isinstance(item, (t.Fact, t.Defined))
                return voice("rule.not" if simple else "rule.not-so", item=self._node(item))
            case t.And(items=items):
                parts = [self._inside(i, isinstance(i, t.Or)) for i in items]
                return voice("rule.and").join(parts)
            case t.Or(items=items):
                return voice("rule.or").join(self._node(i) for i in items)
            case _:
                return self._test(node)

    def _test(self, node: t.Node) -> str:
        voice, say = self.voice, self._node
        match node:
            case t.Compare(op=op, left=left, right=t.Const(value=str()) as right):
                key = "rule.is" if op == "=" else "rule.is-not"
                return voice(key, left=say(left), right=say(right))
            case t.Compare(op=op, left=left, right=right):
                dates = left.type.kind == "date"
                key = f"rule.day.{OPS[op]}" if dates else f"rule.{OPS[op]}"
                return voice(key, left=say(left), right=say(right))
            case t.Within(anything=True):
                return voice("rule.anything")
            case t.Within(left=left, tests=tests, negated=negated):
                spans = voice("or").join(self.interval(u) for u in tests)
                key = "rule.not-within" if negated else "rule.within"
                return voice(key, left=say(left), right=spans)
            case t.Member(left=left, codes=codes, listing=listing, negated=negated):
                return self._listed(left, codes, listing, "none" if negated else "any")
            case t.Has(mode=mode, left=left, codes=codes, listing=listing):
                return self._listed(left, codes, listing, mode)
            case t.If(condition=condition, then=then, otherwise=otherwise):
                return voice(
                    "rule.if", condition=say(condition), then=say(then), otherwise=say(otherwise)
                )
            case _:
                return self._sum(node)

    def _sum(self, node: t.Node) -> str:
        match node:
            case t.Arith(op=op, left=left, right=right):
                parts = [self._part(p, op, n) for n, p in enumerate((left, right))]
                return compound(op, parts, self.voice)
            case t.Negate(item=item):
                return compound("-", [self._node(item)], self.voice)
            case t.Call(function=function, args=args):
                return compound(function, [self._node(a) for a in args], self.voice)
        raise AssertionError(type(node).__name__)

    def _part(self, node: t.Node, op: str, position: int) -> str:
        if op == "*" and isinstance(node, t.Const) and node.type.kind == "number":
            value = node.value
            if isinstance(value, Fraction) and value < 1:
                return self.voice.share(text_of(value))
        inner = node.op if isinstance(node, t.Arith) else ""
        return self._inside(node, binds(inner, op, position))

    def _inside(self, node: t.Node, bracket: bool) -> str:
        text = self._node(node)
        return self.voice("brackets", text=text) if bracket else text

    def _listed(self, left: t.Node, codes: Collection[str], listing: str, mode: str) -> str:
        key, right = "listed", self._list(listing)
        if not listing:
            key, right = "kinds", self.codes(codes, left.type.domain)
        return self.voice(f"rule.{key}.{mode}", left=self._node(left), right=right)
