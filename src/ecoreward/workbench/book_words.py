"""What stands beside a parameter on its sheet: its rule, its key, its unit and its source, in words."""

from __future__ import annotations

from dataclasses import asdict

from ecoreward.explain.voice import Voice
from ecoreward.policy.edition import Edition
from ecoreward.policy.parameters import Parameter
from ecoreward.words import has, say, words_of

_GROUPS = ("in_force", "claim", "handling", "sharing", "payout", "pays", "reclaim", "staged")


def rule_name(parameter: Parameter, edition: Edition, voice: Voice) -> str:
    """The rule in which a parameter stands; of a condition of the whole award, what it is for."""
    for gate in edition.program.gates:
        if gate.id == parameter.node:
            return say(f"cli.blank.{gate.kind}", voice.lang, reason=dict(gate.reason))
    first, _, rest = parameter.key.partition(".")
    if not parameter.node and first in _GROUPS:
        number = rest.partition(".")[0]
        key = f"book.group.{first}"
        name = say(key, voice.lang)
        return (
            say("book.group.step", voice.lang, name=name, number=number)
            if number.isdigit()
            else name
        )
    name = parameter.node or first
    if first == "define":
        name = rest.rpartition(".")[0]
    return voice.label(parameter.label, name)


def key_name(parameter: Parameter, lang: str) -> str:
    """What a parameter is: 比例, 上限, 幅度下端."""
    parts = parameter.key.split(".")
    numbers = [p for p in parts if p.isdigit()]
    words = [p for p in parts if not p.isdigit()]
    if words[0] == "define":
        words = [words[0], words[-1]]
    key = "book.key." + ".".join(words)
    text = say(key, lang) if has(key) else ""
    if not text and words[0] in ("then", "payout", "pays"):
        key = "book.key." + words[-1]
        text = say(key, lang) if has(key) else ""
    text = text or parameter.says.get(lang) or parameter.key
    if words[0] == "then" and numbers:
        return say("book.key.step", lang, number=numbers[0], key=text)
    return f"{text} {numbers[-1]}" if numbers and words[0] in ("in", "table") else text


def unit_name(parameter: Parameter, edition: Edition, lang: str) -> str:
    """In what a parameter is written: its currency, a share, a day, a condition."""
    if parameter.kind == "amount":
        if any(c.isdigit() for c in parameter.text):
            zero = words_of({"value": "0", "currency": edition.program.currency}, lang)
            return zero.replace("0", "").strip()
        return say("book.unit.expression", lang)
    return say(f"book.unit.{parameter.kind}", lang)


def confidence_of(parameter: Parameter, edition: Edition, voice: Voice) -> str:
    """How well the source of a parameter is known."""
    cite = parameter.cite
    found = cite.confidence if cite is not None else edition.program.confidence
    return voice(f"confidence.{found}")


def article_of(parameter: Parameter, voice: Voice) -> str:
    """The article of a parameter."""
    return voice.article(asdict(parameter.cite)) if parameter.cite is not None else ""
