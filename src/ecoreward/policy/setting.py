"""Put other values into the text of a policy: each replaced where it stands, nothing else of the file changed.

The result is a policy file like any other, so the language's own checks say whether the values can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import yaml

_PLAIN = re.compile(r"[\w一-鿿][\w一-鿿.%+\- ]*(?<! )\Z")
_NUMBER = re.compile(r"[-+]?[\d_,]*\.?\d+(万|亿)?(元|%)?\Z")


@dataclass(frozen=True, slots=True)
class Put:
    """A value to be written at a place of a text (line and column from 1).

    With `key` the place is that of a mapping, and the key is added to it with the value.
    """

    line: int
    column: int
    value: str
    key: str = ""


def patched(text: str, puts: Iterable[Put]) -> str:
    """The text with values put in. Raises `ValueError` for a place at which nothing stands.

    >>> patched("a: 5%  # once\\nb: [1, 2]\\n", [Put(1, 4, "8%"), Put(2, 8, "3")])
    'a: 8%  # once\\nb: [1, 3]\\n'
    >>> patched("- {id: x}\\n- id: y\\n", [Put(1, 3, "5", "cap"), Put(2, 3, "7", "cap")])
    '- {cap: 5, id: x}\\n- cap: 7\\n  id: y\\n'
    """
    spots = {(n.start_mark.line + 1, n.start_mark.column + 1, _is_map(n)): n for n in _nodes(text)}
    edits: list[tuple[int, int, str]] = []
    for put in puts:
        node = spots.get((put.line, put.column, bool(put.key)))
        if node is None:
            raise ValueError(f"nothing stands at {put.line}:{put.column}")
        start = node.start_mark.index
        if not put.key:
            edits.append((start, _end(node, text), written(put.value)))
        elif _is_flow(node):
            edits.append((start + 1, start + 1, f"{put.key}: {written(put.value)}, "))
        else:
            gap = " " * node.start_mark.column
            edits.append((start, start, f"{put.key}: {written(put.value)}\n{gap}"))
    out = text
    for start, end, value in sorted(edits, reverse=True):
        out = out[:start] + value + out[end:]
    return out


def written(value: str) -> str:
    """A value as YAML takes it: as it is where that is plain, else in single quotes; a list in brackets stays one.

    >>> written("8%"), written("罚款 >= 5万"), written("[a, b]")
    ('8%', "'罚款 >= 5万'", '[a, b]')
    """
    if value.startswith("[") and value.endswith("]") and _is_list(value):
        return value
    if _NUMBER.match(value) or _PLAIN.match(value):
        return value
    return "'" + value.replace("'", "''") + "'"


def _is_list(value: str) -> bool:
    """Whether a text is a list of YAML; the interval of a table cell, `[5万..10万)`, is none."""
    return ".." not in value and ";" not in value


def _is_flow(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _is_map(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode)


def _nodes(text: str) -> Iterator[yaml.Node]:
    """Every value and list entry of a text."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    todo = [root] if root is not None else []
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, yaml.MappingNode):
            todo += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            todo += node.value


def _end(node: yaml.Node, text: str) -> int:
    """Where a value ends; a block ends with its last line, not with what follows it."""
    if isinstance(node, yaml.SequenceNode) and not _is_flow(node) and node.value:
        return _end(node.value[-1], text)
    if isinstance(node, yaml.MappingNode) and not _is_flow(node) and node.value:
        return _end(node.value[-1][1], text)
    start, end = node.start_mark.index, node.end_mark.index
    return start + len(text[start:end].rstrip())
