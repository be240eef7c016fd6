"""An edition between two: the baseline with some of the differences of a draft.

With none it is the baseline itself and with all the draft itself; between, what a difference does not say is the baseline's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from ecoreward.feel import typed as t
from ecoreward.policy.diff.differences import FRAME, SECTIONS, parts_of, places, table_rows
from ecoreward.policy.diff.matching import Pair
from ecoreward.policy.diff.tree import Rule, below, is_rule, rules, with_below
from ecoreward.policy.edition import Edition
from ecoreward.policy.program import (
    Band,
    Combine,
    Fixed,
    Gate,
    KindList,
    Node,
    Program,
    Rate,
    Table,
)
from ecoreward.policy.vocabulary_types import Vocabulary


def mixed(base: Edition, draft: Edition, pair: Pair, on: Collection[str]) -> Edition:
    """The baseline with the differences whose switches are `on`."""
    mixer = _Mixer(pair, frozenset(on))
    return replace(base, program=mixer.program())


@dataclass
class _Mixer:
    pair: Pair
    on: frozenset[str]
    old: dict[str, Rule] = field(init=False)
    new: dict[str, Rule] = field(init=False)
    moved: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(init=False)

    def __post_init__(self) -> None:
        self.old, self.new = rules(self.pair.base_frame), rules(self.pair.draft_frame)
        self.moved = places(self.pair)

    def program(self) -> Program:
        base, draft = self.pair.base, self.pair.draft
        sections = {n: getattr(draft, n) for n in SECTIONS if f"section.{n}" in self.on}
        award = self._award()
        words = base.vocabulary
        if words.digest != draft.vocabulary.digest or words.facts != draft.vocabulary.facts:
            facts = {**words.facts, **draft.vocabulary.facts}
            words = Vocabulary(facts, {**words.terms, **draft.vocabulary.terms})
        return replace(
            base, **sections, award=award, gates=self._gates(), vocabulary=words,
            lists=self._defined(base.lists, draft.lists),
            defined=self._defined(base.defined, draft.defined),
        )  # fmt: skip

    def _defined(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
        taken = {n: x for n, x in new.items() if n not in old or f"definition.{n}" in self.on}
        return {**old, **taken}

    def _gates(self) -> tuple[Gate, ...]:
        new = {g.id: g for g in self.pair.draft.gates}
        out: list[Gate] = []
        for gate in self.pair.base.gates:
            other = new.get(self.pair.gates.get(gate.id, ""))
            if other is not None and f"gate.{gate.id}.when" in self.on:
                out.append(other)
            elif f"gate-removed.{gate.id}" not in self.on:
                out.append(gate)
        return (*out, *(g for g in self.pair.draft.gates if f"gate-added.{g.id}" in self.on))

    def _award(self) -> Node:
        pair, moved_frame = self.pair, FRAME in self.on
        chosen = pair.draft_frame if moved_frame else pair.base_frame
        other = pair.base_frame if moved_frame else pair.draft_frame
        hung = _Hung(self, draft=moved_frame)
        mine = {hung.name(i) for i in rules(chosen)}
        for id, rule in rules(other).items():
            name = hung.foreign(id)
            if name not in mine and self.rule(name) is not None:
                hung.hang(name, rule)
        award = hung.built(chosen)
        if award is not None:
            return award
        nothing = t.Expression("0", t.Const(t.MONEY, Fraction(0)))
        return Node("award", Fixed(nothing))

    # A rule by its name: its id in the baseline, else in the draft.
    def rule(self, name: str) -> Node | None:
        """A rule as it is in this mixture; None where it is not in it."""
        old = self.old.get(name)
        new = self.new.get(self.pair.rules.get(name, name if old is None else ""))
        if old is not None and new is not None:
            return self._both(old.node, new.node)
        only = old or new
        assert only is not None
        node, kinds = only.node, only.node.kinds
        if kinds is None:
            return (
                node
                if (f"removed.{name}" not in self.on if old else f"added.{name}" in self.on)
                else None
            )
        codes = self._codes(
            name, kinds.codes if old else frozenset(), kinds.codes if new else frozenset()
        )
        opens = (f"open.{name}" in self.on) is (new is not None)
        if not codes and not (opens and kinds.open):
            return None
        return replace(node, kinds=_list(kinds, codes, kinds if opens else None))

    def _both(self, old: Node, new: Node) -> Node:
        out = old
        for part in parts_of(old, new):
            if part == "body" and table_rows(old, new, self.pair):
                out = self._rows(out, new)
            elif f"value.{old.id}.{part}" in self.on:
                out = _set(out, new, part)
        if f"value.{old.id}.for" in self.on:
            return replace(out, kinds=new.kinds)
        one, two = old.kinds, new.kinds
        if one is None or two is None or one.domain != two.domain:
            return out
        codes = self._codes(old.id, one.codes, two.codes)
        return replace(out, kinds=_list(one, codes, two if f"open.{old.id}" in self.on else one))

    def _rows(self, out: Node, new: Node) -> Node:
        one, two = out.body, new.body
        assert isinstance(one, Table)
        assert isinstance(two, Table)
        taken = [f"value.{out.id}.row-{n + 1}" in self.on for n in range(len(one.rows))]

        def picked(old: Any, other: Any) -> Any:
            return tuple(
                replace(a, node=b.node) if on else a
                for a, b, on in zip(old, other, taken, strict=True)
            )

        rows = picked(one.rows, two.rows)
        other = picked(one.other, two.other) if len(one.other) == len(taken) else one.other
        return replace(out, body=replace(one, rows=rows, other=other))

    def _codes(self, name: str, old: frozenset[str], new: frozenset[str]) -> frozenset[str]:
        def here(code: str) -> bool:
            way = self.moved.get(code)
            if way is None:
                return code in old
            sources, targets = ("+".join(w) or "-" for w in way)
            return code in (new if f"{sources}>{targets}" in self.on else old)

        return frozenset(c for c in old | new if here(c))


def _list(kinds: KindList, codes: frozenset[str], opens: KindList | None) -> KindList:
    outside = opens.outside - codes if opens else frozenset[str]()
    return replace(kinds, codes=codes, outside=outside, open=opens.open if opens else False)


def _set(node: Node, other: Node, part: str) -> Node:
    """A rule with one part of another."""
    match part, node.body, other.body:
        case "body", _, body:
            return replace(node, body=body)
        case (("when" | "floor" | "cap" | "then" | "each"), _, _):
            return replace(node, **{part: getattr(other, part)})
        case "fixed", _, Fixed():
            return replace(node, body=other.body)
        case (("low" | "high"), Band() as mine, Band() as theirs):
            return replace(node, body=replace(mine, **{part: getattr(theirs, part)}))
        case _, Rate() as mine, Rate() as theirs:
            name = {"rate-high": "high"}.get(part, part)
            return replace(node, body=replace(mine, **{name: getattr(theirs, name)}))
    return node


@dataclass
class _Hung:
    """Where rules of the other edition hang in the frame that was chosen."""

    mixer: _Mixer
    draft: bool
    before: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    after: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    inside: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    placed: set[str] = field(default_factory=set)

    def _named(self, id: str, draft: bool) -> str:
        pair = self.mixer.pair
        if not draft:
            return id
        for known in (pair.rules, pair.frames):
            for name, other in known.items():
                if other == id:
                    return name
        return id

    def name(self, id: str) -> str:
        """A rule or part of the chosen frame by its name."""
        return self._named(id, self.draft)

    def foreign(self, id: str) -> str:
        """A rule or part of the other frame by its name."""
        return self._named(id, not self.draft)

    def hang(self, name: str, rule: Rule) -> None:
        """Beside the nearest neighbour that is there; else inside the nearest part that is."""
        chosen = self.mixer.pair.draft_frame if self.draft else self.mixer.pair.base_frame
        if not self.placed:
            self.placed = {self.name(n.id) for n in _all(chosen)}
        item = rule.node.id
        for above in reversed(rule.above):
            names = [self.foreign(n.id) for n in below(above)]
            at = names.index(self.foreign(item))
            for near, side in (
                *((n, self.after) for n in reversed(names[:at])), *((n, self.before) for n in names[at + 1 :])
            ):  # fmt: skip
                if near in self.placed and near != self.name(chosen.id):
                    side[near].append(name)
                    self.placed.add(name)
                    return
            if self.foreign(above.id) in self.placed:
                self.inside[self.foreign(above.id)].append(name)
                self.placed.add(name)
                return
            item = above.id
        self.inside[self.name(chosen.id)].append(name)
        self.placed.add(name)

    def built(self, node: Node) -> Node | None:
        """A part of the chosen frame, with what hangs in it."""
        name = self.name(node.id)
        if is_rule(node):
            return self.mixer.rule(name)
        own = self._fields(node, name)
        if not isinstance(node.body, Combine):
            found = [self._together(c) for c in below(node)]
            extra = self._rules(self.inside[name])
            if extra:
                found = [_beside(n, extra) for n in found]
            return with_below(own, found)
        children = [x for child in below(node) for x in self._with_neighbours(child)]
        return with_below(own, [*children, *self._rules(self.inside[name])])

    def _with_neighbours(self, child: Node) -> list[Node]:
        name = self.name(child.id)
        built = self.built(child)
        return [
            *self._rules(self.before[name]), *([built] if built is not None else []),
            *self._rules(self.after[name]),
        ]  # fmt: skip

    def _together(self, option: Node) -> Node | None:
        """A reading with what stands beside it, as one node."""
        found = self._with_neighbours(option)
        return _beside(found[0], tuple(found[1:])) if found else None

    def _rules(self, names: list[str]) -> tuple[Node, ...]:
        out: list[Node] = []
        for name in names:
            node = self.mixer.rule(name)
            out += [*self._rules(self.before[name]), *([node] if node else []), *self._rules(self.after[name])]  # fmt: skip
        return tuple(out)

    def _fields(self, node: Node, name: str) -> Node:
        """A part of the frame with the fields that are switched."""
        pair, on = self.mixer.pair, self.mixer.on
        if name not in pair.frames:
            return node
        old = next(n for n in _all(pair.base_frame) if n.id == name)
        new = next(n for n in _all(pair.draft_frame) if n.id == pair.frames[name])
        out = node
        for part in ("for", "when", "floor", "cap", "then", "each"):
            source = new if f"value.{name}.{part}" in on else old
            out = replace(
                out, **{_FIELDS.get(part, part): getattr(source, _FIELDS.get(part, part))}
            )
        how = new if f"value.{name}.how" in on else old
        if isinstance(out.body, Combine) and isinstance(how.body, Combine):
            out = replace(out, body=replace(out.body, how=how.body.how))
        return out


_FIELDS = {"for": "kinds"}


def _beside(node: Node | None, extra: tuple[Node, ...]) -> Node | None:
    """A node with others beside it; the highest counts where nothing else is said."""
    if node is None or not extra:
        return node
    if isinstance(node.body, Combine):
        return replace(node, body=replace(node.body, children=(*node.body.children, *extra)))
    return Node(f"{node.id}-beside", Combine("highest", (node, *extra)))


def _all(frame: Node) -> list[Node]:
    out = [frame]
    for child in below(frame):
        out += _all(child)
    return out
