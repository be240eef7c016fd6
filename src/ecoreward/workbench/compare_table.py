"""Put the cases of a table to the rules of many places: read once, decided for each place, batch by batch.

What a place comes to is what `ecoreward run` gives for the same rows under its rules; a case with its
sums is that of `compare`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ecoreward.api import Library
from ecoreward.columns.national import Tables
from ecoreward.tables.run import SIZE, Options, Run, open_run, understood
from ecoreward.tables.source import Source
from ecoreward.workbench.compare import files_of
from ecoreward.workbench.table_comparison import TableComparison
from ecoreward.workbench.table_desk import HOME, Desk

GROUPS = 12


def compare_table(
    library: Library,
    source: Source,
    places: Iterable[str] | None = None,
    *,
    own: str = "",
    presume: bool = True,
    latest: bool = False,
    groups: int = GROUPS,
    size: int = SIZE,
    told: Callable[[int], None] | None = None,
) -> TableComparison:
    """The cases of a table as if the rules of other places applied, each by the edition of the case's day.

    `places` are names as `Library.jurisdiction` takes them; None stands for every place. `own` is the place
    of rows that name none; a table without places may have none. With `latest` every place, the cases'
    own too, decides by its latest edition whatever the day. What was decided or paid in a case counts
    under its own rules only. The largest `groups` of violations have totals of their own. `told` hears
    how many rows are done. Raises `PolicyProblems` for a name that is none, `TableProblems` for a table
    that cannot be read; rows that cannot be decided are counted.

    >>> import ecoreward
    >>> from ecoreward.tables.source import open_source
    >>> source = open_source("examples/tables/cases-2022.csv")
    >>> found = compare_table(ecoreward.load(), source, ["杭州市", "浙江省"])
    >>> for place in found.places:
    ...     print(place.name("zh"), place.total.low, place.total.high)
    庆元县 250000.00 CNY 375000.00 CNY
    杭州市 310000.00 CNY 440000.00 CNY
    浙江省 250000.00 CNY 375000.00 CNY
    >>> found.cases, found.bad
    (6, 1)
    """
    files = files_of(library, places, "")
    own = library.file(own) if own else ""
    base = _base(library, source, own, presume)
    desk = Desk(library, base, latest, presume)
    desk.open(files)
    done = 0
    for batch in source.batches(size):
        rows = batch.frame.height
        for share in desk.take(batch):
            if told is not None:
                told(done + int(rows * share))
        done += rows
    return desk.found(groups)


def _base(library: Library, source: Source, own: str, presume: bool) -> Run:
    """The table as it stands; without any place, only as far as it can be read."""
    if own:
        name = library.jurisdiction_of(own).exactly("en")
        return open_run(source, library, Options(name, presume=presume))
    plan, warnings = understood(source, library.vocabulary, HOME, "error")
    options = Options(presume=presume)
    if any(c.key == "jurisdiction" for c in plan.columns):
        return open_run(source, library, options)
    return Run(source, library, options, plan, warnings, Tables(library.jurisdiction, presume))
