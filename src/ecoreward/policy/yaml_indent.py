"""Guesses about where a line should begin: TABs, lists and keys that do not line up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ecoreward.policy import yaml_lines as ln
from ecoreward.policy.yaml_source import Source
from ecoreward.problems import Problem
from ecoreward.words import LOCALES, say

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
    """Lines as they were meant, and the problems to tell if that is right.

    Of the guesses of one `group`, the one with which the parser gets furthest is believed.
    """

    problems: tuple[Problem, ...]
    edits: Mapping[int, str]
    group: str = ""


def last_written(lines: list[str], number: int) -> int:
    """The nearest line at or above `number` that is neither empty nor a comment."""
    number = min(number, len(lines) - 1)
    while number > 0 and (not lines[number].strip() or lines[number].lstrip().startswith("#")):
        number -= 1
    return number


def tabs(source: Source, lines: list[str], targets: list[int]) -> Iterator[Guess]:
    """TABs at the beginning of lines: all of them of one width, or a single line moved in place."""
    first = next((n for n in sorted(targets) if "\t" in lines[n][: ln.indent_of(lines[n])]), None)
    if first is None:
        return
    tabbed = [n for n in range(first, len(lines)) if "\t" in lines[n][: ln.indent_of(lines[n])]]
    column = lines[first].index("\t")
    if len(tabbed) == 1:
        for spaces in _columns(lines, first):
            problem = source.problem("yaml.tab", first, column, spaces=str(spaces))
            yield Guess((problem,), {first: " " * spaces + lines[first].lstrip()}, "tab")
        return
    problem = source.problem("yaml.tabs", first, column, count=str(len(tabbed)))
    for width in (2, 4, 8):
        edits = {n: _untabbed(lines[n], " " * width) for n in tabbed}
        yield Guess((problem,), edits, "tab")
    for spaces in _columns(lines, first):
        edits = {n: " " * spaces + lines[n].lstrip() for n in tabbed}
        yield Guess((problem,), edits, "tab")


def _columns(lines: list[str], number: int) -> list[int]:
    """Where a line may begin, by the lines beside it and by its TABs, the likeliest first."""
    above = lines[last_written(lines, number - 1)] if number else ""
    below = next((text for text in lines[number + 1 :] if text.strip()), "")
    inner = len(ln.split(above).head)
    child = 2 if above.strip() and not ln.split(above).value else 0
    dashes = list(_beginnings(lines, number, True)) if lines[number].lstrip()[:1] == "-" else []
    found = [*dashes[:2], inner + child, ln.indent_of(above) + child]
    if "\t" not in below[: ln.indent_of(below)]:
        found.append(ln.indent_of(below))
    found += [ln.indent_of(_untabbed(lines[number], " " * width)) for width in (2, 4, 8)]
    return list(dict.fromkeys(found))


def _untabbed(line: str, spaces: str) -> str:
    indent = ln.indent_of(line)
    return line[:indent].replace("\t", spaces) + line[indent:]


def indent(source: Source, lines: list[str], here: int, before: int) -> Iterator[Guess]:
    """The line moved to where a line above begins, or the line before to where it should."""
    line = lines[here]
    if not line.strip() or len(line) > ln.MAX_LINE:
        return
    now, dash = ln.indent_of(line), line.lstrip().startswith("-")
    last = ln.split(lines[before])
    columns = _beginnings(lines, here, dash)
    block = [here]
    while block[-1] + 1 < len(lines) and ln.indent_of(lines[block[-1] + 1]) >= max(now, 1):
        block.append(block[-1] + 1)
    for column in sorted(columns, key=lambda c: abs(c - now))[:6]:
        if column == now:
            continue
        child = last.key and last.value and now > len(last.head) and not dash
        code = "yaml.under-value" if child else "yaml.dash-indent" if dash else "yaml.indent"
        for moved in (block, [here]) if len(block) > 1 else (block,):
            params: dict[str, Any] = {
                "key": last.key,
                "value": ln.shown(last.value),
                "above": str(before + 1),
            }
            yield _moved(source, lines, moved, column, columns[column], code, params)
    yield from _before(source, lines, here, before)


def _before(source: Source, lines: list[str], here: int, before: int) -> Iterator[Guess]:
    """The line before moved so that this line fits: it stands too far left or right."""
    if before >= here:
        return
    dash = lines[before].lstrip().startswith("-")
    now, column = ln.indent_of(lines[before]), ln.indent_of(lines[here]) - 2 * dash
    columns = _beginnings(lines, before, dash) | _beginnings(lines[: here + BACK], here, dash, 1)
    if column != now and column in columns:
        code = "yaml.dash-indent" if dash else "yaml.indent"
        yield _moved(source, lines, [before], column, columns[column], code, {})


def _beginnings(lines: list[str], number: int, dash: bool, step: int = -1) -> dict[int, int]:
    """Where the lines above (or from here on, with step 1) begin: the column, and which line."""
    columns: dict[int, int] = {}
    start = number - 1 if step < 0 else number
    for near in range(start, max(-1, min(len(lines), number + step * BACK)), step):
        line = lines[near]
        if not line.strip() or len(line) > ln.MAX_LINE or line.lstrip().startswith("#"):
            continue
        parts = ln.split(line)
        if dash and "-" in parts.head:
            columns.setdefault(ln.indent_of(line), near)
        elif not dash and parts.key:
            columns.setdefault(len(parts.head), near)
    return columns


def _moved(
    source: Source, lines: list[str], numbers: list[int], column: int, like: int, code: str,
    params: dict[str, Any],
) -> Guess:  # fmt: skip
    first = numbers[0]
    now = ln.indent_of(lines[first])
    alone = first + 1 < len(lines) and ln.indent_of(lines[first + 1]) > now and numbers == [first]
    rest = "yaml.rest.stays" if alone else "yaml.rest.moves"
    known: dict[str, Any] = {"like": str(like + 1), "spaces": str(column), "now": str(now)}
    known["rest"] = {lang: say(rest, lang) for lang in LOCALES}
    edits = {n: " " * max(0, ln.indent_of(lines[n]) + column - now) + lines[n].lstrip()
             for n in numbers}  # fmt: skip
    return Guess((source.problem(code, first, now, 1, **known, **params),), edits, "indent")
