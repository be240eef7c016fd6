"""Compile one edition: definitions, gates, award, and what surrounds the award."""

from __future__ import annotations

from dataclasses import replace

from ecoreward.feel.context import kind_words
from ecoreward.feel.parse import FeelError, parse_expression
from ecoreward.feel.tree import Name, Tree
from ecoreward.feel.typed import MONEY, Kind, ListInfo, Scope, Type
from ecoreward.policy import keys
from ecoreward.policy.cost import MOST_DEPTH, MOST_EXPRESSION, MOST_PROGRAM, Meter, cost
from ecoreward.policy.load_award import Bench, node, rounding, term
from ecoreward.policy.program import (
    CONFIDENCE,
    Approval,
    Cite,
    Defined,
    Gate,
    Handling,
    Honour,
    KindList,
    Program,
    Rounding,
    Sharing,
    Source,
)
from ecoreward.policy.reader import Item, Mapping, Scalar, Sequence
from ecoreward.policy.sheet import Fields, Sheet, inner_place
from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.problems import Problem, nearest

STATUS = ("in_force", "trial", "draft", "repealed")
BOOLEAN: tuple[Kind, ...] = ("boolean",)
ANY: tuple[Kind, ...] = ("boolean", "integer", "number", "money", "date", "choice", "set")


def program(
    sheet: Sheet, item: Item, vocabulary: Vocabulary, jurisdiction: str, currency: str, digest: str
) -> Program | None:
    """Compile an edition; None when it has no award that can be evaluated."""
    fields = sheet.fields(item, keys.EDITION, "edition")
    before = len(sheet.problems)
    id = sheet.id(fields.get("id"), "id")
    confidence = sheet.one_of(fields.get("confidence"), CONFIDENCE, "confidence", "text")
    document = sheet.text(fields.get("document"), "document") if "document" in fields else ""
    sources = _sources(sheet, fields.get("sources"))
    above = Cite("", confidence, "", document)  # type: ignore[arg-type]
    titles = {id: source.title for id, source in sources.items()}
    bench = Bench(sheet, vocabulary.scope, vocabulary, {}, titles)
    defined = _define(bench, fields.get("define"), above)
    gates = (
        *_gates(bench, fields.get("requires"), "requires", above),
        *_gates(bench, fields.get("excludes"), "excludes", above),
    )
    award = node(bench, fields.get("award"), above, "award")
    built = Program(
        jurisdiction=jurisdiction, id=id, currency=currency, award=award, gates=gates,
        title=sheet.text(fields.get("title"), "title"), document=document,
        lists=bench.lists, defined=defined,
        approvals=_approvals(bench, fields.get("approvals"), above),
        honours=_honours(bench, fields.get("honours"), above),
        handling=_handling(bench, fields.get("handling"), above),
        sharing=_sharing(bench, fields.get("sharing"), above),
        rounding=_rounding(bench, fields.get("round"), above),
        works_with=tuple(s.value for s in sheet.texts(fields.get("works_with"), "works_with"))
        if "works_with" in fields else (),
        unstated=tuple(sheet.words(i, "unstated") for i in sheet.entries(fields.get("unstated"), "unstated")),
        confidence=confidence,  # type: ignore[arg-type]
        status=sheet.one_of(fields.get("status"), STATUS, "status", "in_force"),
        sources=sources, vocabulary=vocabulary, digest=digest,
    )  # fmt: skip
    if award is not None and cost(built) > MOST_PROGRAM:
        sheet.tell("policy.too-much-work", award.place, most=MOST_PROGRAM)
    sheet.problems[before:] = [p for p in sheet.problems[before:] if not _follows(p, bench.broken)]
    errors = [p for p in sheet.problems[before:] if p.severity == "error"]
    return built if award is not None and not errors else None


def _follows(problem: Problem, broken: set[str]) -> bool:
    """Whether a name is unknown only because its definition has an error, told there."""
    found = {
        "feel.unknown-name": "found",
        "feel.unknown-list": "found",
        "policy.unknown-term": "term",
    }
    return problem.params.get(found.get(problem.code, "")) in broken


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


