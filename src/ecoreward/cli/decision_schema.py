"""JSON Schema of a decision, from the dataclasses that a decision is made of.

All keys are always there. Keys may be added later, so a reader must let unknown ones pass:
the schema does not forbid them.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from ecoreward.engine.decision import Decision, Remark
from ecoreward.money import Money
from ecoreward.policy.json_schema import DIALECT, Schema
from ecoreward.policy.program import CONFIDENCE
from ecoreward.version import DECISION_SCHEMA, TRACE_SCHEMA
from ecoreward.words import has, say

_MONEY: Schema = {
    "type": "object",
    "properties": {
        "value": {"type": "string", "pattern": "^-?[0-9]+([.][0-9]+)?$"},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
    },
    "required": ["value", "currency"],
    "additionalProperties": False,
}
_WORDS: Schema = {"type": "object", "additionalProperties": {"type": "string"}}
_REMARK: Schema = {
    "type": "object",
    "properties": {
        "code": {"type": "string"},
        "node": {"type": "string"},
        "params": {"type": "object"},
        "text": {
            "type": "object",
            "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
            "required": ["zh", "en"],
        },
    },
    "required": ["code", "node", "params", "text"],
}


def decision_schema(lang: str = "zh") -> Schema:
    """The schema of one decision, of the elements that ``calc --json`` lists."""
    defs: Schema = {"money": _MONEY, "words": _WORDS, "remark": _REMARK}
    body = _object(Decision, defs)
    properties: Schema = {"schema": {"const": DECISION_SCHEMA}, **body["properties"]}
    editions = properties["trace"]
    properties["trace"] = {
        "type": "object",
        "properties": {"schema": {"const": TRACE_SCHEMA}, "editions": editions},
        "required": ["schema", "editions"],
    }
    properties["confidence"] = {"enum": [*CONFIDENCE, None]}
    for name, schema in properties.items():
        if has(f"cli.schema.decision.{name}"):
            schema["description"] = say(f"cli.schema.decision.{name}", lang)
    return {
        "$schema": DIALECT,
        "title": say("cli.schema.decision", lang),
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "$defs": defs,
    }


def _object(cls: type[Any], defs: Schema) -> Schema:
    hints = get_type_hints(cls)
    names = [f.name for f in fields(cls)]
    properties = {n: _of(hints[n], defs) for n in names}
    return {"type": "object", "properties": properties, "required": names}


def _of(hint: Any, defs: Schema) -> Schema:
    """The schema of one annotation."""
    origin, args = get_origin(hint), get_args(hint)
    if hint is Any:
        return {}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(a, defs) for a in args]}
    if origin is tuple:
        return {"type": "array", "items": _of(args[0], defs)}
    if origin is Literal:
        return {"enum": list(args)}
    if origin is not None and issubclass(origin, Mapping):
        return {"$ref": "#/$defs/words"} if args[1] is str else {"type": "object"}
    return _plain(hint, defs)


def _plain(hint: Any, defs: Schema) -> Schema:
    simple = {str: "string", bool: "boolean", int: "integer", type(None): "null"}
    if hint in simple:
        return {"type": simple[hint]}
    if hint is Money:
        return {"$ref": "#/$defs/money"}
    if hint is Remark:
        return {"$ref": "#/$defs/remark"}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [m.value for m in hint]}
    if is_dataclass(hint) and isinstance(hint, type):
        name = hint.__name__
        if name not in defs:
            defs[name] = {}  # a tree refers to itself
            defs[name] = _object(hint, defs)
        return {"$ref": f"#/$defs/{name}"}
    return {}
