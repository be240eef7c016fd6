"""Where the editions that others build on are found: in this file or in another of the folder."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as TMapping
from typing import NamedTuple

from ecoreward.policy.reader import Item, Mapping, Scalar, Sequence

# The edition mapping for FILE and ID; or the code of the problem, and on further lines what there is.
Look = Callable[[str, str], tuple[Mapping | None, str]]


def looking(stem: str, item: Mapping, files: TMapping[str, Item | None]) -> Look:
    """Finds an edition of this file or of another; the answer says why there is none."""

    def look(file: str, id: str) -> tuple[Mapping | None, str]:
        whole = item if file == stem else files.get(file)
        if whole is None and file in files:
            return None, "policy.extends-unreadable"
        found = {e.id: e.item for e in _editions(whole)}
        if id in found:
            return found[id], ""
        names = [f"{file}@{e}" if file != stem else e for e in found]
        names = names or [f"{s}@{e.id}" for s, i in files.items() for e in _editions(i)]
        return None, "\n".join(["policy.extends-unknown", *names])

    return look


class _Written(NamedTuple):
    id: str
    item: Mapping


def _editions(item: Item | None) -> list[_Written]:
    listed = item.get("editions") if isinstance(item, Mapping) else None
    entries = listed.items if isinstance(listed, Sequence) else ()
    found = [(e, e.get("id")) for e in entries if isinstance(e, Mapping)]
    return [_Written(id.value, e) for e, id in found if isinstance(id, Scalar)]


def files_above(item: Mapping, stem: str, files: TMapping[str, Item | None]) -> tuple[str, ...]:
    """The other files that the editions of this one build on, and those these build on, sorted."""
    found: set[str] = set()
    todo: list[Item | None] = [item]
    while todo:
        for edition in _editions(todo.pop()):
            extends = edition.item.get("extends")
            where = extends.get("edition") if isinstance(extends, Mapping) else None
            file = where.value.rpartition("@")[0] if isinstance(where, Scalar) else ""
            if file and file != stem and file in files and file not in found:
                found.add(file)
                todo.append(files[file])
    return tuple(sorted(found))
