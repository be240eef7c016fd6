"""The next question: what can still move the money, most first. Data, from which any form is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, Literal

from ecoreward.engine.breakpoints import around, cuts
from ecoreward.engine.decision import Decision, Missing, Presumed, ToDecide
from ecoreward.engine.putting import Putting
from ecoreward.engine.rows import value_of
from ecoreward.engine.terms_apart import named_terms
from ecoreward.engine.trace import amount_data, value_data
from ecoreward.engine.values import Num, Value, point
from ecoreward.money import Money, text_of
from ecoreward.policy.vocabulary_types import FactSpec, Words

Kind = Literal["fact", "consent", "figure", "unstated", "reading", "open"]
MOST_POINTS = 50  # breakpoints of one fact that are told


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is not settled and could move the money by `moves` (None: without limit).

    `fact` is a fact of the vocabulary or, where the authority `decides`, a key of ``decided``.
    `known` is what is known or presumed so far. `values` are the answers of a choice, the terms of a
    set that the rules name (others may be given too), or the readings; `breakpoints` the numbers,
    sums or days at which the rules may turn; `matters` says where the rules ask for it.
    """

    kind: Kind
    fact: str
    label: Words
    description: Words
    type: str
    unit: Words
    values: tuple[Mapping[str, Any], ...]
    low: Any
    high: Any
    known: Any
    presumed: bool
    moves: Money | None
    at_most: bool
    unbounded: bool
    settled_by: str
    decides: bool
    breakpoints: tuple[Any, ...]
    matters: tuple[Words, ...] = ()
    cite: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """The question as plain data."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return value.to_json()
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, tuple) else value


def questions(putting: Putting, decision: Decision) -> tuple[Question, ...]:
    """What can still move the money of a decision, most first.

    Facts that are missing or known as a range; consents without which nothing may be paid; then
    presumptions that would move the money; last what the authority has to decide.
    """
    if not putting.jurisdiction.editions:
        return ()
    asker = _Asker(putting)
    asked = {m.fact for m in decision.missing}
    out = [asker.fact(m.fact, m) for m in decision.missing]
    out += [
        asker.fact(name, None, decision)
        for name in dict.fromkeys(_before_payment(decision))
        if name not in asked and asker.unknown(name)
    ]
    out += [
        asker.fact(p.fact, p)
        for p in decision.presumed
        if p.fact not in asked and (p.unbounded or (p.moves is not None and p.moves.minor))
    ]
    return (*out, *(asker.decided(d) for d in decision.to_decide))


def _before_payment(decision: Decision) -> Iterator[str]:
    """Consents that may be needed before the sum is paid, and days that say whether a claim is late."""
    for approval in decision.approvals:
        if approval["state"] in ("needed", "possible") and approval["fact"]:
            yield approval["fact"]
    if decision.claim is not None and decision.claim["state"] == "unknown":
        yield from (m["fact"] for m in decision.claim["missing"])


class _Asker:
    """Questions about one case."""

    def __init__(self, putting: Putting) -> None:
        self.putting = putting
        self.worlds = [putting.world(e) for e in putting.editions]
        self.any = putting.world((putting.editions or putting.jurisdiction.editions)[0])

    def unknown(self, name: str) -> bool:
        """Whether a fact is still open."""
        return name in self.any.facts and not point(self.any.facts[name])

    def fact(
        self, name: str, item: Missing | Presumed | None, decision: Decision | None = None
    ) -> Question:
        """The question for a fact; without an item, one on which the whole payment depends."""
        spec, value = self.putting.vocabulary.spec(name), value_of(name, self.any)
        known = self.any.origins.get(name) in ("presumed", "range", "given")
        currency = self.putting.jurisdiction.currency
        moves, at_most, unbounded = None, False, False
        if item is not None:
            moves, unbounded = item.moves, item.unbounded
            at_most = isinstance(item, Missing) and item.at_most
        elif decision is not None:
            moves, unbounded = decision.range.high, decision.range.high is None
            at_most = decision.amount is None
        return Question(
            kind="consent" if item is None and spec.settled_by == "consent" else "fact",
            fact=name,
            label=spec.label,
            description=spec.description,
            type=spec.type.kind,
            unit=spec.unit,
            values=self._values(spec),
            low=_end(spec.low, spec, currency),
            high=_end(spec.high, spec, currency),
            known=value_data(value, spec.type, self.any) if known else None,
            presumed=isinstance(item, Presumed),
            moves=moves,
            at_most=at_most,
            unbounded=unbounded,
            settled_by=spec.settled_by,
            decides=False,
            breakpoints=self._breakpoints(spec, value),
        )

    def decided(self, item: ToDecide) -> Question:
        """The question for a figure, a reading or an open list."""
        types = {"reading": "choice", "open": "boolean"}
        values = tuple({"code": o["id"], **o.get("says", {})} for o in item.options if "id" in o)
        return Question(
            kind=item.kind,  # type: ignore[arg-type]
            fact=item.node,
            label=item.label,
            description={},
            type=types.get(item.kind, "money"),
            unit={},
            values=values if item.kind == "reading" else (),
            low=item.low.to_json() if item.low else None,
            high=item.high.to_json() if item.high else None,
            known=None,
            presumed=False,
            moves=item.moves,
            at_most=item.at_most,
            unbounded=item.unbounded,
            settled_by="authority",
            decides=True,
            breakpoints=(),
            cite=item.cite,
        )

    def _values(self, spec: FactSpec) -> tuple[Mapping[str, Any], ...]:
        if spec.type.kind == "choice":
            return tuple({"code": c, **words} for c, words in spec.values.items())
        if spec.type.kind != "set":
            return ()
        vocabulary = self.putting.vocabulary
        named = frozenset().union(
            *(named_terms(spec.name.rsplit("/", 1)[-1], w) for w in self.worlds)
        )
        covered = frozenset().union(*(vocabulary.covers.get(c, frozenset()) for c in named))
        terms = [c for c in vocabulary.terms if c in covered] or list(vocabulary.terms)
        return tuple({"code": c, **vocabulary.terms[c].label} for c in terms)

    def _breakpoints(self, spec: FactSpec, value: Value) -> tuple[Any, ...]:
        """The written numbers at which a rule may turn, of those that are still possible."""
        if not isinstance(value, Num):
            return ()
        found: set[Fraction] = set()
        for world in self.worlds:
            found |= cuts(spec.name, world)
            if "/" not in spec.name:
                found |= around(spec.name, world)
        if spec.name == self.putting.jurisdiction.chosen_by:
            for edition in self.putting.jurisdiction.editions:
                found |= {Fraction(d) for d in edition.first_day if d is not None}
        step = self.any.step(spec.name)
        inside = sorted(c for c in found if c % step == 0 and _possible(c, value, spec))
        return tuple(value_data(Num(c, c), spec.type, self.any) for c in inside[:MOST_POINTS])


def _possible(point: Fraction, value: Num, spec: FactSpec) -> bool:
    lows = [e for e in (value.low, spec.low) if e is not None]
    highs = [e for e in (value.high, spec.high) if e is not None]
    return all(point > e for e in lows) and all(point <= e for e in highs)


def _end(bound: Fraction | None, spec: FactSpec, currency: str) -> Any:
    """A bound of a fact as data."""
    if bound is None:
        return None
    if spec.type.kind == "money":
        return amount_data(bound, currency)
    return {"number": text_of(bound)}
