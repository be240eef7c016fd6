"""What the guides list is what the code has: keys, words, facts, codes, outcomes, fields."""

from __future__ import annotations

import os
import re
from dataclasses import fields
from pathlib import Path

import pytest

import ecoreward
from ecoreward.engine import change as c
from ecoreward.engine import decision as d
from ecoreward.engine import questions as q
from ecoreward.engine import trace as t
from ecoreward.problems import Problem

from .made import DOCS, PART, REASONS, ROOT, catalogue, home, lang_of, made, remade, tables

PAGES = sorted(p for p in DOCS.glob("*.md") if PART.search(p.read_text("utf-8")))
FIELDS = re.compile(r"^<!-- fields: (\w+) -->\n(.*?)^<!-- /fields -->$", re.M | re.S)
HOMES = {
    "Decision": d.Decision, "Range": d.Range, "Missing": d.Missing, "ToDecide": d.ToDecide,
    "Presumed": d.Presumed, "Established": d.Established, "Candidate": d.Candidate, "Chosen": d.Chosen, "Beside": d.Beside,
    "Referral": d.Referral, "GateTrace": t.GateTrace, "NodeTrace": t.NodeTrace,
    "StepTrace": t.StepTrace, "TestTrace": t.TestTrace, "Operand": t.Operand,
    "Change": c.Change, "Standing": c.Standing, "Question": q.Question,
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_made_parts_are_as_the_code_has_them(page: Path) -> None:
    text = page.read_text("utf-8")
    now = remade(text, lang_of(page))
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        page.write_text(now, "utf-8")
        return
    for have, want in zip(PART.finditer(text), PART.finditer(now), strict=True):
        assert have["body"] == want["body"], (page.name, have["kind"], have["name"])


@pytest.mark.parametrize("name", ["language.md", "language.en.md"])
def test_every_key_table_is_shown(name: str) -> None:
    shown = {
        m["name"] for m in PART.finditer((DOCS / name).read_text("utf-8")) if m["kind"] == "keys"
    }
    assert tables().keys() | {"EXPECT"} <= shown


@pytest.mark.parametrize("name", ["decision.md", "decision.en.md"])
def test_every_field_is_described_in_order(name: str) -> None:
    found = dict(FIELDS.findall((DOCS / name).read_text("utf-8")))
    assert found.keys() == {*HOMES, "receipt", "problem"}
    for table, body in found.items():
        rows = re.findall(r"^\| `(\w+)` \|", body, re.M)
        assert rows == _names(table), (name, table)


def _names(table: str) -> list[str]:
    if table == "receipt":
        return list(_decision().receipt)
    if table == "problem":
        return list(Problem("case.empty").to_json())
    names = [f.name for f in fields(HOMES[table])]
    return ["schema", *names] if table == "Decision" else names


def _decision() -> ecoreward.Decision:
    facts = {"查证属实": True, "违法行为": "偷排漏排", "罚款": "120万"}
    return ecoreward.load().edition("qingyuan").evaluate(facts)


def test_the_data_of_a_decision_has_these_fields() -> None:
    data = _decision().to_json()
    assert list(data) == _names("Decision")
    edition = data["trace"]["editions"][0]
    assert list(edition["gates"][0]) == _names("GateTrace")
    assert list(edition["award"]) == _names("NodeTrace")
    assert " ".join(f"`{k}`" for k in edition["award"]["cite"]) in (DOCS / "decision.md").read_text(
        "utf-8"
    )


def test_reasons_and_caveats_are_told_apart() -> None:
    """Every code that the shipped cases bring stands in the list the guides give it."""
    library = ecoreward.load()
    codes = catalogue("zh")
    assert set(REASONS) <= codes.keys() == catalogue("en").keys()
    for path in sorted((ROOT / "policies" / "tests").rglob("*.yaml")):
        from ecoreward.workbench.case_tests import read_tests

        for test in read_tests(library, str(path), path.read_bytes())[0]:
            if any(e.key == "error" for e in test.expected):
                continue  # a case that must not be decided
            decision = library.evaluate(test.raw)
            assert {r.code for r in decision.reasons} <= set(REASONS)
            assert {c.code for c in decision.caveats} <= codes.keys() - set(REASONS)
            assert {c.because.code for c in decision.chosen} <= {
                c for c in codes if home(c) == "chosen"
            }


def test_each_part_can_be_made_in_both_languages() -> None:
    assert made("keys", "TERM", "zh") != made("keys", "TERM", "en")


@pytest.mark.parametrize("name", ["language.md", "language.en.md"])
def test_the_limits_are_those_of_the_code(name: str) -> None:
    from ecoreward.engine import read_value
    from ecoreward.engine.doubt import MOST_COMBINATIONS
    from ecoreward.feel import parse
    from ecoreward.policy import cost, magnitude, reader

    text = (DOCS / name).read_text("utf-8")
    rows = [r for r in text.splitlines() if r.startswith("| ")]
    for group in (
        (reader.MAX_BYTES, reader.MAX_NODES, reader.MAX_DEPTH),
        (parse.MOST_CHARACTERS, parse.MOST_DEPTH, parse.MOST_NODES),
        (cost.MOST_DEPTH, cost.MOST_EXPRESSION),
        (cost.MOST_PROGRAM,),
        (cost.MOST_WRITTEN,),
        (magnitude.MOST_DIGITS, read_value.MOST_DIGITS),
        (MOST_COMBINATIONS,),
        (reader.MAX_PROBLEMS,),
    ):
        assert any(all(f"{n:,}" in row for n in group) for row in rows), (name, group)
