"""Where the YAML parser stops, mend a line, and believe the guess if the parser goes on.

A guess is told to the user only when the mended text parses further than before, so the corrected
line shown is one that works; the search goes on from there and finds the next slip.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml

from ecoreward.policy import yaml_guesses
from ecoreward.policy.yaml_indent import Guess, Stop
from ecoreward.policy.yaml_source import Source
from ecoreward.problems import Problem

MAX_SLIPS = 20
_BUDGET = 6_000_000  # signs parsed while trying guesses
_DEPTH = 40

# The parser's words, which are never shown, and what kind of stop they mean.
_KINDS: Mapping[str, str] = {
    "unknown escape": "escape",
    "hexdecimal": "escape",
    "hexadecimal": "escape",
    "quoted scalar": "quote",
    "found a tab": "tab",
    "'\\t'": "tab",
    "simple key": "key",
    "mapping values": "values",
    "sequence entries": "dash",
    "flow": "flow",
}


def events(text: str) -> Iterator[yaml.Event]:
    """The parser's events: libyaml where it is built in, else pure Python."""
    if yaml.__with_libyaml__:
        return iter(yaml.parse(text, Loader=yaml.CSafeLoader))
    if text.lstrip()[:1] in ("{", "["):
        text = text.replace("\t", " ")  # JSON may be indented with tabs
    return iter(yaml.parse(text, Loader=yaml.SafeLoader))


def stop_of(error: yaml.YAMLError) -> Stop:
    """Where and why the parser stopped."""
    mark = getattr(error, "problem_mark", None)
    context_mark = getattr(error, "context_mark", None)
    context = str(getattr(error, "context", "") or "")
    words = f"{getattr(error, 'problem', '')} | {context}"
    line, column = (mark.line, mark.column) if mark else (0, 0)
    kind = next((kind for sign, kind in _KINDS.items() if sign in words), "other")
    if kind in ("quote", "key", "flow", "escape") and context_mark and "block" not in context:
        return Stop(kind, line, column, context_mark.line, context_mark.column)
    return Stop(kind, line, column, line, column)


def mend(source: Source, stop: Stop) -> tuple[str | None, list[Problem], frozenset[int]]:
    """The text mended to its end (None if that failed), the slips, and the lines changed."""
    lines = list(source.lines)
    problems: list[Problem] = []
    changed: set[int] = set()
    tries = max(8, _BUDGET // (len(source.text) + 1_000))
    while len(problems) < MAX_SLIPS:
        step: _Step | None = None
        guess = None
        for each in yaml_guesses.guesses(source, lines, stop):
            if tries <= 0 or (guess is not None and each.group != guess.group):
                break
            tries -= 1
            found = _try(lines, each, stop)
            if found is not None and (step is None or _further(found, step)):
                step, guess = found, each
            if step is not None and (step[1] is None or not each.group):
                break
        if step is None or guess is None:
            if tries <= 0 and problems:
                break
            problems.append(yaml_guesses.no_guess(source, lines, stop))
            return None, problems, frozenset(changed)
        lines, after = step
        problems += guess.problems
        changed |= guess.edits.keys()
        if after is None:
            return "\n".join(lines), problems, frozenset(changed)
        stop = after
    problems.append(source.problem("yaml.more", stop.line, stop.column))
    return None, problems, frozenset(changed)


_Step = tuple[list[str], Stop | None]  # the lines mended, and where the parser stops then


def _further(one: _Step, other: _Step) -> bool:
    """Whether the parser goes further with one mending than with the other."""
    a, b = one[1], other[1]
    if a is None or b is None:
        return a is None and b is not None
    return (a.from_line, a.line) > (b.from_line, b.line)


def _try(lines: list[str], guess: Guess, stop: Stop) -> _Step | None:
    if all(lines[number] == text for number, text in guess.edits.items()):
        return None
    mended = list(lines)
    for number, text in guess.edits.items():
        mended[number] = text
    after = _first_stop("\n".join(mended))
    if after is None or (after.from_line, after.line) > (stop.from_line, stop.line):
        return mended, after
    return None


def _first_stop(text: str) -> Stop | None:
    depth = 0
    try:
        for event in events(text):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEPTH:
                return Stop("other", -1, 0, -1, 0)
    except yaml.YAMLError as error:
        return stop_of(error)
    return None
