"""Read cases: files with Chinese or English keys, JSON, plain dictionaries, words from the shell."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from ecoreward.engine.case import Case, Decided
from ecoreward.engine.read_value import (
    Unreadable,
    amount,
    folded_money,
    kind_of,
    masked,
    number_text,
    read_value,
    shown,
    smallest,
)
from ecoreward.engine.values import Value
from ecoreward.money import Money, text_of
from ecoreward.policy.reader import Item, Mapping, Scalar, Sequence, read
from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.problems import Place, Problem, nearest

KEYS = {
    "case": "case", "案件": "case", "案件编号": "case",
    "jurisdiction": "jurisdiction", "地区": "jurisdiction",
    "edition": "edition", "版本": "edition",
    "facts": "facts", "事实": "facts",
    "decided": "decided", "裁量": "decided",
    "already_paid": "already_paid", "已付": "already_paid", "已发": "already_paid",
    "note": "note", "备注": "note", "说明": "note",
}  # fmt: skip
_BOTH = {
    "case": {"zh": "案件", "en": "case"},
    "jurisdiction": {"zh": "地区", "en": "jurisdiction"},
    "edition": {"zh": "版本", "en": "edition"},
    "facts": {"zh": "事实", "en": "facts"},
    "decided": {"zh": "裁量", "en": "decided"},
    "already_paid": {"zh": "已付", "en": "already_paid"},
    "note": {"zh": "备注", "en": "note"},
}
Extra = Literal["error", "ignore"]

# What must never be stored, echoed or logged: identity numbers, mobile numbers, bank cards.
_IDENTITY = re.compile(
    r"(?<![0-9])(?:[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9][0-9]{3}[0-9Xx]"
    r"|[1-9][0-9]{14}|(?:\+?86)?1[3-9][0-9]{9}|[1-9][0-9]{15,18})(?![0-9])"
)
_IDENTITY_KEYS = re.compile(
    r"姓名|身份证|证件|手机|电话号|联系电话|联系方式|住址|银行卡|卡号|账号|护照|name|phone|mobile|passport|id_?card|bank", re.I
)  # fmt: skip
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([%‰])\Z")


@dataclass(frozen=True, slots=True)
class Raw:
    """A case as its file has it, before it meets a vocabulary.

    `problems` are those of its own keys; they are told together with those of its facts.
    """

    id: str
    jurisdiction: str
    edition: str
    facts: tuple[tuple[Scalar, Item], ...]
    decided: Item | None
    already_paid: Item | None
    place: Place
    rest: tuple[tuple[Scalar, Item], ...] = ()
    jurisdiction_place: Place = field(default=Place(""), compare=False)
    problems: tuple[Problem, ...] = field(default=(), compare=False)


def looks_like_identity(text: str) -> bool:
    """Whether a text looks like a person's number.

    >>> looks_like_identity("KLMY-2021-01"), looks_like_identity("13800138000")
    (False, True)
    """
    import unicodedata

    return bool(_IDENTITY.search(re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))))


def read_cases(
    data: bytes | str, file: str, allow: Dict[str, str] | None = None
) -> tuple[tuple[Raw, ...], tuple[Problem, ...]]:
    """All cases of a file: one mapping or a list. `allow` names further keys (of test files)."""
    item, problems = read(data, file)
    found = [_private(p) for p in problems]
    if item is None or any(p.severity == "error" for p in problems):
        return (), tuple(found)
    return _cases(item, found, allow or {})


def cases_of(data: Any, file: str = "") -> tuple[tuple[Raw, ...], tuple[Problem, ...]]:
    """Cases from Python data."""
    problems: list[Problem] = []
    item = item_of(data, Place(file), problems)
    if problems:
        return (), tuple(problems)
    return _cases(item, problems, {})


def _cases(
    item: Item, problems: list[Problem], allow: Dict[str, str]
) -> tuple[tuple[Raw, ...], tuple[Problem, ...]]:
    items = item.items if isinstance(item, Sequence) else (item,)
    if not items:
        problems.append(Problem("case.empty", item.place))
    out = []
    for one in items:
        if isinstance(one, Mapping):
            out.append(_raw(one, allow))
        else:
            problems.append(Problem("case.want-case", masked(one.place, "")))
    return tuple(out), tuple(problems)


def _raw(item: Mapping, allow: Dict[str, str]) -> Raw:
    problems: list[Problem] = []
    parts: dict[str, Item] = {}
    rest: list[tuple[Scalar, Item]] = []
    for key, value in item.items:
        name = KEYS.get(key.value, "")
        if name and name in parts:
            problems.append(Problem("case.key-twice", _at_key(key), {"key": key.value}))
        elif name:
            parts[name] = value
        elif key.value in allow:
            rest.append((key, value))
        else:
            problems.append(_unknown_key(key, [k for k in KEYS if k != "note"]))
    id = _word(parts.get("case"), problems, "case")
    for name in ("case", "jurisdiction", "edition"):
        written = parts.get(name)
        if isinstance(written, Scalar) and looks_like_identity(written.value):
            params = {"key": next(k.value for k, v in item.items if v is written)}
            problems.append(
                Problem("case.identity-in-id", masked(written.place, params["key"]), params)
            )
    facts = parts.get("facts")
    if facts is not None and not isinstance(facts, Mapping):
        if not (isinstance(facts, Scalar) and not facts.value):
            problems.append(
                Problem("case.facts-kind", _value_at(facts.place), {"have": kind_of(facts)})
            )
        facts = None
    return Raw(
        id, _word(parts.get("jurisdiction"), problems, "jurisdiction"),
        _word(parts.get("edition"), problems, "edition"),
        facts.items if isinstance(facts, Mapping) else (),
        parts.get("decided"), parts.get("already_paid"), masked(item.place, ""), tuple(rest),
        _shown_at(parts.get("jurisdiction"), item), tuple(problems),
    )  # fmt: skip


def _shown_at(written: Item | None, item: Mapping) -> Place:
    """Where a jurisdiction stands, shown without what else stands on the line."""
    if written is None:
        return masked(item.place, "")
    return shown(written.place, next(k.value for k, v in item.items if v is written))


def _value_at(place: Place) -> Place:
    """The place of the value of one of the case's own keys, its line shown up to the value."""
    head = place.text[: max(0, place.column - 1)]
    found = re.search(r"(\w+)[\"']?\s*[:：]\s*[\[{\"']*\Z", head)
    return masked(place, found[1] if found and found[1] in KEYS else "")


