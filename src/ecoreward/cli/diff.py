"""``ecoreward diff``: what one edition says otherwise than another, in sentences."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ecoreward.cli import inputs as i
from ecoreward.cli.backtest_sides import edition_of
from ecoreward.cli.shared import clean, out, out_json, state_of
from ecoreward.words import say

if TYPE_CHECKING:
    from ecoreward.api import Edition, Library


def command(
    ctx: typer.Context,
    before: Annotated[str, typer.Argument()],
    after: Annotated[str, typer.Argument()],
    as_json: i.AsJson = False,
) -> int:
    """Texts are in the catalogue."""
    from ecoreward.workbench.diff import edition_diff

    state = state_of(ctx)
    library = state.library()
    found = edition_diff(named(library, before), named(library, after))
    if as_json:
        out_json(found.to_json())
        return 0
    lang = state.lang
    titles = [say("cli.diff.title", lang, title=clean(t), edition=e)
              for t, e in zip(found.titles, (found.before, found.after), strict=True)]  # fmt: skip
    lines = [say("cli.diff.head", lang, before=titles[0], after=titles[1]), ""]
    for key, texts in (
        ("sum", [d.text[lang] for d in found.differences if d.of_sum]),
        ("around", [d.text[lang] for d in found.differences if not d.of_sum]),
        ("words", [w[lang] for w in found.wording]),
    ):
        if texts:
            lines += [
                say(f"cli.diff.{key}", lang),
                *(f"  {n}. {clean(t)}" for n, t in enumerate(texts, 1)),
                "",
            ]
    if not found.differences:
        lines.append(say("cli.diff.only-words" if found.wording else "cli.diff.same", lang))
    out("\n".join(lines).rstrip("\n"))
    return 0


def named(library: Library, name: str) -> Edition:
    """An edition by its id, or the last of a policy file that is in no library yet.

    Raises what is wrong with the file, or `cli.no-edition`.
    """
    from ecoreward.workbench.drafts import draft_edition
    from ecoreward.workbench.trials import place_of

    if Path(name).suffix.lower() in (".yaml", ".yml"):
        return draft_edition(library, name)
    file = place_of(library, name)
    return library.edition(file, name) if file else edition_of(library, name, None)
