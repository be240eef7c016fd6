"""What of a decision may be told to the person who reported: facts about the report and its maker.

The decision says of each fact whom it is about. A rule's entry, test or figure that rests on anything
else, on the fine above all, is not for the reporter: neither its value nor what could be computed back
from it. What an earlier version stored does not say whom a fact is about, so it tells nothing of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ecoreward.explain.tree import COMBINERS, child_key
from ecoreward.explain.voice import Data
from ecoreward.explain.whynot import walk


@dataclass(frozen=True, slots=True)
class Told:
    """The codes of facts that may be told, and those that the reporters themselves can say or do."""

    facts: frozenset[str]
    own: frozenset[str]

    def test(self, test: Data) -> bool:
        """Whether a condition rests on nothing but what may be told."""
        if test is None:
            return True
        sides = all(self.operand(test.get(side)) for side in ("left", "right"))
        return sides and all(self.test(t) for t in test.get("items") or ())

    def operand(self, operand: Data) -> bool:
        """Whether a figure or fact, and all that it is made of, may be told."""
        if operand is None:
            return True
        items = operand.get("items") or ()
        if operand["fact"]:
            return code(operand["fact"]) in self.facts
        # What is computed in a way that the trace does not spell out may hold anything.
        if operand["origin"] not in ("written", "defined") and not items:
            return False
        return all(self.operand(i) for i in items)

    def chosen(self, node: Data) -> bool:
        """Whether that an entry of the rule applies may be told."""
        tests = [*(node.get("row") or ()), node["kinds"], node["condition"]]
        return all(self.test(t) for t in tests)

    def computed(self, node: Data) -> bool:
        """Whether how an entry comes to its own amount may be told."""
        steps = [s for s in node["steps"] if s["applied"] != "no"]
        return all(self.operand(o) for o in node["operands"]) and all(
            self.operand(s["operand"]) and self.test(s["condition"]) for s in steps
        )

    def openly(self, award: Data) -> bool:
        """Whether the whole way to the sum may be told: every entry with a part in it."""
        return all(self.chosen(n) and self.computed(n) for n in in_play(award))

    def nothing_hidden(self, award: Data) -> bool:
        """Whether no entry at all, in play or not, rests on what may not be told."""
        return all(self.chosen(n) and self.computed(n) for n in walk(award))


def told_of(data: Data) -> Told:
    """What may be told of a decision."""
    about = [f for f in data.get("facts") or () if f["about"] == "reporter"]
    own = [f for f in about if f["settled_by"] in ("case", "consent")]
    return Told(frozenset(code(f["fact"]) for f in about), frozenset(code(f["fact"]) for f in own))


def code(fact: str) -> str:
    """The code of a fact; of a column of a row, the column's.

    >>> code("offences/2/fine"), code("fine")
    ('fine', 'fine')
    """
    return fact.rsplit("/", 1)[-1]


def in_play(node: Data) -> Iterator[Data]:
    """The entries that apply or may apply and count, from the top."""
    if node["applies"] == "no":
        return
    yield node
    for child in node["children"]:
        if node["kind"] != "highest" or child_key(child) in node["counted"]:
            yield from in_play(child)


def is_leaf(node: Data) -> bool:
    """Whether an entry has an amount of its own, and does not combine those of others."""
    return node["kind"] not in (*COMBINERS, "table", "readings")
