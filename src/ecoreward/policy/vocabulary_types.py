"""What the vocabulary declares: facts, their lists, and the taxonomy of violations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from ecoreward.feel.typed import Expression, Scope, Type
from ecoreward.problems import Place

Words = Mapping[str, str]  # {"zh": ..., "en": ...}


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One fact: its type, words, bounds, and what absence means."""

    name: str
    type: Type
    label: Words
    description: Words = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    values: Mapping[str, Words] = field(default_factory=dict)  # of a choice
    value_aliases: Mapping[str, str] = field(default_factory=dict)  # alias -> code
    unit: Words = field(default_factory=dict)
    low: Fraction | None = None
    high: Fraction | None = None
    step: Fraction | None = None
    presume: bool | Fraction | None = None
    settled_by: str = "case"
    about: str = "matter"  # reporter: what the person who reported may be told
    fixed: bool = False  # nobody can change it after the event
    implied_by: Expression | None = None
    excludes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()  # of rows: the facts that each row may give
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True, slots=True)
class Term:
    """One kind of violation; a narrower term counts as its broader one."""

    code: str
    label: Words
    broader: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    medium: str = ""
    act: str = ""
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True)
class Vocabulary:
    """All facts and terms, with every spelling that is accepted for them."""

    facts: Mapping[str, FactSpec]
    terms: Mapping[str, Term]
    digest: str = ""

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """Every spelling of a fact's name → its code."""
        out: dict[str, str] = {}
        for f in self.facts.values():
            for s in (f.name, f.label.get("zh", ""), f.label.get("en", ""), *f.aliases):
                if s:
                    out.setdefault(s, f.name)
        return out

    @cached_property
    def term_spellings(self) -> Mapping[str, str]:
        """Every spelling of a violation → its code."""
        out: dict[str, str] = {}
        for t in self.terms.values():
            for s in (t.code, t.label.get("zh", ""), t.label.get("en", ""), *t.aliases):
                if s:
                    out.setdefault(s, t.code)
        return out

    @cached_property
    def codes(self) -> Mapping[str, Mapping[str, str]]:
        """Per choice or set fact, every spelling of a value → its code."""
        out: dict[str, Mapping[str, str]] = {}
        for f in self.facts.values():
            if f.type.kind == "set":
                out[f.name] = self.term_spellings
            elif f.type.kind == "choice":
                one = dict(f.value_aliases)
                for code, label in f.values.items():
                    for s in (code, *label.values()):
                        one.setdefault(s, code)
                out[f.name] = one
        return out

    @cached_property
    def counts_as(self) -> Mapping[str, frozenset[str]]:
        """Per term: itself and every broader term."""
        return {c: frozenset(self._up(c)) for c in self.terms}

    @cached_property
    def covers(self) -> Mapping[str, frozenset[str]]:
        """Per term: itself and every narrower term."""
        out: dict[str, set[str]] = {c: set() for c in self.terms}
        for code, above in self.counts_as.items():
            for a in above:
                out[a].add(code)
        return {c: frozenset(v) for c, v in out.items()}

    @cached_property
    def reach(self) -> Mapping[str, frozenset[str]]:
        """Per term: every term that the term or a narrower one counts as.

        A code whose reach meets a list, while the code itself does not count, is too broad to answer.
        """
        return {
            c: frozenset().union(*(self.counts_as[n] for n in below))
            for c, below in self.covers.items()
        }

    def _up(self, code: str) -> set[str]:
        seen: set[str] = set()
        todo = [code]
        while todo:
            c = todo.pop()
            if c in seen or c not in self.terms:
                continue
            seen.add(c)
            todo += self.terms[c].broader
        return seen

    @cached_property
    def links(self) -> Mapping[str, tuple[str, ...]]:
        """The facts that others imply or exclude, each with those that cannot be so beside it."""
        found: dict[str, dict[str, None]] = {n: {} for n, f in self.facts.items() if f.implied_by}
        for name, fact in self.facts.items():
            for other in fact.excludes:
                found.setdefault(name, {})[other] = None
                found.setdefault(other, {})[name] = None
        return {n: tuple(found[n]) for n in self.facts if n in found}

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """The facts that are rows."""
        return tuple(n for n, f in self.facts.items() if f.type.kind == "rows")

    @cached_property
    def scope(self) -> Scope:
        """The names an expression may use, before an edition adds its own."""
        return Scope(
            facts={n: f.type for n, f in self.facts.items()},
            spellings=self.spellings,
            codes=self.codes,
        )

    def names_of(self, *kinds: str) -> list[Words]:
        """The labels of the facts of these types, a dozen at most."""
        found = [f.label for f in self.facts.values() if f.type.kind in kinds]
        return found[:12] + [{"zh": "…", "en": "…"}] * (len(found) > 12)

    def spec(self, name: str) -> FactSpec:
        """A fact, or a column of one row: ``offences/2/fine`` is the fine of the second offence."""
        if "/" not in name:
            return self.facts[name]
        rows, number, column = name.split("/")
        above, spec = self.facts[rows].label, self.facts[column]
        zh, en = spec.label.get("zh", column), spec.label.get("en", column)
        label = {
            "zh": f"{zh}（{above.get('zh', rows)}第 {number} 项）",
            "en": f"{en} ({above.get('en', rows)}, no. {number})",
        }
        return replace(spec, name=name, label=label)

    def label(self, name: str) -> Words:
        """The words for a fact, a column of a row, or a term."""
        if "/" in name:
            return self.spec(name).label
        if name in self.facts:
            return self.facts[name].label
        if name in self.terms:
            return self.terms[name].label
        return {"zh": name, "en": name}
