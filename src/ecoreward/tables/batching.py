"""Batches of one size from frames of any: blank rows told, blank ends and blank columns left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from ecoreward.problems import Place, Problem
from ecoreward.tables.problems import fail
from ecoreward.tables.source import Batch

Bad = Mapping[int, Problem]
UNNAMED = "\x1f"  # begins the name of a column that has no header


@dataclass(frozen=True, slots=True)
class Counted:
    """How the rows of a table are numbered and called."""

    name: str
    first: int
    letters: tuple[str, ...]  # of all columns, those without a header too
    blanks: bool = False  # whether a row without any value is no record


def batches(
    frames: Iterable[tuple[pl.DataFrame, Bad]], counted: Counted, size: int
) -> Iterator[Batch]:
    """Batches of `size` rows; each frame comes with its bad rows by number."""
    held: list[pl.DataFrame] = []
    rows, start, bad = 0, counted.first, dict[int, Problem]()
    for frame, more in _whole(frames, counted):
        bad.update(more)
        held.append(frame)
        rows += len(frame)
        while rows >= size:
            whole = pl.concat(held) if len(held) > 1 else held[0]
            yield _batch(start, whole[:size], bad)
            start += size
            rest = whole[size:]
            held, rows = ([rest], len(rest)) if len(rest) else ([], 0)
    if rows:
        yield _batch(start, pl.concat(held), bad)
    elif start == counted.first:
        raise fail("file.no-rows", counted.name)


def _batch(start: int, frame: pl.DataFrame, bad: dict[int, Problem]) -> Batch:
    end = start + len(frame)
    own = {row: bad.pop(row) for row in sorted(bad) if row < end}
    return Batch(start, frame.rechunk(), own)


def _whole(
    frames: Iterable[tuple[pl.DataFrame, Bad]], counted: Counted
) -> Iterator[tuple[pl.DataFrame, Bad]]:
    """The frames with their named columns; blank rows are bad unless nothing comes after them."""
    if not counted.blanks:
        yield from frames
        return
    at = counted.first
    waiting: list[tuple[pl.DataFrame, Bad]] = []
    for frame, bad in frames:
        named = _named(frame, counted, at)
        blank = named.select(pl.all_horizontal(pl.all().is_null())).to_series()
        found = dict(bad)
        if blank.any():
            for row in blank.arg_true().to_list():
                if at + row not in found:
                    found[at + row] = blank_row(counted.name, at + row)
        at += len(named)
        full = [r for r, p in found.items() if p.code != "file.blank-row"]
        last = max([-1, *(r - (at - len(named)) for r in full)])
        if not blank.all():
            last = max(last, len(named) - 1 - int((~blank).reverse().arg_max() or 0))
        if last < 0:
            waiting.append((named, found))
            continue
        yield from waiting
        waiting = []
        cut = at - len(named) + last
        yield named[: last + 1], {r: p for r, p in found.items() if r <= cut}
        if last + 1 < len(named):
            waiting.append((named[last + 1 :], {r: p for r, p in found.items() if r > cut}))


def _named(frame: pl.DataFrame, counted: Counted, at: int) -> pl.DataFrame:
    """Without the columns that have no header; what stands in one would be lost, so it is told."""
    bare = [i for i, name in enumerate(frame.columns) if name.startswith(UNNAMED)]
    for index in bare:
        cells = frame.to_series(index)
        if cells.null_count() < len(cells):
            row = at + int(cells.is_not_null().arg_max() or 0)
            raise fail(
                "file.no-header-cell", counted.name, column=counted.letters[index], row=str(row)
            )
    return frame.select(n for n in frame.columns if not n.startswith(UNNAMED)) if bare else frame


def blank_row(name: str, row: int) -> Problem:
    """The warning for a row without anything in it."""
    params = {"row": str(row)}
    return Problem("file.blank-row", Place(name), params, severity="warning")


def column_names(headers: Iterable[str]) -> list[str]:
    """Names for the columns of a frame: the headers, and one of its own where there is none."""
    return [h or f"{UNNAMED}{i}" for i, h in enumerate(headers)]
