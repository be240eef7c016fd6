"""The sets of terms to try for an open fact: one term of each class that a policy tells apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from ecoreward.engine.values import EXACTLY, SetOf, Value
from ecoreward.engine.world import World
from ecoreward.feel import typed as t
from ecoreward.policy.expressions import expressions_of, parts

MOST_CLASSES = 9  # classes of terms whose every subset is tried


def counted(name: str, world: World) -> bool:
    """Whether a condition or a sum counts the set's members."""
    return any(
        isinstance(node, t.Call) and node.function == "count"
        and isinstance(node.args[0], t.Fact) and node.args[0].name == name
        for expression in expressions_of(world.program)
        for node in parts(expression.root)
    )  # fmt: skip


def sets(name: str, value: SetOf, world: World) -> list[Value] | None:
    """Every set of one term from each class that the policy tells apart."""
    wanted = [codes for domain, codes in _wanted(world) if domain == name]
    vague = [c for c in sorted(value.must) if any(_too_broad(c, codes, world) for codes in wanted)]
    if vague:
        return _made_precise(value, vague, wanted, world)
    picks = told_apart(name, sorted(value.may - value.must), world)
    if len(picks) > MOST_CLASSES:
        return None
    chosen = (c for n in range(len(picks) + 1) for c in combinations(picks, n))
    found = [value.must | set(c) for c in chosen]
    return [SetOf(s, s) for s in dict.fromkeys(frozenset(s) for s in found)]


def told_apart(name: str, terms: Iterable[str], world: World) -> list[str]:
    """The first of these terms of each class that the policy tells apart.

    A term that is too broad to answer is left out: it is no completion.
    """
    wanted = [codes for domain, codes in _wanted(world) if domain == name]
    classes: dict[tuple[bool, ...], str] = {}
    for code in terms:
        if any(_too_broad(code, codes, world) for codes in wanted):
            continue
        counts = world.program.vocabulary.counts_as[code]
        classes.setdefault(tuple(bool(counts & codes) for codes in wanted), code)
    return list(classes.values())


def named_terms(name: str, world: World) -> frozenset[str]:
    """The terms of a set that the policy names."""
    return frozenset().union(*(codes for domain, codes in _wanted(world) if domain == name))


def made_precise(name: str, value: SetOf, world: World) -> list[SetOf]:
    """A given set with each of its terms that are too broad as the narrower ones that are named."""
    wanted = [codes for domain, codes in _wanted(world) if domain == name]
    vague = [c for c in sorted(value.must) if any(_too_broad(c, codes, world) for codes in wanted)]
    found = _made_precise(value, vague, wanted, world) if vague else None
    return [
        s
        for s in found or ()
        if isinstance(s, SetOf) and not any(c.endswith(EXACTLY) for c in s.must)
    ]


def _too_broad(code: str, codes: frozenset[str], world: World) -> bool:
    vocabulary = world.program.vocabulary
    if vocabulary.counts_as.get(code, frozenset()) & codes:
        return False
    return bool(vocabulary.reach.get(code, frozenset()) & codes)


def _made_precise(
    value: SetOf, vague: list[str], wanted: list[frozenset[str]], world: World
) -> list[Value] | None:
    """A term too broad to answer, as each narrower kind that a list tells apart, or as none of them."""
    vocabulary = world.program.vocabulary
    sets = [value.must]
    for code in vague:
        narrower = vocabulary.covers[code] - {code}
        named = sorted(
            n for n in narrower if any(vocabulary.counts_as[n] & codes for codes in wanted)
        )
        sets = [(s - {code}) | {pick} for s in sets for pick in (*named, code + EXACTLY)]
        if len(sets) > 2**MOST_CLASSES:
            return None
    return [SetOf(s, s) for s in dict.fromkeys(sets)]


def _wanted(world: World) -> Iterator[tuple[str, frozenset[str]]]:
    for listing in world.program.lists.values():
        yield listing.domain, listing.codes
        if listing.outside:
            yield listing.domain, listing.outside
    for expression in expressions_of(world.program):
        for node in parts(expression.root):
            if isinstance(node, t.Has) and not node.listing and isinstance(node.left, t.Fact):
                if node.mode == "all":
                    for code in sorted(node.codes):
                        yield node.left.name, frozenset({code})
                yield node.left.name, node.codes
