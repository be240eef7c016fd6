"""``ecoreward compare TABLE``: what the cases of a table come to elsewhere; a table, a page, a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ecoreward.cli.progress import Progress
from ecoreward.cli.shared import State, clean, fail, out, out_json, tell
from ecoreward.words import say

if TYPE_CHECKING:
    from ecoreward.tables.source import Source
    from ecoreward.workbench.table_comparison import TableComparison

PAGE = (".html", ".htm")
BAD = 1  # the exit code where some rows cannot be compared


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What the command line says of a table: `names` are of `-j`, `beside` of `--with`."""

    inputs: Sequence[str]
    names: Sequence[str]
    beside: Sequence[str]
    every: bool
    latest: bool
    output: str | None
    sheet: str | None
    table: str | None


def compared(
    options: TableOptions,
    given: Mapping[str, object],
    state: State,
    *,
    presume: bool,
    as_json: bool,
) -> int:
    """Compare the table and say or write what came out; `given` are options that are of one case only."""
    if len(options.inputs) != 1:
        raise fail("cli.one-table")
    if wrong := next((name for name, value in given.items() if value), ""):
        raise fail("cli.for-one-case", option=wrong)
    places = [*options.names[1:], *options.beside]
    if places and options.every:
        raise fail("cli.not-together", a="--all", b="--with")
    [name] = options.inputs
    kind = _kind(options.output, name)
    from ecoreward.tables.problems import packages

    with packages(name):
        from ecoreward.tables.source import open_source
        from ecoreward.workbench.compare_table import compare_table

    source = open_source(name, sheet=options.sheet, query_table=options.table)
    own = options.names[0] if options.names else ""
    with Progress(source, state.lang) as progress:
        found = compare_table(
            state.library(), source, places or None, own=own, presume=presume,
            latest=options.latest, told=progress.at,
        )  # fmt: skip
    if options.output is not None:
        _write(options.output, kind, found, state.lang)
    tell(found.warnings, state.lang, as_data=as_json)
    _print(found, source, options.output, state.lang, as_json=as_json)
    return BAD if found.bad else 0


def _kind(output: str | None, table: str) -> str:
    """The ending of what is to be written; told before a row is read where it cannot be."""
    if output is None:
        return ""
    from ecoreward.tables.source import SUFFIXES, is_url

    suffix = Path(output).suffix.lower()
    if is_url(output) or suffix in PAGE:
        return suffix
    if suffix not in SUFFIXES:
        from ecoreward.tables.problems import fail as failed

        raise failed("file.suffix", output, suffix=suffix, names=[PAGE[0], *SUFFIXES])
    if Path(output).exists() and Path(table).exists() and Path(output).samefile(table):
        raise fail("cli.run-onto-itself", path=clean(output))
    return suffix


def _write(output: str, kind: str, found: TableComparison, lang: str) -> None:
    """A page, a workbook, or a row a place."""
    if kind in PAGE:
        from ecoreward.paper.compare_page import compare_page
        from ecoreward.tables.whole_file import write_whole

        write_whole(output, compare_page(found, lang).encode("utf-8"))
    elif kind == ".xlsx":
        from ecoreward.paper.compare_book import compare_book
        from ecoreward.tables.whole_file import write_whole

        write_whole(output, compare_book(found, lang))
    else:
        from ecoreward.paper.compare_rows import frame_of
        from ecoreward.tables.sink import open_sink

        frame = frame_of(found, lang)
        with open_sink(output, lang=lang, headers=frame.columns, table="comparison") as sink:
            sink.write(frame)


def _print(
    found: TableComparison, source: Source, output: str | None, lang: str, *, as_json: bool
) -> None:
    if as_json:
        out_json(found.to_json())
        return
    from ecoreward.cli.compare_lines import bad_lines, lines

    out("\n".join(lines(found, lang)))
    if output is not None:
        out(say("cli.compare.written", lang, path=clean(output)))
    for line in bad_lines(found, lang):
        tell_line(line)


def tell_line(text: str) -> None:
    """A line beside the result."""
    import typer

    typer.echo(text, err=True)
