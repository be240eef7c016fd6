"""JSON Schema (2020-12) of policy files and of the vocabulary, from the one table of keys.

Editors read YAML by its own rules (``2021`` is a number, ``true`` a boolean), so that what our
reader takes as text may be a number or a boolean there. What a schema cannot say (one kind a
node, types of expressions, names that a file defines itself) is for ``ecoreward check``.
"""

from __future__ import annotations

from typing import Any

from ecoreward.money import MODES
from ecoreward.policy import keys, schema_help, schema_names
from ecoreward.policy.keys import Key, Table
from ecoreward.policy.program import CONFIDENCE
from ecoreward.policy.shapes import Shape, shape_of
from ecoreward.policy.tree import CODE_PATTERN
from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.version import LANGUAGE

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TEXT: Schema = {"type": ["string", "number"]}
_EXPRESSION: Schema = {"type": ["string", "number", "boolean"]}
_SUM: Schema = {"type": ["string", "number"]}
_COMBINERS = ["highest", "sum", "first"]
_STATUS = ["in_force", "trial", "draft", "repealed"]
_TYPES = ["boolean", "integer", "number", "money", "date", "choice", "set", "rows"]


def policy_schema(vocabulary: Vocabulary, lang: str = "zh") -> Schema:
    """The schema of a policy file, with the facts and terms of this vocabulary."""
    title = {"zh": "EcoReward 政策文件", "en": "EcoReward policy file"}[lang]
    shapes = _shapes(lang)
    shapes["node"]["defaultSnippets"] = schema_help.snippets(lang)
    expressions = {
        "condition": schema_names.condition_examples(vocabulary, lang),
        "amount": schema_names.amount_examples(vocabulary, lang),
    }
    for name, examples in expressions.items():
        shapes[name] = {**_TAKES[name], "examples": examples}
    return _complete({
        "$schema": DIALECT,
        "title": title,
        **_mapping(keys.FILE, lang),
        "$defs": {**schema_names.defs(vocabulary, lang), **shapes},
    }, lang)  # fmt: skip


def vocabulary_schema(lang: str = "zh") -> Schema:
    """The schema of ``vocabulary.yaml``."""
    title = {"zh": "EcoReward 词汇表", "en": "EcoReward vocabulary"}[lang]
    shapes = _shapes(lang)
    wanted = ("words", "words_list", "texts")
    return _complete({
        "$schema": DIALECT,
        "title": title,
        **_mapping(keys.VOCABULARY, lang),
        "$defs": {
            **{name: shapes[name] for name in wanted},
            **_declarations(lang),
        },
    }, lang)  # fmt: skip


def _complete(schema: Schema, lang: str) -> Schema:
    """With the definitions that are referred to and not written here, from the shapes of keys."""
    defs = schema["$defs"]
    while missing := sorted({*schema_help.refs(schema)} - {*defs}):
        for name in missing:
            defs[name] = _TAKES[name] if name in _TAKES else _of_shape(shape_of(name), lang)
    return schema


def _of_shape(shape: Shape, lang: str) -> Schema:
    """What stands below a key, as the walk of files knows it."""
    if shape.keys is not None:
        return _mapping(shape.keys, lang)
    if shape.inside and shape.free:
        return {"type": "object", "additionalProperties": _ref(shape.inside)}
    if shape.inside:
        return _many(shape.inside)
    return _EXPRESSION if shape.reads else {}


