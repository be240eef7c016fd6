"""``ecoreward check``: everything that is wrong with policy files, all at once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ecoreward.cli import inputs as i
from ecoreward.cli.shared import State, no_file, out, out_json, read_bytes, state_of
from ecoreward.policy.folder import SUFFIX, VOCABULARY, files_in, home_of, key_of, policies_in
from ecoreward.policy.library import open_texts
from ecoreward.problems import PolicyProblems, Problem, render_all
from ecoreward.words import say

if TYPE_CHECKING:
    from ecoreward.api import Library


def command(
    ctx: typer.Context,
    paths: Annotated[list[str] | None, typer.Argument()] = None,
    strict: Annotated[bool, typer.Option("--strict")] = False,
    as_json: i.AsJson = False,
) -> int:
    """Texts are in the catalogue."""
    state = state_of(ctx)
    if not paths and not state.folder().is_dir():
        state.library()  # says that the folder is not there
    folders = _folders(paths or [str(state.folder())])
    files = editions = 0
    problems: list[Problem] = []
    for folder, chosen in folders.items():
        library, names = _library(folder, chosen, state)
        found = library.problems()
        if chosen is not None:
            wanted = {str(p) for p in chosen}
            found = tuple(p for p in found if p.place.file in wanted or not _is_policy(p, names))
        problems += found
        files += len(chosen) if chosen is not None else len(names)
        editions += _editions(library, folder, chosen)
    problems = _unique(problems)
    errors = sum(p.severity == "error" for p in problems)
    warnings = len(problems) - errors
    if as_json:
        out_json({
            "files": files, "editions": editions, "errors": errors, "warnings": warnings,
            "problems": [p.to_json() for p in problems],
        })  # fmt: skip
    else:
        if problems:
            out(render_all(problems, state.lang) + "\n")
        counts = {"files": files, "editions": editions, "errors": errors, "warnings": warnings}
        out(say("cli.check.summary", state.lang, **counts))
    return 1 if errors or (strict and warnings) else 0


def _unique(problems: list[Problem]) -> list[Problem]:
    """A problem of a shared vocabulary is told once."""
    return list({(p.code, str(p.place), str(dict(p.params))): p for p in problems}.values())


def _folders(paths: list[str]) -> dict[Path, list[Path] | None]:
    """Folders to check whole (None), or some files of each."""
    out: dict[Path, list[Path] | None] = {}
    for path in paths:
        where = Path(path)
        if not where.exists():
            raise no_file(path)
        home = home_of(where)
        if where.is_dir() and _same(home, where):
            out[home] = None
        elif (known := out.setdefault(home, [])) is not None:
            files = files_in(where)[0] if where.is_dir() else (where,)
            known += [f for f in files if f not in known]
    return out


def _same(one: Path, two: Path) -> bool:
    return os.path.abspath(one) == os.path.abspath(two)


def _library(folder: Path, chosen: list[Path] | None, state: State) -> tuple[Library, list[str]]:
    """The policies of a folder, with its own vocabulary or else the one in use."""
    from ecoreward.api import Library

    names, problems = policies_in(folder)
    wanted = {_key(path, folder): path for path in chosen or ()}
    names.update(wanted)
    if VOCABULARY not in names and chosen is not None:
        shared = state.folder() / f"{VOCABULARY}{SUFFIX}"
        names = wanted
        if shared.is_file():
            names[VOCABULARY] = shared
    texts = {key: (str(path), read_bytes(str(path))) for key, path in names.items()}
    return Library(open_texts(texts, str(folder), problems)), [str(p) for p in names.values()]


def _key(path: Path, folder: Path) -> str:
    return key_of(Path(os.path.abspath(path)), Path(os.path.abspath(folder)))


def _is_policy(problem: Problem, names: list[str]) -> bool:
    """Whether a problem belongs to one of these files, apart from the vocabulary they share."""
    file = problem.place.file
    return file in names and Path(file).stem != VOCABULARY


def _editions(library: Library, folder: Path, chosen: list[Path] | None) -> int:
    wanted = None if chosen is None else {_key(p, folder) for p in chosen}
    count = 0
    for found in library.jurisdictions:
        if wanted is None or found.file in wanted:
            try:
                count += len(library.jurisdiction_of(found.file).editions)
            except PolicyProblems:
                continue
    return count
