"""Which rule, frame and gate of a draft is which of the baseline: by id, by what it says, by its words."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from ecoreward.policy.diff.same import Sense, common_names
from ecoreward.policy.diff.tree import below, framed, frames, is_rule, rules
from ecoreward.policy.program import Combine, Gate, Node, Program


@dataclass(frozen=True, slots=True)
class Pair:
    """Two editions, with what stands for what: ids of the draft by ids of the baseline."""

    base: Program
    draft: Program
    before: Sense
    after: Sense
    base_frame: Node
    draft_frame: Node
    rules: Mapping[str, str]
    frames: Mapping[str, str]
    gates: Mapping[str, str]


def matched(base: Program, draft: Program) -> Pair:
    """Two editions of which both have an award, side by side."""
    assert base.award is not None
    assert draft.award is not None
    common = common_names(base, draft)
    before, after = Sense(base, common), Sense(draft, common)
    one, two = framed(base.award, draft.award), framed(draft.award, base.award)
    old, new = rules(one), rules(two)
    pairs = _pairs(
        [_Known(i, before.of(r.node), _words(r.node.label)) for i, r in old.items()],
        [_Known(i, after.of(r.node), _words(r.node.label)) for i, r in new.items()],
    )
    gates = _pairs([_gate(g, before) for g in base.gates], [_gate(g, after) for g in draft.gates])
    stands = dict(_frames(one, two))
    return Pair(base, draft, before, after, one, two, pairs, stands, gates)


@dataclass(frozen=True, slots=True)
class _Known:
    id: str
    says: Hashable
    words: str


def _words(label: Mapping[str, str]) -> str:
    return label.get("zh", "")


def _gate(gate: Gate, sense: Sense) -> _Known:
    return _Known(gate.id, (gate.kind, sense.of(gate.when)), _words(gate.reason))


def _pairs(old: Iterable[_Known], new: Iterable[_Known]) -> dict[str, str]:
    """Ids that stand for each other; what could be two is none."""
    left, right = list(old), list(new)
    found: dict[str, str] = {}
    for key in ("id", "says", "words"):
        mine = _unique(left, key)
        theirs = _unique(right, key)
        for value, one in mine.items():
            if value and value in theirs:
                found[one.id] = theirs[value].id
        left = [x for x in left if x.id not in found]
        taken = set(found.values())
        right = [x for x in right if x.id not in taken]
    return found


def _unique(items: list[_Known], key: str) -> dict[Hashable, _Known]:
    out: dict[Hashable, _Known | None] = {}
    for item in items:
        value = getattr(item, key)
        out[value] = None if value in out else item
    return {value: item for value, item in out.items() if item is not None}


def _frames(one: Node, two: Node) -> list[tuple[str, str]]:
    """Parts of the frame that stand for each other, from the outermost in."""
    out = [(one.id, two.id)]
    old = [n for n in below(one) if not is_rule(n)]
    new = [n for n in below(two) if not is_rule(n)]
    by_id = {n.id: n for n in new}
    pairs = [(n, by_id[n.id]) for n in old if n.id in by_id]
    rest = [n for n in old if n.id not in by_id]
    known = {n.id for n in old}
    other = [n for n in new if n.id not in known]
    if len(rest) == len(other):  # renamed, in the same order
        pairs += zip(rest, other, strict=True)
    for a, b in pairs:
        out += _frames(a, b)
    return out


def same_frame(pair: Pair) -> bool:
    """Whether both frames have the same parts in the same places, whatever rules hang in them."""
    return _same(pair.base_frame, pair.draft_frame, pair)


def _same(one: Node, two: Node, pair: Pair) -> bool:
    if pair.frames.get(one.id) != two.id or type(one.body) is not type(two.body):
        return False
    old, new = below(one), below(two)
    if isinstance(one.body, Combine):
        old = tuple(n for n in old if not is_rule(n))
        new = tuple(n for n in new if not is_rule(n))
    return len(old) == len(new) and all(
        pair.rules.get(a.id) == b.id if is_rule(a) else not is_rule(b) and _same(a, b, pair)
        for a, b in zip(old, new, strict=True)
    )


def in_order(pair: Pair) -> bool:
    """Whether the rules that both have are tried in one order, wherever the first that applies counts."""
    new = {n.id: n for n in frames(pair.draft_frame)}
    for old in frames(pair.base_frame):
        other = new.get(pair.frames.get(old.id, ""))
        if other is None or not (_first(old) or _first(other)):
            continue
        mine = [pair.rules.get(n.id) or pair.frames.get(n.id) for n in below(old)]
        theirs = [n.id for n in below(other)]
        kept = [i for i in mine if i in theirs]
        if kept != [i for i in theirs if i in kept]:
            return False
    return True


def _first(node: Node) -> bool:
    return isinstance(node.body, Combine) and node.body.how == "first"
