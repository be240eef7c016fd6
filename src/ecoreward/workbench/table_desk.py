"""A table on its way through the places: every batch is put to its own rules and to those of each place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import polars as pl

from ecoreward.api import Library
from ecoreward.policy.edition import Jurisdiction
from ecoreward.problems import PolicyProblems, Problem
from ecoreward.tables.places import Reading
from ecoreward.tables.run import BadCell, Run, in_order
from ecoreward.tables.source import Batch, filed
from ecoreward.workbench.lanes import Lane, Reader, lane
from ecoreward.workbench.place_result import About, about, broken, result_of, unreadable
from ecoreward.workbench.table_comparison import BadRow, PlaceResult, TableComparison
from ecoreward.workbench.table_comparison import in_order as ordered
from ecoreward.workbench.table_tally import PlaceTally
from ecoreward.workbench.violation_groups import Groups, Largest, groups_of, largest

MOST_SHOWN = 10  # bad rows that are told one by one
HOME = "CNY"  # the currency of cases that name no place


@dataclass(slots=True)
class Desk:
    """A table on its way through the places."""

    library: Library
    base: Run
    latest: bool
    presume: bool
    reader: Reader = field(init=False)
    groups: Groups | None = field(init=False)
    places: list[Jurisdiction] = field(default_factory=list)
    failed: dict[str, PolicyProblems] = field(default_factory=dict)
    lanes: dict[tuple[str, str], Lane | tuple[Problem, ...]] = field(default_factory=dict)
    tallies: dict[str, PlaceTally] = field(default_factory=dict)  # by file
    own: dict[str, PlaceTally] = field(default_factory=dict)  # by currency
    homes: set[str] = field(default_factory=set)  # the files of the cases' own places
    sizes: Counter[int] = field(default_factory=Counter)  # cases of each group
    bad: list[BadCell] = field(default_factory=list)
    lost: int = 0
    cases: int = 0

    def __post_init__(self) -> None:
        self.reader = Reader(self.base.source)
        self.groups = groups_of(self.base.plan, self.base.plan.vocabulary)

    @property
    def homeless(self) -> bool:
        """Whether the cases have no place of their own."""
        return not self.base.options.place and not self._named

    @property
    def _named(self) -> bool:
        return any(c.key == "jurisdiction" for c in self.base.plan.columns)

    def open(self, files: Iterable[str]) -> None:
        """The places to put the table to; of a table of one place that one is there already."""
        for file in files:
            try:
                where = self.library.jurisdiction_of(file)
            except PolicyProblems as bad:
                self.failed[file] = bad
                continue
            if self._named or where.exactly("en") != self.base.options.place:
                self.places.append(where)
                self.tallies[file] = PlaceTally(where.currency)

    def take(self, batch: Batch) -> Iterator[Fraction]:
        """Put a batch to every place; the share of them that is done."""
        self.reader.forget()
        if self.homeless:
            by_currency = {HOME: self._readable(batch)}
            found: dict[str, pl.DataFrame] = {}
        else:
            found = self._at_home(batch)
            by_currency = {c: own["row"] for c, own in found.items()}
        groups = self._grouped(batch, by_currency)
        for currency, own in found.items():
            tally = self.own.setdefault(currency, PlaceTally(currency))
            tally.add(own, [], groups)
        for number, where in enumerate(self.places, 1):
            for currency, rows in by_currency.items():
                whole = len(rows) == batch.frame.height
                self._put(batch, where, currency, None if whole else rows, groups, found)
            yield Fraction(number, len(self.places))

    def _at_home(self, batch: Batch) -> dict[str, pl.DataFrame]:
        """The rows under the rules of their own places, by currency; those that have no decision are told."""
        part = self.base.part(batch)
        self._lose(part.bad)
        frame = part.frame
        self.homes |= set(frame["place"].unique().to_list())
        if self.latest:
            frame = self._at_home_by_latest(batch, frame)
        self.cases += frame.height
        parts = frame.partition_by("currency", as_dict=True, maintain_order=True)
        return {str(key[0]): own for key, own in sorted(parts.items())}

    def _at_home_by_latest(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        done = []
        for (file, currency), rows in sorted(
            frame.partition_by("place", "currency", as_dict=True).items()
        ):
            where = self.library.jurisdiction_of(str(file))
            way = self._lane(where, str(currency))
            assert isinstance(way, Lane)  # its columns were read before
            mine, bad = way.decided(self.reader.rows(batch, where, str(currency)), rows["row"])
            self._lose(bad)
            done.append(mine)
        return in_order(done)

    def _readable(self, batch: Batch) -> pl.Series:
        """The rows that can be read for one place at least, of a table whose cases have none."""
        self.base.refuse_persons(batch)
        broken = {r: p for r, p in batch.bad.items() if p.severity == "error"}
        self.base.tally.blank += len(batch.bad) - len(broken)
        bad = [BadCell(row, "", {}, problem) for row, problem in sorted(broken.items())]
        readings: dict[int, Jurisdiction] = {}
        for where in self.places:
            if isinstance(self.reader.reading(where, HOME), Reading):
                readings.setdefault(id(where.vocabulary), where)
        typed = [self.reader.rows(batch, w, HOME) for w in readings.values()]
        lost = set(batch.bad)
        if typed:
            nowhere = set.intersection(*({b.row for b in t.bad} for t in typed)) - lost
            first = {b.row: b for b in reversed(typed[0].bad) if b.row in nowhere}
            bad += [BadCell(b.row, b.header, b.kind, b.problem) for b in first.values()]
            lost |= nowhere
        self._lose(sorted(bad, key=lambda b: b.row))
        rows = pl.int_range(batch.frame.height, eager=True, dtype=pl.Int64) + batch.first_row
        rows = rows.filter(~rows.is_in(sorted(lost))) if lost else rows
        self.cases += len(rows)
        return rows

    def _lose(self, bad: Iterable[BadCell]) -> None:
        cells = list(bad)
        self.lost += len({b.row for b in cells})
        self.bad += cells[: MOST_SHOWN - len(self.bad)]

    def _grouped(self, batch: Batch, rows: Mapping[str, pl.Series]) -> pl.DataFrame | None:
        if self.groups is None:
            return None
        found = self.groups.of(batch)
        taken = pl.concat(list(rows.values())) if rows else pl.Series([], dtype=pl.Int64)
        here = found.filter(pl.col("row").is_in(taken.implode()))
        self.sizes.update(dict(here["group"].value_counts().iter_rows()))
        return found

    def _put(
        self,
        batch: Batch,
        where: Jurisdiction,
        currency: str,
        rows: pl.Series | None,
        groups: pl.DataFrame | None,
        own: Mapping[str, pl.DataFrame],
    ) -> None:
        way = self._lane(where, currency)
        if not isinstance(way, Lane):
            return
        frame, bad = way.decided(self.reader.rows(batch, where, currency), rows)
        tally = self.tallies[where.file]
        tally.add(frame, bad, groups)
        if currency in own and currency == where.currency and frame.height:
            tally.compare(frame, own[currency])

    def _lane(self, where: Jurisdiction, currency: str) -> Lane | tuple[Problem, ...]:
        key = (where.file, currency)
        if key not in self.lanes:
            reading = self.reader.reading(where, currency)
            edition = self.library.edition(where.exactly("en")).id if self.latest else ""
            self.lanes[key] = (
                lane(self.library, self.reader, where, currency, edition=edition, presume=self.presume)
                if isinstance(reading, Reading) else reading
            )  # fmt: skip
        return self.lanes[key]

    def found(self, count: int) -> TableComparison:
        """What all batches came to."""
        home = next(iter(self.homes)) if len(self.homes) == 1 else ""
        currency = max(self.own, key=lambda c: (self.own[c].sums.cases, c), default=HOME)
        order = self.own[currency].groups if self.own else {}
        top = largest(self.groups, self.sizes, order, count)
        words = about(self.library, currency, latest=self.latest)
        results = [
            result_of(
                words, self.library.jurisdiction_of(home) if home else None, tally,
                self.base.plan.facts, own=True, groups=top.totals(tally.groups, c), compared=False,
            )
            for c, tally in self.own.items()
        ]  # fmt: skip
        for where in self.places:
            if where.file != home:
                results.append(self._result(words, where, top))
        results += [broken(words, file, bad) for file, bad in self.failed.items() if file != home]
        tally = self.base.tally
        return TableComparison(
            filed(self.base.source.name), home, currency, self.latest, self.cases, self.lost, tally.blank,
            top.shown, ordered(results), self._ignored(),
            tuple(BadRow(b.row, b.column, b.problem) for b in self.bad), self.base.warnings,
        )  # fmt: skip

    def _result(self, words: About, where: Jurisdiction, top: Largest) -> PlaceResult:
        tally = self.tallies[where.file]
        ways = [w for (file, _), w in self.lanes.items() if file == where.file]
        good = [w for w in ways if isinstance(w, Lane)]
        if ways and not good:
            problems = next(w for w in ways if not isinstance(w, Lane))
            return unreadable(words, where, problems)
        columns = {f for w in good for f in w.run.plan.facts}
        groups = top.totals(tally.groups, tally.currency)
        compared = bool(self.own) and tally.currency in self.own
        return result_of(words, where, tally, columns, own=False, groups=groups, compared=compared)

    def _ignored(self) -> tuple[str, ...]:
        """The headers that mean nothing anywhere."""
        plans = [w.run.plan for w in self.lanes.values() if isinstance(w, Lane)]
        used = {c.header for p in plans for c in p.columns}
        return tuple(h for h in self.base.ignored if h not in used)
