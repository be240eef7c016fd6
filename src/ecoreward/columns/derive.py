"""What follows from other facts: implied, excluded, presumed once nothing can overrule it; and what cannot be.

The fixed point of `engine.facts`, said for all rows at once. Rows that contradict themselves are left to the
reference evaluator, which says with both places what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ecoreward.columns import values as v
from ecoreward.columns.context import Context, Unsupported
from ecoreward.columns.graph import Node
from ecoreward.columns.logic import holds
from ecoreward.columns.world import World, column, constant
from ecoreward.engine.unknown import unknown
from ecoreward.engine.values import YES, Cause
from ecoreward.feel import typed as t
from ecoreward.policy.expressions import parts
from ecoreward.policy.vocabulary_types import Vocabulary


def world(ctx: Context, read: Iterable[str]) -> World:
    """The facts that are read, and all that could imply or contradict them."""
    vocabulary = ctx.program.vocabulary
    names = closure(vocabulary, {*read, *ctx.shape.facts})
    columns = {n: column(ctx, vocabulary.facts[n]) for n in names}
    facts = {n: value for n, (value, _) in columns.items()}
    given = {n: known for n, (_, known) in columns.items()}
    made = World(facts, given, dict.fromkeys(names, ctx.g.no))
    made = _derived(ctx, made, [n for n in names if n in vocabulary.links])
    _clashes(ctx, made, names)
    return made


def closure(vocabulary: Vocabulary, names: Iterable[str]) -> list[str]:
    """Facts with all that is linked to them, in the order of the vocabulary."""
    found: set[str] = set()
    todo = [n for n in names if n in vocabulary.facts and vocabulary.facts[n].type.kind != "rows"]
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found.add(name)
        rule = vocabulary.facts[name].implied_by
        if rule is not None:
            todo += [p.name for p in parts(rule.root) if isinstance(p, t.Fact)]
        todo += vocabulary.links.get(name, ())
    return [n for n in vocabulary.facts if n in found]


def _derived(ctx: Context, made: World, linked: list[str]) -> World:
    vocabulary, g = ctx.program.vocabulary, ctx.g
    loose = [n for n in linked if made.given[n] is not g.yes]
    start = dict(made.facts)
    facts = {**made.facts}
    for name in loose:
        spec = vocabulary.facts[name]
        if spec.type.kind != "boolean":
            raise Unsupported(name)
        bare = constant(ctx, name, unknown(spec, vocabulary))
        facts[name] = _pick(ctx, made.given[name], start[name], bare)
    made = replace(made, facts=facts)
    for _ in range(len(loose) + 2):
        before = [made.facts[n] for n in loose]
        for name in loose:
            made = _follows(ctx, made, name, start[name])
        if before == [made.facts[n] for n in loose]:
            break
    return made


def _pick(ctx: Context, condition: Node, a: object, b: object) -> v.Truth:
    assert isinstance(a, v.Truth)
    assert isinstance(b, v.Truth)
    return v.choose(ctx.g, condition, a, b)


def _follows(ctx: Context, made: World, name: str, given: object) -> World:
    """What the other facts leave of a fact, where a row does not give it."""
    g, vocabulary = ctx.g, ctx.program.vocabulary
    spec = vocabulary.facts[name]
    others = [made.facts[o] for o in vocabulary.links[name]]
    truths = [o for o in others if isinstance(o, v.Truth)]
    rule = v.known(g, g.no)
    if spec.implied_by is not None:
        rule = holds(spec.implied_by.root, made, ctx)
    implied = v.certain(g, rule)
    excluded = g.and_(g.not_(implied), g.or_(*(g.and_(o.true, v.certain(g, o)) for o in truths)))
    left = ctx.known(unknown(spec, vocabulary))  # type: ignore[arg-type]
    doubtful = g.no
    if ctx.shape.presume and spec.presume is not None:
        presumed = bool(spec.presume)
        doubts = truths if presumed else [rule]
        doubtful = g.or_(*(d.true for d in doubts))
        why = g.bitor(*(g.if_(d.true, d.causes, g.zero) for d in doubts))
        own = ctx.cause(Cause("fact", name))
        why = g.if_(g.eq(why, g.zero), own, why)
        open_ = v.Truth(g.yes, g.yes, why)
        left = v.choose(g, doubtful, open_, v.known(g, g.truth(presumed)))
    found = v.choose(g, implied, ctx.known(YES), v.choose(g, excluded, v.known(g, g.no), left))
    silent = g.not_(made.given[name])
    derived = g.and_(silent, g.or_(implied, excluded, doubtful))
    value = _pick(ctx, made.given[name], given, found)
    facts = {**made.facts, name: value}
    return replace(made, facts=facts, derived={**made.derived, name: derived})


def _clashes(ctx: Context, made: World, names: list[str]) -> None:
    """Leave the rows that say what cannot be."""
    g, facts = ctx.g, ctx.program.vocabulary.facts
    for name in names:
        spec, value = facts[name], made.facts[name]
        if spec.implied_by is not None and isinstance(value, v.Truth):
            rule = holds(spec.implied_by.root, made, ctx)
            ctx.leave(g.and_(made.given[name], g.not_(value.true), v.certain(g, rule)))
        for other in spec.excludes:
            beside = made.facts.get(other)
            if not isinstance(beside, v.Truth) or not isinstance(value, v.Truth):
                continue
            sure = [
                g.and_(g.or_(made.given[n], made.derived[n]), v.certain(g, x))
                for n, x in ((name, value), (other, beside))
            ]
            ctx.leave(g.and_(*sure))
