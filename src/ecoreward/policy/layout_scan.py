"""Cut a YAML file into what was written: texts, brackets, signs and comments, with their lines.

The parser's own events say where texts and brackets stand; between them there can be only signs,
comments and white space, which are looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from ecoreward.policy import yaml_mend
from ecoreward.policy.layout import Leaf, Style

Kind = Literal[
    "text", "nothing", "block", "end", "open", "close", "comment", "key", "dash", "comma",
    "question", "document", "finish",
]  # fmt: skip

_STYLES: dict[str | None, Style] = {"'": "single", '"': "double", "|": "block", ">": "block"}
_BETWEEN = re.compile(
    r"(?P<document>^---(?=\s|\Z))|(?P<finish>^\.\.\.(?=\s|\Z))|(?P<comment>#[^\n]*)"
    r"|(?P<key>:)|(?P<dash>-(?=\s|\Z))|(?P<comma>,)|(?P<question>\?(?=\s|\Z))|\s+",
    re.MULTILINE,
)


class Unkept(Exception):
    """Something that cannot be laid out again; `line` and `column` count from 0."""

    def __init__(self, line: int, column: int) -> None:
        super().__init__(line, column)
        self.line, self.column = line, column


@dataclass(frozen=True, slots=True)
class Token:
    """One thing that was written, and where it begins and ends; lines and columns from 0."""

    kind: Kind
    line: int
    column: int
    last: int  # its last line
    text: str = ""
    leaf: Leaf | None = None
    gap: int = 0  # white space before it on its line


class Text:
    """A text and where its lines begin."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def index(self, line: int, column: int) -> int:
        """The index of a line and column counted from 0."""
        return self.starts[line] + column if line < len(self.starts) else len(self.text)


def tokens(text: str) -> Iterator[Token]:
    """Everything in `text` in its order; line breaks are ``\\n``. Raises `Unkept`."""
    source = Text(text)
    at, line = 0, 0
    for event in _nodes(text):
        start = source.index(event.start_mark.line, event.start_mark.column)
        stop = source.index(event.end_mark.line, event.end_mark.column)
        shown = _shown(event, text[start:stop])
        if shown in ("text", "open", "close"):
            yield from _between(source, at, start, line)
            token = _token(source, event, shown, start, stop)
            yield token
            at, line = stop, event.end_mark.line
        else:
            mark = event.start_mark
            yield Token(shown, mark.line, mark.column, mark.line, "map" if _is_map(event) else "")
    yield from _between(source, at, len(text), line)


def _nodes(text: str) -> Iterator[Any]:
    """The events that something written stands for."""
    wanted = (yaml.NodeEvent, yaml.CollectionEndEvent)
    return (event for event in yaml_mend.events(text) if isinstance(event, wanted))


def _is_map(event: Any) -> bool:
    return isinstance(event, yaml.MappingStartEvent)


def _shown(event: Any, written: str) -> Kind:
    """What an event stands for; a mapping of one pair inside ``[…]`` has no brackets to show."""
    if isinstance(event, yaml.ScalarEvent):
        return "text" if written else "nothing"
    if isinstance(event, yaml.CollectionStartEvent):
        return "open" if event.flow_style and written in ("{", "[") else "block"
    return "close" if written in ("}", "]") else "end"


def _token(source: Text, event: Any, kind: Kind, start: int, stop: int) -> Token:
    mark = event.start_mark
    written = source.text[start:stop]
    if kind != "text":
        return Token(kind, mark.line, mark.column, mark.line, written)
    style = _STYLES.get(event.style, "plain")
    leaf = _block_leaf(written, event.value) if style == "block" else _leaf(written, style, event)
    return Token("text", mark.line, mark.column, mark.line + len(leaf.rest), leaf=leaf)


def _leaf(written: str, style: Style, event: Any) -> Leaf:
    """Folding ignores the white space around a line break, unless a backslash keeps it."""
    first, *rest = written.split("\n")
    kept = style == "double" and "\\" in written
    if not rest:
        return Leaf(first, (), style, event.value)
    lines = [line if kept else line.rstrip(" \t") for line in (first, *rest[:-1])]
    lines.append(rest[-1])
    return Leaf(lines[0], tuple(line.lstrip(" \t") for line in lines[1:]), style, event.value)


def _block_leaf(written: str, value: str) -> Leaf:
    """The lines below ``|`` or ``>``, from the column where the first of them begins."""
    head, *body = written.split("\n")
    sign, mark, comment = head.partition("#")
    sign = sign.strip()
    if body and not body[-1]:
        body.pop()  # the end mark stands on the next line
    elif body and not value.endswith("\n"):
        sign = f"{sign[0]}-"  # the file ends here without a line break, and will have one
    first = f"{sign}  #{comment.rstrip()}" if mark else sign
    widths = (len(line) - len(line.lstrip(" ")) for line in body if line.strip(" "))
    indent = next(widths, max((len(line) for line in body), default=0))
    lines = [line[indent:] for line in body]
    while lines and not lines[-1] and "+" not in sign:
        lines.pop()
    return Leaf(first, tuple(lines), "block", value)


def _between(source: Text, start: int, stop: int, line: int) -> Iterator[Token]:
    """The signs and comments from `start` to `stop`; anything else cannot be kept."""
    text = source.text
    while start < stop:
        found = _BETWEEN.match(text, start, stop)
        while line + 1 < len(source.starts) and source.starts[line + 1] <= start:
            line += 1
        column = start - source.starts[line]
        if found is None:
            raise Unkept(line, column)
        if found.lastgroup is not None:
            before = text[source.starts[line] : start]
            gap = len(before) - len(before.rstrip(" \t"))
            kind: Kind = found.lastgroup  # type: ignore[assignment]
            yield Token(kind, line, column, line, found[0].rstrip(), gap=gap)
        start = found.end()
