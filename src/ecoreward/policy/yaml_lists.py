"""Guesses about lists: an item without its dash, and items marked `•`, `1.` or `－` instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ecoreward.policy import keys
from ecoreward.policy import yaml_lines as ln
from ecoreward.policy.yaml_indent import BACK, Guess, last_written
from ecoreward.policy.yaml_source import Source
from ecoreward.problems import Place, Problem

# The keys whose value is a list of entries.
LISTS = frozenset(
    name
    for table in keys.tables().values()
    for name, key in table.items()
    if key.takes in keys.LISTED
)
_BULLET = re.compile(
    r"(?P<margin>\s*)(?P<sign>[－—–―−•●·○◆◇■□▪☆★＊*+·]|[0-9]{1,2}[.、．)）]|[①-⑳]"
    r"|[(（][0-9一二三四五六七八九十]{1,2}[)）]|[一二三四五六七八九十]{1,2}、)[ \u3000]*(?P<rest>[^\s=*—–－].*)$"
)


def bullets(source: Source, lines: list[str], targets: list[int]) -> Iterator[Guess]:
    """An item marked as in a word processor; the lines below keep to what they were."""
    for target in targets:
        # The parser may stop below: the mark stands on the line above its item's other lines.
        for number in (target, last_written(lines, target - 1)):
            found = _BULLET.match(lines[number])
            if not found:
                continue
            fixed = f"{found['margin']}- {found['rest']}"
            problem = _bullet(source, number, len(found["margin"]), found)
            body = len(found["margin"]) + len(found["sign"]) + 1
            for shift in (0, len(found["margin"]) + 2 - body):
                edits = {number: fixed}
                for below in _below(lines, number, len(found["margin"])):
                    edits[below] = _moved(lines[below], shift)
                yield Guess((problem,), edits, "bullet")


def bullet_key(source: Source, number: int, column: int) -> Problem | None:
    """A key that begins with the mark of a list item and a space, which YAML takes for a name.

    `（一）类` and the like may be a name, and are told only where the parser stops.
    """
    line = source.line(number)
    found = _BULLET.match(line) if not line[:column].strip() else None
    sure = found and re.match(r"(?:[^\w（(]|[0-9]+[.)）])[ \u3000]", line[column:])
    return _bullet(source, number, column, found) if found and sure else None


def _bullet(source: Source, number: int, column: int, found: re.Match[str]) -> Problem:
    fixed, sign = ln.shown(f"- {found['rest']}"), found["sign"]
    return source.problem("yaml.bullet", number, column, len(sign), sign=sign, fixed=fixed)


def no_dash(source: Source, lines: list[str], here: int, before: int) -> Iterator[Guess]:
    """An item that lacks its dash: between others, first of all, or at a wrong indent."""
    for number in dict.fromkeys((here, before)):
        yield from _between(source, lines, number)
    yield from _first(source, lines, here, before)
    yield from _bare(source, lines, here, before)
    yield from _astray(source, lines, here, before)


def _between(source: Source, lines: list[str], number: int) -> Iterator[Guess]:
    """A line under the dash of the item before, which says again what that item says."""
    line = lines[number]
    now = ln.indent_of(line)
    if line.lstrip().startswith("-"):
        return
    for column in (now, now - 2):
        dash = _dash_above(lines, number, column)
        if dash is None or not _another(lines, dash, number):
            continue
        below = _below(lines, number, column - 1)
        level = column == now and any(ln.indent_of(lines[n]) == now for n in below)
        yield _guess(source, lines, number, column, below if level else [])


def _first(source: Source, lines: list[str], here: int, before: int) -> Iterator[Guess]:
    """The first item lacks its dash: the next has one, or its other lines stand two further in."""
    if re.match(r"\s*-(\s|$)", lines[here]):
        now = ln.indent_of(lines[here])
        block = _since_key(lines, here, now)
        keyed = bool(ln.split(lines[here]).key)
        first = lines[block[0]] if block else ""
        if not first or first.lstrip()[0] == "-" or bool(ln.split(first).key) != keyed:
            return
        column = ln.indent_of(first)
        if column == now:
            yield _guess(source, lines, block[0], now, block[1:])
        elif column == now + 2:
            yield _guess(source, lines, block[0], now, [])
    elif ln.indent_of(lines[here]) == ln.indent_of(lines[before]) + 2:
        parent = last_written(lines, before - 1)
        parts, this = ln.split(lines[parent]), ln.split(lines[before])
        below = this.key and this.value and not this.head.strip() and not parts.value
        below = below and this.key[0] != "-"
        if below and parts.key in LISTS and ln.indent_of(lines[parent]) < len(this.head):
            yield _guess(source, lines, before, len(this.head), [])


def _since_key(lines: list[str], here: int, column: int) -> list[int]:
    """The lines between a key without a value and here, none with a dash at or left of `column`."""
    block: list[int] = []
    for number in range(here - 1, max(-1, here - BACK), -1):
        line = lines[number]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if ln.indent_of(line) < column:
            parts = ln.split(line)
            return block[::-1] if parts.key and not parts.value else []
        if line.lstrip().startswith("-") and ln.indent_of(line) == column:
            return []
        block.append(number)
    return []


def _bare(source: Source, lines: list[str], here: int, before: int) -> Iterator[Guess]:
    """Lines of `{…}` one under the other, none with a dash."""
    column, sign = ln.indent_of(lines[here]), lines[here].lstrip()[:1]
    if sign not in ("{", "["):
        return
    run = [n for n in _run(lines, before, column, -1) if lines[n].lstrip()[:1] == sign]
    run = [*reversed(run), *_run(lines, here, column, 1)]
    if len(run) > 1:
        edits = {n: f"{' ' * column}- {lines[n].strip()}" for n in run}
        yield Guess(tuple(_problem(source, n, column) for n in run), edits)


def _run(lines: list[str], number: int, column: int, step: int) -> list[int]:
    """Lines from here on, up or down, that begin at this column without a dash."""
    found = []
    while 0 <= number < len(lines):
        line = lines[number]
        if line.strip() and (ln.indent_of(line) != column or line.lstrip()[:1] not in "{["):
            break
        if line.strip():
            found.append(number)
        number += step
    return found


def _astray(source: Source, lines: list[str], here: int, before: int) -> Iterator[Guess]:
    """The line before lacks its dash and its indent; what hangs on it shows where it belongs."""
    column = ln.indent_of(lines[here]) - 2
    if column < 0 or ln.indent_of(lines[before]) == column or not ln.split(lines[before]).value:
        return
    dash = _dash_above(lines, before, column)
    if dash is not None and _another(lines, dash, before):
        yield _guess(source, lines, before, column, [])


def _guess(
    source: Source, lines: list[str], number: int, column: int, moved: Sequence[int]
) -> Guess:
    edits = {n: _moved(lines[n], 2) for n in moved}
    body = lines[number].strip()
    return Guess((_problem(source, number, column),), {number: f"{' ' * column}- {body}", **edits})


def _problem(source: Source, number: int, column: int) -> Problem:
    line = source.line(number)
    body = line.strip()
    params: dict[str, Any] = {"fixed": ln.shown(f"- {body}"), "spaces": str(column)}
    return source.problem("yaml.no-dash", number, ln.indent_of(line), len(body), **params)


def _dash_above(lines: list[str], number: int, column: int) -> int | None:
    """The nearest line above with a dash at this column, with nothing further left between."""
    for above in range(number - 1, max(-1, number - BACK), -1):
        line = lines[above]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if re.match(r"\s*-(\s|$)", line) and ln.indent_of(line) == column:
            return above
        if ln.indent_of(line) <= column:
            return None
    return None


def _another(lines: list[str], dash: int, number: int) -> bool:
    """Whether a line begins another item: it says again what the item before has said."""
    key = ln.split(lines[number]).key
    item = lines[dash].lstrip()[1:].strip()
    if not key or item[:1] in ("{", "["):
        same = lines[number].strip()[:1] == item[:1]
        return same if item[:1] in ("{", "[") else not ln.split(lines[dash]).key
    inner = ln.indent_of(lines[dash]) + 2
    said = {ln.split(lines[dash]).key}
    for line in lines[dash + 1 : number]:
        parts = ln.split(line)
        if len(parts.head) == inner and not parts.head.strip():
            said.add(parts.key)
    return key in said


def _below(lines: list[str], number: int, column: int) -> list[int]:
    """The lines that follow and stand right of a column, up to the next dash one step right."""
    found = []
    for below in range(number + 1, len(lines)):
        line = lines[below]
        if not line.strip():
            continue
        inside = ln.indent_of(line) > column
        if not inside or (ln.indent_of(line) == column + 1 and line.lstrip().startswith("-")):
            break
        found.append(below)
    return found


def _moved(line: str, by: int) -> str:
    return " " * max(0, ln.indent_of(line) + by) + line.lstrip()


def begun_anew(keys: Sequence[str]) -> tuple[int, ...]:
    """Where a mapping begins anew: its first key comes again, with others between and after.

    >>> begun_anew(["id", "for", "fixed", "id", "fixed"])
    (3,)
    >>> begun_anew(["id", "id", "fixed"]), begun_anew(["id", "fixed", "id"])
    ((), ())
    """
    starts = [n for n, key in enumerate(keys) if key == keys[0]]
    ends = [*starts[1:], len(keys)]
    parts = [keys[a:b] for a, b in zip(starts, ends, strict=True)]
    if len(starts) < 2 or any(len(p) < 2 or len(set(p)) < len(p) for p in parts):
        return ()  # what is said twice within one part is no list that was meant
    return tuple(starts[1:])


def dash_problem(source: Source, place: Place, listed: bool) -> Problem:
    """The dash that lacks before a key with which a mapping begins anew."""
    column = max(0, place.column - 3) if listed else place.column - 1
    return _problem(source, place.line - 1, column)
