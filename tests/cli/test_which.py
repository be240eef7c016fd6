"""The choice of an edition on the command line: --known-on, forms, codes, and what a line says."""

from __future__ import annotations

import pytest

from tests.cli.conftest import ROOT, Ecoreward

HERE = ("--policies", str(ROOT / "tests" / "acceptance" / "which"))
DING = ("-j", "丁市", "举报日期=2024-03-05")


def test_known_on(ecoreward: Ecoreward) -> None:
    now = ecoreward("calc", *HERE, "--json", *DING).json[0]
    then = ecoreward("calc", *HERE, "--json", *DING, "--known-on", "2023-12-01").json[0]
    assert (now["edition"]["id"], then["edition"]["id"]) == ("ding-2024", "ding-2018")
    assert (now["receipt"]["known_on"], then["receipt"]["known_on"]) == (None, "2023-12-01")


def test_known_on_is_said_on_the_line(ecoreward: Ecoreward) -> None:
    done = ecoreward("calc", *HERE, *DING, "--known-on", "2023年12月1日")
    assert "只按 2023-12-01 为止已经公布的规定计算" in done.out
    done = ecoreward("explain", *HERE, *DING, "--known-on", "2023-12-01", "--lang", "en")
    assert "it was not known then (2023-12-20)" in done.out


@pytest.mark.parametrize("text", ["2023-12", "明天", "2023-02-30"])
def test_known_on_is_one_day(ecoreward: Ecoreward, text: str) -> None:
    done = ecoreward("calc", *HERE, "--json", *DING, "--known-on", text)
    assert (done.code, done.out) == (2, "")
    code = "case.no-such-day" if "30" in text else "case.known-on-form"
    assert done.codes == [code]


def test_known_on_of_a_case_file_and_of_the_line(ecoreward: Ecoreward) -> None:
    with open("a.yaml", "w", encoding="utf-8") as file:  # in an empty folder
        file.write("案件: A-1\n地区: 丁市\n规定截至: 2023-12-01\n事实: {举报日期: 2024-03-05}\n")
    own = ecoreward("calc", *HERE, "--json", "a.yaml").json[0]
    assert own["edition"]["id"] == "ding-2018"
    line = ecoreward("calc", *HERE, "--json", "a.yaml", "--known-on", "2024-01-01").json[0]
    assert line["edition"]["id"] == "ding-2024"


def test_a_tie_leaves_nothing_on_stdout(ecoreward: Ecoreward) -> None:
    words = ("-j", "丁市", "举报日期=2024-10-05", "流域=北江", "重点场所=是")
    done = ecoreward("calc", *HERE, *words)
    assert (done.code, done.out) == (2, "")
    assert "错误[case.two-editions]" in done.err
    assert done.err.count("ding.yaml:") == 2
    assert ecoreward("calc", *HERE, *words, "--edition", "key-2024").code == 0


def test_a_form_asks_for_what_decides_the_edition(ecoreward: Ecoreward) -> None:
    text = ecoreward("new", "case", *HERE, "-j", "丁市", "--edition", "ding-2024").out
    assert "\n  流域:" in text
    assert "\n  重点场所:" in text
    assert "移送别处的情形" in text


@pytest.mark.parametrize(("code", "currency"), [("KR-41", "KRW"), ("US", "USD"), ("331126", None)])
def test_a_skeleton_of_any_code_is_sound(
    ecoreward: Ecoreward, code: str, currency: str | None
) -> None:
    done = ecoreward("new", "policy", "--code", code, "--name", "某地", "-o", "new.yaml")
    assert done.code == 0
    with open("new.yaml", encoding="utf-8") as file:
        text = file.read()
    assert (f"currency: {currency}" in text) == (currency is not None)
    assert ecoreward("check", "new.yaml").code == 0


def test_a_place_without_a_file(ecoreward: Ecoreward) -> None:
    done = ecoreward("calc", *HERE, "-j", "980123", "举报日期=2024-09-05")
    assert done.code == 0
    assert "没有 980123 的政策文件" in done.out
    assert "甲省《甲省举报奖励办法》" in done.out
