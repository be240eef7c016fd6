"""A drafter's afternoon: a draft with the slips people make, mended by the messages alone.

Nothing here knows what the draft should say. Each mend does what the message says, word for word,
read from its text in one language; where the law must decide, the higher row has the boundary.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ecoreward.api import load_texts, policies_folder
from ecoreward.cli.app import run
from ecoreward.problems import Problem, render

DRAFT = Path(__file__).parent / "draft"
FILE = "shili.yaml"
MOST_ROUNDS = 6


@dataclass(frozen=True)
class Round:
    """What was checked, what was said, and what was changed then."""

    text: str
    said: str
    problems: tuple[Problem, ...]
    changes: tuple[str, ...]


@cache
def session(lang: str) -> tuple[Round, ...]:
    """Check and mend until nothing is left to mend."""
    text = (DRAFT / FILE).read_text("utf-8")
    rounds: list[Round] = []
    while len(rounds) < MOST_ROUNDS:
        said, problems = checked(text, lang)
        mended = mend(text, problems, lang) if problems else text
        changes = tuple(_changes(text, mended))
        rounds.append(Round(text, said, problems, changes))
        if not problems:
            return tuple(rounds)
        assert changes, said
        text = mended
    raise AssertionError("the messages do not lead to a good file: " + rounds[-1].said)


def checked(text: str, lang: str) -> tuple[str, tuple[Problem, ...]]:
    """What `ecoreward check` prints, and the same problems as data."""
    vocabulary = (policies_folder() / "vocabulary.yaml").read_text("utf-8")
    library = load_texts({"vocabulary": vocabulary, "shili": text})
    with _folder({FILE: text}):
        return command(["check", FILE], lang), library.problems()


def tested(text: str, lang: str) -> str:
    """What `ecoreward test` prints for the finished policy and its cases."""
    vocabulary = (policies_folder() / "vocabulary.yaml").read_text("utf-8")
    cases = (DRAFT / "cases.yaml").read_text("utf-8")
    with _folder({FILE: text, "vocabulary.yaml": vocabulary, "tests/shili.yaml": cases}):
        return command(["test", "--policies", "."], lang)


def command(words: list[str], lang: str) -> str:
    """What a command prints on both streams."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        run([*words, "--lang", lang])
    return out.getvalue().rstrip("\n")


@contextlib.contextmanager
def _folder(files: dict[str, str]) -> Iterator[None]:
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as name:
        for path, text in files.items():
            (Path(name) / path).parent.mkdir(exist_ok=True)
            (Path(name) / path).write_text(text, "utf-8")
        os.chdir(name)
        try:
            yield
        finally:
            os.chdir(before)


def _changes(old: str, new: str) -> Iterator[str]:
    """The lines that went and those that came, as a diff without its heads."""
    for line in difflib.unified_diff(old.split("\n"), new.split("\n"), n=0, lineterm=""):
        if not line.startswith(("---", "+++", "@@")):
            yield line.replace("\t", "→")


def made(name: str, lang: str) -> str:
    """A part of the page: the draft, a check, the mends after it, the finished file, the test."""
    rounds = session(lang)
    what, _, number = name.partition("-")
    if what == "draft":
        return _block("yaml", rounds[0].text.replace("\t", "→"))
    if what == "finished":
        return _block("yaml", rounds[-1].text)
    if what == "test":
        return _block("text", f"$ ecoreward test --policies .\n{tested(rounds[-1].text, lang)}")
    one = rounds[int(number) - 1]
    if what == "check":
        return _block("text", f"$ ecoreward check {FILE}\n{one.said}")
    return _block("diff", "\n".join(one.changes))


def _block(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```"


# What a message tells the drafter to do, by the words of its help, in either language.
_WORDS: list[tuple[str, str]] = [
    (
        "dash",
        r"(?:写成|write) `(?P<new>- [^`]*)`(?:，`-` 前面空 (?P<a>\d+) 格| with (?P<b>\d+) spaces)",
    ),
    ("spaces", r"(?:改成|replace the TAB with) (?P<new>\d+) (?:个空格|spaces)"),
    ("expression", r"(?:写成：|write: )`(?P<new>[^`]*)`"),
    ("figure", r"(?:一个数写成|write one number as) `(?P<new>[^`]*)`"),
    ("boundary", r"(?:前一档写|the lower one reads) `(?P<new>[^`]*)`"),
    ("entry", r"(?:先写低的，再写高的：|write the lower one first: )`(?P<new>[^`]*)`"),
    ("add", r"(?:加上编号，例如|add one, for example) `(?P<new>[^`]*)`"),
    ("line", r"(?:写成|write) `(?P<new>[^`]*)`"),
]
_NEAREST = re.compile(r"(?:相近的写法：|nearest: )`(?P<new>[^`]*)`")


def mend(text: str, problems: tuple[Problem, ...], lang: str) -> str:
    """The draft with every mend that the messages of one check name, from the last to the first."""
    lines = text.split("\n")
    for problem in reversed(problems):
        said = render(problem, lang)
        found = _NEAREST.search(said)
        if found:
            _nearest(lines, problem, found["new"])
            continue
        how, match = next((n, m) for n, p in _WORDS if (m := re.search(p, problem.help(lang))))
        if how == "dash":
            indent = int(match["a"] or match["b"])
            lines[problem.place.line - 1] = " " * indent + match["new"]
        else:
            _HOW[how](lines, problem, match["new"])
    return "\n".join(lines)


def _nearest(lines: list[str], problem: Problem, new: str) -> None:
    """The marked word becomes the nearest name."""
    at, end = problem.place.column - 1, problem.place.column - 1 + problem.place.length
    line = lines[problem.place.line - 1]
    lines[problem.place.line - 1] = line[:at] + new + line[end:]


def _line(lines: list[str], problem: Problem, new: str) -> None:
    """The whole line is written anew; its indent stays."""
    line = lines[problem.place.line - 1]
    lines[problem.place.line - 1] = line[: len(line) - len(line.lstrip())] + new


def _spaces(lines: list[str], problem: Problem, new: str) -> None:
    lines[problem.place.line - 1] = " " * int(new) + lines[problem.place.line - 1].lstrip()


def _expression(lines: list[str], problem: Problem, new: str) -> None:
    """The expression in which something is marked: what stands behind its key."""
    line = lines[problem.place.line - 1]
    head = re.match(r"\s*(?:- )?[^:]+: ", line)
    assert head, line
    lines[problem.place.line - 1] = head[0] + new


def _entry(lines: list[str], problem: Problem, new: str) -> None:
    """The entry `key: [...]` of the line."""
    key = new.split(":", maxsplit=1)[0]
    line = lines[problem.place.line - 1]
    lines[problem.place.line - 1] = re.sub(rf"{key}: \[[^\]]*\]", new, line)


def _boundary(lines: list[str], problem: Problem, new: str) -> None:
    """The test of the other row, which the message shows too."""
    (other,) = problem.related
    lines[other.line - 1] = re.sub(r'in: "[^"]*"', new, lines[other.line - 1])


def _add(lines: list[str], problem: Problem, new: str) -> None:
    """A key before the first of the entry."""
    line, at = lines[problem.place.line - 1], problem.place.column - 1
    body = line[at:].lstrip("- ")
    start = len(line) - len(body)
    lines[problem.place.line - 1] = f"{line[:start]}{new}\n{' ' * start}{body}"


_HOW: dict[str, Callable[[list[str], Problem, str], None]] = {
    "line": _line, "spaces": _spaces, "expression": _expression, "figure": _nearest,
    "entry": _entry, "boundary": _boundary, "add": _add,
}  # fmt: skip
