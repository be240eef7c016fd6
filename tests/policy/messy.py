"""Write an item as badly as YAML allows: any indent, spaces, line breaks, and comments everywhere."""

from __future__ import annotations

import json
import re
from random import Random

from ecoreward.policy.reader import Item, Mapping, Scalar, Sequence

_FLOW_SAFE = re.compile(r"[^,\[\]{}?:#&*!|>%@`'\"-][^,\[\]{}#]*\Z")
MOST_FLOW = 40


class Messy:
    """One writer; `comments` are those it wrote, in no order."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.comments: list[str] = []

    def text(self, item: Item) -> str:
        """The whole file."""
        lines = self.between(0)
        if self.chance(0.2):
            lines.append("---")
        lines += self.value_lines(item)
        lines += self.between(0)
        end = self.random.choice(["\n", "\n", "\r\n", "\r"])
        return end.join(lines) + self.random.choice(["", end, end + end])

    def value_lines(self, item: Item) -> list[str]:
        """The root."""
        if isinstance(item, Scalar) or not item.items:
            return [self.flow(item, 0)]
        return self.block(item, self.random.choice([0, 0, 2]))

    def chance(self, part: float) -> bool:
        return self.random.random() < part

    def spaces(self, least: int, most: int) -> str:
        return " " * self.random.randint(least, most)

    def comment(self) -> str:
        text = f"# 注 {len(self.comments)}: a, [b]"
        self.comments.append(text)
        return text

    def side(self) -> str:
        """The end of a line."""
        if self.chance(0.15):
            return self.spaces(1, 5) + self.comment() + self.spaces(0, 2)
        return self.spaces(0, 2)

    def between(self, column: int) -> list[str]:
        """Empty lines and comments before an entry."""
        lines = []
        while self.chance(0.2):
            if self.chance(0.5):
                lines.append(self.spaces(0, 4))
            else:
                lines.append(self.spaces(0, column + 4) + self.comment())
        return lines

    def block(self, item: Mapping | Sequence, column: int) -> list[str]:
        """A block that begins at `column`; its first line is its first entry."""
        lines: list[str] = []
        margin = " " * column
        if isinstance(item, Mapping):
            for n, (key, value) in enumerate(item.items):
                head = f"{margin}{self.scalar(key)}{self.spaces(0, 1)}:"
                lines += self.between(column) if n else []
                lines += self.behind(head, value, column, dash=False)
            return lines
        for n, value in enumerate(item.items):
            lines += self.between(column) if n else []
            lines += self.behind(f"{margin}-", value, column, dash=True)
        return lines

    def behind(self, head: str, value: Item, column: int, *, dash: bool) -> list[str]:
        """A key or a dash with its value."""
        if isinstance(value, Scalar) or not value.items or self.flows(value):
            if self.chance(0.1):
                inner = column + self.random.randint(1, 4)
                shown = self.flow(value, inner)
                return [head + self.side(), *self.between(inner), " " * inner + shown + self.side()]
            return [f"{head}{self.spaces(1, 3)}{self.flow(value, column + 1)}{self.side()}"]
        if dash and self.chance(0.8):
            gap = self.random.randint(1, 3)
            first, *rest = self.block(value, column + 1 + gap)
            return [f"{head}{' ' * gap}{first.lstrip(' ')}", *rest]
        least = 0 if isinstance(value, Sequence) and not dash else 1
        inner = column + self.random.randint(least, 4)
        return [head + self.side(), *self.between(inner), *self.block(value, inner)]

    def scalar(self, item: Scalar) -> str:
        """A text that is read back as it is."""
        if item.plain:
            return item.value or "~"
        if "\n" in item.value or not item.value.isprintable() or self.chance(0.5):
            return json.dumps(item.value, ensure_ascii=not item.value.isprintable())
        return "'" + item.value.replace("'", "''") + "'"

    def flows(self, item: Item) -> bool:
        return self.chance(0.4) and _size(item) <= MOST_FLOW and _flow_safe(item)

    def flow(self, item: Item, column: int) -> str:
        """A text, or an item in brackets, perhaps over several lines."""
        if isinstance(item, Scalar):
            return self.scalar(item)
        parts = []
        for one in item.items:
            if isinstance(one, tuple):
                value = self.flow(one[1], column)
                parts.append(f"{self.scalar(one[0])}{self.spaces(0, 1)}: {value}")
            else:
                parts.append(self.flow(one, column))
        opener, closer = "{}" if isinstance(item, Mapping) else "[]"
        if parts and self.chance(0.1):
            parts.append("")
        text = ",".join(f"{self.gap(column)}{p}{self.spaces(0, 2)}" for p in parts)
        return f"{opener}{text}{closer}"

    def gap(self, column: int) -> str:
        """The space before a part of a flow: perhaps a line break."""
        if not self.chance(0.1):
            return self.spaces(0, 2)
        lines = [self.side(), *self.between(column), ""]
        return "\n".join(lines) + " " * (column + self.random.randint(0, 3))


def _size(item: Item) -> int:
    if isinstance(item, Scalar):
        return 1
    if isinstance(item, Mapping):
        return 1 + sum(_size(v) for _, v in item.items)
    return 1 + sum(_size(v) for v in item.items)


def _flow_safe(item: Item) -> bool:
    if isinstance(item, Scalar):
        return not item.plain or not item.value or bool(_FLOW_SAFE.match(item.value))
    if isinstance(item, Mapping):
        return all(_flow_safe(k) and _flow_safe(v) for k, v in item.items)
    return all(_flow_safe(v) for v in item.items)
