"""JSON Lines: an object a line, flat or a case with its facts; every value as text.

The file is gone through twice: the first time for the keys, since any line may have one of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import polars as pl

from ecoreward.engine.private import KEYS
from ecoreward.problems import Place, Problem
from ecoreward.tables.batching import Bad, Counted, batches, blank_row
from ecoreward.tables.encoded import Utf8
from ecoreward.tables.header_row import unique
from ecoreward.tables.problems import fail, shown
from ecoreward.tables.source import Batch

_PART = 20_000
_FACTS = frozenset(key for key, name in KEYS.items() if name == "facts")
_DEEPEST = 100  # levels of one value


class _Number(str):
    """A number by its digits as written."""

    __slots__ = ()


class BadLineError(Exception):
    """A line that cannot be taken; its text is the code of the problem."""


class JsonLinesSource:
    """A file with an object on each line."""

    first = 1

    def __init__(self, path: Path) -> None:
        self.name = shown(str(path))
        self._path = path
        self._size = max(1, path.stat().st_size)
        self._stream: Utf8 | None = None
        keys: dict[str, None] = {}
        shapes: set[tuple[str, ...]] = set()
        filled = 0
        for row, line in enumerate(self._lines(), 1):
            if line.strip():
                filled = row
                shape = keys_of(line)
                if shape not in shapes:  # a file has few kinds of lines
                    shapes.add(shape)
                    keys.update(dict.fromkeys(map(str.strip, shape)))
        if not filled:
            raise fail("file.no-rows", self.name)
        if not keys:
            raise fail("file.no-objects", self.name)
        self.total = filled
        self.letters = tuple(str(i + 1) for i in range(len(keys)))
        self.headers = unique(self.name, tuple(keys), self.letters)
        if "" in keys:
            raise fail("file.nameless", self.name, column=str(self.headers.index("") + 1))
        self._stream = None

    @property
    def share(self) -> float | None:
        """How much of the file has been read."""
        return min(1.0, self._stream.taken / self._size) if self._stream else 0.0

    def batches(self, size: int) -> Iterator[Batch]:
        """All records."""
        return batches(self._frames(), Counted(self.name, 1, self.letters), size)

    def _frames(self) -> Iterator[tuple[pl.DataFrame, Bad]]:
        columns: list[list[str | None]] = [[] for _ in self.headers]
        bad: dict[int, Problem] = {}
        for row, line in enumerate(islice(self._lines(), self.total), 1):
            found: dict[str, str | None] = {}
            if line.strip():
                try:
                    found = flat(line)
                except BadLineError as error:
                    bad[row] = Problem(str(error), Place(self.name), {"row": str(row)})
            else:
                bad[row] = blank_row(self.name, row)
            for header, column in zip(self.headers, columns, strict=True):
                column.append(found.get(header))
            if row % _PART == 0:
                yield self._frame(columns), bad
                columns, bad = [[] for _ in self.headers], {}
        if columns[0]:
            yield self._frame(columns), bad

    def _frame(self, columns: list[list[str | None]]) -> pl.DataFrame:
        named = zip(self.headers, columns, strict=True)
        return pl.DataFrame([pl.Series(n, c, dtype=pl.String) for n, c in named])

    def _lines(self) -> Iterator[bytes]:
        self._stream = stream = Utf8(self._path, self.name)
        rest = b""
        try:
            while part := stream.read(1 << 20):
                *lines, rest = (rest + part).split(b"\n")
                yield from lines
            if rest:
                yield rest
        finally:
            stream.close()


def open_jsonl(path: Path) -> JsonLinesSource:
    """A file of JSON Lines; raises `TableProblems`."""
    return JsonLinesSource(path)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadLineError("file.line-twice")
    return found


def _no_number(text: str) -> None:
    raise BadLineError("file.line-json")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=_Number, parse_int=_Number, parse_constant=_no_number
)


def keys_of(line: bytes) -> tuple[str, ...]:
    """The keys of a line, which is read in full later on; none where it is no object."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(found, dict):
        return ()
    if _FACTS.isdisjoint(found):
        return tuple(found)
    inside = (v if k in _FACTS and isinstance(v, dict) else (k,) for k, v in found.items())
    return tuple(chain.from_iterable(inside))


def flat(line: bytes) -> dict[str, str | None]:
    """The cells of a line: what stands in `facts` beside the rest."""
    try:
        text = line.decode("utf-8")
        found = _DECODER.decode(text)
        if "\\u" in text:  # half a sign, as no text may hold, fails here
            _json(found).encode("utf-8")
    except (ValueError, RecursionError):
        raise BadLineError("file.line-json") from None
    if not isinstance(found, dict):
        raise BadLineError("file.line-object")
    if not _FACTS.isdisjoint(found):
        inside = (
            v.items() if k in _FACTS and isinstance(v, dict) else ((k, v),)
            for k, v in found.items()
        )  # fmt: skip
        pairs = list(chain.from_iterable(inside))
    else:
        pairs = list(found.items())
    out = {k.strip(): (v or None) if type(v) is str else _cell(v) for k, v in pairs}
    if len(out) < len(pairs):
        raise BadLineError("file.line-twice")
    return out


def _cell(value: Any) -> str | None:
    """A value as text; what is deeper than a list of texts stays JSON."""
    kind = type(value)
    if kind is str:
        return value or None
    if kind is _Number:
        return str(value)
    if value is None:
        return None
    if kind is bool:
        return "true" if value else "false"
    if kind is list and all(_plain(one) for one in value):
        return ";".join(value) or None
    return _json(value)


def _plain(value: Any) -> bool:
    return (
        isinstance(value, str) and not isinstance(value, _Number) and not re.search("[;；]", value)
    )


def _json(value: Any, level: int = 0) -> str:
    """JSON text with numbers as they were written."""
    if level > _DEEPEST:
        raise BadLineError("file.line-json")
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        pairs = (
            f"{json.dumps(k, ensure_ascii=False)}: {_json(v, level + 1)}" for k, v in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_json(v, level + 1) for v in value) + "]"
    return json.dumps(value, ensure_ascii=False)
