"""``ecoreward backtest``: a draft against history over a table of cases, as a summary, a report and rows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ecoreward.cli import inputs as i
from ecoreward.cli.backtest_sides import Sides, sides_of
from ecoreward.cli.progress import Progress
from ecoreward.cli.sample import whole
from ecoreward.cli.shared import clean, fail, out, out_json, state_of, tell
from ecoreward.words import say

if TYPE_CHECKING:
    import polars as pl

    from ecoreward.tables.renamed import Renamed
    from ecoreward.tables.source import Source
    from ecoreward.workbench.backtest import Backtest

REPORTS = (".html", ".htm", ".xlsx")
ROWS = (".parquet", ".csv", ".tsv", ".jsonl")
FAILED = 1  # the exit code where a condition of --fail-on holds
MOST_EXACT = 12  # causes with a share of their own: 4,096 mixtures


def command(
    ctx: typer.Context,
    draft: Annotated[str, typer.Argument()],
    cases: Annotated[str, typer.Option("--cases")],
    baseline: Annotated[str | None, typer.Option("--baseline")] = None,
    by_date: Annotated[bool, typer.Option("--by-date")] = False,
    jurisdiction: i.Jurisdiction = None,
    settings: Annotated[list[str] | None, typer.Option("--set")] = None,
    output: Annotated[list[str] | None, typer.Option("-o", "--output")] = None,
    paid: Annotated[str | None, typer.Option("--paid")] = None,
    fail_on: Annotated[list[str] | None, typer.Option("--fail-on")] = None,
    exact: Annotated[str | None, typer.Option("--exact")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet")] = None,
    from_table: Annotated[str | None, typer.Option("--table")] = None,
    no_presume: i.NoPresume = False,
    as_json: i.AsJson = False,
) -> int:
    """Texts are in the catalogue."""
    from ecoreward.cli.fail_on import held, limits_of
    from ecoreward.tables.problems import packages

    state = state_of(ctx)
    limits = limits_of(fail_on or [])
    causes = None if exact is None else whole("--exact", exact, 1, MOST_EXACT)
    if by_date and baseline is not None:
        raise fail("cli.not-together", a="--by-date", b="--baseline")
    outputs = _outputs(output or [], cases)
    sides = sides_of(
        state.library(), draft, baseline, place=jurisdiction, settings=settings or [], by_date=by_date
    )  # fmt: skip
    with packages(cases):
        from ecoreward.tables.source import open_source
        from ecoreward.workbench.backtesting import backtest

    source, renamed = _paid(open_source(cases, sheet=sheet, query_table=from_table), paid, sides)
    with ExitStack() as stack:
        each = stack.enter_context(_rows(outputs, sides, state.lang))
        told = stack.enter_context(Progress(source, state.lang)).at
        found = backtest(
            sides.library, sides.draft, sides.baseline, source,
            presume=not no_presume, exact=causes, told=told, each=each,
        )  # fmt: skip
    if renamed is not None:
        found = _as_called(found, renamed)
    for path in outputs:
        _report(path, found, state.lang)
    tell(found.warnings, state.lang, as_data=as_json)
    if found.ignored and not as_json:
        names = [clean(h) for h in found.ignored]
        typer.echo(say("cli.run.ignored", state.lang, names=names), err=True)
    failed = held(limits, found, state.lang)
    if as_json:
        data = [{"condition": text, "figure": figure} for text, figure in failed]
        out_json({**found.to_json(), "failed": data})
    else:
        _say(found, outputs, state.lang)
    _complain(failed, state.lang)
    return FAILED if failed else 0


def _say(found: Backtest, outputs: Sequence[str], lang: str) -> None:
    from ecoreward.cli.backtest_lines import lines

    for line in lines(found, lang):
        out(line)
    for path in outputs:
        out(say("cli.backtest.written", lang, path=clean(path)))


def _complain(failed: Sequence[tuple[str, str]], lang: str) -> None:
    from ecoreward.words import say

    for text, figure in failed:
        typer.echo(say("cli.backtest.failed", lang, condition=text, figure=figure), err=True)


def _outputs(names: Sequence[str], cases: str) -> tuple[str, ...]:
    """The files to write, each with a name of its own and an ending that says what it is."""
    seen = {os.path.realpath(cases)}
    for name in names:
        suffix = Path(name).suffix.lower()
        if "://" in name or suffix not in (*REPORTS, *ROWS):
            raise fail("cli.backtest-output", path=clean(name), names=[*REPORTS, *ROWS])
        if os.path.realpath(name) in seen:
            raise fail("cli.run-onto-itself", path=clean(name))
        seen.add(os.path.realpath(name))
        if Path(name).is_dir():
            raise fail("cli.is-folder", path=clean(name))
        if not Path(os.path.realpath(name)).parent.is_dir():
            raise fail("cli.cannot-write", path=clean(name))
    _ready(names)
    return tuple(names)


def _ready(names: Sequence[str]) -> None:
    """What a report needs is asked for before the table is gone through."""
    from ecoreward.tables.problems import packages

    suffixes = {Path(n).suffix.lower() for n in names}
    if suffixes & {".html", ".htm"}:
        with packages("", extra="paper"):
            import jinja2  # noqa: F401
    if ".xlsx" in suffixes:
        with packages(""):
            import xlsxwriter  # noqa: F401


def _paid(source: Source, header: str | None, sides: Sides) -> tuple[Source, Renamed | None]:
    """The table with the column of what was paid under the name that means it."""
    if header is None:
        return source, None
    from ecoreward.cli.backtest_paid import paid_column

    where = (sides.baseline or sides.draft).jurisdiction
    renamed = paid_column(source, header, where.vocabulary, where.currency)
    return (source, None) if renamed is None else (renamed, renamed)


def _as_called(found: Backtest, renamed: Renamed) -> Backtest:
    """A backtest whose bad cells stand under the header that the table has."""
    bad = tuple(
        (row, renamed.header if column == renamed.called else column, problem)
        for row, column, problem in found.bad_rows
    )
    return replace(found, bad_rows=bad)


@contextmanager
def _rows(
    outputs: Sequence[str], sides: Sides, lang: str
) -> Iterator[Callable[[pl.DataFrame], None]]:
    """What writes the rows of every batch to the tables among the outputs."""
    from ecoreward.tables.sink import open_sink
    from ecoreward.workbench.backtest_rows import RowWords

    before = (sides.baseline or sides.draft).jurisdiction
    words = RowWords(before, sides.draft.jurisdiction, lang)
    names = [n for n in outputs if Path(n).suffix.lower() in ROWS]
    with ExitStack() as stack:
        sinks: list[Any] = [
            stack.enter_context(
                open_sink(n, lang=lang, headers=words.headers, metadata={"ecoreward": "backtest"})
            )
            for n in names
        ]

        def each(frame: pl.DataFrame) -> None:
            if sinks:
                told = words.rows(frame)
                for sink in sinks:
                    sink.write(told)

        yield each


def _report(path: str, found: Backtest, lang: str) -> None:
    """The page or the workbook, where the name asks for one."""
    from ecoreward.tables.whole_file import write_whole

    suffix = Path(path).suffix.lower()
    if suffix not in REPORTS:
        return
    if suffix == ".xlsx":
        from ecoreward.paper.backtest_book import backtest_book

        data = backtest_book(found, lang)
    else:
        from ecoreward.paper.backtest_report import backtest_report

        data = backtest_report(found, lang).encode()
    write_whole(path, data)
