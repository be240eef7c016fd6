"""Write a layout in the one style: two spaces a level, one space after a sign, no blanks at the end.

What a drafter chose stays: block or brackets, where a line breaks, quotes, and the distance of a
comment from the text before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ecoreward.policy.layout import (
    Block,
    Break,
    Comment,
    Entry,
    Flow,
    Leaf,
    Node,
    Page,
    Part,
    Side,
    Sign,
)
from ecoreward.problems import display_width

STEP = 2
_LEAST_GAP = 2


def write_layout(page: Page) -> str:
    """The text of a file, with a line break at its end."""
    lines = _comments(page.start, 0, first=True)
    if page.marked:
        lines.append("---")
    if isinstance(page.root, Block):
        lines += _block(page.root, 0)
    else:
        lines += _comments(page.above, 0, first=True)
        if page.blank and page.above:
            lines.append("")
        lines += _beside(_value(page.root, "", STEP), page.tail)
    lines += _comments(page.below, 0)
    return "\n".join(lines) + "\n"


def _comments(comments: Iterable[Comment], indent: int, *, first: bool = False) -> list[str]:
    """Comments with the empty lines above them, but none above the `first`."""
    lines: list[str] = []
    for comment in comments:
        if comment.blank and not first:
            lines.append("")
        lines.append(" " * indent + comment.text)
        first = False
    return lines


def _block(block: Block, indent: int) -> list[str]:
    lines: list[str] = []
    for entry in block.entries:
        lines += _comments(entry.above, indent)
        if entry.blank:
            lines.append("")
        lines += _entry(entry, indent)
    return lines + _comments(block.tail, indent)


def _entry(entry: Entry, indent: int) -> list[str]:
    margin = " " * indent
    start = margin + (f"{entry.key.first}:" if entry.key else "-")
    inner = indent + STEP
    value = entry.value
    if value is None:
        return [*_beside([start], entry.head), *_comments(entry.below, inner, first=True)]
    if isinstance(value, Block):
        return _over_block(entry, start, value, indent)
    if entry.head or entry.below or entry.broken:
        return [
            *_beside([start], entry.head),
            *_comments(entry.below, inner, first=True),
            *_beside(_value(value, " " * inner, inner), entry.tail),
        ]
    return _beside(_value(value, f"{start} ", inner), entry.tail)


def _over_block(entry: Entry, start: str, value: Block, indent: int) -> list[str]:
    """A list's entry begins on the line of its dash, unless a comment stands between."""
    lines = _block(value, indent + STEP)
    if entry.key or entry.head or value.entries[0].above:
        return [*_beside([start], entry.head), *lines]
    first, *rest = lines if lines[0] else lines[1:]
    return [f"{start} {first.lstrip(' ')}", *rest]


def _value(node: Node, start: str, indent: int) -> list[str]:
    """A text or a flow behind `start`; `indent` is for the further lines of a text."""
    if isinstance(node, Leaf):
        deeper = STEP if node.style == "block" and start and not start.strip() else 0
        rest = (" " * (indent + deeper) + line if line else "" for line in node.rest)
        return [start + node.first, *rest]
    assert isinstance(node, Flow)
    lines = [start]
    _flow(node, lines)
    return lines


def _beside(lines: list[str], side: Side | None) -> list[str]:
    """The lines with a comment behind the last."""
    if side is None:
        return lines
    return [*lines[:-1], f"{lines[-1]}{' ' * max(side.gap, _LEAST_GAP)}{side.text}"]


def _flow(flow: Flow, lines: list[str]) -> None:
    """Write a flow at the end of the last line.

    Lines inside stand below the first part or, where nothing follows the bracket on its line, two
    spaces in from where that line begins.
    """
    hangs = bool(flow.parts) and isinstance(flow.parts[0], Break)
    opened = display_width(lines[-1])
    base = len(lines[-1]) - len(lines[-1].lstrip(" "))
    inner = base + STEP if hangs else opened + 1
    lines[-1] += flow.opener
    for n, part in enumerate(flow.parts):
        if isinstance(part, Break):
            last = n == len(flow.parts) - 1
            close = base if hangs else opened
            _break(part, lines, inner, close if last else inner, first=n == 0, last=last)
            continue
        lines[-1] += _space(flow.parts, n)
        if isinstance(part, Sign):
            lines[-1] += part.text
        elif isinstance(part, Leaf):
            lines[-1] += part.first
            lines += [" " * inner + line if line else "" for line in part.rest]
        else:
            _flow(part, lines)
    lines[-1] += flow.closer


def _break(
    part: Break, lines: list[str], inner: int, following: int, *, first: bool, last: bool
) -> None:
    lines[-1] = lines[-1].rstrip(" ")
    lines[:] = _beside(lines, part.side)
    lines += _comments(part.comments, inner, first=first)
    if part.blank and not last and not (first and not part.comments):
        lines.append("")
    lines.append(" " * following)


def _space(parts: Sequence[Part], n: int) -> str:
    """The space between a part and the one before it on its line."""
    part, before = parts[n], parts[n - 1] if n else None
    if before is None or isinstance(before, Break):
        return ""
    if isinstance(part, Sign) and part.text != "?":
        return ""
    return " "
