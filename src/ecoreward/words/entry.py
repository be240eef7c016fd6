"""What a code means whatever the case: its sentences with their fields shown as words.

The codes of a room are the keys of its catalogue that have a help; ``.why`` is there where
neither the sentence nor the help says why it matters.
"""

from __future__ import annotations

import string
from typing import NamedTuple

from ecoreward.words import has, keys, say, template

ROOMS = ("yaml", "feel", "policy", "library", "case", "file", "column", "book", "cli")
_MARKS = {"zh": ("〈", "〉"), "en": ("‹", "›")}


class Entry(NamedTuple):
    """A code of a problem: what went wrong, why it matters (or nothing), and the cure."""

    code: str
    cause: str
    why: str
    cure: str


def codes(room: str) -> tuple[str, ...]:
    """Every code of a room, sorted.

    >>> codes("library")[:2]
    ('library.ambiguous', 'library.link')
    """
    found = keys(room)
    return tuple(sorted(k for k in found if f"{k}.help" in found))


def entry(code: str, lang: str = "zh") -> Entry | None:
    """The entry of a code, or None where there is no such code.

    >>> entry("yaml.tab", "en").cause
    'the line is indented with a TAB, only spaces can be used'
    >>> entry("policy.floor-above-cap", "zh").cause
    '`〈奖励项〉` 的下限 〈下限〉 高于上限 〈上限〉'
    """
    if code.partition(".")[0] not in ROOMS or not (has(code) and has(f"{code}.help")):
        return None
    why = f"{code}.why"
    return Entry(
        code, sample(code, lang), sample(why, lang) if has(why) else "",
        sample(f"{code}.help", lang),
    )  # fmt: skip


def sample(key: str, lang: str) -> str:
    """A sentence with every field shown as a word in marks of its own."""
    left, right = _MARKS[lang]
    words: dict[str, str] = {}
    for _, name, _, _ in string.Formatter().parse(template(key, lang)):
        if name:
            field = f"problem.field.{name}"
            words[name] = f"{left}{say(field, lang) if has(field) else name}{right}"
    return say(key, lang, **words)
