"""What a fact is when nothing is said of it: presumed, or anything it could be."""

from __future__ import annotations

from fractions import Fraction

from ecoreward.engine.values import Cause, Choice, Num, Rows, SetOf, Truth, Value, maybe, truth
from ecoreward.policy.vocabulary_types import FactSpec, Vocabulary


def presumed_value(spec: FactSpec) -> Truth | Num:
    """The value that silence gives a fact with a presumption."""
    if isinstance(spec.presume, bool):
        return truth(spec.presume)
    assert spec.presume is not None
    return Num(Fraction(spec.presume), Fraction(spec.presume))


def unknown(spec: FactSpec, vocabulary: Vocabulary) -> Value:
    """Everything the fact could be, with the fact itself as the cause."""
    cause = frozenset({Cause("fact", spec.name)})
    match spec.type.kind:
        case "boolean":
            return maybe(cause)
        case "choice":
            return Choice(frozenset(spec.values), cause)
        case "set":
            return SetOf(frozenset(), frozenset(vocabulary.terms), cause)
        case "rows":
            return Rows((), False, cause)
        case _:
            return Num(spec.low, spec.high, cause)
