"""Read a file only as far as its head: the entries at its top, up to the last of some keys."""

from __future__ import annotations

from collections.abc import Collection

import yaml

from ecoreward.policy.reader import Builder, Mapping
from ecoreward.policy.yaml_mend import events
from ecoreward.policy.yaml_source import decode


def peek(data: bytes | str, file: str, keys: Collection[str]) -> Mapping | None:
    """What a file begins with, once all keys have stood; None where the whole has to be read.

    That is so where a key is missing, or something is wrong before it. What comes later is not seen.

    >>> found = peek("a: 1\\nb: [2]\\nc: [", "x.yaml", ["a", "b"])
    >>> [key.value for key, _ in found.items]
    ['a', 'b']
    """
    source, problems = decode(data, file)
    if source is None or problems:
        return None
    builder = Builder(source)
    wanted = set(keys)
    try:
        for event in events(source.text):
            if not builder.take(event) or builder.problems:
                return None
            begun = builder.begun()
            if begun is not None and wanted <= {key.value for key, _ in begun.items}:
                return begun
    except yaml.YAMLError:
        return None
    return None
