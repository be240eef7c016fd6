"""How much of a change each difference causes: Shapley's shares, which no order of the differences moves.

A difference's share is its effect on the sum, averaged over all orders in which the differences may come.
The shares are exact fractions and add up to the whole change; in fen they do so by largest remainders.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import comb

EXACT = 6  # differences up to here each have a share of their own: 64 mixtures


def coalitions(players: Sequence[str]) -> list[frozenset[str]]:
    """Every set of players, the smaller first.

    >>> [sorted(s) for s in coalitions(["b", "a"])]
    [[], ['a'], ['b'], ['a', 'b']]
    """
    names = sorted(players)
    return [frozenset(c) for n in range(len(names) + 1) for c in combinations(names, n)]


def shapley(players: Sequence[str], value: Callable[[frozenset[str]], int]) -> dict[str, Fraction]:
    """Each player's share of `value(all) - value(none)`.

    >>> shapley(["rate", "cap"], lambda s: 100 * ("rate" in s) - 40 * ({"rate", "cap"} <= s))
    {'rate': Fraction(80, 1), 'cap': Fraction(-20, 1)}
    """
    n = len(players)
    known = {s: value(s) for s in coalitions(players)}
    out: dict[str, Fraction] = {}
    for player in players:
        total = Fraction(0)
        for s, before in known.items():
            if player not in s:
                total += Fraction(known[s | {player}] - before, n * comb(n - 1, len(s)))
        out[player] = total
    return out


def to_minor(shares: Mapping[str, Fraction]) -> dict[str, int]:
    """Shares in whole minor units that add up to the same sum, which is whole: the largest remainders are rounded up.

    Of equal remainders the first by name goes first.

    >>> to_minor({"a": Fraction(1, 3), "b": Fraction(1, 3), "c": Fraction(1, 3)})
    {'a': 1, 'b': 0, 'c': 0}
    """
    whole = sum(shares.values(), Fraction(0))
    if whole.denominator != 1:
        raise ValueError("the shares of a whole sum add up to a whole sum")
    out = {name: share.numerator // share.denominator for name, share in shares.items()}
    over = int(whole) - sum(out.values())
    for name in sorted(shares, key=lambda n: (out[n] - shares[n], n))[:over]:
        out[name] += 1
    return out


def grouped(
    effects: Mapping[str, int], groups: Mapping[str, str], most: int
) -> dict[str, tuple[str, ...]]:
    """At most `most` groups of differences, each by its name, whatever the order in which they come.

    `groups` names the rule that each difference is about. Where there are too many differences, those with the greatest
    effect stay alone as far as room is, the others are taken together by rule, and at last all of the least effect.

    >>> effects = {"a": 9, "b": 1, "c": 2, "d": 7}
    >>> grouped(effects, {"a": "x", "b": "y", "c": "y", "d": "z"}, 3)
    {'a': ('a',), 'd': ('d',), 'b+c': ('b', 'c')}
    """
    ranked = sorted(effects, key=lambda k: (-abs(effects[k]), k))
    if len(ranked) <= most:
        return {k: (k,) for k in ranked}
    alone, rest = ranked[: most - 1], ranked[most - 1 :]
    by_rule: dict[str, list[str]] = {}
    for key in rest:
        by_rule.setdefault(groups.get(key, key), []).append(key)
    sets = [tuple(sorted(v)) for v in by_rule.values()]
    if len(alone) + len(sets) > most:
        sets = [tuple(sorted(rest))]
    return {**{k: (k,) for k in alone}, **{"+".join(s): s for s in sorted(sets)}}
