"""``ecoreward test``: the cases of policies/tests, each with what is expected of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ecoreward.cli import inputs as i
from ecoreward.cli.shared import clean, fail, no_file, out, out_json, read_bytes, state_of
from ecoreward.problems import render_all
from ecoreward.words import say, words_of

if TYPE_CHECKING:
    from ecoreward.api import Library
    from ecoreward.workbench.case_tests import Report, Result


def command(
    ctx: typer.Context,
    paths: Annotated[list[str] | None, typer.Argument()] = None,
    as_json: i.AsJson = False,
) -> int:
    """Texts are in the catalogue."""
    from ecoreward.workbench.case_tests import run_files

    state = state_of(ctx)
    library = state.library()
    names = files_of(paths or [str(state.folder() / "tests")])
    report = run_files(library, [(clean(n), read_bytes(n)) for n in names])
    untested = [] if paths else _untested(library, report)
    if as_json:
        out_json(_data(report, untested))
    else:
        _print(report, untested, state.lang)
    return 0 if report.passed else 1


def files_of(paths: list[str]) -> list[str]:
    """The YAML and JSON files of folders, and files as they are."""
    out: list[str] = []
    for path in paths:
        where = Path(path)
        if where.is_dir():
            found = sorted(p for p in where.rglob("*") if p.suffix in (".yaml", ".yml", ".json"))
            out += [str(p) for p in found if p.is_file()]
        elif path != "-" and not where.exists():
            raise no_file(path)
        else:
            out.append(path)
    if not out:
        raise fail("cli.no-tests", path=clean(", ".join(paths)))
    return list(dict.fromkeys(out))


def _untested(library: Library, report: Report) -> list[str]:
    """Editions that no case was put to."""
    from ecoreward.problems import PolicyProblems

    tested = {r.edition for r in report.results}
    editions: list[str] = []
    for found in library.jurisdictions:
        try:
            editions += [e.id for e in library.jurisdiction(found.file).editions]
        except PolicyProblems:
            continue
    return [e for e in editions if e not in tested]


def _print(report: Report, untested: list[str], lang: str) -> None:
    if report.problems:
        out(render_all(report.problems, lang) + "\n")
    for result in report.failed:
        out(_failure(result, lang))
    if untested:
        out(say("cli.test.untested", lang, editions=untested))
    failed, count = len(report.failed), len(report.results)
    out(say("cli.test.summary", lang, count=count, passed=count - failed, failed=failed))
    if report.problems:
        out(say("cli.test.summary-problems", lang, count=len(report.problems)))


def _failure(result: Result, lang: str) -> str:
    raw, place = result.test.raw, result.test.place
    head = say(
        "cli.test.failed", lang, place=f"{place.file}:{place.line}", case=clean(raw.id) or "—"
    )
    lines = [head]
    for d in result.differences:
        expected, actual = words_of(d.expected, lang), words_of(d.actual, lang)
        label = say(f"cli.test.key.{d.key}", lang)
        lines.append(
            "  " + say("cli.test.difference", lang, key=label, expected=expected, actual=actual)
        )
    if result.problems:
        text = render_all(result.problems, lang)
        lines += [f"  {line}" for line in text.split("\n")]
    return "\n".join(lines) + "\n"


def _data(report: Report, untested: list[str]) -> dict[str, Any]:
    return {
        "passed": len(report.results) - len(report.failed),
        "failed": len(report.failed),
        "untested": untested,
        "problems": [p.to_json() for p in report.problems],
        "failures": [
            {
                "case": r.test.raw.id,
                "file": r.test.place.file,
                "line": r.test.place.line,
                "differences": [
                    {"key": d.key, "expected": d.expected, "actual": d.actual}
                    for d in r.differences
                ],
                "problems": [p.to_json() for p in r.problems],
            }
            for r in report.failed
        ],
    }