def _define(bench: Bench, item: Item | None, above: Cite) -> dict[str, Defined]:
    """Lists first, then expressions in the order of their use; cycles are errors."""
    sheet = bench.sheet
    pending: dict[str, tuple[Scalar, Item, Fields]] = {}
    for key, value in sheet.pairs(item, "define"):
        if key.value in bench.vocabulary.spellings:
            sheet.tell("policy.define-shadows", key.place, name=key.value)
        elif isinstance(value, Sequence):
            sheet.tell("policy.define-list", value.place, name=key.value)
            bench.broken.add(key.value)
        elif isinstance(value, Mapping) and value.get("value") is None:
            listing = _list(bench, key, value, above)
            if listing is not None:
                bench.lists[key.value] = listing
            else:
                bench.broken.add(key.value)
        else:
            fields = (
                sheet.fields(value, keys.DEFINED, "define-entry")
                if isinstance(value, Mapping)
                else {}
            )
            pending[key.value] = (key, fields.get("value", value), fields)
    bench.scope = replace(
        bench.scope, lists={n: ListInfo(k.domain) for n, k in bench.lists.items()}
    )
    uses = {name: _uses(entry[1], set(pending)) for name, entry in pending.items()}
    out: dict[str, Defined] = {}
    while pending:
        ready = [n for n in pending if not (uses[n] & set(pending) - {n}) and n not in uses[n]]
        if not ready:
            _tell_cycle(bench, pending, uses)
            bench.broken |= set(pending)
            return out
        for name in ready:
            _, value, fields = pending.pop(name)
            expression = sheet.expression(value, "define-entry", bench.scope, ANY)
            if expression is None:
                bench.broken.add(name)
                continue
            cite = sheet.cite(fields.get("cite"), above, bench.sources)
            label = sheet.words(fields.get("label"), "label") if "label" in fields else {}
            out[name] = Defined(name, expression, label, cite)
            meter = Meter(out)
            if meter.depth(expression.root) > MOST_DEPTH:
                sheet.tell("policy.define-too-deep", expression.place, name=name, most=MOST_DEPTH)
                bench.broken |= uses.keys() - out.keys() | {name}
                return out
            if meter.expression(expression) > MOST_EXPRESSION:
                sheet.tell(
                    "policy.expression-too-large", expression.place, name=name, most=MOST_EXPRESSION
                )
                bench.broken |= uses.keys() - out.keys() | {name}
                return out
            types = {**bench.scope.defined, name: expression.type}
            bench.scope = replace(bench.scope, defined=types)
    return out


def _tell_cycle(
    bench: Bench, pending: dict[str, tuple[Scalar, Item, Fields]], uses: dict[str, set[str]]
) -> None:
    """Name the definitions that need each other, in a circle, with all places."""
    name = next(iter(pending))
    seen: list[str] = []
    while name not in seen:
        seen.append(name)
        name = next(iter(sorted(uses[name] & set(pending))))
    circle = seen[seen.index(name) :]
    places = [pending[n][0].place for n in circle]
    bench.sheet.tell(
        "policy.define-cycle", places[0], names=" → ".join([*circle, circle[0]]), related=places[1:]
    )


def _uses(item: Item, names: set[str]) -> set[str]:
    if not isinstance(item, Scalar):
        return set()
    try:
        tree = parse_expression(item.value, inner_place(item))
    except FeelError:
        return set()
    return {t.name for t in _walk(tree) if isinstance(t, Name)} & names


def _walk(tree: Tree) -> list[Tree]:
    out: list[Tree] = [tree]
    for name in type(tree).__slots__:
        value = getattr(tree, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Tree):
                out += _walk(part)
    return out


def _list(bench: Bench, key: Scalar, item: Mapping, above: Cite) -> KindList | None:
    sheet = bench.sheet
    fields = sheet.fields(item, keys.LIST, "list")
    domain = "violations"
    if "fact" in fields:
        domain = fact(bench, fields["fact"], ("choice", "set"))
        if not domain:
            return None
    kinds = _codes(bench, fields.get("kinds"), domain)
    outside = _codes(bench, fields.get("not"), domain) if "not" in fields else frozenset()
    if kinds & outside and "not" in fields:
        values = {} if domain == "violations" else bench.vocabulary.facts[domain].values
        names = [dict(values.get(c) or bench.vocabulary.label(c)) for c in sorted(kinds & outside)]
        sheet.tell("policy.list-both", fields["not"].place, names=names)
    label = sheet.words(fields.get("label"), "label") if "label" in fields else {}
    cite = sheet.cite(fields.get("cite"), above, bench.sources)
    is_open = sheet.boolean(fields.get("open"), "open")
    quote = _quote(bench, fields)
    return KindList(key.value, domain, kinds, label, outside, is_open, cite, quote, key.place)


def _codes(bench: Bench, item: Item | None, domain: str) -> frozenset[str]:
    out = set()
    for scalar in bench.sheet.texts(item, "kinds"):
        if domain == "violations":
            code = term(bench, scalar)
        else:
            spellings = bench.vocabulary.codes[domain]
            code = spellings.get(scalar.value, "")
            if not code:
                label = bench.vocabulary.label(domain)
                bench.sheet.tell(
                    "policy.unknown-value", scalar.place, value=scalar.value, fact=label,
                    names=[dict(w) for w in bench.vocabulary.facts[domain].values.values()],
                    suggestions=nearest(scalar.value, spellings),
                )  # fmt: skip
        if code:
            out.add(code)
    return frozenset(out)


def fact(bench: Bench, item: Item | None, kinds: tuple[str, ...]) -> str:
    """The code of a fact of one of these types, however it is spelled."""
    name = bench.sheet.text(item, "fact")
    if not name or item is None:
        return ""
    spellings = bench.vocabulary.spellings
    code = spellings.get(name, "")
    if not code:
        bench.sheet.tell(
            "policy.unknown-fact",
            item.place,
            fact=name,
            suggestions=nearest(name, spellings),
            names=bench.vocabulary.names_of(*kinds),
        )
    elif bench.vocabulary.facts[code].type.kind not in kinds:
        have = kind_words(bench.vocabulary.facts[code].type.kind)
        want = [kind_words(k) for k in kinds]  # type: ignore[arg-type]
        bench.sheet.tell("policy.fact-type", item.place, fact=name, have=have, want=want)
        return ""
    return code


