"""``ecoreward workbook``: a what-if workbook of a policy, and the same fed back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ecoreward.cli import inputs as i
from ecoreward.cli.shared import (
    State,
    clean,
    fail,
    out,
    out_json,
    read_bytes,
    state_of,
    tell,
    write_new,
)
from ecoreward.words import say

if TYPE_CHECKING:
    from ecoreward.api import Edition, Library
    from ecoreward.engine.read_case import Raw
    from ecoreward.workbench.book_start import Start

BOOKS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".et", ".ods")
BAD = 1  # the exit code where some cases have no result


def command(
    ctx: typer.Context,
    target: Annotated[str, typer.Argument()],
    edition: i.Edition = None,
    cases: Annotated[str | None, typer.Option("--cases")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet")] = None,
    output: Annotated[str | None, typer.Option("-o", "--output")] = None,
    draft: Annotated[str | None, typer.Option("--draft")] = None,
    as_json: i.AsJson = False,
) -> int:
    """Texts are in the catalogue."""
    state = state_of(ctx)
    back = Path(target).suffix.lower() in BOOKS
    for option, value, of in (("--edition", edition, False), ("--cases", cases, False),
                              ("--sheet", sheet, False), ("--draft", draft, True)):  # fmt: skip
        if value is not None and of is not back:
            key = "cli.workbook-only-back" if of else "cli.workbook-only-new"
            raise fail(key, option=option)
    from ecoreward.tables.problems import packages

    with packages(target):
        from ecoreward.paper import workbook as _layout  # noqa: F401
        from ecoreward.tables import excel_cells as _reading  # noqa: F401
    if back:
        return _back(target, output, draft, state, as_json=as_json)
    return _new(target, edition, cases, sheet, output, state, as_json=as_json)


def _new(
    place: str,
    edition: str | None,
    cases: str | None,
    sheet: str | None,
    output: str | None,
    state: State,
    *,
    as_json: bool,
) -> int:
    """A workbook of an edition as it is today."""
    from ecoreward.paper.workbook import workbook
    from ecoreward.workbench.book import new_book

    library = state.library()
    named = library.edition(place, edition)
    path = output or say(
        "book.title.file", state.lang, place=named.jurisdiction.label.get(state.lang) or place
    )
    _free(path)
    start = _start(library, named, edition, cases, sheet, state)
    book = new_book(library, named.jurisdiction.exactly("en"), named.id, start.rows, state.lang)
    _write(path, workbook(book, state.lang))
    if as_json:
        out_json({
            "written": path, "jurisdiction": named.jurisdiction.file, "edition": named.id,
            "parameters": len(book.settings), "cases": len(book.rows), "left_out": start.left_out,
        })  # fmt: skip
        return 0
    label = dict(named.jurisdiction.label)
    out(say(
        "book.told.made", state.lang, path=clean(path), place=label, edition=named.id,
        settings=len(book.settings), cases=len(book.rows),
    ))  # fmt: skip
    if start.left_out:
        out(say("book.told.left-out", state.lang, count=start.left_out, place=label))
    return 0


def _start(
    library: Library,
    named: Edition,
    edition: str | None,
    cases: str | None,
    sheet: str | None,
    state: State,
) -> Start:
    """The cases of a new workbook."""
    from ecoreward.workbench import book_start as b

    where, compiled = named.jurisdiction, named.compiled
    # A draft is never chosen by date.
    fixed = named.id if edition is not None or compiled.status == "draft" else ""
    if cases is None:
        return b.of_tests(library, _tests(library, named, state), where, compiled, state.lang)
    if i.is_table(cases):
        from ecoreward.tables.source import open_source

        return b.of_table(library, open_source(cases, sheet=sheet), where, fixed, state.lang)
    raws = library.read(read_bytes(cases), clean(cases))
    return b.of_cases(library, raws, where, fixed, state.lang)


def _tests(library: Library, named: Edition, state: State) -> list[Raw]:
    """The cases of the policy's own test files; none where it has none."""
    from ecoreward.workbench.case_tests import read_tests

    key = named.jurisdiction.file
    folder = (state.folder() / "tests" / key).parent
    stem = key.rpartition("/")[2]
    found = [
        p for p in (*folder.glob(f"{stem}.yaml"), *folder.glob(f"{stem}-*.yaml")) if p.is_file()
    ]
    return [
        test.raw
        for path in sorted(found)
        for test in read_tests(library, clean(str(path)), read_bytes(str(path)))[0]
    ]


def _back(
    target: str, output: str | None, draft: str | None, state: State, *, as_json: bool
) -> int:
    """A workbook fed back: both results of every case, and what was changed."""
    from ecoreward.cli import workbook_lines as lines
    from ecoreward.paper.workbook import workbook
    from ecoreward.tables.excel_cells import read_grids
    from ecoreward.tables.source import readable
    from ecoreward.workbench.book_back import feed

    for path in (output, draft):
        if path is not None:
            _free(path)
    if Path(target).suffix.lower() != ".xlsx":
        raise fail("cli.workbook-name", path=clean(target))
    readable(Path(target), target)
    library = state.library()
    grids = read_grids(Path(target))
    fed = feed(library, grids, clean(target), state.lang)
    text = fed.draft() if draft is not None else ""
    if output is not None:
        _write(output, workbook(fed.book, state.lang))
    if draft is not None:
        write_new(draft, text)
    bad = [p for r in fed.book.results for p in r.problems]
    if as_json:
        out_json({**lines.data(fed), "written": output, "draft": draft})
    else:
        for line in lines.lines(fed, state.lang):
            out(line)
        for key, name in (("written", output), ("draft", draft)):
            if name is not None:
                out(say(f"book.told.{key}", state.lang, path=clean(name)))
    tell([*fed.problems, *bad], state.lang, as_data=as_json)
    return BAD if bad else 0


def _free(path: str) -> None:
    """A workbook is filled in by people: none is written over."""
    if Path(path).exists():
        raise fail("cli.exists", path=clean(path))


def _write(path: str, data: bytes) -> None:
    if Path(path).suffix.lower() != ".xlsx":
        raise fail("cli.workbook-name", path=clean(path))
    try:
        with Path(path).open("xb") as stream:
            stream.write(data)
    except FileExistsError:
        raise fail("cli.exists", path=clean(path)) from None
    except (OSError, ValueError):
        raise fail("cli.cannot-write", path=clean(path)) from None
