"""With which cases a new workbook begins: those of a table, of a case file, or a few of the policy's own tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ecoreward.engine.read_case import Raw
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.problems import CaseProblems, Problem, Problems
from ecoreward.tables.problems import fail
from ecoreward.workbench.book_cases import CaseRow, row_of
from ecoreward.workbench.book_rows import MOST_CASES

if TYPE_CHECKING:
    from ecoreward.api import Library
    from ecoreward.tables.source import Source

FEW = 10  # prepared cases


@dataclass(frozen=True, slots=True)
class Start:
    """The rows of a new workbook, and how many of the file were cases of other places."""

    rows: tuple[CaseRow, ...]
    left_out: int = 0


def of_tests(
    library: Library, raws: Iterable[Raw], where: Jurisdiction, edition: Edition, lang: str
) -> Start:
    """A few cases of the policy's own tests that this edition decides, one of each outcome first."""
    by: dict[str, list[CaseRow]] = {}
    cases = list(raws)
    for raw, found in zip(cases, library.evaluate_many(cases), strict=True):
        mine = (found.place, found.edition) == (where.file, edition.id)
        if mine and found.outcome is not None:
            row = row_of(raw, where.vocabulary, lang)
            by.setdefault(found.outcome.value, []).append(row)
    out: list[CaseRow] = []
    while by and len(out) < FEW:
        for name in list(by):
            out.append(by[name].pop(0))
            if not by[name]:
                del by[name]
    return Start(tuple(out[:FEW]))


def of_cases(
    library: Library, raws: Sequence[Raw], where: Jurisdiction, edition: str, lang: str
) -> Start:
    """The cases of a case file that are of this place, or that name none.

    `edition` is that of rows that name none; empty: chosen by date. Raises `Problems` for cases that
    cannot be read as such.
    """
    mine = [raw for raw in raws if not raw.jurisdiction or _is(library, raw.jurisdiction, where)]
    problems = [p for raw in mine for p in raw.problems]
    if problems:
        raise CaseProblems(problems)
    rows = [_named(row_of(raw, where.vocabulary, lang), edition) for raw in mine]
    return Start(_bounded(rows), len(raws) - len(mine))


def of_table(
    library: Library, source: Source, where: Jurisdiction, edition: str, lang: str
) -> Start:
    """The rows of a table that are of this place, or that name none; raises `TableProblems`."""
    from ecoreward.tables.headers import plan_headers
    from ecoreward.tables.identity import identity_cells, identity_headers
    from ecoreward.tables.problems import TableProblems
    from ecoreward.tables.record import case_data

    plan, problems = plan_headers(
        source.headers, where.vocabulary, where.currency, file=source.name
    )
    known = {c.header for c in plan.columns}
    problems += identity_headers(source.name, source.headers, source.letters, known)
    if problems:
        raise TableProblems(problems)
    numbers = [
        c.header
        for c in plan.columns
        if c.fact and plan.spec(c).type.kind in ("money", "number", "integer")
    ]
    rows: list[CaseRow] = []
    bad: list[Problem] = []
    count = 0
    for batch in source.batches(MOST_CASES):
        bad += identity_cells(source.name, batch, source.letters, known=known, numbers=numbers)
        bad += [p for p in batch.bad.values() if p.severity == "error"]
        for index in range(batch.frame.height):
            data, found = case_data(batch.frame, index, plan)
            bad += found
            raw = library.case(data)
            blank = not (raw.facts or raw.id or raw.jurisdiction)
            if blank:
                continue
            count += 1
            if not raw.jurisdiction or _is(library, raw.jurisdiction, where):
                bad += raw.problems
                rows.append(_named(row_of(raw, where.vocabulary, lang), edition))
        if bad:
            raise TableProblems(bad)
        _bounded(rows)
    return Start(tuple(rows), count - len(rows))


def _is(library: Library, name: str, where: Jurisdiction) -> bool:
    try:
        return library.file(name) == where.file
    except Problems:
        return False


def _named(row: CaseRow, edition: str) -> CaseRow:
    """The row with the edition that the command names, where it names none itself."""
    if not edition or row.cells.get("#edition"):
        return row
    return replace(row, cells={**row.cells, "#edition": edition})


def _bounded(rows: Sequence[CaseRow]) -> tuple[CaseRow, ...]:
    if len(rows) > MOST_CASES:
        told = {"sheet": "—", "count": f"{len(rows):,}", "limit": f"{MOST_CASES:,}"}
        raise fail("book.too-many-cases", "", **told)
    return tuple(rows)
