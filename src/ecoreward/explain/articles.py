"""How an award is found, as numbered articles with citation and quote."""

from __future__ import annotations

from dataclasses import asdict

from ecoreward.explain.page import Item
from ecoreward.explain.rules import Rules
from ecoreward.feel.typed import Within
from ecoreward.money import text_of
from ecoreward.policy.program import (
    Band,
    Cite,
    Combine,
    Fixed,
    Node,
    Rate,
    Readings,
    Row,
    Step,
    Table,
    Unstated,
)


def article(node: Node, rules: Rules, above: Cite | None = None, row: Row | None = None) -> Item:
    """One node with its conditions, limits, steps and children; `row` is the row it stands in."""
    voice = rules.voice
    text = how(node, rules)
    label = "" if row is not None and not node.label else voice.label(node.label, node.id)
    text = voice("article.line", label=label, how=text) if label else text
    if row is not None:
        text = voice("article.row", test=row_test(row, rules), how=text)
    if node.cite is not None and node.cite != above:
        text += voice.cite(asdict(node.cite))
    notes = [*each(node, rules), *when(node, rules), *limits(node, rules)]
    if node.quote:
        notes.append(voice("node.quote", quote=node.quote))
    return Item(text, tuple(notes), _children(node, rules))


def each(node: Node, rules: Rules) -> list[str]:
    """That the node is found once for each row of a fact."""
    if not node.each:
        return []
    rows = rules.voice.label(rules.program.vocabulary.label(node.each))
    return [rules.voice("article.each", rows=rows)]


def how(node: Node, rules: Rules) -> str:
    """How a node's amount is found, in a formula or a few words."""
    voice = rules.voice
    match node.body:
        case Fixed(amount=amount):
            return rules.words(amount)
        case Band(low=None, high=high):
            return voice("formula.up-to", high=rules.words(high))
        case Band(low=low, high=high):
            assert low is not None
            return voice("formula.band", low=rules.words(low), high=rules.words(high))
        case Rate(rate=rate, base=base, high=None):
            return voice("rule.rate", base=rules.words(base), rate=rules.words(rate, rate=True))
        case Rate(rate=rate, base=base, high=high):
            assert high is not None
            return voice(
                "rule.rate-open", base=rules.words(base), low=rules.words(rate, rate=True),
                high=rules.words(high, rate=True),
            )  # fmt: skip
        case Table(by=by, edges=edges):
            text = voice("formula.table", by=voice.list(rules.words(b) for b in by))
            return text + (voice("article.edges") if edges == "unstated" else "")
        case Combine(how=combined):
            return voice(f"formula.{combined}")
        case Readings():
            return voice("formula.readings")
        case Unstated(text=text):
            return voice("article.unstated", text=voice.label(text))
    raise AssertionError(node.kind)


def when(node: Node, rules: Rules) -> list[str]:
    """The condition of a node, its kinds first."""
    parts = [rules.kinds(node.kinds)] if node.kinds else []
    parts += [rules.words(node.when)] if node.when else []
    if not parts:
        return []
    return [rules.voice("article.when", condition=rules.joined(parts, node.when))]


def limits(node: Node, rules: Rules) -> list[str]:
    """The limits of a node and the steps after them."""
    voice, out = rules.voice, []
    for kind, limit in (("floor", node.floor), ("cap", node.cap)):
        if limit is not None:
            out.append(voice("article.limit", text=voice(f"step.{kind}", by=rules.words(limit))))
    steps = [step_text(s, rules) for s in node.then]
    if steps:
        out.append(voice("article.then", steps=voice("article.next").join(steps)))
    return out


def step_text(step: Step, rules: Rules) -> str:
    """A limit, factor, deduction or rounding, with its condition."""
    voice = rules.voice
    if step.kind == "round":
        text = round_text(text_of(step.unit or 0), step.mode, rules)
    else:
        assert step.amount is not None
        text = voice(f"step.{step.kind}", by=rules.words(step.amount))
    if step.when is not None:
        text = voice("article.step-when", condition=rules.words(step.when), step=text)
    return text


def round_text(unit: str, mode: str, rules: Rules) -> str:
    """A rounding: to what, and how."""
    money = {"value": unit, "currency": rules.program.currency}
    return rules.voice("article.round", unit=money, mode=rules.voice(f"mode.{mode}"))


def _children(node: Node, rules: Rules) -> tuple[Item, ...]:
    match node.body:
        case Combine(children=children):
            return tuple(article(c, rules, node.cite) for c in children)
        case Table(rows=rows, otherwise=otherwise):
            out = [article(r.node, rules, node.cite, r) for r in rows]
            if otherwise is not None:
                out.append(article(otherwise, rules, node.cite))
            return tuple(out)
        case Readings(options=options):
            return _readings(node, rules, tuple((o.says, o.id, o.node) for o in options))
    return ()


def _readings(
    node: Node, rules: Rules, options: tuple[tuple[object, str, Node], ...]
) -> tuple[Item, ...]:
    """Each reading; the children that all share stand once, after the readings."""
    voice = rules.voice
    bodies = [n.body for _, _, n in options]
    shared: tuple[Node, ...] = ()
    first = bodies[0]
    if isinstance(first, Combine) and all(
        isinstance(b, Combine) and b.children == first.children for b in bodies
    ):
        shared = first.children
    out = []
    for says, _, option in options:
        line = voice("article.reading", says=says)
        if shared:
            out.append(Item(line, tuple(limits(option, rules))))
        else:
            out.append(Item(line, (), (article(option, rules, node.cite),)))
    if shared:
        items = tuple(article(c, rules, node.cite) for c in shared)
        out.append(Item(voice("article.shared"), (), items))
    return tuple(out)


def row_test(row: Row, rules: Rules) -> str:
    """The test of a row; where the table goes by one thing, that is not named again."""
    tests = [t.root for t in row.tests]
    if len(tests) == 1 and isinstance(tests[0], Within) and tests[0].tests and not tests[0].negated:
        return rules.voice("or").join(rules.interval(t) for t in tests[0].tests)
    return rules.voice.list(rules.words(t) for t in row.tests)
