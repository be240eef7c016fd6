"""One state of knowledge: what is known of each fact, what the authority settled, under which edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from ecoreward.engine.values import Num, Value
from ecoreward.policy.program import Program

Origin = Literal[
    "given", "range", "presumed", "derived", "missing", "defined", "decided", "written"
]

# How much of a decision is wanted: all of it; outcome and sums only; or these and what they rest on.
Light = bool | Literal["because"]


@dataclass(frozen=True, slots=True)
class Settled:
    """What the authority decided, or an end of a range that is being tried out."""

    figures: Mapping[str, Fraction] = field(default_factory=dict)  # sums, by node
    rates: Mapping[str, Fraction] = field(default_factory=dict)
    ends: Mapping[str, Literal["low", "high"]] = field(default_factory=dict)  # by node, for trials
    readings: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, bool] = field(default_factory=dict)  # open lists


@dataclass(frozen=True, slots=True)
class World:
    """A program, the facts as far as known, and what is settled. `tracing` off for trials."""

    program: Program
    facts: Mapping[str, Value]
    origins: Mapping[str, Origin] = field(default_factory=dict)
    settled: Settled = field(default_factory=Settled)
    tracing: bool = True
    bounds: Mapping[str, Num] = field(default_factory=dict)  # of defined numbers, by conditions
    row: tuple[str, int, int] = ("", 0, 0)  # inside `each`: the rows fact, which row, of how many
    years: set[int] = field(default_factory=set, compare=False)  # looked up in the calendar

    def knowing(self, name: str, value: Value) -> World:
        """The same world with one fact known better."""
        return replace(self, facts={**self.facts, name: value})

    def key(self, node: str) -> str:
        """What `decided` calls a figure of a node here: ``share/2`` in the second of several rows."""
        _, number, of = self.row
        return f"{node}/{number}" if of > 1 else node

    def step(self, name: str) -> Fraction:
        """The grid of a number or money fact (days and counts: 1)."""
        spec = self.program.vocabulary.facts.get(name.rsplit("/", 1)[-1])
        if spec is None:
            return self.program.unit
        if spec.type.kind == "money":
            return spec.step or self.program.unit
        return spec.step or Fraction(1)
