"""What one edition says otherwise than another, as data with its sentences.

Schema ``ecoreward.diff/1``; keys are only ever added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ecoreward.explain.differences import Sentences, wording
from ecoreward.explain.voice import voice_of
from ecoreward.policy.diff.differences import of_pair
from ecoreward.policy.diff.matching import matched
from ecoreward.policy.vocabulary_types import Words
from ecoreward.version import DIFF_SCHEMA

if TYPE_CHECKING:
    from ecoreward.api import Edition


@dataclass(frozen=True, slots=True)
class Said:
    """One difference: its key, the rule it is about, whether it can move a sum, and its sentence."""

    key: str
    node: str
    of_sum: bool
    text: Words


@dataclass(frozen=True, slots=True)
class EditionDiff:
    """All differences of two editions; `wording` are those of words and names alone."""

    before: str
    after: str
    titles: tuple[str, str]
    differences: tuple[Said, ...]
    wording: tuple[Words, ...]

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "schema": DIFF_SCHEMA, "before": self.before, "after": self.after, "titles": list(self.titles),
            "differences": [
                {"key": d.key, "node": d.node, "of_sum": d.of_sum, "text": dict(d.text)}
                for d in self.differences
            ],
            "wording": [dict(w) for w in self.wording],
        }  # fmt: skip


def edition_diff(before: Edition, after: Edition) -> EditionDiff:
    """The differences of two editions in sentences, in the order of the policy.

    >>> import ecoreward
    >>> library = ecoreward.load()
    >>> tried = library.with_settings("庆元县", {"qingyuan-2021.share-of-fine.cap": "20万"})
    >>> found = edition_diff(library.edition("庆元县"), tried.edition("庆元县"))
    >>> [d.text["zh"] for d in found.differences]
    ['“罚款比例奖励”：上限由 10 万元提高到 20 万元〔二（二）〕']
    """
    one, two = before.compiled, after.compiled
    pair = matched(one.program, two.program)
    voices = {lang: voice_of(lang) for lang in ("zh", "en")}
    said = tuple(
        Said(d.key, d.node, d.of_sum, {x: Sentences(pair, v).of(d) for x, v in voices.items()})
        for d in of_pair(pair)
    )
    words = zip(*(wording(one, two, pair, v) for v in voices.values()), strict=True)
    return EditionDiff(
        one.id, two.id, (one.program.title, two.program.title), said,
        tuple(dict(zip(voices, w, strict=True)) for w in words),
    )  # fmt: skip
