"""What a case may never show again: identity numbers, names, values. Places and problems without them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any, TypeAlias

from ecoreward.engine.identity import looks_like_identity, looks_like_name
from ecoreward.engine.read_value import masked
from ecoreward.policy.reader import Scalar
from ecoreward.problems import Place, Problem, nearest

Known: TypeAlias = Collection[str]

KEYS = {
    "case": "case", "案件": "case", "案件编号": "case",
    "jurisdiction": "jurisdiction", "地区": "jurisdiction",
    "edition": "edition", "版本": "edition",
    "known_on": "known_on", "规定截至": "known_on", "规定截至日": "known_on",
    "facts": "facts", "事实": "facts",
    "decided": "decided", "裁量": "decided",
    "already_paid": "already_paid", "已付": "already_paid", "已发": "already_paid",
    "note": "note", "备注": "note", "说明": "note",
}  # fmt: skip


BOTH = {
    "case": {"zh": "案件", "en": "case"},
    "jurisdiction": {"zh": "地区", "en": "jurisdiction"},
    "edition": {"zh": "版本", "en": "edition"},
    "known_on": {"zh": "规定截至", "en": "known_on"},
    "facts": {"zh": "事实", "en": "facts"},
    "decided": {"zh": "裁量", "en": "decided"},
    "already_paid": {"zh": "已付", "en": "already_paid"},
    "note": {"zh": "备注", "en": "note"},
}


IDENTITY_KEYS = re.compile(
    r"姓名|身份证|证件|手机|电话|联系方式|住址|银行卡|卡号|账号|护照|name|phone|mobile|passport|id_?card|bank", re.I
)  # fmt: skip

_LONGEST = 40  # longer names are not compared and not shown

# Words of the reader's own, never of the file.
_SAFE = frozenset({"line", "limit", "size", "count", "byte", "sign", "close"})


def shows(name: str, names: Iterable[str]) -> bool:
    """Whether an unknown name may be shown: a slip of a known one, or a plain word such as `fine-2`.

    What else stands where a name is expected may be a person's: only its length is told.

    >>> shows("罚欵", ["罚款"]), shows("far-cap", []), shows("张伟国", ["罚款"])
    (True, True, False)
    """
    pool = names if isinstance(names, Collection) else tuple(names)
    if name in pool:
        return True
    if len(name) > _LONGEST or looks_like_identity(name) or len(re.findall(r"\d", name)) > 5:
        return False
    return re.fullmatch(r"[a-z][a-z0-9]*(?:[-_/][a-z0-9]+)*", name) is not None or is_slip(
        name, pool
    )


def is_slip(text: str, names: Iterable[str]) -> bool:
    """Whether a text is a known name or one with a slip, and holds nothing besides.

    >>> is_slip("查证熟实", ["查证属实"]), is_slip("张伟国查证属实", ["查证属实"])
    (True, False)
    """
    pool = names if isinstance(names, Collection) else tuple(names)
    if text in pool:
        return True
    if len(text) > _LONGEST or not re.fullmatch(r"[\w（）() -]+", text) or looks_like_name(text):
        return False
    return any(_only_slips(text, name) for name in close(text, pool))


def close(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """The known names most like a text; also for one of two signs with one of them wrong.

    >>> close("罚欵", ["罚款", "查证属实"])
    ('罚款',)
    """
    if len(text) > _LONGEST:
        return ()
    pool = sorted(set(names))
    found = nearest(text, pool)
    if found or len(text) != 2:
        return found
    return tuple(n for n in pool if len(n) == 2 and (n[0] == text[0] or n[1] == text[1]))[:3]


def _only_slips(text: str, name: str) -> bool:
    """Whether what a text has besides a known name is too little to be a person's name."""
    blocks = SequenceMatcher(None, text, name, autojunk=False).get_matching_blocks()
    ends = [0, *(b.a + b.size for b in blocks)]
    runs = [text[end : b.a] for end, b in zip(ends, blocks, strict=False)]
    strange = sum(map(len, runs))
    return strange <= max(1, min(2, len(text) // 4)) and all(
        len(r) < 2 or r.isascii() for r in runs
    )


def word(name: str, names: Iterable[str]) -> str | dict[str, str]:
    """An unknown name as a parameter: itself where it may be shown, else its length.

    >>> word("张伟国", ["罚款"])["en"]
    '… (3 characters)'
    """
    if shows(name, names):
        return name
    plural = "" if len(name) == 1 else "s"
    return {"zh": f"…（{len(name)} 字）", "en": f"… ({len(name)} character{plural})"}


def at_key(key: Scalar, names: Iterable[str]) -> Place:
    """The place of a key, its line shown without any value, and without the key if it is not fit."""
    if not key.place.text or not shows(key.value, names):
        return masked(key.place, "")
    return replace(key.place, text=masked(key.place, "").text[:-1] + f"{key.value}: …")


def private(problem: Problem, names: Iterable[str] = ()) -> Problem:
    """A YAML problem of a case file, without the file's values; `names` are the keys it may show."""
    known = frozenset(KEYS).union(names)
    keyed = bool(re.search(r"[:：]", problem.place.text))
    params = {
        k: v if k in _SAFE else _hidden_param(k, v, known, keyed=keyed)
        for k, v in problem.params.items()
    }
    return replace(
        problem, place=_hidden_place(problem.place, known), params=params,
        related=tuple(_hidden_place(p, known) for p in problem.related), suggestions=(),
    )  # fmt: skip


def _hidden_place(place: Place, known: Known) -> Place:
    return replace(place, text=_hidden_line(place.text, known))


def _hidden_param(name: str, value: Any, known: Known, *, keyed: bool) -> Any:
    """A parameter without values; where the line has no key, what stands there is a value."""
    if not isinstance(value, str):
        return value
    if not keyed:
        return value if value.rstrip(":： ") in known else _hidden(value)
    return _hidden_key(value, known) if name in ("key", "word") else _hidden_line(value, known)


def _hidden_line(text: str, known: Known) -> str:
    """A line with its first key and no values."""
    colon = re.search(r"[:：]", text)
    if colon is None:
        return _hidden(text)
    return _hidden_key(text[: colon.start()], known) + colon[0] + _hidden(text[colon.end() :])


def _hidden_key(text: str, known: Known) -> str:
    key = text.strip().lstrip("-{[ ").strip("\"'")
    return text if shows(key, known) else _hidden(text)


def _hidden(text: str) -> str:
    return re.sub(r"\w|[^\s!-~\u3000-\u303f\uff00-\uffef…]", "·", text)


def hidden_key(place: Place, key: str, names: Iterable[str] = ()) -> Place:
    """The place of the value of an entry of `decided`, without the entry's key if it is not fit."""
    return place if not key or shows(key, names) else masked(place, "")


def value_at(place: Place) -> Place:
    """The place of the value of one of the case's own keys, its line shown up to the value."""
    head = place.text[: max(0, place.column - 1)]
    found = re.search(r"(\w+)[\"']?\s*[:：]\s*[\[{\"']*\Z", head)
    return masked(place, found[1] if found and found[1] in KEYS else "")
