"""Cases worth a look: the greatest gains and losses, the widest open ones, the furthest off from what was paid.

A few of each kind are kept, each of which comes about in another way, and decided whole under both sides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ecoreward.money import Money
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.problems import Problems
from ecoreward.workbench.backtest import Group, Sample

if TYPE_CHECKING:
    import polars as pl

    from ecoreward.api import Library
    from ecoreward.tables.both import Pairs
    from ecoreward.tables.headers import Plan

EXAMPLES = 3  # of each kind
GROUPS: tuple[Group, ...] = ("winner", "loser", "unclear", "differs")


@dataclass(frozen=True, slots=True)
class _Picked:
    size: int
    row: int
    way: tuple[str, str]
    paid: int | None
    data: Mapping[str, Any]


@dataclass
class Samples:
    """Grows batch by batch, and keeps a few."""

    plan: Plan
    picked: dict[Group, list[_Picked]] = field(default_factory=lambda: defaultdict(list))

    def add(self, frame: pl.DataFrame, pairs: Pairs) -> None:
        """Look through the rows of a batch."""
        import polars as pl

        from ecoreward.tables import gains
        from ecoreward.tables.record import case_data

        change = pl.col("change_high").abs()
        looks: dict[Group, tuple[pl.Series, pl.Expr]] = {
            "winner": (frame["class"] == gains.WINNER, change),
            "loser": (frame["class"] == gains.LOSER, change),
            "unclear": (
                frame["class"] == gains.UNCLEAR,
                pl.col("after_high") - pl.col("after_low"),
            ),
            "differs": (gains.differs(frame), (pl.col("paid") - pl.col("before_low")).abs()),
        }
        for group, (rows, size) in looks.items():
            some = frame.filter(rows).with_columns(size.fill_null(2**62).alias("#size"))
            best = some.sort(["#size", "row"], descending=[True, False])
            ways = ["before_because", "after_because"]
            few = best.unique(ways, keep="first", maintain_order=True).head(EXAMPLES)
            for one in few.iter_rows(named=True):
                data, _ = case_data(
                    pairs.batch.frame, one["row"] - pairs.batch.first_row, self.plan
                )
                way = (one["before_because"], one["after_because"])
                self.picked[group].append(_Picked(one["#size"], one["row"], way, one["paid"], data))
            self.picked[group] = _few(self.picked[group])

    def whole(
        self,
        before: tuple[Library, Jurisdiction, Edition | None],
        after: tuple[Library, Jurisdiction, Edition | None],
        presume: bool,
    ) -> Iterator[Sample]:
        """The cases that were kept, decided under both."""
        currency = before[1].currency
        for group in GROUPS:
            for one in self.picked.get(group, ()):
                paid = None
                if one.paid is not None:
                    paid = Money.of_minor(one.paid, currency)
                sides = [_decision(*side, one.data, presume) for side in (before, after)]
                yield Sample(
                    one.row, str(one.data.get("case", "")), group, sides[0], sides[1], paid
                )


def _few(found: list[_Picked]) -> list[_Picked]:
    """The greatest of each way in which it comes about."""
    first: dict[tuple[str, str], _Picked] = {}
    for one in sorted(found, key=lambda p: (-p.size, p.row)):
        first.setdefault(one.way, one)
    return list(first.values())[:EXAMPLES]


def _decision(
    library: Library,
    where: Jurisdiction,
    edition: Edition | None,
    data: Mapping[str, Any],
    presume: bool,
) -> Mapping[str, Any] | None:
    """A case under one side. What was paid of it is left out: the award is compared, not what is left to pay."""
    case = {k: v for k, v in data.items() if k not in ("edition", "already_paid")}
    case["jurisdiction"] = where.exactly("en")
    if edition is not None:
        case["edition"] = edition.id
    try:
        return library.evaluate(case, presume=presume, extra="ignore").to_json()
    except Problems:
        return None
