"""``ecoreward fmt``: policy, vocabulary and case files in one layout, without a word changed."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Annotated

import typer

from ecoreward.cli.rewrite import rewrite
from ecoreward.cli.shared import State, clean, fail, no_file, out, read_bytes, state_of, tell
from ecoreward.engine.private import private
from ecoreward.policy.folder import TESTS, files_in
from ecoreward.policy.formatting import formatted
from ecoreward.problems import Problem, Problems
from ecoreward.words import say

_SUFFIXES = (".yaml", ".yml")
# What is no policy may be a case, whose values no message may show.
_POLICY = re.compile(rb"""^\s*\{?\s*["']?(?:ecoreward|editions)["']?\s*(?::|\xef\xbc\x9a)""", re.M)


def command(
    ctx: typer.Context,
    paths: Annotated[list[str] | None, typer.Argument()] = None,
    check: Annotated[bool, typer.Option("--check")] = False,
    diff: Annotated[bool, typer.Option("--diff")] = False,
) -> int:
    """Texts are in the catalogue."""
    state = state_of(ctx)
    if not paths and not state.folder().is_dir():
        state.library()  # says that the folder is not there
    names = files_of(paths or [str(state.folder())])
    problems: list[Problem] = []
    changed = failed = 0
    for name in names:
        try:
            changed += _one(name, state, problems, check=check, diff=diff)
        except Problems as bad:
            problems += bad.items
            failed += 1
    if names != ["-"]:
        if not names:
            raise fail("cli.fmt-nothing", path=clean(", ".join(paths or [str(state.folder())])))
        key = "cli.fmt.summary-check" if check or diff else "cli.fmt.summary"
        same = len(names) - changed - failed
        out(say(key, state.lang, count=len(names), changed=changed, same=same))
        if failed:
            out(say("cli.fmt.summary-failed", state.lang, count=failed))
    tell(problems, state.lang)
    return 1 if failed or (check and changed) else 0


def files_of(paths: list[str]) -> list[str]:
    """The files to format: of a folder its policies, in sub-folders too, and the cases below `tests`."""
    if "-" in paths and len(set(paths)) > 1:
        raise fail("cli.stdin-alone")
    found: list[str] = []
    for path in paths:
        where = Path(path)
        if path == "-" or where.is_file():
            found.append(path)
        elif where.is_dir():
            policies, problems = files_in(where, _SUFFIXES)
            if problems:
                raise Problems(problems)
            cases = (where / TESTS).rglob("*")
            inside = [*policies, *(p for p in cases if p.suffix in _SUFFIXES and p.is_file())]
            found += sorted(str(p) for p in inside)
        elif where.exists():
            raise fail("cli.not-a-file", path=clean(path))
        else:
            raise no_file(path)
    return list(dict.fromkeys(found))


def _one(name: str, state: State, problems: list[Problem], *, check: bool, diff: bool) -> bool:
    """Format one file and say what was done; whether its text changes."""
    data = read_bytes(name)
    text, found = formatted(data, clean(name))
    if not _POLICY.search(data):
        found = tuple(private(p, state.names()) for p in found)
    if text is None:
        raise Problems(found)
    problems += found
    changed = text.encode("utf-8") != data
    if diff and changed:
        out(_difference(clean(name), data.decode("utf-8"), text))
    if check and changed:
        out(say("cli.fmt.would-change", state.lang, path=clean(name)))
    if check or diff:
        return changed
    if name == "-":
        out(text.removesuffix("\n"))
    elif changed:
        rewrite(name, text, data)
        out(say("cli.fmt.changed", state.lang, path=clean(name)))
    return changed


def _difference(name: str, before: str, after: str) -> str:
    """A unified diff; line ends that are not ours are shown."""
    lines = difflib.unified_diff(_lines(before), _lines(after), name, name, lineterm="")
    return "\n".join(lines)


def _lines(text: str) -> list[str]:
    lines = ["".join(_visible(c) for c in line) for line in text.split("\n")]
    if not lines[-1]:
        return lines[:-1]
    return [*lines[:-1], lines[-1] + "\n\\ No newline at end of file"]


def _visible(char: str) -> str:
    return char if char.isprintable() or char == "\t" else ascii(char)[1:-1]
