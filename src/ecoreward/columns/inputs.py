"""The inputs of a graph for one case: its facts as integers, flags and masks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from ecoreward.columns.decide import Lowered
from ecoreward.columns.paying import PAID
from ecoreward.columns.shape import MOST, Mode, Shape, bounds, grid
from ecoreward.columns.steps import DECIDED
from ecoreward.engine.case import Case
from ecoreward.engine.values import Choice, Num, Rows, SetOf, Truth, Value
from ecoreward.policy.vocabulary_types import FactSpec, Vocabulary

Reader = Callable[[Case], Sequence[int] | None]
Get = Callable[[Case], int]


def shape_of(case: Case, vocabulary: Vocabulary, *, presume: bool) -> Shape | None:
    """The shape of one case; None where only the reference can take it."""
    facts: dict[str, Mode] = {}
    for name, value in case.facts.items():
        mode = _mode(value, vocabulary.facts[name])
        if mode is None:
            return None
        facts[name] = mode
    decided = case.decided.get("")
    if case.known_on is not None or (case.decided and decided is None) or len(case.decided) > 1:
        return None
    if decided is not None and (decided.amount is None or not _on_grid(decided.amount, 100)):
        return None
    if not _on_grid(case.already_paid, 100):
        return None
    return Shape(facts, decided is not None, bool(case.already_paid), bool(case.edition), presume)


def _mode(value: Value, spec: FactSpec) -> Mode | None:
    match value:
        case Truth():
            return None if value.true and value.false else "given"
        case Choice() | SetOf():
            return "given" if value.point else None
        case Rows():
            return None
        case Num(low=low, high=high):
            least, most = bounds(spec)
            by = grid(spec)
            for end in (low, high):
                if end is not None and not (_whole(end, by) and least <= end * by <= most):
                    return None
            return "given" if value.point else "part"
    return None


def _whole(value: Fraction | int, by: int) -> bool:
    return by % value.denominator == 0


def _on_grid(value: Fraction | int, by: int) -> bool:
    return _whole(value, by) and value * by <= MOST


def reader(lowered: Lowered, names: Sequence[str]) -> Reader:
    """How the inputs of a graph are read from a case of its shape; None where a number is beyond it."""
    vocabulary = lowered.edition.program.vocabulary
    getters = [_getter(name, lowered, vocabulary) for name in names]
    checks = [
        (n, grid(vocabulary.facts[n]), *bounds(vocabulary.facts[n], lowered.most))
        for n in lowered.shape.facts
        if vocabulary.facts[n].type.kind in ("money", "number", "integer")
    ]
    sums = lowered.shape.decided or lowered.shape.paid
    if lowered.most >= MOST:
        return lambda case: [get(case) for get in getters]

    def read(case: Case) -> Sequence[int] | None:
        for name, by, low, high in checks:
            value = case.facts.get(name)
            assert isinstance(value, Num)
            for end in (value.low, value.high):
                if end is not None and not low <= end * by <= high:
                    return None
        if sums and max(_sum(case), case.already_paid) * 100 > lowered.most:
            return None
        return [get(case) for get in getters]

    return read


def _sum(case: Case) -> Fraction:
    decided = case.decided.get("")
    return decided.amount or Fraction(0) if decided is not None else Fraction(0)


def _getter(name: str, lowered: Lowered, vocabulary: Vocabulary) -> Get:
    if name == PAID:
        return lambda case: int(case.already_paid * 100)
    if name == DECIDED:
        return lambda case: int(_sum(case) * 100)
    if name == f"{DECIDED}?":
        return lambda case: bool(case.decided)
    base, mark, place = name.partition("#")
    if mark:
        return _mask(base, place, lowered)
    if name.endswith("?"):
        return lambda case: name[:-1] in case.facts
    base, colon, end = name.partition(":")
    spec = vocabulary.facts[base]
    if spec.type.kind == "boolean":
        return lambda case: getattr(case.facts[base], "true")  # noqa: B009 - the type is known here
    return _end(base, grid(spec), end if colon else "low")


def _end(name: str, by: int, end: str) -> Get:
    """An end of a number on its grid, or whether it has none."""
    low, asked = end.startswith("low"), end.endswith("~")

    def get(case: Case) -> int:
        value = case.facts[name]
        assert isinstance(value, Num)
        found = value.low if low else value.high
        if asked:
            return found is None
        return 0 if found is None else int(found * by)

    return get


def _mask(fact: str, place: str, lowered: Lowered) -> Get:
    """The mask of a set or a choice, asked once for each value."""
    seen: dict[frozenset[str], int] = {}
    questions = lowered.masks[fact][int(place)] if place != "n" else ()

    def get(case: Case) -> int:
        value = case.facts[fact]
        assert isinstance(value, (Choice, SetOf))
        key = value.codes if isinstance(value, Choice) else value.must
        if place == "n":
            return len(key)
        if key not in seen:
            seen[key] = sum(q.holds(value) << b for b, q in enumerate(questions))
        return seen[key]

    return get
