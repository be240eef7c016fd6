"""Read cases: files with Chinese or English keys, JSON, plain dictionaries, words from the shell."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from typing import Any

from ecoreward.engine.identity import is_id, looks_like_identity, name_in_id
from ecoreward.engine.private import (
    BOTH,
    IDENTITY_KEYS,
    KEYS,
    at_key,
    close,
    private,
    value_at,
    word,
)
from ecoreward.engine.python_data import MOST_PROBLEMS, Names, item_of
from ecoreward.engine.read_value import kind_of, masked, shown
from ecoreward.policy.reader import Item, Mapping, Scalar, Sequence, read, walk
from ecoreward.problems import Place, Problem

MOST_SIGNS = 1_000  # of one value: longer ones are no facts
_CASE = {"zh": "案件", "en": "the case"}


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
    known_on: Item | None = None


def read_cases(
    data: bytes | str, file: str, allow: Dict[str, str] | None = None, names: Names = tuple
) -> tuple[tuple[Raw, ...], tuple[Problem, ...]]:
    """All cases of a file: one mapping or a list.

    `allow` names further keys (of test files), `names` the facts that a broken line may show.
    """
    item, problems = read(data, file)
    known = tuple(names()) if problems else ()
    found = [private(p, known) for p in problems]
    if item is None or any(p.severity == "error" for p in problems):
        return (), tuple(found)
    return _cases(item, found, allow or {}, names)


def cases_of(
    data: Any, file: str = "", names: Names = tuple
) -> tuple[tuple[Raw, ...], tuple[Problem, ...]]:
    """Cases from Python data; `names` are the facts that a problem may show."""
    problems: list[Problem] = []
    item = item_of(data, Place(file), problems, names)
    if not problems:
        return _cases(item, problems, {}, names)
    if not isinstance(item, Mapping) or {p.code for p in problems} - _LEAVES:
        return (), tuple(problems)
    # One value is of no use; what else is wrong with the case is told in the same go.
    raw = _raw(item, {}, names)
    return (replace(raw, problems=(*problems, *raw.problems)),), ()


_LEAVES = {"case.float", "case.python-type"}


def _cases(
    item: Item, problems: list[Problem], allow: Dict[str, str], names: Names
) -> tuple[tuple[Raw, ...], tuple[Problem, ...]]:
    items = item.items if isinstance(item, Sequence) else (item,)
    if not items:
        problems.append(Problem("case.empty", item.place))
    out = []
    for one in items:
        if isinstance(one, Mapping):
            out.append(_raw(one, allow, names))
        elif len(problems) < MOST_PROBLEMS:
            problems.append(Problem("case.want-case", masked(one.place, "")))
    return tuple(out), tuple(problems)


def _raw(item: Mapping, allow: Dict[str, str], names: Names) -> Raw:
    problems: list[Problem] = []
    parts: dict[str, Item] = {}
    rest: list[tuple[Scalar, Item]] = []
    for key, value in item.items:
        name = KEYS.get(key.value, "")
        if name and name in parts:
            problems.append(Problem("case.key-twice", at_key(key, KEYS), {"key": key.value}))
        elif name:
            parts[name] = value
        elif key.value in allow:
            rest.append((key, value))
        elif len(problems) < MOST_PROBLEMS and _sound(key, _CASE, masked(key.place, ""), problems):
            problems.append(_unknown_key(key, names))
    spelt = {KEYS[k.value]: k.value for k, _ in reversed(item.items) if k.value in KEYS}
    for name in [n for n in parts if n not in ("facts", "note")]:
        if not _sound(parts[name], BOTH[name], value_at(parts[name].place), problems):
            del parts[name]
    words = {n: _word(parts.get(n), problems, n) for n in ("case", "jurisdiction", "edition")}
    for name, text in words.items():
        code = _unfit(name, text)
        if code:
            place = masked(parts[name].place, spelt[name])
            problems.append(Problem(code, place, {"key": spelt[name]}))
            words[name] = ""
    facts = parts.get("facts")
    if facts is not None and not isinstance(facts, Mapping):
        if not (isinstance(facts, Scalar) and not facts.value):
            problems.append(
                Problem("case.facts-kind", value_at(facts.place), {"have": kind_of(facts)})
            )
        facts = None
    return Raw(
        words["case"], words["jurisdiction"], words["edition"],
        _sound_facts(facts, problems) if facts is not None else (),
        parts.get("decided"), parts.get("already_paid"), masked(item.place, ""), tuple(rest),
        shown(parts["jurisdiction"].place, spelt["jurisdiction"])
        if words["jurisdiction"] else masked(item.place, ""),
        tuple(problems), parts.get("known_on"),
    )  # fmt: skip


def _unfit(name: str, text: str) -> str:
    """What is wrong with a case number, jurisdiction or edition as such; nothing if it may be kept."""
    own = name == "case" and text != ""
    if looks_like_identity(text) or (own and name_in_id(text)):
        return "case.identity-in-id"
    return "case.id-form" if own and not is_id(text) else ""


def _sound_facts(facts: Mapping, problems: list[Problem]) -> tuple[tuple[Scalar, Item], ...]:
    """The facts without those whose text is too long or broken."""
    out = []
    label = BOTH["facts"]
    for key, item in facts.items:
        place = masked(item.place, "")
        if _sound(key, label, place, problems) and _sound(item, label, place, problems):
            out.append((key, item))
    return tuple(out)


def _sound(item: Item, label: Dict[str, str], place: Place, problems: list[Problem]) -> bool:
    """Whether the texts of an item are whole and not endless."""
    for one in walk(item):
        if not isinstance(one, Scalar):
            continue
        code = ""
        if len(one.value) > MOST_SIGNS:
            code = "case.too-long"
        elif re.search("[\ud800-\udfff]", one.value):
            code = "case.broken-text"
        if code:
            if len(problems) < MOST_PROBLEMS:
                params = {"key": dict(label), "limit": f"{MOST_SIGNS:,}"}
                problems.append(Problem(code, place, params))
            return False
    return True


def _unknown_key(key: Scalar, names: Names) -> Problem:
    if looks_like_identity(key.value):
        return Problem("case.identity-key", masked(key.place, ""))
    near = close(key.value, [k for k in KEYS if k != "note"])
    if IDENTITY_KEYS.search(key.value):
        return Problem("case.identity-key", replace(key.place, text=""))
    known = frozenset(KEYS).union(names())  # a fact may stand at the wrong depth
    params = {"key": word(key.value, known), "keys": list(BOTH.values())}
    return Problem("case.unknown-key", at_key(key, known), params, suggestions=near)


def _word(item: Item | None, problems: list[Problem], key: str) -> str:
    if item is None:
        return ""
    if isinstance(item, Scalar):
        return item.value.strip()
    problems.append(
        Problem("case.want-word", value_at(item.place), {"key": BOTH[key], "have": kind_of(item)})
    )
    return ""
