"""JSON Schema of case files and of test files: both sets of keys, every spelling of every fact.

An editor offers the keys and names of the schema's language; the other spellings are right too and
are marked as not to be suggested.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ecoreward.engine.decision import Outcome
from ecoreward.engine.private import BOTH, KEYS
from ecoreward.policy import schema_names
from ecoreward.policy.cost import MOST_ROWS
from ecoreward.policy.json_schema import DIALECT, Schema
from ecoreward.policy.vocabulary_types import FactSpec, Vocabulary
from ecoreward.words import say
from ecoreward.workbench.case_tests import EXPECT
from ecoreward.workbench.case_tests import KEYS as EXPECTED

_SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}
_SUM: Schema = {
    "anyOf": [
        {"type": ["string", "number", "null"]},
        {"type": "object", "properties": {"value": {"type": "string"}, "currency": {"type": "string"}},
         "required": ["value"]},
        {"type": "object", "properties": {"low": _SCALAR, "high": _SCALAR}, "minProperties": 1},
    ]
}  # fmt: skip
_EXAMPLES: dict[str, list[Any]] = {
    "money": ["120万", "[10万..20万)"], "integer": [1, "[2..5]"], "number": [1, "[10..20]"],
    "date": ["2022-03-01", "2022-03", "2022"],
}  # fmt: skip


def case_schema(
    vocabulary: Vocabulary,
    lang: str = "zh",
    own: Iterable[Vocabulary] = (),
    *,
    tests: bool = False,
) -> Schema:
    """A case, or a list of cases; with `tests` each with what is expected of it.

    `own` are the vocabularies of policies that declare facts and violations of their own.
    """
    every = (vocabulary, *own)
    facts, defs = _facts(every, lang)
    properties = {
        name: _key(code, lang) if name == BOTH[code][lang] else _hidden(_key(code, lang))
        for name, code in KEYS.items()
    }
    case: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if tests:
        for name in EXPECT:
            says = say("cli.schema.case.expect", lang)
            expect = {"$ref": "#/$defs/expect", "description": says}
            properties[name] = expect if name.isascii() == (lang == "en") else _hidden(expect)
        entries = [e for v in every for e in schema_names.fact_entries(v.facts.values(), lang)]
        defs["fact_names"] = schema_names.listed(entries)
        defs["expect"] = _expect(lang)
    else:
        places = [name for name, code in KEYS.items() if code == "jurisdiction"]
        case["anyOf"] = [{"required": [name]} for name in places]
    return {
        "$schema": DIALECT,
        "title": say("cli.schema.test" if tests else "cli.schema.case", lang),
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


def _hidden(schema: Schema) -> Schema:
    """What is right and not to be suggested; the mark must not stand beside a `$ref`."""
    return {"doNotSuggest": True, "allOf": [schema]}


def _key(code: str, lang: str) -> Schema:
    says = {"description": say(f"cli.schema.case.{code}", lang)}
    if code == "facts":
        return {"$ref": "#/$defs/facts", **says}
    if code == "decided":
        return {"anyOf": [_SCALAR, {"type": "object", "additionalProperties": _SCALAR}], **says}
    if code == "already_paid":
        return {**_SCALAR, **says}
    return {"type": ["string", "number", "null"], **says}


def _facts(every: tuple[Vocabulary, ...], lang: str) -> tuple[Schema, Schema]:
    """Every spelling of every fact, and the definitions of the facts."""
    defs: Schema = {}
    names: dict[str, list[str]] = {}
    shown: set[str] = set()
    for number, vocabulary in enumerate(every):
        for spec in vocabulary.facts.values():
            if number and every[0].facts.get(spec.name) is not None:
                continue  # a policy's own vocabulary holds the shared facts too
            where = _where(spec.name, number, every)
            defs[where] = _fact(spec, number, every, lang)
            first, *rest = schema_names.spellings(spec.name, spec.label, spec.aliases, lang)
            shown.add(first)
            for spelling in (first, *rest):
                known = names.setdefault(spelling, [])
                if where not in known and (number or not known):
                    known.append(where)
    return {s: _named(s, where, shown) for s, where in names.items()}, defs


def _named(spelling: str, where: list[str], shown: set[str]) -> Schema:
    refs = [{"$ref": f"#/$defs/{w}"} for w in where]
    schema: Schema = refs[0] if len(refs) == 1 else {"anyOf": refs}
    return schema if spelling in shown else _hidden(schema)


def _where(code: str, number: int, every: tuple[Vocabulary, ...]) -> str:
    """The definition of a fact: a policy's own facts are told apart by the number of its vocabulary."""
    shared = not number or code in every[0].facts
    return f"fact-{code}" if shared else f"fact-{code}-{number}"


