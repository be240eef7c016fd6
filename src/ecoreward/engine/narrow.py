"""What a world looks like once a condition is known to hold, or not to hold.

Used for the three refinements that keep ranges tight: inside a node its own condition holds; in a
later child of `first` the conditions of earlier leaves do not; inside a table row its test holds.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ecoreward.engine.logic import holds, listed, measure, option
from ecoreward.engine.values import NONE, Choice, End, Num, SetOf, Truth, truth
from ecoreward.engine.world import World
from ecoreward.feel import typed as t
from ecoreward.policy.program import KindList

_NUMERIC = ("integer", "number", "money", "date")
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_DENIED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


def assume(node: t.Node, world: World, want: bool = True) -> World | None:
    """The world in which `node` is `want`; None when no value is left for a fact."""
    known = holds(node, world)
    if (want and not known.true) or (not want and not known.false):
        return None
    if not (known.true and known.false):
        return world
    match node:
        case t.Fact(name=name):
            return world.knowing(name, truth(want))
        case t.Defined(name=name):
            return assume(world.program.defined[name].value.root, world, want)
        case t.Not(item=item):
            return assume(item, world, not want)
        case t.And(items=items) | t.Or(items=items):
            if isinstance(node, t.And) is want:
                return _each(items, world, want)
            return _only_one_left(items, world, want)
        case t.Compare():
            return _compare(node, world, want)
        case t.Within():
            return _within(node, world, want)
        case t.Member():
            return _member(node, world, want)
        case t.Has():
            return _has(node, world, want)
    return world


def _each(items: tuple[t.Node, ...], world: World, want: bool) -> World | None:
    current: World | None = world
    for item in items:
        if current is None:
            return None
        current = assume(item, current, want)
    return current


def _only_one_left(items: tuple[t.Node, ...], world: World, want: bool) -> World | None:
    """``a or b`` holds and a does not: then b does."""
    answers = [(i, holds(i, world)) for i in items]
    open_ = [i for i, answer in answers if (answer.true if want else answer.false)]
    return assume(open_[0], world, want) if len(open_) == 1 else world


def _compare(node: t.Compare, world: World, want: bool) -> World | None:
    op = node.op if want else _DENIED[node.op]
    for side, other, turned in ((node.left, node.right, op), (node.right, node.left, _TURNED[op])):
        if isinstance(side, t.Defined) and side.type.kind in _NUMERIC:
            return _bound_defined(side, turned, measure(other, world), world)
        if not isinstance(side, t.Fact):
            continue
        kind = side.type.kind
        if kind == "choice":
            codes = option(other, world).codes
            if len(codes) == 1:
                return _choose(side.name, codes, turned == "=", world)
        elif kind == "boolean":
            right = holds(other, world)
            if right.true != right.false:
                return world.knowing(side.name, truth(right.true == (turned == "=")))
        else:
            return _bound(side.name, turned, measure(other, world), world)
    return world


def _choose(name: str, codes: frozenset[str], inside: bool, world: World) -> World | None:
    fact = world.facts[name]
    assert isinstance(fact, Choice)
    left = fact.codes & codes if inside else fact.codes - codes
    if not left:
        return None
    return world.knowing(name, Choice(left, fact.causes if len(left) > 1 else NONE))


def _bound_node(node: t.Fact | t.Defined, op: str, other: Num, world: World) -> World | None:
    if isinstance(node, t.Defined):
        return _bound_defined(node, op, other, world)
    return _bound(node.name, op, other, world)


def _bound(name: str, op: str, other: Num, world: World) -> World | None:
    fact = world.facts[name]
    assert isinstance(fact, Num)
    low, high = fact.low, fact.high
    step = world.step(name)
    if op in ("<", "<=", "=") and other.high is not None:
        high = _least(high, _grid_down(other.high, step, strict=op == "<"))
    if op in (">", ">=", "=") and other.low is not None:
        low = _most(low, _grid_up(other.low, step, strict=op == ">"))
    if low is not None and high is not None and low > high:
        return None
    point = low is not None and low == high
    return world.knowing(name, Num(low, high, NONE if point else fact.causes))


def _bound_defined(node: t.Defined, op: str, other: Num, world: World) -> World | None:
    """A defined number has no grid: its ends stay closed."""
    now = measure(node, world)
    low, high = now.low, now.high
    if op in ("<", "<=", "=") and other.high is not None:
        high = _least(high, Fraction(other.high))
    if op in (">", ">=", "=") and other.low is not None:
        low = _most(low, Fraction(other.low))
    if low is not None and high is not None and low > high:
        return None
    return replace(world, bounds={**world.bounds, node.name: Num(low, high, now.causes)})


def _grid_down(end: Fraction | int, step: Fraction, *, strict: bool) -> Fraction:
    whole = Fraction(end) / step
    n = whole.numerator // whole.denominator
    return (n - 1 if strict and n == whole else n) * step


def _grid_up(end: Fraction | int, step: Fraction, *, strict: bool) -> Fraction:
    return -_grid_down(-Fraction(end), step, strict=strict)


def _least(a: End, b: Fraction) -> End:
    return b if a is None else min(a, b)


def _most(a: End, b: Fraction) -> End:
    return b if a is None else max(a, b)


def _within(node: t.Within, world: World, want: bool) -> World | None:
    left = node.left
    if not isinstance(left, (t.Fact, t.Defined)) or len(node.tests) != 1:
        return world
    test, inside = node.tests[0], want is not node.negated
    if test.value is not None:
        op = test.op if inside else _DENIED[test.op]
        return _bound_node(left, op, measure(test.value, world), world)
    ends = []
    if test.low is not None:
        ends.append((">=" if test.low_closed else ">", test.low))
    if test.high is not None:
        ends.append(("<=" if test.high_closed else "<", test.high))
    if not inside and len(ends) > 1:
        return world
    current: World | None = world
    for op, end in ends:
        if current is None:
            return None
        current = _bound_node(left, op if inside else _DENIED[op], measure(end, current), current)
    return current


def _member(node: t.Member, world: World, want: bool) -> World | None:
    if not isinstance(node.left, t.Fact):
        return world
    inside = want is not node.negated
    fact = world.facts[node.left.name]
    assert isinstance(fact, Choice)
    if not node.listing:
        return _choose(node.left.name, node.codes, inside, world)
    listing = world.program.lists[node.listing]
    undecided = listing.open and listing.name not in world.settled.members
    kept = set()
    for code in fact.codes:
        certain = code in listing.codes
        out = not certain and (
            code in listing.outside
            or not listing.open
            or (not undecided and not world.settled.members[listing.name])
        )
        if (inside and not out) or (not inside and not certain):
            kept.add(code)
    if not kept:
        return None
    left = frozenset(kept)
    return world.knowing(node.left.name, Choice(left, fact.causes if len(left) > 1 else NONE))


def _has(node: t.Has, world: World, want: bool) -> World | None:
    if not isinstance(node.left, t.Fact) or node.mode not in ("any", "none"):
        return world
    inside = want is (node.mode == "any")
    listing = (
        world.program.lists[node.listing]
        if node.listing
        else KindList("", node.left.name, node.codes)
    )
    return assume_kinds(node.left.name, listing, world, inside)


def assume_kinds(name: str, listing: KindList, world: World, inside: bool) -> World | None:
    """The set fact, once it is known to hold one of the list, or none of it."""
    fact = world.facts[name]
    assert isinstance(fact, SetOf)
    answers: dict[str, Truth] = {c: listed(c, listing, world) for c in fact.may}
    if inside:
        possible = [c for c in fact.may if answers[c].true]
        if not possible:
            return None
        if len(possible) == 1 and possible[0] not in fact.must:
            must = fact.must | {possible[0]}
            return world.knowing(
                name, SetOf(must, fact.may, NONE if must == fact.may else fact.causes)
            )
        return world
    may = frozenset(c for c in fact.may if answers[c].false)
    if not fact.must <= may:
        return None
    return world.knowing(name, SetOf(fact.must, may, NONE if fact.must == may else fact.causes))
