"""Every error and warning as data: a code, a place, parameters, help and suggestions.

A code is also the key of its sentence in the catalogue (``yaml.duplicate-key``), so the
same problem can be said in Chinese or English, as text or as JSON, and tests can name it.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ecoreward.words import has, say

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: file, line and column (both from 1), and the line itself."""

    file: str
    line: int = 0
    column: int = 0
    length: int = 1
    text: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def shifted(self, offset: int, length: int = 1) -> Place:
        """The place `offset` characters to the right on the same line.

        >>> str(Place("a.yaml", 3, 5).shifted(4))
        'a.yaml:3:9'
        """
        return Place(self.file, self.line, self.column + offset, max(1, length), self.text)


NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, with all a person needs to mend it.

    `params` are the words of the sentence (plain data, never a person's identity);
    `suggestions` are the nearest names; `related` are the other places involved.
    """

    code: str
    place: Place = NOWHERE
    params: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = "error"
    suggestions: tuple[str, ...] = ()
    related: tuple[Place, ...] = ()

    def message(self, lang: str = "zh") -> str:
        """The one-line sentence, without place."""
        return say(self.code, lang, **self.params)

    def help(self, lang: str = "zh") -> str:
        """What to do about it; empty when the sentence says all."""
        key = f"{self.code}.help"
        return say(key, lang, **self.params) if has(key) else ""

    def to_json(self) -> dict[str, Any]:
        """The problem as data, in both languages."""
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "params": {k: _plain(v) for k, v in self.params.items()},
            "message": {"zh": self.message("zh"), "en": self.message("en")},
            "help": {"zh": self.help("zh"), "en": self.help("en")},
            "suggestions": list(self.suggestions),
            "related": [{"file": p.file, "line": p.line, "column": p.column} for p in self.related],
        }


class Problems(Exception):
    """One or more problems, all found at once. Subclasses name the stage."""

    def __init__(self, items: Iterable[Problem]) -> None:
        self.items: tuple[Problem, ...] = tuple(items)
        super().__init__(render_all(self.items, "zh"))


class PolicyProblems(Problems):
    """A policy or the vocabulary cannot be used."""


class CaseProblems(Problems):
    """A case cannot be read or put to its policy."""


def nearest(name: str, names: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The names most like `name`, best first.

    >>> nearest("fxied", ["fixed", "band", "rate"])
    ('fixed',)
    """
    pool = sorted(set(names))
    found = difflib.get_close_matches(name, pool, n=most, cutoff=0.55)
    if not found and len(name) >= 2:
        found = [n for n in pool if name in n or (len(n) >= 2 and n in name)][:most]
    return tuple(found)


def display_width(text: str) -> int:
    """Columns the text takes in a terminal: a Chinese character takes two.

    >>> display_width("罚款 a")
    6
    """
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def render(problem: Problem, lang: str = "zh") -> str:
    """The problem as a person reads it: sentence, place, line with caret, help, nearest names."""
    word = say(f"problem.{problem.severity}", lang)
    lines = [f"{word}[{problem.code}] {problem.message(lang)}"]
    lines += _excerpt(problem.place)
    for place in problem.related:
        if excerpt := _excerpt(place):
            lines += ["  " + say("problem.related", lang), *excerpt]
    if problem.suggestions:
        names = [f"`{s}`" for s in problem.suggestions]
        lines.append("  " + say("problem.nearest", lang, names=names))
    if text := problem.help(lang):
        lines.append("  " + say("problem.help", lang, text=text))
    return "\n".join(lines)


def render_all(items: Iterable[Problem], lang: str = "zh") -> str:
    """All problems, an empty line between two."""
    return "\n\n".join(render(p, lang) for p in items)


def _excerpt(place: Place, window: int = 100) -> list[str]:
    if not place.file:
        return []
    out = [f"  --> {place}"]
    if not place.line or not place.text.strip():
        return out
    start = max(0, place.column - 1 - window // 2) if len(place.text) > window else 0
    text = place.text[start : start + window].replace("\t", "→")
    # A control character or a bidi mark from untrusted input must not reach the terminal.
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    at = place.column - 1 - start
    before, marked = text[:at], text[at : at + place.length]
    number = str(place.line)
    caret = " " * display_width(before) + "^" * max(1, display_width(marked))
    return [*out, f"  {number} | {text}", f"  {' ' * len(number)} | {caret}"]


def _plain(value: Any) -> Any:
    if isinstance(value, (str, int, bool)) or value is None:
        return value
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(v) for v in value]
    return str(value)
