"""``ecoreward sample``: a made table of any size from a seed, marked as made in every row."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ecoreward.cli.shared import State, clean, fail, out, state_of
from ecoreward.engine.read_value import number_text
from ecoreward.problems import PolicyProblems
from ecoreward.words import say

if TYPE_CHECKING:
    from ecoreward.policy.edition import Jurisdiction

ALL = "all"
MOST_ROWS = 1_000_000_000
MOST_SEED = 2**63 - 1
# Formats that have a type of their own for yes and no; the others get words.
_TYPED = (".parquet", ".jsonl", ".ndjson")


def command(
    ctx: typer.Context,
    output: Annotated[str, typer.Argument()],
    rows: Annotated[str, typer.Option("--rows")] = "1000",
    seed: Annotated[str, typer.Option("--seed")] = "1",
    jurisdiction: Annotated[list[str] | None, typer.Option("-j", "--jurisdiction")] = None,
    missing: Annotated[str | None, typer.Option("--missing")] = None,
) -> int:
    """Texts are in the catalogue."""
    state = state_of(ctx)
    count = whole("--rows", rows, 1, MOST_ROWS)
    start = whole("--seed", seed, 0, MOST_SEED)
    share = share_of(missing) if missing else Fraction(0)
    places = _places(jurisdiction or [], state)
    _write(output, _frames(count, start, share, places, state, output), state.lang, count)
    params = {"path": clean(output), "count": count, "seed": str(start)}
    out(say("cli.sample.done", state.lang, **params))
    return 0


def whole(option: str, text: str, low: int, high: int) -> int:
    """A whole number of an option, with or without grouping.

    >>> whole("--rows", "1,000,000", 1, MOST_ROWS)
    1000000
    """
    digits = number_text(text)
    if digits.isascii() and digits.isdigit() and len(digits) <= 20 and low <= int(digits) <= high:
        return int(digits)
    raise fail("cli.want-count", option=option, low=f"{low:,}", high=f"{high:,}")


def share_of(text: str) -> Fraction:
    """A share below one: ``10%`` or ``0.1``.

    >>> share_of("2.5%"), share_of("0.1")
    (Fraction(1, 40), Fraction(1, 10))
    """
    number, percent = text.strip().removesuffix("%"), text.strip().endswith("%")
    plain = number.replace(".", "", 1)
    if plain.isascii() and plain.isdigit() and len(number) <= 9:
        share = Fraction(number) / (100 if percent else 1)
        if share < 1:
            return share
    raise fail("cli.want-share", option="--missing")


def _places(names: list[str], state: State) -> list[Jurisdiction]:
    """The jurisdictions to draw for; none stands for Zhengzhou as published."""
    library = state.library() if names else None
    if library is None:
        return []
    if names != [ALL]:
        return [library.jurisdiction(name) for name in names]
    found = []
    for known in library.jurisdictions:
        try:
            found.append(library.jurisdiction_of(known.file))
        except PolicyProblems:  # `check` tells what is wrong with it
            continue
    return found


def _frames(
    rows: int, seed: int, missing: Fraction, places: list[Jurisdiction], state: State, output: str
) -> Iterator[Any]:
    """The batches; Zhengzhou's words are those of the shipped policies, whatever folder is in use."""
    from ecoreward.api import load
    from ecoreward.tables.problems import packages

    with packages(output):
        from ecoreward.tables.sample import sample

    vocabulary = state.library().vocabulary if places else load().vocabulary
    native = "://" in output or output.lower().endswith(_TYPED)
    return sample(rows, seed, vocabulary, places, lang=state.lang, missing=missing, native=native)


def _write(output: str, frames: Iterator[Any], lang: str, rows: int) -> None:
    from ecoreward.tables.sink import open_sink

    first = next(frames)
    with open_sink(output, lang=lang, headers=first.columns, rows=rows) as sink:
        sink.write(first)
        for frame in frames:
            sink.write(frame)
