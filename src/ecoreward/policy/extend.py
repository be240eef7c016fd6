"""`extends`: an edition as its parent's with ordered changes, worked on what was read.

Names and types come later, so every inherited line keeps its place in the parent's file and, by the
`origin` of its mapping, its citation in the parent's document.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ecoreward.policy import keys
from ecoreward.policy.changes import Change, Local, Worker
from ecoreward.policy.parents import Look
from ecoreward.policy.reader import Item, Mapping, Scalar, Sequence
from ecoreward.policy.sheet import Sheet
from ecoreward.problems import nearest

# What an edition never takes from another: who it is and when it holds.
OWN = frozenset(
    ("id", "title", "document", "url", "issued", "in_force", "replaced_by", "scheme", "instead_of",
     "beside", "status", "confidence", "note", "extends")
)  # fmt: skip
BY_NAME = ("define", "sources")  # merged name by name; all else is replaced whole
MOST_ABOVE = 10  # editions that extend one another
MOST_NAMES = 20  # of editions that a message lists


@dataclass(frozen=True, slots=True)
class Extended:
    """An edition with what it takes from others: ``parents`` by FILE@ID, nearest first."""

    item: Mapping
    parents: tuple[tuple[str, Mapping], ...] = ()
    changes: tuple[Change, ...] = ()
    locals: tuple[Local, ...] = ()
    inherited: dict[str, str] = field(default_factory=dict)  # keys of the edition → FILE@ID


def extended(sheet: Sheet, entry: Mapping, stem: str, look: Look) -> Extended | None:
    """The edition resolved; itself where it extends nothing, None where its parent cannot be had."""
    circle = _circle(entry, stem, look)
    if circle:
        where = _where(entry)
        place = entry.place if where is None else where.place
        sheet.tell("policy.extends-cycle", place, names=" → ".join(circle))
        return None
    return _extended(sheet, entry, stem, look, ())


def _where(entry: Mapping) -> Scalar | None:
    extends = entry.get("extends")
    where = extends.get("edition") if isinstance(extends, Mapping) else None
    return where if isinstance(where, Scalar) else None


def _circle(entry: Mapping, stem: str, look: Look) -> list[str]:
    """The editions from this one up, where they come back to one of them."""
    own = entry.get("id")
    path = [f"{stem}@{own.value}"] if isinstance(own, Scalar) else []
    current: Mapping | None = entry
    while current is not None and (where := _where(current)) is not None:
        file, _, id = where.value.rpartition("@")
        stem = file or stem
        path.append(f"{stem}@{id}")
        if path[-1] in path[:-1]:
            return path
        current, _ = look(stem, id)
    return []


def _extended(
    sheet: Sheet, entry: Mapping, stem: str, look: Look, path: tuple[str, ...]
) -> Extended | None:
    item = entry.get("extends")
    if item is None:
        return Extended(entry)
    fields = sheet.fields(item, keys.EXTENDS, "extends")
    where = fields.get("edition")
    text = sheet.text(where, "edition")
    if not text or where is None:
        return None
    file, _, id = text.rpartition("@")
    file, ref = file or stem, f"{file or stem}@{id}"
    if len(path) >= MOST_ABOVE:
        sheet.tell("policy.extends-deep", where.place, most=MOST_ABOVE)
        return None
    found, why = look(file, id)
    if found is None:
        code, _, names = why.partition("\n")
        pool = names.split("\n") if names else []
        near = nearest(text, pool, MOST_NAMES)
        shown = pool if len(pool) <= MOST_NAMES else [*(near or pool[:MOST_NAMES]), "…"]
        sheet.tell(
            code, where.place, edition=text, names=shown or ["—"], suggestions=nearest(text, pool)
        )
        return None
    own = entry.get("id")
    here = path or ((f"{stem}@{own.value}",) if isinstance(own, Scalar) else ())
    # What is wrong above is told in the parent's own file.
    parent = _extended(Sheet(), found, file, look, (*here, ref))
    if parent is None:
        sheet.tell("policy.extends-broken", where.place, edition=text, related=[found.place])
        return None
    merged, inherited = _merged(entry, parent, ref)
    worker = Worker(sheet, merged)
    for change in sheet.entries(fields.get("changes"), "changes"):
        worker.apply(change)
    return Extended(
        worker.item, ((ref, found), *parent.parents), tuple(worker.done), tuple(worker.locals), inherited
    )  # fmt: skip


def _merged(entry: Mapping, parent: Extended, ref: str) -> tuple[Mapping, dict[str, str]]:
    """The parent's keys, each replaced by the child's where it writes its own."""
    own = {k.value: (k, v) for k, v in entry.items}
    pairs: list[tuple[Scalar, Item]] = []
    inherited: dict[str, str] = {}
    for key, value in parent.item.items:
        name = key.value
        if name in OWN:
            continue
        if name not in own:
            pairs.append((key, _marked(value, ref)))
            inherited[name] = parent.inherited.get(name, ref)
        elif name in BY_NAME and isinstance(value, Mapping):
            _, mine = own.pop(name)
            pairs.append((key, _by_name(_marked(value, ref), mine)))
    pairs += own.values()
    return replace(entry, items=tuple(pairs)), inherited


def _by_name(above: Item, mine: Item) -> Item:
    if not isinstance(above, Mapping) or not isinstance(mine, Mapping):
        return mine
    written = {k.value for k, _ in mine.items}
    kept = tuple((k, v) for k, v in above.items if k.value not in written)
    return replace(mine, items=(*kept, *mine.items))


def _marked(item: Item, ref: str) -> Item:
    """Every mapping below with where it comes from; what is marked already keeps its mark."""
    match item:
        case Mapping(items=items):
            pairs = tuple((k, _marked(v, ref)) for k, v in items)
            return replace(item, items=pairs, origin=item.origin or ref)
        case Sequence(items=items):
            return replace(item, items=tuple(_marked(i, ref) for i in items))
    return item
