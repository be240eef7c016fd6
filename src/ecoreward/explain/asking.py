"""Where the rules ask for a fact, in words: ``查实奖励〔报道〕：罚款达到 50,000 元``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from ecoreward.explain.articles import how, row_test
from ecoreward.explain.rules import Rules
from ecoreward.explain.terms import claim, payout, reclaim, sharing
from ecoreward.explain.voice import Voice, voice_of
from ecoreward.feel import typed as t
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.policy.expressions import nodes_of, parts
from ecoreward.policy.program import Band, Cite, Fixed, Node, Program, Rate, Table
from ecoreward.policy.vocabulary_types import Words


def matters(
    fact: str, jurisdiction: Jurisdiction, editions: Iterable[Edition]
) -> tuple[Words, ...]:
    """Each place where a rule of these editions turns on the fact, in both languages."""
    found = {
        lang: _lines(fact, jurisdiction, tuple(editions), voice_of(lang)) for lang in ("zh", "en")
    }
    return tuple({"zh": zh, "en": en} for zh, en in zip(found["zh"], found["en"], strict=True))


def _lines(
    fact: str, jurisdiction: Jurisdiction, editions: tuple[Edition, ...], voice: Voice
) -> list[str]:
    out: list[str] = []
    if fact == jurisdiction.chosen_by:
        pool = [e for e in jurisdiction.editions if e.status != "draft"]
        names = [_edition(e, voice) for e in pool]
        out.append(voice("asking.chooses", editions=voice.list(names)))
    for edition in jurisdiction.editions:
        where, rules = edition.program.where, Rules(edition.program, voice)
        if where is not None and _reads(where.root, fact, edition.program):
            text = voice("show.where", condition=rules.words(where))
            out.append(voice("asking.line", label=_edition(edition, voice), text=text))
    for edition in editions:
        out += _of_program(fact, Rules(edition.program, voice))
    return out


def _edition(edition: Edition, voice: Voice) -> str:
    title = voice.title(edition.program.title)
    day = edition.start.text
    return voice("asking.edition", title=title, day=day) if edition.start_stated else title


def _of_program(fact: str, rules: Rules) -> Iterator[str]:
    program, voice = rules.program, rules.voice
    for gate in program.gates:
        if _reads(gate.when.root, fact, program):
            yield rules.gate(gate) + _cite(gate.cite, voice)
    seen: set[str] = set()
    for node in nodes_of(program.award):
        found = list(_of_node(node, fact, rules))
        if found and node.id not in seen:
            seen.add(node.id)
            label = voice.label(node.label, node.id) + _cite(node.cite, voice)
            yield voice("asking.line", label=label, text=voice.clauses(dict.fromkeys(found)))
    for approval in program.approvals:
        asked = approval.when is not None and _reads(approval.when.root, fact, program)
        if approval.consent == fact or asked:
            label = voice.label(approval.label, approval.id) + _cite(approval.cite, voice)
            yield voice("asking.approval", label=label)
    yield from _after(fact, rules)


def _after(fact: str, rules: Rules) -> Iterator[str]:
    """What follows the award and reads the fact: shares, payouts, the time to claim."""
    program = rules.program
    rule = program.sharing
    if rule is not None and (
        fact in (rule.count, rule.share)
        or (rule.when is not None and _reads(rule.when.root, fact, program))
    ):
        yield from (item.text for item in sharing(rules))
    for one, item in zip(program.payout, payout(rules), strict=True):
        asked = [e for e in (one.step.amount, one.step.when) if e is not None]
        if any(_reads(e.root, fact, program) for e in asked):
            yield item.text
    if program.claim is not None and fact in (program.claim.start, program.claim.by):
        yield from (item.text for item in claim(rules))
    taken = program.reclaim
    if taken is not None and taken.when is not None and _reads(taken.when.root, fact, program):
        yield from (item.text for item in reclaim(rules))


def _of_node(node: Node, fact: str, rules: Rules) -> Iterator[str]:
    """The conditions, the formula and the limits of a node that read the fact."""
    program, voice = rules.program, rules.voice
    if node.kinds is not None and node.kinds.domain == fact:
        yield rules.kinds(node.kinds)
    for test in [node.when, *(s.when for s in node.then)]:
        if test is not None:
            yield from (rules.part(p) for p in _tests(test.root, fact, program))
    match node.body:
        case Fixed() | Band() | Rate() if any(
            _reads(e.root, fact, program) for e in _amounts(node.body)
        ):
            yield how(node, rules)
        case Table(by=by, rows=rows) if any(_reads(b.root, fact, program) for b in by):
            rows_text = voice.clauses(row_test(r, rules) for r in rows)
            yield voice("asking.rows", how=how(node, rules), rows=rows_text)
    limits = [("floor", node.floor), ("cap", node.cap)]
    limits += [(s.kind, s.amount) for s in node.then]
    for kind, limit in limits:
        if limit is not None and _reads(limit.root, fact, program):
            yield voice(f"step.{kind}", by=rules.words(limit))


def _amounts(body: Fixed | Band | Rate) -> tuple[t.Expression, ...]:
    """What the figure is made of: amounts, the ends of a band, rates and their base."""
    match body:
        case Fixed(amount=amount):
            return (amount,)
        case Band(low=low, high=high):
            return tuple(e for e in (low, high) if e is not None)
        case Rate(rate=rate, base=base, high=high):
            return tuple(e for e in (rate, high, base) if e is not None)


def _tests(node: t.Node, fact: str, program: Program) -> Iterator[t.Node]:
    """The smallest parts of a condition that ask for the fact."""
    match node:
        case t.And(items=items) | t.Or(items=items):
            for item in items:
                yield from _tests(item, fact, program)
        case _ if _reads(node, fact, program):
            yield node


def _reads(node: t.Node, fact: str, program: Program) -> bool:
    """Whether an expression reads the fact, through the names that it uses.

    A presumed fact rests on what implies it: as long as that is open, nothing is presumed.
    """
    return any(
        (isinstance(p, t.Fact) and (p.name == fact or _implied(p.name, fact, program)))
        or (isinstance(p, t.Defined) and _reads(program.defined[p.name].value.root, fact, program))
        for p in parts(node)
    )


def _implied(name: str, fact: str, program: Program) -> bool:
    spec = program.vocabulary.facts.get(name)
    if spec is None or spec.presume is None or spec.implied_by is None:
        return False
    return _reads(spec.implied_by.root, fact, program)


def _cite(cite: Cite | None, voice: Voice) -> str:
    return voice.cite(asdict(cite)) if cite is not None else ""
