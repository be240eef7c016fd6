"""Format a file: one layout, every comment kept, and proof that it still says the same.

The text is read again after formatting; where it would not say exactly the same, apart from the order
of keys and the spaces in expressions, it is not formatted.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import cast

from ecoreward.feel.parse import Start
from ecoreward.feel.spacing import same
from ecoreward.policy.layout_order import arranged
from ecoreward.policy.layout_read import read_layout
from ecoreward.policy.layout_scan import Unkept, tokens
from ecoreward.policy.layout_write import write_layout
from ecoreward.policy.reader import Item, Mapping, Scalar, Sequence, read
from ecoreward.policy.shapes import below, root_of, shape_of
from ecoreward.policy.yaml_source import decode
from ecoreward.problems import Place, Problem

_BREAK = re.compile("\r\n?")


def formatted(data: bytes | str, file: str) -> tuple[str | None, tuple[Problem, ...]]:
    """The text in our layout, or None and why not; warnings of the reader are no obstacle.

    >>> formatted("award:   {fixed:  5000}  # 条\\r\\n", "a.yaml")
    ('award: {fixed: 5000}  # 条\\n', ())
    """
    item, problems = read(data, file)
    source, _ = decode(data, file)
    if item is None or source is None or any(p.severity == "error" for p in problems):
        return None, problems
    text = _BREAK.sub("\n", source.text)
    try:
        written = write_layout(arranged(read_layout(text)))
    except Unkept as bad:
        return None, (*problems, source.problem("yaml.unkept", bad.line, bad.column))
    if not _same_file(item, text, written, file):
        return None, (*problems, Problem("yaml.not-same", Place(file)))
    return written, problems


def _same_file(item: Item, text: str, written: str, file: str) -> bool:
    again, problems = read(written, file)
    if again is None or any(p.severity == "error" for p in problems):
        return False
    takes = root_of([k.value for k, _ in item.items] if isinstance(item, Mapping) else [])
    return same_items(item, again, takes) and _comments(text) == _comments(written)


def same_items(one: Item, other: Item, takes: str = "") -> bool:
    """Whether two items say the same; only known keys may change places, only expressions spaces."""
    if isinstance(one, Scalar):
        if not isinstance(other, Scalar) or one.plain != other.plain:
            return False
        reads = shape_of(takes).reads
        return one.value == other.value or (
            bool(reads) and same(one.value, other.value, cast(Start, reads))
        )
    if isinstance(one, Sequence):
        return (
            isinstance(other, Sequence)
            and len(one.items) == len(other.items)
            and all(
                same_items(a, b, below(shape_of(takes), None))
                for a, b in zip(one.items, other.items, strict=True)
            )
        )
    return isinstance(other, Mapping) and _same_mappings(one, other, takes)


def _same_mappings(one: Mapping, other: Mapping, takes: str) -> bool:
    names = [k.value for k, _ in one.items]
    shape = shape_of(takes, names)
    others = [k.value for k, _ in other.items]
    if shape.keys is None and others != names:
        return False
    found = {k.value: (k, v) for k, v in other.items}
    return len(others) == len(names) == len(found) and all(
        k.value in found
        and k == found[k.value][0]
        and same_items(v, found[k.value][1], below(shape, k.value))
        for k, v in one.items
    )


def _comments(text: str) -> Counter[str]:
    """Every comment outside texts, and how often it stands there."""
    found: Counter[str] = Counter()
    for token in tokens(text):
        if token.kind == "comment":
            found[token.text] += 1
        elif token.leaf is not None and token.leaf.style == "block":
            found[token.leaf.first.partition("#")[2]] += 1
    return found
