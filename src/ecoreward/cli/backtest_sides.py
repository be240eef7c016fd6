"""The two sets of rules of a backtest, as they are named on a command line."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ecoreward.cli.draft_lines import path_of
from ecoreward.cli.shared import clean, fail
from ecoreward.engine.private import word
from ecoreward.problems import PolicyProblems, nearest
from ecoreward.workbench.drafts import draft_edition
from ecoreward.workbench.trials import setting

if TYPE_CHECKING:
    from ecoreward.api import Edition, Library

_YAML = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Sides:
    """The library of the baseline, the draft, and the baseline; None for each case's own day's edition."""

    library: Library
    draft: Edition
    baseline: Edition | None


def sides_of(
    library: Library,
    draft: str,
    baseline: str | None,
    *,
    place: str | None = None,
    settings: Sequence[str] = (),
    by_date: bool = False,
) -> Sides:
    """The draft (a file, ``file@ID`` or the id of an edition), with values set, and what it is held against.

    Without `baseline` it is the edition that values were set in, else the latest of the draft's place that is in
    no draft and not the draft itself. `place` is where ids are looked for first.
    """
    written = _is_file(draft)
    if written:
        path, id = path_of(draft)
        wanted = draft_edition(library, path, id)
    else:
        wanted = edition_of(library, draft, place)
    plain = wanted
    if settings:
        named = wanted.jurisdiction.exactly("en")
        values = _values(settings)
        if (other := next((a for a in values if a.partition(".")[0] != wanted.id), "")) != "":
            raise fail("cli.set-elsewhere", address=clean(other), edition=wanted.id)
        wanted = wanted.library.with_settings(named, values).edition(named, wanted.id)
    if by_date:
        return Sides(library, wanted, None)
    if baseline is not None:
        code = plain.jurisdiction.code
        known = next((j for j in library.jurisdictions if j.code == code), None)
        home = place or (known.exactly("en") if known is not None else None)
        base = edition_of(library, baseline, home, also=True)
        if base.jurisdiction.code != wanted.jurisdiction.code:
            labels = dict(wanted.jurisdiction.label), dict(base.jurisdiction.label)
            raise fail("cli.two-places", draft=labels[0], baseline=labels[1])
        return Sides(library, wanted, base)
    if settings and not written:
        return Sides(library, wanted, plain)
    return Sides(library, wanted, _latest(library, plain))


def _is_file(word: str) -> bool:
    """Whether a draft is named by its file: one that is there, or a name that can be nothing else."""
    path = word.rpartition("@")[0] or word
    return (
        Path(word).exists() or Path(path).exists() or Path(path).suffix.lower() in _YAML
        or "/" in word
    )  # fmt: skip


def _values(settings: Sequence[str]) -> dict[str, str]:
    """``ADDRESS=VALUE``, each once."""
    found: dict[str, str] = {}
    for text in settings:
        address, value = setting(text)
        if address in found:
            raise fail("cli.set-twice", address=clean(address))
        found[address] = value
    return found


def edition_of(library: Library, id: str, place: str | None, *, also: bool = False) -> Edition:
    """The edition of an id: of a place, or of whichever has it; with `also` of another place where the one has none."""
    if place is not None:
        where = library.jurisdiction(place)
        if where.edition(id) is not None or not also:
            return library.edition(place, id)
    ids: list[str] = []
    found = []
    for head in library.jurisdictions:
        with suppress(PolicyProblems):  # `check` tells what is wrong with a file
            where = library.jurisdiction_of(head.file)
            ids += [e.id for e in where.editions]
            found += [where] if where.edition(id) is not None else []
    if not found:
        raise fail("cli.no-edition", nearest(id, ids), edition=word(id, ids))
    if len(found) > 1:
        names = [w.exactly("zh") for w in found]
        raise fail("cli.edition-of-several", names, edition=clean(id))
    return library.edition(found[0].exactly("en"), id)


def _latest(library: Library, draft: Edition) -> Edition:
    """The latest edition of the draft's place that is no draft and not the draft itself."""
    code = draft.jurisdiction.code
    known = next((j for j in library.jurisdictions if j.code == code), None)
    if known is None:
        raise fail("cli.no-baseline", jurisdiction=dict(draft.jurisdiction.label))
    where = library.jurisdiction_of(known.file)
    same = where.digest == draft.jurisdiction.digest
    pool = [
        e for e in where.editions
        if e.status != "draft" and not (same and e.id == draft.id) and e.scheme == draft.compiled.scheme
    ]  # fmt: skip
    if not pool:
        raise fail("cli.no-baseline", jurisdiction=dict(where.label))
    return library.edition(where.exactly("en"), pool[-1].id)
