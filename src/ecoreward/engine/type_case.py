"""Give a case's facts, figures and payments their types by the vocabulary; every problem at once."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from ecoreward.engine.case import Case, Decided
from ecoreward.engine.identity import looks_like_identity
from ecoreward.engine.private import (
    BOTH,
    hidden_key,
    value_at,
)
from ecoreward.engine.python_data import MOST_PROBLEMS
from ecoreward.engine.read_case import Raw
from ecoreward.engine.read_value import (
    Unreadable,
    amount,
    day,
    folded_money,
    masked,
    number_text,
    smallest,
)
from ecoreward.engine.type_facts import Extra, personal, typed_facts
from ecoreward.policy.reader import Item, Scalar, Sequence
from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.problems import Problem

_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([%‰])\Z")


def typed(
    raw: Raw, vocabulary: Vocabulary, currency: str, extra: Extra = "error"
) -> tuple[Case | None, tuple[Problem, ...]]:
    """The case with its facts typed by the vocabulary; every problem at once."""
    facts, places, found = typed_facts(raw.facts, vocabulary, currency, extra)
    problems: list[Problem] = [*raw.problems, *found]
    decided = _decided(raw.decided, currency, problems)
    paid = _paid(raw.already_paid, currency, problems)
    known_on = _known_on(raw.known_on, problems)
    if problems:
        return None, tuple(problems)
    return Case(
        raw.id, raw.jurisdiction, raw.edition, facts, decided, paid, places,
        masked(raw.place, ""), known_on,
    ), ()  # fmt: skip


def _known_on(item: Item | None, problems: list[Problem]) -> int | None:
    """The day up to which rules count as known: one day, no stretch of days."""
    if item is None or (isinstance(item, Scalar) and not item.value):
        return None
    try:
        if not isinstance(item, Scalar):
            raise Unreadable("case.known-on-form")
        found = day(unicodedata.normalize("NFKC", item.value).strip())
        if not found.point or found.low is None:
            raise Unreadable("case.known-on-form")
    except Unreadable as bad:
        code = "case.no-such-day" if bad.code == "case.no-such-day" else "case.known-on-form"
        params = {"fact": dict(BOTH["known_on"])} if code == "case.no-such-day" else {}
        problems.append(Problem(code, value_at(item.place), params))
        return None
    return int(found.low)


def _paid(item: Item | None, currency: str, problems: list[Problem]) -> Fraction:
    if item is None or (isinstance(item, Scalar) and not item.value):
        return Fraction(0)
    from ecoreward.money import minor_unit

    try:
        item = folded_money(item, currency)
        if not isinstance(item, Scalar):
            raise Unreadable("case.want-money")
        if personal(item, currency):
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
    if personal(item, currency):
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
