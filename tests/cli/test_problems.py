"""What a person reads when a command line cannot be carried out, in both languages."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.bad import COMMANDS, FILES
from tests.cli.conftest import Ecoreward

GOLDEN = Path(__file__).parent / "golden_problems"


def shell(words: list[str]) -> str:
    """A command line as it is typed."""
    quoted = [f"$'{w}'".replace("\n", "\\n") if "\n" in w else w for w in words]
    spaced = [f"'{w}'" if " " in w and "\n" not in w else w for w in quoted]
    return " ".join(["ecoreward", *spaced])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_message(ecoreward: Ecoreward, tmp_path: Path, name: str, lang: str) -> None:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    words = COMMANDS[name]
    done = ecoreward(*words, "--lang", lang)
    assert done.code in (1, 2)
    written = f"$ {shell(words)}\n{done.out}{done.err}"
    expected = GOLDEN / f"{name}.{lang}.txt"
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        expected.write_text(written, encoding="utf-8")
    assert written == expected.read_text(encoding="utf-8")
    if "--json" not in words:
        assert "\n  怎么改：" in written if lang == "zh" else "\n  help: " in written


def test_every_golden_has_its_command() -> None:
    assert {p.name.split(".")[0] for p in GOLDEN.glob("*.txt")} == set(COMMANDS)
