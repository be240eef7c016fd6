"""``ecoreward schema``: JSON Schema of policies, the vocabulary, cases, tests and decisions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ecoreward.cli.shared import State, as_json, clean, fail, one_of, out, state_of
from ecoreward.problems import PolicyProblems
from ecoreward.words import say

if TYPE_CHECKING:
    from ecoreward.api import Library
    from ecoreward.policy.vocabulary_types import Vocabulary

NAMES = ("policy", "vocabulary", "case", "test", "decision")


def command(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument()] = "policy",
    write: Annotated[str | None, typer.Option("--write")] = None,
) -> int:
    """Texts are in the catalogue."""
    state = state_of(ctx)
    if write is None:
        out(as_json(schema(one_of("schema", name, NAMES), state)))
        return 0
    folder = Path(write)
    if not folder.is_dir():
        raise fail("cli.no-folder", path=clean(write))
    for one in NAMES:
        path = folder / f"{one}.schema.json"
        try:
            path.write_text(as_json(schema(one, state)) + "\n", encoding="utf-8", newline="\n")
        except OSError:
            raise fail("cli.cannot-write", path=clean(str(path))) from None
        out(say("cli.written", state.lang, path=clean(str(path))))
    return 0


def schema(name: str, state: State) -> dict[str, Any]:
    """One schema in the language of the run, with the words of the vocabulary in use."""
    from ecoreward.policy import json_schema

    if name == "vocabulary":
        return json_schema.vocabulary_schema(state.lang)
    if name == "decision":
        from ecoreward.cli.decision_schema import decision_schema

        return decision_schema(state.lang)
    library = state.library()
    if name == "policy":
        return json_schema.policy_schema(library.vocabulary, state.lang)
    from ecoreward.cli.case_schema import case_schema

    return case_schema(library.vocabulary, state.lang, own_of(library), tests=name == "test")


def own_of(library: Library) -> list[Vocabulary]:
    """The vocabularies of policies that declare facts or violations of their own."""
    found: list[Vocabulary] = []
    shared = library.vocabulary
    for known in library.jurisdictions:
        try:
            own = library.jurisdiction_of(known.file).vocabulary
        except PolicyProblems:  # `check` tells what is wrong with it
            continue
        if own.facts.keys() - shared.facts.keys() or own.terms.keys() - shared.terms.keys():
            found.append(own)
    return found
