"""Compile one policy file: the jurisdiction, its editions in order, their dates and successors."""

from __future__ import annotations

import re
from collections.abc import Mapping as TMapping
from dataclasses import replace

from ecoreward.feel.context import kind_words
from ecoreward.policy import keys, schemes
from ecoreward.policy.country import country_of
from ecoreward.policy.digest import combined, digest_of
from ecoreward.policy.edition import MAIN, Edition, Jurisdiction
from ecoreward.policy.extend import extended as resolved
from ecoreward.policy.load_bench import Find
from ecoreward.policy.load_edition import program
from ecoreward.policy.load_vocabulary import extended
from ecoreward.policy.parents import Look, files_above, looking
from ecoreward.policy.program import Span
from ecoreward.policy.reader import Item, Mapping, Scalar
from ecoreward.policy.sheet import Sheet
from ecoreward.policy.tree import currency_of, is_code
from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.problems import nearest
from ecoreward.version import LANGUAGE

_LINKS = ("replaced_by", "scheme", "instead_of", "beside")
_CURRENCY = re.compile(r"[A-Z]{3}\Z")


def head(sheet: Sheet, item: Item | None, file: str) -> Jurisdiction | None:
    """Who a file is for, without compiling its editions."""
    if not isinstance(item, Mapping):
        if item is not None:
            sheet.tell("policy.not-a-policy", item.place)
        return None
    fields = sheet.fields(item, keys.FILE, "file")
    if not _language(sheet, fields.get("ecoreward")):
        return None
    who = sheet.fields(fields.get("jurisdiction"), keys.JURISDICTION, "jurisdiction")
    code = _code(sheet, who.get("code"))
    name = sheet.text(who.get("name"), "name")
    currency = sheet.text(who["currency"], "currency") if "currency" in who else "CNY"
    if "currency" not in who and code and is_code(code) and not code[:1].isdigit():
        sheet.tell(
            "policy.currency-needed", who["code"].place, text=code, currency=currency_of(code)
        )
    if not _CURRENCY.match(currency):
        sheet.tell("policy.currency-form", who["currency"].place, text=currency)
    label = sheet.words(who["label"], "label") if "label" in who else {"zh": name, "en": name}
    return Jurisdiction(
        file, code, name, label, currency,
        parent=_code(sheet, who["parent"]) if "parent" in who else "",
        digest=digest_of(item),
        aliases=tuple(s.value for s in sheet.texts(who.get("aliases"), "aliases")),
    )  # fmt: skip


def compile_file(
    sheet: Sheet,
    item: Item,
    vocabulary: Vocabulary,
    known: Jurisdiction,
    files: TMapping[str, Item | None] | None = None,
    find: Find | None = None,
) -> Jurisdiction:
    """The jurisdiction with its editions compiled; editions with errors are left out and told.

    `files` are the other policy files by name, which editions may extend; `find` finds the
    jurisdictions that `refers` names.
    """
    assert isinstance(item, Mapping)
    beside = files or {}
    above = files_above(item, known.file, beside)
    for name in above:  # what is wrong with them is told in their own file
        vocabulary = extended(Sheet(), vocabulary, beside[name]) or vocabulary
    if above:
        parts = [known.digest, *(digest_of(found) for n in above if (found := beside[n]))]
        known = replace(known, digest=combined(parts))
    own = extended(sheet, vocabulary, item)
    if own is None:  # what its editions say of facts that could not be read would only mislead
        return replace(known, vocabulary=vocabulary)
    vocabulary = own
    editions_item = item.get("editions")
    entries = sheet.entries(editions_item, "editions")
    if editions_item is not None and not entries:
        sheet.tell("policy.empty-list", editions_item.place, what="editions")
    built: list[tuple[Item, Edition]] = []
    said: dict[str, dict[str, Scalar]] = {}
    look = looking(known.file, item, beside)
    for entry in entries:
        edition = _edition(sheet, entry, vocabulary, known, said, look, find)
        if edition is not None:
            built.append((entry, edition))
    written = _written(entries, "id")
    read = [e for _, e in built]
    pool = schemes.checked(sheet, read, said, _written(entries, "scheme"))
    successors = {id: links["replaced_by"] for id, links in said.items() if "replaced_by" in links}
    astray = _circles(sheet, pool, successors)  # their end is not known: told once
    editions = [
        e if e.id in astray else _ended(sheet, e, successors, pool, written, astray) for e in pool
    ]
    _ids_unique(sheet, editions)
    editions.sort(key=lambda e: (e.first_day[0] or 0, e.id))
    schemes.overlaps(sheet, [e for e in editions if e.id not in astray])
    if len(built) == len(entries) and pool == read:
        schemes.has_main(sheet, editions)
    chosen, stated = _chosen_by(sheet, item.get("chosen_by"), vocabulary)
    return replace(
        known, chosen_by=chosen, chosen_stated=stated, editions=tuple(editions), vocabulary=own
    )


