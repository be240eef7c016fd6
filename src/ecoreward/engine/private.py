"""What a case may never show again: identity numbers, names, values. Places and problems without them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ecoreward.engine.read_value import (
    masked,
)
from ecoreward.policy.reader import Scalar
from ecoreward.problems import Place, Problem

KEYS = {
    "case": "case", "案件": "case", "案件编号": "case",
    "jurisdiction": "jurisdiction", "地区": "jurisdiction",
    "edition": "edition", "版本": "edition",
    "facts": "facts", "事实": "facts",
    "decided": "decided", "裁量": "decided",
    "already_paid": "already_paid", "已付": "already_paid", "已发": "already_paid",
    "note": "note", "备注": "note", "说明": "note",
}  # fmt: skip


BOTH = {
    "case": {"zh": "案件", "en": "case"},
    "jurisdiction": {"zh": "地区", "en": "jurisdiction"},
    "edition": {"zh": "版本", "en": "edition"},
    "facts": {"zh": "事实", "en": "facts"},
    "decided": {"zh": "裁量", "en": "decided"},
    "already_paid": {"zh": "已付", "en": "already_paid"},
    "note": {"zh": "备注", "en": "note"},
}


# What must never be stored, echoed or logged: identity numbers, mobile numbers, bank cards.
_IDENTITY = re.compile(
    r"(?<![0-9])(?:[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9][0-9]{3}[0-9Xx]"
    r"|[1-9][0-9]{14}|(?:\+?86)?1[3-9][0-9]{9}|[1-9][0-9]{15,18})(?![0-9])"
)


IDENTITY_KEYS = re.compile(
    r"姓名|身份证|证件|手机|电话号|联系电话|联系方式|住址|银行卡|卡号|账号|护照|name|phone|mobile|passport|id_?card|bank", re.I
)  # fmt: skip

# Words of the reader's own, never of the file.
_SAFE = frozenset({"line", "limit", "size", "count", "byte", "sign", "close"})


def looks_like_identity(text: str) -> bool:
    """Whether a text looks like a person's number.

    >>> looks_like_identity("KLMY-2021-01"), looks_like_identity("13800138000")
    (False, True)
    """
    import unicodedata

    return bool(_IDENTITY.search(re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))))


def is_name(text: str) -> bool:
    """Whether a key can be shown: a short name, not a value that slipped into a key."""
    return re.fullmatch(r"[\w（）() -]{1,40}", text) is not None


def at_key(key: Scalar) -> Place:
    """The place of a key, its line shown without any value."""
    if not key.place.text or not is_name(key.value):
        return masked(key.place, "")
    return replace(key.place, text=masked(key.place, "").text[:-1] + f"{key.value}: …")


def private(problem: Problem) -> Problem:
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


def value_at(place: Place) -> Place:
    """The place of the value of one of the case's own keys, its line shown up to the value."""
    head = place.text[: max(0, place.column - 1)]
    found = re.search(r"(\w+)[\"']?\s*[:：]\s*[\[{\"']*\Z", head)
    return masked(place, found[1] if found and found[1] in KEYS else "")
