"""The schemas: valid themselves, and every shipped file and every decision agrees with them."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

import ecoreward
from ecoreward.api import Library
from ecoreward.cli.case_schema import case_schema
from ecoreward.cli.decision_schema import decision_schema
from ecoreward.cli.schema import own_of
from ecoreward.policy import keys
from ecoreward.policy.folder import policies_in
from ecoreward.policy.json_schema import policy_schema, vocabulary_schema
from ecoreward.workbench.case_tests import read_tests

ROOT = Path(__file__).parents[2]
FILES = sorted(policies_in(ROOT / "policies")[0].values())
TESTS = sorted((ROOT / "policies/tests").rglob("*.yaml"))
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
        case_schema(words, lang, tests=True),
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
        _with(award={**NODE, "条款": "三"}), _with(requires=[{"when": "x", "reson": "y"}]),
        _with(handling={"urgent": "3天", "from": "受理日期"}),
        _with(award={"table": {"by": "罚款", "edges": "above", "rows": [{"fixed": 1}]}}),
        _with(award={"readings": ["highest"], "of": [NODE]}),
        _with(define={"重大": {"kinds": ["偷排漏排"], "opne": True}}), _with(round={"mode": "up"}),
    ],
    ids=range(21),
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


def property_schemas(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key of every mapping of a schema."""
    if isinstance(schema, dict):
        for name, inner in (schema.get("properties") or {}).items():
            yield name, inner
        for inner in schema.values():
            yield from property_schemas(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from property_schemas(inner)


def enums(schema: Any) -> Iterator[dict[str, Any]]:
    """Every closed list of a schema that is offered, not ruled out."""
    if isinstance(schema, dict):
        if "enum" in schema:
            yield schema
        for name, inner in schema.items():
            if name != "not":
                yield from enums(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from enums(inner)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_key_is_there_with_its_description(library: Library, lang: str) -> None:
    """Whatever is added to the tables of keys comes into the schema by itself."""
    found: dict[str, set[str]] = {}
    for schema in (policy_schema(library.vocabulary, lang), vocabulary_schema(lang)):
        for name, inner in property_schemas(schema):
            found.setdefault(name, set()).add(inner.get("description", ""))
    for table in keys.tables().values():
        for name, key in table.items():
            assert getattr(key, lang) in found.get(name, set()), name
    assert "" not in set().union(*(v for k, v in found.items() if k not in ("zh", "en")))


def test_a_key_with_a_new_shape_needs_no_hand(library: Library, monkeypatch: Any) -> None:
    """What the walk of files knows of a shape is enough for the schema."""
    shapes = importlib.import_module("ecoreward.policy.shapes")
    table = {"width": keys.Key("number", "宽", "width", True), "by": keys.Key("fact", "按", "by")}
    new = {"lanes": shapes.Shape(inside="lane"), "lane": shapes.Shape(table)}
    monkeypatch.setattr(shapes, "_SHAPES", {**shapes._SHAPES, **new})
    monkeypatch.setitem(keys.EDITION, "lanes", keys.Key("lanes", "车道", "the lanes"))
    schema = policy_schema(library.vocabulary)
    assert errors(schema, _with(lanes=[{"width": 3, "by": "罚款"}])) == []
    assert errors(schema, _with(lanes=[{"by": "罚款"}]))
    assert schema["$defs"]["edition"]["properties"]["lanes"]["description"] == "车道"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_list_says_what_its_words_mean(library: Library, lang: str) -> None:
    words = library.vocabulary
    for schema in (policy_schema(words, lang), vocabulary_schema(lang), case_schema(words, lang),
                   case_schema(words, lang, tests=True)):  # fmt: skip
        for found in enums(schema):
            if found["enum"] == [None, ""]:
                continue
            assert len(found["enumDescriptions"]) == len(found["enum"]), found["enum"][:5]
            assert all(found["enumDescriptions"])
    assert "克拉玛依" not in json.dumps(case_schema(words, "en"), ensure_ascii=False)


def test_names_are_offered_with_their_meaning(library: Library) -> None:
    defs = policy_schema(library.vocabulary)["$defs"]

    def said(where: str, name: str) -> str:
        listed = defs[where]["anyOf"]
        if "enum" in listed[0]:
            return str(listed[0]["enumDescriptions"][listed[0]["enum"].index(name)])
        return next(str(one["description"]) for one in listed if one.get("const") == name)

    assert said("fact_name", "罚款").startswith("罚款（金额）：本案作出的行政罚款合计")
    assert said("fact_name", "fine") == "罚款（fine）"
    assert "可填：12369热线" in said("list_fact", "举报渠道")
    assert said("date_fact", "举报日期").startswith("举报日期（日期）")
    assert said("kind_name", "偷排漏排") == "偷排漏排（covert-discharge）；属于 逃避监管排放污染物"
    assert said("value_name", "wechat") == "微信（wechat） · 举报渠道"
    for where, kind in (("date_fact", "date"), ("boolean_fact", "boolean")):
        offered = defs[where]["anyOf"][0]["enum"]
        facts = library.vocabulary.facts.values()
        assert set(offered) == {
            s for s, c in library.vocabulary.spellings.items()
            if c in {f.name for f in facts if f.type.kind == kind}
        }  # fmt: skip
        assert offered[0] in {f.label["zh"] for f in facts}
    assert "查证属实" in defs["condition"]["examples"]
    assert "罚款" in defs["amount"]["examples"]


def test_an_entry_can_be_begun_from_each_kind(library: Library) -> None:
    node = policy_schema(library.vocabulary)["$defs"]["node"]
    assert [s["label"] for s in node["defaultSnippets"]] == list(keys.KINDS)
    for snippet in node["defaultSnippets"]:
        text = json.dumps(snippet["body"], ensure_ascii=False)
        plain = json.loads(re.sub(r"\$\{\d+:([^}]*)\}|\$\d+", r"\1", text))
        award = {**plain, **({"unstated": "未载明"} if "unstated" in plain else {})}
        assert errors(policy_schema(library.vocabulary), _with(award=award)) == [], snippet["label"]


def test_a_reference_hides_no_description(library: Library) -> None:
    """Some editors let the definition win over what stands beside `$ref`."""
    schema = policy_schema(library.vocabulary)
    for name, inner in schema["$defs"].items():
        assert "description" not in inner, name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_case_offers_each_fact_once(library: Library, lang: str) -> None:
    facts = case_schema(library.vocabulary, lang)["$defs"]["facts"]["properties"]
    offered = [s for s, inner in facts.items() if "doNotSuggest" not in inner]
    names = [f.label["zh"] if lang == "zh" else f.name for f in library.vocabulary.facts.values()]
    assert offered == names
    assert set(facts) == set(library.vocabulary.spellings)
    for inner in facts.values():
        # Beside a reference the YAML language server would not see the mark.
        assert "$ref" not in inner or set(inner) == {"$ref"}


@pytest.mark.parametrize("path", TESTS, ids=lambda p: p.name)
def test_every_test_file(library: Library, path: Path) -> None:
    schema = case_schema(library.vocabulary, "zh", own_of(library), tests=True)
    assert errors(schema, read(path)) == []


@pytest.mark.parametrize(
    "bad",
    [[{"地区": "x", "预期": {"金钱": 1}}], [{"地区": "x", "预期": "予以奖励"}], [{"地区": "x", "预期": {"范围": 5}}],
     [{"地区": "x", "事实": {"罚欵": 1}}], [{"地区": "x", "事实": {"举报渠道": "微言"}}], [{"地区": "x", "期望": {}}]],
    ids=range(6),
)  # fmt: skip
def test_what_a_test_schema_refuses(library: Library, bad: Any) -> None:
    schema = case_schema(library.vocabulary, tests=True)
    assert errors(schema, [{"地区": "x", "预期": {"结果": "予以奖励"}}]) == []
    assert errors(schema, bad)


def test_a_case_may_use_what_its_policy_declares() -> None:
    policy = """\
ecoreward: 1
jurisdiction: {code: "999900", name: 试验县}
facts:
  tonnes: {type: number, label: {zh: 吨数, en: Tonnes}}
violations:
  smuggling: {label: {zh: 走私废物, en: Smuggling}}
editions:
  - {id: one, title: 办法, confidence: text, in_force: {from: 2021}, award: {fixed: 500 * 吨数, for: 走私废物}}
"""
    vocabulary = (ROOT / "policies/vocabulary.yaml").read_text("utf-8")
    library = ecoreward.load_texts({"vocabulary": vocabulary, "my": policy})
    assert library.problems() == ()
    case = {"地区": "试验县", "事实": {"吨数": 3, "违法行为": ["走私废物", "偷排漏排"]}}
    assert errors(case_schema(library.vocabulary), case)
    schema = case_schema(library.vocabulary, "zh", own_of(library))
    assert errors(schema, case) == []
    assert "吨数（数）" in json.dumps(schema, ensure_ascii=False)


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
