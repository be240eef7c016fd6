"""What a result rests on: every article on its path, and the weakest of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ecoreward.engine.run import Run
from ecoreward.feel import typed as t
from ecoreward.policy.expressions import node_own_expressions, nodes_of, parts
from ecoreward.policy.program import CONFIDENCE, Cite, Gate, Node, Program
from ecoreward.policy.vocabulary_types import Words
from ecoreward.words import say

_ROUNDING = {lang: say("decision.rounding", lang) for lang in ("zh", "en")}
_PAYOUT = {lang: say("decision.payout", lang) for lang in ("zh", "en")}
_CLAIM = {lang: say("decision.claim", lang) for lang in ("zh", "en")}


@dataclass(frozen=True, slots=True)
class Support:
    """One article under a result, and what it is the article of."""

    label: Words
    cite: Cite


def supports(program: Program, result: Run, *, late: bool = False) -> tuple[Support, ...]:
    """The articles of a result: its gates, nodes, steps, rounding, payout, and the names these use.

    Where gates fail, only theirs; where nothing applies, the edition as a whole.
    """
    if not result.gate.true:
        return _once(s for g in result.referred or result.failed for s in _gate(program, g))
    found: list[Support] = [s for g in program.gates for s in _gate(program, g)]
    for node in nodes_of(program.award):
        if node.id in result.award.path:
            found += _node(program, node)
    rounding = program.rounding
    if rounding is not None and rounding.cite is not None:
        found.append(Support(_ROUNDING, rounding.cite))
    found += _after(program, late=late)
    if not result.award.path:
        whole = Cite("", program.confidence, "", program.document)
        found.append(Support({"zh": program.title, "en": program.title}, whole))
    return _once(found)


def _after(program: Program, *, late: bool) -> Iterator[Support]:
    """What is paid rests on the payout too; that nothing is due, on the time to claim (`late`)."""
    for paid in program.payout:
        if paid.step.cite is not None:
            yield Support(paid.label or _PAYOUT, paid.step.cite)
        yield from _names(program, [e for e in (paid.step.amount, paid.step.when) if e is not None])
    if late and program.claim is not None and program.claim.cite is not None:
        yield Support(_CLAIM, program.claim.cite)


def weakest(found: tuple[Support, ...], program: Program) -> str:
    """The weakest confidence among the articles."""
    levels = [s.cite.confidence for s in found] or [program.confidence]
    return str(max(levels, key=CONFIDENCE.index))


def _once(found: Iterable[Support]) -> tuple[Support, ...]:
    return tuple({(s.label.get("zh", ""), s.cite): s for s in found}.values())


def _gate(program: Program, gate: Gate) -> Iterator[Support]:
    if gate.cite is not None:
        yield Support(_asked(program, gate.when), gate.cite)
    yield from _names(program, [gate.when])


def _asked(program: Program, when: t.Expression) -> Words:
    """A condition by the fact it asks, or as it is written."""
    if isinstance(when.root, t.Fact):
        return program.vocabulary.label(when.root.name)
    return {"zh": when.source, "en": when.source}


def _node(program: Program, node: Node) -> Iterator[Support]:
    title = {"zh": program.title, "en": program.title}
    label = node.label or title
    if node.cite is not None:
        yield Support(label, node.cite)
    for step in node.then:
        if step.cite is not None:
            yield Support(label, step.cite)
    if node.kinds is not None and node.kinds.cite is not None:
        name = {"zh": node.kinds.name, "en": node.kinds.name}
        yield Support(node.kinds.label or name, node.kinds.cite)
    yield from _names(program, list(node_own_expressions(node)))


def _names(program: Program, expressions: list[t.Expression]) -> Iterator[Support]:
    """The lists and definitions that expressions use."""
    for expression in expressions:
        for part in parts(expression.root):
            if isinstance(part, t.Defined):
                one = program.defined[part.name]
                if one.cite is not None:
                    yield Support(one.label or {"zh": one.name, "en": one.name}, one.cite)
                yield from _names(program, [one.value])
            elif isinstance(part, (t.Has, t.Member)) and part.listing:
                listing = program.lists[part.listing]
                if listing.cite is not None:
                    name = {"zh": listing.name, "en": listing.name}
                    yield Support(listing.label or name, listing.cite)