def _language(sheet: Sheet, item: Item | None) -> bool:
    if item is None:
        return False
    text = sheet.text(item, "ecoreward")
    if text == str(LANGUAGE):
        return True
    if text:
        sheet.tell("policy.language", item.place, have=text, want=str(LANGUAGE))
    return False


def _code(sheet: Sheet, item: Item | None) -> str:
    text = sheet.text(item, "code")
    if text and not is_code(text) and item is not None:
        sheet.tell("policy.code-form", item.place, text=text)
    return text


def _chosen_by(sheet: Sheet, item: Item | None, vocabulary: Vocabulary) -> tuple[str, bool]:
    if item is None:
        return "reported_on", False
    fields = sheet.fields(item, keys.CHOSEN_BY, "chosen_by")
    name = sheet.text(fields.get("fact"), "fact")
    code = vocabulary.spellings.get(name, "")
    if name and not code:
        sheet.tell(
            "policy.unknown-fact", fields["fact"].place, fact=name, names=vocabulary.names_of("date"),
            suggestions=nearest(name, vocabulary.spellings),
        )  # fmt: skip
    elif code and vocabulary.facts[code].type.kind != "date":
        have, want = kind_words(vocabulary.facts[code].type.kind), kind_words("date")
        sheet.tell("policy.fact-type", fields["fact"].place, fact=name, have=have, want=want)
        code = ""
    return code or "reported_on", sheet.boolean(fields.get("stated"), "stated")


def _edition(
    sheet: Sheet,
    item: Item,
    vocabulary: Vocabulary,
    known: Jurisdiction,
    said: dict[str, dict[str, Scalar]],
    look: Look,
    find: Find | None,
) -> Edition | None:
    if not isinstance(item, Mapping):
        sheet.fields(item, keys.EDITION, "edition")
        return None
    whole = resolved(sheet, item, known.file, look)
    if whole is None:
        return None
    built = program(
        sheet,
        whole,
        vocabulary,
        known.file,
        known.currency,
        known.digest,
        country_of(known.code),
        find,
    )
    dates = sheet.fields(item.get("in_force"), keys.IN_FORCE, "in_force")
    start = sheet.span(dates.get("from"), "from")
    end = sheet.span(dates.get("to"), "to") if "to" in dates else Span(None, None, "")
    issued = (
        sheet.span(item.get("issued"), "issued") if item.get("issued") else Span(None, None, "")
    )
    if start.low is not None and end.high is not None and end.high < start.low:
        sheet.tell(
            "policy.dates-reversed", dates["to"].place, related=[dates["from"].place],
            first=start.text, last=end.text,
        )  # fmt: skip
    if built is None:
        return None
    links = {k: v for k in _LINKS if isinstance(v := item.get(k), Scalar)}
    said[built.id] = links
    words = {k: sheet.id(item.get(k), k) for k in _LINKS if k != "replaced_by"}
    apart = bool(words["instead_of"] or words["beside"])  # a scheme of its own
    return Edition(
        built, start, end, issued, start_stated=start.low is not None,
        scheme=words["scheme"] or (built.id if apart else MAIN),
        status=built.status, place=item.place,
        instead_of=words["instead_of"], beside=words["beside"], own_end=end,
    )  # fmt: skip


