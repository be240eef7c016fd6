"""What a table of cases gives: for each fact whether every row has it, some lack it, or some know it in part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from ecoreward.policy.vocabulary_types import FactSpec

# given: every row has one value; some: others lack it; part: some have a range.
Mode = Literal["given", "some", "part"]
MONEY_GRID = 100  # tables carry sums in hundredths of the main unit
FIRST_DAY, LAST_DAY = 1, 3_652_059  # of the calendar, as ordinals
MOST = (
    10**13
)  # hundredths, or parts of a grid, that columns take; beyond, the reference evaluator does


@dataclass(frozen=True)
class Shape:
    """The facts of a table with their modes; a fact that is not here is silent in every row."""

    facts: Mapping[str, Mode] = field(default_factory=dict)
    decided: bool = False  # whether some rows have the authority's figure
    paid: bool = False  # whether some rows were paid before
    named: bool = False  # whether the rows name their edition
    presume: bool = True
    # Every set and choice that a row gives is taken to answer every question for certain: that no list is
    # left open by it (等), no kind of violation too broad; and no figure, reading or statement of the source is
    # open where a row gets to it. Rows for which that is not so are told as hard.
    sharp: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """The shape as something to look up by."""
        facts = tuple(sorted(self.facts.items()))
        return (facts, self.decided, self.paid, self.named, self.presume, self.sharp)


def grid(spec: FactSpec) -> int:
    """The denominator of the grid on which a table has a number, a sum or a day.

    >>> from ecoreward.feel.typed import MONEY
    >>> grid(FactSpec("fine", MONEY, {}))
    100
    """
    if spec.type.kind == "money":
        return MONEY_GRID
    step = spec.step or Fraction(1)
    return step.denominator


def bounds(spec: FactSpec, most: int = MOST) -> tuple[int, int]:
    """The least and the greatest value of a fact that columns take, on its grid."""
    if spec.type.kind == "date":
        return FIRST_DAY, LAST_DAY
    by = grid(spec)
    low = -most if spec.low is None else -(-spec.low * by // 1)
    high = most if spec.high is None else spec.high * by // 1
    return int(max(low, -most)), int(min(high, most))
