"""The page of a decision: the sum, who has to do what, the tree, why not, and the caveats."""

from __future__ import annotations

from collections.abc import Sequence

from ecoreward.explain import around, todo
from ecoreward.explain.changes import what_would_change
from ecoreward.explain.page import Item, Page, Section
from ecoreward.explain.tree import tree
from ecoreward.explain.voice import Data, Voice
from ecoreward.explain.which import referred, which
from ecoreward.explain.whynot import why_not


def answer(data: Data, voice: Voice, changes: Sequence[Data] | None = None) -> Page:
    """A decision, as plain data, laid out for a reader; with what would change it, where given."""
    lines = [*todo.because(data, voice), *referred(data, voice)]
    if data["edition"]:
        lines.append(basis(data["edition"], voice))
    sections = todo.to_do(data, voice)
    for trace in data["trace"]["editions"]:
        sections += _edition(data, trace, voice)
    if changes is not None:
        sections.append(what_would_change(data["outcome"], changes, voice))
    sections += [*which(data, voice), *around.before(data, voice), *around.after(data, voice)]
    return Page(todo.head(data, voice), tuple(lines), tuple(sections))


def basis(edition: Data, voice: Voice) -> str:
    """The document that a decision rests on, and since when it is in force."""
    title = voice.title(edition["title"], edition["document"])
    key = "basis.until" if edition["last_day"] else "basis.since"
    if edition["first_day"] in ("", "unstated"):
        key = "basis.unstated"
    return voice(key, title=title, first=edition["first_day"], last=edition["last_day"])


def _edition(data: Data, trace: Data, voice: Voice) -> list[Section]:
    """Tree, why-not and gates of one edition; of several, each under its own title."""
    several = len(data["trace"]["editions"]) > 1
    title = around.titles(data).get(trace["edition"], "")
    name = (
        voice("candidate.name", title=voice.title(title), id=trace["edition"])
        if title
        else trace["edition"]
    )

    def titled(key: str) -> str:
        title = voice(f"title.{key}")
        return voice("title.edition", title=title, edition=name) if several else title

    award = trace["award"]
    end = {"not_eligible": "-refused", "referred": "-referred"}.get(data["outcome"], "")
    root: tuple[Item, ...] = ()
    if award is not None and award["applies"] != "no":
        root = (tree(award, voice),)
    not_applied = why_not(award, voice) if award is not None else ()
    return [
        Section(titled(f"tree{end}"), root, "tree"),
        Section(titled("why-not"), not_applied),
        Section(titled("gates"), around.gates(trace, voice)),
    ]
