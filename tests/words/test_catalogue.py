"""Every sentence is there in both languages, with the same fields, compiled, and in our style."""

from __future__ import annotations

import re
import string
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from ecoreward.engine.decision import Outcome
from ecoreward.words import LOCALES, has, say
from ecoreward.words.compile import LOCALE, compiled

SOURCE = LOCALE.parents[1]
DOMAINS = sorted(p.stem for p in (LOCALE / "zh_CN" / "LC_MESSAGES").glob("*.po"))
# Domains whose messages are problems: a person reads them after "error[…]".
PROBLEMS = ("yaml", "feel", "policy", "library", "case", "file", "column")
# Domains that hold whole sentences; the others hold headings and fragments too.
SENTENCES = (*PROBLEMS, "decision", "analysis", "problem")
_CODE = re.compile(
    r"\b(?:Problem|tell|Unreadable|Complaint)\(\s*\"((?:yaml|feel|policy|library|case|file|column)\.[a-z0-9-]+)\""
)
_ANY = re.compile(r"\"((?:policy|library|case|file|column)\.[a-z0-9-]+)\"")
_REMARK = re.compile(r"\bRemark\(\s*\"([a-z0-9-]+)\"")


@cache
def catalogue(domain: str, lang: str) -> dict[str, str]:
    with (LOCALE / LOCALES[lang] / "LC_MESSAGES" / f"{domain}.po").open("rb") as stream:
        return {str(m.id): str(m.string) for m in read_po(stream, abort_invalid=True) if m.id}


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def sources() -> list[tuple[Path, str]]:
    return [(p, p.read_text(encoding="utf-8")) for p in sorted(SOURCE.rglob("*.py"))]


def test_the_domains_are_there() -> None:
    assert {"case", "decision", "feel", "library", "policy", "problem", "yaml"} <= set(DOMAINS)


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_languages_have_the_same_sentences_in_the_same_order(domain: str) -> None:
    zh, en = catalogue(domain, "zh"), catalogue(domain, "en")
    assert list(zh) == list(en)
    assert all(key.startswith(f"{domain}.") for key in zh)


@pytest.mark.parametrize("domain", SENTENCES)
def test_both_languages_use_the_same_fields(domain: str) -> None:
    zh, en = catalogue(domain, "zh"), catalogue(domain, "en")
    # Help may show a field in one language only (a Chinese spelling to copy); sentences may not.
    for key in zh:
        if not key.endswith(".help"):
            assert fields(zh[key]) == fields(en[key]), key


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("lang", LOCALES)
def test_compiled_files_are_up_to_date(domain: str, lang: str) -> None:
    po = LOCALE / LOCALES[lang] / "LC_MESSAGES" / f"{domain}.po"
    assert po.with_suffix(".mo").read_bytes() == compiled(po)


def test_no_compiled_file_is_left_over() -> None:
    for mo in LOCALE.rglob("*.mo"):
        assert mo.with_suffix(".po").exists()


@pytest.mark.parametrize("domain", SENTENCES)
@pytest.mark.parametrize("lang", LOCALES)
def test_style(domain: str, lang: str) -> None:
    for key, text in catalogue(domain, lang).items():
        assert text, key
        assert text == text.strip(), key
        assert "\n" not in text, key
        assert not text.endswith((".", "。", "！", "!")), key
        if lang == "en" and domain in PROBLEMS:
            first = text.lstrip("`“")[:1]
            assert not first.isupper() or text.startswith("YAML"), key
        assert text.count("`") % 2 == 0, key


def test_every_code_in_the_source_has_its_sentence() -> None:
    found = {(c, p.name) for p, text in sources() for c in _CODE.findall(text)}
    found |= {(c, p.name) for p, text in sources() for c in _ANY.findall(text)}
    assert len(found) > 100
    found = {
        (code, file) for code, file in found if code != "case.decided"
    }  # the beginning of several codes
    assert sorted((code, file) for code, file in found if not has(code)) == []


def test_every_remark_has_its_sentence() -> None:
    found = {c for _, text in sources() for c in _REMARK.findall(text)}
    assert len(found) > 15
    found |= {f"confidence-{c}" for c in ("second-hand", "cut", "press", "inferred")}
    found |= {f"open-{k}" for k in ("figure", "unstated", "reading", "open")}
    found |= {"status-draft", "status-repealed", "start-unstated", "start-unstated-issued"}
    found |= {"fact-missing", "fact-missing-at-most", "fact-missing-unbounded"}
    found |= {"award-zero", "nothing-applies", "approval-needed", "approval-refused"}
    assert sorted(c for c in found if not has(f"decision.{c}")) == []


def test_every_problem_of_a_policy_or_case_says_what_to_do() -> None:
    for domain in ("policy", "library", "case", "file", "column"):
        keys = catalogue(domain, "zh")
        for key in keys:
            assert key.endswith((".help", ".why")) or f"{key}.help" in keys, key


def test_no_sentence_of_these_rooms_is_unused() -> None:
    text = "\n".join(t for _, t in sources())
    for domain in ("policy", "library", "case", "file", "column"):
        for key in catalogue(domain, "zh"):
            assert f'"{key.removesuffix(".help").removesuffix(".why")}"' in text, key


@pytest.mark.parametrize("lang", LOCALES)
def test_every_outcome_has_its_word(lang: str) -> None:
    words = [outcome.label(lang) for outcome in Outcome]
    assert len(set(words)) == len(Outcome)
    assert not any(word.startswith("decision.") for word in words)


def test_values_are_written_for_the_language() -> None:
    moves = {"value": "500.00", "currency": "CNY"}
    label = {"zh": "罚款", "en": "Fine"}
    assert (
        say("decision.fact-missing", "zh", fact=label, moves=moves) == "缺少“罚款”，最多影响 500 元"
    )
    assert "CNY 500" in say("decision.fact-missing", "en", fact=label, moves=moves)
