"""The approval form: what it says, that nobody's data is on it, and how it lies on paper.

Regenerate with ``ECOREWARD_GOLDEN=write pytest tests/paper`` and read the difference.
"""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import ecoreward
from ecoreward.paper.form import approval_form, approval_forms
from tests.explain.test_golden import steady
from tests.explain.test_reporter import CASES as REPORTED
from tests.explain.test_reporter import QINGYUAN, USA, decisions

GOLDEN = Path(__file__).parent / "golden_form"
LANGS = ("zh", "en")
KEY = re.compile(r"\b(paper|explain|decision|case|policy)\.[a-z]")
CASES: dict[str, dict[str, Any]] = {
    name: REPORTED[name]
    for name in ("share-of-fine", "share-of-fine-capped", "not-verified", "to-be-decided", "undetermined",
                 "part-paid", "fixed", "claim", "pending", "joint", "no-rule")
}  # fmt: skip
CASES["decided"] = {
    "jurisdiction": "庆元县",
    "facts": {**QINGYUAN, "污染特别严重": "是"},
    "decided": {"special": "30万", "award": "highest"},
}
CASES["by-share"] = USA
CASES["either-edition"] = {
    "jurisdiction": "郑州市",
    "facts": {"举报日期": "2018", "查证属实": "是", "违法行为": "黑渣土车"},
}
CASES["not-in-force"] = {
    "jurisdiction": "庆元县", "edition": "qingyuan-2021", "facts": {**QINGYUAN, "举报日期": "2020-03-01"},
}  # fmt: skip
CASES["over-paid"] = {"jurisdiction": "庆元县", "facts": QINGYUAN, "already_paid": "7万"}
CASES["offences"] = {
    "jurisdiction": "东莞市",
    "facts": {
        "举报日期": "2010-05-01", "指明隐蔽方式的准确位置": "是",
        "违法事项": [
            {"违法行为": "暗管排放", "罚款": "4万"}, {"违法行为": "擅自闲置拆除污染防治设施", "罚款": "7万"},
        ],
    },
}  # fmt: skip


@cache
def library() -> ecoreward.Library:
    return ecoreward.load()


@cache
def data(name: str) -> dict[str, Any]:
    return library().evaluate(CASES[name]).to_json()


def as_text(page: str) -> str:
    """What the page says, a line for each row, cells apart."""
    body = page[page.index("<body>") :]
    body = re.sub(r"\s*\n\s*", "", body)
    body = re.sub(r"</(tr|h1|h2|li|section)>", "\n", body)
    body = re.sub(r"<td[^>]*>|<th[^>]*>", " | ", body)
    body = re.sub(r"</p><p[^>]*>|<br>", " / ", body)
    text = html.unescape(re.sub(r"<[^>]+>", "", body)).replace("\xa0", "_")
    return "\n".join(line.strip() for line in text.split("\n")).strip() + "\n"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", CASES)
def test_word_for_word(name: str, lang: str) -> None:
    text = as_text(approval_form(data(name), lang))
    text = steady(text).replace(f"ecoreward {ecoreward.__version__}", "ecoreward <version>")
    path = GOLDEN / f"{name}.{lang}.txt"
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text("utf-8")


def test_no_old_golden_stays() -> None:
    assert {p.name for p in GOLDEN.iterdir()} == {
        f"{n}.{lang}.txt" for n in CASES for lang in LANGS
    }


def test_a_decision_and_what_was_stored_of_it_give_the_same_bytes() -> None:
    decision = library().evaluate(CASES["share-of-fine"])
    assert approval_form(decision) == approval_form(decision.to_json(), "zh")


def test_the_same_bytes_whatever_the_process_hashes() -> None:
    code = (
        "import ecoreward, sys; from ecoreward.paper.form import approval_form as f;"
        f"sys.stdout.buffer.write(f(ecoreward.load().evaluate({CASES['to-be-decided']!r})).encode())"
    )
    pages = {
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/New_York"))
    }  # fmt: skip
    assert pages == {approval_form(data("to-be-decided")).encode()}


@pytest.mark.parametrize("lang", LANGS)
def test_every_case_of_the_policies_has_a_form(lang: str) -> None:
    for name, decision, _ in decisions():
        text = as_text(approval_form(decision, lang))
        assert not KEY.search(text), (name, text)
        assert lang == "en" or "None" not in text, (
            name,
            text,
        )  # “None” is a word of the vocabulary
        assert "{" not in text, (name, text)
        assert ("暂不得付款" in text or "Nothing may be paid" in text) == (
            decision["payable"] is None
        ), name


def test_nothing_may_be_paid_without_a_payable() -> None:
    text = as_text(approval_form(data("to-be-decided")))
    assert "暂不得付款 / 须先裁量：特别奖励、举报奖励" in text
    assert "人民币（大写）：_" in text  # room to write, and no sum in words


@pytest.mark.parametrize(
    "case", ["张伟国", "KL-13800138000", "110101199003078515", "x" * 65, "<i>1"]
)
def test_a_case_number_that_looks_like_a_person_is_not_printed(case: str) -> None:
    page = approval_form({**data("fixed"), "case": case})
    assert case not in page
    assert "编号像是个人信息" in page


def test_words_are_never_markup() -> None:
    label = {"zh": "<script>甲</script>县"}
    where = {**data("fixed")["jurisdiction"], "label": label}
    page = approval_form({**data("fixed"), "jurisdiction": where})
    assert "<script>" not in page
    assert "&lt;script&gt;甲" in page


def test_an_older_stored_decision_says_that_it_lists_no_facts() -> None:
    older = {k: v for k, v in data("share-of-fine").items() if k != "facts"}
    assert "软件版本较早，没有列出事实" in approval_form(older)


def test_several_forms_each_begin_a_page() -> None:
    page = approval_forms([data("fixed"), data("joint")])
    assert page.count('<section class="form">') == 2
    assert "break-before: page" in page
    assert page.count("<html") == 1


def test_a_language_that_is_not_spoken_here() -> None:
    with pytest.raises(ValueError, match="zh, en"):
        approval_form(data("fixed"), "fr")
