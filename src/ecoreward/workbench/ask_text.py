"""The words of an interview: a question, its explanation, and how the case stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ecoreward.engine.questions import Question
from ecoreward.problems import display_width
from ecoreward.words import say, words_of

if TYPE_CHECKING:
    from ecoreward.engine.decision import Decision

MOST_LISTED = 30
_WIDTH = 90


def at_place(lang: str) -> str:
    """The first question: which place."""
    return say("cli.ask.place", lang)


def head(decision: Decision, lang: str) -> str:
    """How the case stands after an answer."""
    from ecoreward.explain import explain

    line = explain(decision, "en" if lang == "en" else "zh").splitlines()[0]
    return say("cli.ask.now", lang, line=line)


def asked(question: Question, lang: str) -> str:
    """The question: what, how much it moves, how to answer."""
    notes = [_moves(question, lang)]
    if question.presumed:
        notes.append(say("cli.ask.presumed", lang, value=_known(question, lang)))
    elif question.known is not None and question.type != "set":
        notes.append(say("cli.ask.known", lang, value=_known(question, lang)))
    if question.decides:
        notes.append(say("cli.ask.decides", lang))
    text = say("cli.ask.question", lang, label=_label(question, lang), notes=_joined(notes, lang))
    return "\n".join([text, *_how(question, lang)])


def explained(question: Question, lang: str) -> str:
    """What is asked, who settles it, and where the rules turn on it."""
    lines = [question.description[lang]] if question.description.get(lang) else []
    lines.append(say(f"cli.ask.settled.{question.settled_by}", lang))
    if question.cite and question.cite.get("article"):
        lines.append(say("cli.ask.cite", lang, article=question.cite["article"]))
    lines += [say("cli.ask.matters", lang, text=dict(m)) for m in question.matters]
    if question.breakpoints:
        points = words_of(list(question.breakpoints), lang)
        lines.append(say("cli.ask.breakpoints", lang, points=points))
    if question.presumed:
        lines.append(say("cli.blank.presumed", lang, value=_known(question, lang)))
    return "\n".join(f"  {line}" for line in lines)


def _moves(question: Question, lang: str) -> str:
    if question.moves is None:
        return say("cli.ask.unbounded" if question.unbounded else "cli.ask.unsure", lang)
    key = "cli.ask.at-most" if question.at_most else "cli.ask.moves"
    return say(key, lang, sum=question.moves.to_json())


def _joined(notes: list[str], lang: str) -> str:
    return ("；" if lang == "zh" else "; ").join(notes)


def _label(question: Question, lang: str) -> str:
    return words_of(dict(question.label), lang)


def _known(question: Question, lang: str) -> str:
    known = question.known
    if isinstance(known, Mapping) and "truth" in known:
        return words_of(known["truth"] == "yes", lang)
    return words_of(known, lang)


def _how(question: Question, lang: str) -> list[str]:
    """How to answer: the form of a number, or the list to choose from."""
    if question.kind == "figure":
        ends = {"low": question.low, "high": question.high}
        return [say("cli.ask.figure", lang, range=ends)]
    if question.kind == "unstated":
        return [say("cli.ask.unstated", lang)]
    if question.type == "boolean":
        return [say("cli.ask.boolean", lang)]
    if question.type in ("choice", "set"):
        key = "cli.ask.set" if question.type == "set" else "cli.ask.choice"
        return [say(key, lang), *_listed(question, lang)]
    text = say(f"cli.ask.{question.type}", lang)
    if question.unit:
        text += say("cli.blank.unit", lang, unit=dict(question.unit))
    return [text]


def _listed(question: Question, lang: str) -> list[str]:
    """The numbered answers, as many on a line as fit."""
    lines: list[str] = []
    for number, value in enumerate(question.values[:MOST_LISTED], 1):
        entry = f"{number} {_word(value, lang)}"
        joined = f"{lines[-1]}  {entry}" if lines else ""
        if lines and display_width(joined) <= _WIDTH:
            lines[-1] = joined
        else:
            lines.append(f"  {entry}")
    return [*lines, "  …"] if len(question.values) > MOST_LISTED else lines


def _word(value: Mapping[str, Any], lang: str) -> str:
    return str(value.get(lang) or value["code"])
