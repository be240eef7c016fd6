"""What a backtest counts by, in words: months, kinds, media, rules, outcomes, the two sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ecoreward.engine.decision import Outcome
from ecoreward.explain.voice import voice_of
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.policy.vocabulary_types import Words
from ecoreward.words import say
from ecoreward.workbench.backtest import Under

if TYPE_CHECKING:
    from ecoreward.tables.spoken import Speaker

LANGS = ("zh", "en")
VOICES = {lang: voice_of(lang) for lang in LANGS}


def both_langs(said: Callable[[str], str]) -> Words:
    """A text in both languages."""
    return {lang: said(lang) for lang in LANGS}


@dataclass(frozen=True, slots=True)
class Speech:
    """The words of the two sides. An `edition` is None where each case goes by its own day."""

    before: Jurisdiction
    after: Jurisdiction
    named: Edition | None
    draft: Edition
    known: dict[tuple[str, str], Speaker] = field(default_factory=dict)

    def kinds(self, codes: tuple[str, ...]) -> Words:
        """Kinds of violation."""
        if not codes:
            return both_langs(lambda lang: say("backtest.nameless", lang))
        label = self.before.vocabulary.label
        return both_langs(
            lambda lang: VOICES[lang].list(VOICES[lang].label(label(c), c) for c in codes)
        )

    def media(self, media: tuple[str, ...]) -> Words:
        """Media, such as air."""
        if not media:
            return both_langs(lambda lang: say("backtest.no-category", lang))
        return both_langs(
            lambda lang: VOICES[lang].list(say(f"backtest.medium.{m}", lang) for m in media)
        )

    def rules(self, side: str, ids: str | None) -> Words:
        """What sums of a side rest on, with articles."""
        if not ids:
            return both_langs(lambda lang: say("backtest.no-rule", lang))
        return both_langs(lambda lang: self._said(side, ids, lang))

    def _said(self, side: str, ids: str, lang: str) -> str:
        from ecoreward.tables.spoken import Speaker

        where, edition = (self.before, self.named) if side == "before" else (self.after, self.draft)
        speaker = self.known.setdefault((side, lang), Speaker(lambda _: where, lang))
        pool = [edition] if edition is not None else list(reversed(where.editions))
        wanted = set(ids.split(";"))
        mine = next((e for e in pool if wanted <= set(speaker.words("", e.id))), pool[0])
        return speaker.said("", mine.id, ids)


def month(key: str | None) -> Words:
    """A month."""
    if key is None:
        return both_langs(lambda lang: say("backtest.no-month", lang))
    return {"zh": f"{key[:4]}年{int(key[5:])}月", "en": key}


def outcomes(key: tuple[int, int]) -> Words:
    """From one outcome to another; what is open for facts and what for discretion is one."""
    from ecoreward.tables.both import outcome_of

    def name(code: int, lang: str) -> str:
        found = Outcome(outcome_of(code))
        if found in (Outcome.UNDETERMINED, Outcome.TO_BE_DECIDED, Outcome.UNSTATED):
            return say("backtest.open", lang)
        return found.label(lang)

    def said(lang: str) -> str:
        one, two = name(key[0], lang), name(key[1], lang)
        return one if one == two else say("backtest.from-to", lang, before=one, after=two)

    return both_langs(said)


def under(edition: Edition | None, where: Jurisdiction) -> Under:
    """One side."""
    if edition is None:
        return Under("", "", "", "", "", "", where.digest)
    p = edition.program
    start, end = edition.start.text, edition.end.text
    return Under(p.id, p.title, p.document, start, end, edition.status, where.digest)
