"""Which files of a folder are policies: those of its sub-folders too, and nothing outside it.

A folder may come from anyone: how much is looked at is limited, and no link leads out of it.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from ecoreward.problems import Place, Problem

VOCABULARY = "vocabulary"
TESTS = "tests"  # at the top of the folder: cases, no policies
ASIDE = (TESTS, "drafts")  # what at the top of the folder is not in use
SUFFIX = ".yaml"
MOST_FILES = 2_000  # of policies
MOST_ENTRIES = 20_000  # of whatever stands in the folder and below
MOST_LEVELS = 6  # of folders below it


@dataclass
class _Walk:
    """One walk; it stops where there is more than a folder of policies can hold."""

    top: Path
    suffixes: Collection[str]
    found: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    entries: int = 0

    def go(self) -> None:
        real = Path(os.path.realpath(self.top))
        todo = [(self.top, 0)]
        while todo:
            folder, level = todo.pop()
            for entry in self._inside(folder):
                where = folder / entry.name
                if _leads_nowhere(where, entry):
                    if where.suffix in self.suffixes:
                        self.problems.append(Problem("library.unreadable", Place(str(where))))
                elif entry.is_symlink() and not _leads_inside(where, real, entry):
                    if entry.is_dir() or where.suffix in self.suffixes:
                        self.problems.append(Problem("library.link", Place(str(where))))
                elif entry.is_dir():
                    if level == MOST_LEVELS:
                        limit = str(MOST_LEVELS)
                        self.problems.append(
                            Problem("library.too-deep", Place(str(where)), {"limit": limit})
                        )
                    elif level or entry.name not in ASIDE:
                        todo.append((where, level + 1))
                elif where.suffix in self.suffixes and entry.is_file():
                    self.found.append(where)
            if self.entries > MOST_ENTRIES or len(self.found) > MOST_FILES:
                limits = {"limit": f"{MOST_FILES:,}", "entries": f"{MOST_ENTRIES:,}"}
                self.problems = [Problem("library.too-many", Place(str(self.top)), limits)]
                self.found = []  # a part of the policies would be worse than none
                return

    def _inside(self, folder: Path) -> list[os.DirEntry[str]]:
        """What stands in a folder and is not hidden, by name."""
        out: list[os.DirEntry[str]] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    self.entries += 1
                    if self.entries > MOST_ENTRIES:
                        break
                    if not entry.name.startswith("."):
                        out.append(entry)
        except OSError:
            self.problems.append(Problem("library.unreadable", Place(str(folder))))
        return sorted(out, key=lambda e: e.name)


def _leads_nowhere(where: Path, entry: os.DirEntry[str]) -> bool:
    """Whether a link leads to nothing, or round in a circle."""
    if not entry.is_symlink():
        return False
    try:
        where.stat()
    except OSError:
        return True
    return False


def _leads_inside(where: Path, top: Path, entry: os.DirEntry[str]) -> bool:
    """Whether a link leads to a file of the same folder; a folder is walked once, at its own place."""
    if entry.is_dir():
        return False
    return Path(os.path.realpath(where)).is_relative_to(top)


def files_in(
    folder: Path, suffixes: Collection[str] = (SUFFIX,)
) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """The files of a folder and its sub-folders, apart from what is aside or hidden."""
    walk = _Walk(folder, suffixes)
    walk.go()
    return tuple(sorted(walk.found)), tuple(walk.problems)


def policies_in(folder: Path) -> tuple[dict[str, Path], tuple[Problem, ...]]:
    """The policy files and the vocabulary by their key: the path below the folder, without suffix."""
    paths, problems = files_in(folder)
    return {key_of(p, folder): p for p in paths}, problems


def key_of(path: PurePath, folder: PurePath | str) -> str:
    """The key of a file of a folder, with `/` on every system.

    >>> key_of(PurePath("policies/jiangsu/taizhou.yaml"), PurePath("policies"))
    'jiangsu/taizhou'
    """
    return path.relative_to(folder).with_suffix("").as_posix()


def home_of(path: Path) -> Path:
    """The folder of policies in which a file or folder stands: the nearest with a vocabulary.

    The folder itself, or that of the file, where there is none; and for what stands aside.
    """
    start = path if path.is_dir() else path.parent
    for folder in _upwards(start):
        if (folder / f"{VOCABULARY}{SUFFIX}").is_file():
            below = Path(os.path.abspath(path)).relative_to(os.path.abspath(folder)).parts
            aside = below[:1] != () and below[0] in ASIDE
            return start if aside or any(p.startswith(".") for p in below) else folder
    return start


def _upwards(folder: Path) -> Iterator[Path]:
    """A folder and those it stands in, as far as policies go; relative while that says it."""
    yield folder
    here = Path.cwd()
    at = Path(os.path.abspath(folder))
    for above in (*at.parents,)[:MOST_LEVELS]:
        yield (
            above.relative_to(here)
            if above.is_relative_to(here) and not folder.is_absolute()
            else above
        )
