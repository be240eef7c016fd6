"""The cases of a table by what was violated: each combination of kinds is a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from ecoreward.policy.vocabulary_types import Vocabulary, Words
from ecoreward.tables.headers import Plan
from ecoreward.tables.places import Reading
from ecoreward.tables.source import Batch
from ecoreward.tables.typed import typed_rows
from ecoreward.words import say
from ecoreward.workbench.table_comparison import Group, Total
from ecoreward.workbench.table_tally import Sums

FACT = "violations"
MOST = 5_000  # groups beyond which cases go to the rest
NAMELESS, REST = -1, -2


@dataclass(slots=True)
class Groups:
    """The groups that a table has so far."""

    reading: Reading
    vocabulary: Vocabulary
    known: dict[tuple[str, ...], int] = field(default_factory=dict)

    def of(self, batch: Batch) -> pl.DataFrame:
        """The `group` of every `row` of a batch."""
        typed = typed_rows(batch, self.reading)
        levels = typed.levels.lists.get(FACT, ())
        numbers = [self._number(level) for level in levels]
        column = typed.frame[FACT]
        found = pl.Series(numbers, dtype=pl.Int32).gather(column).fill_null(NAMELESS)
        return pl.DataFrame({"row": typed.frame["#row"], "group": found.cast(pl.Int32)})

    def _number(self, level: object) -> int:
        codes = tuple(sorted(level)) if isinstance(level, frozenset) else ()
        if not codes:
            return NAMELESS
        if codes not in self.known and len(self.known) >= MOST:
            return REST
        return self.known.setdefault(codes, len(self.known))

    def label(self, codes: tuple[str, ...]) -> Words:
        """What a group is called."""
        words = [self.vocabulary.label(c) for c in codes]
        marks = {"zh": "、", "en": ", "}
        return {x: marks[x].join(w.get(x) or w.get("zh", "") for w in words) for x in marks}


def groups_of(plan: Plan, vocabulary: Vocabulary) -> Groups | None:
    """The groups for a table read by this plan; None where it has no such column."""
    kept = tuple(c for c in plan.columns if c.fact == FACT)
    if not kept:
        return None
    return Groups(Reading(Plan(kept, (), vocabulary, plan.currency, "ignore")), vocabulary)


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest groups by number; others go to the rest."""

    numbers: tuple[int, ...]
    shown: tuple[Group, ...]

    def totals(self, sums: Mapping[int, Sums], currency: str) -> tuple[Total, ...]:
        """The sums of one place in the order of the groups."""
        out = {number: Sums() for number in self.numbers}
        for number, one in sums.items():
            place = number if number in out else REST
            out[place].add(one.cases, one.low, one.high, one.endless)
        return tuple(s.total(currency) for s in out.values())


def largest(
    groups: Groups | None, cases: Counter[int], order: Mapping[int, Sums], count: int
) -> Largest:
    """The groups with the highest sums in `order`, at most `count`, then cases without kinds and the rest."""
    if groups is None:
        return Largest((), ())
    codes = {number: c for c, number in groups.known.items()}
    none = Sums()
    real = sorted(
        (n for n in cases if n >= 0),
        key=lambda n: (
            -order.get(n, none).high, -order.get(n, none).low, -cases[n], codes[n],
        ),
    )  # fmt: skip
    numbers = [*real[:count], *([NAMELESS] if cases[NAMELESS] else [])]
    rest = sum(cases[n] for n in cases if n not in numbers)
    shown = [_group(groups, codes.get(n, ()), cases[n], "nameless") for n in numbers]
    if rest:
        numbers.append(REST)
        shown.append(_group(groups, (), rest, "rest"))
    return Largest(tuple(numbers), tuple(shown))


def _group(groups: Groups, codes: tuple[str, ...], cases: int, other: str) -> Group:
    label = groups.label(codes) if codes else {x: say(f"compare.{other}", x) for x in ("zh", "en")}
    return Group(codes, label, cases)
