"""A case as plain data, and as the text of a case file with Chinese or English keys and values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from ecoreward.engine.case import Case, Decided
from ecoreward.engine.values import Choice, Num, Rows, SetOf, Truth, Value
from ecoreward.money import text_of
from ecoreward.policy.edition import Jurisdiction
from ecoreward.policy.vocabulary_types import FactSpec, Vocabulary
from ecoreward.words import words_of
from ecoreward.workbench.case_form import KEYS, quoted

Plain = bool | str | list[str]


def case_data(case: Case, jurisdiction: Jurisdiction) -> dict[str, Any]:
    """The case as `Library.evaluate` takes it, facts and values by their codes."""
    vocabulary = jurisdiction.vocabulary
    facts = {n: _data(v, vocabulary.facts[n], vocabulary) for n, v in case.facts.items()}
    decided: Any = {k: _decided(d) for k, d in case.decided.items()}
    return {
        "case": case.id,
        "jurisdiction": jurisdiction.exactly("en"),
        "edition": case.edition,
        "known_on": None if case.known_on is None else _day(case.known_on),
        "facts": facts,
        "decided": decided.get("", decided or None),
        "already_paid": text_of(case.already_paid) if case.already_paid else None,
    }


def _data(value: Value, spec: FactSpec, vocabulary: Vocabulary) -> Any:
    if not isinstance(value, Rows):
        return _plain(value, spec, vocabulary, "")
    facts = vocabulary.facts
    return [{n: _plain(v, facts[n], vocabulary, "") for n, v in r.items()} for r in value.rows]


def case_text(case: Case, jurisdiction: Jurisdiction, lang: str) -> str:
    """The text of a case file; read again, it is the same case.

    Facts stand in the order of the vocabulary, each under its name in `lang`.
    """
    keys, vocabulary = KEYS[lang], jurisdiction.vocabulary
    lines = [f"{keys['case']}: {quoted(case.id)}"] if case.id else []
    lines.append(f"{keys['jurisdiction']}: {quoted(jurisdiction.exactly(lang))}")
    if case.edition:
        lines.append(f"{keys['edition']}: {quoted(case.edition)}")
    if case.known_on is not None:
        lines.append(f"{keys['known_on']}: {_day(case.known_on)}")
    lines.append(f"{keys['facts']}:" if case.facts else f"{keys['facts']}: {{}}")
    for name in vocabulary.facts:
        match case.facts.get(name):
            case None:
                pass
            case Rows(rows=rows):
                lines.append(f"  {_key(name, vocabulary, lang)}:")
                lines += [f"    - {{{', '.join(_facts(r, vocabulary, lang))}}}" for r in rows]
            case value:
                lines += [f"  {line}" for line in _facts({name: value}, vocabulary, lang)]
    if "" in case.decided:
        lines.append(f"{keys['decided']}: {_written(case.decided[''], lang)}")
    elif case.decided:
        lines.append(f"{keys['decided']}:")
        lines += [f"  {quoted(k)}: {_written(d, lang)}" for k, d in case.decided.items()]
    if case.already_paid:
        lines.append(f"{keys['already_paid']}: {text_of(case.already_paid)}")
    return "\n".join(lines) + "\n"


def _key(name: str, vocabulary: Vocabulary, lang: str) -> str:
    label = vocabulary.facts[name].label
    return quoted(_word(name, label, vocabulary.spellings, lang))


def _facts(facts: Mapping[str, Value], vocabulary: Vocabulary, lang: str) -> list[str]:
    """Each fact as ``name: value``."""
    out = []
    for name, value in facts.items():
        spec = vocabulary.facts[name]
        text = _yaml(_plain(value, spec, vocabulary, lang), spec, lang)
        out.append(f"{_key(name, vocabulary, lang)}: {text}")
    return out


def _plain(value: Value, spec: FactSpec, vocabulary: Vocabulary, lang: str) -> Plain:
    """A value as data, its codes as words of a language; without one, as codes."""
    match value:
        case Truth():
            return value.true
        case Choice(codes=codes):
            [code] = codes
            return _word(code, spec.values[code], vocabulary.codes[spec.name], lang)
        case SetOf(must=must):
            terms, spellings = vocabulary.terms, vocabulary.term_spellings
            return [_word(c, terms[c].label, spellings, lang) for c in terms if c in must]
        case Num(low=int() as first, high=int() as last) if _whole(first, last):
            return _whole(first, last)
        case Num(low=low, high=high):
            ends = ["" if e is None else _number(e, spec) for e in (low, high)]
            return ends[0] if value.point else f"[{ends[0]}..{ends[1]}]"
    raise AssertionError(spec.type.kind)


def _whole(first: int, last: int) -> str:
    """The year or month that two days are the ends of."""
    a, b = date.fromordinal(first), date.fromordinal(last)
    after = date.fromordinal(last + 1) if b < date.max else None
    if a.day == 1 and a.year == b.year and after is not None and after.day == 1:
        if (a.month, b.month) == (1, 12):
            return f"{a.year:04d}"
        return f"{a.year:04d}-{a.month:02d}" if a.month == b.month else ""
    return ""


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def _number(value: Fraction | int, spec: FactSpec) -> str:
    if spec.type.kind == "date":
        return _day(int(value))
    return text_of(value)


def _word(code: str, label: Mapping[str, str], spellings: Mapping[str, str], lang: str) -> str:
    """The word for a code in this language, where nothing else has it."""
    word = label.get(lang, "")
    return word if spellings.get(word) == code else code


def _yaml(value: Plain, spec: FactSpec, lang: str) -> str:
    match value:
        case bool():
            return words_of(value, lang)
        case list():
            return f"[{', '.join(quoted(v) for v in value)}]"
    return value if spec.type.kind != "choice" and ".." not in value else quoted(value)


def _decided(entry: Decided) -> bool | str:
    if entry.amount is not None:
        return text_of(entry.amount)
    if entry.rate is not None:
        return f"{text_of(entry.rate * 100)}%"
    return entry.answer if entry.answer is not None else entry.reading


def _written(entry: Decided, lang: str) -> str:
    value = _decided(entry)
    return words_of(value, lang) if isinstance(value, bool) else value
