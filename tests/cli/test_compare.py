"""`ecoreward compare`: the table as finance reads it, in both languages."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from ecoreward.problems import display_width
from tests.cli.conftest import ROOT, Ecoreward

GOLDEN = Path(__file__).parent / "golden_compare"
OTHERS = ROOT / "tests/workbench/compare_policies"
HOME = (
    "-j",
    "本市",
    "举报日期=2022-03-01",
    "罚款=120万",
    "查证属实=是",
    "违法行为=偷排漏排",
    "道路举报=是",
)
QINGYUAN = ("-j", "庆元县", "举报日期=2022-03-01", "罚款=120万", "查证属实=是", "违法行为=偷排漏排")
RUNS = {
    "shipped": QINGYUAN,
    "shipped-some": (*QINGYUAN, "-j", "浙江省", "-j", "杭州市"),
    "every": ("--policies", "odd", "--all", "--case", "A-1", "--decided", "3万", "--paid", "1万", *HOME),
    "none-of-its-own": ("--policies", "odd", "查证属实=是", "罚款=10万"),
}  # fmt: skip
CASES = """\
- 案件: A-1
  地区: 本市
  事实: {举报日期: 2020-12, 查证属实: 是, 罚款: 10万}
- 案件: A-2
  地区: 晚市
  事实: {举报日期: 2022-01-01}
"""


@pytest.fixture(autouse=True)
def odd(tmp_path: Path) -> None:
    """A folder of policies with everything that can stand in the way of a comparison."""
    shutil.copytree(OTHERS, tmp_path / "odd")
    shutil.copy(ROOT / "policies/vocabulary.yaml", tmp_path / "odd")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", RUNS)
def test_the_table(ecoreward: Ecoreward, name: str, lang: str) -> None:
    done = ecoreward("compare", *RUNS[name], "--lang", lang)
    assert (done.code, done.err) == (0, "")
    path = GOLDEN / f"{name}.{lang}.txt"
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        path.write_text(done.out, encoding="utf-8")
    assert done.out == path.read_text("utf-8")
    assert "compare." not in done.out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_columns_line_up(ecoreward: Ecoreward, lang: str) -> None:
    done = ecoreward("compare", *QINGYUAN, "--lang", lang)
    table = done.out.split("\n\n")[0].splitlines()
    head = {"zh": "版本", "en": "edition"}[lang]
    at = display_width(table[0].split(head)[0])
    for line in table[1:]:
        before = next(i for i in range(len(line)) if display_width(line[:i]) >= at)
        assert line[before - 2 : before] == "  "
        assert line[before].isalpha()


def test_a_file_with_several_cases(ecoreward: Ecoreward) -> None:
    Path("c.yaml").write_text(CASES, encoding="utf-8")
    done = ecoreward("compare", "c.yaml", "-j", "本市", "--policies", "odd")
    assert (done.code, done.err) == (0, "")
    first, second = done.out.split("案件 A-2")
    assert first.startswith("案件 A-1\n")
    assert "home-2018" in first
    assert "晚市" not in first
    assert "*1  晚市" in second
    data = ecoreward("compare", "c.yaml", "--json", "--policies", "odd", "--lang", "en").json
    assert [c["case"] for c in data] == ["A-1", "A-2"]
    assert data == ecoreward("compare", "c.yaml", "--json", "--policies", "odd").json


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "cli.no-input"),
        (("-j", "本市"), "cli.no-input"),
        (("nowhere.yaml",), "cli.no-file"),
        (("罚款=1", "odd/home.yaml"), "cli.facts-or-file"),
        (("罚款=1", "-"), "cli.facts-or-file"),
        (("罚款=1", "罚款=2"), "cli.fact-twice"),
        (("查证署实=是",), "case.unknown-fact"),
        (("-j", "本币", "罚款=1"), "library.unknown-jurisdiction"),
        (("-j", "本市", "-j", "本币", "罚款=1"), "library.unknown-jurisdiction"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_cannot_be_done_is_said(
    ecoreward: Ecoreward, words: tuple[str, ...], code: str, lang: str
) -> None:
    done = ecoreward("compare", *words, "--policies", "odd", "--lang", lang)
    assert (done.code, done.out) == (2, "")
    assert f"[{code}]" in done.err


def test_nothing_of_a_person_is_shown(ecoreward: Ecoreward) -> None:
    done = ecoreward("compare", "--policies", "odd", "张伟国=是", "罚款=1")
    assert "张伟国" not in done.out + done.err
