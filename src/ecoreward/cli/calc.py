"""``ecoreward calc``: cases in, amounts out."""

from __future__ import annotations

from typing import Annotated

import typer

from ecoreward.cli import inputs as i
from ecoreward.cli.shared import State, fail, one_of, out, out_json, state_of, tell


def command(
    ctx: typer.Context,
    inputs: i.Inputs = None,
    jurisdiction: i.Jurisdiction = None,
    edition: i.Edition = None,
    case: i.CaseId = None,
    decided: i.DecidedBy = None,
    paid: i.Paid = None,
    as_json: i.AsJson = False,
    explain: Annotated[bool, typer.Option("--explain")] = False,
    no_presume: i.NoPresume = False,
    extra: i.ExtraFacts = "error",
    known_on: i.KnownOn = None,
    keep_going: i.KeepGoing = False,
) -> int:
    """Texts are in the catalogue."""
    state = state_of(ctx)
    if len(inputs or ()) == 1 and i.is_table((inputs or [""])[0]):
        from ecoreward.cli.run import command as run

        return run(
            ctx, (inputs or [""])[0], jurisdiction=jurisdiction, edition=edition, extra=extra,
            no_presume=no_presume, as_json=as_json,
        )  # fmt: skip
    if explain and as_json:
        raise fail("cli.not-together", a="--explain", b="--json")
    unknown = one_of("--extra", extra, i.EXTRA)
    answers = i.Answers(state.names)
    words = i.Words(jurisdiction, edition, case, decided or (), paid)
    raws = i.read_all(inputs or (), words, answers)
    library = state.library()
    i.decide_all(
        library, raws, answers, presume=not no_presume, extra=unknown, known_on=known_on,
        changes=explain,
    )  # fmt: skip
    failed = not answers.decisions or (answers.errors and not keep_going)
    if not failed:
        _print(answers, state, as_json=as_json, explain=explain)
    tell(answers.problems, state.lang, as_data=as_json)
    return 2 if failed else 0


def _print(answers: i.Answers, state: State, *, as_json: bool, explain: bool) -> None:
    decisions = [d for _, d in answers.decisions]
    if as_json:
        out_json([d.to_json() for d in decisions])
        return
    from ecoreward.cli.lines import summary, total

    if explain:
        from ecoreward.explain import explain as explained

        pairs = zip(decisions, answers.changes, strict=True)
        out("\n\n".join(explained(d, state.lang, changes=c).rstrip("\n") for d, c in pairs))
    else:
        for name, decision in answers.decisions:
            out(summary(name, decision, state.lang))
    if len(decisions) > 1:
        out(("\n" if explain else "") + total(decisions, state.lang))
