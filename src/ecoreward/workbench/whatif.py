"""What-if: a case or a table under the rules as they are and as they are tried, side by side.

Schema ``ecoreward.whatif/1``; keys are only ever added. Nothing here is to be paid from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ecoreward.engine.decision import Decision
from ecoreward.money import Money
from ecoreward.problems import Problem
from ecoreward.version import WHATIF_SCHEMA
from ecoreward.workbench.trials import Trial

if TYPE_CHECKING:
    import polars as pl

    from ecoreward.api import CaseInput, Library
    from ecoreward.tables.run import Run
    from ecoreward.tables.source import Source


@dataclass(frozen=True, slots=True)
class CasePoint:
    """A case under one trial."""

    trial: Trial
    decision: Decision


@dataclass(frozen=True, slots=True)
class CaseWhatIf:
    """A case today and under every trial."""

    today: Decision
    points: tuple[CasePoint, ...]

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "schema": WHATIF_SCHEMA, "today": self.today.to_json(),
            "points": [{**_tried(p.trial), "decision": p.decision.to_json()} for p in self.points],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Total:
    """What the cases of a table come to. `high` has no limit where `endless` cases have none, which are not in it."""

    cases: int
    low: Money
    high: Money
    endless: int
    open: int  # cases whose sum is a range
    outcomes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TablePoint:
    """A table under one trial. `moved` cases come out differently than today, `more` of them higher, `less` lower.

    A case counts as higher where neither end of its range falls and one rises; `low` and `high` are the changes of
    both ends of the total. `high` is None where a case has an upper end on one side alone: that change has no end.
    """

    trial: Trial
    total: Total
    low: Money
    high: Money | None
    moved: int
    more: int
    less: int


@dataclass(frozen=True, slots=True)
class TableWhatIf:
    """A table today and under every trial; `bad` rows cannot be read or decided under some rules, and are in no sum."""

    table: str
    currency: str
    today: Total
    points: tuple[TablePoint, ...]
    outside: int
    bad: int
    bad_rows: tuple[tuple[int, str, Problem], ...]
    warnings: tuple[Problem, ...]
    ignored: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As plain data; the same table and trials give the same bytes."""
        return {
            "schema": WHATIF_SCHEMA, "table": self.table, "currency": self.currency,
            "today": _total(self.today),
            "points": [
                {
                    **_tried(p.trial), **_total(p.total), "moved": p.moved, "more": p.more, "less": p.less,
                    "change": {"low": str(p.low.value), "high": None if p.high is None else str(p.high.value)},
                }
                for p in self.points
            ],
            "outside": self.outside, "bad": self.bad,
        }  # fmt: skip


def _tried(trial: Trial) -> dict[str, Any]:
    return {
        "settings": dict(trial.settings),
        "draft": trial.draft,
        "same_rules": list(trial.nothing),
    }


def _total(total: Total) -> dict[str, Any]:
    return {
        "cases": total.cases, "low": str(total.low.value), "high": str(total.high.value),
        "without_upper_end": total.endless, "open": total.open, "outcomes": dict(sorted(total.outcomes.items())),
    }  # fmt: skip


def whatif_case(
    library: Library, case: CaseInput, trials: Sequence[Trial], *, presume: bool = True
) -> CaseWhatIf:
    """A case today and under every trial. Raises as `Library.evaluate` does.

    >>> import ecoreward
    >>> from ecoreward.workbench.trials import trials
    >>> library = ecoreward.load()
    >>> facts = {"举报日期": "2022-03-01", "查证属实": True, "违法行为": ["偷排漏排"], "罚款": "120万"}
    >>> tried = trials(library, "庆元县", [], ["qingyuan-2021.share-of-fine.rate=3%:5%:1%"])
    >>> found = whatif_case(library, {"jurisdiction": "庆元县", "facts": facts}, tried)
    >>> str(found.today.amount), [str(p.decision.amount) for p in found.points]
    ('60000.00 CNY', ['36000.00 CNY', '48000.00 CNY', '60000.00 CNY'])
    """
    from dataclasses import replace

    raw = library.case(case)
    today = library.evaluate(raw, presume=presume)
    points = []
    for trial in trials:
        named = replace(raw, edition=trial.edition) if trial.draft else raw
        decision = trial.library.evaluate(
            named, presume=presume, extra="ignore" if trial.draft else "error"
        )
        points.append(CasePoint(trial, decision))
    return CaseWhatIf(today, tuple(points))


