"""What the cases of an edition can reach: its nodes, rows, readings, limits, and sides of conditions.

Only what a decision shows is a point: conditions with their parts, not the branches of an amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ecoreward.feel import typed as t
from ecoreward.money import text_of
from ecoreward.policy.program import (
    EDGES,
    Band,
    KindList,
    Node,
    Program,
    Readings,
    Row,
    Step,
    Table,
    Unstated,
)
from ecoreward.policy.vocabulary_types import Words
from ecoreward.problems import Place
from ecoreward.words import has, say

SIDES = ("yes", "no")
_MOST_KINDS = 4  # of a list without a name, as many as a line can show
_BOTH_WAYS = ("floor", "cap", "round")  # a factor changes the amount whenever it is used
_SIGNS = {"from": ("<=", "<"), "to": ("<", "<="), "unstated": ("<", "<")}


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a case can reach; `key` is its name within the edition.

    `kind` is one of node, row, otherwise, reading, side, limit, approval, honour; `id` that of the
    node, gate, definition, approval or honour it belongs to; `side` is yes or no where it has two.
    """

    key: str
    kind: str
    id: str
    label: Words
    side: str
    code: str
    params: Mapping[str, Any]
    place: Place = field(compare=False)

    def text(self, lang: str = "zh") -> str:
        """What no case did, in one sentence: the case that would reach the point in words."""
        return say(f"analysis.cover.{self.code}", lang, **self.params)


