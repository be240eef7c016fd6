"""``ecoreward show``: a policy as readable articles."""

from __future__ import annotations

from typing import Annotated

import typer

from ecoreward.cli import inputs as i
from ecoreward.cli.shared import out, state_of


def command(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument()],
    edition: i.Edition = None,
    own: Annotated[bool, typer.Option("--own")] = False,
) -> int:
    """Texts are in the catalogue."""
    from ecoreward.explain import show

    state = state_of(ctx)
    library = state.library()
    found = library.jurisdiction(name)
    if edition is not None:
        library.edition(name, edition)  # says when there is none
    out(show(found, edition, state.lang, own=own).rstrip("\n"))
    return 0
