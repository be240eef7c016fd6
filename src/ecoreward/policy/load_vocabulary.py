"""Compile the vocabulary: facts with their types and bounds, and the taxonomy of violations."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as TMapping
from dataclasses import replace
from fractions import Fraction

from ecoreward.feel.context import kind_words
from ecoreward.feel.typed import Scope, Type
from ecoreward.money import text_of
from ecoreward.policy import keys
from ecoreward.policy.digest import digest_of
from ecoreward.policy.reader import Item, Mapping, Scalar
from ecoreward.policy.sheet import Sheet
from ecoreward.policy.vocabulary_types import FactSpec, Term, Vocabulary, Words
from ecoreward.problems import Place, nearest
from ecoreward.version import LANGUAGE

SETTLERS = tuple(keys.MEANINGS["settled_by"])
ABOUT = tuple(keys.MEANINGS["about"])
TYPES = ("boolean", "integer", "number", "money", "date", "choice", "set", "rows")


def vocabulary(sheet: Sheet, item: Item | None) -> Vocabulary | None:
    """Compile the vocabulary; None when it cannot be used."""
    if not isinstance(item, Mapping):
        if item is not None:
            sheet.tell("policy.not-a-vocabulary", item.place)
        return None
    before = len(sheet.problems)
    fields = sheet.fields(item, keys.VOCABULARY, "vocabulary")
    version = sheet.text(fields.get("ecoreward"), "ecoreward")
    if version and version != str(LANGUAGE):
        sheet.tell("policy.language", fields["ecoreward"].place, have=version, want=str(LANGUAGE))
    shared = Vocabulary({}, {}, digest_of(item))
    built = _declared(sheet, shared, fields.get("facts"), fields.get("violations"))
    return None if any(p.severity == "error" for p in sheet.problems[before:]) else built


def extended(sheet: Sheet, shared: Vocabulary, item: Item | None) -> Vocabulary | None:
    """The vocabulary with the facts and terms that a policy file declares for itself; None with errors."""
    facts = item.get("facts") if isinstance(item, Mapping) else None
    terms = item.get("violations") if isinstance(item, Mapping) else None
    if facts is None and terms is None:
        return shared
    before = len(sheet.problems)
    built = _declared(sheet, shared, facts, terms)
    return None if any(p.severity == "error" for p in sheet.problems[before:]) else built


def _declared(
    sheet: Sheet, base: Vocabulary, facts_item: Item | None, terms_item: Item | None
) -> Vocabulary:
    """What is declared here, together with the vocabulary below it."""
    terms = dict(base.terms)
    for key, value in sheet.pairs(terms_item, "violations"):
        if not _known(sheet, key, base.terms):
            terms[key.value] = _term(sheet, key, value)
    _broader(sheet, terms)
    facts: dict[str, FactSpec] = dict(base.facts)
    later: dict[str, tuple[FactSpec, dict[str, Item]]] = {}
    for key, value in sheet.pairs(facts_item, "facts"):
        if _known(sheet, key, base.facts):
            continue
        found = sheet.fields(value, keys.FACT, "fact")
        spec = _fact(sheet, key, found)
        facts[key.value] = spec
        later[key.value] = (spec, found)
    scope = Vocabulary(facts, terms).scope
    for name, (spec, found) in later.items():
        facts[name] = _links(sheet, spec, found, scope, facts)
    _spellings(
        sheet,
        ((s, f.name, f.place) for f in facts.values() for s in _all(f.name, f.label, f.aliases)),
    )
    _spellings(
        sheet,
        ((s, t.code, t.place) for t in terms.values() for s in _all(t.code, t.label, t.aliases)),
    )
    return Vocabulary(facts, terms, base.digest)


def _known(sheet: Sheet, key: Scalar, below: TMapping[str, FactSpec | Term]) -> bool:
    """Whether the shared vocabulary declares this name already; told."""
    if key.value not in below:
        return False
    sheet.tell("policy.own-name-known", key.place, name=key.value, related=[below[key.value].place])
    return True


def _all(code: str, label: Words, aliases: tuple[str, ...]) -> list[str]:
    return [s for s in dict.fromkeys((code, label.get("zh", ""), *aliases)) if s]


def _spellings(sheet: Sheet, triples: Iterable[tuple[str, str, Place]]) -> None:
    """One spelling never names two things."""
    seen: dict[str, tuple[str, Place]] = {}
    for spelling, code, place in triples:
        if spelling in seen and seen[spelling][0] != code:
            other, where = seen[spelling]
            sheet.tell(
                "policy.same-spelling", place, spelling=spelling, a=other, b=code, related=[where]
            )
        seen.setdefault(spelling, (code, place))


def _term(sheet: Sheet, key: Scalar, item: Item) -> Term:
    fields = sheet.fields(item, keys.TERM, "term")
    sheet.id(key, "id")
    label = sheet.words(fields.get("label"), "label")
    broader = (
        tuple(s.value for s in sheet.texts(fields.get("broader"), "broader"))
        if "broader" in fields
        else ()
    )
    aliases = (
        tuple(s.value for s in sheet.texts(fields.get("aliases"), "aliases"))
        if "aliases" in fields
        else ()
    )
    medium = sheet.text(fields.get("medium"), "medium") if "medium" in fields else ""
    act = sheet.text(fields.get("act"), "act") if "act" in fields else ""
    return Term(key.value, label, broader, aliases, medium, act, key.place)


def _broader(sheet: Sheet, terms: dict[str, Term]) -> None:
    for term in terms.values():
        for name in term.broader:
            if name not in terms:
                sheet.tell(
                    "policy.unknown-term", term.place, term=name, suggestions=nearest(name, terms)
                )
    for code, start in terms.items():
        above, seen = list(start.broader), set[str]()
        while above:
            name = above.pop()
            if name == code:
                sheet.tell("policy.term-cycle", start.place, term=code)
                break
            if name in terms and name not in seen:
                seen.add(name)
                above += terms[name].broader


def _fact(sheet: Sheet, key: Scalar, fields: dict[str, Item]) -> FactSpec:
    kind = sheet.one_of(fields.get("type"), TYPES, "type", "boolean")
    domain = key.value if kind in ("choice", "set") else ""
    values, aliases = _values(sheet, fields["values"]) if "values" in fields else ({}, {})
    if kind == "choice" and not values:
        sheet.tell("policy.choice-without-values", key.place, fact=key.value)
    fields = _fitting(sheet, kind, fields)
    low = sheet.number(fields["min"], "min") if "min" in fields else None
    high = sheet.number(fields["max"], "max") if "max" in fields else None
    step = _step(sheet, kind, fields.get("step"))
    if low is not None and high is not None and low > high:
        sheet.tell(
            "policy.bounds-reversed", fields["max"].place, fact=key.value, low=text_of(low),
            high=text_of(high), related=[fields["min"].place],
        )  # fmt: skip
    presumed = _presume(sheet, kind, fields.get("presume"), low, high, step)
    words = {
        n: sheet.words(fields[n], n) if n in fields else {}
        for n in ("label", "description", "unit")
    }
    return FactSpec(
        key.value, Type(kind, domain), words["label"], words["description"],  # type: ignore[arg-type]
        tuple(s.value for s in sheet.texts(fields.get("aliases"), "aliases")) if "aliases" in fields else (),
        values, aliases, words["unit"], low, high, step, presumed,
        sheet.one_of(fields.get("settled_by"), SETTLERS, "settled_by", "case"),
        sheet.one_of(fields.get("about"), ABOUT, "about", "matter"),
        sheet.boolean(fields.get("fixed"), "fixed"),
        place=key.place,
    )  # fmt: skip


# Which types a key of a fact is for.
_FOR = {
    "min": ("integer", "number", "money"), "max": ("integer", "number", "money"),
    "step": ("integer", "number", "money"), "presume": ("boolean", "integer", "number", "rows"),
    "implied_by": ("boolean",), "excludes": ("boolean",), "values": ("choice",), "of": ("set",), "columns": ("rows",),
}  # fmt: skip


def _fitting(sheet: Sheet, kind: str, fields: dict[str, Item]) -> dict[str, Item]:
    """The keys that mean something for this type; the others are told."""
    out = dict(fields)
    for name, kinds in _FOR.items():
        if name in fields and kind not in kinds:
            have, want = kind_words(kind), [kind_words(k) for k in kinds]  # type: ignore[arg-type]
            sheet.tell("policy.fact-key", fields[name].place, key=name, have=have, want=want)
            del out[name]
    return out


def _step(sheet: Sheet, kind: str, item: Item | None) -> Fraction | None:
    """The grid of a fact: ones and days; a number to six decimals; money takes its minor unit."""
    written = sheet.number(item, "step")
    if written is not None and item is not None:
        if written > 0 and (kind != "integer" or written.denominator == 1):
            return written
        sheet.tell("policy.fact-step", item.place, step=text_of(written))
    if kind in ("integer", "date"):
        return Fraction(1)
    return Fraction(1, 1_000_000) if kind == "number" else None


def _presume(
    sheet: Sheet,
    kind: str,
    item: Item | None,
    low: Fraction | None,
    high: Fraction | None,
    step: Fraction | None,
) -> bool | Fraction | None:
    if item is None:
        return None
    if kind == "boolean":
        return sheet.boolean(item, "presume")
    if kind == "rows":
        return Fraction(1) if sheet.one_of(item, ("one",), "presume", "") else None
    value = sheet.number(item, "presume")
    if value is None:
        return None
    outside = (low is not None and value < low) or (high is not None and value > high)
    if outside or (step is not None and (value / step).denominator != 1):
        sheet.tell("policy.presume-outside", item.place, value=text_of(value))
    return value


def _values(sheet: Sheet, item: Item) -> tuple[dict[str, Words], dict[str, str]]:
    values: dict[str, Words] = {}
    aliases: dict[str, str] = {}
    for key, value in sheet.pairs(item, "values"):
        sheet.id(key, "id")
        if isinstance(value, Scalar):
            values[key.value] = sheet.words(value, "values")
            continue
        fields = sheet.fields(value, keys.VALUE, "value")
        values[key.value] = {n: sheet.text(fields[n], n) for n in ("zh", "en") if n in fields}
        for alias in sheet.texts(fields.get("aliases"), "aliases") if "aliases" in fields else ():
            aliases[alias.value] = key.value
    return values, aliases


def _links(
    sheet: Sheet, spec: FactSpec, fields: dict[str, Item], scope: Scope, facts: dict[str, FactSpec]
) -> FactSpec:
    """What needs the other facts: implied_by, excludes and columns."""
    implied = None
    if spec.type.kind == "rows":
        return replace(spec, columns=_columns(sheet, spec, fields.get("columns"), scope))
    fields = fields if spec.type.kind == "boolean" else {}  # told as unfit otherwise
    if "implied_by" in fields:
        implied = sheet.expression(fields["implied_by"], "implied_by", scope, ("boolean",))
    excludes = []
    for scalar in sheet.texts(fields.get("excludes"), "excludes") if "excludes" in fields else ():
        code = scope.spellings.get(scalar.value, "")
        if code and (code == spec.name or facts[code].type.kind != "boolean"):
            sheet.tell("policy.excludes-kind", scalar.place, fact=spec.name, other=scalar.value)
        elif code:
            excludes.append(code)
        else:
            sheet.tell(
                "policy.unknown-fact", scalar.place, fact=scalar.value, names=list(facts)[:12],
                suggestions=nearest(scalar.value, scope.spellings),
            )  # fmt: skip
    return replace(spec, implied_by=implied, excludes=tuple(excludes))


def _columns(sheet: Sheet, spec: FactSpec, item: Item | None, scope: Scope) -> tuple[str, ...]:
    """The facts that each row may give; rows stand in no row."""
    if item is None:
        sheet.tell("policy.rows-without-columns", spec.place, fact=spec.name)
        return ()
    out: dict[str, None] = {}
    for scalar in sheet.texts(item, "columns"):
        code = scope.spellings.get(scalar.value, "")
        if not code:
            sheet.tell(
                "policy.unknown-fact", scalar.place, fact=scalar.value, names=list(scope.facts)[:12],
                suggestions=nearest(scalar.value, scope.spellings),
            )  # fmt: skip
        elif scope.facts[code].kind == "rows":
            sheet.tell("policy.rows-in-rows", scalar.place, fact=spec.name, other=scalar.value)
        else:
            out[code] = None
    return tuple(out)
