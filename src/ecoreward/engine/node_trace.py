"""The trace of one node: applied, refused, or never reached."""

from __future__ import annotations

from ecoreward.engine.applies import kinds_hold
from ecoreward.engine.results import Body
from ecoreward.engine.trace import (
    NodeTrace,
    Operand,
    StepTrace,
    TestTrace,
    kinds_trace,
    operand,
    range_data,
    test_trace,
)
from ecoreward.engine.values import (
    NONE,
    Num,
    Truth,
)
from ecoreward.engine.world import World
from ecoreward.feel.typed import Expression
from ecoreward.policy.program import (
    KindList,
    Node,
)


def operands_of(world: World, *expressions: object) -> tuple[Operand, ...]:
    if not world.tracing:
        return ()
    return tuple(operand(e, e.root, world) for e in expressions if isinstance(e, Expression))


def unreached(node: Node) -> NodeTrace:
    """A child of `first` behind one that applied: shown, not asked."""
    return NodeTrace(
        node.id, node.kind, node.label, node.cite, node.quote, applies="no", reached=False
    )


def refused(node: Node, world: World) -> NodeTrace:
    return NodeTrace(
        node.id, node.kind, node.label, node.cite, node.quote, applies="no", reached=True,
        kinds=_kinds_trace(node.kinds, node, world), condition=_when_trace(node, world),
    )  # fmt: skip


def _kinds_trace(listing: KindList | None, node: Node, world: World) -> TestTrace | None:
    return kinds_trace(listing, kinds_hold(node, world), world) if listing else None


def _when_trace(node: Node, world: World) -> TestTrace | None:
    return test_trace(node.when, node.when.root, world) if node.when else None


def traced(
    node: Node,
    world: World,
    applies: Truth,
    body: Body,
    value: Num | None,
    steps: list[StepTrace],
) -> NodeTrace | None:
    if not world.tracing:
        return None
    currency = world.program.currency
    return NodeTrace(
        node.id, node.kind, node.label, node.cite, node.quote, applies.word, reached=True,
        kinds=_kinds_trace(node.kinds, node, world), condition=_when_trace(node, world),
        operands=body.operands,
        value=range_data(body.amount, currency) if value is not None else None,
        steps=tuple(steps),
        amount=range_data(value, currency) if value is not None else None,
        counted=body.counted,
        settled=body.settled,
        causes=tuple(sorted(f"{c.kind}:{c.name}" for c in (value.causes if value else NONE) | applies.causes)),
        children=tuple(c.trace for c in body.children if c.trace is not None),
    )  # fmt: skip
