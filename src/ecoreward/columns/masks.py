"""Sets and choices of a table as masks: each distinct value is asked once, however many rows have it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import polars as pl

from ecoreward.columns.context import Question
from ecoreward.columns.decide import Lowered
from ecoreward.engine.values import Choice, SetOf, Truth, Value

Level = str | frozenset[str]  # a code of a choice, or the codes of a set


def value_of(level: Level) -> Value:
    """A level as the engine has it."""
    if isinstance(level, str):
        return Choice(frozenset({level}))
    return SetOf(level, level)


@dataclass(slots=True)
class Masks:
    """The masks of one graph, which grow with the distinct values of a table."""

    lowered: Lowered
    answers: dict[Hashable, dict[Level, Truth]] = field(
        default_factory=dict
    )  # of graphs that ask the same
    columns: dict[str, list[int]] = field(default_factory=dict)  # by input, by level

    def grow(self, fact: str, levels: Sequence[Level], keep: int | None = None) -> None:
        """Ask the levels that are new; with `keep`, all after that many."""
        sizes = self.columns.setdefault(f"{fact}#n", [])
        if keep is not None:
            for name in [n for n in self.columns if n.partition("#")[0] == fact]:
                del self.columns[name][keep:]
        for level in levels[len(sizes) :]:
            value = value_of(level)
            for i, column in enumerate(self.lowered.masks.get(fact, ())):
                bits = sum(self._holds(q, level, value) << n for n, q in enumerate(column))
                self.columns.setdefault(f"{fact}#{i}", []).append(bits)
            sizes.append(len(level) if isinstance(level, frozenset) else 1)

    def _holds(self, question: Question, level: Level, value: Value) -> bool:
        if question.content is None:
            return question.holds(value)
        known = self.answers.setdefault(question.content, {})
        if level not in known:
            known[level] = question.answer(value)
        return question.told(known[level])

    def column(self, name: str, levels: pl.Series) -> pl.Series:
        """An input of the graph: the mask of each row, by its level; in the smallest type that holds it."""
        values = self.columns[name]
        table = pl.Series(name, values, dtype=_type(max(values, default=0)))
        return table.gather(levels).alias(name)


def _type(most: int) -> type[pl.DataType]:
    return next((t for t, bits in _TYPES if most < 2**bits), pl.Int64)


_TYPES: tuple[tuple[type[pl.DataType], int], ...] = ((pl.Int8, 7), (pl.Int16, 15), (pl.Int32, 31))
