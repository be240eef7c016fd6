"""The catalogue of the command line: both languages, the same keys, the same parameters."""

from __future__ import annotations

import re
import string
from pathlib import Path

from babel.messages.pofile import read_po

from tests.cli.conftest import ROOT

LOCALE = ROOT / "src/ecoreward/words/locale"
CODE = [
    *(ROOT / "src/ecoreward/cli").glob("*.py"),
    *(ROOT / "src/ecoreward/workbench").glob("*.py"),
]


def _texts(lang: str) -> dict[str, str]:
    with (LOCALE / lang / "LC_MESSAGES/cli.po").open("rb") as source:
        return {str(m.id): str(m.string) for m in read_po(source) if m.id}


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys_and_parameters() -> None:
    zh, en = _texts("zh_CN"), _texts("en")
    assert set(zh) == set(en)
    for key in zh:
        assert _names(zh[key]) == _names(en[key]), key
        assert zh[key]
        assert en[key]


def test_every_key_of_the_code_is_there() -> None:
    known = _texts("en")
    for file in map(Path, CODE):
        for key in re.findall(r'"(cli\.[a-z0-9.-]+[a-z0-9])"', file.read_text("utf-8")):
            assert key in known, (file.name, key)
