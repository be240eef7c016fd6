"""The differences between two editions, each one thing a reader would name, in the order of the policy.

Each has the switches that turn it on in a mixture (`mixture.mixed`): none of them is the baseline, all are the draft.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from ecoreward.feel import typed as t
from ecoreward.policy.diff.matching import Pair, in_order, matched, same_frame
from ecoreward.policy.diff.tree import frames, rules
from ecoreward.policy.program import (
    Band,
    Combine,
    Fixed,
    KindList,
    Node,
    Program,
    Rate,
    Table,
)

Kind = Literal[
    "value", "listed", "added", "removed", "moved", "open", "frame",
    "gate-added", "gate-removed", "gate", "definition", "section",
]  # fmt: skip
FRAME = "frame"
SECTIONS = ("where", "rounding", "approvals", "claim", "sharing", "payout", "pays", "reclaim", "staged",
            "honours", "handling")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `before` and `after` are the parts themselves, None where there is none.

    `node` is the rule, gate, list or section that it is about, by the id in the baseline, else in the draft;
    `field` is the key there. Of kinds that moved, `sources` and `targets` are the rules they were and are in.
    """

    kind: Kind
    node: str
    field: str = ""
    before: Any = None
    after: Any = None
    codes: frozenset[str] = frozenset()
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    switches: frozenset[str] = frozenset()

    @property
    def of_sum(self) -> bool:
        """Whether it can move the sum of a case, and not only what is done with it."""
        return self.kind != "section" or self.node in ("where", "rounding", "claim")

    @property
    def key(self) -> str:
        """A name of this difference that no other has."""
        if self.kind == "moved":
            return f"{'+'.join(self.sources) or '-'}>{'+'.join(self.targets) or '-'}"
        return ".".join(x for x in (self.kind, self.node, self.field) if x)


def differences(base: Program, draft: Program) -> tuple[Difference, ...]:
    """Everything that can make the two decide differently; empty where only words and names differ."""
    return of_pair(matched(base, draft))


def of_pair(pair: Pair) -> tuple[Difference, ...]:
    """The differences of two editions that were put side by side."""
    found = [
        *_sections(pair, ("where",)), *_gates(pair), *_definitions(pair), *_frame(pair), *_rules(pair),
        *_moved(pair), *_sections(pair, SECTIONS[1:]),
    ]  # fmt: skip
    return _tied(tuple(replace(d, switches=d.switches or frozenset({d.key})) for d in found), pair)


def _sections(pair: Pair, names: tuple[str, ...]) -> Iterator[Difference]:
    for name in names:
        old, new = getattr(pair.base, name), getattr(pair.draft, name)
        if pair.before.of(old) != pair.after.of(new):
            yield Difference("section", name, "", old, new)


def _gates(pair: Pair) -> Iterator[Difference]:
    new = {g.id: g for g in pair.draft.gates}
    for gate in pair.base.gates:
        other = new.get(pair.gates.get(gate.id, ""))
        if other is None:
            yield Difference("gate-removed", gate.id, "", gate)
        elif pair.before.of(gate) != pair.after.of(other):
            yield Difference("gate", gate.id, "when", gate, other)
    taken = set(pair.gates.values())
    for gate in pair.draft.gates:
        if gate.id not in taken:
            yield Difference("gate-added", gate.id, "", None, gate)


def _definitions(pair: Pair) -> Iterator[Difference]:
    """Lists and expressions that both define, differently, where an expression uses them."""
    used = {*_used(pair.base), *_used(pair.draft)}
    for name in sorted(pair.before.common & used):
        old = pair.base.lists.get(name) or pair.base.defined.get(name)
        new = pair.draft.lists.get(name) or pair.draft.defined.get(name)
        if pair.before.of(old) != pair.after.of(new):
            yield Difference("definition", name, "", old, new)