def _ended(
    sheet: Sheet,
    edition: Edition,
    successors: dict[str, Scalar],
    pool: list[Edition],
    written: list[str],
    astray: set[str],
) -> Edition:
    """An edition that is replaced ends the day before its successor begins."""
    follower = successors.get(edition.id)
    if follower is None:
        return edition
    found = next((e for e in pool if e.id == follower.value), None)
    if found is None:
        # A successor that has errors of its own is there all the same.
        if follower.value not in written:
            sheet.tell(
                "policy.unknown-edition", follower.place, edition=follower.value,
                suggestions=nearest(follower.value, written),
            )  # fmt: skip
        return edition
    if not _may_follow(sheet, edition, found, follower):
        astray.add(edition.id)
        return edition
    low, high = found.first_day
    if edition.end.low is None and (low is None or high is None):
        sheet.tell(
            "policy.successor-undated", follower.place, edition=edition.id, next=found.id,
            related=[found.place],
        )  # fmt: skip
        astray.add(edition.id)
        return edition
    if edition.end.low is not None or low is None or high is None:
        return edition
    if high - 1 < (edition.first_day[0] or 1):
        sheet.tell(
            "policy.replaced-too-early", follower.place, edition=edition.id, next=found.id,
            day=_iso(high), related=[found.place],
        )  # fmt: skip
        astray.add(edition.id)
        return edition
    text = _iso(high - 1) if low == high else ""
    return replace(edition, end=Span(max(low - 1, 1), high - 1, text), replaced_by=found.id)


def _may_follow(sheet: Sheet, edition: Edition, found: Edition, follower: Scalar) -> bool:
    """A successor is of the same scheme, and no draft where the edition itself is none."""
    if found.scheme != edition.scheme:
        sheet.tell(
            "policy.replaced-other-scheme", follower.place, edition=edition.id, next=found.id,
            a=edition.scheme, b=found.scheme, related=[found.place],
        )  # fmt: skip
        return False
    if found.status == "draft" and edition.status != "draft":
        sheet.tell("policy.replaced-by-draft", follower.place, next=found.id, related=[found.place])
        return False
    return True


def _circles(sheet: Sheet, pool: list[Edition], successors: dict[str, Scalar]) -> set[str]:
    """The editions that replace themselves, alone or by way of others; each circle is told once."""
    ids = {e.id for e in pool}
    told: set[str] = set()
    for edition in pool:
        path: list[str] = []
        name = edition.id
        while name in ids and name in successors and name not in path:
            path.append(name)
            name = successors[name].value
        if name in path and name not in told:
            circle = path[path.index(name) :]
            told |= set(circle)
            places = [successors[n].place for n in circle]
            related = places[1:] or [edition.place]
            sheet.tell(
                "policy.replaced-cycle",
                places[0],
                names=" → ".join([*circle, name]),
                related=related,
            )
    return told


def _written(entries: tuple[Item, ...], key: str) -> list[str]:
    """What the editions say under one key, also those that could not be compiled."""
    found = [e.get(key) for e in entries if isinstance(e, Mapping)]
    return [i.value for i in found if isinstance(i, Scalar)]


def _iso(day: int) -> str:
    from datetime import date

    return date.fromordinal(day).isoformat()


def _ids_unique(sheet: Sheet, editions: list[Edition]) -> None:
    seen: dict[str, Edition] = {}
    for edition in editions:
        if edition.id in seen:
            related = [seen[edition.id].place]
            sheet.tell(
                "policy.duplicate-edition", edition.place, edition=edition.id, related=related
            )
        seen.setdefault(edition.id, edition)
