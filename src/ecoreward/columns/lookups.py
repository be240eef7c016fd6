"""Questions about sets and choices: answered by the reference evaluator once for each distinct value of a table.

A value that a row gives is a bit of a mask column; a value that is not known, or narrowed by a condition,
is one of a few that are known while compiling.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from ecoreward.columns import values as v
from ecoreward.columns.context import Context, Question
from ecoreward.columns.graph import Node
from ecoreward.engine.values import Choice, SetOf, Value
from ecoreward.engine.values import Truth as Known
from ecoreward.engine.world import World as Reference

Ask = Callable[[Reference], Known]


@dataclass(frozen=True, slots=True)
class Members:
    """A set or a choice: where the row gives it, and what it may be where it does not."""

    fact: str
    given: Node
    others: tuple[tuple[Node, Value], ...]


def answer(
    ctx: Context,
    members: Members,
    key: str,
    ask: Ask,
    parts: Sequence[Ask] = (),
    content: Hashable = None,
) -> v.Truth:
    """The truth of a question about one fact, by row. `parts` tell more of why it may be open.

    Within a program `key` is the question; between programs it is `content`, where that says all of it.
    """
    g, fact = ctx.g, members.fact
    out: v.Truth | None = None
    if members.given is not g.no:
        if (fact, key) not in ctx.asked:
            ctx.asked[fact, key] = _given(ctx, fact, ask, parts, _shared(ctx, key, content))
        out, unsure = ctx.asked[fact, key]
        rows = g.and_(ctx.reach, members.given, unsure)
        if rows is not g.no:
            ctx.soft.append(rows)
    for condition, value in members.others:
        found = ctx.known(ask(ctx.reference.knowing(fact, value)))
        out = found if out is None else v.choose(g, condition, found, out)
    assert out is not None
    return out


def _shared(ctx: Context, key: str, content: Hashable) -> Hashable:
    """What a question is, whatever the program; the words that it is put in count too."""
    if content is None:
        return None
    return key, content, ctx.program.vocabulary.digest, ctx.shape.presume


def _given(
    ctx: Context, fact: str, ask: Ask, parts: Sequence[Ask], content: Hashable
) -> tuple[v.Truth, Node]:
    """The bits of a question, only those that some value can set; and where a sharp graph cannot tell."""
    g = ctx.g

    def of(value: Value) -> Known:
        return ask(ctx.reference.knowing(fact, value))

    true = ctx.bit(Question(fact, of, "true", None, content))
    causes = frozenset(
        cause
        for value in _singles(ctx, fact)
        for one in (ask, *parts)
        if (found := one(ctx.reference.knowing(fact, value))).true and found.false
        for cause in found.causes
    )
    if not causes:
        return v.known(g, true), g.no
    if ctx.shape.sharp:
        return v.known(g, true), ctx.bit(Question(fact, of, "open", None, content))
    false = ctx.bit(Question(fact, of, "false", None, content))
    open_ = g.and_(true, false)
    why = [
        g.if_(
            g.and_(open_, ctx.bit(Question(fact, of, cause.name, cause, content))),
            ctx.cause(cause),
            g.zero,
        )
        for cause in sorted(causes)
    ]
    return v.Truth(true, false, g.bitor(*why)), g.no


def _singles(ctx: Context, fact: str) -> Iterable[Value]:
    """The values of which all others are made."""
    spec = ctx.program.vocabulary.facts[fact]
    if spec.type.kind == "choice":
        yield from (Choice(frozenset({code})) for code in spec.values)
        return
    yield SetOf(frozenset(), frozenset())
    for code in ctx.program.vocabulary.terms:
        yield SetOf(frozenset({code}), frozenset({code}))


def narrowed(
    ctx: Context, members: Members, narrow: Callable[[Reference], Reference | None]
) -> tuple[Members, Node]:
    """What is left of the values that a row may have, and whether any is; a given value stays."""
    g, alive = ctx.g, ctx.g.yes
    left: list[tuple[Node, Value]] = []
    for condition, value in members.others:
        world = narrow(ctx.reference.knowing(members.fact, value))
        if world is None:
            alive = g.and_(alive, g.not_(condition))
            left.append((condition, value))
        else:
            left.append((condition, world.facts[members.fact]))
    return Members(members.fact, members.given, tuple(left)), alive


def merged(ctx: Context, condition: Node, a: Members, b: Members) -> Members:
    """`a` where a condition holds, else `b`; both are the same fact of the same rows."""
    g = ctx.g
    if condition.literal:
        return a if condition.value else b
    same = [x for x in a.others if any(c is x[0] and value == x[1] for c, value in b.others)]
    found: list[tuple[Node, Value]] = list(same)
    for where, side in ((condition, a), (g.not_(condition), b)):
        for c, value in side.others:
            if any(c is known and value == other for known, other in same):
                continue
            rows = g.and_(where, c)
            for i, (known, other) in enumerate(found):
                if other == value:
                    found[i] = (g.or_(known, rows), value)
                    break
            else:
                if rows is not g.no:
                    found.append((rows, value))
    return Members(a.fact, a.given, tuple(found))
