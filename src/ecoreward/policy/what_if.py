"""What-if: a shelf on which some values of a jurisdiction's editions are others, each found by its address.

An address is EDITION.ENTRY.KEY as `parameters` gives it; a key that an entry has not yet is added to it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from ecoreward.money import text_of
from ecoreward.policy.addresses import addresses, at
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.policy.library import Shelf
from ecoreward.policy.parameters import parameters
from ecoreward.policy.reader import Mapping as Written
from ecoreward.policy.setting import Put, patched
from ecoreward.problems import Place, Problem, nearest


def with_values(
    shelf: Shelf, where: Jurisdiction, values: Mapping[str, str]
) -> tuple[Shelf, frozenset[str], tuple[Problem, ...]]:
    """The shelf with values put in, the ids of the editions that have them, and addresses that are none."""
    puts: defaultdict[str, list[Put]] = defaultdict(list)
    problems: list[Problem] = []
    ids: set[str] = set()
    for address, value in values.items():
        name, _, rest = address.partition(".")
        edition = where.edition(name)
        written = None if edition is None else shelf.written(where.file, name)
        if edition is None or written is None:
            problems.append(_unknown(address, [f"{e.id}.{rest}" for e in where.editions]))
            continue
        found = _put(edition, written, address, value)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        file, put = found
        ids.add(name)
        puts[file].append(put)
    for file, here in puts.items():
        key = shelf.key_of(file)
        text = patched(shelf.text_of(file), here)
        shelf = shelf.with_file(file, text) if key else shelf
    return shelf, frozenset(ids), tuple(problems)


def _put(edition: Edition, written: Written, address: str, value: str) -> tuple[str, Put] | Problem:
    """Where a value goes, in which file."""
    known = {p.address: p for p in parameters(edition, written)}
    if address in known:
        if (percent := _unlikely(known[address].text, value)) is not None:
            params = {"address": address, "value": value, "percent": percent}
            return Problem("library.rate-form", Place(""), params)
        place = known[address].item.place
        return place.file, Put(place.line, place.column, value)
    entry, _, key = address.partition(".")[2].rpartition(".")
    path = dict(addresses(written)).get(entry)
    item = None if path is None else at(written, path)
    if isinstance(item, Written) and key.isidentifier() and item.get(key) is None:
        return item.place.file, Put(item.place.line, item.place.column, value, key)
    return _unknown(address, list(known))


def _unlikely(today: str, value: str) -> str | None:
    """The share that a bare number above 1 would be where a percentage stands: 8 for 8% would be 800%."""
    bare = value.replace(",", "").replace("_", "").strip()
    if not today.endswith("%") or not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", bare):
        return None
    return f"{text_of(Fraction(bare) * 100)}%" if Fraction(bare) > 1 else None


def _unknown(address: str, names: list[str]) -> Problem:
    near = nearest(address, names, 5)
    return Problem("library.no-parameter", Place(""), {"address": address}, suggestions=tuple(near))