@dataclass(frozen=True, slots=True)
class Seat:
    """A node in its place in the tree; what several readings share has one seat.

    `name` is the node's id; for one of several readings ``NODE/READING``, as such ids repeat.
    """

    name: str
    node: Node
    kind: str  # node, row, otherwise, reading
    words: Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """An edition with everything its cases can reach, found once for all of them."""

    program: Program

    @cached_property
    def seats(self) -> Mapping[str, Seat]:
        """The nodes of the award by the name of their seat, from the top down."""
        root = self.program.award
        if root is None:
            return {}
        found: dict[str, Seat] = {}
        todo = [Seat(root.id, root, "node", {})]
        while todo:
            seat = todo.pop()
            if seat.name not in found:
                found[seat.name] = seat
                todo += reversed(list(_below(seat)))
        return found

    @cached_property
    def points(self) -> Mapping[str, Point]:
        """Every point by its key, in the order in which a reader meets them."""
        program = self.program
        found: list[Point] = []
        for gate in program.gates:
            owner = _Owner(gate.id, {}, gate.when.place)
            found += _sides(f"gate:{gate.id}", gate.when, owner)
        for name in self._defined():
            one = program.defined[name]
            found += _sides(f"define:{name}", one.value, _Owner(name, one.label, one.value.place))
        for seat in self.seats.values():
            found += self._seat(seat)
        for kind, items in (("approval", program.approvals), ("honour", program.honours)):
            for item in items:
                owner, params = _Owner(item.id, item.label, item.place), {"label": item.label}
                for side in SIDES:
                    key = f"{kind}:{item.id}:{side}"
                    found.append(owner.point(key, kind, side, f"{kind}-{side}", params))
        return {p.key: p for p in found}

    def seat(self, above: Seat, id: str) -> Seat | None:
        """The seat of a traced child of `above`."""
        inside = isinstance(above.node.body, Readings)
        return self.seats.get(f"{above.name}/{id}" if inside else id)

    def _defined(self) -> list[str]:
        """The conditions of `define` that traced conditions use, each once."""
        program = self.program
        asked = [g.when for g in program.gates]
        for seat in self.seats.values():
            asked += [e for e in (seat.node.when, *(s.when for s in seat.node.then)) if e]
        found: dict[str, None] = {}
        while asked:
            for _, atom in atoms(asked.pop(0).root):
                if isinstance(atom, t.Defined) and atom.name not in found:
                    found[atom.name] = None
                    asked.append(program.defined[atom.name].value)
        return sorted(found, key=list(program.defined).index)

    def _seat(self, seat: Seat) -> Iterator[Point]:
        node, name = seat.node, seat.name
        own = _Owner(node.id, node.label, node.place)
        whose = replace(own, id=seat.words["node"]) if seat.kind == "reading" else own
        yield whose.point(f"{seat.kind}:{name}", seat.kind, "", seat.kind, seat.words)
        if node.kinds is not None:
            for side in SIDES:
                open_end = side == "no" and node.kinds.open
                code = f"for-{side}-open" if open_end else f"for-{side}"
                yield own.point(f"for:{name}:{side}", "side", side, code, self._kinds(node.kinds))
        if node.when is not None:
            yield from _sides(f"when:{name}", node.when, own.at(node.when.place))
        if isinstance(node.body, Table) and node.body.other:
            for edge, says in EDGES.items():
                params = {"says": says, "node": node.id, "reading": edge}
                yield own.point(f"reading:{name}/{edge}", "reading", "", "reading", params)
        for limit, kind, expression in limits(node):
            yield from _limit(f"{limit}:{name}", kind, expression, own, node)
        for number, step in enumerate(node.then):
            if step.when is not None:
                yield from _sides(f"then.{number}.when:{name}", step.when, own.at(step.place))

    def _kinds(self, listing: KindList) -> Mapping[str, Any]:
        vocabulary = self.program.vocabulary
        label: Any = listing.label or {"zh": listing.name, "en": listing.name}
        if listing.name.startswith("@"):
            codes = sorted(listing.codes)
            label = [dict(vocabulary.label(c)) for c in codes[:_MOST_KINDS]]
            label += ["…"] * (len(codes) > _MOST_KINDS)
        return {
            "fact": vocabulary.label(listing.domain), "list": label, "name": listing.name
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose a point is, and where it stands."""

    id: str
    label: Words
    place: Place

    def at(self, place: Place) -> _Owner:
        return replace(self, place=place)

    def point(self, key: str, kind: str, side: str, code: str, params: Mapping[str, Any]) -> Point:
        return Point(key, kind, self.id, self.label, side, code, params, self.place)


def atoms(node: t.Node, path: str = "") -> Iterator[tuple[str, t.Node]]:
    """The tests inside and/or/not/if, each with its way from the root; constants are none.

    A name of `define` is one of them, with sides of its own where it is defined.
    """
    match node:
        case t.And(items=items) | t.Or(items=items):
            parts = items
        case t.Not(item=item):
            parts = (item,)
        case t.If(condition=condition, then=then, otherwise=otherwise):
            parts = (condition, then, otherwise)
        case t.Const() | t.Within(anything=True):
            return
        case _:
            yield path, node
            return
    for number, part in enumerate(parts):
        yield from atoms(part, f"{path}.{number}")


def limits(node: Node) -> Iterator[tuple[str, str, t.Expression | Step]]:
    """The limits and steps of a node in the order they are taken: name, kind, and what is written."""
    if node.floor is not None:
        yield "floor", "floor", node.floor
    if node.cap is not None:
        yield "cap", "cap", node.cap
    for number, step in enumerate(node.then):
        yield f"then.{number}", step.kind, step


def _below(seat: Seat) -> Iterator[Seat]:
    """The seats directly below one."""
    match seat.node.body:
        case Readings(options=options):
            for option in options:
                name = f"{seat.name}/{option.node.id}"
                words = {"says": option.says, "node": seat.node.id, "reading": option.id}
                yield Seat(name, option.node, "reading", words)
        case Table(rows=rows, otherwise=otherwise) as table:
            for row in rows:
                yield Seat(row.node.id, row.node, "row", {"row": _row_words(table, row)})
            if otherwise is not None:
                yield Seat(otherwise.id, otherwise, "otherwise", {})
        case body:
            for child in getattr(body, "children", ()):
                yield Seat(child.id, child, "node", {})


def _row_words(table: Table, row: Row) -> list[str]:
    """When a row is taken, as the drafter wrote it: ``10万 <= 罚款 < 20万``."""
    parts = []
    for by, test in zip(table.by, row.tests, strict=True):
        if isinstance(test.root, t.Within) and test.root.anything:
            continue
        cell = _line(test.source)
        if table.edges:
            low, _, high = cell[1:-1].partition("..")
            over, under = _SIGNS[table.edges]
            words = [f"{low} {over}"] * bool(low) + [by.source] + [f"{under} {high}"] * bool(high)
            cell = " ".join(words)
        else:
            cell = f"{by.source} {cell}"
        parts.append(cell)
    return parts or ["-"]


def _sides(site: str, expression: t.Expression, owner: _Owner) -> Iterator[Point]:
    """Both sides of a condition, and of each test inside it where it has several."""
    if isinstance(expression.root, t.Const):
        return
    whole = _line(expression.source)
    for side in SIDES:
        yield owner.point(f"{site}:{side}", "side", side, f"side-{side}", {"text": whole})
    root = expression.root
    while isinstance(root, t.Not):
        root = root.item
    if not isinstance(root, (t.And, t.Or, t.If)):
        return
    for path, atom in atoms(expression.root):
        if not isinstance(atom, t.Defined):
            for side in SIDES:
                params = {"text": _line(expression.text(atom))}
                key = f"{site}#{path}:{side}"
                yield owner.point(key, "side", side, f"side-{side}", params)


def _limit(
    site: str, kind: str, written: t.Expression | Step, owner: _Owner, node: Node
) -> Iterator[Point]:
    """That a limit or step changed the amount and, where it can, that it did not."""
    owner = owner.at(written.place)
    if isinstance(written, Step):
        amount, unit = written.amount, written.unit
        text = _line(amount.source) if amount else text_of(unit) if unit else ""
        both = kind in _BOTH_WAYS
    else:
        text, both = _line(written.source), _may_leave(node, kind)
    for side in SIDES if both else SIDES[:1]:
        code = f"limit-{kind}-{side}"
        if not has(f"analysis.cover.{code}"):
            code = f"limit-{side}"
        yield owner.point(f"{site}:{side}", "limit", side, code, {"kind": kind, "text": text})


def _may_leave(node: Node, kind: str) -> bool:
    """Whether a limit can leave the amount alone: without a figure it always narrows the range."""
    match node.body:
        case Unstated():
            return False
        case Band(low=None):
            return kind != "floor"
    return True


def _line(source: str) -> str:
    """An expression on one line."""
    return " ".join(source.split())
