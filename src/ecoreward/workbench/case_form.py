"""A blank case file for one edition: exactly the facts its rules read, with what to know of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ecoreward.feel import typed as t
from ecoreward.money import text_of
from ecoreward.policy.expressions import facts_of, node_expressions, nodes_of, parts, reads
from ecoreward.policy.program import Band, Cite, Node, Program, Rate, Readings, Table, Unstated
from ecoreward.words import say, words_of

if TYPE_CHECKING:
    from ecoreward.policy.edition import Edition, Jurisdiction
    from ecoreward.policy.vocabulary_types import FactSpec, Vocabulary

KEYS = {
    "zh": {"case": "案件", "jurisdiction": "地区", "edition": "版本", "known_on": "规定截至", "facts": "事实",
           "decided": "裁量", "already_paid": "已付"},
    "en": {k: k for k in ("case", "jurisdiction", "edition", "known_on", "facts", "decided", "already_paid")},
}  # fmt: skip
_PLAIN = re.compile(r"[\w()（）/][\w ()（）/.、-]*\Z")
_SHOWN_TERMS = 40


def case_form(
    jurisdiction: Jurisdiction, edition: Edition, lang: str, *, named: bool = False
) -> str:
    """The text of the file. `named`: the edition is written into it instead of found by date."""
    program, keys = edition.program, KEYS[lang]
    title = program.title + (f"（{program.document}）" if program.document else "")
    place = jurisdiction.label.get(lang) or jurisdiction.name
    lines = [f"# {_line(place)} · {_line(title)} · {program.id}"]
    lines += [f"# {part}" for part in say("cli.blank.head", lang).split("\n")]
    by = program.vocabulary.label(jurisdiction.chosen_by)
    edition_line = f"{keys['edition']}: {program.id}"
    lines += [
        f"{keys['case']}:  # {say('cli.blank.case', lang)}",
        f"{keys['jurisdiction']}: {quoted(jurisdiction.exactly(lang))}",
        edition_line
        if named
        else f"# {edition_line}  # {say('cli.blank.edition', lang, fact=dict(by))}",
        f"{keys['facts']}:",
    ]
    uses = fact_uses(jurisdiction, program, lang)
    for name, spec in program.vocabulary.facts.items():
        if name in uses:
            lines += _fact(spec, uses[name], program, lang)
    lines += _open(program, keys["decided"], lang)
    lines.append(f"# {keys['already_paid']}:  # {say('cli.blank.paid', lang)}")
    return "\n".join(lines) + "\n"


def fact_uses(jurisdiction: Jurisdiction, program: Program, lang: str) -> dict[str, list[str]]:
    """Every fact that matters for this edition, with the parts of the rule that read it."""
    uses: dict[str, list[str]] = {jurisdiction.chosen_by: [say("cli.blank.chooses", lang)]}

    def note(facts: Iterable[str], label: Any, cite: Cite | None) -> None:
        words = _line(str(label.get(lang) or next(iter(label.values()))) if label else "")
        article = _line(cite.article) if cite else ""
        text = (
            f"{words}（{article}）"
            if words and article and lang == "zh"
            else (f"{words} ({article})" if words and article else words or article)
        )
        for fact in facts:
            known = uses.setdefault(fact, [])
            if text and text not in known:
                known.append(text)

    for other in jurisdiction.editions:
        where = other.program.where
        if where is not None and other.status != "draft":
            choice = {x: say("cli.blank.chooses", x) for x in ("zh", "en")}
            note(sorted(facts_of([where], other.program)), choice, None)
    for gate in program.gates:
        reason = {
            x: say(f"cli.blank.{gate.kind}", x, reason=dict(gate.reason)) for x in ("zh", "en")
        }
        note(facts_of([gate.when], program), reason, gate.cite)
    for node in nodes_of(program.award):
        label = node.label or {"zh": node.id, "en": node.id}
        note(facts_of(_own(node), program), label, node.cite)
        if node.kinds is not None:
            note([node.kinds.domain], label, node.cite)
    for approval in program.approvals:
        found = facts_of([approval.when] if approval.when else [], program) - {"award"}
        note(
            [*found, *([approval.consent] if approval.consent else [])],
            approval.label,
            approval.cite,
        )
    for honour in program.honours:
        note(facts_of([honour.when] if honour.when else [], program), honour.label, honour.cite)
    if program.handling is not None:
        handling = {"zh": say("cli.blank.handling", "zh"), "en": say("cli.blank.handling", "en")}
        note(["urgency", program.handling.start], handling, program.handling.cite)
    if program.sharing is not None:
        sharing = {"zh": say("cli.blank.sharing", "zh"), "en": say("cli.blank.sharing", "en")}
        note(_sharing_facts(program), sharing, program.sharing.cite)
    after = {
        key: {lang: say(f"cli.blank.{key}", lang) for lang in ("zh", "en")}
        for key in ("claim", "payout", "pays")
    }
    if program.claim is not None:
        note([program.claim.start, program.claim.by], after["claim"], program.claim.cite)
    for paid in program.payout:
        asked = [e for e in (paid.step.amount, paid.step.when) if e is not None]
        note(facts_of(asked, program), paid.label or after["payout"], paid.step.cite)
    for pays in program.pays:
        note(
            facts_of([e for e in (pays.when,) if e is not None], program), after["pays"], pays.cite
        )
    for fact in reads(program):
        uses.setdefault(fact, [])
    return {k: v for k, v in uses.items() if k in program.vocabulary.facts}


def _sharing_facts(program: Program) -> list[str]:
    """What a rule of sharing reads: who and how many, their shares, and its condition."""
    rule = program.sharing
    if rule is None:
        return []
    names = [rule.count, *sorted(facts_of([rule.when] if rule.when else [], program))]
    if rule.how == "by_share" or any(not p.together for p in program.payout):
        names.append(rule.rows)
    return [*names, rule.share] if rule.how == "by_share" else names


def _own(node: Node) -> Iterator[t.Expression]:
    """The expressions of a node without those of the nodes below it."""
    below = {id(e) for n in nodes_of(node) if n is not node for e in node_expressions(n)}
    yield from (e for e in node_expressions(node) if id(e) not in below)


def _fact(spec: FactSpec, uses: list[str], program: Program, lang: str) -> list[str]:
    says = [_line(spec.description.get(lang, "")), _kind(spec, program, lang)]
    if uses:
        says.append(say("cli.blank.used", lang, uses=_several(uses, lang)))
    if spec.type.kind == "rows" and spec.presume is not None:
        says.append(say("cli.blank.presumed-one", lang))
    elif spec.presume is not None:
        value: Any = (
            spec.presume if isinstance(spec.presume, bool) else {"number": text_of(spec.presume)}
        )
        says.append(say("cli.blank.presumed", lang, value=value))
    label = spec.label.get(lang) or spec.name
    if program.vocabulary.spellings.get(label) != spec.name:
        label = spec.name
    return ["", *(f"  # {text}" for text in says if text), f"  {quoted(label)}:"]


def _kind(spec: FactSpec, program: Program, lang: str) -> str:
    """What may be written: the form of a number or date, or the values of a list."""
    kind = spec.type.kind
    if kind == "choice":
        values = [_line(w.get(lang) or code) for code, w in spec.values.items()]
        return say("cli.blank.choice", lang, values=_several(values, lang))
    if kind == "set":
        return say("cli.blank.set", lang, values=_several(_terms(program, spec.name, lang), lang))
    if kind == "rows":
        names = [program.vocabulary.facts[c].label.get(lang) or c for c in spec.columns]
        columns = ", ".join(f"{_line(n)}: …" for n in names)
        return say("cli.blank.rows", lang, columns=columns)
    text = say(f"cli.blank.{kind}", lang)
    if spec.unit:
        text += say("cli.blank.unit", lang, unit=dict(spec.unit))
    return text


def _terms(program: Program, domain: str, lang: str) -> list[str]:
    """The terms of the rule, as many as a comment can have."""
    pool = named_terms(program, domain)
    shown = [_line(program.vocabulary.terms[c].label.get(lang) or c) for c in pool[:_SHOWN_TERMS]]
    return [*shown, "…"] if len(pool) > _SHOWN_TERMS else shown


def named_terms(program: Program, domain: str) -> list[str]:
    """The terms that the rule names, and the narrower ones that count as these; all where it names none."""
    vocabulary: Vocabulary = program.vocabulary
    named = {c for k in program.lists.values() if k.domain == domain for c in k.codes | k.outside}
    for expression in (e for n in nodes_of(program.award) for e in node_expressions(n)):
        for part in parts(expression.root):
            if isinstance(part, t.Has) and part.left.type.domain == domain:
                named |= part.codes
    covered = {c for code in named for c in vocabulary.covers.get(code, frozenset({code}))}
    return [c for c in vocabulary.terms if c in covered] or list(vocabulary.terms)


def _open(program: Program, key: str, lang: str) -> list[str]:
    """What the authority may have to settle, as comments to be filled in."""
    rows = open_items(program, lang)
    if not rows:
        return [""]
    lines = ["", f"# {say('cli.blank.decided', lang)}", f"# {key}:"]
    texts = {item.key: item.says for item in rows}
    return [*lines, *(f"#   {quoted(name)}:  # {_line(text)}" for name, text in texts.items())]


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What the authority may have to settle: a figure, a reading, or whether a list covers a case.

    `key` is its name under `decided`; `options` are the answers where these are a closed list.
    """

    key: str
    label: Mapping[str, str]
    says: str
    options: tuple[str, ...] = ()