def _gates(bench: Bench, item: Item | None, kind: str, above: Cite) -> tuple[Gate, ...]:
    sheet = bench.sheet
    out = []
    for number, entry in enumerate(sheet.entries(item, kind), 1):
        fields = sheet.fields(entry, keys.GATE, f"{kind}-entry")
        id = sheet.id(fields["id"], "id") if "id" in fields else f"{kind}-{number}"
        bench.claim_id(id, entry.place)
        bench.gates.add(id)
        when = sheet.expression(fields.get("when"), "when", bench.scope, BOOLEAN)
        cite = sheet.cite(fields.get("cite"), above, bench.sources)
        reason = sheet.words(fields.get("reason"), "reason")
        if when is not None:
            out.append(Gate(id, kind, when, reason, cite, _quote(bench, fields), entry.place))  # type: ignore[arg-type]
    return tuple(out)


def _quote(bench: Bench, fields: Fields) -> str:
    return bench.sheet.text(fields["quote"], "quote") if "quote" in fields else ""


def _with(bench: Bench, fields: Fields) -> str:
    if "with" not in fields:
        return ""
    name = bench.sheet.text(fields["with"], "with")
    names = [i for i in bench.ids if i not in bench.gates]
    if name and name not in names:
        bench.sheet.tell(
            "policy.unknown-node", fields["with"].place, node=name, names=names or ["—"],
            suggestions=nearest(name, names),
        )  # fmt: skip
    return name


def _approvals(bench: Bench, item: Item | None, above: Cite) -> tuple[Approval, ...]:
    sheet, out = bench.sheet, []
    scope: Scope = replace(
        bench.scope,
        facts={**bench.scope.facts, "award": Type(MONEY.kind)},
        spellings={**bench.scope.spellings, "award": "award", "奖励金额": "award"},
    )
    for entry in sheet.entries(item, "approvals"):
        fields = sheet.fields(entry, keys.APPROVAL, "approval")
        when = (
            sheet.expression(fields["when"], "when", scope, BOOLEAN) if "when" in fields else None
        )
        by = sheet.words(fields.get("by"), "by") if "by" in fields else {}
        out.append(
            Approval(
                sheet.id(fields.get("id"), "id"), sheet.words(fields.get("label"), "label"), when,
                _with(bench, fields), fact(bench, fields.get("consent"), ("boolean",)), by,
                sheet.cite(fields.get("cite"), above, bench.sources), _quote(bench, fields),
            )
        )  # fmt: skip
    return tuple(out)


def _honours(bench: Bench, item: Item | None, above: Cite) -> tuple[Honour, ...]:
    sheet, out = bench.sheet, []
    for entry in sheet.entries(item, "honours"):
        fields = sheet.fields(entry, keys.HONOUR, "honour")
        when = (
            sheet.expression(fields["when"], "when", bench.scope, BOOLEAN)
            if "when" in fields
            else None
        )
        out.append(
            Honour(
                sheet.id(fields.get("id"), "id"), sheet.words(fields.get("label"), "label"), when,
                _with(bench, fields), sheet.cite(fields.get("cite"), above, bench.sources),
                _quote(bench, fields),
            )
        )  # fmt: skip
    return tuple(out)


def _handling(bench: Bench, item: Item | None, above: Cite) -> Handling | None:
    if item is None:
        return None
    sheet = bench.sheet
    fields = sheet.fields(item, keys.HANDLING, "handling")
    start = fact(bench, fields.get("from"), ("date",))
    days: dict[str, int] = {
        name: n
        for name in ("urgent", "important", "ordinary")
        if name in fields and (n := sheet.days(fields[name], name)) is not None
    }
    return Handling(start, days, sheet.cite(fields.get("cite"), above, bench.sources))


def _sharing(bench: Bench, item: Item | None, above: Cite) -> Sharing | None:
    if item is None:
        return None
    sheet = bench.sheet
    if isinstance(item, Scalar):
        if item.value != "equal":
            code = "policy.later" if item.value in ("by_share", "together") else "policy.one-of"
            sheet.tell(
                code, item.place, key=item.value, text=item.value, what="sharing", names=["equal"]
            )
            return None
        return Sharing("equal", cite=above)
    fields = sheet.fields(item, keys.SHARING, "sharing")
    odd = sheet.one_of(fields.get("equal"), ("first", "unstated"), "equal", "unstated")
    cite = sheet.cite(fields.get("cite"), above, bench.sources)
    return Sharing("equal", odd_stated=odd == "first", cite=cite)


def _rounding(bench: Bench, item: Item | None, above: Cite) -> Rounding | None:
    if item is None:
        return None
    rule = rounding(bench.sheet, item)
    if rule is None:
        return None
    fields = bench.sheet.fields(item, keys.ROUND, "round")
    return Rounding(
        rule[0],
        rule[1],
        stated=True,
        cite=bench.sheet.cite(fields.get("cite"), above, bench.sources),
    )
