"""``ecoreward explain``: the whole explanation of cases, or of decisions that were saved.

As data it is what `calc --json` gives, with `changes` beside each decision. With `--for reporter` it
is what may be handed to the person who reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ecoreward.cli import asked as a
from ecoreward.cli import inputs as i
from ecoreward.cli.shared import fail, one_of, out, out_json, state_of, tell

if TYPE_CHECKING:
    from ecoreward.explain import Audience

FORMATS: tuple[Literal["text", "markdown"], ...] = ("text", "markdown")
AUDIENCES: tuple[Audience, ...] = ("office", "reporter")


def command(
    ctx: typer.Context,
    inputs: i.Inputs = None,
    jurisdiction: i.Jurisdiction = None,
    edition: i.Edition = None,
    case: i.CaseId = None,
    decided: i.DecidedBy = None,
    paid: i.Paid = None,
    form: Annotated[str, typer.Option("--format")] = "text",
    audience: Annotated[str, typer.Option("--for")] = "office",
    reporter: Annotated[str | None, typer.Option("--reporter")] = None,
    no_presume: i.NoPresume = False,
    extra: i.ExtraFacts = "error",
    known_on: i.KnownOn = None,
    keep_going: i.KeepGoing = False,
    as_json: i.AsJson = False,
    row: i.Row = None,
    sheet: i.Sheet = None,
    from_table: i.FromTable = None,
) -> int:
    """Texts are in the catalogue."""
    from ecoreward.explain import explain

    state = state_of(ctx)
    shape = one_of("--format", form, FORMATS)
    reader: Audience = "reporter" if reporter else one_of("--for", audience, AUDIENCES)
    if as_json and reader != "office":
        raise fail("cli.not-together", a="--reporter" if reporter else "--for", b="--json")
    answers = i.Answers(state.names)
    words = i.Words(jurisdiction, edition, case, decided or (), paid)
    asking = a.Asking(inputs or (), words, extra, not no_presume, known_on, row, sheet, from_table)
    asked = a.decisions(asking, state, answers, changes=True)
    failed = not asked.items or (answers.errors and not keep_going)
    if not failed and as_json:
        out_json(asked.items)
    elif not failed:
        number = _number(reporter, asked)

        def text(data: dict[str, Any]) -> str:
            changes = data.get("changes")
            return explain(data, state.lang, shape, changes, reader, number).rstrip("\n")

        out("\n\n".join(asked.each(text)))
    tell(answers.problems, state.lang, as_data=as_json)
    return 2 if failed else 0


def _number(written: str | None, asked: a.Asked) -> int | None:
    """Which of the reporters the text is for; there must be such a one in every case."""
    if written is None:
        return None
    from ecoreward.explain.own_share import reporters_of

    least = min(asked.each(reporters_of), default=1)
    if not written.isascii() or not written.isdigit() or not 1 <= int(written[:6]) <= least:
        raise fail("cli.bad-reporter", count=least)
    return int(written)
