"""Give a case's facts, figures and payments their types by the vocabulary; every problem at once."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from ecoreward.engine.case import Case, Decided
from ecoreward.engine.private import IDENTITY_KEYS, at_key, is_name, looks_like_identity, value_at
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
from ecoreward.policy.reader import Item, Scalar, Sequence
from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.problems import Place, Problem, nearest

Extra = Literal["error", "ignore"]


_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([%‰])\Z")


def typed(
    raw: Raw, vocabulary: Vocabulary, currency: str, extra: Extra = "error"
) -> tuple[Case | None, tuple[Problem, ...]]:
    """The case with its facts typed by the vocabulary; every problem at once."""
    problems: list[Problem] = list(raw.problems)
    facts: dict[str, Value] = {}
    places: dict[str, Place] = {}
    for key, item in raw.facts:
        code = vocabulary.spellings.get(key.value, "")
        if not code:
            if extra == "error":
                problems.append(_unknown_fact(key, vocabulary))
            continue
        if code in places:
            problems.append(
                Problem(
                    "case.fact-twice",
                    at_key(key),
                    {"fact": vocabulary.facts[code].label},
                    related=(places[code],),
                )
            )
            continue
        places[code] = masked(item.place, key.value)
        spec = vocabulary.facts[code]
        value, problem = read_value(spec, item, vocabulary, currency)
        if problem is not None:
            closed = spec.type.kind in ("boolean", "choice", "set")
            if closed and problem.place.text:
                problem = replace(problem, place=shown(problem.place, key.value))
                closed = not looks_like_identity(problem.place.text)
            problems.append(problem if closed else replace(problem, place=places[code]))
        elif value is not None:
            facts[code] = value
    decided = _decided(raw.decided, currency, problems)
    paid = _paid(raw.already_paid, currency, problems)
    if problems:
        return None, tuple(problems)
    return Case(
        raw.id, raw.jurisdiction, raw.edition, facts, decided, paid, places, masked(raw.place, "")
    ), ()


def _unknown_fact(key: Scalar, vocabulary: Vocabulary) -> Problem:
    names = vocabulary.spellings
    if looks_like_identity(key.value) or (
        IDENTITY_KEYS.search(key.value) and not nearest(key.value, names)
    ):
        return Problem("case.identity-key", replace(key.place, text=""))
    name = key.value if is_name(key.value) else "…"
    return Problem(
        "case.unknown-fact", at_key(key), {"fact": name}, suggestions=nearest(key.value, names)
    )


def _paid(item: Item | None, currency: str, problems: list[Problem]) -> Fraction:
    if item is None or (isinstance(item, Scalar) and not item.value):
        return Fraction(0)
    from ecoreward.money import minor_unit

    try:
        item = folded_money(item, currency)
        if not isinstance(item, Scalar):
            raise Unreadable("case.want-money")
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
        one = _entry(item, problems)
        return {"": one} if one else {}
    if isinstance(item, Sequence):
        problems.append(Problem("case.decided-list", value_at(item.place)))
        return {}
    out = {}
    for key, value in item.items:
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
        entry = _entry(value, problems, key.value)
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


def _entry(item: Scalar, problems: list[Problem], key: str = "") -> Decided | None:
    text = item.value.strip()
    place = masked(item.place, key) if key else value_at(item.place)
    if text.lower() in ("是", "true", "yes"):
        return Decided(answer=True, place=place)
    if text.lower() in ("否", "false", "no"):
        return Decided(answer=False, place=place)
    share = _PERCENT.match(number_text(text))
    if share:
        return Decided(rate=Fraction(share[1]) / (100 if share[2] == "%" else 1000), place=place)
    try:
        return Decided(amount=amount(text), place=place)
    except Unreadable:
        pass
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        return Decided(reading=text, place=place)
    problems.append(Problem("case.decided-form", place))
    return None
