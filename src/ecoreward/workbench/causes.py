"""Lay the change of a table to the differences between two editions, batch by batch, in bounded memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecoreward.money import Money, minor_unit
from ecoreward.policy.diff.differences import Difference
from ecoreward.policy.diff.matching import Pair
from ecoreward.policy.edition import Edition
from ecoreward.policy.vocabulary_types import Words
from ecoreward.workbench.attribution import EXACT, coalitions, grouped, shapley, to_minor
from ecoreward.workbench.backtest import Attribution, Cause

if TYPE_CHECKING:
    from ecoreward.tables.both import Pairs
    from ecoreward.tables.mixtures import Ends, Mixtures, Set


@dataclass
class Causes:
    """The sums of all mixtures over a table, as it goes by."""

    base: Edition
    draft: Edition
    pair: Pair
    found: Sequence[Difference]
    presume: bool = True
    exact: int | None = None

    def __post_init__(self) -> None:
        self.by = {d.key: d for d in self.found if d.of_sum}
        self.every: Set = frozenset().union(*(d.switches for d in self.found))
        self.mixtures: Mixtures | None = None
        self.groups: dict[str, tuple[str, ...]] = {}
        self.sums: dict[frozenset[str], Ends] = {}
        self.most = self.exact or EXACT
        self.apart = 0
        self.apart_change = [0, 0]

    def add(self, pairs: Pairs) -> None:
        """The sums of a batch under every mixture."""
        import polars as pl

        from ecoreward.tables.mixtures import Ends, Mixtures

        if not self.by:
            return
        if self.mixtures is None:
            self.mixtures = Mixtures(self.base, self.draft, self.pair, self.every, self.presume)
        good = set(pairs.frame["row"].to_list())
        left: set[int] = set()
        for group in pairs.groups:
            rows = group.without(set(group.frame["#row"].to_list()) - good)
            if not rows.frame.height:
                continue
            if not self.groups:
                self._group(rows)
            asked = {players: self._on(players) for players in coalitions(list(self.groups))}
            found, more = self.mixtures.sums(rows, set(asked.values()))
            left |= more
            for players, on in asked.items():
                self.sums[players] = self.sums.get(players, Ends()).plus(found[on])
        self.apart += len(left)
        if left:
            some = pairs.frame.filter(pl.col("row").is_in(sorted(left)))
            for n, end in enumerate(("low", "high")):
                self.apart_change[n] += int(
                    (some[f"after_{end}"] - some[f"before_{end}"]).sum() or 0
                )

    def _on(self, players: frozenset[str]) -> Set:
        keys = [k for p in players for k in self.groups[p]]
        on = frozenset().union(*(self.by[k].switches for k in keys))
        # What moves no sum goes with the whole draft, so that all causes together are the draft itself.
        return self.every if len(players) == len(self.groups) else on

    def _group(self, rows: object) -> None:
        """Which differences have a share of their own: by their effect in the first rows, whatever their order."""
        from ecoreward.tables.typed import TypedRows

        assert isinstance(rows, TypedRows)
        assert self.mixtures is not None
        effects = dict.fromkeys(self.by, 0)
        if len(self.by) > self.most:
            alone = {k: d.switches for k, d in self.by.items()}
            without = {k: self.every - d.switches for k, d in self.by.items()}
            asked = {frozenset[str](), self.every, *alone.values(), *without.values()}
            found, _ = self.mixtures.sums(rows, asked)
            none, whole = found[frozenset()], found[self.every]
            for k in self.by:
                one, other = found[alone[k]], found[without[k]]
                effects[k] = abs(one.low - none.low) + abs(one.high - none.high)
                effects[k] += abs(whole.low - other.low) + abs(whole.high - other.high)
        about = {k: d.node for k, d in self.by.items()}
        self.groups = grouped(effects, about, self.most)

    def attribution(self, said: Mapping[str, Words], currency: str) -> Attribution | None:
        """The shares of all causes, the greatest first."""
        if not self.by or not self.groups:
            return None
        names = sorted(self.groups)
        low = shapley(names, lambda s: self.sums[s].low)
        endless = len({e.endless for e in self.sums.values()}) > 1
        high = None if endless else shapley(names, lambda s: self.sums[s].high)
        rounded = to_minor(low), to_minor(high) if high is not None else None

        def money(minor: int) -> Money:
            return Money.of_minor(minor, currency)

        causes = [
            Cause(
                name, tuple(said[k] for k in self.groups[name]),
                tuple(dict.fromkeys(self.by[k].node for k in self.groups[name])),
                money(rounded[0][name]), money(rounded[1][name]) if rounded[1] is not None else None,
                low[name] * minor_unit(currency),
                high[name] * minor_unit(currency) if high is not None else None,
            )
            for name in names
        ]  # fmt: skip
        causes.sort(
            key=lambda c: (-abs(c.exact_high if c.exact_high is not None else c.exact_low), c.key)
        )
        whole, none = self.sums[frozenset(names)], self.sums[frozenset()]
        return Attribution(
            tuple(causes), money(whole.low - none.low), None if endless else money(whole.high - none.high),
            self.apart, money(self.apart_change[0]), money(self.apart_change[1]), self.most, len(self.sums),
        )  # fmt: skip
