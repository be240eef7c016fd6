"""`ask`: a walk through a case, word for word, in both languages; what it writes, and what stops it.

Regenerate with ``ECOREWARD_GOLDEN=write pytest tests/cli/test_ask.py`` and read the difference.
"""

from __future__ import annotations

import builtins
import io
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.cli.conftest import ROOT, Done, Ecoreward

GOLDEN = Path(__file__).parent / "golden_ask"
VOCABULARY = (ROOT / "policies" / "vocabulary.yaml").read_text(encoding="utf-8")
Ask = Callable[..., Done]


class Terminal(io.StringIO):
    """Standard input that a person types at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def ask(ecoreward: Ecoreward, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run `ask` with these answers; the transcript shows them where they were typed."""

    def call(answers: Sequence[str], *words: str) -> Done:
        left = list(answers)

        def typed(prompt: str) -> str:
            if not left:
                raise EOFError
            print(f"{prompt}{left[0]}".rstrip())
            return left.pop(0)

        monkeypatch.setattr(builtins, "input", typed)
        monkeypatch.setattr("sys.stdin", Terminal())
        return ecoreward("ask", *words)

    return call


class Walk(NamedTuple):
    """A golden walk: what is typed in each language, and the words of the command line."""

    zh: tuple[str, ...]
    en: tuple[str, ...]
    words: tuple[str, ...] = ()
    file: str = ""


WALKS = {
    "whole": Walk(
        ("庆元县", "2022-03-01", "120万", "是", "1", "", "", ""),
        ("qingyuan", "2022-03-01", "1200000", "yes", "1", "", "", ""),
    ),
    "explained": Walk(("?", "庆元县", "?", "2022", "?", "q"), ("?", "Qingyuan County", "?", "2022", "?", "q")),
    "mistakes": Walk(
        ("", "庆圆县", "<", "庆元县", "2022-02-30", "2022-03-01", "12o万", "110101199003074258", "20万..10万",
         "10万..20万", "也许", "是", "偷排漏", "99", "偷排漏排", "q"),
        ("", "quingyuan", "<", "qingyuan", "2022-02-30", "2022-03-01", "12o", "110101199003074258",
         "200000..100000", "100000..200000", "perhaps", "yes", "covert-dischrge", "99", "covert-discharge", "q"),
    ),
    "back": Walk(
        ("<", "2022-03-01", "", "返回", "30万", "<", "<", "2022-03-02", "30万", "q"),
        ("<", "2022-03-01", "", "back", "300000", "<", "<", "2022-03-02", "300000", "q"),
        ("-j", "庆元县"),
    ),
    "decided": Walk(
        ("", "", "", "", "600000", "20万", "1"), ("", "", "", "", "600000", "200000", "1"), (),
        "地区: 浙江省\n事实: {举报日期: 2022-07-01, 查证属实: 是, 违法行为: [偷排漏排], 罚款: 150万, 行政拘留: 是,"
        " 批准逮捕: 是, 污染特别严重: 是}\n",
    ),
    "single": Walk(
        ("", "?", "2"), ("", "?", "2"), (),
        "案件: QY-7\n地区: 庆元县\n事实: {举报日期: 2022-03-01, 查证属实: 是, 违法行为: [偷排漏排], 罚款: 150万,"
        " 污染特别严重: 是}\n裁量: 200000\n已付: 5000\n",
    ),
    "choice": Walk(
        ("2018-07-01", "电报", "3", "否", "？", "是", "有", "燃放烟花爆竹，20"),
        ("2018-07-01", "telegram", "3", "no", "?", "yes", "yes", "fireworks, 20"), ("-j", "zhengzhou"),
    ),
    "rows": Walk(
        ("2021-05-05", "两项", "2", "?", "3万", "<", "4万", "1000", "q"),
        ("2021-05-05", "two", "2", "?", "30000", "<", "40000", "1000", "q"),
        ("--policies", "policies"),
        "地区: somewhere\n事实: {违法行为: [偷排漏排, 噪声污染]}\n",
    ),
    "nothing-to-ask": Walk(("2015-05-05",), ("2015-05-05",), ("-j", "zhengzhou")),
    "figure": Walk(
        ("否", "300", "8000"), ("no", "300", "8000"), (),
        "地区: 克拉玛依市\n事实: {举报日期: 2022-03-01, 查证属实: 是, 罚款: 100}\n",
    ),
}  # fmt: skip