def _is_name(text: str) -> bool:
    """Whether a key can be shown: a short name, not a value that slipped into a key."""
    return re.fullmatch(r"[\w（）() -]{1,40}", text) is not None


def _at_key(key: Scalar) -> Place:
    """The place of a key, its line shown without any value."""
    if not key.place.text or not _is_name(key.value):
        return masked(key.place, "")
    return replace(key.place, text=masked(key.place, "").text[:-1] + f"{key.value}: …")


def _unknown_key(key: Scalar, names: list[str]) -> Problem:
    if looks_like_identity(key.value):
        return Problem("case.identity-key", masked(key.place, ""))
    if _IDENTITY_KEYS.search(key.value) and not nearest(key.value, names):
        return Problem("case.identity-key", replace(key.place, text=""))
    name = key.value if _is_name(key.value) else "…"
    return Problem(
        "case.unknown-key",
        _at_key(key),
        {"key": name, "keys": list(_BOTH.values())},
        suggestions=nearest(key.value, names),
    )


def _word(item: Item | None, problems: list[Problem], key: str) -> str:
    if item is None:
        return ""
    if isinstance(item, Scalar):
        return item.value.strip()
    problems.append(
        Problem("case.want-word", _value_at(item.place), {"key": _BOTH[key], "have": kind_of(item)})
    )
    return ""


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
                    _at_key(key),
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
        _IDENTITY_KEYS.search(key.value) and not nearest(key.value, names)
    ):
        return Problem("case.identity-key", replace(key.place, text=""))
    name = key.value if _is_name(key.value) else "…"
    return Problem(
        "case.unknown-fact", _at_key(key), {"fact": name}, suggestions=nearest(key.value, names)
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
        problems.append(Problem(code, _value_at(item.place), params))
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
        problems.append(Problem("case.decided-list", _value_at(item.place)))
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
        problems.append(Problem(bad.code, _value_at(item.place), params))
        return None


def _entry(item: Scalar, problems: list[Problem], key: str = "") -> Decided | None:
    text = item.value.strip()
    place = masked(item.place, key) if key else _value_at(item.place)
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


def item_of(data: Any, place: Place, problems: list[Problem], key: str = "") -> Item:
    """Python data as items. A binary float is a problem that says what to pass instead."""
    match data:
        case bool():
            return Scalar("true" if data else "false", place, plain=True)
        case None:
            return Scalar("", place, plain=True)
        case int() | str():
            return Scalar(str(data), place, plain=False)
        case Decimal():
            return Scalar(f"{data:f}", place, plain=False)
        case Fraction():
            return Scalar(text_of(data), place, plain=False)
        case Money():
            parts = (("value", str(data.value)), ("currency", data.currency))
            return Mapping(
                tuple((Scalar(k, place, plain=False), Scalar(v, place, plain=False)) for k, v in parts),
                place,
            )  # fmt: skip
        case date():
            return Scalar(data.isoformat()[:10], place, plain=False)
        case Dict():
            pairs = tuple(
                (Scalar(str(k), place, plain=False), item_of(v, place, problems, str(k)))
                for k, v in data.items()
            )
            return Mapping(pairs, place)
        case list() | tuple() | set() | frozenset():
            items = sorted(data) if isinstance(data, (set, frozenset)) else data
            return Sequence(tuple(item_of(v, place, problems, key) for v in items), place)
    code = "case.float" if isinstance(data, float) else "case.python-type"
    named = key if _is_name(key) and not looks_like_identity(key) else "…"
    problems.append(Problem(code, place, {"type": type(data).__name__, "key": named}))
    return Scalar("", place, plain=True)


def _private(problem: Problem) -> Problem:
    """A YAML problem of a case file, without the file's values."""
    keyed = bool(re.search(r"[:：]", problem.place.text))
    params = {
        k: v if k in _SAFE else _hidden_param(k, v, keyed=keyed) for k, v in problem.params.items()
    }
    return replace(
        problem, place=_hidden_place(problem.place), params=params,
        related=tuple(_hidden_place(p) for p in problem.related), suggestions=(),
    )  # fmt: skip


def _hidden_place(place: Place) -> Place:
    return replace(place, text=_hidden_line(place.text))


# Words of the reader's own, never of the file.
_SAFE = frozenset({"line", "limit", "size", "count", "byte", "sign", "close"})


def _hidden_param(name: str, value: Any, *, keyed: bool) -> Any:
    """A parameter without values; where the line has no key, what stands there is a value."""
    if not isinstance(value, str):
        return value
    if not keyed:
        return value if value.rstrip(":： ") in KEYS else _hidden(value)
    return _hidden_key(value) if name in ("key", "word") else _hidden_line(value)


def _hidden_line(text: str) -> str:
    """A line with its first key and no values."""
    colon = re.search(r"[:：]", text)
    if colon is None:
        return str(_hidden(text))
    return _hidden_key(text[: colon.start()]) + colon[0] + str(_hidden(text[colon.end() :]))


def _hidden_key(text: str) -> str:
    known = text.strip().lstrip("-{[ ").strip("\"'")
    short = re.fullmatch(r"\w{1,12}", known) and not re.search(r"[0-9]{4}", known)
    return text if known in KEYS or short else str(_hidden(text))


def _hidden(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return re.sub(r"\w", "·", value)
