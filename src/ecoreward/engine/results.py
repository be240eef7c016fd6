"""What a node gives, on the way up the award tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ecoreward.engine.trace import (
    NodeTrace,
    Operand,
)
from ecoreward.engine.values import (
    Num,
    Truth,
)

NOTHING = Num(0, 0)

# Every node the result may rest on, combiners too: true where it certainly brings money.
Path = Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Result:
    """What a node gives: whether it applies, the amount if it does, and the ids it rests on."""

    applies: Truth
    amount: Num
    because: tuple[str, ...]
    trace: NodeTrace | None
    path: Path = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Body:
    """What the kind of a node gives, before the node's own limits and steps."""

    applies: Truth
    amount: Num
    because: tuple[str, ...] = ()
    children: tuple[Result, ...] = ()
    counted: tuple[str, ...] = ()
    operands: tuple[Operand, ...] = ()
    settled: str = ""
    ends: tuple[Num, Num | None] | None = None  # of what the authority decides; None: no upper end
    path: Path = field(default_factory=dict)
