"""No text of any kind ends in a traceback: damaged policies, damaged cases, through the whole way."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ecoreward
from ecoreward import Problems
from ecoreward.policy.folder import policies_in
from ecoreward.problems import render_all

ROOT = Path(__file__).parents[2]
POLICIES = {k: p.read_text("utf-8") for k, p in policies_in(ROOT / "policies")[0].items()}
CASES = {k: p.read_text("utf-8") for k, p in policies_in(ROOT / "policies/tests")[0].items()}
NAMES = sorted(set(POLICIES) - {"vocabulary"})
LIMITS = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
JUNK = st.sampled_from(
    ["", ":", "：", "- ", "{", "}", "[", "]", '"', "'", "#", "\t", "&a", "*a", "!x", "> ", "%", "、", "，",
     "null", "~", "1e9", "010", "-1", "NaN", "9" * 400, "(" * 90, "not(" * 90, "罚款 > ", " and ", "\u202e", "\x00",
     "fixed: 5", "for: x", "when: y", "each: offences", "2021-02-30", "5%", "@\"x\"", "\ufeff", "🙂"]
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, texts: dict[str, str], names: list[str]) -> tuple[str, str]:
    """One text with a few cuts, insertions, moved or doubled lines."""
    name = draw(st.sampled_from(names))
    text = texts[name]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        kind = draw(st.sampled_from(["cut", "insert", "replace", "double", "swap"]))
        if kind == "cut":
            text = text[:at] + text[at + draw(st.integers(1, 40)) :]
        elif kind == "insert":
            text = text[:at] + draw(JUNK) + text[at:]
        elif kind == "replace":
            text = text[:at] + draw(st.text(max_size=6)) + text[at + 3 :]
        else:
            lines = text.splitlines(keepends=True) or [""]
            i, j = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
            if kind == "double":
                lines.insert(j, lines[i])
            else:
                lines[i], lines[j] = lines[j], lines[i]
            text = "".join(lines)
    return name, text


@LIMITS
@given(damaged(POLICIES, NAMES))
def test_a_damaged_policy_is_told_or_works(change: tuple[str, str]) -> None:
    name, text = change
    library = ecoreward.load_texts({"vocabulary": POLICIES["vocabulary"], name: text})
    problems = library.problems()
    for lang in ("zh", "en"):
        assert "Traceback" not in render_all(problems, lang)
    json.dumps([p.to_json() for p in problems], ensure_ascii=False)
    facts = {"举报日期": "2021-12-01", "罚款": "10万"}
    try:
        decision = library.evaluate({"jurisdiction": name, "facts": facts})
    except Problems:
        return
    json.dumps(decision.to_json(), ensure_ascii=False)


@LIMITS
@given(damaged({"vocabulary": POLICIES["vocabulary"]}, ["vocabulary"]))
def test_a_damaged_vocabulary_is_told_or_works(change: tuple[str, str]) -> None:
    library = ecoreward.load_texts({"vocabulary": change[1], "qingyuan": POLICIES["qingyuan"]})
    render_all(library.problems(), "zh")


@LIMITS
@given(damaged(CASES, sorted(CASES)))
def test_a_damaged_case_file_is_told_or_works(change: tuple[str, str]) -> None:
    library = _library()
    text = change[1].replace("预期", "备注").replace("expect", "note")
    try:
        raws = library.read(text, "cases.yaml")
    except Problems as bad:
        render_all(bad.items, "en")
        return
    for raw in raws[:3]:
        try:
            library.evaluate(raw).to_json()
        except Problems as bad:
            render_all(bad.items, "zh")


_LOADED: list[ecoreward.Library] = []


def _library() -> ecoreward.Library:
    if not _LOADED:
        _LOADED.append(ecoreward.load())
    return _LOADED[0]
