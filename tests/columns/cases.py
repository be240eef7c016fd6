"""Random cases for any edition: ties and boundaries of its own numbers, missing facts, ranges, empty sets, huge sums."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import polars as pl

from ecoreward.columns.decide import reads
from ecoreward.columns.shape import grid
from ecoreward.engine.case import Case, Decided
from ecoreward.engine.values import NONE, Cause, Choice, Num, SetOf, Value, truth
from ecoreward.feel import typed as t
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.policy.expressions import beside, expressions_of, parts
from ecoreward.policy.program import Program
from ecoreward.policy.vocabulary_types import FactSpec, Vocabulary

DAY = date(2022, 3, 1).toordinal()


def constants(program: Program) -> list[Fraction]:
    """The numbers that the policy is about."""
    found = {Fraction(0), Fraction(1), Fraction(100_000), Fraction(5)}
    expressions = [*expressions_of(program), *beside(program)]
    for e in expressions:
        for part in parts(e.root):
            if isinstance(part, t.Const) and not isinstance(part.value, (bool, str)):
                found.add(Fraction(part.value))
    return sorted(found)


class Maker:
    """Makes cases for one edition, from one seed."""

    def __init__(self, edition: Edition, seed: int, *, open_share: float = 0.3) -> None:
        self.edition, self.program = edition, edition.program
        self.rng = random.Random(seed)
        self.numbers = constants(edition.program)
        self.terms = sorted(edition.program.vocabulary.terms)
        listed = sorted(
            {c for x in edition.program.lists.values() for c in x.codes} & set(self.terms)
        )
        self.listed = listed or self.terms
        self.facts = sorted(reads(edition.program))
        self.open_share = open_share

    def case(self, number: int) -> Case:
        """One case."""
        rng, facts = self.rng, {}
        share = rng.choice((0.0, 0.0, self.open_share, 0.8))
        vocabulary = self.program.vocabulary
        for name in self.facts:
            spec = vocabulary.facts[name]
            if spec.type.kind == "rows" or rng.random() < share:
                continue
            facts[name] = self.value(spec, ranges=share > 0)
        if rng.random() < 0.1:
            other = vocabulary.facts[rng.choice(sorted(vocabulary.facts))]
            if other.type.kind != "rows":
                facts.setdefault(other.name, self.value(other, ranges=False))
        case = Case(f"C{number}", "", facts=facts)
        if rng.random() < 0.15:
            paid = Fraction(rng.choice((1, 500, 10_000, 10**7)))
            case = replace(case, already_paid=paid)
        if rng.random() < 0.15:
            case = replace(case, decided={"": Decided(amount=self.amount())})
        return case

    def amount(self) -> Fraction:
        """A sum at, just below or just above a number of the policy, or any other."""
        rng = self.rng
        base = rng.choice(self.numbers)
        kind = rng.randrange(6)
        if kind == 0:
            return Fraction(rng.randrange(10**9), 100)
        if kind == 1:
            return Fraction(rng.choice((10**11, 10**12, 10**14, 0)))
        near = rng.choice((0, 0, 1, -1, 5, 50, 10))
        by = rng.choice((1, 1, 2, 10, 20, 37, 100))
        return max(Fraction(0), Fraction(round(base * by * 100) + near, 100))

    def value(self, spec: FactSpec, *, ranges: bool) -> Value:
        """A value of a fact."""
        rng = self.rng
        match spec.type.kind:
            case "boolean":
                return truth(rng.random() < 0.6)
            case "choice":
                return Choice(frozenset({rng.choice(sorted(spec.values))}))
            case "set":
                size = rng.choice((0, 1, 1, 1, 1, 2, 3))
                pool = self.listed if rng.random() < 0.7 else self.terms
                codes = frozenset(rng.choice(pool) for _ in range(size))
                return SetOf(codes, codes)
            case "date":
                low = DAY + rng.randrange(-400, 400)
                wide = ranges and rng.random() < 0.2
                return self.between(spec, low, low + (rng.choice((1, 30, 365)) if wide else 0))
        step = spec.step or (Fraction(1, 100) if spec.type.kind == "money" else Fraction(1))
        if spec.type.kind == "money":
            step = max(step, self.program.unit)
        low = self.inside(spec, self.amount() // step * step)
        if ranges and rng.random() < 0.25:
            return self.range(spec, low, self.inside(spec, self.amount() // step * step))
        return Num(low, low)

    def inside(self, spec: FactSpec, value: Fraction) -> Fraction:
        low = value if spec.low is None else max(value, spec.low)
        return low if spec.high is None else min(low, spec.high)

    def range(self, spec: FactSpec, a: Fraction, b: Fraction) -> Num:
        low, high = min(a, b), max(a, b)
        kind = self.rng.randrange(5)
        if kind == 0:
            return Num(low, spec.high, frozenset({Cause("fact", spec.name)}))
        return self.between(spec, low, high)

    def between(self, spec: FactSpec, low: Fraction | int, high: Fraction | int) -> Num:
        causes = NONE if low == high else frozenset({Cause("fact", spec.name)})
        return Num(low, high, causes)


def some(edition: Edition, seed: int, size: int) -> Sequence[Case]:
    """Cases of one edition."""
    maker = Maker(edition, seed)
    return [maker.case(i) for i in range(size)]


def for_table(edition: Edition, where: Jurisdiction, seed: int, size: int) -> list[Case]:
    """Cases of one edition as rows of a table: days around every change of rules, some with the edition named."""
    maker, out = Maker(edition, seed), []
    days = [d for e in where.editions for d in (*e.first_day, *e.last_day) if d]
    for i in range(size):
        case, rng = maker.case(i), maker.rng
        facts = dict(case.facts)
        if days and rng.random() < 0.7:
            day = max(1, rng.choice(days) + rng.choice((-1, 0, 1, 40)))
            facts[where.chosen_by] = Num(day, day)
        named = edition.id if rng.random() < 0.3 else ""
        out.append(replace(case, jurisdiction=where.file, facts=facts, edition=named))
    return out


def typed(
    cases: Sequence[Case], vocabulary: Vocabulary
) -> tuple[pl.DataFrame, dict[str, list[str | frozenset[str]]]]:
    """Cases as typed columns, as a table has them after reading."""
    levels: dict[str, list[str | frozenset[str]]] = {}
    columns: dict[str, pl.Series] = {}
    for name in sorted({f for c in cases for f in c.facts}):
        spec = vocabulary.facts[name]
        found = [c.facts.get(name) for c in cases]
        if spec.type.kind == "boolean":
            columns[name] = pl.Series(
                [None if v is None else v.true for v in found], dtype=pl.Boolean
            )  # type: ignore[union-attr]
        elif spec.type.kind in ("choice", "set"):
            columns[name] = _coded(found, levels.setdefault(name, []))
        else:
            _numbers(name, found, grid(spec), columns)
    decided = [c.decided.get("") for c in cases]
    sums = [None if d is None else int((d.amount or 0) * 100) for d in decided]
    columns["#decided"] = pl.Series(sums, dtype=pl.Int64)
    columns["#already_paid"] = pl.Series([int(c.already_paid * 100) or None for c in cases], dtype=pl.Int64)  # fmt: skip
    columns["#jurisdiction"] = pl.Series([c.jurisdiction for c in cases], dtype=pl.String)
    columns["#edition"] = pl.Series([c.edition or None for c in cases], dtype=pl.String)
    return pl.DataFrame([s.alias(n) for n, s in columns.items()]), levels


def _coded(found: Sequence[Value | None], levels: list[str | frozenset[str]]) -> pl.Series:
    out: list[int | None] = []
    for value in found:
        if value is None:
            out.append(None)
            continue
        level = next(iter(value.codes)) if isinstance(value, Choice) else value.must  # type: ignore[union-attr]
        if level not in levels:
            levels.append(level)
        out.append(levels.index(level))
    return pl.Series(out, dtype=pl.Int32)


def _numbers(
    name: str, found: Sequence[Value | None], by: int, columns: dict[str, pl.Series]
) -> None:
    def on(end: Fraction | int | None) -> int | None:
        return None if end is None else int(end * by)

    nums = [v if isinstance(v, Num) else None for v in found]
    wide = [v is not None and not v.point for v in nums]
    points = [None if v is None or w else on(v.low) for v, w in zip(nums, wide, strict=True)]
    columns[name] = pl.Series(points, dtype=pl.Int64)
    if any(wide):
        columns[f"{name}:range"] = pl.Series(wide, dtype=pl.Boolean)
        for side in ("low", "high"):
            ends = [on(getattr(v, side)) if w else None for v, w in zip(nums, wide, strict=True)]
            columns[f"{name}:{side}"] = pl.Series(ends, dtype=pl.Int64)


def columns_of(
    edition: Edition, seed: int, rows: int
) -> tuple[pl.DataFrame, dict[str, list[str | frozenset[str]]]]:
    """Typed columns of any height, drawn from a few hundred values of each fact: ties and boundaries come often."""
    maker = Maker(edition, seed)
    rng, vocabulary = maker.rng, edition.program.vocabulary
    levels: dict[str, list[str | frozenset[str]]] = {}
    columns: dict[str, pl.Series] = {}
    for name in maker.facts:
        spec = vocabulary.facts[name]
        if spec.type.kind == "rows":
            continue
        pool = [maker.value(spec, ranges=True) for _ in range(200)] + [None] * 20
        few: dict[str, pl.Series] = {}
        if spec.type.kind == "boolean":
            few[name] = pl.Series([None if v is None else v.true for v in pool], dtype=pl.Boolean)  # type: ignore[union-attr]
        elif spec.type.kind in ("choice", "set"):
            few[name] = _coded(pool, levels.setdefault(name, []))
        else:
            _numbers(name, pool, grid(spec), few)
        at = pl.Series([rng.randrange(len(pool)) for _ in range(rows)], dtype=pl.UInt32)
        columns |= {key: series.gather(at) for key, series in few.items()}
    sums = pl.Series([None, None, *(int(maker.amount() * 100) for _ in range(40))], dtype=pl.Int64)
    for name in ("#decided", "#already_paid"):
        at = pl.Series([rng.randrange(len(sums)) for _ in range(rows)], dtype=pl.UInt32)
        columns[name] = sums.gather(at)
    found = pl.DataFrame([s.alias(n) for n, s in columns.items()])
    # What is beyond the bounds of a graph never gets there.
    numbers = [c for c, t in found.schema.items() if t == pl.Int64]
    return found.with_columns(pl.col(numbers).clip(0, 10**9)), levels
