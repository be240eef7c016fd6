"""A policy as a table that a person can read: one row a rule, in the order in which the rules are tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from ecoreward.explain.articles import each, how, limits, row_test, when
from ecoreward.explain.page import Item
from ecoreward.explain.rules import Rules
from ecoreward.explain.terms import counting, terms
from ecoreward.explain.voice import Voice
from ecoreward.policy.edition import Edition
from ecoreward.policy.program import Cite, Combine, Node, Readings, Row, Table


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule: its number, whose depth is that of the tree, and in words when and how it gives what."""

    section: str
    number: str
    name: str
    condition: str = ""
    how: str = ""
    article: str = ""
    quote: str = ""
    id: str = ""

    @property
    def depth(self) -> int:
        """How many rules stand above this one."""
        return self.number.count(".")


def rule_rows(edition: Edition, voice: Voice) -> tuple[RuleRow, ...]:
    """Every rule of an edition: lists, gates, the award with all below it, and what follows it.

    >>> import ecoreward
    >>> from ecoreward.explain.voice import voice_of
    >>> found = rule_rows(ecoreward.load().edition("庆元县").compiled, voice_of("zh"))
    >>> [(r.number, r.name, r.how) for r in found if r.id in ("award", "share-of-fine")]
    [('1', '举报奖励', '来源可作几种理解'), ('1.3.1', '罚款比例奖励', '罚款 × 5%；上限 100,000 元')]
    """
    rules = Rules(edition.program, voice)
    award = edition.program.award
    assert award is not None
    title = voice("title.award")
    after = (*terms(rules), *_honours(rules))
    return (
        *_lists(rules),
        *_gates(rules),
        *(replace(r, section=title) for r in _node(award, rules, "1")),
        *_items(voice("title.after"), after),
    )


def _article(cite: Cite | None, voice: Voice) -> str:
    return voice.article(asdict(cite)) if cite is not None else ""


def _lists(rules: Rules) -> Iterator[RuleRow]:
    voice, number = rules.voice, 0
    for listing in rules.program.lists.values():
        if listing.name.startswith("@"):
            continue
        number += 1
        text = rules.codes(listing.codes, listing.domain)
        outside = rules.codes(listing.outside, listing.domain)
        key = "list.open" if listing.open else "list.closed"
        # The sentence of the policy's page, without its label.
        text = voice(key, label="", cite="", codes=text).lstrip("：: ")
        parts = [text, voice("list.outside", codes=outside) if outside else ""]
        yield RuleRow(
            voice("title.lists"), str(number), voice.label(listing.label, listing.name), "",
            voice.clauses(parts), _article(listing.cite, voice), listing.quote, listing.name,
        )  # fmt: skip
    for defined in rules.program.defined.values():
        number += 1
        label = voice.label(defined.label, defined.name)
        yield RuleRow(
            voice("title.lists"), str(number), label, "", rules.words(defined.value),
            _article(defined.cite, voice), "", defined.name,
        )  # fmt: skip


def _gates(rules: Rules) -> Iterator[RuleRow]:
    voice = rules.voice
    for number, gate in enumerate(rules.program.gates, 1):
        reason = voice.label(gate.reason)
        key = "gate.refers.reason" if gate.to else "gate.reason"
        yield RuleRow(
            voice("title.requires"), str(number), reason or gate.id, rules.gate(gate),
            voice(key, reason=reason) if reason else "", _article(gate.cite, voice), gate.quote, gate.id,
        )  # fmt: skip


def _honours(rules: Rules) -> Iterator[Item]:
    voice = rules.voice
    for honour in rules.program.honours:
        parts = [counting(honour.with_node, rules)] if honour.with_node else []
        parts += [rules.words(honour.when)] if honour.when else []
        key = "show.honour-when" if parts else "show.honour"
        text = voice(
            key, label=voice.label(honour.label), condition=rules.joined(parts, honour.when)
        )
        cite = voice.cite(asdict(honour.cite)) if honour.cite is not None else ""
        yield Item(text + cite, (voice("node.quote", quote=honour.quote),) if honour.quote else ())


def _items(section: str, items: tuple[Item, ...]) -> Iterator[RuleRow]:
    """What is a sentence already stands in one cell."""
    for number, item in enumerate(items, 1):
        yield RuleRow(section, str(number), "", "", item.text, "", "\n".join(item.notes))


def _node(node: Node, rules: Rules, number: str, row: Row | None = None) -> Iterator[RuleRow]:
    voice = rules.voice
    text = voice.clauses([how(node, rules), *limits(node, rules)])
    condition = voice.clauses(
        [row_test(row, rules) if row is not None else "", *each(node, rules), *when(node, rules)]
    )
    yield RuleRow(
        "", number, voice.label(node.label, node.id), condition, text,
        _article(node.cite, voice), node.quote, node.id,
    )  # fmt: skip
    match node.body:
        case Combine(children=children):
            yield from _children(children, rules, number)
        case Table(rows=rows, otherwise=otherwise):
            for n, one in enumerate(rows, 1):
                yield from _node(one.node, rules, f"{number}.{n}", one)
            if otherwise is not None:
                yield from _node(otherwise, rules, f"{number}.{len(rows) + 1}")
        case Readings():
            yield from _readings(node, node.body, rules, number)


def _children(children: tuple[Node, ...], rules: Rules, number: str) -> Iterator[RuleRow]:
    for n, child in enumerate(children, 1):
        yield from _node(child, rules, f"{number}.{n}")


def _readings(node: Node, body: Readings, rules: Rules, number: str) -> Iterator[RuleRow]:
    """Each reading; the parts that all of them share stand once, after the readings."""
    voice = rules.voice
    bodies = [o.node.body for o in body.options]
    first = bodies[0]
    shared: tuple[Node, ...] = ()
    if isinstance(first, Combine) and all(
        isinstance(b, Combine) and b.children == first.children for b in bodies
    ):
        shared = first.children
    for n, option in enumerate(body.options, 1):
        here = f"{number}.{n}"
        says = voice("article.reading", says=option.says)
        if not shared:
            yield RuleRow("", here, says, id=option.id)
            yield from _node(option.node, rules, f"{here}.1")
            continue
        text = voice.clauses([how(option.node, rules), *limits(option.node, rules)])
        yield RuleRow("", here, says, "", text, _article(option.node.cite, voice), "", option.id)
    if shared:
        here = f"{number}.{len(body.options) + 1}"
        yield RuleRow("", here, voice("article.shared"))
        yield from _children(shared, rules, here)
