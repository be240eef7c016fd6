"""``ecoreward form``: the approval form 审批表 of cases or of saved decisions, as HTML or PDF to print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ecoreward.cli import asked as a
from ecoreward.cli import inputs as i
from ecoreward.cli.shared import clean, fail, out, state_of, tell, write_new
from ecoreward.words import say

HTML, PDF = (".html", ".htm"), (".pdf",)


def command(
    ctx: typer.Context,
    inputs: i.Inputs = None,
    output: Annotated[str | None, typer.Option("-o", "--output")] = None,
    jurisdiction: i.Jurisdiction = None,
    edition: i.Edition = None,
    case: i.CaseId = None,
    decided: i.DecidedBy = None,
    paid: i.Paid = None,
    no_presume: i.NoPresume = False,
    extra: i.ExtraFacts = "error",
    known_on: i.KnownOn = None,
    keep_going: i.KeepGoing = False,
    row: i.Row = None,
    sheet: i.Sheet = None,
    from_table: i.FromTable = None,
) -> int:
    """Texts are in the catalogue."""
    state = state_of(ctx)
    suffix = ".html" if output is None else Path(output).suffix.lower()
    if suffix not in (*HTML, *PDF):
        raise fail("cli.form-suffix", path=clean(output or ""))
    answers = i.Answers(state.names)
    words = i.Words(jurisdiction, edition, case, decided or (), paid)
    asking = a.Asking(inputs or (), words, extra, not no_presume, known_on, row, sheet, from_table)
    asked = a.decisions(asking, state, answers, changes=False)
    failed = not asked.items or (answers.errors and not keep_going)
    if not failed:
        from ecoreward.paper.form import approval_form, approval_forms

        pages = asked.each(lambda data: approval_form(data, state.lang))
        if suffix in PDF:
            from ecoreward.paper.pdf import pdf

            _give(pdf(pages, clean(output or "")), output, state.lang)
        else:
            _give(approval_forms(asked.items, state.lang), output, state.lang)
    tell(answers.problems, state.lang)
    return 2 if failed else 0


def _give(page: str | bytes, output: str | None, lang: str) -> None:
    """The form to its file, which must be new; without one, to stdout."""
    if output is None:
        assert isinstance(page, str)
        out(page.rstrip("\n"))
    else:
        write_new(output, page)
        out(say("cli.written", lang, path=clean(output)))
