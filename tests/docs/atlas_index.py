"""The index of the atlas: which note each edition rests on, and which entries were left out.

`docs/atlas/entries/*.yaml`, one file a province or country, a list of items: `entry` (a heading of
`policies.md`) or `seed` (names of other notes) with `edition` (FILE@ID, or several), or with
`left_out: {zh, en}`; beside it `also` (further notes) and `explained` (figures that are not to be
found in the notes as they are written, each with the reason).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ecoreward.policy import reader
from ecoreward.policy.reader import Item, Scalar, Sequence, read
from ecoreward.problems import nearest, render_all

from . import facts
from .made import DOCS, ROOT

FOLDER = DOCS / "atlas" / "entries"
POLICIES = ROOT / "policies"
KEYS = ("entry", "seed", "edition", "also", "explained", "left_out")
# Whether every entry and every edition has to be in the index. Off only while policies are being written.
STRICT = True


@dataclass(frozen=True)
class Explained:
    """A figure that is right though the notes do not have it as it is written."""

    figure: str
    at: str  # FILE:LINE
    words: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True)
class Indexed:
    """One item of the index."""

    at: str  # FILE:LINE
    entry: str  # empty where it rests on `seed`
    rests_on: tuple[str, ...]
    editions: tuple[str, ...]
    explained: tuple[Explained, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)


class _Bad(Exception):
    """Something in an item that is not as it should be; told by `problems`."""


@cache
def _all() -> tuple[tuple[Indexed, ...], tuple[str, ...]]:
    found: list[Indexed] = []
    told: list[str] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        shown = path.relative_to(ROOT).as_posix()
        item, problems = read(path.read_bytes(), shown)
        if problems:
            told.append(render_all(problems, "en"))
        if not isinstance(item, Sequence):
            told.append(f"{shown}: a list of items is wanted")
            continue
        for one in item.items:
            try:
                found.append(_item(one))
            except _Bad as bad:
                told.append(f"{_at(one)}: {bad}")
    return tuple(found), tuple(told)


def index() -> tuple[Indexed, ...]:
    """Every item that could be read, in order of file and line."""
    return _all()[0]


@cache
def problems() -> tuple[str, ...]:
    """Everything wrong with the index, but for what is missing in it."""
    found, told = list(_all()[0]), list(_all()[1])
    seen: dict[str, str] = {}
    for one in found:
        if one.entry and one.entry in seen:
            told.append(f"{one.at}: {one.entry} is also an entry in {seen[one.entry]}")
        seen.setdefault(one.entry, one.at)
        for edition in one.editions:
            if edition not in editions():
                near = ", ".join(nearest(edition, editions())) or "none like it"
                told.append(f"{one.at}: no edition {edition} in policies/ ({near})")
    return tuple(told)


def missing() -> tuple[str, ...]:
    """Entries of `policies.md` that are in no item, and editions that rest on nothing."""
    entries = {one.entry for one in index()}
    based = {e for one in index() for e in one.editions}
    return (
        *(f"no item for the entry {name}" for name in facts.entries() if name not in entries),
        *(f"no item names the edition {e}" for e in editions() if e not in based),
    )


@cache
def editions() -> tuple[str, ...]:
    """Every edition of the policy files, as FILE@ID."""
    return tuple(f"{stem}@{id}" for stem, item in files().items() for id in _ids(item))


@cache
def files() -> Mapping[str, reader.Mapping]:
    """The policy files by their path without suffix, as read by the project's own reader."""
    out = {}
    for path in sorted(POLICIES.rglob("*.yaml")):
        name = path.relative_to(POLICIES).with_suffix("").as_posix()
        if name == "vocabulary" or name.startswith("tests/"):
            continue
        item, problems = read(path.read_bytes(), path.relative_to(ROOT).as_posix())
        assert isinstance(item, reader.Mapping), (name, render_all(problems, "en"))
        out[name] = item
    return out


def _ids(file: reader.Mapping) -> list[str]:
    found = file.get("editions")
    assert isinstance(found, Sequence)
    return [text(e.get("id")) for e in found.items if isinstance(e, reader.Mapping)]


def bases() -> Mapping[str, tuple[Indexed, ...]]:
    """By edition, the items of the index that it rests on."""
    return {e: tuple(one for one in index() if e in one.editions) for e in editions()}


def text(item: Item | None) -> str:
    """The text of a scalar; empty for anything else."""
    return item.value if isinstance(item, Scalar) else ""


def _at(item: Item) -> str:
    return f"{item.place.file}:{item.place.line}"


def _item(item: Item) -> Indexed:
    if not isinstance(item, reader.Mapping):
        raise _Bad("an item is a mapping with entry, edition and so on")
    given = {k.value: v for k, v in item.items}
    for key in given:
        if key not in KEYS:
            near = ", ".join(nearest(key, KEYS)) or ", ".join(KEYS)
            raise _Bad(f"unknown key {key}; perhaps {near}")
    if ("entry" in given) == ("seed" in given):
        raise _Bad("exactly one of entry and seed is wanted")
    if ("edition" in given) == ("left_out" in given):
        raise _Bad("exactly one of edition and left_out is wanted")
    entry = text(given.get("entry"))
    names = facts.spread(
        [*([entry] if entry else []), *_texts(given, "seed"), *_texts(given, "also")]
    )
    known = facts.notes()
    for name in names:
        if name not in known or (name == entry and name not in facts.entries()):
            near = ", ".join(nearest(name, known)) or "none like it"
            raise _Bad(f"no note {name} in docs/facts ({near})")
    if len(set(names)) < len(names):
        raise _Bad("a note is named twice")
    return Indexed(
        _at(item), entry, tuple(names), tuple(_texts(given, "edition")),
        tuple(_explained(given.get("explained"))),
        _words(given["left_out"]) if "left_out" in given else {},
    )  # fmt: skip


def _texts(given: Mapping[str, Item], key: str) -> list[str]:
    item = given.get(key)
    if item is None:
        return []
    items = item.items if isinstance(item, Sequence) else (item,)
    found = [text(i) for i in items if isinstance(i, Scalar)]
    if len(found) != len(items) or not all(found):
        raise _Bad(f"{key} is a text or a list of texts")
    return found


def _explained(item: Item | None) -> list[Explained]:
    if item is None:
        return []
    if not isinstance(item, Sequence):
        raise _Bad("explained is a list of {figure, zh, en}")
    out = []
    for one in item.items:
        if not isinstance(one, reader.Mapping) or {k.value for k, _ in one.items} != {
            "figure", "zh", "en",
        }:  # fmt: skip
            raise _Bad("each explanation is {figure, zh, en}")
        out.append(Explained(text(one.get("figure")), _at(one), _words(one)))
    return out


def _words(item: Item) -> Mapping[str, str]:
    if not isinstance(item, reader.Mapping):
        raise _Bad("words are {zh, en}")
    found = {lang: text(item.get(lang)) for lang in ("zh", "en")}
    if not all(found.values()):
        raise _Bad("words are wanted in zh and en")
    return found


def shown(path: Path) -> str:
    """A path as a reader of the repository sees it."""
    return path.relative_to(ROOT).as_posix()
