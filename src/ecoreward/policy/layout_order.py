"""Put the keys of a layout in the order of their table, and space its expressions.

A source (`cite quote note url`) belongs to the key before it and goes where that goes, so that
a drafter may put the words of the law behind the amount or at the end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from ecoreward.feel.parse import Start
from ecoreward.feel.spacing import spaced
from ecoreward.policy.keys import Table
from ecoreward.policy.layout import Block, Break, Flow, Leaf, Node, Page, Part, Sign
from ecoreward.policy.shapes import Shape, below, root_of, shape_of

_FOLLOWS = ("cite", "quote", "note", "url")
Piece = tuple[Part, ...]


def arranged(page: Page) -> Page:
    """The page with its known keys in order and its expressions spaced."""
    return replace(page, root=_node(page.root, root_of(_names(page.root))))


def _node(node: Node, takes: str) -> Node:
    if isinstance(node, Block):
        return _block(node, shape_of(takes, _names(node)))
    return _inline(node, takes)


def _inline(node: Leaf | Flow, takes: str) -> Leaf | Flow:
    shape = shape_of(takes, _names(node))
    return _leaf(node, shape) if isinstance(node, Leaf) else _flow(node, shape)


def _names(node: Node) -> list[str]:
    """The keys of a mapping."""
    if isinstance(node, Block):
        return [e.key.value for e in node.entries if e.key is not None]
    if isinstance(node, Flow) and node.opener == "{":
        return [_key(piece) or "" for piece in _pieces(node)]
    return []


def _leaf(leaf: Leaf, shape: Shape) -> Leaf:
    """An expression, spaced; left alone where its quotes hold more than they seem to."""
    if not shape.reads:
        return leaf
    start = cast(Start, shape.reads)
    if leaf.style == "block":
        return replace(leaf, rest=tuple(spaced("\n".join(leaf.rest), start).split("\n")))
    text = "\n".join((leaf.first, *leaf.rest))
    sign = "" if leaf.style == "plain" else text[0]
    inside = _unquoted(text, leaf)
    if inside is None:
        return leaf
    first, *rest = (sign + _quoted(spaced(inside, start), leaf) + sign).split("\n")
    return replace(leaf, first=first, rest=tuple(rest))


def _unquoted(text: str, leaf: Leaf) -> str | None:
    """The text inside the quotes, if that is all that the parser read."""
    match leaf.style:
        case "single":
            text = text[1:-1].replace("''", "'")
        case "double":
            text = re.sub(r"\\([\"\\])", r"\1", text[1:-1])
    return text if text.replace("\n", " ") == leaf.value else None


def _quoted(text: str, leaf: Leaf) -> str:
    match leaf.style:
        case "single":
            return text.replace("'", "''")
        case "double":
            return re.sub(r"([\"\\])", r"\\\1", text)
    return text


def _block(block: Block, shape: Shape) -> Block:
    entries = tuple(
        replace(e, value=_node(e.value, below(shape, e.key.value if e.key else None)))
        if e.value is not None
        else e
        for e in block.entries
    )
    block = replace(block, entries=entries)
    if shape.keys is None or not block.mapping:
        return block
    order = _order(_names(block), shape.keys)
    # A comment at either end may be about the entry beside it or about all: then nothing moves.
    first, last = order[0], order[-1]
    if first != 0 and (entries[0].above or entries[first].above):
        return block
    if last != len(order) - 1 and block.tail:
        return block
    moved = [entries[n] for n in order]
    if first != 0:
        moved[0] = replace(moved[0], blank=entries[0].blank)
    return replace(block, entries=tuple(moved))


def _flow(flow: Flow, shape: Shape) -> Flow:
    mapping = flow.opener == "{"
    pieces = [_piece(p, shape, mapping=mapping) for p in _pieces(flow)]
    if mapping and shape.keys is not None and one_line(flow):
        trailing = pieces and not pieces[-1]
        named = pieces[:-1] if trailing else pieces
        order = _order([_key(p) or "" for p in named], shape.keys)
        pieces = [named[n] for n in order] + ([()] if trailing else [])
    parts: list[Part] = []
    for n, piece in enumerate(pieces):
        parts += [Sign(","), *piece] if n else piece
    return replace(flow, parts=tuple(parts))


def _pieces(flow: Flow) -> list[Piece]:
    """What stands between the commas."""
    pieces: list[list[Part]] = [[]]
    for part in flow.parts:
        if part == Sign(","):
            pieces.append([])
        else:
            pieces[-1].append(part)
    return [tuple(p) for p in pieces] if flow.parts else []


def _piece(piece: Piece, shape: Shape, *, mapping: bool) -> Piece:
    """One entry of a flow with its value arranged."""
    paired = Sign(":") in piece
    if paired != mapping:
        return piece  # a key without a value, or a pair inside a list
    takes = below(shape, _key(piece) if mapping else None)
    start = piece.index(Sign(":")) if paired else -1
    return tuple(
        _inline(p, takes) if n > start and isinstance(p, (Leaf, Flow)) else p
        for n, p in enumerate(piece)
    )


def _key(piece: Piece) -> str | None:
    found = next((p for p in piece if not isinstance(p, Break)), None)
    return found.value if isinstance(found, Leaf) else None


def one_line(flow: Flow) -> bool:
    """Whether all of a flow stands on one line."""
    return not any(
        isinstance(part, Break)
        or (isinstance(part, Leaf) and part.rest)
        or (isinstance(part, Flow) and not one_line(part))
        for part in flow.parts
    )


def _order(names: Sequence[str], table: Table) -> list[int]:
    """The places of the names in the order of the table.

    >>> from ecoreward.policy.keys import NODE
    >>> _order(["fixed", "quote", "id"], NODE)
    [2, 0, 1]
    """
    ranks = {key: n for n, key in enumerate(table)}
    groups: list[tuple[int, list[int]]] = []
    for n, name in enumerate(names):
        if groups and (name in _FOLLOWS or name not in ranks):
            groups[-1][1].append(n)
        else:
            groups.append((ranks.get(name, -1), [n]))
    return [n for _, group in sorted(groups, key=lambda g: g[0]) for n in group]
