"""What a person reads about the choice of an edition, word for word, in both languages.

Regenerate with ``ECOREWARD_GOLDEN=write pytest tests/explain`` and read the difference.
"""

from __future__ import annotations

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import ecoreward
from ecoreward.cli.lines import summary
from ecoreward.explain import explain, show

HERE = Path(__file__).parent
GOLDEN = HERE / "golden_which"
POLICIES = HERE.parent / "acceptance" / "which"
PIPE = {"违法行为": ["暗管排放工业废水"], "罚款": "20万"}


def case(place: str, day: str, **facts: Any) -> dict[str, Any]:
    more = {k: facts.pop(k) for k in ("edition", "known_on") if k in facts}
    return {"jurisdiction": place, "facts": {"举报日期": day, **facts}, **more}


CASES = {
    "beside": case("东莞市", "2019-11-20", 镇街="谢岗镇", **PIPE),
    "beside-open": case("东莞市", "2019-11-20", **PIPE),
    "beside-over": case("东莞市", "2019-12-16", 镇街="谢岗镇", **PIPE),
    "instead": case("丁市", "2020-08-01", 流域="榕江"),
    "elsewhere": case("丁市", "2024-10-05", 流域="榕江", 违法行为="扬尘"),
    "open": case("丁市", "2024-10-05", 违法行为="扬尘"),
    "tie-possible": case("丁市", "2024-10-05", 违法行为="扬尘", 重点场所=True),
    "named": case("丁市", "2025-10-05", 流域="北江", edition="rong-2020"),
    "known-on": case("丁市", "2024-03-05", known_on="2023-12-01"),
    "not-known": case("丁市", "2018-06-05", known_on="2018-01-01"),
    "referred": case("丁市", "2024-03-05", 由省级查实=True, 查证属实=True),
    "referral-open": case("丁市", "2024-03-05", 由省级查实=None),
    "no-file": case("980123", "2024-09-05"),
    "no-policy": case("丁市", "2018-01-01"),
}  # fmt: skip
NO_PRESUMPTION = ("referral-open",)


@cache
def library() -> ecoreward.Library:
    return ecoreward.load(POLICIES)


@cache
def decision(name: str) -> ecoreward.Decision:
    return library().evaluate(CASES[name], presume=name not in NO_PRESUMPTION)


def hold(file: str, text: str) -> None:
    text = re.sub(r"\b[0-9a-f]{12}\b", "<digest>", text)
    text = text.replace(f" {ecoreward.__version__}\n", " <version>\n")
    path = GOLDEN / file
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
    assert not re.search(r"\b(explain|decision|case|policy|cli)\.[a-z]", text)
    assert "None" not in text
    assert "{" not in text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", CASES)
def test_explanation(name: str, lang: Any) -> None:
    line = summary("A-1", decision(name), lang)
    hold(f"{name}.{lang}.txt", f"{line}\n\n{explain(decision(name), lang)}")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("place", "edition"), [("dongguan", "shima-2019"), ("ding", "rong-2020"),
                                                ("ding", "ding-2024"), ("ding", "hotline")])  # fmt: skip
def test_policy(place: str, edition: str, lang: Any) -> None:
    hold(f"show-{edition}.{lang}.txt", show(library().jurisdiction(place), edition, lang))


@pytest.mark.parametrize("name", CASES)
def test_a_stored_decision_reads_the_same(name: str) -> None:
    stored = json.loads(json.dumps(decision(name).to_json()))
    for lang in ("zh", "en"):
        assert explain(stored, lang) == explain(decision(name), lang)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", CASES)
def test_a_decision_of_an_earlier_version_is_still_read(name: str) -> None:
    stored = json.loads(json.dumps(decision(name).to_json()))
    for key in ("chosen", "beside", "referred_to"):
        del stored[key]
    for edition in stored["trace"]["editions"]:
        for gate in edition["gates"]:
            del gate["to"]
    if name != "referred" and "refer" not in name:
        assert "适用这个规定" not in explain(stored, "zh")


def test_no_old_golden_stays() -> None:
    shown = ("shima-2019", "rong-2020", "ding-2024", "hotline")
    names = [*CASES, *(f"show-{e}" for e in shown)]
    assert {p.name for p in GOLDEN.iterdir()} == {
        f"{n}.{x}.txt" for n in names for x in ("zh", "en")
    }
