"""``ecoreward test --coverage`` and ``--edition``: what a person reads, word for word, and the data.

Regenerate with ``ECOREWARD_GOLDEN=write pytest tests/cli/test_covering.py`` and read the difference.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ecoreward import load
from tests.cli.conftest import ROOT, Done, Ecoreward

HERE = Path(__file__).parent
COVER = HERE / "cover"
DRAFT = COVER / "drafts" / "city.yaml"
RUNS: dict[str, tuple[tuple[str, ...], int]] = {
    "coverage": (("--coverage",), 0),
    "coverage-min": (("--min", "80"), 1),
    "draft": (("--edition", str(DRAFT)), 1),
    "draft-same": (("--edition", str(COVER / "city.yaml")), 0),
}


def run(ecoreward: Ecoreward, *words: str) -> Done:
    """One run over the policies of this test."""
    return ecoreward("test", "--policies", str(COVER), *words)


def steady(text: str) -> str:
    """Paths from the root of the repository."""
    return text.replace(f"{ROOT}/", "")


def hold(file: str, text: str) -> None:
    """The text is the one that is held."""
    path = HERE / "golden" / file
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", RUNS)
def test_the_text(ecoreward: Ecoreward, name: str, lang: str) -> None:
    words, code = RUNS[name]
    done = run(ecoreward, *words, "--lang", lang)
    assert (done.code, done.err) == (code, "")
    assert all(line == line.rstrip() for line in done.out.split("\n"))
    assert "cli." not in done.out
    assert "analysis." not in done.out
    hold(f"{name}.{lang}.txt", steady(done.out))


@pytest.mark.parametrize("name", RUNS)
def test_the_data(ecoreward: Ecoreward, name: str) -> None:
    words, code = RUNS[name]
    one = run(ecoreward, *words, "--json")
    assert (one.code, one.err) == (code, "")
    assert one == run(ecoreward, *words, "--json", "--lang", "en"), "the language changes no byte"
    hold(f"{name}.json", steady(json.dumps(one.json, ensure_ascii=False, indent=1)) + "\n")


def test_text_and_data_agree(ecoreward: Ecoreward) -> None:
    data = run(ecoreward, "--coverage", "--json").json["coverage"]
    [edition] = data["editions"]
    text = run(ecoreward, "--coverage").out
    assert f"共 {data['all']} 处，走到 {data['reached']} 处，{data['percent']}%" in text
    lines = [line for line in text.splitlines() if line.startswith(f"  {COVER}")]
    assert len(lines) == len(edition["missed"]) == data["all"] - data["reached"]
    for line, missed in zip(lines, edition["missed"], strict=True):
        assert line.startswith(f"  {missed['file']}:{missed['line']} {missed['id']}")
        assert missed["text"]["zh"] in line


def test_paths_pick_the_editions(ecoreward: Ecoreward) -> None:
    cases = ROOT / "policies" / "tests" / "karamay.yaml"
    data = ecoreward("test", "--coverage", "--json", str(cases)).json["coverage"]
    assert [e["edition"] for e in data["editions"]] == ["karamay-2020"]
    every = ecoreward("test", "--coverage", "--json").json["coverage"]["editions"]
    assert {e["edition"] for e in every} == {
        e.program.id for j in load().jurisdictions for e in load().jurisdiction_of(j.file).editions
    }


@pytest.mark.parametrize(("least", "code"), [("0", 0), ("76.3", 0), ("76.4%", 1), ("100", 1)])
def test_min(ecoreward: Ecoreward, least: str, code: int) -> None:
    done = run(ecoreward, "--min", least, "--json")
    assert done.code == code
    assert bool(done.json["coverage"]["below"]) == bool(code)


def test_cases_that_no_edition_takes_are_not_enough(ecoreward: Ecoreward) -> None:
    text = "- {案件: X, 地区: 甲市, 事实: {举报日期: 2019-01-01}, 预期: {金额: 0}}\n"
    Path("x.yaml").write_text(text, encoding="utf-8")
    done = run(ecoreward, "--coverage", "x.yaml")
    assert (done.code, done.out.splitlines()[-1]) == (0, "规则覆盖：没有案件用到任何版本")
    assert run(ecoreward, "--min", "1", "x.yaml").code == 1


def test_a_failed_test_fails_whatever_is_covered(ecoreward: Ecoreward) -> None:
    text = (COVER / "tests" / "city.yaml").read_text("utf-8").replace("金额: 10000", "金额: 1")
    Path("city.yaml").write_text(text, encoding="utf-8")
    assert run(ecoreward, "--coverage", "city.yaml").code == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--min", "101"), "cli.test-min"), (("--min", "-1"), "cli.test-min"),
        (("--min", "1.2.3"), "cli.test-min"), (("--min", "十"), "cli.test-min"),
        (("--min", "."), "cli.test-min"), (("--min=%",), "cli.test-min"),
        (("--edition", "city.yaml", "--coverage"), "cli.not-together"),
        (("--edition", "city.yaml", "--min", "9"), "cli.not-together"),
        (("--edition", "nowhere.yaml"), "cli.no-file"), (("--edition", "nowhere.yaml@x"), "cli.no-file"),
        (("--edition", "city-2020"), "cli.no-file"), (("--edition", "."), "cli.is-folder"),
        (("--edition", f"{DRAFT}@city-2020"), "case.unknown-edition"),
        (("--edition", str(COVER / "tests" / "city.yaml")), "policy.not-a-policy"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_usage_errors(ecoreward: Ecoreward, words: tuple[str, ...], code: str, lang: str) -> None:
    done = run(ecoreward, *words, "--lang", lang)
    assert (done.code, done.out) == (2, "")
    assert f"[{code}]" in done.err


def test_cases_of_other_places_are_no_cases_of_the_draft(ecoreward: Ecoreward) -> None:
    Path("draft.yaml").write_text(DRAFT.read_text("utf-8").replace("990100", "990200"), "utf-8")
    Path("draft.yaml").write_text(
        Path("draft.yaml").read_text("utf-8").replace("甲市", "乙市"), "utf-8"
    )
    done = run(ecoreward, "--edition", "draft.yaml", "--json")
    assert (done.code, done.out, done.codes) == (2, "", ["cli.test-no-case"])


def test_a_draft_with_errors_tells_them_all(ecoreward: Ecoreward) -> None:
    text = (
        DRAFT.read_text("utf-8")
        .replace("rate: 6%", "rate: 6% of")
        .replace("edges: from", "edge: from")
    )
    Path("draft.yaml").write_text(text, encoding="utf-8")
    done = run(ecoreward, "--edition", "draft.yaml", "--json")
    assert (done.code, done.out) == (2, "")
    assert len(done.codes) >= 2


def test_nothing_is_compared_where_a_test_file_cannot_be_read(ecoreward: Ecoreward) -> None:
    Path("bad.yaml").write_text("- [", encoding="utf-8")
    done = run(ecoreward, "--edition", str(DRAFT), "bad.yaml", str(COVER / "tests"))
    assert (done.code, done.out) == (2, "")


def test_one_of_several_editions(ecoreward: Ecoreward) -> None:
    """The last one written counts unless another is named."""
    both = (COVER / "city.yaml").read_text("utf-8") + DRAFT.read_text("utf-8").split("editions:\n")[
        1
    ]
    Path("a@b.yaml").write_text(both, encoding="utf-8")
    assert "city-draft" in run(ecoreward, "--edition", "a@b.yaml").out
    assert run(ecoreward, "--edition", "a@b.yaml@city-2020").code == 0
