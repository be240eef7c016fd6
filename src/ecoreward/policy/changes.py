"""The ordered changes of `extends`: set, add and drop entries by their ids.

Works on what was read; each change sees what the ones before it left.
"""

from __future__ import annotations

from dataclasses import dataclass

from ecoreward.policy import keys
from ecoreward.policy.addresses import LISTS, Path, addresses, at, changed, without
from ecoreward.policy.reader import Item, Mapping, Scalar, Sequence
from ecoreward.policy.sheet import Sheet
from ecoreward.problems import Place, nearest


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of `changes`, for a reader: what it does and to what."""

    kind: str  # set, add, drop
    id: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Local:
    """An amount that a child sets where its parent bounds what a child may set."""

    new: Scalar | None  # None: nothing that could be held against the parent's own
    old: Scalar | None
    bounds: Sequence
    id: str
    place: Place


class Worker:
    """Applies changes in order, each on what the ones before it left."""

    def __init__(self, sheet: Sheet, item: Mapping) -> None:
        self.sheet, self.item = sheet, item
        self.done: list[Change] = []
        self.locals: list[Local] = []

    def apply(self, change: Item) -> None:
        if not isinstance(change, Mapping):
            self.sheet.tell("policy.change-kind", change.place)
            return
        kinds = [k for k, _ in change.items if k.value in ("set", "add", "drop")]
        if len(kinds) != 1:
            self.sheet.tell("policy.change-kind", change.place)
            return
        match kinds[0].value:
            case "set":
                self._set(change)
            case "add":
                self._add(change)
            case _:
                self._drop(change)

    def _find(self, item: Item | None, what: str) -> tuple[str, Path] | None:
        id = self.sheet.text(item, what)
        known = dict(addresses(self.item))
        if id in known:
            return id, known[id]
        if id and item is not None:
            names = list(known) or ["—"]
            self.sheet.tell(
                "policy.change-unknown", item.place, id=id, names=names, suggestions=nearest(id, names)
            )  # fmt: skip
        return None

    def _set(self, change: Mapping) -> None:
        found = self._find(change.get("set"), "set")
        if found is None:
            return
        id, path = found
        old = at(self.item, path)
        new = {k.value: (k, v) for k, v in change.items if k.value != "set"}
        assert isinstance(old, Mapping)
        merged = _replaced(old, new, change.place)
        if not new or merged.items == old.items:
            self.sheet.tell("policy.change-nothing", change.place, id=id, related=[old.place])
            return
        self.locals += _bounded(self.item, path, id, old, new)
        self.item = changed(self.item, path, merged)
        self.done.append(Change("set", id, tuple(new)))

    def _add(self, change: Mapping) -> None:
        fields = self.sheet.fields(change, keys.CHANGE_ADD, "change")
        where = [k for k in ("in", "before", "after") if k in fields]
        entry = fields.get("add")
        if len(where) != 1 or not isinstance(entry, Mapping):
            self.sheet.tell("policy.change-where", change.place)
            return
        target = fields[where[0]]
        if where[0] == "in" and isinstance(target, Scalar) and target.value in LISTS:
            path: Path = (target.value,)
            index = None
        else:
            found = self._find(target, where[0])
            if found is None:
                return
            path, index = found[1], None
            if where[0] == "in":
                inner = _list_of(at(self.item, path))
                if inner is None:
                    self.sheet.tell("policy.change-no-list", target.place, id=found[0])
                    return
                path = (*path, *inner)
            elif isinstance(path[-1], int):
                index = path[-1] + (where[0] == "after")
                path = path[:-1]
            else:
                self.sheet.tell("policy.change-no-list", target.place, id=found[0])
                return
        bounds, own = _bounds(self.item, path), entry.get("id")
        if bounds is not None and path[0] == "award":
            name = own.value if isinstance(own, Scalar) else "award"
            self.locals.append(Local(None, None, bounds, name, entry.place))
        now = at(self.item, path)
        items = list(now.items) if isinstance(now, Sequence) else []
        items.insert(len(items) if index is None else index, entry)
        self.item = changed(self.item, path, Sequence(tuple(items), change.place))
        self.done.append(Change("add", own.value if isinstance(own, Scalar) else ""))

    def _drop(self, change: Mapping) -> None:
        self.sheet.fields(change, keys.CHANGE_DROP, "change")
        target = change.get("drop")
        found = self._find(target, "drop")
        if found is None or target is None:
            return
        id, path = found
        if not isinstance(path[-1], int):
            self.sheet.tell("policy.change-drop-whole", target.place, id=id)
            return
        above = at(self.item, path[:-1])
        if isinstance(above, Sequence) and len(above.items) == 1 and path[0] == "award":
            self.sheet.tell("policy.change-drop-last", target.place, id=id)
            return
        self.item = without(self.item, path)
        self.done.append(Change("drop", id))


def _list_of(node: Item | None) -> Path | None:
    """The list that an entry combines: its children, or the rows of its table."""
    if not isinstance(node, Mapping):
        return None
    for name in ("highest", "sum", "first", "of"):
        if isinstance(node.get(name), Sequence):
            return (name,)
    return ("table", "rows") if isinstance(node.get("table"), Mapping) else None


def _replaced(old: Mapping, new: dict[str, tuple[Scalar, Item]], place: Place) -> Mapping:
    """An entry with keys replaced; a new kind removes the old one, and the article is the child's own."""
    new = dict(new)
    gone = {"cite", "quote"}
    kinds = [k for k in new if k in keys.KINDS]
    if kinds:
        gone |= {k for k in keys.KINDS if k not in new} - ({"of"} if "readings" in kinds else set())
        gone |= set() if "rate" in kinds else {"base"}
        gone |= set() if "readings" in kinds else {"of"}
    null = {
        k for k, (_, v) in new.items() if isinstance(v, Scalar) and v.plain and v.value == "null"
    }
    kept = [
        new.pop(k.value) if k.value in new else (k, v)
        for k, v in old.items
        if (k.value in new or k.value not in gone) and k.value not in null
    ]
    rest = [pair for name, pair in new.items() if name not in null]
    return Mapping((*kept, *rest), place)


def _bounds(edition: Mapping, path: Path) -> Sequence | None:
    """What the parent lets others set at a path or below: the nearest `local` above."""
    return next(
        (
            found
            for n in range(len(path), 0, -1)
            if isinstance(node := at(edition, path[:n]), Mapping)
            and node.origin
            and isinstance(found := node.get("local"), Sequence)
        ),
        None,
    )


def _bounded(
    edition: Mapping, path: Path, id: str, old: Mapping, new: dict[str, tuple[Scalar, Item]]
) -> list[Local]:
    """The amounts that a change sets below a `local` of the parent, each with the parent's own."""
    bounds = _bounds(edition, path)
    if bounds is None:
        return []
    out = []
    kinds = [k for k in new if k in keys.KINDS and old.get(k) is None]
    if kinds or "table" in new:  # another way to compute it
        place = new[kinds[0] if kinds else "table"][0].place
        out.append(Local(None, None, bounds, id, place))
    for name in ("fixed", "up_to", "band", "rate", "floor", "cap"):
        before, after = old.get(name), new.get(name)
        if before is None or after is None:
            continue
        pairs = zip(_scalars(after[1]), _scalars(before), strict=False)
        out += [Local(a, b, bounds, id, a.place) for a, b in pairs]
    return out


def _scalars(item: Item) -> tuple[Scalar, ...]:
    items = item.items if isinstance(item, Sequence) else (item,)
    return tuple(i for i in items if isinstance(i, Scalar))
