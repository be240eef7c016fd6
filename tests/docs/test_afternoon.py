"""The draft of the afternoon becomes a good policy by its messages alone, in either language."""

from __future__ import annotations

import re

import pytest

from . import afternoon
from .made import DOCS, PART

PAGES = {"zh": "afternoon.md", "en": "afternoon.en.md"}
SLIPS = {
    "yaml.wide-colon", "yaml.tab", "yaml.no-dash", "yaml.flow-expression",
    "policy.list-form", "feel.unknown-name", "policy.unknown-key", "feel.bare-choice",
    "policy.node-needs-id", "feel.full-width", "feel.number-grouping",
    "policy.rows-overlap-edge", "policy.band-reversed",
}  # fmt: skip


@pytest.mark.parametrize("lang", PAGES)
def test_the_messages_suffice(lang: str) -> None:
    rounds = afternoon.session(lang)
    assert len(rounds) == 4
    assert {p.code for r in rounds for p in r.problems} == SLIPS
    assert sum(len(r.problems) for r in rounds) >= 14
    assert not rounds[-1].problems


def test_both_languages_lead_to_the_same_file() -> None:
    zh, en = afternoon.session("zh"), afternoon.session("en")
    assert [r.text for r in zh] == [r.text for r in en]
    assert [[p.code for p in r.problems] for r in zh] == [[p.code for p in r.problems] for r in en]


def test_one_level_at_a_time_and_all_of_it() -> None:
    """Mending what was told brings nothing of the same kind to light."""
    rooms = [{p.code.split(".")[0] for p in r.problems} for r in afternoon.session("zh")]
    assert rooms == [{"yaml"}, {"policy", "feel"}, {"policy"}, set()]
    checks = {"policy.rows-overlap-edge", "policy.band-reversed"}
    assert {p.code for p in afternoon.session("zh")[2].problems} == checks


@pytest.mark.parametrize("lang", PAGES)
def test_its_cases_pass(lang: str) -> None:
    said = afternoon.tested(afternoon.session(lang)[-1].text, lang)
    cases = (afternoon.DRAFT / "cases.yaml").read_text("utf-8").count("\n- ")
    assert "\n" not in said, said
    assert [int(n) for n in re.findall(r"\d+", said)] == [cases, cases, 0]


@pytest.mark.parametrize("lang", PAGES)
def test_the_page_tells_every_round(lang: str) -> None:
    parts = [m["name"] for m in PART.finditer((DOCS / PAGES[lang]).read_text("utf-8"))]
    mends = [f"{what}-{n}" for n in (1, 2, 3) for what in ("check", "mend")]
    assert parts == ["draft", *mends, "check-4", "finished", "test"]
