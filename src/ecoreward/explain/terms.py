"""What a policy says after the award, in words: rounding, consents, sharing, payout, claim, taking back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from ecoreward.explain.articles import round_text, step_text
from ecoreward.explain.page import Item
from ecoreward.explain.rules import Rules
from ecoreward.money import text_of
from ecoreward.policy.after import Pays
from ecoreward.policy.expressions import nodes_of
from ecoreward.policy.program import Cite


def terms(rules: Rules) -> tuple[Item, ...]:
    """Everything that follows the award, in the order in which it is worked."""
    parts = (rounding, approvals, sharing, payout, _staged, claim, pays, reclaim)
    return tuple(item for part in parts for item in part(rules))


def counting(node: str, rules: Rules) -> str:
    """The condition that a node counts."""
    labels = {n.id: n.label for n in nodes_of(rules.program.award)}
    return rules.voice("show.with", node=rules.voice.label(labels.get(node), node))


def _item(text: str, cite: Cite | None, quote: str, rules: Rules) -> Item:
    notes = (rules.voice("node.quote", quote=quote),) if quote else ()
    return Item(text + (rules.voice.cite(asdict(cite)) if cite is not None else ""), notes)


def rounding(rules: Rules) -> Iterator[Item]:
    """The rounding, where the source states one."""
    rule = rules.program.rounding
    if rule is not None and rule.stated:
        text = round_text(text_of(rule.unit), rule.mode, rules)
        yield _item(text, rule.cite, "", rules)


def approvals(rules: Rules) -> Iterator[Item]:
    """When another body must agree."""
    voice = rules.voice
    for a in rules.program.approvals:
        parts = [counting(a.with_node, rules)] if a.with_node else []
        parts += [rules.words(a.when)] if a.when else []
        label = voice.label(a.label, a.id)
        key = "show.approval-when" if parts else "show.approval"
        text = voice(key, label=label, condition=rules.joined(parts, a.when))
        by = voice("approval.by", by=voice.label(a.by)) if a.by else ""
        yield _item(text + by, a.cite, "", rules)


def sharing(rules: Rules) -> Iterator[Item]:
    """How joint reporters share."""
    rule, voice = rules.program.sharing, rules.voice
    if rule is None:
        return
    key = {
        "equal": "show.sharing-first" if rule.odd_stated else "show.sharing",
        "by_share": "show.sharing-by-share",
        "together": f"show.sharing-{rule.together}",
    }[rule.how]
    text = voice(key)
    if rule.when is not None:
        text = voice("show.sharing-when", condition=rules.words(rule.when), text=text)
    yield _item(text, rule.cite, rule.quote, rules)


def payout(rules: Rules) -> Iterator[Item]:
    """Each step of paying out, in its order."""
    voice = rules.voice
    for one in rules.program.payout:
        text = step_text(one.step, rules)
        label = voice.label(one.label)
        text = voice("payout.step", label=label, step=text) if label else text
        key = "show.payout-case" if one.together else "show.payout"
        yield _item(voice(key, step=text), one.step.cite, "", rules)


def _staged(rules: Rules) -> Iterator[Item]:
    if rules.program.staged:
        yield Item(rules.voice("show.staged"))


def claim(rules: Rules) -> Iterator[Item]:
    """The time to claim."""
    rule, voice = rules.program.claim, rules.voice
    if rule is None:
        return
    start = voice.label(rules.program.vocabulary.label(rule.start))
    period = voice(f"claim.{rule.unit}", fact=start, number=rule.within)
    text = voice("show.claim", period=period) + voice(f"claim.late-{rule.late}")
    yield _item(text, rule.cite, rule.quote, rules)


def pays(rules: Rules) -> Iterator[Item]:
    """Who pays, and how."""
    for rule in rules.program.pays:
        yield _item(_payment(rule, rules), rule.cite, rule.quote, rules)


def _payment(rule: Pays, rules: Rules) -> str:
    voice = rules.voice
    parts = [voice("pays.by", by=voice.label(rule.by))] if rule.by else []
    if rule.means:
        least = rules.words(rule.at_least, rate=True) if rule.at_least else ""
        key = "pays.at-least" if rule.at_least else "pays.means"
        parts.append(voice(key, means=voice.label(rule.means), rate=least))
    if rule.tax:
        parts.append(voice(f"pays.tax-{rule.tax}"))
    text = voice.clauses(parts)
    if rule.when is not None:
        text = voice("show.pays-when", condition=rules.words(rule.when), text=text)
    return text


def reclaim(rules: Rules) -> Iterator[Item]:
    """When what was paid is taken back."""
    rule, voice = rules.program.reclaim, rules.voice
    if rule is None:
        return
    text = voice("show.reclaim-never")
    if rule.when is not None:
        text = voice("show.reclaim", condition=rules.words(rule.when))
    yield _item(text, rule.cite, rule.quote, rules)
