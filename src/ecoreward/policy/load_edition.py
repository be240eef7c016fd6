"""Compile one edition: definitions, gates, award, and what surrounds the award."""

from __future__ import annotations

from ecoreward.feel.typed import Expression
from ecoreward.policy import keys
from ecoreward.policy.cost import MOST_PROGRAM, MOST_WRITTEN, cost, written
from ecoreward.policy.country import HOME
from ecoreward.policy.extend import Extended
from ecoreward.policy.load_after import (
    claim_of,
    payout_of,
    pays_of,
    reclaim_gate,
    reclaim_of,
    sharing_of,
)
from ecoreward.policy.load_around import (
    approvals_of,
    gates_of,
    handling_of,
    honours_of,
    referrals_of,
    rounding_of,
)
from ecoreward.policy.load_award import node
from ecoreward.policy.load_bench import BOOLEAN, Bench, Find
from ecoreward.policy.load_define import define
from ecoreward.policy.load_each import each_places
from ecoreward.policy.load_extends import bounded, extends_of, homes_of
from ecoreward.policy.magnitude import MOST_DIGITS, too_large
from ecoreward.policy.program import (
    Cite,
    Node,
    Program,
    Source,
)
from ecoreward.policy.reader import Item, Mapping
from ecoreward.policy.sheet import Fields, Sheet
from ecoreward.policy.vocabulary_types import Vocabulary, Words
from ecoreward.problems import Problem

STATUS = ("in_force", "trial", "draft", "repealed")


def program(
    sheet: Sheet,
    entry: Extended,
    vocabulary: Vocabulary,
    jurisdiction: str,
    currency: str,
    digest: str,
    country: str = HOME,
    find: Find | None = None,
) -> Program | None:
    """Compile an edition; None when it has no award that can be evaluated."""
    fields = sheet.fields(entry.item, keys.EDITION, "edition")
    before = len(sheet.problems)
    id = sheet.id(fields.get("id"), "id")
    sources = _sources(sheet, fields.get("sources"))
    homes = homes_of(sheet, fields, sources, entry)
    bench = Bench(sheet, vocabulary.scope, vocabulary, {}, homes, currency=currency, find=find)

    def above(key: str) -> Cite:
        """What an entry of this key cites where it says nothing: inherited keys their own document."""
        return homes[entry.inherited.get(key, "")].above

    defined = define(bench, fields.get("define"), above("define"))
    gates = (
        *gates_of(bench, fields.get("requires"), "requires", above("requires")),
        *gates_of(bench, fields.get("excludes"), "excludes", above("excludes")),
        *referrals_of(bench, fields.get("refers"), above("refers")),
    )
    reclaim = reclaim_of(bench, fields.get("reclaim"), above("reclaim"))
    award = node(bench, fields.get("award"), above("award"), "award")
    bounded(sheet, bench.scope, entry.locals)
    own = homes[""].above
    built = Program(
        jurisdiction=jurisdiction, id=id, currency=currency, award=award, gates=(*gates, *reclaim_gate(reclaim)),
        title=sheet.text(fields.get("title"), "title"), document=own.document,
        lists=bench.lists, defined=defined,
        approvals=approvals_of(bench, fields.get("approvals"), above("approvals")),
        honours=honours_of(bench, fields.get("honours"), above("honours")),
        handling=handling_of(bench, fields.get("handling"), above("handling")),
        sharing=sharing_of(bench, fields.get("sharing"), above("sharing")),
        payout=payout_of(bench, fields.get("payout"), above("payout")),
        claim=claim_of(bench, fields.get("claim"), above("claim")),
        pays=pays_of(bench, fields.get("pays"), above("pays")),
        reclaim=reclaim, staged=sheet.boolean(fields.get("staged"), "staged"),
        rounding=rounding_of(bench, fields.get("round"), above("round")),
        works_with=tuple(s.value for s in sheet.texts(fields.get("works_with"), "works_with"))
        if "works_with" in fields else (),
        unstated=_remarks(sheet, fields, "unstated"), not_modelled=_remarks(sheet, fields, "not_modelled"),
        confidence=own.confidence,
        status=sheet.one_of(fields.get("status"), STATUS, "status", "in_force"),
        sources=sources, vocabulary=vocabulary, digest=digest, country=country, extends=extends_of(entry),
        where=_where(bench, fields.get("in_force")),
    )  # fmt: skip
    if award is not None:
        each_places(sheet, award)
        _measured(sheet, built, award)
    sheet.problems[before:] = [p for p in sheet.problems[before:] if not _follows(p, bench.broken)]
    errors = [p for p in sheet.problems[before:] if p.severity == "error"]
    return built if award is not None and not errors else None


def _where(bench: Bench, item: Item | None) -> Expression | None:
    """The cases that an edition is in force for; its days are read with the file."""
    where = item.get("where") if isinstance(item, Mapping) else None
    return bench.sheet.expression(where, "where", bench.scope, BOOLEAN)


def _measured(sheet: Sheet, built: Program, award: Node) -> None:
    """Policies are untrusted input: what they ask for is known before any case."""
    if cost(built) > MOST_PROGRAM:
        sheet.tell("policy.too-much-work", award.place, most=MOST_PROGRAM)
    elif written(award) > MOST_WRITTEN:
        sheet.tell("policy.trace-too-large", award.place, most=MOST_WRITTEN)
    place = too_large(built)
    if place is not None:
        sheet.tell("policy.numbers-too-large", place, most=MOST_DIGITS)


def _follows(problem: Problem, broken: set[str]) -> bool:
    """Whether a name is unknown only because its definition has an error, told there."""
    found = {
        "feel.unknown-name": "found",
        "feel.unknown-list": "found",
        "policy.unknown-term": "term",
    }
    return problem.params.get(found.get(problem.code, "")) in broken


def _remarks(sheet: Sheet, fields: Fields, key: str) -> tuple[Words, ...]:
    """Sentences that every decision shows."""
    return tuple(sheet.words(i, key) for i in sheet.entries(fields.get(key), key))


def _sources(sheet: Sheet, item: Item | None) -> dict[str, Source]:
    out: dict[str, Source] = {}
    for key, value in sheet.pairs(item, "sources"):
        fields = sheet.fields(value, keys.SOURCE, "source")
        texts = {k: sheet.text(v, k) for k, v in fields.items()}
        out[key.value] = Source(
            key.value, texts.get("title", ""), texts.get("document", ""),
            texts.get("url", ""), texts.get("note", ""),
        )  # fmt: skip
    return out
