"""A case as the engine takes it: facts as values, what the authority decided, what was paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from ecoreward.engine.values import Value
from ecoreward.problems import Place


@dataclass(frozen=True, slots=True)
class Decided:
    """One entry of `decided`: a sum, a share, a yes/no, or the id of a reading."""

    amount: Fraction | None = None
    rate: Fraction | None = None
    answer: bool | None = None
    reading: str = ""
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True, slots=True)
class Case:
    """One case, read and typed. `decided` has the key "" where one figure was given for all."""

    id: str
    jurisdiction: str
    edition: str = ""
    facts: Mapping[str, Value] = field(default_factory=dict)
    decided: Mapping[str, Decided] = field(default_factory=dict)
    already_paid: Fraction = Fraction(0)
    places: Mapping[str, Place] = field(default_factory=dict)
    place: Place = field(default=Place(""), compare=False)
    known_on: int | None = None  # only what was known on this day counts; None: all that is known

    def at(self, key: str) -> Place:
        """Where a fact or key of the case stands."""
        return self.places.get(
            key.split("/", maxsplit=1)[0], self.place
        )  # a column of a row: where the rows stand
