"""A folder of policies, each found by its names; a file is read when it is needed, a bad one hides no other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import RLock

from ecoreward.policy.edition import Jurisdiction
from ecoreward.policy.extend import extended
from ecoreward.policy.folder import VOCABULARY, policies_in
from ecoreward.policy.load_file import compile_file
from ecoreward.policy.load_vocabulary import vocabulary as load_vocabulary
from ecoreward.policy.naming import Names, called_here, names_of
from ecoreward.policy.parents import looking
from ecoreward.policy.policy_file import Items, PolicyFile, policy_bytes, policy_file
from ecoreward.policy.reader import Mapping as Mapping_
from ecoreward.policy.reader import read
from ecoreward.policy.sheet import Sheet
from ecoreward.policy.tree import PARENT, Tree
from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.policy.yaml_source import decode
from ecoreward.problems import Place, Problem

Files = dict[str, PolicyFile]
Texts = Mapping[str, tuple[str, bytes | str | None]]  # by key: path and content
Added = tuple[tuple[str, bytes | str | None], ...]  # path and content of files put in afterwards
Compiled = tuple[Jurisdiction | None, tuple[Problem, ...]]


@dataclass(frozen=True)
class Shelf:
    """All files of a folder by key, their heads read; each is compiled when it is asked for."""

    folder: str
    vocabulary: Vocabulary | None
    vocabulary_problems: tuple[Problem, ...]
    files: Mapping[str, PolicyFile]
    folder_problems: tuple[Problem, ...] = ()
    replaced: Mapping[str, PolicyFile] = field(default_factory=dict)  # may still be extended
    texts: Texts = field(default_factory=dict, compare=False, repr=False)
    added: Added = field(default=(), compare=False, repr=False)
    _compiled: dict[str, Compiled] = field(default_factory=dict, compare=False, repr=False)
    _lock: RLock = field(default_factory=RLock, compare=False, repr=False)

    def __reduce__(self) -> tuple[object, ...]:
        """To another process a shelf goes as its texts, and is read again there."""
        return _again, (dict(self.texts), self.folder, self.folder_problems, self.added)

    def compiled(self, key: str) -> Compiled:
        """The jurisdiction of a file with its editions, and everything wrong with the file."""
        with self._lock:
            if key not in self._compiled:
                self._compiled[key] = self._compile(self.files[key])
            return self._compiled[key]

    def _compile(self, file: PolicyFile) -> Compiled:
        item, who, problems = file.whole()
        if item is None or who is None or self.vocabulary is None:
            return None, (*problems, *self.vocabulary_problems)
        sheet, tree = Sheet(), self.tree
        built = compile_file(
            sheet, item, self.vocabulary, who, self.items,
            lambda to: (tree.target(who, to), (PARENT, *tree.files())),
        )  # fmt: skip
        once = {(p.code, str(p.place), str(p.params)): p for p in (*problems, *sheet.problems)}
        return built, tuple(sorted(once.values(), key=_order))

    @cached_property
    def items(self) -> Items:
        """What all files say, those too whose place another has taken."""
        return Items({**self.replaced, **self.files})

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
        file = policy_file(key, path, data)
        gone = {s: f for s, f in self.files.items() if file.code and f.code == file.code}
        replaced = {**self.replaced, **{s: f for s, f in gone.items() if s != key}}
        if file.jurisdiction is not None:
            names = dict.fromkeys(n for s, f in gone.items() for n in (s, *f.names))
            aliases = (*file.jurisdiction.aliases, *(n for n in names if n in replaced))
            file = replace(file, jurisdiction=replace(file.jurisdiction, aliases=aliases))
        files = {**{s: f for s, f in self.files.items() if s not in gone}, key: file}
        return Shelf(
            self.folder, self.vocabulary, self.vocabulary_problems,
            _called(dict(sorted(files.items()))), self.folder_problems, replaced, self.texts,
            (*self.added, (path, data)),
        )  # fmt: skip

    def key_of(self, path: str) -> str:
        """The key under which the file of a path stands here; empty where it does not."""
        return next((s for s, f in self.files.items() if f.path == path), "")

    def written(self, key: str, id: str) -> Mapping_ | None:
        """An edition of a file as it was read, with what it takes from others; None where there is none."""
        item = self.files[key].text.whole.item
        if not isinstance(item, Mapping_):
            return None
        look = looking(key, item, self.items)
        entry, _ = look(key, id)
        found = None if entry is None else extended(Sheet(), entry, key, look)
        return None if found is None else found.item

    def text_of(self, path: str) -> str:
        """The text of a file by its path, as it was read; empty where it cannot be."""
        found = [f for f in (*self.files.values(), *self.replaced.values()) if f.path == path]
        source = decode(found[0].text.data or b"", path)[0] if found else None
        return "" if source is None else source.text

    @cached_property
    def tree(self) -> Tree:
        """The jurisdictions of all files whose heads could be read."""
        return _tree(self.files)


def _tree(files: Mapping[str, PolicyFile]) -> Tree:
    return Tree(tuple(f.jurisdiction for f in files.values() if f.jurisdiction is not None))


def _order(problem: Problem) -> tuple[str, int, int, str]:
    return (problem.place.file, problem.place.line, problem.place.column, problem.code)


def open_folder(folder: Path) -> Shelf:
    """Every policy file of a folder and its sub-folders; nothing raises on bad files."""
    sources, problems = policies_in(folder)
    texts = {key: (str(path), policy_bytes(path)) for key, path in sources.items()}
    return open_texts(texts, str(folder), problems)


def _again(texts: Texts, folder: str, problems: tuple[Problem, ...], added: Added) -> Shelf:
    """A shelf from what another one was made of."""
    shelf = open_texts(texts, folder, problems)
    for path, data in added:
        shelf = shelf.with_file(path, data)
    return shelf


def open_texts(
    texts: Texts,
    folder: str = "",
    folder_problems: tuple[Problem, ...] = (),
) -> Shelf:
    """A shelf from texts by key: ``{"vocabulary": ("vocabulary.yaml", text), …}``."""
    vocabulary, problems = _vocabulary(texts, folder)
    files = {
        key: policy_file(key, path, data)
        for key, (path, data) in sorted(texts.items())
        if key != VOCABULARY
    }
    files = _called(_circles(_same_code(files)))
    return Shelf(folder, vocabulary, problems, files, folder_problems, texts=texts)


def _vocabulary(texts: Texts, folder: str) -> tuple[Vocabulary | None, tuple[Problem, ...]]:
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


def _called(files: Files) -> Files:
    """The files, each jurisdiction knowing by which names it alone is meant here."""
    called = called_here({key: f.jurisdiction for key, f in files.items()})
    return {key: replace(f, jurisdiction=called[key]) for key, f in files.items()}


def _same_code(files: Files) -> Files:
    """Two files for one division code are an error in both; a file that is broken is none of them."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for key, file in files.items():
        if file.code:
            groups[file.code].append(key)
    out = dict(files)
    for code, keys in groups.items():
        if len(keys) < 2:
            continue
        for key in keys:
            if files[key].broken():
                out[key] = replace(files[key], jurisdiction=None)
        first, *others = [k for k in keys if out[k].jurisdiction is not None] or [""]
        for mine, theirs in [pair for o in others for pair in ((first, o), (o, first))]:
            params = {"code": code, "other": files[theirs].path}
            problem = Problem("library.same-code", Place(files[mine].path), params)
            out[mine] = replace(out[mine], problems=(*out[mine].problems, problem))
    return out


def _circles(files: Files) -> Files:
    """Jurisdictions that stand above themselves by what they write as `parent` are an error in each."""
    out = dict(files)
    for circle in _tree(files).circles():
        if any(files[who.file].broken() for who in circle):
            continue
        for who in circle:
            at = circle.index(who)
            way = (*circle[at:], *circle[:at], who)
            names = {x: " → ".join(j.label.get(x, j.name) for j in way) for x in ("zh", "en")}
            now = out[who.file]
            problem = Problem("library.parent-circle", Place(now.path), {"names": names})
            out[who.file] = replace(now, problems=(*now.problems, problem))
    return out
