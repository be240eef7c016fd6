"""Every field of every problem has a word of its own in both languages, so that entries read well."""

from __future__ import annotations

import string

import pytest

from ecoreward.words import has, say, template
from ecoreward.words.entry import ROOMS, codes, entry, sample

EVERY = [c for room in ROOMS for c in codes(room)]


def fields(key: str, lang: str) -> set[str]:
    return {n for _, n, _, _ in string.Formatter().parse(template(key, lang)) if n}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_field_has_a_word(lang: str) -> None:
    assert len(EVERY) > 350
    wanted = {
        f for c in EVERY for k in (c, f"{c}.help", f"{c}.why") if has(k) for f in fields(k, lang)
    }
    assert sorted(f for f in wanted if not has(f"problem.field.{f}")) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", EVERY)
def test_an_entry_has_cause_and_cure(code: str, lang: str) -> None:
    found = entry(code, lang)
    assert found is not None
    assert found.cause
    assert found.cure
    assert found.cause != found.cure
    for text in (found.cause, found.why, found.cure):
        assert "\n" not in text
        assert not text.startswith(code.partition(".")[0] + ".")


def test_no_entry_for_what_is_no_problem() -> None:
    for key in ("cli.calc", "yaml.rest.moves", "problem.error", "decision.award-zero", "x", ""):
        assert entry(key) is None


def test_a_sample_is_the_sentence_with_words_for_its_fields() -> None:
    assert sample("cli.exists", "zh") == say("cli.exists", "zh", path="〈文件〉")
    assert sample("cli.exists", "en") == say("cli.exists", "en", path="‹file›")
