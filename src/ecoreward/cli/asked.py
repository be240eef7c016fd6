"""The decisions that a command is asked about: cases decided now, saved decisions, or one row of a table."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ecoreward.cli import inputs as i
from ecoreward.cli.shared import State, fail, one_of, read_bytes
from ecoreward.engine.read_case import Raw
from ecoreward.problems import Problems
from ecoreward.version import DECISION_SCHEMA

Data = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asking:
    """The options by which a command is told what it is about."""

    inputs: Sequence[str]
    words: i.Words
    extra: str = "error"
    presume: bool = True
    known_on: str | None = None
    row: str | None = None
    sheet: str | None = None
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Each decision as data; the first `saved` of them come from a file."""

    items: list[Data]
    saved: int = 0

    def each(self, make: Callable[[Data], T]) -> list[T]:
        """What is made of each; a saved decision that is not whole is a problem, no defect of ours."""
        out = []
        for number, data in enumerate(self.items):
            try:
                out.append(make(data))
            except (KeyError, TypeError, AttributeError, ValueError, IndexError):
                if number >= self.saved:
                    raise
                raise fail("cli.bad-decision") from None
        return out


def decisions(asking: Asking, state: State, answers: i.Answers, *, changes: bool) -> Asked:
    """Each decision as data, saved ones first; with `changes` what would change it beside.

    What is wrong with single cases is collected in `answers`.
    """
    extra = one_of("--extra", asking.extra, i.EXTRA)
    if asking.row is not None or any(i.is_table(name) for name in asking.inputs):
        words = asking.words
        row = i.TableRow(asking.row, asking.sheet, asking.table, words.jurisdiction, words.edition)
        library = state.library()
        raw = library.case(row.case(asking.inputs, library, extra))
        decision = library.evaluate(raw, presume=asking.presume)
        found = library.changes(raw, presume=asking.presume) if changes else ()
        return Asked([_with(decision.to_json(), found, changes)])
    saved, raws = _read(asking.inputs, asking.words, answers)
    if raws:
        i.decide_all(
            state.library(), raws, answers, presume=asking.presume, extra=extra,
            known_on=asking.known_on, changes=changes,
        )  # fmt: skip
    pairs = zip(answers.decisions, answers.changes, strict=True)
    now = [_with(d.to_json(), found, changes) for (_, d), found in pairs]
    return Asked([*saved, *now], len(saved))


def _with(data: Data, found: Sequence[Any], changes: bool) -> Data:
    return {**data, "changes": [c.to_json() for c in found]} if changes else data


def _read(
    inputs: Sequence[str], words: i.Words, answers: i.Answers
) -> tuple[list[Data], list[Raw]]:
    """Saved decisions and cases; a file holds one or the other."""
    if words.jurisdiction is not None:
        return [], i.read_all(inputs, words, answers)
    saved: list[Data] = []
    raws: list[Raw] = []
    if words.given() or not inputs:
        i.read_all(inputs, words, answers)
    for name in inputs:
        try:
            data = read_bytes(name)
        except Problems as bad:
            answers.problems += bad.items
            continue
        found = _saved(data)
        if found is None:
            raws += i.raws_of(name, data, answers)
        else:
            saved += found
    return saved, raws


def _saved(data: bytes) -> list[Data] | None:
    """The decisions of a file that `calc --json` wrote; None when it is a file of cases."""
    if DECISION_SCHEMA.encode() not in data:
        return None
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    items = found if isinstance(found, list) else [found]
    if not all(isinstance(x, dict) and x.get("schema") == DECISION_SCHEMA for x in items):
        return None
    if not items:
        raise fail("cli.no-input")
    return items
