"""``ecoreward ask``: a person is asked what can still move the money, and gets a case file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ecoreward.cli import inputs as i
from ecoreward.cli.shared import clean, fail, out, read_bytes, state_of, tell, write_new
from ecoreward.problems import CaseProblems, Problem, Problems
from ecoreward.words import say

if TYPE_CHECKING:
    from ecoreward.api import Library
    from ecoreward.workbench.interview import Interview


def command(
    ctx: typer.Context,
    file: Annotated[str | None, typer.Argument()] = None,
    jurisdiction: i.Jurisdiction = None,
    edition: i.Edition = None,
    output: Annotated[str | None, typer.Option("-o", "--output")] = None,
    no_presume: i.NoPresume = False,
) -> int:
    """Texts are in the catalogue."""
    from ecoreward.cli.lines import summary
    from ecoreward.workbench.case_text import case_text

    state = state_of(ctx)
    if output is not None and Path(output).exists():
        raise fail("cli.exists", path=clean(output))
    if edition is not None and jurisdiction is None:
        raise fail("cli.option-needs-j", option="--edition")
    if file is not None and jurisdiction is not None:
        raise fail("cli.file-with-j", word=clean(file))
    library = state.library()
    interview = _begun(library, state.lang, file, jurisdiction, edition, presume=not no_presume)
    _ready_stdin()
    out(say("cli.ask.intro", state.lang))
    _walk(interview, state.lang)
    decision, place = interview.decision(), interview.place
    if decision is None or place is None:
        raise fail("cli.ask-no-place")
    out("\n" + summary(interview.case.id, decision, state.lang))
    text = case_text(interview.case, place, state.lang)
    if output is None:
        out("\n" + text.rstrip("\n"))
        return 0
    try:
        write_new(output, text)
    except Problems as bad:  # the answers are not lost
        out("\n" + text.rstrip("\n"))
        tell(bad.items, state.lang)
        return 2
    out(say("cli.written", state.lang, path=clean(output)))
    return 0


def _begun(
    library: Library,
    lang: str,
    file: str | None,
    jurisdiction: str | None,
    edition: str | None,
    *,
    presume: bool,
) -> Interview:
    """The interview, with what is known before the first question."""
    from ecoreward.engine.case import Case
    from ecoreward.engine.type_case import typed
    from ecoreward.workbench.interview import Interview

    if file is None:
        if jurisdiction is None:
            return Interview(library, lang, presume=presume)
        found = library.edition(jurisdiction, edition)
        case = Case("", found.jurisdiction.file, edition or "")
        return Interview(library, lang, case, found.jurisdiction, presume)
    raws = library.read(read_bytes(file), clean(file))
    if len(raws) != 1:
        raise CaseProblems([Problem("case.one-case")])
    [raw] = raws
    where = library.jurisdiction(raw.jurisdiction) if raw.jurisdiction else None
    vocabulary = where.vocabulary if where else library.vocabulary
    read, problems = typed(raw, vocabulary, where.currency if where else "CNY")
    if read is None:
        raise CaseProblems(problems)
    if where is not None:
        library.evaluate(raw, presume=presume)  # what cannot be is told before the first question
    return Interview(library, lang, read, where, presume)


def _ready_stdin() -> None:
    """Chinese in UTF-8 where the answers come from a file or a pipe."""
    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure is not None and not sys.stdin.isatty():
        reconfigure(encoding="utf-8", errors="replace")


def _walk(interview: Interview, lang: str) -> None:
    """Ask until nothing is left, the person stops, or the input ends."""
    while (step := interview.step()) is not None:
        out("\n" + step)
        try:
            line = input("> ")
        except (EOFError, OSError):  # the end of the input, or none to read from
            out("")
            return
        if not sys.stdin.isatty():
            out("")  # a pipe has no line break of its own to show
        reply = interview.answer(line)
        if reply:
            out(reply)
    if not interview.stopped:
        out("\n" + say("cli.ask.done", lang))