def _fact(spec: FactSpec, number: int, every: tuple[Vocabulary, ...], lang: str) -> Schema:
    says = schema_names.fact_says(spec, lang)
    return {**_value(spec, number, every, lang), "description": says}


def _value(spec: FactSpec, number: int, every: tuple[Vocabulary, ...], lang: str) -> Schema:
    empty: list[Any] = [None, ""]
    vocabulary = every[number]
    match spec.type.kind:
        case "boolean":
            return _answers(empty, lang)
        case "choice":
            found = schema_names.listed(
                schema_names.value_entries(spec, vocabulary, lang, short=True)
            )
            return _with(found, empty, lang)
        case "set":
            # One text may name several, divided by commas; the items of a list are single terms.
            terms = [e for v in every for e in schema_names.value_entries(spec, v, lang)]
            items = schema_names.singly(terms)
            several = {"type": "array", "items": {"anyOf": items}}
            return {"anyOf": [several, *items, {"type": ["string", "null"]}]}
        case "rows":
            columns: Schema = {}
            for code in spec.columns:
                column = vocabulary.facts[code]
                where = f"#/$defs/{_where(code, number, every)}"
                names = schema_names.spellings(code, column.label, column.aliases, lang)
                for n, name in enumerate(names):
                    columns[name] = _hidden({"$ref": where}) if n else {"$ref": where}
            row: Schema = {"type": "object", "properties": columns, "additionalProperties": False}
            rows = {"type": "array", "items": row, "maxItems": MOST_ROWS}
            return {"anyOf": [row, rows, {"enum": empty}]}
        case "date":
            return {"type": ["string", "integer", "null"], "examples": _EXAMPLES["date"]}
    return {**_SUM, "examples": _EXAMPLES[spec.type.kind]}


def _answers(empty: list[Any], lang: str) -> Schema:
    words: list[Any] = ["是", "否", True, False, "yes", "no"]
    if lang != "zh":
        words = ["yes", "no", True, False, "是", "否"]
    yes, no = say("cli.schema.yes", lang), say("cli.schema.no", lang)
    meant = [yes if w in ("是", "yes") or w is True else no for w in words]
    return _with({"enum": words, "enumDescriptions": meant}, empty, lang)


def _with(found: Schema, empty: list[Any], lang: str) -> Schema:
    unknown = say("cli.schema.unknown", lang)
    return {
        "enum": [*found["enum"], *empty],
        "enumDescriptions": [*found["enumDescriptions"], *[unknown] * len(empty)],
    }


def _expect(lang: str) -> Schema:
    """What a test expects of its case: each key that is written is compared."""
    outcomes: list[tuple[str, str]] = []
    for outcome in Outcome:
        names = [outcome.label(lang), outcome.value, outcome.label("zh"), outcome.label("en")]
        outcomes += [(name, f"{outcome.label(lang)} · {outcome.value}") for name in names]
    several = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    fact = {"anyOf": [{"$ref": "#/$defs/fact_names"}, {"type": "string"}]}
    kinds: dict[str, Schema] = {
        "outcome": {"anyOf": [schema_names.listed(outcomes), {"type": "string"}]},
        "range": {"type": "array", "items": _SCALAR, "minItems": 2, "maxItems": 2},
        "because": several, "error": {"type": "string"},
        "missing": {"anyOf": [fact, {"type": "array", "items": fact}]},
        "shares": {"type": "array", "items": _SCALAR},
    }  # fmt: skip
    properties: Schema = {}
    for name, code in EXPECTED.items():
        says = say(f"cli.schema.expect.{code}", lang)
        key = {**kinds.get(code, _SCALAR), "description": says}
        properties[name] = key if name.isascii() == (lang == "en") else _hidden(key)
    return {"type": "object", "properties": properties, "additionalProperties": False}
