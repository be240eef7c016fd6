"""Give a case's facts, figures and payments their types by the vocabulary; every problem at once."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from ecoreward.engine.case import Case, Decided
from ecoreward.engine.identity import looks_like_identity, number_is_identity
from ecoreward.engine.private import (
    IDENTITY_KEYS,
    at_key,
    close,
    hidden_key,
    is_slip,
    value_at,
    word,
)
from ecoreward.engine.python_data import MOST_PROBLEMS
from ecoreward.engine.read_case import Raw
from ecoreward.engine.read_value import (
    Unreadable,
    amount,
    folded_money,
    masked,
    number_text,
    read_value,
    shown,
    smallest,
)
from ecoreward.engine.values import Value
from ecoreward.policy.reader import Item, Scalar, Sequence, walk
from ecoreward.policy.vocabulary_types import FactSpec, Vocabulary
from ecoreward.problems import Place, Problem

Extra = Literal["error", "ignore"]


ANSWERS = ("是", "否", "true", "false", "yes", "no")
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([%‰])\Z")


def typed(
    raw: Raw, vocabulary: Vocabulary, currency: str, extra: Extra = "error"
) -> tuple[Case | None, tuple[Problem, ...]]:
    """The case with its facts typed by the vocabulary; every problem at once."""
    problems: list[Problem] = list(raw.problems)
    facts: dict[str, Value] = {}
    places: dict[str, Place] = {}
    for key, item in raw.facts:
        if len(problems) >= MOST_PROBLEMS:
            break
        code = vocabulary.spellings.get(key.value, "")
        if not code:
            if extra == "error":
                problems.append(_unknown_fact(key, vocabulary))
            continue
        if code in places:
            problems.append(
                Problem(
                    "case.fact-twice",
                    at_key(key, vocabulary.spellings),
                    {"fact": vocabulary.facts[code].label},
                    related=(places[code],),
                )
            )
            continue
        places[code] = masked(item.place, key.value)
        spec = vocabulary.facts[code]
        if spec.type.kind in ("money", "number", "integer") and _personal(item, currency):
            problems.append(Problem("case.identity-value", places[code], {"fact": spec.label}))
            continue
        value, problem = read_value(spec, item, vocabulary, currency)
        if problem is not None:
            place = _closed(problem.place, spec, vocabulary, key.value) or places[code]
            problems.append(replace(problem, place=place))
        elif value is not None:
            facts[code] = value
    decided = _decided(raw.decided, currency, problems)
    paid = _paid(raw.already_paid, currency, problems)
    if problems:
        return None, tuple(problems)
    return Case(
        raw.id, raw.jurisdiction, raw.edition, facts, decided, paid, places, masked(raw.place, "")
    ), ()


def _personal(item: Item, currency: str) -> bool:
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


def _paid(item: Item | None, currency: str, problems: list[Problem]) -> Fraction:
    if item is None or (isinstance(item, Scalar) and not item.value):
        return Fraction(0)
    from ecoreward.money import minor_unit

    try:
        item = folded_money(item, currency)
        if not isinstance(item, Scalar):
            raise Unreadable("case.want-money")
        if _personal(item, currency):
            raise Unreadable("case.identity-value")
        value = amount(item.value)
        if (value / minor_unit(currency)).denominator != 1:
            raise Unreadable("case.too-fine-money", step=smallest(currency))
    except Unreadable as bad:
        code = "case.want-money" if bad.code == "case.want-number" else bad.code
        params = {"fact": {"zh": "已付", "en": "already_paid"}, **bad.params}
        problems.append(Problem(code, value_at(item.place), params))
        return Fraction(0)
    return value


def _decided(item: Item | None, currency: str, problems: list[Problem]) -> dict[str, Decided]:
    """A single figure (key ""), or one entry per node, list or reading."""
    if item is not None:
        item = _one_sum(item, currency, problems)
    if item is None or (isinstance(item, Scalar) and not item.value):
        return {}
    if isinstance(item, Scalar):
        one = _entry(item, currency, problems)
        return {"": one} if one else {}
    if isinstance(item, Sequence):
        problems.append(Problem("case.decided-list", value_at(item.place)))
        return {}
    out = {}
    for key, value in item.items:
        if len(problems) >= MOST_PROBLEMS:
            break
        if looks_like_identity(key.value) or len(key.value) > 60:
            problems.append(Problem("case.identity-key", masked(key.place, "")))
            continue
        folded = _one_sum(value, currency, problems)
        if folded is None:
            continue
        value = folded
        if not isinstance(value, Scalar):
            problems.append(Problem("case.decided-list", masked(value.place, "")))
            continue
        entry = _entry(value, currency, problems, key.value)
        if entry is not None:
            out[key.value] = entry
    return out


def _one_sum(item: Item, currency: str, problems: list[Problem]) -> Item | None:
    try:
        return folded_money(item, currency)
    except Unreadable as bad:
        params = {"fact": {"zh": "裁量", "en": "decided"}, **bad.params}
        problems.append(Problem(bad.code, value_at(item.place), params))
        return None


def _entry(item: Scalar, currency: str, problems: list[Problem], key: str = "") -> Decided | None:
    text = item.value.strip()
    place = masked(item.place, key) if key else value_at(item.place)
    if not text:
        return None  # left empty: not decided
    if text.lower() in ("是", "true", "yes"):
        return Decided(answer=True, place=place)
    if text.lower() in ("否", "false", "no"):
        return Decided(answer=False, place=place)
    share = _PERCENT.match(number_text(text))
    if share:
        return Decided(rate=Fraction(share[1]) / (100 if share[2] == "%" else 1000), place=place)
    if _personal(item, currency):
        label = {"zh": "裁量", "en": "decided"}
        problems.append(Problem("case.identity-value", hidden_key(place, key), {"fact": label}))
        return None
    try:
        return Decided(amount=amount(text), place=place)
    except Unreadable:
        pass
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        return Decided(reading=text, place=place)
    problems.append(Problem("case.decided-form", hidden_key(place, key)))
    return None
