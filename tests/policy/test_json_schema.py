"""The schemas: valid themselves, and every shipped file and every decision agrees with them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

import ecoreward
from ecoreward.api import Library
from ecoreward.cli.case_schema import case_schema
from ecoreward.cli.decision_schema import decision_schema
from ecoreward.policy import keys
from ecoreward.policy.json_schema import policy_schema, vocabulary_schema
from ecoreward.workbench.case_tests import read_tests

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "policies").glob("*.yaml"))
TESTS = sorted((ROOT / "policies/tests").glob("*.yaml"))
CASES = sorted((ROOT / "examples").rglob("*.yaml"))


class Core(yaml.SafeLoader):
    """YAML 1.2's core schema, as editors read it: no dates, no `NO`."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012


for tag, pattern, first in (
    ("bool", "true|false", "tf"),
    ("int", "[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?[0-9]+\.[0-9]+", "-+0123456789"),
    ("null", "~|null|", ["~", "n", ""]),
):
    Core.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), list(first)
    )


@pytest.fixture(scope="module")
def library() -> Library:
    return ecoreward.load()


def errors(schema: dict[str, Any], data: Any) -> list[str]:
    return [
        f"{e.json_path}: {e.message[:200]}" for e in Draft202012Validator(schema).iter_errors(data)
    ]


def read(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), Core)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_schemas_are_schemas(library: Library, lang: str) -> None:
    words = library.vocabulary
    found = (
        policy_schema(words, lang),
        vocabulary_schema(lang),
        case_schema(words, lang),
        decision_schema(lang),
    )
    for schema in found:
        Draft202012Validator.check_schema(schema)
        for ref in re.findall(r'"#/\$defs/([^"]+)"', json.dumps(schema, ensure_ascii=False)):
            assert ref in schema["$defs"], ref


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_shipped_file(library: Library, path: Path) -> None:
    known = path.stem == "vocabulary"
    schema = vocabulary_schema() if known else policy_schema(library.vocabulary)
    assert errors(schema, read(path)) == []


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.name)
def test_every_example(library: Library, path: Path) -> None:
    assert errors(case_schema(library.vocabulary), read(path)) == []


@pytest.mark.parametrize("path", TESTS, ids=lambda p: p.name)
def test_every_decision(library: Library, path: Path) -> None:
    schema = decision_schema()
    tests, problems = read_tests(library, str(path), path.read_bytes())
    assert not problems
    for test in tests:
        try:
            decision = library.evaluate(test.raw)
        except ecoreward.Problems:
            continue
        assert errors(schema, json.loads(json.dumps(decision.to_json()))) == [], test.raw.id


def test_a_decision_has_no_key_the_schema_does_not_know(library: Library) -> None:
    facts = {"举报日期": "2022-03-01", "查证属实": True, "违法行为": "偷排漏排", "罚款": "120万"}
    data = library.evaluate({"jurisdiction": "庆元县", "facts": facts}).to_json()
    schema = decision_schema()
    assert list(schema["properties"]) == list(data)
    assert schema["required"] == list(data)


NODE = {"id": "award", "fixed": 500}
GOOD = {
    "ecoreward": 1,
    "jurisdiction": {"code": "331126", "name": "庆元县"},
    "editions": [
        {"id": "e", "title": "t", "confidence": "text", "in_force": {"from": 2021}, "award": NODE}
    ],
}


def _with(**edition: Any) -> dict[str, Any]:
    return {**GOOD, "editions": [{**GOOD["editions"][0], **edition}]}  # type: ignore[index]


@pytest.mark.parametrize(
    "bad",
    [
        {**GOOD, "ecoreward": 2}, {**GOOD, "more": 1}, {**GOOD, "jurisdiction": {"code": 331126, "name": "x"}},
        _with(confidence="sure"), _with(award={"id": "award"}), _with(award={**NODE, "up_to": 5}),
        _with(award={"id": "A B", "fixed": 1}), _with(award={"highest": [{"fixd": 1}]}),
        _with(award={"id": "a", "band": [1]}), _with(in_force={"from": "2021/1/1"}),
        _with(requires=[{"when": "x"}]), _with(approvals=[{"id": "a", "label": "b", "consent": "罚款"}]),
        _with(award={**NODE, "then": [{"times": 2, "cap": 3}]}), {**GOOD, "chosen_by": {"fact": "罚款"}},
    ],
    ids=range(14),
)  # fmt: skip
def test_what_a_policy_schema_refuses(library: Library, bad: dict[str, Any]) -> None:
    schema = policy_schema(library.vocabulary)
    assert errors(schema, GOOD) == []
    assert errors(schema, bad)


@pytest.mark.parametrize(
    "bad",
    [{}, [], {"案件": "a"}, {"地区": "x", "事": {}}, {"地区": "x", "事实": {"天气": 1}},
     {"地区": "x", "事实": {"查证属实": "也许"}}, {"地区": "x", "事实": {"违法行为": ["没有的"]}},
     {"地区": "x", "事实": {"罚款": [1]}}],
    ids=range(8),
)  # fmt: skip
def test_what_a_case_schema_refuses(library: Library, bad: Any) -> None:
    assert errors(case_schema(library.vocabulary), bad)


def test_descriptions_in_both_languages(library: Library) -> None:
    zh, en = policy_schema(library.vocabulary, "zh"), policy_schema(library.vocabulary, "en")
    assert zh["properties"]["editions"]["description"] == keys.FILE["editions"].zh
    assert en["properties"]["editions"]["description"] == keys.FILE["editions"].en
    assert "克拉玛依" not in json.dumps(en, ensure_ascii=False)
    assert "outcome" in decision_schema("en")["properties"]


@pytest.mark.parametrize("name", ["policy", "vocabulary"])
def test_the_schema_beside_the_policies_is_up_to_date(library: Library, name: str) -> None:
    """Editors read it there; ``ecoreward schema --write policies`` writes it again."""
    path = ROOT / "policies" / f"{name}.schema.json"
    schema = policy_schema(library.vocabulary) if name == "policy" else vocabulary_schema()
    assert json.loads(path.read_text("utf-8")) == schema