ROWS = """\
ecoreward: 1
jurisdiction: {code: "990000", name: 某地, label: {zh: 某地, en: Somewhere}}
editions:
  - id: one
    title: 某地举报奖励办法
    confidence: text
    in_force: {from: 2020-01-01}
    award:
      id: award
      highest:
        - {id: share, label: {zh: 每项违法的奖励, en: Award for each offence}, cite: 第三条, each: offences,
           rate: 10%, base: 罚款, cap: 5000}
"""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", WALKS)
def test_transcript(ask: Ask, name: str, lang: str) -> None:
    walk = WALKS[name]
    words = [*walk.words, "--lang", lang]
    Path("policies").mkdir()
    for path, text in (("vocabulary", VOCABULARY), ("somewhere", ROWS)):
        Path(f"policies/{path}.yaml").write_text(text, encoding="utf-8")
    if walk.file:
        Path("case.yaml").write_text(walk.file, encoding="utf-8")
        words.insert(0, "case.yaml")
    done = ask(walk.zh if lang == "zh" else walk.en, *words)
    assert (done.code, done.err) == (0, "")
    text = done.out.replace(str(ROOT), "…")
    path = GOLDEN / f"{name}.{lang}.txt"
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
    assert "cli." not in text
    assert "110101199003074258" not in text.replace("> 110101199003074258", "")


def test_no_old_golden_stays() -> None:
    wanted = {f"{n}.{lang}.txt" for n in WALKS for lang in ("zh", "en")}
    assert {p.name for p in GOLDEN.iterdir()} == wanted


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_case_file_gives_the_same_decision(ask: Ask, ecoreward: Ecoreward, lang: str) -> None:
    walk = WALKS["whole"]
    answers = walk.zh if lang == "zh" else walk.en
    done = ask(answers, "-o", "out.yaml", "--lang", lang)
    assert done.code == 0
    text = Path("out.yaml").read_text(encoding="utf-8")
    assert ("举报日期: 2022-03-01" if lang == "zh" else "Reported on: 2022-03-01") in text
    [decision] = ecoreward("calc", "--json", "out.yaml").json
    assert decision["payable"] == {"value": "60000.00", "currency": "CNY"}
    again = ask((), "-o", "out.yaml")
    assert (again.code, again.out) == (2, "")
    assert "cli.exists" in again.err
    assert Path("out.yaml").read_text(encoding="utf-8") == text


def test_answers_are_not_lost_when_the_file_cannot_be_written(ask: Ask) -> None:
    done = ask(("2022-03-01", "q"), "-j", "庆元县", "-o", "nowhere/out.yaml")
    assert done.code == 2
    assert "cli.cannot-write" in done.err
    assert "举报日期: 2022-03-01" in done.out


def test_from_a_pipe(ecoreward: Ecoreward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("2022-03-01\n120万\n是\n偷排漏排\n"))
    done = ecoreward("ask", "-j", "庆元县")
    assert done.code == 0
    assert "应付 60,000 元" in done.out
    assert done.out.endswith("  罚款: 1200000\n")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("-j", "nowhere"), "library.unknown-jurisdiction"),
        (("--edition", "x"), "cli.option-needs-j"),
        (("nothing.yaml",), "cli.no-file"),
        (("a.yaml", "-j", "庆元县"), "cli.file-with-j"),
        ((), "cli.ask-no-place"),
        (("two.yaml",), "case.one-case"),
        (("bad.yaml",), "case.unknown-fact"),
    ],
)
def test_what_stops_it(ask: Ask, words: tuple[str, ...], code: str) -> None:
    Path("two.yaml").write_text("[{地区: 庆元县}, {地区: 庆元县}]", encoding="utf-8")
    Path("bad.yaml").write_text("地区: 庆元县\n事实: {罚歀: 1}\n", encoding="utf-8")
    done = ask((), *words)
    assert done.code == 2
    assert code in done.err


def test_an_interrupt_ends_it(ecoreward: Ecoreward, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(prompt: str) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(builtins, "input", interrupted)
    assert ecoreward("ask", "-j", "庆元县").code == 130
