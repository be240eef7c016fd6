"""One row of a table as a case, for the whole explanation of what a run said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ecoreward.problems import CaseProblems, Place, Problem
from ecoreward.tables.problems import fail
from ecoreward.tables.record import case_data
from ecoreward.tables.run import Options, Rules, open_run
from ecoreward.tables.source import Source


def case_of(source: Source, rules: Rules, options: Options, row: int) -> Mapping[str, Any]:
    """The case in a row, by the number that a run gives it.

    Raises `TableProblems` when there is no such row, `CaseProblems` when it cannot be read.
    """
    run = open_run(source, rules, options)
    last = source.first - 1
    for batch in source.batches(options.size):
        last = batch.first_row + batch.frame.height - 1
        if not batch.first_row <= row <= last:
            continue
        if row in batch.bad:
            raise CaseProblems([batch.bad[row]])
        index = row - batch.first_row
        reading = run.reading_of(batch, index)
        data, problems = case_data(batch.frame, index, reading.plan)
        if problems:
            place = Place(source.name)
            raise CaseProblems([Problem(p.code, place, p.params) for p in problems])
        return _with(data, options)
    raise fail("file.no-row", source.name, row=str(row), first=str(source.first), last=str(last))


def _with(data: dict[str, Any], options: Options) -> dict[str, Any]:
    """The case with what the command says of all rows."""
    if options.place:
        data.setdefault("jurisdiction", options.place)
    if options.edition:
        data.setdefault("edition", options.edition)
    return data
