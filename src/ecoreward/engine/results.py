"""What a node gives, on the way up the award tree."""

from __future__ import annotations

from dataclasses import dataclass

from ecoreward.engine.trace import (
    NodeTrace,
    Operand,
)
from ecoreward.engine.values import (
    Num,
    Truth,
)

NOTHING = Num(0, 0)


@dataclass(frozen=True, slots=True)
class Result:
    """What a node gives: whether it applies, the amount if it does, and the ids it rests on."""

    applies: Truth
    amount: Num
    because: tuple[str, ...]
    trace: NodeTrace | None


@dataclass(frozen=True, slots=True)
class Body:
    applies: Truth
    amount: Num
    because: tuple[str, ...] = ()
    children: tuple[Result, ...] = ()
    counted: tuple[str, ...] = ()
    operands: tuple[Operand, ...] = ()
    settled: str = ""
