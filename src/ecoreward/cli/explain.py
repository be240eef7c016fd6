"""``ecoreward explain``: the whole explanation of cases, or of decisions that were saved.

As data it is what `calc --json` gives, with `changes` beside each decision.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ecoreward.cli import inputs as i
from ecoreward.cli.shared import State, fail, one_of, out, out_json, read_bytes, state_of, tell
from ecoreward.problems import Problems
from ecoreward.version import DECISION_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecoreward.engine.read_case import Raw

FORMATS: tuple[Literal["text", "markdown"], ...] = ("text", "markdown")


def command(
    ctx: typer.Context,
    inputs: i.Inputs = None,
    jurisdiction: i.Jurisdiction = None,
    edition: i.Edition = None,
    case: i.CaseId = None,
    decided: i.DecidedBy = None,
    paid: i.Paid = None,
    form: Annotated[str, typer.Option("--format")] = "text",
    no_presume: i.NoPresume = False,
    extra: i.ExtraFacts = "error",
    known_on: i.KnownOn = None,
    keep_going: i.KeepGoing = False,
    as_json: i.AsJson = False,
    row: Annotated[str | None, typer.Option("--row")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet")] = None,
    from_table: Annotated[str | None, typer.Option("--table")] = None,
) -> int:
    """Texts are in the catalogue."""
    from ecoreward.explain import explain

    state = state_of(ctx)
    if row is not None or any(i.is_table(name) for name in inputs or ()):
        options = i.TableRow(row, sheet, from_table, jurisdiction, edition)
        return _row(
            inputs or (), options, state, form, extra, as_json=as_json, presume=not no_presume
        )
    shape = one_of("--format", form, FORMATS)
    unknown = one_of("--extra", extra, i.EXTRA)
    words = i.Words(jurisdiction, edition, case, decided or (), paid)
    answers = i.Answers(state.names)
    saved, raws = _read(inputs or (), words, answers)
    if raws:
        library = state.library()
        i.decide_all(
            library, raws, answers, presume=not no_presume, extra=unknown, known_on=known_on,
            changes=True,
        )  # fmt: skip
    asked = [*saved, *_with_changes(answers)]
    failed = not asked or (answers.errors and not keep_going)
    if not failed and as_json:
        out_json(asked)
    elif not failed:
        try:
            texts = [explain(d, state.lang, shape, d.get("changes")).rstrip("\n") for d in asked]
        except (KeyError, TypeError, AttributeError, ValueError, IndexError):
            if not saved:
                raise
            raise fail("cli.bad-decision") from None
        out("\n\n".join(texts))
    tell(answers.problems, state.lang, as_data=as_json)
    return 2 if failed else 0


def _row(
    inputs: Sequence[str],
    options: i.TableRow,
    state: State,
    form: str,
    extra: str,
    *,
    as_json: bool,
    presume: bool,
) -> int:
    """The whole explanation of one row of a table."""
    from ecoreward.explain import explain

    library = state.library()
    raw = library.case(options.case(inputs, library, one_of("--extra", extra, i.EXTRA)))
    decision = library.evaluate(raw, presume=presume)
    changes = library.changes(raw, presume=presume)
    if as_json:
        out_json([{**decision.to_json(), "changes": [c.to_json() for c in changes]}])
    else:
        shape = one_of("--format", form, FORMATS)
        out(explain(decision, state.lang, shape, changes).rstrip("\n"))
    return 0


def _with_changes(answers: i.Answers) -> list[dict[str, Any]]:
    """Each decision as data, with what would change it beside."""
    pairs = zip(answers.decisions, answers.changes, strict=True)
    return [{**d.to_json(), "changes": [c.to_json() for c in found]} for (_, d), found in pairs]


def _read(
    inputs: Sequence[str], words: i.Words, answers: i.Answers
) -> tuple[list[dict[str, Any]], list[Raw]]:
    """Saved decisions and cases; a file holds one or the other."""
    if words.jurisdiction is not None:
        return [], i.read_all(inputs, words, answers)
    saved: list[dict[str, Any]] = []
    raws: list[Raw] = []
    if words.given() or not inputs:
        i.read_all(inputs, words, answers)
    for name in inputs:
        try:
            data = read_bytes(name)
        except Problems as bad:
            answers.problems += bad.items
            continue
        decisions = _decisions(data)
        if decisions is None:
            raws += i.raws_of(name, data, answers)
        else:
            saved += decisions
    return saved, raws


def _decisions(data: bytes) -> list[dict[str, Any]] | None:
    """The decisions of a file that `calc --json` wrote; None when it is a file of cases."""
    if DECISION_SCHEMA.encode() not in data:
        return None
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    items = found if isinstance(found, list) else [found]
    if not all(isinstance(x, dict) and x.get("schema") == DECISION_SCHEMA for x in items):
        return None
    if not items:
        raise fail("cli.no-input")
    return items
