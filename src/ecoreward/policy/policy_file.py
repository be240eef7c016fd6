"""One policy file: its head is read at once, the whole when it is asked for.

The head only says who the file is for and by which names it is found. Nothing is computed from a
file before all of it was read without an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from ecoreward.policy.edition import Jurisdiction
from ecoreward.policy.load_file import head
from ecoreward.policy.peek import peek
from ecoreward.policy.reader import MAX_BYTES, Item, Scalar, Sequence, read
from ecoreward.policy.sheet import Sheet
from ecoreward.problems import Place, Problem

_HEAD = ("ecoreward", "jurisdiction")


class Whole(NamedTuple):
    """All of a file as it was read: its items, who it is for, and what is wrong with these."""

    item: Item | None
    jurisdiction: Jurisdiction | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Text:
    """The bytes of one file; read once, however often it is asked for."""

    key: str
    path: str
    data: bytes | str | None

    @cached_property
    def whole(self) -> Whole:
        """The file, read to its end."""
        if self.data is None:
            return Whole(None, None, (Problem("library.unreadable", Place(self.path)),))
        item, problems = read(self.data, self.path)
        if any(p.severity == "error" for p in problems):
            # The head may still be readable; what it says must not be trusted.
            return Whole(None, None, problems)
        sheet = Sheet()
        who = head(sheet, item, self.key)
        return Whole(item, who, (*problems, *sheet.problems))

    @cached_property
    def head(self) -> Jurisdiction | None:
        """Who the file is for: by its first lines where nothing is wrong there, else by all of it."""
        begun = None if self.data is None else peek(self.data, self.path, _HEAD)
        if begun is None:
            return self.whole.jurisdiction
        sheet = Sheet()
        # The editions are yet to come.
        ended = replace(begun, items=(*begun.items, _to_come(begun.place)))
        who = head(sheet, ended, self.key)
        if who is None or sheet.problems:
            return self.whole.jurisdiction
        return replace(who, digest="")


def _to_come(place: Place) -> tuple[Scalar, Item]:
    return Scalar("editions", place), Sequence((), place)


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """One file of a folder: who it is for here, and what is wrong with it beside the others."""

    text: Text
    jurisdiction: Jurisdiction | None
    problems: tuple[Problem, ...] = ()

    @property
    def key(self) -> str:
        """The path below the folder, without suffix."""
        return self.text.key

    @property
    def path(self) -> str:
        """Where the file is."""
        return self.text.path

    @property
    def code(self) -> str:
        """The division code, if it could be read."""
        return self.jurisdiction.code if self.jurisdiction else ""

    @property
    def names(self) -> tuple[str, ...]:
        """What the file is called besides its key."""
        who = self.jurisdiction
        return () if who is None else (who.code, who.name, *who.label.values(), *who.aliases)

    def whole(self) -> Whole:
        """All of the file, with everything wrong with it; the jurisdiction as it is called here."""
        item, who, problems = self.text.whole
        if who is not None and self.jurisdiction is not None:
            who = replace(self.jurisdiction, digest=who.digest)
        return Whole(item, who, (*problems, *self.problems))

    def broken(self) -> bool:
        """Whether the file turns out to say nothing that can be trusted; reads all of it."""
        return self.text.whole.jurisdiction is None


def policy_file(key: str, path: str, data: bytes | str | None) -> PolicyFile:
    """A file by its key, with its head read."""
    text = Text(key, path, data)
    return PolicyFile(text, text.head)


@dataclass(frozen=True, slots=True)
class Items(Mapping[str, Item | None]):
    """What the files say, by key; each is read when it is asked for."""

    files: Mapping[str, PolicyFile]

    def __getitem__(self, key: str) -> Item | None:
        return self.files[key].text.whole.item

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)

    def __contains__(self, key: object) -> bool:
        return key in self.files


def policy_bytes(path: Path) -> bytes | None:
    """The bytes of a policy file, no more than one may have; None where it cannot be opened."""
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError:
        return None