def _used(program: Program) -> set[str]:
    from ecoreward.policy.expressions import beside, expressions_of, parts

    out: set[str] = set()
    for expression in (*expressions_of(program), *beside(program)):
        for part in parts(expression.root):
            if isinstance(part, (t.Has, t.Member)) and part.listing:
                out.add(part.listing)
            elif isinstance(part, t.Defined):
                out.add(part.name)
    return out


def _frame(pair: Pair) -> Iterator[Difference]:
    if not same_frame(pair) or not in_order(pair):
        yield Difference(
            "frame", "", "", pair.base_frame, pair.draft_frame, switches=frozenset({FRAME})
        )
    new = {n.id: n for n in frames(pair.draft_frame)}
    for old in {n.id: n for n in frames(pair.base_frame)}.values():
        other = new.get(pair.frames.get(old.id, ""))
        if other is None:
            continue
        for name in ("how", "for", "when", "floor", "cap", "then", "each"):
            yield from _field(pair, old, other, name)


def _field(pair: Pair, old: Node, new: Node, name: str) -> Iterator[Difference]:
    one, two = value_of(old, name), value_of(new, name)
    if pair.before.of(one) != pair.after.of(two):
        yield Difference("value", old.id, name, one, two)


def value_of(node: Node, name: str) -> Any:
    """A field of a rule or a frame by its name in the policy; None where it has none."""
    match name, node.body:
        case "for", _:
            return node.kinds
        case (("when" | "floor" | "cap" | "then" | "each"), _):
            return getattr(node, name)
        case "how", Combine(how=how):
            return how
        case "how", body:
            return type(body).__name__
        case "fixed", Fixed(amount=amount):
            return amount
        case "low", Band(low=low):
            return low
        case "high", Band(high=high):
            return high
        case "rate", Rate(rate=rate):
            return rate
        case "rate-high", Rate(high=high):
            return high
        case "base", Rate(base=base):
            return base
        case "body", body:
            return body
    return None


PARTS = {Fixed: ("fixed",), Band: ("low", "high"), Rate: ("rate", "rate-high", "base")}


def parts_of(old: Node, new: Node) -> tuple[str, ...]:
    """The fields by which two rules that stand for each other are compared."""
    around = ("when", "floor", "cap", "then", "each")
    if type(old.body) is type(new.body) and type(old.body) in PARTS:
        return (*PARTS[type(old.body)], *around)
    return ("body", *around)


def table_rows(old: Node, new: Node, pair: Pair) -> bool:
    """Whether two tables have the same rows, so that each can differ alone."""
    one, two = old.body, new.body
    if not isinstance(one, Table) or not isinstance(two, Table):
        return False
    a = (
        one.by,
        one.edges,
        [r.tests for r in one.rows],
        [r.tests for r in one.other],
        one.otherwise,
    )
    b = (
        two.by,
        two.edges,
        [r.tests for r in two.rows],
        [r.tests for r in two.other],
        two.otherwise,
    )
    return pair.before.of(a) == pair.after.of(b)


def _rules(pair: Pair) -> Iterator[Difference]:
    old, new = rules(pair.base_frame), rules(pair.draft_frame)
    for id, rule in old.items():
        other = new.get(pair.rules.get(id, ""))
        if other is not None:
            yield from _rule(pair, rule.node, other.node)
        elif not _by_kinds(rule.node):
            yield Difference("removed", id, "", rule.node)
        elif rule.node.kinds is not None and _opens(rule.node.kinds):
            yield Difference("open", id, "", rule.node.kinds)
    taken = set(pair.rules.values())
    for id, rule in new.items():
        if id in taken:
            continue
        if not _by_kinds(rule.node):
            yield Difference("added", id, "", None, rule.node)
        elif rule.node.kinds is not None and _opens(rule.node.kinds):
            yield Difference("open", id, "", None, rule.node.kinds)


