"""Checked nodes moved along the text: a cell becomes part of a longer expression."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

from ecoreward.feel.typed import Node, Test

T = TypeVar("T", bound="Node | Test")


def shifted(node: T, offset: int, keep: Node) -> T:
    """`node` with every span moved right by `offset`, except inside `keep`."""
    if node is keep:
        return node
    changes: dict[str, Any] = {}
    for spec in fields(node):
        value = getattr(node, spec.name)
        if spec.name == "span":
            changes["span"] = (value[0] + offset, value[1] + offset)
        elif isinstance(value, (Node, Test)):
            changes[spec.name] = shifted(value, offset, keep)
        elif isinstance(value, tuple) and value and isinstance(value[0], (Node, Test)):
            changes[spec.name] = tuple(shifted(v, offset, keep) for v in value)
    return replace(node, **changes)
