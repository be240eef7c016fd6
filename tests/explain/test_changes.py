"""What would change it, word for word, for every decision whose words are held; from data alone.

Regenerate with ``ECOREWARD_GOLDEN=write pytest tests/explain`` and read the difference.
"""

from __future__ import annotations

import json
import os
import random
from functools import cache
from typing import Any

import pytest

from ecoreward.explain import explain
from ecoreward.workbench.ask_text import asked, explained
from tests.engine.test_changes import kept, nothing_smaller
from tests.explain.cases import CASES, GAMMA, case
from tests.explain.test_golden import HERE, LANGS, clean, library

TITLE = {"zh": "怎样会不同", "en": "What would change it"}
MORE: dict[str, dict[str, Any]] = {
    # Two gates fail: no single fact is enough.
    "two-gates": case("甲县", {"举报日期": "2022-03-01", "查证属实": "否", "监管人员": "是", "罚款": 1,
                               "没收金额": 0, "违法行为": ["偷排漏排"]}),
    # Named, but not in force on its day: only another day makes it payable.
    "not-in-force": case("甲县", {"举报日期": "2020-06-01", "查证属实": "是", "罚款": "120万", "没收金额": 0,
                                  "违法行为": ["偷排漏排"]}, edition="alpha-2021"),
    "named-edition": case("丙省", GAMMA, edition="gamma-2020",
                            facts={"违法行为": ["施工噪声"], "举报渠道": "电话", "罚款": 0}),
}  # fmt: skip


@cache
def told(name: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A decision and what would change it, as they come back from a file."""
    put = CASES.get(name) or MORE[name]
    decision = library().evaluate(put).to_json()
    changes = [c.to_json() for c in library().changes(put)]
    return json.loads(json.dumps(decision)), json.loads(json.dumps(changes))


def section(text: str, lang: str) -> str:
    """The part of a page under the title."""
    _, _, rest = text.partition(f"\n\n{TITLE[lang]}\n")
    return rest.split("\n\n")[0].rstrip("\n")


@pytest.mark.parametrize("lang", LANGS)
def test_word_for_word(lang: Any) -> None:
    out = []
    for name in (*CASES, *MORE):
        decision, changes = told(name)
        text = explain(decision, lang, changes=changes)
        clean(text)
        out += [f"== {name}", text.splitlines()[0], section(text, lang), ""]
        assert section(text, lang)
    path = HERE / f"changes.{lang}.txt"
    whole = "\n".join(out)
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        path.write_text(whole, encoding="utf-8")
    assert whole == path.read_text(encoding="utf-8")


def in_codes(put: dict[str, Any]) -> dict[str, Any]:
    """The case with its facts by their codes, those of rows too."""
    spellings = library().vocabulary.spellings

    def coded(facts: dict[str, Any]) -> dict[str, Any]:
        out = {spellings[k]: v for k, v in facts.items()}
        rows = {k: [coded(r) for r in v] for k, v in out.items() if isinstance(v, list) and v
                and isinstance(v[0], dict)}  # fmt: skip
        return {**out, **rows}

    return {**put, "facts": coded(put["facts"])}


@pytest.mark.parametrize("name", [*CASES, *MORE])
def test_what_is_promised_is_given_and_nothing_smaller_would_do(name: str) -> None:
    """Claims, payouts, stages and referrals too, which the shipped policies do not have."""
    put = in_codes(CASES.get(name) or MORE[name])
    found = library().changes(put)
    for change in found:
        kept(library(), put, change)
    nothing_smaller(library(), put, found, random.Random(name))


@pytest.mark.parametrize("name", CASES)
def test_without_changes_the_page_is_as_it_was(name: str) -> None:
    decision, changes = told(name)
    for lang in LANGS:
        page = explain(decision, lang, changes=changes)  # type: ignore[arg-type]
        kept = page.replace(f"\n\n{TITLE[lang]}\n{section(page, lang)}", "")
        assert kept == explain(decision, lang)  # type: ignore[arg-type]


def test_changes_may_be_objects_or_data() -> None:
    decision, changes = told("awarded")
    objects = library().changes(CASES["awarded"])
    for form in ("text", "markdown"):
        one = explain(decision, "zh", form, objects)  # type: ignore[arg-type]
        assert one == explain(decision, "zh", form, changes)  # type: ignore[arg-type]
    assert "## 怎样会不同" in explain(decision, "zh", "markdown", objects)


def test_that_nothing_would_change_it_is_said() -> None:
    decision, _ = told("awarded")
    assert (
        section(explain(decision, "zh", changes=[]), "zh") == "- 单独改变任何一个事实，结果都不变"
    )
    assert section(explain(decision, "en", changes=()), "en").startswith("- no single fact")


@pytest.mark.parametrize("name", [*CASES, *MORE])
def test_every_question_can_be_asked(name: str) -> None:
    put = CASES.get(name) or MORE[name]
    for question in library().questions(put):
        data = question.to_json()
        for lang in LANGS:
            text = f"{asked(question, lang)}\n{explained(question, lang)}\n"
            assert "{" not in text
            assert "cli." not in text
        assert data["decides"] or data["matters"]


def test_a_day_that_says_whether_a_claim_is_late_is_asked_for() -> None:
    facts = {**CASES["claim-unknown"]["facts"], "申领日期": "[2021-09-15..2021-10-15]"}
    [question, *_] = library().questions({**CASES["claim-unknown"], "facts": facts})
    assert (question.fact, question.kind) == ("claimed_on", "fact")
    assert question.matters[0]["zh"].startswith("申领：期限为")
