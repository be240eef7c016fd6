"""``ecoreward compare``: one case under every jurisdiction, as a table with notes; or all cases of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ecoreward.cli import inputs as i
from ecoreward.cli.compare_table import TableOptions, compared
from ecoreward.cli.lines import missing_text, table
from ecoreward.cli.shared import clean, fail, out, out_json, state_of, tell
from ecoreward.problems import Problems
from ecoreward.words import say, words_of

if TYPE_CHECKING:
    from ecoreward.workbench.comparison import Comparison, Ground, Row

COLUMNS = ("number", "name", "edition", "day", "outcome", "sum", "article", "confidence")


def command(
    ctx: typer.Context,
    inputs: i.Inputs = None,
    jurisdiction: Annotated[list[str] | None, typer.Option("-j", "--jurisdiction")] = None,
    beside: Annotated[list[str] | None, typer.Option("--with")] = None,
    every: Annotated[bool, typer.Option("--all")] = False,
    latest: Annotated[bool, typer.Option("--latest")] = False,
    output: Annotated[str | None, typer.Option("-o", "--output")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet")] = None,
    from_table: Annotated[str | None, typer.Option("--table")] = None,
    edition: i.Edition = None,
    case: i.CaseId = None,
    decided: i.DecidedBy = None,
    paid: i.Paid = None,
    as_json: i.AsJson = False,
    no_presume: i.NoPresume = False,
) -> int:
    """Texts are in the catalogue."""
    state = state_of(ctx)
    words, names = inputs or [], jurisdiction or []
    if any(i.is_table(word) for word in words):
        given = {"--edition": edition, "--case": case, "--decided": decided, "--paid": paid}
        table = TableOptions(words, names, beside or [], every, latest, output, sheet, from_table)
        return compared(table, given, state, presume=not no_presume, as_json=as_json)
    only = {"--latest": latest, "-o": output, "--sheet": sheet, "--table": from_table}
    if wrong := next((name for name, value in only.items() if value), ""):
        raise fail("cli.for-a-table", option=wrong)
    from ecoreward.workbench.compare import compare

    spoken = any(i.is_fact(w) and not i.is_path(w) for w in words)
    file = next((w for w in words if w == "-" or i.is_path(w)), None)
    if spoken and file is not None:
        raise fail("cli.facts-or-file", word=clean(file))
    # Facts on the command line: the first `-j` is the case's own jurisdiction, as in `calc`.
    own = (names[0] if names else "") if spoken else None
    answers = i.Answers(state.names)
    raws = i.read_all(words, i.Words(own, edition, case, decided or (), paid), answers)
    library = state.library()
    names += beside or []
    wanted = names if len(names) > int(spoken) else None
    found: list[Comparison] = []
    for raw in raws:
        try:
            found.append(compare(library, raw, wanted, all_editions=every, presume=not no_presume))
        except Problems as bad:
            answers.problems += [p for p in bad.items if p not in answers.problems]
    failed = not found or answers.errors
    if not failed:
        _print(found, state.lang, as_json=as_json)
    tell(answers.problems, state.lang, as_data=as_json)
    return 2 if failed else 0


def _print(found: Sequence[Comparison], lang: str, *, as_json: bool) -> None:
    if as_json:
        out_json([c.to_json() for c in found])
    else:
        out("\n\n".join("\n".join(_lines(c, lang)) for c in found))


def _lines(found: Comparison, lang: str) -> list[str]:
    """The table, those that cannot be compared apart, and the notes."""
    rows = list(enumerate(found.rows, 1))
    head = {c: say(f"cli.compare.column.{c}", lang) for c in COLUMNS}
    cells = [head, *(_cells(n, row, lang) for n, row in rows)]
    shown = table(cells, right=("number", "sum"))
    first = [row.own or row.comparable for row in found.rows]
    good = [line for line, top in zip(shown[1:], first, strict=True) if top]
    bad = [line for line, top in zip(shown[1:], first, strict=True) if not top]
    lines = [say("cli.compare.head", lang, case=clean(found.case))] if found.case else []
    lines += [shown[0], *good]
    if bad:
        lines += ["", say("cli.compare.not-comparable", lang), *bad]
    lines += ["", say("cli.compare.notes", lang)]
    for n, row in rows:
        lines += _notes(n, row, lang)
    own = [say("cli.compare.own", lang)] if any(row.own for row in found.rows) else []
    return [*lines, "", *own, say("cli.compare.foot", lang)]


def _number(number: int, row: Row) -> str:
    return f"{'*' if row.own else ''}{number}"


def _cells(number: int, row: Row, lang: str) -> dict[str, str]:
    articles = dict.fromkeys(g.article for g in row.because if g.article)
    return {
        "number": _number(number, row),
        "name": clean(_name(row, lang)),
        "edition": clean(str(row.edition["id"])) if row.edition else "—",
        "day": say(f"cli.compare.day.{row.in_force}", lang) if row.edition else "—",
        "outcome": row.outcome.label(lang) if row.outcome else "—",
        "sum": _sum(row, lang),
        "article": clean(words_of(list(articles), lang)) or "—",
        "confidence": say(f"cli.policies.confidence.{row.confidence}", lang)
        if row.confidence else "—",
    }  # fmt: skip


def _name(row: Row, lang: str) -> str:
    return str(row.jurisdiction["label"].get(lang) or row.jurisdiction["name"])


def _sum(row: Row, lang: str) -> str:
    if row.range is None:
        return "—"
    high = row.range.high.to_json() if row.range.high else None
    return words_of({"low": row.range.low.to_json(), "high": high}, lang)


def _notes(number: int, row: Row, lang: str) -> list[str]:
    """On what a row rests, and what a reader must know of it."""
    head = say("cli.compare.row", lang, number=_number(number, row), name=_name(row, lang))
    if row.edition:
        document = row.edition.get("document") or ""
        key = "cli.compare.document" if document else "cli.compare.title"
        head += say(key, lang, title=row.edition["title"], document=document)
    parts: list[str] = [note.text(lang) for note in row.obstacles]
    parts += [reason.text(lang) for reason in row.reasons]
    parts += [note.text(lang) for note in row.notes]
    parts += [say("cli.compare.source", lang, source=s) for s in _sources(row.because)]
    if row.missing:
        lacking = [missing_text(m, lang) for m in row.missing]
        parts.append(say("cli.compare.missing", lang, facts=lacking))
    if row.to_decide:
        nodes = list({str(t.label): dict(t.label) for t in row.to_decide}.values())
        parts.append(say("cli.compare.to-decide", lang, nodes=nodes))
    if row.not_asked:
        idle = [dict(w) for w in row.not_asked]
        parts.append(say("cli.compare.not-asked", lang, facts=idle))
    return [clean(head), *(f"    {clean(p)}" for p in parts)]


def _sources(because: Iterable[Ground]) -> list[Any]:
    """The titles of documents that are not the edition's own."""
    return list(dict.fromkeys(g.source for g in because if g.source))
