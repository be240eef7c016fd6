"""What a drafter may have meant where the YAML parser stops, the likeliest guess first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ecoreward.policy import yaml_lines as ln
from ecoreward.policy import yaml_slips as slips
from ecoreward.policy.yaml_brackets import PAIRS, Found, kinds, unclosed, unclosed_above
from ecoreward.policy.yaml_indent import Guess, Stop, indent, last_written, tabs
from ecoreward.policy.yaml_lists import bullets, no_dash
from ecoreward.policy.yaml_source import Source
from ecoreward.policy.yaml_stray import below, drawn, remarks, trailing
from ecoreward.problems import Problem

_INVISIBLE = ("\u3000", "\xa0")


def guesses(source: Source, lines: list[str], stop: Stop) -> Iterator[Guess]:
    """All guesses for a stop."""
    here = last_written(lines, stop.line)
    before = last_written(lines, here - 1)
    targets = [n for n in dict.fromkeys((stop.from_line, here, before)) if 0 <= n < len(lines)]
    targets = [n for n in targets if len(lines[n]) <= ln.MAX_LINE]
    yield from tabs(source, lines, targets)
    yield from drawn(source, lines, targets)
    yield from _commas(source, lines, stop, here, before)
    yield from trailing(source, lines, targets)
    yield from bullets(source, lines, targets)
    yield from _entries(source, lines, targets)
    yield from no_dash(source, lines, here, before)
    for each in (_wide, kinds, unclosed, _quotes, _flow, _dash, _comment, _values):
        for number in targets:
            for code, column, length, fixed, params in each(lines[number], stop):
                params = {"fixed": ln.shown(fixed), **params}
                problem = source.problem(code, number, column, length, **params)
                yield Guess((problem,), {number: fixed})
    yield from unclosed_above(source, lines, here)
    yield from below(source, lines, here, before)
    yield from _no_colon(source, lines, targets)
    yield from indent(source, lines, here, before)
    yield from _nested(source, lines, targets)
    yield from remarks(source, lines, targets)


def no_guess(source: Source, lines: list[str], stop: Stop) -> Problem:
    """What can be said when no guess made the parser go on."""
    if stop.kind == "quote":
        line = source.line(stop.from_line)
        sign = line[stop.from_column : stop.from_column + 1]
        return source.problem("yaml.open-quote", stop.from_line, stop.from_column, sign=sign)
    if stop.kind == "flow":
        line = source.line(stop.from_line)
        sign = line[stop.from_column : stop.from_column + 1]
        if sign in PAIRS and stop.line >= len(lines) - 1:
            close = PAIRS[sign]
            return source.problem(
                "yaml.open-bracket", stop.from_line, stop.from_column, sign=sign, close=close
            )
    number = last_written(lines, stop.line)
    column = stop.column if number == stop.line else len(source.line(number))
    above = ln.split(lines[last_written(lines, number - 1)])
    if lines[number].lstrip().startswith("- ") and number and above.key and above.value:
        params: dict[str, Any] = {"key": above.key, "value": ln.shown(above.value)}
        return source.problem("yaml.dash-after-value", number, column, **params)
    return source.problem("yaml.unreadable", number, column)


def _commas(
    source: Source, lines: list[str], stop: Stop, here: int, before: int
) -> Iterator[Guess]:
    """Inside brackets: no comma at the end of the line before, or between two quoted texts."""
    if stop.kind != "flow":
        return
    above = lines[before].rstrip()
    if stop.from_line < before < here and above[-1:] not in ",[{:" and "#" not in above:
        params: dict[str, Any] = {"fixed": ln.shown(above + ",")}
        problem = source.problem("yaml.comma", before, len(above), **params)
        yield Guess((problem,), {before: above + ","})
    line = lines[here]
    head, tail = line[: stop.column].rstrip(), line[stop.column :]
    if here == stop.line and head[-1:] in tuple('"]}') and re.match(r'"[^"]*"\s*:', tail):
        fixed = f"{head}, {tail}"
        problem = source.problem("yaml.comma", here, len(head), fixed=ln.shown(fixed))
        yield Guess((problem,), {here: fixed})


def _entries(source: Source, lines: list[str], targets: list[int]) -> Iterator[Guess]:
    """`word：x` and `word:x`, with the lines beside that have the same slip."""
    for target in targets:
        if slips.fixed_entry(lines[target]) is None:
            continue
        run = {target}
        for step in (-1, 1):
            number = target + step
            while 0 <= number < len(lines) and slips.fixed_entry(lines[number]):
                run.add(number)
                number += step
        edits, problems = {}, []
        for number in sorted(run):
            fixed = slips.fixed_entry(lines[number])
            problem = slips.entry_slip(source, number)
            if fixed and problem:
                edits[number] = fixed[2]
                problems.append(problem)
        yield Guess(tuple(problems), edits)


def _wide(line: str, stop: Stop) -> Found:
    margin = line[: ln.indent_of(line)]
    for space in _INVISIBLE:
        if space in margin:
            fixed = margin.replace("\u3000", "  ").replace("\xa0", " ") + line[len(margin) :]
            params = {"fixed": ln.shown_whole(fixed)}
            yield "yaml.wide-space", line.index(space), 1, fixed, params
    found = re.search("[：，［］｛｝【】“”‘’]|(?<=[\\w\"'\\])}])[、；;]", line)
    if found:
        fixed = ln.ascii_signs(line)
        for written in (fixed, ln.entries_apart(fixed), slips.fixed_flow(fixed)):
            if written:
                yield "yaml.wide-sign", found.start(), 1, written, {"sign": found[0]}


def _quotes(line: str, stop: Stop) -> Found:
    """A value that begins with a sign YAML keeps for itself, or holds its own quote."""
    parts = ln.split(line)
    value = parts.value
    if (
        not value
        or value in ln.OPENERS + ln.CLOSERS
        or value[0] not in ln.SPECIAL
        or (ln.is_quoted(value) and stop.kind != "escape")
    ):
        return
    if value[0] == "{" or (value[0] == "[" and ".." not in value and value[-1] == "]"):
        return
    if value[0] == value[-1] and value[0] in "'\"" and len(value) > 1:
        inner = value[1:-1]
        if stop.kind == "escape" and value[0] == '"':
            column = line.find("\\", parts.at)
            yield "yaml.escape", column, 2, parts.having(ln.quote(inner)), {}
        elif not re.search(r"[\"'][\s)]*(?:[=<>!+,)]|and\b|or\b|in\b|has\b)", inner):
            fixed = parts.having(ln.quote(inner.replace("''", "'")))
            yield "yaml.inner-quote", parts.at, len(value), fixed, {"sign": value[0]}
    fixed = parts.having(ln.quote(value))
    code = "yaml.quote-quoted" if value[0] in "'\"" else "yaml.quote-value"
    yield code, parts.at, len(value), fixed, {"sign": value[0]}


def _flow(line: str, stop: Stop) -> Found:
    fixed = slips.fixed_flow(line)
    if fixed:
        same = next((i for i, (a, b) in enumerate(zip(line, fixed, strict=False)) if a != b), 0)
        yield "yaml.flow-expression", same, 1, fixed, {}


def _dash(line: str, stop: Stop) -> Found:
    found = re.match(r"(\s*(?:- +)*)-([^\s-])", line)
    if found:
        fixed = f"{found[1]}- {line[found.end() - 1 :]}"
        yield "yaml.dash-space", len(found[1]), 1, fixed, {}
    parts = ln.split(line)
    if parts.key and re.match(r"-(\s|$)", parts.value):
        item = parts.value[1:].strip()
        margin = " " * (len(parts.head) + 2)
        column, key = parts.at, {"key": parts.key, "next": f"{margin}- {item}".rstrip()}
        yield "yaml.dash-inline", column, 1, f"{parts.head}{parts.key}:", key
        yield "yaml.dash-inline", column, 1, parts.having(f"[{ln.safe(item)}]"), key


def _comment(line: str, stop: Stop) -> Found:
    parts = ln.split(line)
    if parts.comment and ln.unfinished(parts.value):
        column = line.rindex(parts.comment.strip())
        bare = line[:column].rstrip()
        fixed = ln.shown(parts.head + (f"{parts.key}: " if parts.key else "")
                         + ln.quote(line[parts.at:].rstrip()))  # fmt: skip
        yield "yaml.hash", column, len(line) - column, bare, {"fixed": fixed}


def _values(line: str, stop: Stop) -> Found:
    """`a: b: c` where `b` is no word: a text with a colon in it."""
    parts = ln.split(line)
    inner = re.match(r"(\S+): \S", parts.value)
    if parts.key and inner and parts.value[0] not in ln.SPECIAL:
        nested = f"{parts.head}{parts.key}: {{{parts.value}}}"
        fixed = parts.having(ln.quote(parts.value))
        column = parts.at + len(inner[1])
        params = {"key": parts.key, "nested": ln.shown(nested)}
        yield "yaml.two-colons", column, 1, fixed, params


def _no_colon(source: Source, lines: list[str], targets: list[int]) -> Iterator[Guess]:
    for target in targets:
        found = _colonless(source, lines[target], target)
        if found is None:
            continue
        problems, edits = [found[0]], {target: found[1]}
        for step in (-1, 1):  # `=` or `;` after every key
            number = target + step
            while found[0].code == "yaml.not-colon" and 0 <= number < len(lines):
                near = _colonless(source, lines[number], number)
                if near is None or near[0].code != "yaml.not-colon":
                    break
                problems.append(near[0])
                edits[number] = near[1]
                number += step
        yield Guess(tuple(problems), edits)


def _colonless(source: Source, line: str, number: int) -> tuple[Problem, str] | None:
    """A word with or without a value, and no colon: the problem and the line as it was meant."""
    found = re.fullmatch(r"(\s*(?:- +)*)([\w-]++)[ ]*([=＝;；]?)[ ]*([^\s，。、！？,].*)?", line)
    if not found or (found[4] or "").startswith((":", "：")) or not found[2].strip("-"):
        return None
    value = ln.safe(found[4]) if found[4] else ""
    fixed = f"{found[1]}{found[2]}: {value}".rstrip()
    params: dict[str, Any] = {"word": found[2], "fixed": ln.shown(fixed)}
    if found[3]:
        params["sign"] = found[3]
        return source.problem("yaml.not-colon", number, found.start(3), **params), fixed
    return source.problem("yaml.no-colon", number, len(found[1]), len(found[2]), **params), fixed


def _nested(source: Source, lines: list[str], targets: list[int]) -> Iterator[Guess]:
    """Last resort: the value in quotes, whatever is in it."""
    for number in targets:
        parts = ln.split(lines[number])
        if parts.key and len(parts.value) > 1 and parts.value[0] not in "'\"[{":
            fixed = parts.having(ln.quote(parts.value))
            params: dict[str, Any] = {"fixed": ln.shown(fixed), "key": parts.key}
            problem = source.problem(
                "yaml.quote-text", number, parts.at, len(parts.value), **params
            )
            yield Guess((problem,), {number: fixed})
