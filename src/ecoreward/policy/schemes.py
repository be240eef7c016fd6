"""The schemes of one jurisdiction: which are asked by date, and what stands beside or in the place of another.

`main` is asked; an edition that is `instead_of` a scheme is asked where that is; one that is `beside` a
scheme is asked for a result of its own; the editions of any other scheme only when a case names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from ecoreward.policy.edition import MAIN, Edition
from ecoreward.policy.reader import Scalar
from ecoreward.policy.sheet import Sheet
from ecoreward.problems import nearest

Role = Literal["main", "beside", "named"]
# What an edition says of its scheme, by key, as it is written.
Links = Mapping[str, Mapping[str, Scalar]]


def roles(editions: Sequence[Edition]) -> dict[str, Role]:
    """How each edition is asked, by id: what is in the place of another is asked where that is."""
    over: dict[str, list[Edition]] = {}
    for edition in editions:
        if edition.instead_of:
            over.setdefault(edition.instead_of, []).append(edition)
    found: dict[str, Role] = dict.fromkeys((e.id for e in editions), "named")
    beside = [e.scheme for e in editions if e.beside]
    found.update(dict.fromkeys((e.id for e in editions if e.beside), "beside"))
    found.update(dict.fromkeys((e.id for e in editions if e.scheme == MAIN), "main"))
    starts: tuple[tuple[Role, list[str]], ...] = (("beside", beside), ("main", [MAIN]))
    for role, schemes in starts:  # what reaches both is of the general rule
        todo, seen = list(schemes), set(schemes)
        while todo:
            for edition in over.get(todo.pop(), ()):
                found[edition.id] = role
                if edition.scheme not in seen:
                    seen.add(edition.scheme)
                    todo.append(edition.scheme)
    return found


def checked(
    sheet: Sheet, editions: Sequence[Edition], links: Links, written: Iterable[str]
) -> list[Edition]:
    """The editions, without a word about a scheme that cannot be; every such word is told.

    `written` are the schemes of all editions, also of those that could not be compiled.
    """
    names = sorted({MAIN, *written, *(e.scheme for e in editions)})
    out = [_linked(sheet, e, links.get(e.id, {}), names) for e in editions]
    return _without_circles(sheet, out, links)


def _linked(
    sheet: Sheet, edition: Edition, said: Mapping[str, Scalar], names: list[str]
) -> Edition:
    none = replace(edition, instead_of="", beside="")
    if edition.instead_of and edition.beside:
        sheet.tell(
            "policy.instead-and-beside", said["beside"].place, edition=edition.id,
            related=[said["instead_of"].place],
        )  # fmt: skip
        return none
    key = "instead_of" if edition.instead_of else "beside"
    other = edition.instead_of or edition.beside
    if not other:
        return edition
    place = said[key].place
    if edition.scheme == MAIN:
        sheet.tell("policy.main-scheme", said["scheme"].place, key=key, related=[place])
        return none
    if other == edition.scheme:
        sheet.tell("policy.own-scheme", place, key=key, scheme=other)
        return none
    if other not in names:
        sheet.tell(
            "policy.unknown-scheme", place, key=key, scheme=other, names=names,
            suggestions=nearest(other, names),
        )  # fmt: skip
        return none
    return edition


def _without_circles(sheet: Sheet, editions: list[Edition], links: Links) -> list[Edition]:
    """Schemes that stand in each other's place are told once, and then in no one's."""
    next_of: dict[str, dict[str, Edition]] = {}
    for edition in editions:
        if edition.instead_of:
            next_of.setdefault(edition.scheme, {}).setdefault(edition.instead_of, edition)
    astray: set[str] = set()
    for start in sorted(_endless(next_of)):
        circle = [] if start in astray else _circle(start, next_of)
        if circle and not astray & set(circle):
            steps = [next_of[a][b] for a, b in zip(circle, [*circle[1:], circle[0]], strict=True)]
            places = [links[e.id]["instead_of"].place for e in steps]
            text = " → ".join([*circle, circle[0]])
            sheet.tell("policy.instead-circle", places[0], names=text, related=places[1:])
            astray |= set(circle)
    return [replace(e, instead_of="") if e.scheme in astray else e for e in editions]


def _endless(next_of: Mapping[str, Mapping[str, Edition]]) -> set[str]:
    """The schemes from which one can go on for ever: those of circles, and what leads to them."""
    left = {scheme: {*others} for scheme, others in next_of.items()}
    before: dict[str, list[str]] = {}
    for scheme, others in left.items():
        for other in others:
            before.setdefault(other, []).append(scheme)
    ends = [s for s in before if s not in left]
    while ends:
        end = ends.pop()
        for scheme in before.get(end, ()):
            left[scheme].discard(end)
            if not left[scheme]:
                ends.append(scheme)
    return {s for s, others in left.items() if others}


def _circle(start: str, next_of: Mapping[str, Mapping[str, Edition]]) -> list[str]:
    """The shortest way from a scheme back to itself."""
    ways = [[start]]
    seen = set()
    while ways:
        way = ways.pop(0)
        for other in next_of.get(way[-1], {}):
            if other == start:
                return way
            if other not in seen:
                seen.add(other)
                ways.append([*way, other])
    return []


def has_main(sheet: Sheet, editions: Sequence[Edition]) -> None:
    """A case is decided by the scheme `main`, or by what stands in its place, unless it names an edition."""
    pool = [e for e in editions if e.status != "draft"]
    known = roles(editions)
    if pool and not any(known[e.id] == "main" for e in pool):
        names = list(dict.fromkeys(e.scheme for e in pool))
        sheet.tell("policy.no-main-scheme", pool[0].place, severity="warning", names=names)


def overlaps(sheet: Sheet, editions: Sequence[Edition]) -> None:
    """Two editions of one scheme, or in the place of one, certainly in force on one day: an error.

    Where one has a `where` of its own the case decides whether both apply.
    """
    pool = [e for e in editions if e.status != "draft"]
    for i, a in enumerate(pool):
        for b in pool[i + 1 :]:
            same = a.scheme == b.scheme
            rivals = a.instead_of != "" and a.instead_of == b.instead_of
            if not (same or rivals) or a.program.where != b.program.where:
                continue
            start = max(a.first_day[1] or 0, b.first_day[1] or 0)
            ends = [e for e in (a.last_day[0], b.last_day[0]) if e is not None]
            if ends and start > min(ends):
                continue
            told: dict[str, Any] = {"a": a.id, "b": b.id, "day": _day(start)}
            if same:
                sheet.tell("policy.two-editions", b.place, related=[a.place], **told)
            else:
                told["scheme"] = a.instead_of
                sheet.tell("policy.two-instead", b.place, related=[a.place], **told)


def _day(day: int) -> str | dict[str, str]:
    return date.fromordinal(day).isoformat() if day else {"zh": "未写明", "en": "not stated"}