def _nobody(_rows: int) -> None:
    """Whom rows are told to unless somebody asks."""


def whatif_table(
    library: Library,
    source: Source,
    trials: Sequence[Trial],
    *,
    place: str,
    edition: str = "",
    presume: bool = True,
    told: Callable[[int], None] = _nobody,
) -> TableWhatIf:
    """A table of cases today and under every trial; it is read once, and each case goes by its own day.

    `place` is whose rules are tried: rows that name none are of it, rows of others are counted and left out.
    `edition` is for rows that name none, as in a run. Raises `TableProblems` for a table that cannot be read.
    """
    from ecoreward.tables.run import Options, open_run
    from ecoreward.tables.source import filed
    from ecoreward.workbench.whatif_sums import Sums

    options = Options(place, edition, presume, coarse=True)
    base = open_run(source, library, options)
    base.told = told
    runs: list[Run] = [base]
    for trial in trials:
        mine = (
            options
            if not trial.draft
            else Options(place, trial.edition, presume, "ignore", forced=True, coarse=True)
        )
        runs.append(open_run(source, trial.library, mine))
    sums = [Sums() for _ in runs]
    where = library.jurisdiction(place)
    currency, outside = where.currency, 0
    bad: dict[int, tuple[int, str, Problem]] = {}
    done = 0
    for batch in source.batches(options.size):
        frames, wrong = _batch(runs, trials, batch)
        for row in wrong:
            bad.setdefault(row[0], row)
        here = (frames[0]["place"] == where.file) & (frames[0]["currency"] == currency)
        outside += int((~here).sum())
        for one, frame in zip(sums, frames, strict=True):
            one.add(frame.filter(here), frames[0].filter(here))
        done += batch.frame.height
        told(done)
    today, *points = [s.total(currency) for s in sums]

    def money(minor: int) -> Money:
        return Money.of_minor(minor, currency)

    return TableWhatIf(
        filed(source.name), currency, today,
        tuple(
            TablePoint(
                t, total, money(s.low - sums[0].low),
                None if s.unlike else money(s.high - sums[0].high), s.moved, s.more, s.less
            )
            for t, total, s in zip(trials, points, sums[1:], strict=True)
        ),
        outside, len(bad), tuple(sorted(bad.values(), key=lambda b: b[:2]))[:20], base.warnings, base.ignored,
    )  # fmt: skip


def _batch(
    runs: Sequence[Run], trials: Sequence[Trial], batch: Any
) -> tuple[list[pl.DataFrame], list[tuple[int, str, Problem]]]:
    """A batch under every set of rules, of the rows that all of them decide."""
    import polars as pl

    from ecoreward.tables.run import bad_cells, broken, in_order

    typed = runs[0].typed(batch)
    bad = [*broken(batch), *(b for rows in typed for b in bad_cells(rows))]
    frames = []
    for run, trial in zip(runs, (None, *trials), strict=True):
        # A draft may have facts of its own, so its cells are read by its own words.
        read = typed if trial is None or not trial.draft else run.typed(batch)
        done: list[pl.DataFrame] = []
        for rows in read:
            found, more = run.decided(rows)
            done += found
            bad += more
        frames.append(in_order(done))
    lost = {b.row for b in bad}
    if lost:
        frames = [f.filter(~pl.col("row").is_in(sorted(lost))) for f in frames]
    assert (
        len({f.height for f in frames}) == 1
    )  # a row that one set of rules does not decide is bad
    return frames, [(b.row, b.column, b.problem) for b in bad]
