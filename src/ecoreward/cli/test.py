"""``ecoreward test``: the cases of policies/tests, against what is expected or against a draft."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ecoreward.cli import inputs as i
from ecoreward.cli.shared import (
    State,
    clean,
    fail,
    no_file,
    out,
    out_json,
    read_bytes,
    state_of,
)
from ecoreward.problems import PolicyProblems, Problems, render_all
from ecoreward.words import say, words_of

if TYPE_CHECKING:
    from ecoreward.api import Library
    from ecoreward.policy.edition import Jurisdiction
    from ecoreward.workbench.case_tests import Report, Result

Files = list[tuple[str, bytes]]


def command(
    ctx: typer.Context,
    paths: Annotated[list[str] | None, typer.Argument()] = None,
    coverage: Annotated[bool, typer.Option("--coverage")] = False,
    min: Annotated[str | None, typer.Option("--min")] = None,
    edition: Annotated[str | None, typer.Option("--edition")] = None,
    as_json: i.AsJson = False,
) -> int:
    """Texts are in the catalogue."""
    state = state_of(ctx)
    library = state.library()
    names = files_of(paths or [str(state.folder() / "tests")])
    if edition is not None:
        if coverage or min is not None:
            option = "--coverage" if coverage else "--min"
            raise fail("cli.not-together", a="--edition", b=option)
        return _against(library, edition, names, state, as_json=as_json)
    files = [(clean(n), read_bytes(n)) for n in names]
    if coverage or min is not None:
        return _covering(library, files, state, min, whole=not paths, as_json=as_json)
    return _plain(library, files, state, whole=not paths, as_json=as_json)


def _plain(library: Library, files: Files, state: State, *, whole: bool, as_json: bool) -> int:
    from ecoreward.workbench.case_tests import run_files

    report = run_files(library, files)
    untested = _untested(library, report) if whole else []
    if as_json:
        out_json(_data(report, untested))
    else:
        _print(report, untested, state.lang)
    return 0 if report.passed else 1


def _covering(
    library: Library, files: Files, state: State, min: str | None, *, whole: bool, as_json: bool
) -> int:
    """The tests as always, then what they reached: of all editions, or of those the paths ask."""
    from ecoreward.analysis.coverage import Tally
    from ecoreward.cli import cover_lines
    from ecoreward.workbench.case_tests import run_files

    least = cover_lines.least_of(min)
    tally = Tally(_usable(library))
    report = run_files(library, files, tally.see)
    found = tally.coverage(untouched=whole)
    untested = _untested(library, report) if whole else []
    if as_json:
        out_json({**_data(report, untested), "coverage": cover_lines.data(found, least)})
    else:
        _print(report, untested, state.lang)
        for line in cover_lines.lines(found, least, state.lang):
            out(line)
    return 0 if report.passed and cover_lines.enough(found, least) else 1


def _against(library: Library, word: str, names: list[str], state: State, *, as_json: bool) -> int:
    """The cases under today's policy and under a draft; nothing is compared where some cannot be read."""
    from ecoreward.cli import draft_lines
    from ecoreward.workbench.case_tests import read_tests
    from ecoreward.workbench.drafts import compare, draft_edition

    path, id = draft_lines.path_of(word)
    draft = draft_edition(library, path, id)
    read = [read_tests(library, clean(n), read_bytes(n)) for n in names]
    errors = [p for _, problems in read for p in problems if p.severity == "error"]
    if errors:
        raise Problems(errors)
    found = compare(library, draft, (test for tests, _ in read for test in tests))
    if not found.cases and not found.no_policy:
        raise fail("cli.test-no-case", jurisdiction=dict(draft.jurisdiction.label))
    if as_json:
        out_json(draft_lines.data(draft, path, found))
    else:
        for line in draft_lines.lines(draft, path, found, state.lang):
            out(line)
    return 1 if found.differences else 0


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


def _usable(library: Library) -> list[Jurisdiction]:
    """The jurisdictions whose files have no errors."""
    found: list[Jurisdiction] = []
    for head in library.jurisdictions:
        with suppress(PolicyProblems):
            found.append(library.jurisdiction_of(head.file))
    return found


def _untested(library: Library, report: Report) -> list[str]:
    """Editions that no case was put to."""
    tested = {r.edition for r in report.results}
    editions = [e.id for j in _usable(library) for e in j.editions]
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
