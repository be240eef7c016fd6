"""The entries of an edition that have ids, where each stands, and an edition with one of them changed.

Works on what was read, before names and types; ids that are not written are those the loader gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from ecoreward.policy.reader import Item, Mapping, Scalar, Sequence

Path: TypeAlias = tuple[str | int, ...]  # keys and places in lists, from the edition down
LISTS = ("requires", "excludes", "refers", "approvals", "honours")
_COMBINERS = ("highest", "sum", "first", "of")


def addresses(edition: Mapping) -> Iterator[tuple[str, Path]]:
    """(id, path) of every node, row, reading, gate, approval and honour."""
    for name in LISTS:
        listed = edition.get(name)
        for n, entry in enumerate(listed.items if isinstance(listed, Sequence) else ()):
            yield _id(entry, f"{name}-{n + 1}"), (name, n)
    award = edition.get("award")
    if isinstance(award, Mapping):
        yield from _node(award, "award", ("award",))


def _id(item: Item, default: str) -> str:
    own = item.get("id") if isinstance(item, Mapping) else None
    return own.value if isinstance(own, Scalar) and own.value else default


def _node(node: Item, default: str, path: Path) -> Iterator[tuple[str, Path]]:
    if not isinstance(node, Mapping):
        return
    id = _id(node, default)
    yield id, path
    for name in _COMBINERS:
        children = node.get(name)
        for n, child in enumerate(children.items if isinstance(children, Sequence) else ()):
            yield from _node(child, f"{id}-{n + 1}", (*path, name, n))
    readings = node.get("readings")
    for n, option in enumerate(readings.items if isinstance(readings, Sequence) else ()):
        if isinstance(option, Mapping):
            yield from _node(option, f"{id}-reading-{n + 1}", (*path, "readings", n))
    table = node.get("table")
    if isinstance(table, Mapping):
        rows = table.get("rows")
        for n, row in enumerate(rows.items if isinstance(rows, Sequence) else ()):
            yield from _node(row, f"{id}-row-{n + 1}", (*path, "table", "rows", n))
        other = table.get("otherwise")
        if other is not None:
            yield from _node(other, f"{id}-row-otherwise", (*path, "table", "otherwise"))


def at(item: Item, path: Path) -> Item | None:
    """What stands at a path; None where nothing does."""
    current: Item | None = item
    for step in path:
        if isinstance(step, str):
            current = current.get(step) if isinstance(current, Mapping) else None
        elif isinstance(current, Sequence) and step < len(current.items):
            current = current.items[step]
        else:
            return None
    return current


def changed(edition: Mapping, path: Path, value: Item) -> Mapping:
    """The edition with another value at a path; a key that is not there is added."""
    out = _changed(edition, path, value)
    assert isinstance(out, Mapping)
    return out


def _changed(item: Item, path: Path, value: Item) -> Item:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(item, Mapping) and isinstance(step, str):
        if item.get(step) is None:
            key = Scalar(step, value.place, plain=True)
            return replace(item, items=(*item.items, (key, value)))
        pairs = tuple(
            (k, _changed(v, rest, value) if k.value == step else v) for k, v in item.items
        )
        return replace(item, items=pairs)
    assert isinstance(item, Sequence)
    assert isinstance(step, int)
    items = (_changed(v, rest, value) if n == step else v for n, v in enumerate(item.items))
    return replace(item, items=tuple(items))


def without(edition: Mapping, path: Path) -> Mapping:
    """The edition without the entry of a list."""
    above = at(edition, path[:-1])
    assert isinstance(above, Sequence)
    left = tuple(v for n, v in enumerate(above.items) if n != path[-1])
    return changed(edition, path[:-1], replace(above, items=left))
