"""Evaluate an expression in a world: truths by strong Kleene, numbers as intervals, sets as must ⊆ may."""

from __future__ import annotations

from fractions import Fraction

from ecoreward.engine.values import (
    EXACTLY,
    NO,
    NONE,
    YES,
    Cause,
    Causes,
    Choice,
    Num,
    Rows,
    SetOf,
    Truth,
    Value,
    add,
    both,
    compare,
    either,
    hull,
    least,
    maybe,
    minus,
    most,
    negate,
    number,
    times,
    truth,
)
from ecoreward.engine.workdays import counted
from ecoreward.engine.world import World
from ecoreward.feel import typed as t
from ecoreward.policy.program import KindList


def holds(node: t.Node, world: World) -> Truth:
    """The truth of a boolean expression; every part is evaluated."""
    match node:
        case t.Const(value=bool() as value):
            return truth(value)
        case t.Fact(name=name):
            fact = world.facts[name]
            assert isinstance(fact, Truth)
            return fact
        case t.Defined(name=name):
            return holds(world.program.defined[name].value.root, world)
        case t.Not(item=item):
            return negate(holds(item, world))
        case t.And(items=items):
            return both([holds(i, world) for i in items])
        case t.Or(items=items):
            return either([holds(i, world) for i in items])
        case t.Compare():
            return _compare(node, world)
        case t.Within():
            return _within(node, world)
        case t.Member():
            return _member(node, world)
        case t.Has():
            return _has(node, world)
        case t.If(condition=condition, then=then, otherwise=otherwise):
            asked = holds(condition, world)
            if asked.certain:
                return holds(then, world)
            if not asked.true:
                return holds(otherwise, world)
            a, b = holds(then, world), holds(otherwise, world)
            if (a.true, a.false) == (b.true, b.false) and not (a.true and a.false):
                return a
            return Truth(a.true or b.true, a.false or b.false, asked.causes | a.causes | b.causes)
    raise AssertionError(f"not a condition: {type(node).__name__}")


def measure(node: t.Node, world: World) -> Num:
    """The value of a number, money or date expression."""
    match node:
        case t.Const(value=value):
            assert isinstance(value, (int, Fraction))
            return Num(value, value)
        case t.Fact(name=name):
            fact = world.facts[name]
            assert isinstance(fact, Num)
            return fact
        case t.Defined(name=name):
            return _bounded(measure(world.program.defined[name].value.root, world), name, world)
        case t.Arith(op=op, left=left, right=right):
            a, b = measure(left, world), measure(right, world)
            if op == "+":
                return add(a, b)
            if op == "-":
                return add(a, minus(b))
            if op == "*":
                return times(a, b)
            assert b.low is not None  # the grammar allows only a number other than 0 here
            return times(a, Num(1 / Fraction(b.low), 1 / Fraction(b.low)))
        case t.Negate(item=item):
            return minus(measure(item, world))
        case t.Call(function="min", args=args):
            return least([measure(a, world) for a in args])
        case t.Call(function="max", args=args):
            return most([measure(a, world) for a in args])
        case t.Call(function="count", args=(t.Fact(name=name),)) if isinstance(
            rows := world.facts[name], Rows
        ):
            return number(len(rows.rows), len(rows.rows) if rows.complete else None, rows.causes)
        case t.Call(function="count", args=(arg,)):
            members = kinds(arg, world)
            return number(len(members.must), len(members.may), members.causes)
        case t.Call(function="days_between", args=(start, end)):
            return add(measure(end, world), minus(measure(start, world)))
        case t.Call(function="workdays_between", args=(start, end)):
            country = world.program.country
            return counted(measure(start, world), measure(end, world), country, world.years)
        case t.If(condition=condition, then=then, otherwise=otherwise):
            asked = holds(condition, world)
            if asked.certain:
                return measure(then, world)
            if not asked.true:
                return measure(otherwise, world)
            return hull([measure(then, world), measure(otherwise, world)], asked.causes)
    raise AssertionError(f"not a number: {type(node).__name__}")


def _bounded(value: Num, name: str, world: World) -> Num:
    """A defined number inside what a condition around it allows."""
    bound = world.bounds.get(name)
    if bound is None:
        return value
    low = (
        value.low
        if bound.low is None or (value.low is not None and value.low > bound.low)
        else bound.low
    )
    high = (
        value.high
        if bound.high is None or (value.high is not None and value.high < bound.high)
        else bound.high
    )
    return number(low, high, value.causes)


def option(node: t.Node, world: World) -> Choice:
    """The value of a choice expression."""
    match node:
        case t.Const(value=str() as code):
            return Choice(frozenset({code}))
        case t.Fact(name=name):
            fact = world.facts[name]
            assert isinstance(fact, Choice)
            return fact
        case t.Defined(name=name):
            return option(world.program.defined[name].value.root, world)
        case t.If(condition=condition, then=then, otherwise=otherwise):
            asked = holds(condition, world)
            if asked.certain:
                return option(then, world)
            if not asked.true:
                return option(otherwise, world)
            a, b = option(then, world), option(otherwise, world)
            codes = a.codes | b.codes
            return Choice(codes, asked.causes | a.causes | b.causes if len(codes) > 1 else NONE)
    raise AssertionError(f"not a choice: {type(node).__name__}")


def kinds(node: t.Node, world: World) -> SetOf:
    """The value of a set expression."""
    match node:
        case t.Fact(name=name):
            fact = world.facts[name]
            assert isinstance(fact, SetOf)
            return fact
        case t.Defined(name=name):
            return kinds(world.program.defined[name].value.root, world)
    raise AssertionError(f"not a set: {type(node).__name__}")


