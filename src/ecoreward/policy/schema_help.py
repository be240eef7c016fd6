"""What an editor shows of a key beside its schema: description, example, words of lists, snippets.

`description` is for every tool; `markdownDescription`, `enumDescriptions`, `defaultSnippets` and
`examples` are read by the YAML language server, `x-intellij-enum-metadata` by JetBrains editors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from ecoreward.feel.context import KINDS as FACT_TYPES
from ecoreward.policy import keys
from ecoreward.policy.keys import Key, Table

Schema = dict[str, Any]


def told(name: str, key: Key, table: Table, schema: Schema, lang: str) -> Schema:
    """The schema of one key with what an editor shows of it."""
    says = key.zh if lang == "zh" else key.en
    out = {**described(schema, name, lang), "description": says}
    written = keys.written(table_name(table), name)
    if written.startswith(f"{name}: "):
        out["markdownDescription"] = f"{_plain(says)}\n\n```yaml\n{written}\n```"
        value = yaml.load(written, yaml.BaseLoader)[name]
        plain = not {"$ref", "enum", "const", "anyOf"} & schema.keys()
        if plain and isinstance(value, str) and "…" not in value:
            out["examples"] = [value]
    return out


def _plain(text: str) -> str:
    """Text whose signs Markdown would read."""
    return re.sub(r"([\\`*_{}\[\]<>#])", r"\\\1", text)


def table_name(table: Table) -> str:
    """What a table of keys is called in examples: its name in small letters.

    >>> table_name(keys.IN_FORCE)
    'in_force'
    """
    return next((n.lower() for n, t in keys.tables().items() if t is table), "")


def described(schema: Schema, name: str, lang: str) -> Schema:
    """Every closed list of words in a schema with what the words mean.

    >>> described({"enum": ["up"]}, "mode", "en")["enumDescriptions"]
    ['always up']
    """
    if "enum" in schema and "enumDescriptions" not in schema:
        meant = [meaning(name, word, lang) for word in schema["enum"]]
        if not all(meant):
            return schema
        metadata = {
            w: {"description": m}
            for w, m in zip(schema["enum"], meant, strict=True)
            if w is not None
        }
        return {**schema, "enumDescriptions": meant, "x-intellij-enum-metadata": metadata}
    out = dict(schema)
    for part in ("anyOf", "oneOf"):
        if isinstance(out.get(part), list):
            out[part] = [described(s, name, lang) for s in out[part]]
    if isinstance(out.get("items"), dict):
        out["items"] = described(out["items"], name, lang)
    return out


def meaning(name: str, word: Any, lang: str) -> str:
    """What a word of a closed list means under a key; empty where nobody has said."""
    other = lang != "zh"
    if (found := keys.MEANINGS.get(name, {}).get(str(word))) is not None:
        return found[other]
    if name == "type" and word in FACT_TYPES:
        return dict(FACT_TYPES[word]).get(lang, "")
    if (key := keys.KINDS.get(str(word))) is not None:
        return key.en if other else key.zh
    tables = keys.tables().values()
    key = next((t[str(word)] for t in tables if str(word) in t and t is not keys.NODE), None)
    return (key.en if other else key.zh) if key is not None else ""


_PLACES: dict[str, Any] = {
    "pair": ["500", "5000"], "rate": "5%", "amount": "500", "words": "",
    "readings": ["highest", "sum"],
    "table": {"by": "罚款", "edges": "from", "rows": [{"to": "10万", "fixed": "1000"}, {"fixed": "5000"}]},
    "nodes": [{"id": "tier-1", "fixed": "500"}, {"id": "tier-2", "fixed": "1000"}],
}  # fmt: skip


def snippets(lang: str) -> list[Schema]:
    """One award entry to fill in for each kind, from the table of kinds."""
    found = []
    for name, key in keys.KINDS.items():
        body: Schema = {"id": "award", name: _PLACES.get(key.takes, "")}
        if key.takes == "rate":
            body["base"] = "罚款"
        if key.takes == "readings":
            body["of"] = _PLACES["nodes"]
        says = key.zh if lang == "zh" else key.en
        found.append({"label": name, "description": says, "body": _numbered(body, [0])})
    return found


def _numbered(value: Any, count: list[int]) -> Any:
    """Every text as a place that the editor stops at: ``${1:500}``."""
    if isinstance(value, Mapping):
        return {k: _numbered(v, count) for k, v in value.items()}
    if isinstance(value, list):
        return [_numbered(v, count) for v in value]
    count[0] += 1
    return f"${{{count[0]}:{value}}}" if value else f"${count[0]}"


def refs(schema: Any) -> Iterator[str]:
    """Every definition that a schema refers to."""
    if isinstance(schema, Mapping):
        if isinstance(where := schema.get("$ref"), str):
            yield where.removeprefix("#/$defs/")
        for value in schema.values():
            yield from refs(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from refs(value)
