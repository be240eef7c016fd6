"""Whether an edition is in force for a case that names it, and how its days and its cases are said."""

from __future__ import annotations

import re
from typing import Any

from ecoreward.engine.case import Case
from ecoreward.engine.choose import iso, known
from ecoreward.engine.decision import Remark
from ecoreward.engine.logic import holds
from ecoreward.engine.values import YES, Num, Truth, Value
from ecoreward.engine.world import World
from ecoreward.feel.printer import print_typed
from ecoreward.policy.edition import Edition
from ecoreward.policy.vocabulary_types import Words

_NAME = re.compile(r'"(?P<code>[^"]*)"|(?P<name>[^\W\d]\w*)')


def where_words(edition: Edition) -> Words:
    """The condition of `in_force` with the names of facts, values and lists in each language."""
    program = edition.program
    if program.where is None:
        return {}
    vocabulary, text = program.vocabulary, print_typed(program.where.root)
    values = {c: w for f in vocabulary.facts.values() for c, w in f.values.items()}
    terms = {c: term.label for c, term in vocabulary.terms.items()}
    names = {n: f.label for n, f in vocabulary.facts.items()}
    names |= {n: x.label for n, x in program.lists.items() if x.label}
    names |= {n: x.label for n, x in program.defined.items() if x.label}

    def said(match: re.Match[str], lang: str) -> str:
        if match["name"] is not None:
            return names.get(match["name"], {}).get(lang, "") or match["name"]
        return '"' + ((terms | values).get(match["code"], {}).get(lang, "") or match["code"]) + '"'

    return {
        "zh": _NAME.sub(lambda m: said(m, "zh"), text),
        "en": _NAME.sub(lambda m: said(m, "en"), text),
    }


def known_on(day: int) -> Remark:
    """That a decision leaves out what was made known later."""
    return Remark("known-on", "", {"day": iso(day)})


def not_in_force(question: Any, world: World) -> bool:
    """Whether a case names an edition that was certainly not in force: on its day, for it, or known."""
    case, edition = question.case, question.edition
    if not case.edition:
        return False
    off = outside(edition, case.facts.get(question.jurisdiction.chosen_by))
    elsewhere = edition.program.where is not None and not _where(edition, world).true
    return off or elsewhere or not known(edition, case.known_on).true


def _where(edition: Edition, world: World) -> Truth:
    where = edition.program.where
    return YES if where is None else holds(where.root, world)


def named(edition: Edition, case: Case, world: World) -> list[Remark]:
    """What a case that names its edition must be told of it beside its days."""
    title = edition.program.title
    where, out = _where(edition, world), []
    if where.false:
        code = "edition-where-open" if where.true else "edition-elsewhere"
        out.append(Remark(code, "", {"title": title, "where": where_words(edition)}))
    if not known(edition, case.known_on).true:
        params = {"title": title, "day": iso(case.known_on)}
        out.append(Remark("edition-not-known", "", params))
    return out


def outside(edition: Edition, day: Value | None) -> bool:
    """Whether the case's date is certainly not one of the edition's days."""
    if not isinstance(day, Num):
        return False
    first, last = edition.first_day[0], edition.last_day[1]
    early = first is not None and day.high is not None and day.high < first
    late = last is not None and day.low is not None and day.low > last
    return early or late
