"""Where `each` may stand: on a child of `highest` or `sum`, which says how the copies combine."""

from __future__ import annotations

from ecoreward.policy.program import Combine, Node, Readings, Table
from ecoreward.policy.sheet import Sheet


def each_places(sheet: Sheet, award: Node) -> None:
    """Tell every `each` that nothing combines, and every one inside another."""
    _below(sheet, award, combines=False, inside=False)


def _below(sheet: Sheet, node: Node, *, combines: bool, inside: bool) -> None:
    if node.each and not combines:
        sheet.tell("policy.each-place", node.place, node=node.id)
    elif node.each and inside:
        sheet.tell("policy.each-in-each", node.place, node=node.id)
    inside = inside or bool(node.each)
    match node.body:
        case Combine(how=how, children=children):
            for child in children:
                _below(sheet, child, combines=how != "first", inside=inside)
        case Readings(options=options):
            for option in options:
                _below(sheet, option.node, combines=False, inside=inside)
        case Table(rows=rows, otherwise=otherwise):
            for one in (*(r.node for r in rows), *([otherwise] if otherwise else [])):
                _below(sheet, one, combines=False, inside=inside)
