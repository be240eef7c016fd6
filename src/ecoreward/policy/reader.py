"""Read YAML (or JSON) into mappings, lists and text with places; nothing is guessed or resolved.

Every scalar stays the text that was written (`NO`, `010`, `12:30:00`); aliases, tags, merge keys
and duplicate keys are problems. Whatever the bytes, the answer is an item and problems.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeAlias

import yaml

from ecoreward.policy import yaml_lists, yaml_mend, yaml_slips
from ecoreward.policy.yaml_indent import Stop
from ecoreward.policy.yaml_source import MAX_BYTES, Source, decode
from ecoreward.problems import Place, Problem

__all__ = [
    "MAX_BYTES", "MAX_DEPTH", "MAX_NODES", "Builder", "Item", "Mapping", "Scalar", "Sequence", "read",
]  # fmt: skip

MAX_DEPTH = 40
MAX_NODES = 100_000
MAX_PROBLEMS = 50
_ENOUGH = 4 * MAX_PROBLEMS


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as it was written; `plain` means without quotes."""

    value: str
    place: Place = field(compare=False)
    plain: bool = True

    def at(self, offset: int, length: int = 1) -> Place:
        """The place of the sign `offset` in the text, past the quote and doubled quotes."""
        line, start = self.place.text, self.place.column - 1
        mark = line[start : start + 1]
        if self.plain or mark not in ("'", '"'):
            inside = self.plain and offset < self.place.length
            return self.place.shifted(offset, length) if inside else self.place
        i, left = start + 1, offset
        while left > 0 and i < len(line):
            i += 2 if line.startswith("''" if mark == "'" else "\\", i) else 1
            left -= 1
        return self.place.shifted(i - start, length)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order written; a key that stands twice is there twice."""

    items: tuple[tuple[Scalar, Item], ...]
    place: Place = field(compare=False)
    origin: str = field(default="", compare=False)  # FILE@ID of the edition it was inherited from

    def get(self, key: str) -> Item | None:
        """The first value of `key`, or None."""
        return next((value for name, value in self.items if name.value == key), None)


@dataclass(frozen=True, slots=True)
class Sequence:
    """The items of a list."""

    items: tuple[Item, ...]
    place: Place = field(compare=False)


Item: TypeAlias = Scalar | Mapping | Sequence


def read(data: bytes | str, file: str) -> tuple[Item | None, tuple[Problem, ...]]:
    """The one document in `data` and all problems found; None where no text can be trusted.

    >>> item, problems = read("罚款: 010", "a.yaml")
    >>> item.get("罚款").value, problems
    ('010', ())
    """
    source, problems = decode(data, file)
    if source is None:
        return None, tuple(problems)
    trusted = not problems
    builder = Builder(source)
    error = builder.run(source.text)
    if error is not None:
        trusted = False
        text, slips, mended = yaml_mend.mend(source, error)
        problems += slips
        if text is not None:  # all slips are understood: look for what else is wrong
            builder = Builder(source, mended)
            builder.run(text)
    problems += builder.problems
    return (builder.root if trusted else None), _in_order(problems)


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """By place; one problem of a kind where the cure of a line is one corrected line."""
    told: dict[tuple[Any, ...], Problem] = {}
    for problem in sorted(problems, key=lambda p: (p.place.line, p.place.column)):
        cure = problem.params.get("fixed")
        column = 0 if cure else problem.place.column
        told.setdefault((problem.code, problem.place.line, column, cure), problem)
    return tuple(told.values())[:MAX_PROBLEMS]


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is still open."""

    mapping: bool
    flow: bool
    mark: Any
    place: Place
    key: Scalar | None = None
    key_event: Any = None
    pairs: list[tuple[Scalar, Item]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    seen: dict[str, Scalar] = field(default_factory=dict)
    twice: list[Problem] = field(default_factory=list)

    @property
    def wants_key(self) -> bool:
        return self.mapping and self.key is None


class Builder:
    """Builds items from the parser's events on a stack of its own, never by recursion."""

    def __init__(self, source: Source, mended: frozenset[int] = frozenset()) -> None:
        self.source = source
        self.mended = mended
        self.root: Item | None = None
        self.problems: list[Problem] = []
        self.stack: list[_Frame] = []
        self.nodes = 0
        self.documents = 0

    def run(self, text: str) -> Stop | None:
        """Parse all of `text`; the parser's stop, if it stopped, is for the mender."""
        try:
            for event in yaml_mend.events(text):
                if not self.take(event):
                    return None
        except yaml.YAMLError as error:
            return yaml_mend.stop_of(error)
        if self.root is None and not self.problems:
            self.problems.append(Problem("yaml.empty", Place(self.source.file)))
        return None

    def take(self, event: Any) -> bool:
        """One event; False where nothing further is to be read."""
        if not isinstance(event, yaml.NodeEvent):
            if isinstance(event, yaml.CollectionEndEvent):
                for item in self._built(self.stack.pop()):
                    self._put(item, event)
            elif isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    self._tell("yaml.documents", event, length=3)
                    return False
            return True
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._tell("yaml.too-many", event, limit=f"{MAX_NODES:,}")
            self.root = None
            return False
        if isinstance(event, yaml.AliasEvent):
            place = self._place(event)
            self._tell("yaml.alias", event, place.length, mark=f"*{event.anchor}")
            self._put(Scalar(f"*{event.anchor}", place), event)
            return True
        if event.anchor is not None or getattr(event, "tag", None) is not None:
            self._check_node(event)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
            return True
        return self._open(event)

    def begun(self) -> Mapping | None:
        """The entries at the top that are complete, while nothing below is open; None elsewhere."""
        if len(self.stack) != 1:
            return None
        (frame,) = self.stack
        ready = frame.mapping and frame.key is None and frame.pairs and not frame.twice
        return Mapping(tuple(frame.pairs), frame.place) if ready else None

    def _built(self, frame: _Frame) -> tuple[Item, ...]:
        """What a frame has become: one item, or several where the dashes between them lack."""
        if not frame.mapping:
            return (Sequence(tuple(frame.items), frame.place),)
        pairs, outer = tuple(frame.pairs), self.stack[-1] if self.stack else None
        if frame.twice and outer is not None and not (frame.flow or outer.flow):
            listed = not outer.mapping
            keyed = not listed and outer.key is not None and outer.key.value in yaml_lists.LISTS
            starts = yaml_lists.begun_anew([k.value for k, _ in pairs])
            if starts and (listed or keyed):
                cuts = [0, *starts, len(pairs)]
                parts = [pairs[a:b] for a, b in pairwise(cuts)]
                for part in parts[1:] if listed else parts:
                    problem = yaml_lists.dash_problem(self.source, part[0][0].place, listed)
                    self.problems.append(problem)
                items = tuple(Mapping(part, part[0][0].place) for part in parts)
                return items if listed else (Sequence(items, frame.place),)
        self.problems += frame.twice
        return (Mapping(pairs, frame.place),)

    def _open(self, event: Any) -> bool:
        if len(self.stack) >= MAX_DEPTH:
            self._tell("yaml.too-deep", event, limit=str(MAX_DEPTH))
            self.root = None
            return False
        if self.stack and self.stack[-1].wants_key:
            self._tell("yaml.complex-key", event)
        mapping = isinstance(event, yaml.MappingStartEvent)
        place = self._place(event)
        self.stack.append(_Frame(mapping, bool(event.flow_style), event.start_mark, place))
        return True

    def _scalar(self, event: Any) -> None:
        plain = event.style is None or (event.style == "" and event.implicit[0])
        value = "" if plain and event.value == "~" else event.value
        item = Scalar(value, self._place(event), plain)
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.wants_key:
            if plain and value == "<<":
                self._tell("yaml.merge", event, 2)
            elif plain and not value:
                self._tell("yaml.empty-key", event)
        if event.start_mark.line not in self.mended and len(self.problems) < _ENOUGH:
            role = yaml_slips.Role(
                key=bool(frame and frame.wants_key),
                item=bool(frame and not frame.mapping),
                flow=bool(frame and frame.flow),
                key_event=frame.key_event if frame else None,
                open_mark=frame.mark if frame else None,
                alone=bool(frame and not frame.items),
            )
            self.problems += yaml_slips.of_scalar(self.source, event, plain, role)
        self._put(item, event)

    def _check_node(self, event: Any) -> None:
        if event.start_mark.line in self.mended:
            return
        mark = event.start_mark
        if event.anchor is not None:
            name = f"&{event.anchor}"
            self._tell("yaml.alias", event, len(name), mark=name)
        if event.tag is not None and len(self.problems) < _ENOUGH:
            flow = bool(self.stack and self.stack[-1].flow)
            self.problems.append(yaml_slips.of_tag(self.source, mark.line, mark.column, flow))

    def _put(self, item: Item, event: Any) -> None:
        if not self.stack:
            empty = isinstance(item, Scalar) and item.plain and not item.value
            self.root = None if empty else item
            return
        frame = self.stack[-1]
        if not frame.mapping:
            frame.items.append(item)
        elif frame.key is None:
            if isinstance(item, Scalar):
                self._key(frame, item)
            frame.key = item if isinstance(item, Scalar) else Scalar("", item.place)
            frame.key_event = event if isinstance(event, yaml.ScalarEvent) else None
        else:
            frame.pairs.append((frame.key, item))
            frame.key = frame.key_event = None

    def _key(self, frame: _Frame, key: Scalar) -> None:
        first = frame.seen.setdefault(key.value, key)
        if first is not key and (key.value or not key.plain) and len(frame.twice) < _ENOUGH:
            params = {"key": key.value, "line": str(first.place.line)}
            frame.twice.append(
                Problem("yaml.duplicate-key", key.place, params, related=(first.place,))
            )

    def _place(self, event: Any) -> Place:
        start, end = event.start_mark, event.end_mark
        line = self.source.line(start.line)
        stop = end.column if end.line == start.line else len(line.rstrip())
        return self.source.place(start.line, start.column, stop - start.column)

    def _tell(self, code: str, event: Any, length: int = 1, **params: str) -> None:
        if len(self.problems) < _ENOUGH:
            place = self.source.place(event.start_mark.line, event.start_mark.column, length)
            self.problems.append(Problem(code, place, params))


def walk(item: Item | None) -> Iterator[Item]:
    """The item and all below it, keys too, in the order written."""
    todo: list[Item] = [item] if item is not None else []
    while todo:
        item = todo.pop()
        yield item
        if isinstance(item, Mapping):
            todo += [part for pair in reversed(item.items) for part in reversed(pair)]
        elif isinstance(item, Sequence):
            todo += reversed(item.items)
