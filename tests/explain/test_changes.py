"""What would change it, word for word, for every decision whose words are held; from data alone.

Regenerate with ``ECOREWARD_GOLDEN=write pytest tests/explain`` and read the difference.
"""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

import pytest

from ecoreward.explain import explain
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
