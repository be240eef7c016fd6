"""``ecoreward new case`` and ``ecoreward new policy``: files to fill in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from ecoreward.cli import inputs as i
from ecoreward.cli.shared import clean, fail, out, state_of, write_new
from ecoreward.policy.folder import home_of, key_of
from ecoreward.policy.tree import is_code
from ecoreward.words import say

Output = Annotated[str | None, typer.Option("-o", "--output")]


def case(
    ctx: typer.Context,
    jurisdiction: i.Jurisdiction = None,
    edition: i.Edition = None,
    output: Output = None,
) -> int:
    """A blank case file."""
    from ecoreward.workbench.case_form import case_form

    state = state_of(ctx)
    if not jurisdiction:
        raise fail("cli.option-needed", option="-j")
    found = state.library().edition(jurisdiction, edition)
    # A draft is never found by date, so its case has to name it.
    named = edition is not None or found.compiled.status == "draft"
    text = case_form(found.jurisdiction, found.compiled, state.lang, named=named)
    return _give(text, output, state.lang)


def policy(
    ctx: typer.Context,
    code: Annotated[str | None, typer.Option("--code")] = None,
    name: Annotated[str | None, typer.Option("--name")] = None,
    output: Output = None,
) -> int:
    """A skeleton of a policy file."""
    from ecoreward.workbench.policy_form import policy_form

    state = state_of(ctx)
    for option, value in (("--code", code), ("--name", name)):
        if not (value or "").strip():
            raise fail("cli.option-needed", option=option)
    assert code is not None
    assert name is not None
    if not is_code(code):
        raise fail("cli.code-form", text=clean(code))
    if not name.isprintable():
        raise fail("cli.name-form")
    level = 0 if output is None else _level(Path(output))
    return _give(policy_form(code, name.strip(), state.lang, level), output, state.lang)


def _level(path: Path) -> int:
    """How many folders a file stands below the policies' own, where the schemas are."""
    where = Path(os.path.abspath(path))
    return key_of(where, os.path.abspath(home_of(path))).count("/")


def _give(text: str, output: str | None, lang: str) -> int:
    if output is None:
        out(text.rstrip("\n"))
    else:
        write_new(output, text)
        out(say("cli.written", lang, path=clean(output)))
    return 0


COMMANDS = {"case": case, "policy": policy}
