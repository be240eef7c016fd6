"""The error reference: each code with its sentences from the catalogue and an example from the goldens.

An example is what a person really sees: the golden texts, which other tests hold to be true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from babel.messages.pofile import read_po

from ecoreward.problems import display_width
from ecoreward.words.entry import codes, entry

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
# Where the goldens of a room stand; of several examples the one that stands first is taken.
FOLDERS = {
    "yaml": ("policy/golden_yaml", "policy/golden_format"),
    "feel": ("feel/golden", "policy/golden_policy"),
    "policy": ("policy/golden_policy", "policy/golden_vocabulary", "cli/golden_problems"),
    "library": ("cli/golden_problems", "engine/golden_case"),
    "case": ("engine/golden_case",),
    "file": ("tables/golden_file", "paper/golden_pdf"),
    "column": ("tables/golden_headers",),
    "book": ("paper/golden_book",),
    "cli": ("cli/golden_problems",),
}
_TOO_LONG = (
    "要超过上限才会出现，例子太长",
    "it takes a text beyond the limit, which is too long to show",
)
_SEVERAL = ("要有一份专为此写的规定，一两行写不下；测试里有",
            "it takes a policy written for it, longer than an example; the tests have one")  # fmt: skip
_SPARK = ("要用 Spark 才会出现；测试里有", "it takes Spark; the tests have it")
# Why a code has no example.
NO_EXAMPLE: dict[str, tuple[str, str]] = {
    "yaml.too-big": _TOO_LONG, "yaml.too-many": _TOO_LONG,
    "feel.too-long": _TOO_LONG, "feel.too-many-parts": _TOO_LONG,
    "policy.expression-too-large": _TOO_LONG, "policy.too-much-work": _TOO_LONG,
    "policy.trace-too-large": _TOO_LONG, "policy.table-unchecked": _TOO_LONG,
    "policy.extends-deep": _TOO_LONG,
    "case.sum-beyond": (
        "只有一表很多案件一起算（`run`）时才会出现，列在没有结果的行里",
        "only a table of cases (`run`) gives it, among the rows without a decision",
    ),
    "feel.unfinished": ("已知的写法都有更具体的说明，这是最后的一句",
                        "every known slip has a sentence of its own; this is the last resort"),
    "library.parent-circle": _SEVERAL, "case.two-editions": _SEVERAL, "case.shares-sum": _SEVERAL,
    "library.link": ("要有一个链接，文件里写不出来", "it takes a link, which no text can show"),
    "library.too-many": _TOO_LONG,
    "library.unreadable": ("取决于这台电脑上的权限", "it depends on the rights on the machine"),
    "case.one-case": ("只在程序传入的不是一个案件时出现", "only where a program passes something else than one case"),
    "file.unreadable": ("取决于这台电脑上的权限", "it depends on the rights on the machine"),
    **dict.fromkeys(
        (
            "file.spark-no-java",
            "file.spark-no-session",
            "file.spark-float",
            "file.spark-timestamp",
            "file.spark-no-column",
            "file.spark-name-taken",
            "file.spark-format",
            "file.spark-encoding",
            "file.spark-bad-row",
            "file.spark-failed",
            "file.spark-record",
        ),
        _SPARK,
    ),
    "book.too-many-cases": _TOO_LONG,
    "file.disk-full": ("要一个满了的磁盘", "it takes a disk that is full"),
    "cli.internal": ("软件自己的缺陷，没有已知的例子", "a defect of the software; none is known"),
    "cli.changed-meanwhile": ("要另一个程序恰好同时改文件", "another program has to change the file at that very moment"),
    "cli.is-link": ("取决于文件夹里的链接", "it depends on a link in the folder"),
    "cli.bad-argument": ("现有的选项都取文字，还不会出现", "every option takes text today, so that it does not occur"),
    "cli.not-utf-8": ("这样的字符显示不出来", "such characters cannot be shown"),
}  # fmt: skip
_HEAD = re.compile(r"^(错误|警告|error|warning)\[([a-z]+\.[a-z0-9-]+)\] ", re.M)
_PERSONAL = re.compile("identity|personal|name-as")  # examples with what looks like a person's data
_MOST_LINES = 14
_WIDEST = 110


class Example(NamedTuple):
    """What was written (empty where the message shows it) and what was said of it."""

    given: str
    language: str
    said: str
    warning: bool


def entries(room: str, lang: str) -> str:
    """All entries of a room as Markdown, in the order of the catalogue."""
    return "\n\n".join(_entry(code, lang) for code in ordered(room))


@cache
def ordered(room: str) -> tuple[str, ...]:
    """The codes of a room as the catalogue has them."""
    path = ROOT / f"src/ecoreward/words/locale/zh_CN/LC_MESSAGES/{room}.po"
    with path.open("rb") as stream:
        keys = [str(m.id) for m in read_po(stream) if m.id]
    known = set(codes(room))
    return tuple(k for k in keys if k in known)


def _entry(code: str, lang: str) -> str:
    found = entry(code, lang)
    assert found is not None
    zh = lang == "zh"
    example = examples(lang).get(code)
    title = f"### `{code}`"
    if example and example.warning:
        title += "（警告）" if zh else " (a warning)"
    names = ("原因", "为什么", "怎么改") if zh else ("Cause", "Why", "Cure")
    colon = "：" if zh else ": "
    lines = [f"**{names[0]}**{colon}{found.cause}"]
    if found.why:
        lines.append(f"**{names[1]}**{colon}{found.why}")
    lines.append(f"**{names[2]}**{colon}{found.cure}")
    parts = [title, "  \n".join(lines)]
    if example is None:
        assert code in NO_EXAMPLE, f"{code} needs a golden text, or a reason in NO_EXAMPLE"
        reason = NO_EXAMPLE[code][not zh]
        parts.append(f"没有例子：{reason}。" if zh else f"No example: {reason}.")
    else:
        if example.given:
            parts.append(f"```{example.language}\n{example.given}\n```")
        parts.append(f"```text\n{example.said}\n```")
    return "\n\n".join(parts)


@cache
def examples(lang: str) -> dict[str, Example]:
    """For each code one example, the same in both languages."""
    found: dict[str, Example] = {}
    for code, every in _all(lang).items():
        found[code] = every[picked()[code]]
    return found


@cache
def picked() -> dict[str, str]:
    """For each code the golden that says it with the fewest other words."""
    out: dict[str, str] = {}
    for code, every in _all("zh").items():
        names = list(every)
        out[code] = min(names, key=lambda n: (_clumsy(every[n]), names.index(n)))
    return out


@cache
def _all(lang: str) -> dict[str, dict[str, Example]]:
    """By code all its examples, those of the first folder and with the fewest messages first."""
    found: dict[str, dict[str, Example]] = {}
    for room, folders in FOLDERS.items():
        for folder in folders:
            goldens = [(_blocks(said), *rest) for *rest, said in _goldens(TESTS / folder, lang)]
            for blocks, name, given, language in sorted(goldens, key=lambda g: (len(g[0]), g[1])):
                for code, text in blocks:
                    if code.partition(".")[0] == room:
                        shown = given if _needs_input(room, text) else ""
                        warning = text.startswith(("警告", "warning"))
                        example = Example(shown, language, text, warning)
                        found.setdefault(code, {}).setdefault(f"{folder}/{name}", example)
    return found


def _needs_input(room: str, text: str) -> bool:
    """Whether the message does not show the line it is about, or the lines around it matter."""
    return room in ("yaml", "cli", "library", "case") or "\n    |" not in re.sub(
        r"(?m)^ +\|", "    |", text
    )


def _clumsy(example: Example) -> bool:
    lines = [*example.given.split("\n"), *example.said.split("\n")]
    return len(lines) > _MOST_LINES + 8 or max(map(display_width, lines)) > _WIDEST


def _goldens(folder: Path, lang: str) -> Iterator[tuple[str, str, str, str]]:
    """Name, input, its language, and what was said, of every golden of a folder."""
    if folder.name == "golden":
        for path in sorted(folder.glob("*.txt")):
            source, zh, en = path.read_text("utf-8").split("\n\n----\n")
            yield path.stem, source, "text", zh if lang == "zh" else en.rstrip("\n")
        return
    for path in sorted(folder.glob(f"*.{lang}.txt")):
        name = path.name.removesuffix(f".{lang}.txt")
        said = path.read_text("utf-8").rstrip("\n")
        if folder.name == "golden_problems":
            command, _, said = said.partition("\n")
            yield name, command, "sh", said
            continue
        source = next((p for p in (folder / f"{name}.yaml", folder / name) if p.exists()), None)
        plain = source is not None and source.suffix == ".yaml" and not _PERSONAL.search(name)
        given = source.read_bytes() if source is not None and plain else b""
        text = given.decode("utf-8").rstrip("\n").replace("\t", "→")
        text = re.sub(r"[^\n\S ]|[\u200b-\u200f\u2028-\u202e]", "\N{REPLACEMENT CHARACTER}", text)
        yield name, text if text.count("\n") < _MOST_LINES else "", "yaml", said


def _blocks(said: str) -> list[tuple[str, str]]:
    """The messages in a text, each with its code; what stands after the last is no message."""
    starts = [m.start() for m in _HEAD.finditer(said)]
    found = []
    for start, end in pairwise([*starts, len(said)]):
        text = said[start:end].split("\n\n", maxsplit=1)[0].rstrip()
        match = _HEAD.match(text)
        assert match
        found.append((match[2], text))
    return found
