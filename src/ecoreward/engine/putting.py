"""One case put to its policy again and again, each time with one fact changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from ecoreward.engine.case import Case
from ecoreward.engine.change import Standing
from ecoreward.engine.decision import Decision
from ecoreward.engine.facts import world_of
from ecoreward.engine.rows import with_columns
from ecoreward.engine.values import Rows, Value
from ecoreward.engine.world import World
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.problems import CaseProblems, Problem

# The decision on a case; light: outcome, sums and what is payable only.
Ask = Callable[[Case, bool], Decision]


@dataclass(frozen=True, slots=True)
class Answer:
    """How a changed case stands.

    `ends` are low and high before the rounding at the end, so that straight lines are straight, and
    what is payable where more than the sum decides it; `unfit` are the entries of `decided` that it
    cannot keep.
    """

    standing: Standing
    ends: tuple[Fraction | None, ...]
    unfit: tuple[str, ...] = ()


@dataclass
class Putting:
    """A case, whose rules it is put to, and every answer so far."""

    case: Case
    jurisdiction: Jurisdiction
    ask: Ask
    presume: bool = True
    _known: dict[tuple[str, Value], Answer | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.base = self.ask(self.case, True)
        self.now = Standing.of(self.base)
        found = (self.jurisdiction.edition(id) for id in _ids(self.base))
        self.editions: tuple[Edition, ...] = tuple(e for e in found if e is not None)
        self.pays_out = any(e.program.payout for e in self.editions)

    @property
    def vocabulary(self) -> Vocabulary:
        """The facts, and the terms of their sets."""
        return self.jurisdiction.vocabulary

    def world(self, edition: Edition) -> World:
        """What is known of the case under one edition."""
        return world_of(edition.program, self.case.facts, presume=self.presume, tracing=False)[0]

    def then(self, fact: str, value: Value) -> Answer | None:
        """How the case stands with this fact; None where it cannot be so."""
        key = (fact, value)
        if key not in self._known:
            self._known[key] = self._then(self.changed(fact, value), light=True)
        return self._known[key]

    def changed(self, fact: str, value: Value) -> Case:
        """The case with one fact, or one column of a row, changed."""
        facts = self.case.facts
        if "/" in fact:
            name = fact.split("/", maxsplit=1)[0]
            rows = facts[name]
            assert isinstance(rows, Rows)
            fact, value = name, with_columns(rows, name, {fact: value})
        return replace(self.case, facts={**facts, fact: value})

    def again(self, fact: str, value: Value) -> Answer | None:
        """The same as `then`, by a full evaluation."""
        return self._then(self.changed(fact, value), light=False)

    def _then(self, case: Case, *, light: bool) -> Answer | None:
        unfit: tuple[str, ...] = ()
        while True:
            try:
                decision = self.ask(case, light)
            except CaseProblems as bad:
                loose = _loose(bad.items, case)
                if not loose:
                    return None
                unfit += loose
                kept = {k: d for k, d in case.decided.items() if k not in loose}
                case = replace(case, decided=kept)
                continue
            ends = _ends(decision)
            if self.pays_out and decision.payable is not None:
                ends = (*ends, Fraction(decision.payable.value))
            return Answer(Standing.of(decision), ends, tuple(sorted(unfit)))


def _ids(decision: Decision) -> list[str]:
    """The editions that a decision rests on."""
    if decision.edition is not None:
        return [decision.edition["id"]]
    return [c.edition for c in decision.candidates if c.edition]


def _loose(problems: tuple[Problem, ...], case: Case) -> tuple[str, ...]:
    """What was decided and no longer fits; nothing where anything else is wrong."""
    if not case.decided or not all(p.code.startswith("case.decided") for p in problems):
        return ()
    named = {str(p.params.get(k)) for p in problems for k in ("node", "key", "list")}
    found = {k for k in case.decided if k and (k in named or k.partition("/")[0] in named)}
    if not found and "" in case.decided:
        found = {""}
    return tuple(sorted(found or case.decided))


def _ends(decision: Decision) -> tuple[Fraction | None, ...]:
    """Low and high before the root's own rounding, whose ledger has them."""
    low, high = decision.range.low, decision.range.high
    top = None if high is None else _unrounded("high", Fraction(high.value), decision)
    return _unrounded("low", Fraction(low.value), decision), top


def _unrounded(end: str, amount: Fraction, decision: Decision) -> Fraction:
    for entry in reversed(decision.rounding):
        if entry["end"] in (end, "point") and Fraction(entry["after"]["value"]) == amount:
            return Fraction(entry["before"]["value"])
    return amount
