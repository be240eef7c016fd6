"""The page of a policy: whose it is, since when, its articles, and what its source does not say."""

from __future__ import annotations

from dataclasses import asdict

from ecoreward.explain.articles import article
from ecoreward.explain.own import built_on, own_changes
from ecoreward.explain.page import Item, Page, Section
from ecoreward.explain.rules import Rules
from ecoreward.explain.terms import counting, terms
from ecoreward.explain.voice import Voice
from ecoreward.policy.edition import MAIN, Edition, Jurisdiction
from ecoreward.policy.program import Cite, Program


def policy(
    jurisdiction: Jurisdiction, edition: Edition | str | None, voice: Voice, *, own: bool = False
) -> Page:
    """One edition laid out for a reader; `own`: of one that builds on another, its changes alone.

    Raises `LookupError` when there is none of that id.
    """
    found = _edition(jurisdiction, edition)
    program = found.program
    rules = Rules(program, voice)
    assert program.award is not None
    award = article(program.award, rules)
    sections = [
        Section(voice("title.lists"), _lists(rules)),
        Section(voice("title.requires"), _gates(rules), "numbers"),
        Section(voice("title.award"), (award,), "numbers"),
        Section(voice("title.after"), terms(rules)),
        Section(voice("title.honours"), _honours(rules)),
        Section(voice("title.deadlines"), _handling(rules)),
        Section(voice("title.works-with"), tuple(Item(w) for w in program.works_with)),
        Section(voice("title.sources"), _sources(program, voice)),
        Section(
            voice("title.not-modelled"), tuple(Item(voice.label(u)) for u in program.not_modelled)
        ),
        Section(voice("title.unstated"), tuple(Item(voice.label(u)) for u in program.unstated)),
    ]
    changes = own_changes(program, rules)
    if own and program.extends is not None:
        sections = [Section(voice("title.changes"), changes, "numbers"), *sections[-2:]]
    elif changes:
        lines = tuple(Item(c.text) for c in changes)
        sections.insert(0, Section(voice("title.changes"), lines, "numbers"))
    head = voice(
        "show.head", place=voice.label(jurisdiction.label), title=voice.title(program.title)
    )
    return Page(head, _facts(jurisdiction, found, voice), tuple(sections))


def _edition(jurisdiction: Jurisdiction, edition: Edition | str | None) -> Edition:
    if isinstance(edition, Edition):
        return edition
    if edition is None:
        pool = [e for e in jurisdiction.editions if e.status != "draft"] or list(
            jurisdiction.editions
        )
        return ([e for e in pool if e.scheme == MAIN] or pool)[-1]
    found = jurisdiction.edition(edition)
    if found is None:
        raise LookupError(f"{jurisdiction.file} has no edition {edition}")
    return found


def _facts(jurisdiction: Jurisdiction, edition: Edition, voice: Voice) -> tuple[str, ...]:
    program = edition.program
    out = [voice("show.document", document=program.document)] if program.document else []
    if program.extends is not None:
        out.append(built_on(program.extends, voice))
    key = "until" if edition.end.text else "since"
    if not edition.start_stated:
        key = "unstated-until" if edition.end.text else "unstated"
    out.append(voice(f"show.{key}", first=edition.start.text, last=edition.end.text))
    if edition.issued.text:
        out.append(voice("show.issued", day=edition.issued.text))
    out += _scope(edition, Rules(program, voice))
    out.append(voice("show.status", status=voice(f"status.{edition.status}")))
    out.append(voice("show.confidence", confidence=voice(f"confidence.{program.confidence}")))
    chosen = program.vocabulary.label(jurisdiction.chosen_by)
    stated = "show.chosen" if jurisdiction.chosen_stated else "show.chosen-unstated"
    return (*out, voice(stated, fact=chosen), voice("show.id", id=edition.id))


def _scope(edition: Edition, rules: Rules) -> list[str]:
    """For which cases an edition is in force, and how it stands to the other schemes."""
    voice, where, out = rules.voice, edition.program.where, []
    if where is not None:
        out.append(voice("show.where", condition=rules.words(where)))
    if edition.scheme != MAIN:
        key = "instead" if edition.instead_of else "beside" if edition.beside else "named"
        other = edition.instead_of or edition.beside
        other = voice("show.main") if other == MAIN else other
        out.append(voice(f"show.scheme-{key}", scheme=edition.scheme, other=other))
    return out


def _cite(cite: Cite | None, voice: Voice) -> str:
    return voice.cite(asdict(cite)) if cite is not None else ""


def _lists(rules: Rules) -> tuple[Item, ...]:
    voice, out = rules.voice, []
    for listing in rules.program.lists.values():
        if listing.name.startswith("@"):
            continue
        key = "list.open" if listing.open else "list.closed"
        codes = rules.codes(listing.codes, listing.domain)
        label = voice.label(listing.label) if listing.label else listing.name
        outside = rules.codes(listing.outside, listing.domain)
        notes = (voice("list.outside", codes=outside),) if outside else ()
        text = voice(key, label=label, cite=_cite(listing.cite, voice), codes=codes)
        out.append(Item(text, notes))
    for defined in rules.program.defined.values():
        label = voice.label(defined.label) if defined.label else defined.name
        words = rules.words(defined.value)
        out.append(
            Item(voice("list.defined", label=label, words=words, cite=_cite(defined.cite, voice)))
        )
    return tuple(out)


def _gates(rules: Rules) -> tuple[Item, ...]:
    voice, out = rules.voice, []
    for gate in rules.program.gates:
        text = rules.gate(gate)
        reason = voice.label(gate.reason)
        key = "gate.refers.reason" if gate.to else "gate.reason"
        notes = (voice(key, reason=reason),) if reason else ()
        out.append(Item(text + _cite(gate.cite, voice), notes))
    return tuple(out)


def _honours(rules: Rules) -> tuple[Item, ...]:
    voice, out = rules.voice, []
    for h in rules.program.honours:
        parts = [counting(h.with_node, rules)] if h.with_node else []
        parts += [rules.words(h.when)] if h.when else []
        key = "show.honour-when" if parts else "show.honour"
        text = voice(key, label=voice.label(h.label), condition=rules.joined(parts, h.when))
        out.append(Item(text + _cite(h.cite, voice)))
    return tuple(out)


def _handling(rules: Rules) -> tuple[Item, ...]:
    voice, rule = rules.voice, rules.program.handling
    if rule is None:
        return ()
    start = rules.program.vocabulary.label(rule.start)
    days = [
        voice("deadline.days", urgency=voice(f"urgency.{u}"), days=n) for u, n in rule.days.items()
    ]
    text = voice("show.handling", start=start, days=voice.list(days))
    return (Item(text + _cite(rule.cite, voice)),)


def _sources(program: Program, voice: Voice) -> tuple[Item, ...]:
    out = []
    for source in program.sources.values():
        text = voice.title(source.title, source.document)
        out.append(Item(text, tuple(n for n in (source.note, source.url) if n)))
    return tuple(out)
