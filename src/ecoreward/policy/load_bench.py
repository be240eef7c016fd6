"""What compiling an edition shares: its scope, lists and ids; and the steps of `then`."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as TMapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import cast

from ecoreward.feel.typed import Kind, Scope
from ecoreward.money import MODES, RoundingMode, minor_unit, text_of
from ecoreward.policy.keys import ROUND, STEP, STEPS
from ecoreward.policy.program import (
    Cite,
    KindList,
    Step,
    StepKind,
    Target,
)
from ecoreward.policy.reader import Item, Mapping, Scalar
from ecoreward.policy.sheet import Fields, Sheet
from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.problems import Place, nearest

MONEY: tuple[Kind, ...] = ("money",)


# The jurisdiction that a word of `refers` names, and the words that would name one.
Find = Callable[[str], tuple[Target | None, tuple[str, ...]]]


NUMBER: tuple[Kind, ...] = ("number",)


BOOLEAN: tuple[Kind, ...] = ("boolean",)


@dataclass(frozen=True, slots=True)
class Home:
    """The document that inherited entries cite, and the titles of its sources."""

    above: Cite
    sources: TMapping[str, str]


@dataclass
class Bench:
    """What compiling one edition's award needs, and the ids and lists it finds."""

    sheet: Sheet
    scope: Scope
    vocabulary: Vocabulary
    lists: dict[str, KindList]
    homes: TMapping[str, Home]  # "" for the edition itself, FILE@ID for what it inherits
    ids: dict[str, Place] = field(default_factory=dict)
    currency: str = "CNY"
    beside: set[str] = field(default_factory=set)  # ids of gates, approvals and honours: no nodes
    broken: set[str] = field(default_factory=set)  # names in `define` that have errors
    find: Find | None = None  # whom `refers` names

    def cite(self, item: Item | None, above: Cite, within: Item | None) -> Cite:
        """The article of an entry; of an inherited one, in the document it comes from."""
        origin = within.origin if isinstance(within, Mapping) else above.inherited
        home = self.homes[origin]
        return self.sheet.cite(
            item, above if origin == above.inherited else home.above, home.sources
        )

    def claim_id(self, id: str, place: Place) -> None:
        """Ids are unique in an edition."""
        if id in self.ids:
            self.sheet.tell("policy.duplicate-id", place, id=id, related=[self.ids[id]])
        else:
            self.ids[id] = place

    def lists_violations(self, place: Place) -> bool:
        """Whether the vocabulary has the set of violations that `for` and lists need; told if not."""
        spec = self.vocabulary.facts.get("violations")
        if spec is not None and spec.type.kind == "set":
            return True
        self.sheet.tell("policy.no-violations-fact", place)
        return False


def term(bench: Bench, scalar: Scalar) -> str:
    """The code of a violation, however it is spelled."""
    spellings = bench.vocabulary.term_spellings
    code = spellings.get(scalar.value, "")
    if not code:
        names = [*spellings, *(n for n in bench.lists if not n.startswith("@"))]
        bench.sheet.tell(
            "policy.unknown-term", scalar.place, term=scalar.value,
            suggestions=nearest(scalar.value, names),
        )  # fmt: skip
    return code


def steps(bench: Bench, item: Item | None, above: Cite) -> tuple[Step, ...]:
    """The steps of `then`, in order."""
    if item is None:
        return ()
    found = [
        step(bench, i, bench.sheet.fields(i, STEP, "step"), above)
        for i in bench.sheet.entries(item, "then")
    ]
    return tuple(s for s in found if s is not None)


def step(
    bench: Bench, item: Item, fields: Fields, above: Cite, scope: Scope | None = None
) -> Step | None:
    """One step out of its fields; a step has exactly one kind."""
    sheet, scope = bench.sheet, scope or bench.scope
    kinds = [k for k in STEPS if k in fields]
    if len(kinds) != 1:
        if isinstance(item, Mapping):
            sheet.tell("policy.step-kind", item.place)
        return None
    kind = cast(StepKind, kinds[0])
    when = (
        sheet.expression(fields.get("when"), "when", scope, BOOLEAN) if "when" in fields else None
    )
    cite = bench.cite(fields.get("cite"), above, item)
    if kind == "round":
        rule = rounding(bench, fields["round"])
        return (
            Step("round", unit=rule[0], mode=rule[1], when=when, cite=cite, place=item.place)
            if rule
            else None
        )
    expect = NUMBER if kind == "times" else MONEY
    amount = sheet.expression(fields[kind], kind, scope, expect)
    if amount is None:
        return None
    return Step(kind, amount, when=when, cite=cite, place=item.place)


def rounding(bench: Bench, item: Item) -> tuple[Fraction, RoundingMode] | None:
    """``{to: 1, mode: half-up}``: unit and mode."""
    sheet, least = bench.sheet, minor_unit(bench.currency)
    fields = sheet.fields(item, ROUND, "round")
    unit = sheet.number(fields.get("to"), "to")
    mode = (
        sheet.one_of(fields.get("mode"), MODES, "mode", "half-up")
        if "mode" in fields
        else "half-up"
    )
    if unit is not None and unit <= 0:
        sheet.tell("policy.round-unit", fields["to"].place)
        unit = None
    elif unit is not None and (unit / least).denominator != 1:
        smallest = {"value": text_of(least), "currency": bench.currency}
        sheet.tell("policy.round-too-fine", fields["to"].place, unit=text_of(unit), least=smallest)
        unit = None
    return (unit, cast(RoundingMode, mode)) if unit is not None else None
