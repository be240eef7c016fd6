"""The inputs of a graph for one case: its facts as integers, flags and masks."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ecoreward.columns.decide import Lowered
from ecoreward.columns.paying import PAID
from ecoreward.columns.shape import MOST, Mode, Shape, bounds, grid
from ecoreward.columns.steps import DECIDED
from ecoreward.engine.case import Case
from ecoreward.engine.values import Choice, Num, Rows, SetOf, Truth, Value
from ecoreward.policy.vocabulary_types import FactSpec, Vocabulary


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
            ends = [e for e in (low, high) if e is not None]
            least, most = bounds(spec)
            by = grid(spec)
            if not all(_on_grid(e, by) and least <= e * by <= most for e in ends):
                return None
            return "given" if value.point else "part"
    return None


def _on_grid(value: Fraction | int, by: int) -> bool:
    return (Fraction(value) * by).denominator == 1 and value * by <= MOST


def inputs_of(case: Case, lowered: Lowered) -> dict[str, int]:
    """Each input by name; facts that the case gives are in the shape of the graph."""
    out: dict[str, int] = {}
    vocabulary = lowered.edition.program.vocabulary
    for name, value in case.facts.items():
        _fact(out, name, value, vocabulary.facts[name], lowered)
    for name in lowered.shape.facts:
        if name not in case.facts:
            _silent(out, name, vocabulary.facts[name], lowered)
    decided = case.decided.get("")
    out[f"{DECIDED}?"] = decided is not None
    out[DECIDED] = int((decided.amount or 0) * 100) if decided is not None else 0
    out[PAID] = int(case.already_paid * 100)
    return out


def _fact(out: dict[str, int], name: str, value: Value, spec: FactSpec, lowered: Lowered) -> None:
    out[f"{name}?"] = True
    match value:
        case Truth():
            out[name] = value.true
        case Choice() | SetOf():
            for i, questions in enumerate(lowered.masks.get(name, ())):
                out[f"{name}#{i}"] = sum(q.holds(value) << b for b, q in enumerate(questions))
            if isinstance(value, SetOf):
                out[f"{name}#n"] = len(value.must)
        case Num(low=low, high=high):
            by = grid(spec)
            out[name] = int((low or 0) * by)
            out[f"{name}:low"], out[f"{name}:low~"] = int((low or 0) * by), low is None
            out[f"{name}:high"], out[f"{name}:high~"] = int((high or 0) * by), high is None


def _silent(out: dict[str, int], name: str, spec: FactSpec, lowered: Lowered) -> None:
    """What stands in the columns of a fact that a row does not give; never looked at."""
    low, _ = bounds(spec)
    for key in (name, f"{name}:low", f"{name}:high"):
        out[key] = low if spec.type.kind != "boolean" else 0
    out[f"{name}?"] = out[f"{name}:low~"] = out[f"{name}:high~"] = False
    for i in range(len(lowered.masks.get(name, ()))):
        out[f"{name}#{i}"] = 0
    out[f"{name}#n"] = 0


def names(lowered: Lowered) -> Mapping[str, int]:
    """The names of the inputs that the graph reads, with their places."""
    from ecoreward.columns.graph import reached

    found = [str(n.value) for n in reached(lowered.outputs.values()) if n.op == "in"]
    return {n: i for i, n in enumerate(found)}
