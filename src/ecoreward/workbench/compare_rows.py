"""The rows of one jurisdiction: a case put to its edition of the day, or to each of its editions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ecoreward.api import Library
from ecoreward.engine.decision import Decision, Outcome
from ecoreward.engine.private import word
from ecoreward.engine.read_case import Raw
from ecoreward.engine.type_case import typed
from ecoreward.policy.edition import Jurisdiction
from ecoreward.policy.reader import Item, Scalar
from ecoreward.policy.vocabulary_types import Words
from ecoreward.problems import CaseProblems, Problems
from ecoreward.workbench.compare_parts import asked_facts, grounds, told, who, without_money
from ecoreward.workbench.comparison import InForce, Note, Row


@dataclass(frozen=True, slots=True)
class Put:
    """A case on its way through the policies; `labels` has every fact that any of them knows."""

    library: Library
    raw: Raw
    currency: str
    labels: Mapping[str, Words]
    all_editions: bool
    presume: bool


@dataclass(frozen=True)
class Visit:
    """A case before one jurisdiction."""

    put: Put
    jurisdiction: Jurisdiction
    own: bool

    @cached_property
    def foreign(self) -> bool:
        """Whether sums are in another currency here than in the case."""
        return self.jurisdiction.currency != self.put.currency

    @cached_property
    def raw(self) -> Raw:
        """The case as it is put here: without an edition, a figure or a payment of its own."""
        facts = self.put.raw.facts
        if self.foreign:
            facts = without_money(facts, self.jurisdiction.vocabulary)[0]
        return replace(
            self.put.raw, facts=facts, jurisdiction=self.jurisdiction.exactly("en"), edition="",
            decided=None, already_paid=None,
        )  # fmt: skip

    def rows(self) -> list[Row]:
        """One row an edition; one that says so where there is none on the day."""
        named = self.put.raw.edition if self.own else ""
        day = self._decision(self.raw)
        state: dict[str, InForce] = {}
        beside: dict[str, InForce] = {}
        if not isinstance(day, Problems):
            if day.edition is not None:
                state = {str(day.edition["id"]): "yes"}
            else:
                state = {c.edition: "unknown" for c in day.candidates if c.edition}
            beside = {b.edition: "yes" if b.applies == "yes" else "unknown" for b in day.beside}
        mine = [named] if named else list(state)
        state |= beside
        shown = [*mine, *(id for id in beside if id not in mine)]
        more = [e.id for e in self.jurisdiction.editions if e.id not in shown]
        ids = shown + (more if self.put.all_editions else [])
        if not ids:
            return [self._failed(day, "", "unknown") if isinstance(day, Problems)
                    else self._row(day, "no", kept=False)]  # fmt: skip
        other: InForce = "unknown" if isinstance(day, Problems) else "no"
        return [
            self._under(
                id, state.get(id, other), kept=self.own and id in mine, named=id in beside
            )
            for id in ids
        ]  # fmt: skip

    def _under(self, id: str, in_force: InForce, *, kept: bool, named: bool) -> Row:
        """The row of one edition; `kept` with what was decided and paid, `named` by its own id."""
        by_id = named or in_force != "yes" or self._named(id)
        raw = replace(self.raw, edition=id if by_id else "")
        if kept:
            whole = self.put.raw
            full = replace(raw, decided=whole.decided, already_paid=whole.already_paid)
            found = self._decision(full)
            if not isinstance(found, Problems):
                return self._row(found, in_force, kept=True)
        found = self._decision(raw)
        if isinstance(found, Problems):
            return self._failed(found, id, in_force)
        return self._row(found, in_force, kept=False)

    def _named(self, id: str) -> bool:
        return self.own and self.put.raw.edition == id

    def _decision(self, raw: Raw) -> Decision | Problems:
        """The decision, or what is in its way; a value unknown here of a fact not asked here is not."""
        try:
            return self._evaluated(raw)
        except CaseProblems:
            pass
        except Problems as bad:
            return bad
        try:
            return self._evaluated(self._fitting(raw))
        except Problems as bad:
            return bad

    def _evaluated(self, raw: Raw) -> Decision:
        return self.put.library.evaluate(raw, presume=self.put.presume, extra="ignore")

    def _fitting(self, raw: Raw) -> Raw:
        """The case without facts that this jurisdiction neither asks nor can read."""
        vocabulary, currency = self.jurisdiction.vocabulary, self.jurisdiction.currency
        asked = {f for e in self.jurisdiction.editions for f in asked_facts(self.jurisdiction, e)}

        def fits(fact: tuple[Scalar, Item]) -> bool:
            code = vocabulary.spellings.get(fact[0].value, "")
            alone = replace(raw, facts=(fact,), decided=None, already_paid=None, problems=())
            return code in asked or not typed(alone, vocabulary, currency, "ignore")[1]

        return replace(raw, facts=tuple(f for f in raw.facts if fits(f)))

    def _failed(self, bad: Problems, id: str, in_force: InForce) -> Row:
        """The case and this policy do not fit."""
        edition = self.jurisdiction.edition(id)
        data = {"id": id, "title": edition.program.title} if edition else None
        first = bad.items[0]
        note = Note("case-problem", {"text": {x: first.message(x) for x in ("zh", "en")}})
        return Row(
            who(self.jurisdiction.file, self.jurisdiction), self.own, data, in_force,
            self.jurisdiction.currency, obstacles=(*self._currency(), note), problems=bad.items,
        )  # fmt: skip

    def _row(self, decision: Decision, in_force: InForce, *, kept: bool) -> Row:
        data = decision.edition or {}
        edition = self.jurisdiction.edition(str(data.get("id", "")))
        row = Row(
            who(self.jurisdiction.file, self.jurisdiction), self.own, decision.edition, in_force,
            self.jurisdiction.currency, decision.outcome, reasons=told(decision),
            obstacles=(*self._currency(), *_obstacles(decision)), decision=decision,
        )  # fmt: skip
        if edition is None:  # none on that day: nothing was computed
            return row
        asked = asked_facts(self.jurisdiction, edition)
        return replace(
            row, amount=decision.amount, range=decision.range, confidence=decision.confidence,
            because=grounds(decision), missing=decision.missing, to_decide=decision.to_decide,
            not_asked=self._not_asked(asked),
            notes=(
                *self._dropped(kept=kept), *self._sums_left_out(asked),
                *_about_day(data, in_force),
            ),
        )  # fmt: skip

    def _currency(self) -> tuple[Note, ...]:
        params = {"have": self.jurisdiction.currency, "want": self.put.currency}
        return (Note("currency", params),) if self.foreign else ()

    def _dropped(self, *, kept: bool) -> tuple[Note, ...]:
        """What the case has and this row does not use."""
        raw = self.put.raw
        out = []
        if not kept and _written(raw.decided):
            out.append(Note("decided-dropped"))
        if not kept and _written(raw.already_paid):
            out.append(Note("paid-dropped"))
        return tuple(out)

    def _sums_left_out(self, asked: set[str]) -> tuple[Note, ...]:
        if not self.foreign:
            return ()
        left = without_money(self.put.raw.facts, self.jurisdiction.vocabulary)[1]
        sums = [label for code, label in left.items() if code in asked]
        params = {"currency": self.put.currency, "facts": sums}
        return (Note("sums-left-out", params),) if sums else ()

    def _not_asked(self, asked: set[str]) -> tuple[Words, ...]:
        """The facts of the case that make no difference here."""
        spellings = self.jurisdiction.vocabulary.spellings
        labels = self.put.labels
        return tuple(
            labels.get(key.value) or _hidden(key.value, labels)
            for key, item in self.put.raw.facts
            if _written(item) and spellings.get(key.value, "") not in asked
        )


def _hidden(name: str, known: Iterable[str]) -> Words:
    """A name that may be anything, as far as it may be shown."""
    shown = word(name, known)
    return {"zh": shown, "en": shown} if isinstance(shown, str) else shown


def _written(item: object) -> bool:
    return item is not None and not (isinstance(item, Scalar) and not item.value)


def _obstacles(decision: Decision) -> tuple[Note, ...]:
    """Why the sum of a decision cannot stand beside others."""
    if decision.outcome is Outcome.NO_POLICY:
        return (Note("no-edition"),)
    out = []
    if any(t.kind == "unstated" for t in decision.to_decide):
        out.append(Note("unstated"))
    if decision.missing and decision.range.high is None and not decision.range.low.minor:
        out.append(Note("facts-missing", {"facts": [dict(m.label) for m in decision.missing]}))
    return tuple(out)


def _about_day(edition: Mapping[str, Any], in_force: InForce) -> tuple[Note, ...]:
    if edition.get("status") == "draft":
        return (Note("draft"),)
    if in_force == "no":
        return (Note("not-in-force", {"first": edition["first_day"] or "—",
                                      "last": edition["last_day"] or "—"}),)  # fmt: skip
    return (Note("date-open"),) if in_force == "unknown" else ()
