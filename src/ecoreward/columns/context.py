"""What the compiler of one edition keeps while it walks the policy: the graph, the causes, what must be left to the reference."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ecoreward.columns import values as v
from ecoreward.columns.graph import Graph, Node
from ecoreward.columns.shape import MOST, Shape
from ecoreward.engine.facts import silence, world_of
from ecoreward.engine.values import Cause, Causes, Value
from ecoreward.engine.values import Truth as Known
from ecoreward.engine.world import World as Reference
from ecoreward.policy.program import Program

MOST_CAUSES = 62
MOST_BITS = 62


class Unsupported(Exception):
    """What columns cannot say; every row of the edition is left to the reference evaluator."""


@dataclass(frozen=True, slots=True)
class Question:
    """What one bit of a column of masks says of a set or a choice."""

    fact: str
    answer: Callable[[Value], Known]
    part: str  # true, false, open, or the name of a cause
    cause: Cause | None = None
    content: Hashable = (
        None  # equal for questions of other programs that ask the same; None: not known
    )

    def holds(self, value: Value) -> bool:
        """The bit for one value."""
        return self.told(self.answer(value))

    def told(self, found: Known) -> bool:
        """The bit of an answer."""
        if self.part == "true":
            return found.true
        if self.part == "open":
            return found.true and found.false
        if self.part == "false":
            return found.false
        return found.true and found.false and self.cause in found.causes


@dataclass(slots=True)
class Context:
    """One edition on its way to a graph."""

    program: Program
    shape: Shape
    most: int = MOST
    g: Graph = field(default_factory=Graph)
    causes: dict[Cause, int] = field(default_factory=dict)  # their bits
    hard: list[Node] = field(default_factory=list)  # rows that are left to the reference
    soft: list[Node] = field(default_factory=list)  # rows that a sharp graph leaves to the full one
    reach: Node = field(init=False)  # the rows that get to where the walk is
    masks: dict[str, list[list[Question]]] = field(default_factory=dict)  # by fact, by column
    counts: set[str] = field(default_factory=set)  # facts whose number of members is asked
    asked: dict[tuple[str, str], tuple[v.Truth, Node]] = field(default_factory=dict)
    figures: dict[str, Node] = field(default_factory=dict)  # where a figure of a node is open
    settled: dict[str, Node] = field(default_factory=dict)  # where a decided figure is a node's
    reference: Reference = field(init=False)

    def __post_init__(self) -> None:
        self.reach = self.g.yes
        unsaid = silence(self.program, presume=self.shape.presume)
        self.reference = world_of(self.program, {}, tracing=False, unsaid=unsaid)[0]

    def bits(self, causes: Causes) -> int:
        """The bits of some causes."""
        out = 0
        for cause in sorted(causes):
            if cause not in self.causes:
                if len(self.causes) >= MOST_CAUSES:
                    raise Unsupported("causes")
                self.causes[cause] = len(self.causes)
            out |= 1 << self.causes[cause]
        return out

    def cause(self, cause: Cause) -> Node:
        """The bit of one cause, as a node."""
        return self.g.number(self.bits(frozenset({cause})))

    def known(self, truth: Known) -> v.Truth:
        """A truth that is known while compiling."""
        g = self.g
        open_ = truth.true and truth.false
        bits = self.bits(truth.causes) if open_ else 0
        return v.Truth(g.truth(truth.true), g.truth(truth.false), g.number(bits))

    def leave(self, condition: Node) -> None:
        """Leave the rows that get here, and for which `condition` holds, to the reference."""
        rows = self.g.and_(self.reach, condition)
        if rows is not self.g.no:
            self.hard.append(rows)

    def wide(self, condition: Node) -> None:
        """In a sharp graph, which has no ranges, leave the rows that get here and have one to the full graph."""
        rows = self.g.and_(self.reach, condition)
        if self.shape.sharp and rows is not self.g.no:
            self.soft.append(rows)

    @contextmanager
    def where(self, condition: Node) -> Iterator[None]:
        """Walk on with the rows for which `condition` holds."""
        reach = self.reach
        self.reach = self.g.and_(reach, condition)
        yield
        self.reach = reach

    def bit(self, question: Question) -> Node:
        """The bit of a set or a choice that answers a question."""
        columns = self.masks.setdefault(question.fact, [[]])
        if len(columns[-1]) >= MOST_BITS:
            columns.append([])
        columns[-1].append(question)
        mask = self.g.column(f"{question.fact}#{len(columns) - 1}", 0, 2**MOST_BITS - 1)
        return self.g.bit(mask, len(columns[-1]) - 1)
