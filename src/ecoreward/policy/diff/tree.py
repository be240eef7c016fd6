"""The award of an edition as rules in a frame: rules give sums, the frame says how they are put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ecoreward.policy.program import Combine, Node, Readings

ROOT = "#award"  # the frame around an award that is one rule


def is_rule(node: Node) -> bool:
    """Whether a node gives a sum itself."""
    return not isinstance(node.body, (Combine, Readings))


def below(node: Node) -> tuple[Node, ...]:
    """The nodes that a part of the frame puts together."""
    match node.body:
        case Combine(children=children):
            return children
        case Readings(options=options):
            return tuple(o.node for o in options)
    return ()


def with_below(node: Node, children: Sequence[Node | None]) -> Node | None:
    """A part of the frame with other nodes below it, None for what falls away; of readings as many as there are."""
    left = tuple(n for n in children if n is not None)
    if not left:
        return None
    match node.body:
        case Combine(how=how):
            return replace(node, body=Combine(how, left))
        case Readings(options=options):
            pairs = zip(options, children, strict=True)
            kept = tuple(replace(o, node=n) for o, n in pairs if n is not None)
            return replace(node, body=Readings(kept)) if len(kept) > 1 else left[0]
    return node


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and the way to it from the root; readings share rules, the first way counts."""

    node: Node
    above: tuple[Node, ...]


def framed(award: Node, other: Node) -> Node:
    """The award as a frame: a single rule stands alone in one that combines as the other award does."""
    if not is_rule(award):
        return award
    how = other.body.how if isinstance(other.body, Combine) else "highest"
    return Node(ROOT, Combine(how, (award,)))


def rules(frame: Node) -> dict[str, Rule]:
    """Every rule below, by id, in order."""
    out: dict[str, Rule] = {}
    for node, above in _walk(frame, ()):
        if is_rule(node):
            out.setdefault(node.id, Rule(node, above))
    return out


def frames(frame: Node) -> Iterator[Node]:
    """Every part of the frame, the outermost first."""
    for node, _ in _walk(frame, ()):
        if not is_rule(node):
            yield node


def _walk(node: Node, above: tuple[Node, ...]) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    yield node, above
    for child in below(node):
        yield from _walk(child, (*above, node))