def evaluate(node: t.Node, world: World) -> Value:
    """The value of any expression, by its type."""
    match node.type.kind:
        case "boolean":
            return holds(node, world)
        case "choice":
            return option(node, world)
        case "set":
            return kinds(node, world)
        case "rows":
            assert isinstance(node, t.Fact)  # rows have no names and no other expressions
            return world.facts[node.name]
        case _:
            return measure(node, world)


def _compare(node: t.Compare, world: World) -> Truth:
    kind = node.left.type.kind
    if kind == "choice":
        a, b = option(node.left, world), option(node.right, world)
        result = _same(a.codes, b.codes, a.causes | b.causes)
        return negate(result) if node.op == "!=" else result
    if kind == "boolean":
        x, y = holds(node.left, world), holds(node.right, world)
        same = either([both([x, y]), both([negate(x), negate(y)])])
        return negate(same) if node.op == "!=" else same
    return compare(node.op, measure(node.left, world), measure(node.right, world))


def _same(a: frozenset[str], b: frozenset[str], causes: Causes) -> Truth:
    if not a & b:
        return NO
    return YES if len(a) == len(b) == 1 else maybe(causes)


def _within(node: t.Within, world: World) -> Truth:
    if node.anything:
        return YES
    left = measure(node.left, world)
    found = either([passes(left, test, world) for test in node.tests])
    return negate(found) if node.negated else found


def passes(left: Num, test: t.Test, world: World) -> Truth:
    """Whether a number passes one unary test."""
    if test.value is not None:
        return compare(test.op, left, measure(test.value, world))
    parts = []
    if test.low is not None:
        parts.append(compare(">=" if test.low_closed else ">", left, measure(test.low, world)))
    if test.high is not None:
        parts.append(compare("<=" if test.high_closed else "<", left, measure(test.high, world)))
    return both(parts)


def _member(node: t.Member, world: World) -> Truth:
    left = option(node.left, world)
    listing = world.program.lists[node.listing] if node.listing else None
    answers = [_listed_choice(code, node.codes, listing, world) for code in sorted(left.codes)]
    result = _any_of_possible(answers, left.causes)
    return negate(result) if node.negated else result


def _any_of_possible(answers: list[Truth], causes: Causes) -> Truth:
    true = any(a.true for a in answers)
    false = any(a.false for a in answers)
    if not (true and false):
        return truth(true)
    inner = frozenset().union(*(a.causes for a in answers))
    mixed = len({(a.true, a.false) for a in answers}) > 1
    return maybe(inner | causes if mixed else inner)


def _listed_choice(
    code: str, codes: frozenset[str], listing: KindList | None, world: World
) -> Truth:
    if listing is None:
        return truth(code in codes)
    if code in listing.codes:
        return YES
    return _open(listing, code in listing.outside, world)


def _open(listing: KindList, outside: bool, world: World) -> Truth:
    """Not in the list: certainly out, or for the authority where the text says 等."""
    if outside or not listing.open:
        return NO
    if listing.name in world.settled.members:
        return truth(world.settled.members[listing.name])
    return maybe(frozenset({Cause("open", listing.name)}))


def matches(code: str, codes: frozenset[str], world: World, domain: str) -> Truth:
    """Whether a violation counts as one of `codes`: narrower yes, broader not precise enough."""
    vocabulary = world.program.vocabulary
    if code.endswith(EXACTLY):
        return truth(bool(vocabulary.counts_as[code[: -len(EXACTLY)]] & codes))
    if vocabulary.counts_as.get(code, frozenset({code})) & codes:
        return YES
    if vocabulary.reach.get(code, frozenset()) & codes:
        return maybe(frozenset({Cause("fact", domain)}))
    return NO


def listed(code: str, listing: KindList, world: World) -> Truth:
    """Whether a violation is in a defined list."""
    inside = matches(code, listing.codes, world, listing.domain)
    if inside.true:
        return inside
    out = listing.outside and matches(code, listing.outside, world, listing.domain).certain
    return _open(listing, bool(out), world)


def has_any(left: SetOf, listing: KindList, world: World) -> Truth:
    """Whether any of the set is in the list."""
    answers = {code: listed(code, listing, world) for code in sorted(left.may)}
    if any(not answers[code].false for code in left.must):
        return YES
    possible = {code: a for code, a in answers.items() if a.true}
    if not possible:
        return NO
    causes = frozenset().union(*(a.causes for a in possible.values()))
    if any(code not in left.must for code in possible):
        causes |= left.causes
    return maybe(causes)


def _has(node: t.Has, world: World) -> Truth:
    left = kinds(node.left, world)
    domain = node.left.name if isinstance(node.left, t.Fact) else node.left.type.domain
    listing = (
        world.program.lists[node.listing] if node.listing else KindList("", domain, node.codes)
    )
    match node.mode:
        case "any":
            return has_any(left, listing, world)
        case "none":
            return negate(has_any(left, listing, world))
        case "all":
            wanted = [
                has_any(left, KindList("", domain, frozenset({c})), world)
                for c in sorted(listing.codes)
            ]
            return both(wanted)
        case "only":
            answers = {c: listed(c, listing, world) for c in sorted(left.may)}
            if any(not answers[c].true for c in left.must):
                return NO
            doubtful = {c: a for c, a in answers.items() if a.false}
            if not doubtful:
                return YES
            causes = frozenset().union(*(a.causes for a in doubtful.values()))
            if any(c not in left.must for c in doubtful):
                causes |= left.causes
            return maybe(causes)