def _shapes(lang: str) -> Schema:
    """The recursive and the shared shapes."""
    step = _mapping(keys.STEP, lang)
    step["oneOf"] = [{"required": [k]} for k in keys.STEPS]
    reading = _mapping(keys.READING, lang)
    words = {"type": "object", "minProperties": 1, "additionalProperties": False}
    words["properties"] = {"zh": _TEXT, "en": _TEXT}
    return {
        "words": {"anyOf": [_TEXT, words]},
        "words_list": {"type": "array", "items": _ref("words")},
        "texts": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},
        "cite": {"anyOf": [_TEXT, _mapping(keys.CITE, lang)]},
        "source": _mapping(keys.SOURCE, lang),
        "jurisdiction": _mapping(keys.JURISDICTION, lang),
        "chosen_by": _mapping(keys.CHOSEN_BY, lang, {"fact": _ref("date_fact")}),
        "edition": _mapping(keys.EDITION, lang),
        "in_force": _mapping(keys.IN_FORCE, lang),
        "gate": _mapping(keys.GATE, lang),
        "referral": _mapping(keys.REFERRAL, lang),
        "define": {
            "type": "object",
            "additionalProperties": {"anyOf": [_EXPRESSION, _ref("list"), _ref("defined")]},
        },
        "list": _mapping(
            keys.LIST, lang,
            {"fact": _ref("list_fact"), "kinds": _one_or_more("value_name"), "not": _one_or_more("value_name")},
        ),
        "defined": _mapping(keys.DEFINED, lang),
        "node": _one_kind(_mapping(keys.NODE, lang)),
        "row": _one_kind(_mapping(keys.ROW, lang)),
        "reading": _one_kind(reading, "combine"),
        "table": _mapping(keys.TABLE, lang),
        "step": step,
        "round": _mapping(keys.ROUND, lang),
        "approval": _mapping(keys.APPROVAL, lang, {"consent": _ref("boolean_fact")}),
        "honour": _mapping(keys.HONOUR, lang),
        "handling": _mapping(keys.HANDLING, lang, {"from": _ref("date_fact")}),
        "sharing": {"anyOf": [_sharings(lang), _mapping(keys.SHARING, lang)]},
        "payout": {**_mapping(keys.PAYOUT, lang), "oneOf": step["oneOf"]},
        "claim": _mapping(keys.CLAIM, lang, {"after": _ref("date_fact"), "by": _ref("date_fact")}),
        "pay": _mapping(keys.PAYS, lang),
        "reclaim": {
            "anyOf": [{"type": ["string", "boolean"]}, _mapping(keys.RECLAIM, lang)]
        },
        **_declarations(lang),
        **_extends(lang),
    }  # fmt: skip


def _sharings(lang: str) -> Schema:
    """The forms of sharing that need no more than their word."""
    return schema_help.described({"enum": list(keys.SHARINGS)}, "sharing", lang)


def _extends(lang: str) -> Schema:
    """An edition that builds on another: the keys of what a change sets are those of the entry."""
    free: Schema = {
        "type": "object",
        "properties": {
            **_mapping(keys.NODE, lang)["properties"], **_mapping(keys.GATE, lang)["properties"],
            **_mapping(keys.CHANGE_SET, lang)["properties"],
        },
        "required": ["set"],
    }  # fmt: skip
    return {
        "extends": _mapping(keys.EXTENDS, lang),
        "changes": {"type": "array", "items": {"anyOf": [
            free, _mapping(keys.CHANGE_ADD, lang), _mapping(keys.CHANGE_DROP, lang)
        ]}},
        "entry": {"anyOf": [_ref("node"), _ref("row"), _ref("gate"), _ref("approval"), _ref("honour")]},
    }  # fmt: skip


def _declarations(lang: str) -> Schema:
    """How facts and terms are declared, in the vocabulary and in a policy file of its own."""
    return {
        "fact_spec": _mapping(keys.FACT, lang),
        "value": {"anyOf": [_TEXT, _mapping(keys.VALUE, lang)]},
        "term": _mapping(keys.TERM, lang),
    }


def _mapping(table: Table, lang: str, special: Schema | None = None) -> Schema:
    """A mapping with these keys and no others."""
    given = special or {}
    out: Schema = {
        "type": "object",
        "properties": {
            name: schema_help.told(name, key, table, given.get(name) or _takes(key), lang)
            for name, key in table.items()
        },
        "additionalProperties": False,
    }
    required = [name for name, key in table.items() if key.required]
    if "extends" in table:  # what builds on another edition takes its award from there
        required.remove("award")
        out["anyOf"] = [{"required": ["award"]}, {"required": ["extends"]}]
    return {**out, "required": required} if required else out


