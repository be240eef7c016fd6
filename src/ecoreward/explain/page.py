"""What is to be said, apart from how it is laid out: a page of sections, as text or Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Style = Literal["lines", "bullets", "numbers", "tree"]


@dataclass(frozen=True, slots=True)
class Item:
    """A line, the remarks under it, and the items below it."""

    text: str
    notes: tuple[str, ...] = ()
    children: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its items; without a heading, lines of their own."""

    title: str
    items: tuple[Item, ...]
    style: Style = "bullets"


@dataclass(frozen=True, slots=True)
class Page:
    """The first line, what belongs to it, and the sections."""

    head: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]


def written(page: Page, form: str) -> str:
    """The page in a form: "text" or "markdown"; it ends with one line break."""
    if form == "text":
        return _text(page)
    if form == "markdown":
        return _markdown(page)
    raise ValueError(f"form is text or markdown, not {form}")


def _text(page: Page) -> str:
    out = [page.head, *page.lines]
    for section in page.sections:
        if not section.items:
            continue
        out.append("")
        if section.title:
            out.append(section.title)
        if section.style == "tree":
            for item in section.items:
                out += _branch(item, "", "")
            continue
        for number, item in enumerate(section.items, 1):
            out += _entry(item, section.style, f"{number}", "")
    return "\n".join(line.rstrip() for line in out) + "\n"


def _entry(item: Item, style: Style, number: str, indent: str) -> list[str]:
    mark = {"lines": "", "bullets": "- ", "numbers": f"{number}. ", "tree": ""}[style]
    inner = indent + " " * len(mark)
    out = [f"{indent}{mark}{item.text}", *(f"{inner}{n}" for n in item.notes)]
    for n, child in enumerate(item.children, 1):
        out += _entry(child, style, f"{number}.{n}", inner)
    return out


def _branch(item: Item, first: str, rest: str) -> list[str]:
    """A line of a tree, its notes beside the line that leads on to the children."""
    beside = rest + ("│  " if item.children else "   ")
    out = [first + item.text, *(beside + n for n in item.notes)]
    for n, child in enumerate(item.children):
        last = n == len(item.children) - 1
        out += _branch(child, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  "))
    return out


_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def _escaped(text: str) -> str:
    """Words of a policy or a case are words, never markup."""
    text = _SPECIAL.sub(r"\\\1", text)
    return re.sub(r"^(\d+)([.)])(?=\s)|^([-+])(?=\s)", r"\1\\\2\3", text)


def _markdown(page: Page) -> str:
    out = [f"# {_escaped(page.head)}"]
    if page.lines:
        out += ["", *_lines(page.lines)]
    for section in page.sections:
        if not section.items:
            continue
        out.append("")
        if section.title:
            out += [f"## {_escaped(section.title)}", ""]
        if section.style == "lines":
            out += _lines(tuple(t for i in section.items for t in (i.text, *i.notes)))
            continue
        for number, item in enumerate(section.items, 1):
            out += _bullet(item, f"{number}." if section.style == "numbers" else "-", "")
    return "\n".join(line.rstrip() for line in out) + "\n"


def _lines(lines: tuple[str, ...]) -> list[str]:
    """Lines of one paragraph, each with a break of its own."""
    return [_escaped(t) + ("\\" if n < len(lines) - 1 else "") for n, t in enumerate(lines)]


def _bullet(item: Item, mark: str, indent: str) -> list[str]:
    strong = bool(item.notes or item.children)
    text = _escaped(item.text)
    inner = indent + " " * (len(mark) + 1)
    out = [f"{indent}{mark} " + (f"**{text}**" if strong else text)]
    out += [f"{inner}- {_escaped(n)}" for n in item.notes]
    for number, child in enumerate(item.children, 1):
        out += _bullet(child, f"{number}." if mark != "-" else "-", inner)
    return out
