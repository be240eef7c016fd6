"""What an edition that builds on another writes itself: its changes, in order."""

from __future__ import annotations

from dataclasses import asdict

from ecoreward.explain.articles import article
from ecoreward.explain.page import Item
from ecoreward.explain.rules import Rules
from ecoreward.explain.voice import Voice
from ecoreward.policy.expressions import nodes_of
from ecoreward.policy.program import Extends, Program


def built_on(extends: Extends, voice: Voice) -> str:
    """The editions below, nearest first."""
    pairs = zip(extends.parents, extends.titles, strict=True)
    names = [voice("show.edition", title=voice.title(title or ref), id=ref) for ref, title in pairs]
    return voice("show.extends", editions=voice.list(names))


def own_changes(program: Program, rules: Rules) -> tuple[Item, ...]:
    """Each change with what now stands there."""
    voice, out = rules.voice, []
    if program.extends is None:
        return ()
    for kind, id, _ in program.extends.changes:
        text = voice(f"show.change.{kind}", id=id or voice("show.change.unnamed"))
        out.append(Item(text, (), _now(id, program, rules) if kind != "drop" else ()))
    return tuple(out)


def _now(id: str, program: Program, rules: Rules) -> tuple[Item, ...]:
    """What an id names, as an article; nothing where a later change took it away."""
    voice = rules.voice
    for node in nodes_of(program.award):
        if node.id == id:
            return (article(node, rules),)
    for gate in program.gates:
        if gate.id == id:
            text = rules.gate(gate)
            return (Item(text + (voice.cite(asdict(gate.cite)) if gate.cite else "")),)
    labels = {a.id: a.label for a in program.approvals} | {h.id: h.label for h in program.honours}
    return (Item(voice.label(labels[id], id)),) if id in labels else ()