def _one_kind(schema: Schema, *more: str) -> Schema:
    """A node has exactly one of the kinds."""
    return {**schema, "oneOf": [{"required": [k]} for k in (*keys.KINDS, *more)]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _many(name: str, least: int = 1) -> Schema:
    return {"type": "array", "items": _ref(name), "minItems": least}


def _one_or_more(name: str) -> Schema:
    return {"anyOf": [_ref(name), {"type": "array", "items": _ref(name)}]}


def _pair(of: Schema) -> Schema:
    return {"type": "array", "items": of, "minItems": 2, "maxItems": 2}


_TAKES: dict[str, Schema] = {
    "integer": {"const": LANGUAGE},
    "text": _TEXT,
    "any": {},
    "boolean": {"type": "boolean"},
    "code": {"type": "string", "pattern": CODE_PATTERN},
    "place": {"type": "string"},
    "id": {"type": ["string", "integer"], "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
    "date": {"type": ["string", "integer"], "pattern": "^(unstated|[0-9]{4}(-[0-9]{2}){0,2})$"},
    "confidence": {"enum": list(CONFIDENCE)},
    "status": {"enum": _STATUS},
    "mode": {"enum": list(MODES)},
    "settled_by": {"enum": list(keys.MEANINGS["settled_by"])},
    "about": {"enum": list(keys.MEANINGS["about"])},
    "edges": {"enum": ["from", "to", "unstated"]},
    "combine": {"enum": _COMBINERS},
    "sharing_equal": {"enum": ["first", "unstated"]},
    "sharing_together": {"enum": ["representative", "agreed", "unstated"]},
    "late": {"enum": ["forfeited", "unstated"]},
    "tax": {"enum": ["withheld", "included"]},
    "per": {"enum": ["reporter", "case"]},
    "period": {"type": "string", "pattern": "^[1-9][0-9]{0,3} (day|workday)s?$"},
    "fact_type": {"enum": _TYPES},
    "presume": {"type": ["boolean", "number", "string"]},
    "number": {"type": ["number", "string"]},
    "days": {"type": "string", "pattern": "^[1-9][0-9]{0,3} days?$"},
    "expression": _EXPRESSION,
    "condition": {"type": ["string", "boolean"]},
    "approval": {"type": ["string", "boolean"]},
    "amount": _SUM,
    "pair": _pair(_SUM),
    "rate": {"anyOf": [_SUM, _pair(_SUM)]},
    "expressions": {"anyOf": [_EXPRESSION, {"type": "array", "items": _EXPRESSION, "minItems": 1}]},
    "cells": {"anyOf": [_EXPRESSION, {"type": "array", "items": _EXPRESSION, "minItems": 1}]},
    "fact": _ref("fact_name"),
    "kinds": _one_or_more("kind_name"),
    "nodes": _many("node"),
    "rows": _many("row"),
    "steps": _many("step"),
    "gates": _many("gate"),
    "referrals": _many("referral"),
    "approvals": _many("approval"),
    "honours": _many("honour"),
    "payouts": _many("payout"),
    "pays": _many("pay"),
    "editions": _many("edition"),
    "readings": {
        "type": "array",
        "items": {"anyOf": [{"enum": _COMBINERS}, _ref("reading")]},
        "minItems": 2,
    },
    "sources": {"type": "object", "additionalProperties": _ref("source")},
    "facts": {"type": "object", "additionalProperties": _ref("fact_spec")},
    "terms": {"type": "object", "additionalProperties": _ref("term")},
    "values": {"type": "object", "additionalProperties": _ref("value"), "minProperties": 1},
}


def _takes(key: Key) -> Schema:
    """The schema of what a key takes; what is not in the table above is a shape of its own."""
    if key.takes in ("condition", "approval"):
        return _ref("condition")
    found = None if key.takes == "amount" else _TAKES.get(key.takes)
    return _ref(key.takes) if found is None else found
