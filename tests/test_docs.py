"""Every example in the README and the guides is run, and both languages hold the same examples."""

from __future__ import annotations

import doctest
import os
import re
import shlex
from pathlib import Path

import pytest

from ecoreward.cli import main

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def blocks(page: Path, language: str) -> list[str]:
    return [body for name, body in FENCE.findall(page.read_text("utf-8")) if name == language]


CONSOLE = [(p, b) for p in PAGES for b in blocks(p, "console")]


@pytest.mark.parametrize(("page", "block"), CONSOLE, ids=[p.name for p, _ in CONSOLE])
def test_console_examples(
    page: Path,
    block: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Each ``$ ecoreward …`` gives the lines below it; ``…`` stands for anything."""
    for there in ROOT.iterdir():  # what an example writes stays out of the repository
        (tmp_path / there.name).symlink_to(there)
    monkeypatch.chdir(tmp_path)
    shown = re.split(r"^\$ ", block, flags=re.M)[1:]
    for example in shown:
        command, _, expected = example.partition("\n")
        words = shlex.split(command)
        assert words[0] == "ecoreward"
        with pytest.raises(SystemExit) as done:
            main(words[1:])
        out = capsys.readouterr()
        actual = out.out + out.err
        if os.environ.get("ECOREWARD_GOLDEN") == "write":
            text = page.read_text("utf-8")
            if "…\n" not in expected:
                page.write_text(
                    text.replace(f"$ {command}\n{expected}", f"$ {command}\n{actual}"), "utf-8"
                )
            continue
        pattern = ".*".join(
            re.escape(part) for part in re.split(r"^…\n|…(?=\n)", expected, flags=re.M)
        )
        assert re.fullmatch(pattern, actual, re.S), f"{command}\n{actual}"
        assert done.value.code in (0, 1, 2, None)


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "python")], ids=lambda p: p.name)
def test_python_examples(page: Path) -> None:
    source = "\n".join(blocks(page, "python"))
    test = doctest.DocTestParser().get_doctest(source, {}, page.name, str(page), 0)
    runner = doctest.DocTestRunner()
    runner.run(test)
    assert runner.tries
    assert not runner.failures


@pytest.mark.parametrize(
    "page", [p for p in PAGES if p.name.endswith(".en.md")], ids=lambda p: p.name
)
def test_both_languages_hold_the_same_examples(page: Path) -> None:
    other = page.with_name(page.name.replace(".en.md", ".md"))
    for language in ("python", "json"):
        assert [_code(b) for b in blocks(page, language)] == [
            _code(b) for b in blocks(other, language)
        ]
    assert len(blocks(page, "yaml")) == len(blocks(other, "yaml"))
    assert len(blocks(page, "console")) == len(blocks(other, "console"))


def _code(block: str) -> str:
    """A block without its comments, which are in the page's language."""
    return re.sub(r"(#|//).*", "", block)


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists() or target.startswith("#"), (page.name, target)
