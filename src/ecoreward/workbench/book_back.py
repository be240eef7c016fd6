"""A what-if workbook fed back: read, checked against today's policy, calculated both ways.

Everything that is wrong is told at once, each thing at its cell. What is not understood stops the whole;
a case that cannot be read only loses its own result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ecoreward.problems import Place, PolicyProblems, Problem, Problems
from ecoreward.tables.excel_cells import Grid
from ecoreward.workbench.book import Book, settings_of
from ecoreward.workbench.book_names import NEEDED, find_sheet, near_sheets, sheet_name
from ecoreward.workbench.book_params import Params, read_params
from ecoreward.workbench.book_rows import Cases, placed, read_cases
from ecoreward.workbench.book_run import Result, results
from ecoreward.workbench.book_source import Carried, read_source

if TYPE_CHECKING:
    from ecoreward.api import Edition, Library


class BookProblems(Problems):
    """A workbook cannot be fed back."""


@dataclass(frozen=True, slots=True)
class Fed:
    """A workbook that was fed back: its data with new results, and what is to be told of it.

    `tried` is the library with the values to be tried; None where nothing is changed.
    """

    book: Book
    problems: tuple[Problem, ...]
    tried: Library | None

    @property
    def text(self) -> str:
        """The policy file's YAML with the values that are to be tried."""
        return self.book.text if self.tried is None else self.tried.text_of(self.book.where.file)

    def draft(self) -> str:
        """The same as a draft to be written.

        Raises `BookProblems` where nothing is changed, or where what is changed stands in another file.
        """
        if not self.book.changes:
            raise BookProblems([Problem("book.draft-same")])
        own = self.book.edition.place.file
        found = [
            Problem("book.draft-elsewhere", params={"address": s.parameter.address})
            for s in self.book.changes
            if s.parameter.file != own
        ]
        if found:
            raise BookProblems(found)
        return self.text


def feed(library: Library, grids: Mapping[str, Grid], file: str, lang: str) -> Fed:
    """A workbook's sheets as data with results. Raises `BookProblems` with everything that stops it.

    `file` is its name as shown to people.
    """
    sheets = {key: find_sheet(grids, key) for key in NEEDED}
    lacking = [key for key, grid in sheets.items() if grid is None]
    if len(lacking) == len(NEEDED):
        raise BookProblems([Problem("book.not-one", Place(file))])
    if lacking:
        raise BookProblems([_no_sheet(grids, key, file, lang) for key in lacking])
    source, params_grid, cases_grid = (sheets[k] for k in ("source", "params", "cases"))
    assert source is not None
    assert params_grid is not None
    assert cases_grid is not None
    carried = read_source(source, library)
    named = _edition(library, carried, source)
    parameters = library.parameters(carried.file, named.id)
    params = read_params(params_grid, parameters, lang, moved=carried.moved)
    cases = read_cases(cases_grid, named.jurisdiction, named.compiled, lang)
    problems = [*carried.problems, *params.problems, *cases.problems]
    tried = _tried(library, carried.file, params, problems)
    errors = [p for p in problems if p.severity == "error"]
    if errors:
        # What is wrong with single cases is told in the same go.
        found = _results(library, None, named, cases, cases_grid, file)
        raise BookProblems([*problems, *(p for r in found for p in r.problems)])
    found = _results(library, tried, named, cases, cases_grid, file)
    book = Book(
        named.jurisdiction, named.compiled, library.text_of(carried.file), tuple(params.settings),
        cases.columns, tuple(cases.rows), found, tuple(cases.notes),
    )  # fmt: skip
    return Fed(book, tuple(problems), tried)


def _no_sheet(grids: Mapping[str, Grid], key: str, file: str, lang: str) -> Problem:
    names = [g.sheet for g in grids.values()]
    told = {"sheet": {x: sheet_name(key, x) for x in ("zh", "en")}, "names": names}
    return Problem("book.no-sheet", Place(file), told, suggestions=near_sheets(grids, key, lang))


def _edition(library: Library, carried: Carried, source: Grid) -> Edition:
    """The edition that the workbook is of; nothing else can be read where there is none."""
    errors = [p for p in carried.problems if p.severity == "error"]
    if not carried.file:
        raise BookProblems(errors)
    try:
        where = library.jurisdiction_of(carried.file)
        return library.edition(where.exactly("en"), carried.edition)
    except PolicyProblems as bad:
        place = source.cell(1, 1).place
        found = [replace(p, place=place) if not p.place.line else p for p in bad.items]
        raise BookProblems([*errors, *found]) from None


def _tried(library: Library, file: str, params: Params, problems: list[Problem]) -> Library | None:
    """The library with the changed values; what the language says of them is told at their cells.

    Values that could not be read are today's here, so that what is wrong with the others is told too.
    """
    settings = settings_of(params.settings)
    if not settings:
        return None
    name = library.jurisdiction_of(file).exactly("en")
    try:
        return library.with_settings(name, settings)
    except PolicyProblems as bad:
        found: list[Problem] = []
        for address, value in settings.items():
            try:
                library.with_settings(name, {address: value})
            except PolicyProblems as own:
                place = params.cells[address].place
                found += [_told_at(p, place) for p in own.items]
        if not found:  # each by itself can be, all together cannot
            first = params.cells[next(iter(settings))].place
            found = [_told_at(p, first) for p in bad.items]
        problems += found
        return None


def _told_at(problem: Problem, place: Place) -> Problem:
    """A problem of a policy's text, at the cell from which the text came."""
    return replace(problem, place=place, related=(), severity="error")


def _results(
    library: Library,
    tried: Library | None,
    named: Edition,
    cases: Cases,
    grid: Grid,
    file: str,
) -> tuple[Result, ...]:
    found = results(library, tried, named.jurisdiction, cases.columns, cases.rows, file)
    return tuple(_placed(r, grid, file) for r in found)


def _placed(result: Result, grid: Grid, file: str) -> Result:
    today = replace(
        result.today, problems=tuple(placed(p, grid, file) for p in result.today.problems)
    )
    then = result.tried
    if then is not None:
        then = replace(then, problems=tuple(placed(p, grid, file) for p in then.problems))
    return replace(result, today=today, tried=then)