def open_items(program: Program, lang: str) -> tuple[OpenItem, ...]:
    """Everything that an edition leaves to the authority, in the order of its rules.

    >>> import ecoreward
    >>> found = open_items(ecoreward.load().edition("庆元县").compiled.program, "zh")
    >>> [(x.key, x.options) for x in found]
    [('award', ('highest', 'sum')), ('special', ()), ('bounty', ()), ('重大隐蔽行为', ('是', '否'))]
    """
    rows: list[OpenItem] = []
    for node in nodes_of(program.award):
        label = node.label or {"zh": node.id, "en": node.id}
        article = node.cite.article if node.cite and node.cite.article else "—"
        params = {"node": dict(label), "article": article}
        match node.body:
            case Band(low=low, high=high):
                ends = [_line(low.source) if low else "0", _line(high.source)]
                text = say("cli.blank.figure", lang, low=ends[0], high=ends[1], **params)
                rows.append(OpenItem(node.id, label, text))
            case Rate(rate=rate, high=high) if high is not None:
                low_text, high_text = _line(rate.source), _line(high.source)
                text = say("cli.blank.figure", lang, low=low_text, high=high_text, **params)
                rows.append(OpenItem(node.id, label, text))
            case Unstated():
                rows.append(OpenItem(node.id, label, say("cli.blank.unstated", lang, **params)))
            case Readings(options=options):
                says = [f"{o.id}（{_line(o.says.get(lang, ''))}）" for o in options]
                text = say("cli.blank.reading", lang, options=says, **params)
                rows.append(OpenItem(node.id, label, text, tuple(o.id for o in options)))
            case Table(edges="unstated"):
                text = say("cli.blank.edges", lang, **params)
                rows.append(OpenItem(node.id, label, text, ("from", "to")))
    yes_no = tuple(words_of(answer, lang) for answer in (True, False))
    for name, listing in program.lists.items():
        if listing.open:
            label = listing.label or {"zh": name, "en": name}
            text = say("cli.blank.open", lang, list=dict(listing.label) or name)
            rows.append(OpenItem(name, label, text, yes_no))
    return tuple({item.key: item for item in rows}.values())


def _several(texts: list[str], lang: str) -> str:
    """Texts in a row; they may have commas and 、 of their own."""
    return ("；" if lang == "zh" else "; ").join(texts)


def _line(text: str) -> str:
    """A text on one line, so that it stays inside its comment."""
    return " ".join(text.split())


def quoted(text: str) -> str:
    """A key or value as YAML takes it.

    >>> quoted("查证属实"), quoted("331126"), quoted("a: b")
    ('查证属实', '"331126"', '"a: b"')
    """
    special = text.lower() in ("yes", "no", "true", "false", "null", "on", "off", "y", "n")
    if _PLAIN.match(text) and not text.endswith(" ") and not text[0].isdigit() and not special:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_line(escaped)}"'
