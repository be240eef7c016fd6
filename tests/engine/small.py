"""A small vocabulary and policies as data, for tests of what loading and reading refuse."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ecoreward import load_texts
from ecoreward.api import Library


def words(text: str) -> dict[str, str]:
    return {"zh": f"事实{text}", "en": text}


FACTS: dict[str, Any] = {
    "reported_on": {"type": "date"},
    "accepted_on": {"type": "date"},
    "a": {"type": "money", "min": "0"},
    "b": {"type": "money", "min": "0"},
    "n": {"type": "integer", "min": "0", "max": "9"},
    "m": {"type": "integer", "min": "0", "max": "99"},
    "p": {"type": "boolean"},
    "q": {"type": "boolean"},
    "w": {"type": "choice", "values": {"x": words("x"), "y": words("y")}},
    "joint_reporters": {"type": "integer", "min": "1", "presume": "1"},
    "violations": {"type": "set", "of": "violations"},
}
Facts = Mapping[str, Any]


def library(edition: Mapping[str, Any], facts: Facts | None = None, **more: Any) -> Library:
    return of_editions([{"id": "one", **edition}], facts, **more)


def of_editions(
    editions: list[dict[str, Any]], facts: Facts | None = None, *, currency: str = "CNY"
) -> Library:
    known = {**FACTS, **(facts or {})}
    vocabulary = {
        "ecoreward": "1",
        "facts": {n: {"label": words(n), **f} for n, f in known.items() if f},
        "violations": {"dust": {"label": words("dust")}},
    }
    head = {"title": "办法", "confidence": "text", "in_force": {"from": "2020-01-01"}}
    policy = {
        "ecoreward": "1",
        "jurisdiction": {"code": "990000", "name": "某地", "currency": currency},
        "editions": [{**head, **e} for e in editions],
    }
    return load_texts({"vocabulary": json.dumps(vocabulary), "one": json.dumps(policy)})
