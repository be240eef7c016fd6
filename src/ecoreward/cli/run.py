"""``ecoreward run``: a table of cases in, a table of decisions out."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ecoreward.cli import inputs as i
from ecoreward.cli.progress import Progress
from ecoreward.cli.shared import State, clean, fail, one_of, out, out_json, state_of, tell
from ecoreward.cli.shared import as_json as json_text
from ecoreward.words import say

if TYPE_CHECKING:
    from ecoreward.tables.run import BadCell, Run
    from ecoreward.tables.tally import Tally

Engine = Literal["polars", "reference", "spark"]
ENGINES: tuple[Engine, ...] = ("polars", "reference", "spark")
CASE_FILES = (".yaml", ".yml", ".json")
MOST_SHOWN = 10
BAD = 1  # the exit code where some rows have no decision


def command(
    ctx: typer.Context,
    table: Annotated[str, typer.Argument()],
    output: Annotated[str | None, typer.Option("-o", "--output")] = None,
    jurisdiction: i.Jurisdiction = None,
    edition: i.Edition = None,
    sheet: Annotated[str | None, typer.Option("--sheet")] = None,
    from_table: Annotated[str | None, typer.Option("--table")] = None,
    into: Annotated[str | None, typer.Option("--into")] = None,
    bad: Annotated[str | None, typer.Option("--bad")] = None,
    keep: Annotated[bool, typer.Option("--keep")] = False,
    strict: Annotated[bool, typer.Option("--strict")] = False,
    engine: Annotated[str, typer.Option("--engine")] = "polars",
    spark_master: Annotated[str | None, typer.Option("--spark-master")] = None,
    no_presume: i.NoPresume = False,
    extra: i.ExtraFacts = "error",
    as_json: i.AsJson = False,
) -> int:
    """Texts are in the catalogue."""
    state = state_of(ctx)
    if Path(table).suffix.lower() in CASE_FILES:
        return _as_cases(ctx, table, jurisdiction, edition, extra, as_json, no_presume)
    chosen: Engine = one_of("--engine", engine, ENGINES)
    from ecoreward.tables.problems import packages

    with packages(table):
        from ecoreward.tables.run import Options

    options = Options(
        jurisdiction or "", edition or "", not no_presume, one_of("--extra", extra, i.EXTRA), strict,
        engine=chosen,
    )  # fmt: skip
    if edition and not jurisdiction:
        raise fail("cli.option-needs-j", option="--edition")
    library = state.library()
    if jurisdiction and edition:
        library.edition(jurisdiction, edition)  # told before a row is read, where there is none
    if chosen == "spark":
        from ecoreward.tables.spark_run import run_spark

        tally = run_spark(
            table, library, options, output=output, master=spark_master, lang=state.lang
        )
        return _told(tally, [], None, state, as_json=as_json)
    from ecoreward.tables.run import open_run
    from ecoreward.tables.source import open_source

    run = open_run(open_source(table, sheet=sheet, query_table=from_table), library, options)
    tell(run.warnings, state.lang, as_data=as_json)
    side = bad or (_side(output) if output else None)
    _apart(run, table, output, into, side)
    shown = _decided(run, output, into, side, state, keep=keep)
    if side is not None and not bad and not run.tally.bad:
        Path(side).unlink(
            missing_ok=True
        )  # that of an earlier run would tell of rows that are mended
    if run.ignored and not as_json:
        tell_line(say("cli.run.ignored", state.lang, names=[clean(h) for h in run.ignored]))
    return _told(run.tally, shown, side, state, as_json=as_json)


def tell_line(text: str) -> None:
    """A line beside the result."""
    typer.echo(text, err=True)


def _as_cases(
    ctx: typer.Context,
    table: str,
    jurisdiction: str | None,
    edition: str | None,
    extra: str,
    as_json: bool,
    no_presume: bool,
) -> int:
    """A case file is calculated as `calc` does it."""
    from ecoreward.cli.calc import command as calc

    return calc(
        ctx, [table], jurisdiction, edition, extra=extra, as_json=as_json, no_presume=no_presume
    )


def _side(output: str) -> str:
    """Where the rows without a decision are told, beside the output."""
    if "://" in output:
        return "bad-rows.csv"
    path = Path(output)
    return str(path.parent / f"{path.stem}.bad.csv")


def _apart(run: Run, table: str, output: str | None, into: str | None, side: str | None) -> None:
    """What is written must not take the place of what is read, or of the rest of what is written."""
    same = output is not None and _database(output) == _database(table) != ""
    if same and (into or "results") == getattr(run.source, "table", ""):
        raise fail("cli.run-onto-itself", path=clean(run.source.name))
    seen: list[Path] = []
    for name in (table, output, side):
        if name is None or "://" in name:
            continue
        path = Path(os.path.realpath(name))
        if path in seen:
            raise fail("cli.run-onto-itself", path=clean(name))
        seen.append(path)


def _database(name: str) -> str:
    """A database by its URL, a file of SQLite by where it is; nothing where it is none."""
    kind, _, rest = name.partition(":///")
    if kind.startswith("sqlite") and rest:
        return os.path.realpath(rest.partition("?")[0])
    return name if "://" in name else ""


def _decided(
    run: Run, output: str | None, into: str | None, side: str | None, state: State, *, keep: bool
) -> list[BadCell]:
    """Run through the table; the first bad cells are kept to be shown."""
    from ecoreward.tables.outcome import bad_headers, bad_rows, output_of
    from ecoreward.tables.sink import open_sink
    from ecoreward.tables.spoken import Speaker

    speaker = Speaker(run.tables.place, state.lang)
    shown: list[BadCell] = []
    lang = state.lang
    with ExitStack() as stack:
        run.told = stack.enter_context(Progress(run.source, lang)).at
        sink: Any = None
        bad_sink: Any = None
        for part in run.parts():
            if output is not None:
                frame = output_of(part, run.plan, speaker, keep=keep)
                if sink is None:
                    metadata = {"ecoreward": "decisions"}
                    sink = stack.enter_context(
                        open_sink(
                            output,
                            lang=lang,
                            headers=frame.columns,
                            table=into,
                            metadata=metadata,
                            rows=run.source.total,
                        )
                    )
                sink.write(frame)
            if part.bad and side is not None:
                if bad_sink is None:
                    bad_sink = stack.enter_context(
                        open_sink(side, lang=lang, headers=bad_headers(lang))
                    )
                bad_sink.write(bad_rows(part.bad, lang))
            shown += part.bad[: MOST_SHOWN - len(shown)]
    return shown


def _told(
    tally: Tally, shown: list[BadCell], side: str | None, state: State, *, as_json: bool
) -> int:
    """The totals, and the first rows without a decision."""
    from ecoreward.cli.run_lines import bad_lines, lines

    if as_json:
        out_json(tally.to_json())
        told = [{**b.problem.to_json(), "row": b.row, "column": b.column} for b in shown]
        if told:
            tell_line(json_text(told))
    else:
        for line in lines(tally, state.lang):
            out(line)
        for line in bad_lines(tally, shown, side, state.lang):
            tell_line(line)
    return BAD if tally.bad else 0
