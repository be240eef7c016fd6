"""Why this edition and not another: for every edition of a jurisdiction its state and the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ecoreward.engine.choose import ended, first_words, iso, last_words, not_begun
from ecoreward.engine.decide import jurisdiction_data
from ecoreward.engine.decision import STATES, Chosen, Remark
from ecoreward.engine.force import where_words
from ecoreward.engine.select import Selection, Standing
from ecoreward.engine.values import Cause, Num
from ecoreward.policy.edition import MAIN, Edition, Jurisdiction
from ecoreward.policy.vocabulary_types import Words
from ecoreward.words import say

Data = dict[str, Any]


def chosen(
    selection: Selection, jurisdiction: Jurisdiction, named: Edition | None = None
) -> tuple[Chosen, ...]:
    """Every edition of the jurisdiction, those that apply first; `named` is the one a case names."""
    asked = _Asked(selection, jurisdiction, named)
    return _ordered(asked.entry(s) for s in selection.standings)


def above(selection: Selection, jurisdiction: Jurisdiction) -> tuple[Chosen, ...]:
    """The editions of a jurisdiction above that may be in force for the case: none applies by itself."""
    out = []
    for s in (*selection.main, *selection.beside):
        code = "which-parent" if s.stands.certain else "which-parent-possible"
        params = {"jurisdiction": dict(jurisdiction.label), "span": span(s.edition)}
        out.append(_entry(s, jurisdiction, "parent", code, params))
    return tuple(out)


def _ordered(entries: Iterable[Chosen]) -> tuple[Chosen, ...]:
    return tuple(sorted(entries, key=lambda c: STATES.index(c.state)))


def _entry(s: Standing, who: Jurisdiction, state: str, code: str, params: Data) -> Chosen:
    edition = s.edition
    because = Remark(code, edition.id, params)
    data = jurisdiction_data(who)
    return Chosen(
        edition.id, edition.program.title, data, edition.scheme, state, because, s.test
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    """One selection, asked why each of its editions stands as it does."""

    selection: Selection
    who: Jurisdiction
    named: Edition | None

    @property
    def by(self) -> Data:
        """The day of the case."""
        fact = self.who.vocabulary.label(self.who.chosen_by)
        return {"fact": dict(fact), "day": day_words(self.selection.day)}

    def entry(self, s: Standing) -> Chosen:
        """One edition."""
        return _entry(s, self.who, *self._state(s))

    def _state(self, s: Standing) -> tuple[str, str, Data]:
        edition = s.edition
        if self.named is not None and edition.id == self.named.id:
            return "chosen", "which-named", {}
        return self._lost(s) or self._standing(s)

    def _lost(self, s: Standing) -> tuple[str, str, Data] | None:
        """Why an edition certainly does not apply; None where it may."""
        edition, day = s.edition, self.selection.day
        if edition.status == "draft":
            return "draft", "which-draft", {}
        if ended(edition, day):
            return "ended", "which-ended", {**self.by, "last": last_words(edition)}
        if not_begun(edition, day):
            return "not_yet", "which-not-yet", {**self.by, "first": first_words(edition)}
        if not s.known.true:
            first = edition.issued.text or edition.start.text
            return "not_known_then", "which-not-known", {"first": first}
        if not s.where.true:
            return "elsewhere", "which-elsewhere", {"where": where_words(edition)}
        if s.role == "named":
            return "other_scheme", "which-other-scheme", {"scheme": scheme_words(edition.scheme)}
        if s.stands.true:
            return None
        if s.displaced_by is not None:
            params = {"title": s.displaced_by.program.title}
            return "replaced_by_campaign", "which-replaced", params
        return "elsewhere", "which-never", {}

    def _standing(self, s: Standing) -> tuple[str, str, Data]:
        """An edition that stands, or may."""
        edition = s.edition
        params: Data = {"span": span(edition)}
        if s.role == "beside":
            code = "which-beside" if s.stands.certain else "which-beside-possible"
            other = edition.beside or edition.instead_of
            return "beside", code, {**params, "scheme": scheme_words(other)}
        if self.named is not None:
            return "not_named", "which-not-named", {**params, "title": self.named.program.title}
        if self.selection.single is None or not s.stands.certain:
            facts = self._open()
            if not facts:
                return "possible", "which-unsettled", params
            return "possible", "which-possible", {**params, "facts": facts}
        params |= self.by
        code = "which-in-force"
        if edition.instead_of:
            code, params["scheme"] = "which-instead", scheme_words(edition.instead_of)
        if edition.program.where is not None:
            code, params["where"] = f"{code}-where", where_words(edition)
        return "chosen", code, params

    def _open(self) -> list[Words]:
        """What decides between the editions that may apply."""
        day = [Cause("fact", self.who.chosen_by)] if self.selection.vague_day else []
        items = dict.fromkeys([*day, *self.selection.open_items("main")])
        return [dict(self.who.vocabulary.label(c.name)) for c in items]


def span(edition: Edition) -> Words:
    """The days of an edition in words."""
    first, last = first_words(edition), last_words(edition)
    code = "between" if first and last else "since" if first else "until" if last else "unstated"
    return {x: say(f"decision.span-{code}", x, first=first, last=last) for x in ("zh", "en")}


def scheme_words(scheme: str) -> Words:
    """A scheme by its name; the one that needs none by what it is."""
    if scheme != MAIN:
        return {"zh": scheme, "en": scheme}
    return {x: say("decision.main-scheme", x) for x in ("zh", "en")}


def day_words(day: Num) -> Any:
    """A day, a stretch of days, or that it is not known, as data to be said."""
    if day.low is None and day.high is None:
        return {x: say("decision.day-unknown", x) for x in ("zh", "en")}
    low, high = (None if d is None else {"date": iso(int(d))} for d in (day.low, day.high))
    return low if day.point else {"low": low, "high": high}
