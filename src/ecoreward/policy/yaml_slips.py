"""Slips that YAML accepts but nobody means: `罚款：120万`, `fine:1`, a line cut by ` #`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ecoreward.policy import yaml_lines as ln
from ecoreward.policy.yaml_lists import bullet_key
from ecoreward.policy.yaml_source import Source
from ecoreward.problems import Problem, Severity

_BRACKETED = re.compile(r"[［｛].*[］｝\]}]", re.S)
_WIDE_SPACES = ("\u3000", "\xa0")
_COMMENT = re.compile(r"\s+#")
_MAX_KEY = 16


@dataclass(slots=True)  # one is made for each scalar: not frozen, which takes thrice the time
class Role:
    """What a scalar is to the mapping or list around it."""

    key: bool
    item: bool
    flow: bool
    key_event: Any
    open_mark: Any
    alone: bool


def of_scalar(source: Source, event: Any, plain: bool, role: Role) -> list[Problem]:
    """The slips in one scalar."""
    line = source.line(event.start_mark.line)
    column = event.start_mark.column
    if not plain:
        if event.style in ("|", ">") and re.match(r"[|>][+-]?\d", line[column:]):
            return [quote_expression(source, event.start_mark.line, column)]
        return []
    if not event.value:
        return _no_value(source, event, role) if role.flow and role.key_event else []
    if event.value.startswith(_WIDE_SPACES) or event.value.endswith(_WIDE_SPACES):
        return [wide_space(source, event.start_mark.line, column)]
    if role.key:
        return _key(source, event, role)
    return (
        _cut_by_comment(source, event)
        or _flow_value(source, event, role)
        or _wide_brackets(source, event)
        or _meant_as_mapping(source, event, role)
    )


def of_tag(source: Source, line: int, column: int, flow: bool) -> Problem:
    """A `!word` before a value: YAML reads a tag, the drafter may have meant "not"."""
    text = source.line(line)
    mark = re.match(r"[^\s,\[\]{}]+", text[column:])
    tag = mark[0] if mark else "!"
    if flow or tag.startswith(("!!", "!<")):
        return source.problem("yaml.tag", line, column, len(tag), tag=tag)
    return quote_expression(source, line, column)


def quote_expression(source: Source, line: int, column: int) -> Problem:
    """The rest of the line begins with a sign that YAML keeps for itself."""
    text = source.line(line)
    value = text[column:]
    cut = ln.comment_at(value)
    fixed = text[:column] + ln.quote(value[:cut].rstrip())
    code = "yaml.quote-quoted" if value[:1] in ("'", '"') else "yaml.quote-value"
    return source.problem(
        code, line, column, len(value[:cut].rstrip()),
        sign=value[:1], fixed=ln.shown(fixed),
    )  # fmt: skip


def wide_space(source: Source, line: int, column: int) -> Problem:
    """A space of Chinese typesetting or of a web page, which YAML takes for a letter."""
    text = source.line(line)
    at = next((i for i in range(column, len(text)) if text[i] in _WIDE_SPACES), column)
    fixed = text.replace("\u3000", "  ").replace("\xa0", " ")
    return source.problem("yaml.wide-space", line, at, fixed=ln.shown_whole(fixed))


def flow_expression(source: Source, line: int, column: int, fixed: str) -> Problem:
    """An expression with commas or brackets stands unquoted inside `{…}` or `[…]`."""
    return source.problem("yaml.flow-expression", line, column, fixed=ln.shown(fixed))


@lru_cache(maxsize=64)
def fixed_flow(line: str) -> str | None:
    """The line with the expressions in its `{…}` quoted, if that is what is wrong with it."""
    parts = ln.split(line)
    written = ln.quoted_flow(parts.value)
    return parts.having(written) if written else None


def _no_value(source: Source, event: Any, role: Role) -> list[Problem]:
    key, start = role.key_event, event.start_mark
    end = key.end_mark
    if (start.line, start.column) != (end.line, end.column):
        return []
    number, column = key.start_mark.line, key.start_mark.column
    line = source.line(number)
    text = str(key.value)
    length = max(1, end.column - column) if end.line == number else 1
    if "：" in text:
        fixed = ln.shown(ln.ascii_signs(line))
        sign = column + text.index("：")
        name = text.split("：", 1)[0].strip()
        return [source.problem("yaml.wide-colon", number, sign, key=name, fixed=fixed)]
    colon = ln.NO_SPACE.match(text)
    if colon:
        fixed = ln.shown(
            line[:column] + re.sub(r":(?! )", ": ", text, count=1) + line[end.column :]
        )
        at = column + len(colon[1]) + len(colon[2])
        return [source.problem("yaml.no-space", number, at, key=colon[2].strip(), fixed=fixed)]
    wide = next(
        (m for m in re.finditer("【[^【】]*】", line) if m.start() < column < m.end()), None
    )
    if wide:
        fixed = line[: wide.start()] + ln.ascii_signs(wide[0]) + line[wide.end() :]
        shown = ln.shown(fixed)
        return [source.problem("yaml.wide-sign", number, wide.start(), sign="【", fixed=shown)]
    written = fixed_flow(line)
    if written and ("(" in line or ln.balance(text) != 0):
        return [flow_expression(source, number, column, written)]
    params: dict[str, Any] = {"key": ln.shown(text)}
    if written and line[:column].rstrip().endswith(","):
        params["fixed"] = ln.shown(written)
        return [source.problem("yaml.flow-comma", number, column, length, **params)]
    return [source.problem("yaml.flow-no-value", number, column, length, **params)]


def _key(source: Source, event: Any, role: Role) -> list[Problem]:
    number, column = event.start_mark.line, event.start_mark.column
    if role.flow:
        return []
    if re.match(r"-[^\d\s-]", event.value):
        return [dash_space(source, number, column)]
    bullet = bullet_key(source, number, column)
    return [bullet] if bullet else []


def dash_space(source: Source, number: int, column: int) -> Problem:
    """`-a` where an item of a list is meant."""
    line = source.line(number)
    fixed = ln.shown(f"{line[: column + 1]} {line[column + 1 :]}")
    return source.problem("yaml.dash-space", number, column, fixed=fixed)


def _cut_by_comment(source: Source, event: Any) -> list[Problem]:
    end = event.end_mark
    line = source.line(end.line)
    if not _COMMENT.match(line, end.column) or not ln.unfinished(event.value):
        return []
    at = line.index("#", end.column)
    begin = event.start_mark.column if event.start_mark.line == end.line else ln.indent_of(line)
    fixed = line[:begin] + ln.quote(line[begin:].rstrip())
    found = source.problem("yaml.hash", end.line, at, len(line) - at, fixed=ln.shown(fixed))
    return [found]


def _flow_value(source: Source, event: Any, role: Role) -> list[Problem]:
    if not role.flow:
        return []
    number, column, end = event.start_mark.line, event.start_mark.column, event.end_mark
    line = source.line(number)
    if ln.balance(event.value) != 0:
        written = fixed_flow(line)
        return [flow_expression(source, number, column, written)] if written else []
    interval = role.item and role.alone and re.fullmatch(r"[^.]+\.\.[^.]+", event.value)
    opened = role.open_mark
    closed = re.compile(r"[ \t]*\]").match(line, end.column)
    if not interval or opened.line != number or not closed:
        return []
    at, stop = opened.column, closed.end()
    fixed = ln.shown(line[:at] + ln.quote(line[at:stop]) + line[stop:])
    return [source.problem("yaml.quote-value", number, at, stop - at, sign="[", fixed=fixed)]


def _wide_brackets(source: Source, event: Any) -> list[Problem]:
    if not _BRACKETED.fullmatch(event.value):
        return []
    number, column = event.start_mark.line, event.start_mark.column
    fixed = ln.shown(ln.ascii_signs(source.line(number)))
    sign = event.value[0]
    return [source.problem("yaml.wide-sign", number, column, sign=sign, fixed=fixed)]


def _meant_as_mapping(source: Source, event: Any, role: Role) -> list[Problem]:
    """`word：x` or `word:x` where an entry is likely: an error alone on a line, else a warning."""
    if role.flow:
        return []
    first, last = event.start_mark.line, event.end_mark.line
    before = source.line(first)[: event.start_mark.column].strip()
    sure = before == "" and not role.item
    found: list[Problem] = []
    for number in range(first, min(last, first + 20) + 1):
        if number == first and before.strip("- ") != "":
            continue  # stands after its key, on the same line: a text
        severity: Severity = "error" if sure else "warning"
        problem = entry_slip(source, number, severity)
        if sure and re.match(r"\s*-[^\s\d-]", source.line(number)):
            problem = dash_space(source, number, ln.indent_of(source.line(number)))
        if problem:
            found.append(problem)
        elif number == first:
            sure = False
    return found


def entry_slip(source: Source, number: int, severity: Severity = "error") -> Problem | None:
    """`word：x` or `word:x` on this line, with the line as it was meant."""
    line = source.line(number)
    fixed = fixed_entry(line)
    if fixed is None:
        return None
    code, match, written = fixed
    if severity == "warning":
        code += "-perhaps"
    return source.problem(
        code, number, match.start(3), severity=severity,
        key=match[2].strip("\"'"), fixed=ln.shown(written),
    )  # fmt: skip


def fixed_entry(line: str) -> tuple[str, re.Match[str], str] | None:
    """The code, the match and the mended line, where a line lacks a good colon."""
    if len(line) > ln.MAX_LINE:
        return None
    for code, pattern in (("yaml.wide-colon", ln.WIDE_COLON), ("yaml.no-space", ln.NO_SPACE)):
        match = pattern.match(line)
        if match and len(match[2]) <= _MAX_KEY:
            value = ln.safe(match[4].strip())
            return code, match, f"{match[1]}{match[2]}: {value}".rstrip()
    return None
