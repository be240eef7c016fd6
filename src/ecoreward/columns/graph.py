"""A graph of integer and boolean operations, folded while it is built: what every fast engine runs.

Every node is made once (equal nodes are the same object), knows the least and the greatest value that it
can have, and is folded as far as these bounds allow. Nothing here knows of policies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

Op = Literal[
    "in", "lit", "and", "or", "not", "lt", "eq", "add", "sub", "mul", "min", "max", "div", "if",
    "bitor", "bit",
]  # fmt: skip
Key = tuple[object, ...]

INT64 = 2**63 - 1


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One operation. `value` is a literal, an input's name, a divisor or a bit; booleans are 0 or 1."""

    op: Op
    args: tuple[Node, ...]
    value: int | bool | str | None
    boolean: bool
    low: int
    high: int
    order: int

    @property
    def literal(self) -> bool:
        """Whether the value is known while compiling."""
        return self.op == "lit"


@dataclass(slots=True)
class Graph:
    """Builds nodes, each once."""

    seen: dict[Key, Node] = field(default_factory=dict)
    turned: dict[int, Node] = field(default_factory=dict)  # what is not so, once found
    parts: dict[tuple[int, int], Node] = field(default_factory=dict)  # single bits, once found

    def _node(
        self,
        op: Op,
        args: tuple[Node, ...],
        value: int | bool | str | None = None,
        *,
        boolean: bool = False,
        low: int = 0,
        high: int = 1,
    ) -> Node:
        key: Key = (op, tuple(a.order for a in args), type(value).__name__, value)
        found = self.seen.get(key)
        if found is None:
            if not boolean and low == high and op != "lit":
                return self.number(low)
            found = Node(op, args, value, boolean, low, high, len(self.seen))
            self.seen[key] = found
        return found

    # Leaves.

    def flag(self, name: str) -> Node:
        """A boolean column."""
        return self._node("in", (), name, boolean=True)

    def column(self, name: str, low: int, high: int) -> Node:
        """An integer column; values outside its bounds must not reach the graph."""
        return self._node("in", (), name, low=low, high=high)

    def number(self, value: int) -> Node:
        """A literal integer."""
        return self._node("lit", (), int(value), low=int(value), high=int(value))

    def truth(self, value: bool) -> Node:
        """A literal boolean."""
        return self._node("lit", (), bool(value), boolean=True, low=int(value), high=int(value))

    @property
    def yes(self) -> Node:
        """True."""
        return self.truth(True)

    @property
    def no(self) -> Node:
        """False."""
        return self.truth(False)

    @property
    def zero(self) -> Node:
        """0."""
        return self.number(0)

    # Booleans.

    def not_(self, a: Node) -> Node:
        """Not."""
        if a.literal:
            return self.truth(not a.value)
        if a.op == "not":
            return a.args[0]
        if a.order not in self.turned:
            # Pushed down to the leaves: what is said in two ways is one node.
            match a.op:
                case "and":
                    found = self.or_(*(self.not_(x) for x in a.args))
                case "or":
                    found = self.and_(*(self.not_(x) for x in a.args))
                case "if":
                    found = self.if_(a.args[0], self.not_(a.args[1]), self.not_(a.args[2]))
                case _:
                    found = self._node("not", (a,), boolean=True)
            self.turned[a.order] = found
        return self.turned[a.order]

    def and_(self, *items: Node) -> Node:
        """All of them."""
        return self._many("and", items, neutral=True)

    def or_(self, *items: Node) -> Node:
        """Any of them."""
        return self._many("or", items, neutral=False)

    def _many(self, op: Literal["and", "or"], items: Iterable[Node], *, neutral: bool) -> Node:
        kept: dict[int, Node] = {}
        for item in items:
            # What is nested is laid flat, so that equal sets of conditions are one node.
            for part in item.args if item.op == op else (item,):
                if part.literal:
                    if bool(part.value) is not neutral:
                        return self.truth(not neutral)
                    continue
                if self.not_(part).order in kept:
                    return self.truth(not neutral)
                kept[part.order] = part
        kept = self._absorbed(op, kept)
        if not kept:
            return self.truth(neutral)
        found = tuple(kept.values())
        if len(found) == 1:
            return found[0]
        key: Key = (op, tuple(sorted(kept)), "NoneType", None)
        if key not in self.seen:
            self.seen[key] = Node(op, found, None, True, 0, 1, len(self.seen))
        return self.seen[key]

    def _absorbed(self, op: Literal["and", "or"], kept: dict[int, Node]) -> dict[int, Node]:
        """``a and (a or b)`` is ``a``; ``a and (not a or b)`` is ``a and b``; and the same with or and and."""
        other: Literal["and", "or"] = "or" if op == "and" else "and"
        out: dict[int, Node] = {}
        changed = False
        for order, part in kept.items():
            if part.op == other:
                if any(p.order in kept for p in part.args):
                    changed = True
                    continue
                left = [p for p in part.args if self.not_(p).order not in kept]
                if len(left) < len(part.args):
                    changed = True
                    part = self._many(other, left, neutral=other == "and")
            out[part.order if part.order != order else order] = part
        if not changed:
            return kept
        again = self._many(op, out.values(), neutral=op == "and")
        if again.op == op:
            return {p.order: p for p in again.args}
        return {again.order: again}

    def if_(self, condition: Node, then: Node, otherwise: Node) -> Node:
        """One or the other."""
        if condition.literal:
            return then if condition.value else otherwise
        if condition.op == "not":
            return self.if_(condition.args[0], otherwise, then)
        then, otherwise = (
            self._known(then, condition, True),
            self._known(otherwise, condition, False),
        )
        if then is otherwise:
            return then
        if then.op == "if" and then.args[2] is otherwise:
            return self.if_(self.and_(condition, then.args[0]), then.args[1], otherwise)
        if otherwise.op == "if" and otherwise.args[1] is then:
            return self.if_(self.or_(condition, otherwise.args[0]), then, otherwise.args[2])
        if condition.op == "eq" and condition.args == (otherwise, then) and then.literal:
            return otherwise
        if then.op in ("max", "min") and otherwise in then.args:
            # The greater of the two where a condition holds, else one: one choice and not two.
            other = then.args[1] if then.args[0] is otherwise else then.args[0]
            less = (otherwise, other) if then.op == "max" else (other, otherwise)
            return self.if_(self.and_(condition, self.lt(*less)), other, otherwise)
        if then.boolean:
            if then.literal or otherwise.literal or condition is then or condition is otherwise:
                return self._if_boolean(condition, then, otherwise)
            return self._node("if", (condition, then, otherwise), boolean=True)
        low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
        return self._node("if", (condition, then, otherwise), low=low, high=high)

    def _if_boolean(self, condition: Node, then: Node, otherwise: Node) -> Node:
        yes, no = self.and_(condition, then), self.and_(self.not_(condition), otherwise)
        if then.literal and then.value:
            return self.or_(condition, otherwise)
        if otherwise.literal and otherwise.value:
            return self.or_(self.not_(condition), then)
        return self.or_(yes, no)

    def _known(self, node: Node, condition: Node, holds: bool) -> Node:
        """A node where a condition is known to hold, or not: one level deep."""
        if node is condition:
            return self.truth(holds)
        if node.op == "not" and node.args[0] is condition:
            return self.truth(not holds)
        if node.op == "if" and node.args[0] is condition:
            return node.args[1 if holds else 2]
        return node

    # Integers.

    def lt(self, a: Node, b: Node) -> Node:
        """Less than."""
        if a.high < b.low:
            return self.yes
        if a.low >= b.high:
            return self.no
        if b.literal and a.op == "mul" and a.args[1].literal and a.args[1].low > 0:
            return self.lt(a.args[0], self.number(-(-b.low // a.args[1].low)))
        if a.literal and b.op == "mul" and b.args[1].literal and b.args[1].low > 0:
            return self.lt(self.number(a.low // b.args[1].low), b.args[0])
        return self._node("lt", (a, b), boolean=True)

    def le(self, a: Node, b: Node) -> Node:
        """At most."""
        return self.not_(self.lt(b, a))

    def eq(self, a: Node, b: Node) -> Node:
        """Equal."""
        if a is b:
            return self.yes
        if a.high < b.low or b.high < a.low:
            return self.no
        if a.low == a.high == b.low == b.high:
            return self.yes
        if a.literal:
            a, b = b, a
        if b.literal and a.op == "mul" and a.args[1].literal and a.args[1].low > 0:
            whole, rest = divmod(b.low, a.args[1].low)
            return self.no if rest else self.eq(a.args[0], self.number(whole))
        if a.order > b.order and not b.literal:
            a, b = b, a
        return self._node("eq", (a, b), boolean=True)

    def add(self, a: Node, b: Node) -> Node:
        """Sum."""
        if a.literal:
            a, b = b, a
        if b.literal and b.low == 0:
            return a
        if b.op == "sub" and b.args[0].literal and b.args[0].low == 0:
            return self.sub(a, b.args[1])
        if a.op == "sub" and a.args[0].literal and a.args[0].low == 0:
            return self.sub(b, a.args[1])
        if b.literal and a.op == "if" and (a.args[1].literal or a.args[2].literal):
            return self.if_(a.args[0], self.add(a.args[1], b), self.add(a.args[2], b))
        return self._node("add", (a, b), low=a.low + b.low, high=a.high + b.high)

    def sub(self, a: Node, b: Node) -> Node:
        """Difference."""
        if b.literal:
            return self.add(a, self.number(-b.low))
        if a is b:
            return self.zero
        return self._node("sub", (a, b), low=a.low - b.high, high=a.high - b.low)

    def mul(self, a: Node, b: Node) -> Node:
        """Product."""
        if a.literal:
            a, b = b, a
        if b.literal:
            if b.low == 1:
                return a
            if a.op == "mul" and a.args[1].literal:
                return self.mul(a.args[0], self.number(a.args[1].low * b.low))
            if a.op == "if" and (a.args[1].literal or a.args[2].literal):
                return self.if_(a.args[0], self.mul(a.args[1], b), self.mul(a.args[2], b))
        ends = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
        return self._node("mul", (a, b), low=min(ends), high=max(ends))

    def min_(self, a: Node, b: Node) -> Node:
        """The smaller."""
        if a is b or a.high <= b.low:
            return a
        if b.high <= a.low:
            return b
        return self._node("min", (a, b), low=min(a.low, b.low), high=min(a.high, b.high))

    def max_(self, a: Node, b: Node) -> Node:
        """The greater."""
        if a is b or a.low >= b.high:
            return a
        if b.low >= a.high:
            return b
        return self._node("max", (a, b), low=max(a.low, b.low), high=max(a.high, b.high))

    def div(self, a: Node, by: int) -> Node:
        """The quotient by a number above 0, rounded towards minus infinity."""
        if by == 1:
            return a
        if a.op == "mul" and a.args[1].literal and a.args[1].low % by == 0:
            return self.mul(a.args[0], self.number(a.args[1].low // by))
        if a.op == "if" and (a.args[1].literal or a.args[2].literal):
            return self.if_(a.args[0], self.div(a.args[1], by), self.div(a.args[2], by))
        return self._node("div", (a,), by, low=a.low // by, high=a.high // by)

    def bitor(self, *items: Node) -> Node:
        """Bits of all of them."""
        known, kept = 0, {}
        for item in items:
            for part in item.args if item.op == "bitor" else (item,):
                if part.literal:
                    known |= part.low
                else:
                    kept[part.order] = part
        found = [*kept.values()]
        if known or not found:
            found.append(self.number(known))
        if len(found) == 1:
            return found[0]
        top = (1 << max(max(p.high for p in found).bit_length(), 1)) - 1
        return self._node("bitor", tuple(found), low=0, high=top)

    def bit_of(self, a: Node, place: int) -> Node:
        """Whether one bit of what was put together is set: asked of the parts where these are known."""
        if a.literal:
            return self.truth(bool(a.low >> place & 1))
        if a.high >> place == 0 and a.low >= 0:
            return self.no
        if (a.order, place) not in self.parts:
            self.parts[a.order, place] = self._bit_of(a, place)
        return self.parts[a.order, place]

    def _bit_of(self, a: Node, place: int) -> Node:
        if a.op == "bitor":
            return self.or_(*(self.bit_of(x, place) for x in a.args))
        if a.op == "if":
            return self.if_(a.args[0], self.bit_of(a.args[1], place), self.bit_of(a.args[2], place))
        return self.bit(a, place)

    def bit(self, a: Node, place: int) -> Node:
        """Whether one bit is set."""
        return self._node("bit", (a,), place, boolean=True)


def reached(roots: Iterable[Node]) -> list[Node]:
    """The nodes below `roots` and these, each after what it needs."""
    done: dict[int, Node] = {}
    for root in roots:
        stack: list[tuple[Node, bool]] = [(root, False)]
        while stack:
            node, ready = stack.pop()
            if node.order in done:
                continue
            if ready:
                done[node.order] = node
            else:
                stack.append((node, True))
                stack += [(a, False) for a in node.args]
    return list(done.values())


def inputs(nodes: Iterable[Node]) -> Iterator[Node]:
    """The columns that are read."""
    return (n for n in nodes if n.op == "in")


def fits(nodes: Iterable[Node]) -> bool:
    """Whether 64 bits hold every value on the way."""
    return all(n.boolean or (n.low >= -INT64 and n.high <= INT64) for n in nodes)
