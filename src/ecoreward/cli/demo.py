"""``ecoreward demo``: the six awards of Xinjiang's special issue, with and without the authority's figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

import ecoreward
from ecoreward.cli.inputs import Answers, decide_all, raws_of
from ecoreward.cli.lines import summary, sums_of
from ecoreward.cli.shared import clean, out, read_bytes, state_of
from ecoreward.problems import Problems
from ecoreward.words import say

if TYPE_CHECKING:
    from ecoreward.engine.decision import Decision

CASES = "xinjiang-2021/awards.yaml"
# What a reader must know first: how far the source can be trusted, then how the edition was chosen.
_CAVEATS = ("confidence-", "decided-unranged", "status-", "start-", "gap")


def command(ctx: typer.Context) -> int:
    """Texts are in the catalogue."""
    state = state_of(ctx)
    lang = state.lang
    path = str(examples_folder() / CASES)
    answers = Answers(state.names)
    raws = raws_of(path, read_bytes(path), answers)
    library = state.library()
    decide_all(library, raws, answers, presume=True, extra="error")
    without = Answers()
    bare = [replace(r, decided=None) for r in raws]
    decide_all(library, bare, without, presume=True, extra="error")
    if answers.errors or without.errors:
        raise Problems([*answers.problems, *without.problems])
    out(say("cli.demo.title", lang, path=clean(path)))
    for number, (name, decision) in enumerate(answers.decisions, 1):
        out("")
        out(f"{number}. {summary(name, decision, lang)}")
        for line in _short(decision, lang):
            out(f"   {line}")
    out("")
    out(_total([d for _, d in answers.decisions], lang))
    out("")
    out(say("cli.demo.without", lang))
    for number, (name, decision) in enumerate(without.decisions, 1):
        out(f"{number}. {summary(name, decision, lang)}")
    out("")
    out(say("cli.demo.in-full", lang, path=clean(path)))
    return 0


def examples_folder() -> Path:
    """The shipped examples: in the package when installed, beside `src` in a checkout."""
    package = Path(ecoreward.__file__).parent
    inside = package / "examples"
    return inside if inside.is_dir() else package.parents[1] / "examples"


def _short(decision: Decision, lang: str) -> list[str]:
    """What the amount rests on, under which document, and the main caveat."""
    lines = [r.text(lang) for r in decision.reasons]
    lines += _decided(decision, lang)
    if decision.edition:
        title, document = decision.edition["title"], decision.edition["document"]
        key = "cli.demo.document" if document else "cli.demo.title-only"
        lines.append(say(key, lang, title=title, document=document))
    for start in _CAVEATS:
        found = next((c for c in decision.caveats if c.code.startswith(start)), None)
        if found is not None:
            lines.append(say("cli.demo.caveat", lang, text=found.text(lang)))
            break
    return [clean(line) for line in lines]


def _decided(decision: Decision, lang: str) -> list[str]:
    """The nodes that count, each with its range by the rule and the figure that was decided."""
    lines = []
    todo = [t.award for t in decision.trace if t.award is not None]
    while todo:
        node = todo.pop()
        todo += node.children
        for step in node.steps:
            if step.kind == "decided" and node.id in decision.because:
                params = {"before": step.before, "after": step.after}
                lines.append(say("cli.demo.decided", lang, **params))
    return lines


def _total(decisions: Sequence[Decision], lang: str) -> str:
    from ecoreward.explain import capital

    sums = sums_of(d.payable for d in decisions)
    if len(sums) != 1 or sums[0]["currency"] != "CNY":
        return say("cli.demo.total", lang, sum=sums)
    words = capital(sums[0])
    return say("cli.demo.total-capital", lang, sum=sums[0], capital=words)
