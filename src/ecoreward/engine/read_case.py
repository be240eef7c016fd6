"""Read cases: files with Chinese or English keys, JSON, plain dictionaries, words from the shell."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ecoreward.engine.private import (
    BOTH,
    IDENTITY_KEYS,
    KEYS,
    at_key,
    is_name,
    looks_like_identity,
    private,
    value_at,
)
from ecoreward.engine.read_value import (
    kind_of,
    masked,
    shown,
)
from ecoreward.money import Money, text_of
from ecoreward.policy.reader import Item, Mapping, Scalar, Sequence, read
from ecoreward.problems import Place, Problem, nearest


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


def read_cases(
    data: bytes | str, file: str, allow: Dict[str, str] | None = None
) -> tuple[tuple[Raw, ...], tuple[Problem, ...]]:
    """All cases of a file: one mapping or a list. `allow` names further keys (of test files)."""
    item, problems = read(data, file)
    found = [private(p) for p in problems]
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
            problems.append(Problem("case.key-twice", at_key(key), {"key": key.value}))
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
                Problem("case.facts-kind", value_at(facts.place), {"have": kind_of(facts)})
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


def _unknown_key(key: Scalar, names: list[str]) -> Problem:
    if looks_like_identity(key.value):
        return Problem("case.identity-key", masked(key.place, ""))
    if IDENTITY_KEYS.search(key.value) and not nearest(key.value, names):
        return Problem("case.identity-key", replace(key.place, text=""))
    name = key.value if is_name(key.value) else "…"
    return Problem(
        "case.unknown-key",
        at_key(key),
        {"key": name, "keys": list(BOTH.values())},
        suggestions=nearest(key.value, names),
    )


def _word(item: Item | None, problems: list[Problem], key: str) -> str:
    if item is None:
        return ""
    if isinstance(item, Scalar):
        return item.value.strip()
    problems.append(
        Problem("case.want-word", value_at(item.place), {"key": BOTH[key], "have": kind_of(item)})
    )
    return ""


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
    named = key if is_name(key) and not looks_like_identity(key) else "…"
    problems.append(Problem(code, place, {"type": type(data).__name__, "key": named}))
    return Scalar("", place, plain=True)
