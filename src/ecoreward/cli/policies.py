"""``ecoreward policies``: what there is, one line an edition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from ecoreward.cli import inputs as i
from ecoreward.cli.lines import table
from ecoreward.cli.shared import clean, out, out_json, state_of
from ecoreward.problems import PolicyProblems
from ecoreward.words import say

if TYPE_CHECKING:
    from ecoreward.api import Library
    from ecoreward.policy.edition import Edition, Jurisdiction

MOST_BROKEN = 10  # files that are named
COLUMNS = ("name", "file", "code", "edition", "from", "to", "status", "confidence")


def command(ctx: typer.Context, as_json: i.AsJson = False) -> int:
    """Texts are in the catalogue."""
    state = state_of(ctx)
    library = state.library()
    rows, broken = _rows(library, state.lang)
    if as_json:
        out_json(rows)
        return 0
    head = {c: say(f"cli.policies.{c}", state.lang) for c in COLUMNS}
    shown = [{c: _cell(c, row, state.lang) for c in COLUMNS} for row in rows]
    for line in table([head, *shown]):
        out(line)
    out("")
    out(
        say(
            "cli.policies.summary",
            state.lang,
            policies=len({r["file"] for r in rows}),
            editions=len(rows),
        )
    )
    if broken:
        named = broken if len(broken) <= MOST_BROKEN else [*broken[:MOST_BROKEN], "…"]
        out(say("cli.policies.broken", state.lang, files=named))
    return 0


def _rows(library: Library, lang: str) -> tuple[list[dict[str, Any]], list[str]]:
    rows: list[dict[str, Any]] = []
    readable = set()
    for head in library.jurisdictions:
        try:
            found = library.jurisdiction_of(head.file)
        except PolicyProblems:
            continue
        readable.add(head.file)
        rows += [_row(found, e, lang) for e in found.editions]
    errors = {p.place.file for p in library.problems() if p.severity == "error"}
    # By code, the editions of a place in the order of their days: in force, else issued.
    return sorted(
        rows, key=lambda r: (r["code"], r["file"], r["from"] or r["issued"] or "", r["edition"])
    ), sorted(errors)


def _row(found: Jurisdiction, edition: Edition, lang: str) -> dict[str, Any]:
    from ecoreward.engine.choose import last_words

    return {
        "name": found.label.get(lang) or found.name,
        "file": found.file,
        "code": found.code,
        "edition": edition.id,
        "title": edition.program.title,
        "from": edition.start.text or None,
        "issued": edition.issued.text or None,
        "to": last_words(edition) or None,
        "status": edition.status,
        "confidence": edition.program.confidence,
    }


def _cell(column: str, row: dict[str, Any], lang: str) -> str:
    value = row[column]
    if column == "from" and value is None:
        issued = row["issued"]
        return (
            say("cli.policies.issued", lang, day=issued)
            if issued
            else say("cli.policies.unstated", lang)
        )
    if column in ("status", "confidence"):
        return say(f"cli.policies.{column}.{value}", lang)
    return clean(value or "—")
