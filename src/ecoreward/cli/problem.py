"""``ecoreward problem CODE``: what a code means, why it matters, and what to do about it."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from ecoreward.cli import inputs as i
from ecoreward.cli.shared import clean, fail, out, out_json, state_of
from ecoreward.problems import nearest
from ecoreward.words import say
from ecoreward.words.entry import ROOMS, Entry, codes, entry


def command(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument()],
    as_json: i.AsJson = False,
) -> int:
    """Texts are in the catalogue."""
    lang = state_of(ctx).lang
    name = _code_in(code)
    if name in ROOMS:
        found = [e for c in codes(name) if (e := entry(c, lang)) is not None]
        if as_json:
            out_json([e._asdict() for e in found])
        else:
            for one in found:
                out(say("cli.problem.line", lang, code=one.code, text=one.cause))
        return 0
    known = entry(name, lang)
    if known is None:
        pool = [c for room in ROOMS for c in codes(room)]
        same = [c for c in pool if c.partition(".")[2] == name]
        raise fail("cli.unknown-code", same or nearest(name, pool), text=clean(code))
    if as_json:
        out_json(known._asdict())
    else:
        out(text_of(known, lang))
    return 0


def _code_in(text: str) -> str:
    """The code in what was typed, or pasted from a message: `错误[yaml.tab]`."""
    found = re.search(r"\[([a-z.-]+)\]", text)
    return found[1] if found else text.strip().lower()


def text_of(found: Entry, lang: str) -> str:
    """An entry as a person reads it."""
    lines = [found.code, "  " + say("problem.cause", lang, text=found.cause)]
    if found.why:
        lines.append("  " + say("problem.why", lang, text=found.why))
    return "\n".join([*lines, "  " + say("problem.help", lang, text=found.cure)])
