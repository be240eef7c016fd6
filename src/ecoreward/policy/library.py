"""A folder of policies, each found by its names; one bad file hides no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import Lock

from ecoreward.policy.edition import Jurisdiction
from ecoreward.policy.folder import VOCABULARY, policies_in
from ecoreward.policy.load_file import compile_file, head
from ecoreward.policy.load_vocabulary import vocabulary as load_vocabulary
from ecoreward.policy.naming import Names, called_here, names_of
from ecoreward.policy.reader import Item, read
from ecoreward.policy.sheet import Sheet
from ecoreward.policy.tree import PARENT, Tree
from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.problems import Place, Problem


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """One file as it was read: its items, who it is for, and what is wrong with its head."""

    key: str  # path below the folder, without suffix
    path: str
    item: Item | None
    jurisdiction: Jurisdiction | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Shelf:
    """All files of a folder, read; editions are compiled when they are asked for."""

    folder: str
    vocabulary: Vocabulary | None
    vocabulary_problems: tuple[Problem, ...]
    files: Mapping[str, PolicyFile]
    folder_problems: tuple[Problem, ...] = ()
    replaced: Mapping[str, Item | None] = field(default_factory=dict)  # may still be extended
    _compiled: dict[str, tuple[Jurisdiction | None, tuple[Problem, ...]]] = field(
        default_factory=dict, compare=False, repr=False
    )
    _lock: Lock = field(default_factory=Lock, compare=False, repr=False)

    def compiled(self, key: str) -> tuple[Jurisdiction | None, tuple[Problem, ...]]:
        """The jurisdiction of a file with its editions, and everything wrong with the file."""
        with self._lock:
            if key not in self._compiled:
                self._compiled[key] = self._compile(self.files[key])
            return self._compiled[key]

    def _compile(self, file: PolicyFile) -> tuple[Jurisdiction | None, tuple[Problem, ...]]:
        if file.item is None or file.jurisdiction is None or self.vocabulary is None:
            return None, (*file.problems, *self.vocabulary_problems)
        sheet, who, tree = Sheet(), file.jurisdiction, self.tree
        files = {**self.replaced, **{key: f.item for key, f in self.files.items()}}
        built = compile_file(
            sheet, file.item, self.vocabulary, who, files,
            lambda to: (tree.target(who, to), (PARENT, *tree.files())),
        )  # fmt: skip
        problems = (*file.problems, *sheet.problems)
        once = {(p.code, str(p.place), str(p.params)): p for p in problems}
        return built, tuple(sorted(once.values(), key=_order))

    @cached_property
    def names(self) -> Names:
        """By which names the files are found."""
        return names_of({key: f.jurisdiction for key, f in self.files.items()})

    def with_file(self, path: str, data: bytes | str | None) -> Shelf:
        """This shelf with one more file, in place of the one for the same division code, if any.

        It answers to the key of that file too, whose editions it may still extend.
        """
        key = self.key_of(path) or Path(path).stem
        while key == VOCABULARY or (key in self.files and self.files[key].path != path):
            key += "-draft"
        file = _file(key, path, data)
        code = _code_of(file)
        gone = {s: f for s, f in self.files.items() if code and _code_of(f) == code}
        replaced = {**self.replaced, **{s: f.item for s, f in gone.items() if s != key}}
        if file.jurisdiction is not None:
            names = dict.fromkeys(n for s, f in gone.items() for n in (s, *_all_names(f)))
            aliases = (*file.jurisdiction.aliases, *(n for n in names if n in replaced))
            file = replace(file, jurisdiction=replace(file.jurisdiction, aliases=aliases))
        files = {**{s: f for s, f in self.files.items() if s not in gone}, key: file}
        return replace(
            self,
            files=_called(dict(sorted(files.items()))),
            replaced=replaced,
            _compiled={},
            _lock=Lock(),
        )

    def key_of(self, path: str) -> str:
        """The key under which the file of a path stands here; empty where it does not."""
        return next((s for s, f in self.files.items() if f.path == path), "")

    @cached_property
    def tree(self) -> Tree:
        """The jurisdictions of all files whose heads could be read."""
        return _tree(self.files)


def _code_of(file: PolicyFile) -> str:
    return file.jurisdiction.code if file.jurisdiction else ""


def _all_names(file: PolicyFile) -> tuple[str, ...]:
    """What a file is called besides its key."""
    who = file.jurisdiction
    return () if who is None else (who.code, who.name, *who.label.values(), *who.aliases)


def _tree(files: Mapping[str, PolicyFile]) -> Tree:
    return Tree(tuple(f.jurisdiction for f in files.values() if f.jurisdiction is not None))


def _order(problem: Problem) -> tuple[str, int, int, str]:
    return (problem.place.file, problem.place.line, problem.place.column, problem.code)


def open_folder(folder: Path) -> Shelf:
    """Read every policy file of a folder and its sub-folders; nothing raises on bad files."""
    sources, problems = policies_in(folder)
    texts = {key: (str(path), policy_bytes(path)) for key, path in sources.items()}
    return open_texts(texts, str(folder), problems)


def open_texts(
    texts: Mapping[str, tuple[str, bytes | str | None]],
    folder: str = "",
    folder_problems: tuple[Problem, ...] = (),
) -> Shelf:
    """A shelf from texts by key: ``{"vocabulary": ("vocabulary.yaml", text), …}``."""
    vocabulary, problems = _vocabulary(texts, folder)
    files = {
        key: _file(key, path, data)
        for key, (path, data) in sorted(texts.items())
        if key != VOCABULARY
    }
    files = _called(_circles(_same_code(files)))
    return Shelf(folder, vocabulary, problems, files, folder_problems)


def _called(files: dict[str, PolicyFile]) -> dict[str, PolicyFile]:
    """The files, each jurisdiction knowing by which names it alone is meant here."""
    called = called_here({key: f.jurisdiction for key, f in files.items()})
    return {key: replace(f, jurisdiction=called[key]) for key, f in files.items()}


def policy_bytes(path: Path) -> bytes | None:
    """The bytes of a policy file, no more than one may have; None where it cannot be opened."""
    from ecoreward.policy.reader import MAX_BYTES

    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError:
        return None


def _vocabulary(
    texts: Mapping[str, tuple[str, bytes | str | None]], folder: str
) -> tuple[Vocabulary | None, tuple[Problem, ...]]:
    if VOCABULARY not in texts:
        return None, (
            Problem("library.no-vocabulary", Place(folder or "."), {"folder": folder or "."}),
        )
    path, data = texts[VOCABULARY]
    if data is None:
        return None, (Problem("library.unreadable", Place(path)),)
    item, problems = read(data, path)
    if any(p.severity == "error" for p in problems):
        return None, problems
    sheet = Sheet()
    built = load_vocabulary(sheet, item)
    return built, (*problems, *sheet.problems)


def _file(key: str, path: str, data: bytes | str | None) -> PolicyFile:
    if data is None:
        return PolicyFile(key, path, None, None, (Problem("library.unreadable", Place(path)),))
    item, problems = read(data, path)
    if any(p.severity == "error" for p in problems):
        # The head may still be readable; what it says must not be trusted.
        return PolicyFile(key, path, None, None, problems)
    sheet = Sheet()
    who = head(sheet, item, key)
    return PolicyFile(key, path, item, who, (*problems, *sheet.problems))


def _same_code(files: dict[str, PolicyFile]) -> dict[str, PolicyFile]:
    """Two files for one division code are an error in both."""
    seen: dict[str, str] = {}
    out = dict(files)
    for key, file in files.items():
        code = file.jurisdiction.code if file.jurisdiction else ""
        if code and code in seen:
            other = files[seen[code]]
            for mine, theirs in ((file, other), (other, file)):
                problem = Problem(
                    "library.same-code", Place(mine.path), {"code": code, "other": theirs.path}
                )
                now = out[mine.key]
                out[mine.key] = PolicyFile(
                    mine.key, mine.path, now.item, now.jurisdiction, (*now.problems, problem)
                )
        elif code:
            seen[code] = key
    return out


def _circles(files: dict[str, PolicyFile]) -> dict[str, PolicyFile]:
    """Jurisdictions that stand above themselves by what they write as `parent` are an error in each."""
    out = dict(files)
    for circle in _tree(files).circles():
        for who in circle:
            at = circle.index(who)
            way = (*circle[at:], *circle[:at], who)
            names = {x: " → ".join(j.label.get(x, j.name) for j in way) for x in ("zh", "en")}
            now = out[who.file]
            problem = Problem("library.parent-circle", Place(now.path), {"names": names})
            out[who.file] = replace(now, problems=(*now.problems, problem))
    return out
