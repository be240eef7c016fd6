"""Guesses about lines that are no entry: remarks, rules, a value or expression on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ecoreward.policy import yaml_lines as ln
from ecoreward.policy.yaml_indent import Guess, last_written
from ecoreward.policy.yaml_source import Source

# What no key begins with: comment marks of other languages, and lines drawn with signs.
_NO_ENTRY = re.compile(
    r"\s*(?://|/\*|\*/|<!--|※|◎|→|…|\.{2,}(?!\s*\d)|[=~_*＝～＿—－-]{3,}\s*$|[=~_*＝～＿—－]{3,}|％|%)"
)
_NAMELESS = re.compile(r"\s*(?:- +)*[:：](?=\s|$)")
_GOES_ON = re.compile(r"\s*(?:(?:and|or|then|else|in|has|between)\b|[+*/<>=]\s)")
_KEYED = re.compile(r"\s*[A-Za-z_][\w-]*(?:\s*[=＝;；]|\s+\S)")
_TRAILING = re.compile(r"(?P<value>.*(?:[\"'\]}](?=.)|:))\s*(?P<sign>[，,;；。、.:：])$")


def drawn(source: Source, lines: list[str], targets: list[int]) -> Iterator[Guess]:
    """Lines that can be nothing but a remark or a rule, and entries without a name."""
    for number in targets:
        if _NO_ENTRY.match(lines[number]):
            yield _remark(source, lines, number)
        nameless = _NAMELESS.match(lines[number])
        if nameless:
            problem = source.problem("yaml.empty-key", number, nameless.end() - 1)
            yield Guess((problem,), {number: ""})


def remarks(source: Source, lines: list[str], targets: list[int]) -> Iterator[Guess]:
    """Lines of running text, once nothing else explains them."""
    for number in targets:
        parts = ln.split(lines[number])
        value = parts.value
        whole = ln.is_quoted(value) or ln.is_flow(value) or value[:1] not in tuple("#\"'[{")
        if value and whole and not parts.key and not parts.head.strip():
            yield _remark(source, lines, number)


def _remark(source: Source, lines: list[str], number: int) -> Guess:
    line = lines[number]
    indent = ln.indent_of(line)
    fixed = f"{line[:indent]}# {line[indent:]}"
    params: dict[str, Any] = {"fixed": ln.shown(fixed)}
    length = len(line.strip())
    return Guess((source.problem("yaml.stray-line", number, indent, length, **params),),
                 {number: fixed})  # fmt: skip


def trailing(source: Source, lines: list[str], targets: list[int]) -> Iterator[Guess]:
    """A comma or full stop after a closing quote or bracket at the end of a line, as in JSON."""
    for number in targets:
        parts = ln.split(lines[number])
        bare = lines[number][: parts.at + len(parts.value)]
        found = _TRAILING.match(bare)
        if found:
            fixed = found["value"] + parts.comment
            params: dict[str, Any] = {"sign": found["sign"], "fixed": ln.shown(fixed)}
            column = found.start("sign")
            problem = source.problem("yaml.trailing-sign", number, column, **params)
            yield Guess((problem,), {number: fixed})


def below(source: Source, lines: list[str], here: int, before: int) -> Iterator[Guess]:
    """A value that stands in the line below its key, or an expression that goes on there."""
    for number, above in ((here, before), (before, last_written(lines, before - 1))):
        if 0 <= above < number and not lines[number].lstrip().startswith(("-", "#")):
            yield from _joined(source, lines, number, above)


def _joined(source: Source, lines: list[str], number: int, before: int) -> Iterator[Guess]:
    above, this = ln.split(lines[before]), ln.split(lines[number])
    rest, column = lines[number].strip(), ln.indent_of(lines[number])
    if (
        rest[:1] in (":", "：")
        or (this.key and rest[:1] not in ("{", "["))
        or not above.key
        or column > len(above.head) + 2
    ):
        return
    if above.value:
        if not (ln.unfinished(above.value) or _GOES_ON.match(lines[number])):
            return
        fixed = above.having(f"{above.value} {rest}")
        code = "yaml.continued"
    else:
        deeper = number + 1 < len(lines) and ln.indent_of(lines[number + 1]) > column
        if deeper or _KEYED.match(lines[number]):
            return  # a key that lacks its colon
        bare = this.value + this.comment if not this.key else rest
        fixed = above.having(bare if ln.is_flow(this.value) else ln.safe(this.value) + this.comment)
        code = "yaml.value-below"
    params: dict[str, Any] = {"key": above.key, "fixed": ln.shown(fixed)}
    problem = source.problem(code, number, column, len(rest), **params)
    yield Guess((problem,), {before: fixed, number: ""})