def _rule(pair: Pair, old: Node, new: Node) -> Iterator[Difference]:
    for name in parts_of(old, new):
        if name != "body" or not table_rows(old, new, pair):
            yield from _field(pair, old, new, name)
            continue
        assert isinstance(old.body, Table)
        assert isinstance(new.body, Table)
        for n, (a, b) in enumerate(zip(old.body.rows, new.body.rows, strict=True)):
            if pair.before.of(a.node) != pair.after.of(b.node):
                yield Difference("value", old.id, f"row-{n + 1}", a.node, b.node)
    if _by_kinds(old) and _by_kinds(new) and _domain(old) == _domain(new):
        one, two = old.kinds, new.kinds
        assert one is not None
        assert two is not None
        if (one.open, one.outside) != (two.open, two.outside):
            yield Difference("open", old.id, "", one, two)
    else:
        yield from _field(pair, old, new, "for")


def _by_kinds(node: Node) -> bool:
    return node.kinds is not None


def _domain(node: Node) -> str:
    return node.kinds.domain if node.kinds is not None else ""


def _opens(kinds: KindList) -> bool:
    return kinds.open or bool(kinds.outside)


def places(pair: Pair) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Each kind of violation that is not listed where it was: the rules before and after.

    Rules go by their ids in the baseline, else in the draft.
    """
    old, new = rules(pair.base_frame), rules(pair.draft_frame)
    back = {v: k for k, v in pair.rules.items()}
    whole = {
        id for id, other in pair.rules.items()
        if _domain(old[id].node) != _domain(new[other].node)
    }  # fmt: skip
    was: defaultdict[str, list[str]] = defaultdict(list)
    now: defaultdict[str, list[str]] = defaultdict(list)
    for id, rule in old.items():
        for code in rule.node.kinds.codes if rule.node.kinds and id not in whole else ():
            was[code].append(id)
    for id, rule in new.items():
        name = back.get(id, id)
        for code in rule.node.kinds.codes if rule.node.kinds and name not in whole else ():
            now[code].append(name)
    return {
        code: (tuple(was[code]), tuple(now[code]))
        for code in sorted({*was, *now})
        if sorted(was[code]) != sorted(now[code])
    }


def _moved(pair: Pair) -> Iterator[Difference]:
    groups: defaultdict[tuple[tuple[str, ...], tuple[str, ...]], set[str]] = defaultdict(set)
    for code, way in places(pair).items():
        groups[way].add(code)
    for (sources, targets), codes in groups.items():
        yield Difference(
            "moved", (sources or targets)[0], "for", None, None, frozenset(codes), sources, targets
        )


def _tied(found: tuple[Difference, ...], pair: Pair) -> tuple[Difference, ...]:
    """What hangs together with another frame is one difference with it: how its parts combine, conditions that moved."""
    frame = next((d for d in found if d.kind == "frame"), None)
    if frame is None:
        return found
    asked = {
        **_asked(pair.draft_frame, pair.frames.values(), pair),
        **_asked(pair.base_frame, pair.frames.keys(), pair, old=True),
    }
    mine: set[str] = set()
    for d in found:
        gate = d.before or d.after
        if d.kind == "value" and d.field == "how":
            mine.add(d.key)
        if d.kind in ("gate-removed", "gate-added") and gate.kind == "requires":
            sense = pair.before if d.before is not None else pair.after
            if sense.of(gate.when) in asked:
                mine.add(d.key)
    switches = frame.switches.union(*(d.switches for d in found if d.key in mine))
    return tuple(
        replace(d, switches=switches) if d is frame else d for d in found if d.key not in mine
    )


def _asked(frame: Node, known: Any, pair: Pair, *, old: bool = False) -> dict[Hashable, bool]:
    """The conditions of parts of a frame that the other edition does not have."""
    sense = pair.before if old else pair.after
    out: dict[Hashable, bool] = {}
    for node in frames(frame):
        if node.id not in set(known) and node.when is not None:
            root = node.when.root
            for part in root.items if isinstance(root, t.And) else (root,):
                out[sense.of(part)] = True
    return out
