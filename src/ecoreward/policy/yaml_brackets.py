"""Guesses about brackets and quotes that do not close, close twice, or are of another kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ecoreward.policy import yaml_lines as ln
from ecoreward.policy.yaml_indent import BACK, Guess, Stop
from ecoreward.policy.yaml_source import Source

PAIRS = {"(": ")", "[": "]", "{": "}"}
# Code, column, length, the line as it was meant, and what else the sentence needs.
Found = Iterator[tuple[str, int, int, str, dict[str, Any]]]
_ROUND = re.compile(r"[(（〔](?P<inner>.*(?::\s|：).*)[)）〕}\]]$")


def kinds(line: str, stop: Stop) -> Found:
    """`(a: 1)` where `{a: 1}` is meant, and `{a: 1)`: a bracket of another kind."""
    parts = ln.split(line)
    value = parts.value
    if not value:
        return
    right = {"{": "}", "[": "]"}.get(value[0], "")
    closes = value[-1] in "）)〕】］｝]}>" and value[-1] != right
    if right and closes and ".." not in value:
        at = parts.at + len(value) - 1
        fixed = parts.having(value[:-1] + right)
        yield "yaml.bracket-kind", at, 1, fixed, {"sign": value[-1], "right": right}
    found = _ROUND.match(value)
    if found:
        inner = ln.ascii_signs(found["inner"])
        fixed = parts.having("{" + inner + "}")
        yield "yaml.bracket-kind", parts.at, 1, fixed, {"sign": value[0], "right": "{"}


def unclosed(line: str, stop: Stop) -> Found:
    parts = ln.split(line)
    value = parts.value
    if not value:
        return
    first = value[0]
    if first in "'\"" and value.count(first) == 1:
        params = {"sign": first}
        yield "yaml.unclosed-quote", parts.at, len(value), parts.having(value + first), params
    if value in ("]", "}", "],", "},") and not parts.key:
        params = {"sign": first, "open": "[" if first == "]" else "{"}
        yield "yaml.stray-bracket", parts.at, 1, "", params
    if first not in "[{" or len(value) == 1:
        return
    missing = _missing(value)
    if missing:
        params = {"sign": first, "close": missing}
        yield "yaml.unclosed-bracket", parts.at, len(value), parts.having(value + missing), params
    elif missing is None and value[-1] in "]}" and ln.balance(value) < 0:
        column = parts.at + len(value) - 1
        fixed = parts.having(value[:-1])
        yield "yaml.extra-bracket", column, 1, fixed, {"sign": value[-1]}


def _missing(value: str) -> str | None:
    """The closing brackets that lack at the end; None where one too many or none lacks."""
    stack: list[str] = []
    inside = False
    for c in value:
        if c == '"':
            inside = not inside
        elif not inside and c in PAIRS:
            stack.append(PAIRS[c])
        elif not inside and c in ln.CLOSERS:
            if not stack:
                return None
            stack.pop()
    return "".join(reversed(stack)) or None


def unclosed_above(source: Source, lines: list[str], here: int) -> Iterator[Guess]:
    for number in range(here, max(-1, here - BACK), -1):
        if len(lines[number]) > ln.MAX_LINE:
            continue
        for code, column, length, fixed, params in unclosed(lines[number], Stop("", 0, 0, 0, 0)):
            params = {"fixed": ln.shown(fixed), **params}
            problem = source.problem(code, number, column, length, **params)
            yield Guess((problem,), {number: fixed})
