"""Facts of a case, and of each row in it, read by the vocabulary; every problem at once.

A value that cannot be read is told by its fact and its kind, never shown, unless it is a slip of one
of a closed list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from ecoreward.engine.identity import looks_like_identity, number_is_identity
from ecoreward.engine.private import IDENTITY_KEYS, at_key, close, is_slip, value_at, word
from ecoreward.engine.python_data import MOST_PROBLEMS
from ecoreward.engine.read_value import kind_of, masked, read_value, shown
from ecoreward.engine.rows import column_name
from ecoreward.engine.values import Cause, Rows, Value
from ecoreward.policy.cost import MOST_ROWS
from ecoreward.policy.reader import Item, Mapping, Scalar, Sequence, walk
from ecoreward.policy.vocabulary_types import FactSpec, Vocabulary
from ecoreward.problems import Place, Problem

Extra = Literal["error", "ignore"]
Pairs = Iterable[tuple[Scalar, Item]]
Facts = tuple[dict[str, Value], dict[str, Place], list[Problem]]

ANSWERS = ("是", "否", "true", "false", "yes", "no")


def typed_facts(
    pairs: Pairs,
    vocabulary: Vocabulary,
    currency: str,
    extra: Extra = "error",
    row_of: FactSpec | None = None,
) -> Facts:
    """The values of facts by code, where each stands, and what is wrong; `row_of`: in one of its rows."""
    facts: dict[str, Value] = {}
    places: dict[str, Place] = {}
    problems: list[Problem] = []
    for key, item in pairs:
        if len(problems) >= MOST_PROBLEMS:
            break
        code = vocabulary.spellings.get(key.value, "")
        if not code:
            if extra == "error":
                problems.append(_unknown_fact(key, vocabulary))
            continue
        spec = vocabulary.facts[code]
        if row_of is not None and code not in row_of.columns:
            if extra == "error":
                problems.append(_no_column(key, spec, row_of, vocabulary))
            continue
        if code in places:
            problems.append(
                Problem(
                    "case.fact-twice", at_key(key, vocabulary.spellings), {"fact": spec.label},
                    related=(places[code],),
                )
            )  # fmt: skip
            continue
        places[code] = masked(item.place, key.value)
        if spec.type.kind == "rows":
            rows, found = _rows(spec, item, places[code], vocabulary, currency, extra)
            problems += found
            if rows is not None:
                facts[code] = rows
            continue
        value, problem = _value(key, item, spec, places[code], vocabulary, currency)
        if problem is not None:
            problems.append(problem)
        elif value is not None:
            facts[code] = value
    return facts, places, problems


def _value(
    key: Scalar, item: Item, spec: FactSpec, place: Place, vocabulary: Vocabulary, currency: str
) -> tuple[Value | None, Problem | None]:
    if spec.type.kind in ("money", "number", "integer") and personal(item, currency):
        return None, Problem("case.identity-value", place, {"fact": spec.label})
    value, problem = read_value(spec, item, vocabulary, currency)
    if problem is None:
        return value, None
    where = _closed(problem.place, spec, vocabulary, key.value) or place
    return None, replace(problem, place=where)


def _rows(
    spec: FactSpec,
    item: Item,
    place: Place,
    vocabulary: Vocabulary,
    currency: str,
    extra: Extra,
) -> tuple[Rows | None, list[Problem]]:
    """The rows of a list of mappings; one mapping is one row; left empty: unknown."""
    if isinstance(item, Scalar) and not item.value.strip():
        return None, []
    items = item.items if isinstance(item, Sequence) else (item,)
    if len(items) > MOST_ROWS:
        params = {"fact": spec.label, "most": MOST_ROWS}
        return None, [Problem("case.too-many-rows", place, params)]
    rows: list[dict[str, Value]] = []
    problems: list[Problem] = []
    for one in items:
        if not isinstance(one, Mapping):
            params = {"fact": spec.label, "have": kind_of(one)}
            problems.append(Problem("case.row-kind", value_at(one.place), params))
            continue
        facts, _, found = typed_facts(one.items, vocabulary, currency, extra, spec)
        number = len(rows) + 1
        rows.append({c: _of_row(v, column_name(spec.name, number, c)) for c, v in facts.items()})
        problems += found
    return Rows(tuple(rows)), problems[:MOST_PROBLEMS]


def _of_row(value: Value, path: str) -> Value:
    """A value known in part is open as a column of its row, not as the fact of the whole case."""
    return replace(value, causes=frozenset({Cause("fact", path)})) if value.causes else value


def _no_column(key: Scalar, spec: FactSpec, rows: FactSpec, vocabulary: Vocabulary) -> Problem:
    names = [dict(vocabulary.facts[c].label) for c in rows.columns]
    params = {"fact": spec.label, "rows": rows.label, "names": names}
    return Problem("case.row-column", at_key(key, vocabulary.spellings), params)


def personal(item: Item, currency: str) -> bool:
    """Whether a number is a person's; sums of eleven digits are usual in some currencies."""
    mobiles = currency == "CNY"
    return any(
        isinstance(i, Scalar) and number_is_identity(i.value, mobiles=mobiles) for i in walk(item)
    )


def _closed(place: Place, spec: FactSpec, vocabulary: Vocabulary, key: str) -> Place | None:
    """The place of a wrong value, with the value where it is a slip of one of a closed list."""
    kind = spec.type.kind
    if kind not in ("boolean", "choice", "set") or not place.text:
        return None
    names = ANSWERS if kind == "boolean" else vocabulary.codes[spec.name]
    value = place.text[max(0, place.column - 1) :][: place.length].strip("\"' ")
    return shown(place, key) if is_slip(value, names) else masked(place, key)


def _unknown_fact(key: Scalar, vocabulary: Vocabulary) -> Problem:
    names = vocabulary.spellings
    near = close(key.value, names)
    if looks_like_identity(key.value) or IDENTITY_KEYS.search(key.value):
        return Problem("case.identity-key", replace(key.place, text=""))
    return Problem(
        "case.unknown-fact", at_key(key, names), {"fact": word(key.value, names)}, suggestions=near
    )
