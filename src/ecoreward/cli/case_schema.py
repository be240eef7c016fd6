"""JSON Schema of case files: both sets of keys, every spelling of every fact."""

from __future__ import annotations

from typing import Any

from ecoreward.engine.private import KEYS
from ecoreward.policy.cost import MOST_ROWS
from ecoreward.policy.json_schema import DIALECT, Schema
from ecoreward.policy.vocabulary_types import FactSpec, Vocabulary
from ecoreward.words import say

_SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}
_SUM: Schema = {
    "anyOf": [
        {"type": ["string", "number", "null"]},
        {"type": "object", "properties": {"value": {"type": "string"}, "currency": {"type": "string"}},
         "required": ["value"]},
        {"type": "object", "properties": {"low": _SCALAR, "high": _SCALAR}, "minProperties": 1},
    ]
}  # fmt: skip


def case_schema(vocabulary: Vocabulary, lang: str = "zh") -> Schema:
    """A case, or a list of cases; facts by code, label and alias."""
    facts: Schema = {}
    for spelling, code in vocabulary.spellings.items():
        facts[spelling] = {"$ref": f"#/$defs/fact-{code}"}
    defs: Schema = {f"fact-{s.name}": _fact(s, vocabulary, lang) for s in vocabulary.facts.values()}
    properties = {name: _key(code, lang) for name, code in KEYS.items()}
    places = [name for name, code in KEYS.items() if code == "jurisdiction"]
    case: Schema = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "anyOf": [{"required": [name]} for name in places],
    }
    return {
        "$schema": DIALECT,
        "title": say("cli.schema.case", lang),
        "anyOf": [
            {"$ref": "#/$defs/case"},
            {"type": "array", "items": {"$ref": "#/$defs/case"}, "minItems": 1},
        ],
        "$defs": {
            "case": case,
            "facts": {
                "type": ["object", "null"],
                "properties": facts,
                "additionalProperties": False,
            },
            **defs,
        },
    }


def _key(code: str, lang: str) -> Schema:
    says = {"description": say(f"cli.schema.case.{code}", lang)}
    if code == "facts":
        return {"$ref": "#/$defs/facts", **says}
    if code == "decided":
        return {"anyOf": [_SCALAR, {"type": "object", "additionalProperties": _SCALAR}], **says}
    if code == "already_paid":
        return {**_SCALAR, **says}
    return {"type": ["string", "number", "null"], **says}


def _fact(spec: FactSpec, vocabulary: Vocabulary, lang: str) -> Schema:
    says = " · ".join(t for t in (spec.label.get(lang, ""), spec.description.get(lang, "")) if t)
    return {**_value(spec, vocabulary), "description": says}


def _value(spec: FactSpec, vocabulary: Vocabulary) -> Schema:
    empty: list[Any] = [None, ""]
    match spec.type.kind:
        case "boolean":
            return {"enum": [True, False, "是", "否", "yes", "no", *empty]}
        case "choice":
            return {"enum": [*vocabulary.codes[spec.name], *empty]}
        case "set":
            # One text may name several, divided by commas; the items of a list are single terms.
            items = {"enum": list(vocabulary.codes[spec.name])}
            return {"anyOf": [{"type": "array", "items": items}, {"type": ["string", "null"]}]}
        case "rows":
            columns = {
                spelling: {"$ref": f"#/$defs/fact-{code}"}
                for spelling, code in vocabulary.spellings.items()
                if code in spec.columns
            }
            row: Schema = {"type": "object", "properties": columns, "additionalProperties": False}
            several = {"type": "array", "items": row, "maxItems": MOST_ROWS}
            return {"anyOf": [row, several, {"enum": empty}]}
        case "date":
            return {"type": ["string", "integer", "null"]}
    return _SUM
