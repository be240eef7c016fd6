"""Guesses about where a line should begin: TABs, lists and keys that do not line up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ecoreward.policy import yaml_lines as ln
from ecoreward.policy.yaml_source import Source
from ecoreward.problems import Problem

BACK = 30  # lines looked at above


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the parser stopped, and where what it was reading began; lines counted from 0."""

    kind: str
    line: int
    column: int
    from_line: int
    from_column: int


@dataclass(frozen=True, slots=True)
class Guess:
    """Lines as they were meant, and the problems to tell if that is right."""

    problems: tuple[Problem, ...]
    edits: Mapping[int, str]


def last_written(lines: list[str], number: int) -> int:
    """The nearest line at or above `number` that is neither empty nor a comment."""
    number = min(number, len(lines) - 1)
    while number > 0 and (not lines[number].strip() or lines[number].lstrip().startswith("#")):
        number -= 1
    return number


def tabs(source: Source, lines: list[str], targets: list[int]) -> Iterator[Guess]:
    first = next((n for n in sorted(targets) if "\t" in lines[n][: ln.indent_of(lines[n])]), None)
    if first is None:
        return
    tabbed = [n for n in range(first, len(lines)) if "\t" in lines[n][: ln.indent_of(lines[n])]]
    above = lines[last_written(lines, first - 1)] if first else ""
    child = ln.split(above).value == "" and bool(above.strip())
    level = 2 if child else 0
    column = lines[first].index("\t")
    params: dict[str, Any] = {"count": str(len(tabbed))}
    code = "yaml.tab" if len(tabbed) == 1 else "yaml.tabs"
    problem = source.problem(code, first, column, **params)
    for width in (2, 4, 8):
        yield Guess((problem,), {n: _untabbed(lines[n], " " * width) for n in tabbed})
    shift = ln.indent_of(above) + level
    yield Guess((problem,), {n: " " * shift + lines[n].lstrip() for n in tabbed})


def _untabbed(line: str, spaces: str) -> str:
    indent = ln.indent_of(line)
    return line[:indent].replace("\t", spaces) + line[indent:]


def indent(source: Source, lines: list[str], here: int, before: int) -> Iterator[Guess]:
    """The line moved to where a line above begins, with all that hangs on it."""
    line = lines[here]
    if not line.strip() or len(line) > ln.MAX_LINE:
        return
    now, dash = ln.indent_of(line), line.lstrip().startswith("-")
    columns: dict[int, int] = {}
    for number in range(here - 1, max(-1, here - BACK), -1):
        above = lines[number]
        if not above.strip() or len(above) > ln.MAX_LINE or above.lstrip().startswith("#"):
            continue
        parts = ln.split(above)
        if dash and "-" in parts.head:
            columns.setdefault(ln.indent_of(above), number)
        elif not dash and parts.key:
            columns.setdefault(len(parts.head), number)
    last = ln.split(lines[before])
    block = [here]
    while block[-1] + 1 < len(lines) and ln.indent_of(lines[block[-1] + 1]) >= max(now, 1):
        block.append(block[-1] + 1)
    for column in sorted(columns, key=lambda c: abs(c - now))[:6]:
        if column == now:
            continue
        edits = {n: " " * max(0, ln.indent_of(lines[n]) + column - now) + lines[n].lstrip()
                 for n in block}  # fmt: skip
        child = last.key and last.value and now > len(last.head) and not dash
        code = "yaml.under-value" if child else "yaml.dash-indent" if dash else "yaml.indent"
        params: dict[str, Any] = {
            "like": str(columns[column] + 1), "spaces": str(column), "now": str(now),
            "key": last.key, "value": ln.shown(last.value), "above": str(before + 1),
        }  # fmt: skip
        problem = source.problem(code, here, now, 1, **params)
        yield Guess((problem,), edits)
