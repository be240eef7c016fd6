"""What was paid, held against what the baseline gives: how far it is off, and which other edition would give it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ecoreward.money import Money
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.workbench.backtest import PaidLine
from ecoreward.workbench.backtest_words import Speech

if TYPE_CHECKING:
    import polars as pl

    from ecoreward.tables.both import Pairs
    from ecoreward.tables.gains import Count

EXAMPLES = 3  # rows that are named for each line
MOST_GROUNDS = 5  # rules that a line names


@dataclass(slots=True)
class _Lot:
    """Cases that stand to the baseline in one way."""

    count: Count
    rests: Counter[str] = field(default_factory=Counter)
    rows: list[int] = field(default_factory=list)


@dataclass
class Paid:
    """Grows batch by batch."""

    before: Jurisdiction
    named: Edition | None
    presume: bool = True
    lots: dict[tuple[str, str], _Lot] = field(default_factory=dict)

    def add(self, frame: pl.DataFrame, pairs: Pairs) -> None:
        """Count the rows of a batch that say what was paid."""
        import polars as pl

        from ecoreward.tables import gains

        known = frame.filter(pl.col("reason").is_not_null())
        if not known.height:
            return
        off = known.filter(gains.differs(known))
        others = self._others(off, pairs)
        if others is not None:
            known = known.join(others, on="row", how="left", maintain_order="left")
        else:
            known = known.with_columns(pl.lit(None, dtype=pl.String).alias("other"))
        for key, count in gains.counted(known, ("reason", "other")):
            name = (str(key[0]), str(key[1] or ""))
            one = self.lots.setdefault(name, _Lot(gains.Count()))
            one.count.add(count)
        for reason, other, because, rows, number in (
            known.group_by("reason", "other", "before_because", maintain_order=True)
            .agg(pl.col("row").head(EXAMPLES).alias("first"), pl.len())
            .iter_rows()
        ):
            one = self.lots[str(reason), str(other or "")]
            one.rests[because] += number
            one.rows += rows[: EXAMPLES - len(one.rows)]

    def _others(self, off: pl.DataFrame, pairs: Pairs) -> pl.DataFrame | None:
        """For rows whose payment the baseline does not give, another edition of the place that gives just that."""
        import polars as pl

        from ecoreward.tables.both import alone

        if not off.height:
            return None
        used = {self.named.id} if self.named is not None else set()
        found: pl.DataFrame | None = None
        left = off.select("row", "paid")
        rows = left["row"]
        for edition in self.before.editions:
            if edition.id in used or edition.status == "draft" or not left.height:
                continue
            sums = alone(self.before, edition, pairs.groups, rows, presume=self.presume)
            hit = left.join(sums, on="row").filter(
                (pl.col("low") == pl.col("high")) & (pl.col("paid") == pl.col("low"))
            )
            hit = hit.select("row", pl.lit(edition.id).alias("other"))
            found = hit if found is None else pl.concat([found, hit])
            left = left.join(hit, on="row", how="anti")
        return found

    def told(self, speech: Speech) -> tuple[PaidLine, ...]:
        """The lines, in words."""
        from ecoreward.tables.gains import PAID

        order = sorted(self.lots.items(), key=lambda x: (PAID.index(x[0][0]), x[0][1]))

        def money(minor: int) -> Money:
            return Money.of_minor(minor, self.before.currency)

        return tuple(
            PaidLine(
                reason, other, one.count.rows, money(one.count.paid), money(one.count.before_low),
                money(one.count.before_high),
                tuple(
                    (speech.rules("before", ids), n)
                    for ids, n in sorted(one.rests.items(), key=lambda x: (-x[1], x[0]))[:MOST_GROUNDS]
                ),
                tuple(one.rows),
            )
            for (reason, other), one in order
        )  # fmt: skip
