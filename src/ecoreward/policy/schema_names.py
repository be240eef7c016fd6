"""The names an editor offers, each with what it means: facts, violations, values of a choice.

In the language of the schema a name stands first by its label, then by its code and its other
spellings. A file may declare names of its own, so all of these are offers and no limits.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ecoreward.feel.context import kind_words
from ecoreward.money import text_of
from ecoreward.policy.vocabulary_types import FactSpec, Term, Vocabulary, Words

Schema = dict[str, Any]
Entry = tuple[str, str]  # a spelling and what it means


def defs(vocabulary: Vocabulary, lang: str) -> Schema:
    """The names by what may stand somewhere: any fact, a date, a condition, a violation, a value."""
    facts = vocabulary.facts.values()
    every = fact_entries(facts, lang)

    def of(*kinds: str) -> Schema:
        return offered(fact_entries((f for f in facts if f.type.kind in kinds), lang), every)

    terms, own = _terms(vocabulary, lang), {"type": "string"}
    return {
        "fact_name": offered(every),
        "date_fact": of("date"),
        "boolean_fact": of("boolean"),
        "list_fact": of("choice", "set"),
        "kind_name": {"anyOf": [*singly(terms), own]},
        "value_name": {"anyOf": [*singly([*terms, *_values(vocabulary, lang)]), own]},
    }


def offered(entries: list[Entry], known: list[Entry] | None = None) -> Schema:
    """Names an editor offers, beside those a file gives itself; no other `known` name fits."""
    own: Schema = {"type": "string"}
    names = {name for name, _ in entries}
    unfit = sorted({name for name, _ in known or ()} - names)
    if unfit:
        own["not"] = {"enum": unfit}
    return {"anyOf": [listed(entries), own]} if entries else own


def listed(entries: Iterable[Entry]) -> Schema:
    """A list of words with what each means, as editors show it; a word that comes again is left out.

    >>> listed([("a", "one"), ("b", "two"), ("a", "three")])
    {'enum': ['a', 'b'], 'enumDescriptions': ['one', 'two']}
    """
    found: dict[str, str] = {}
    for name, says in entries:
        found.setdefault(name, says)
    return {"enum": list(found), "enumDescriptions": list(found.values())}


def singly(entries: Iterable[Entry]) -> list[Schema]:
    """Words of a long list, each a schema of its own: what is shown of one does not list all.

    >>> singly([("a", "one"), ("a", "two")])
    [{'type': 'string', 'const': 'a', 'description': 'one'}]
    """
    found: dict[str, str] = {}
    for name, says in entries:
        found.setdefault(name, says)
    return [{"type": "string", "const": name, "description": s} for name, s in found.items()]


def spellings(code: str, label: Words, aliases: Iterable[str], lang: str) -> list[str]:
    """Every spelling, that of the language first.

    >>> spellings("fine", {"zh": "罚款", "en": "Fine"}, ["行政罚款"], "zh")
    ['罚款', 'fine', 'Fine', '行政罚款']
    """
    other = "en" if lang == "zh" else "zh"
    first = [label.get(lang, ""), code] if lang == "zh" else [code, label.get(lang, "")]
    return [s for s in dict.fromkeys([*first, label.get(other, ""), *aliases]) if s]


def fact_says(spec: FactSpec, lang: str) -> str:
    """A fact in one line: what it is, its type, unit, bounds, and what absence means."""
    zh = lang == "zh"
    colon, comma, stop = ("：", "、", "；") if zh else (": ", ", ", "; ")
    kind = kind_words(spec.type.kind).get(lang, "")
    parts = [spec.description.get(lang, "")]
    if unit := spec.unit.get(lang, ""):
        parts.append(f"{'单位' if zh else 'unit'}{colon}{unit}")
    if spec.values:
        words = [
            w.get(lang, c) if zh else f"{c} ({w.get(lang, c)})" for c, w in spec.values.items()
        ]
        parts.append(f"{'可填' if zh else 'one of'}{colon}{comma.join(words)}")
    for bound, words_ in ((spec.low, ("不小于", "at least")), (spec.high, ("不大于", "at most"))):
        if bound is not None:
            parts.append(f"{words_[not zh]} {text_of(bound)}")
    if spec.presume is False or spec.presume is True:
        said = {True: ("推定为是", "presumed yes"), False: ("推定为否", "presumed no")}[
            spec.presume
        ]
        parts.append(f"{'不填' if zh else 'left out'}{colon}{said[not zh]}")
    label = spec.label.get(lang, spec.name)
    head = f"{label}（{kind}）" if zh else f"{label} ({kind})"
    rest = stop.join(p for p in parts if p)
    return f"{head}{colon}{rest}" if rest else head


def value_entries(
    spec: FactSpec, vocabulary: Vocabulary, lang: str, *, short: bool = False
) -> list[Entry]:
    """The values of a choice, or the violations of a set, each with what it means."""
    if spec.type.kind == "set":
        return _terms(vocabulary, lang)
    found: list[Entry] = []
    later: list[Entry] = []
    fact = "" if short else spec.label.get(lang, spec.name)
    for code, label in spec.values.items():
        aliases = [a for a, c in spec.value_aliases.items() if c == code]
        first, *rest = spellings(code, label, aliases, lang)
        says = _named(label, code, lang) + (f" · {fact}" if fact else "")
        found.append((first, says))
        later += [(s, says) for s in rest]
    return [*found, *later]


def fact_entries(facts: Iterable[FactSpec], lang: str) -> list[Entry]:
    """Every spelling of these facts, the names of the language first, each with what it means."""
    found: list[Entry] = []
    later: list[Entry] = []
    for spec in facts:
        first, *rest = spellings(spec.name, spec.label, spec.aliases, lang)
        found.append((first, fact_says(spec, lang)))
        later += [(s, _named(spec.label, spec.name, lang)) for s in rest]
    return [*found, *later]


def _values(vocabulary: Vocabulary, lang: str) -> list[Entry]:
    choices = [f for f in vocabulary.facts.values() if f.type.kind == "choice"]
    return [entry for spec in choices for entry in value_entries(spec, vocabulary, lang)]


def _terms(vocabulary: Vocabulary, lang: str) -> list[Entry]:
    found: list[Entry] = []
    later: list[Entry] = []
    for term in vocabulary.terms.values():
        first, *rest = spellings(term.code, term.label, term.aliases, lang)
        found.append((first, _term_says(term, vocabulary, lang)))
        later += [(s, _named(term.label, term.code, lang)) for s in rest]
    return [*found, *later]


def _term_says(term: Term, vocabulary: Vocabulary, lang: str) -> str:
    says = _named(term.label, term.code, lang)
    above = [dict(vocabulary.label(b)).get(lang, b) for b in term.broader]
    if not above:
        return says
    return (
        f"{says}；属于 {'、'.join(above)}"
        if lang == "zh"
        else f"{says}; counts as {', '.join(above)}"
    )


def _named(label: Words, code: str, lang: str) -> str:
    name = label.get(lang, code)
    if name == code:
        return name
    return f"{name}（{code}）" if lang == "zh" else f"{name} ({code})"


def condition_examples(vocabulary: Vocabulary, lang: str) -> list[str]:
    """Conditions to begin with: every fact that is yes or no, by its name in this language."""
    return [_first(f, lang) for f in vocabulary.facts.values() if f.type.kind == "boolean"]


def amount_examples(vocabulary: Vocabulary, lang: str) -> list[str]:
    """The facts that are sums, by their names in this language."""
    return [_first(f, lang) for f in vocabulary.facts.values() if f.type.kind == "money"]


def _first(spec: FactSpec, lang: str) -> str:
    """A spelling that an expression takes: a label may hold spaces."""
    found = spellings(spec.name, spec.label, (), lang)
    return next(s for s in found if s.isidentifier())
