"""What is to be tried: values set otherwise, one after the other along a sweep, or a draft in the place of an edition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from ecoreward.engine.identity import looks_like_identity
from ecoreward.money import text_of
from ecoreward.policy.diff.differences import differences
from ecoreward.policy.vocabulary_types import Words
from ecoreward.problems import Place, PolicyProblems, Problem

if TYPE_CHECKING:
    from ecoreward.api import Edition, Library

MOST = 200  # points of all sweeps together
_NUMBER = re.compile(r"(-?\d[\d,_]*(?:\.\d+)?)(万|亿|%|‰)?(元)?\Z")
_SIZE = {
    "": Fraction(1),
    "万": Fraction(10**4),
    "亿": Fraction(10**8),
    "%": Fraction(1, 100),
    "‰": Fraction(1, 1000),
}
Settings = tuple[tuple[str, str], ...]  # (address, value), in the order in which they were given


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing to try: the settings, the rules with them, and the edition to put cases to where one is named.

    `at` is the value of the one sweep, for a curve; None where there is none or several. `nothing` are the
    settings that say what the policy says already.
    """

    settings: Settings
    library: Library
    edition: str = ""
    draft: str = ""
    at: Fraction | None = None
    nothing: tuple[str, ...] = ()
    names: Mapping[str, Words] = field(default_factory=dict)  # what each address is, in words

    def name(self, lang: str, *, bare: bool = False) -> str:
        """What is tried, in words; `bare`: the values alone, where what they are values of is said elsewhere."""
        mark = {"zh": "，", "en": "; "}[lang]
        parts = [
            v if bare else f"{self.names.get(a, {}).get(lang, a)} {v}" for a, v in self.settings
        ]
        return mark.join(parts) or self.draft


def headed(trials: Sequence[Trial]) -> tuple[str, ...]:
    """The addresses that all trials set, where they set the same: these can be said once, above the values."""
    found = {tuple(a for a, _ in t.settings) for t in trials}
    return next(iter(found)) if len(found) == 1 else ()


def setting(text: str) -> tuple[str, str]:
    """`ADDRESS=VALUE` as two; raises `PolicyProblems` (`library.setting-form`).

    >>> setting("qingyuan-2021.share-of-fine.rate = 8%")
    ('qingyuan-2021.share-of-fine.rate', '8%')
    """
    address, mark, value = re.sub("＝", "=", text, count=1).partition("=")
    if not mark or not address.strip() or not value.strip() or address.strip().count(".") < 2:
        raise PolicyProblems([Problem("library.setting-form", Place(""))])
    if looks_like_identity(value):
        raise PolicyProblems([Problem("library.setting-person", Place(""))])
    return address.strip(), value.strip()


def sweep(text: str) -> tuple[str, tuple[str, ...]]:
    """`ADDRESS=FROM:TO:STEP` or `ADDRESS=A,B,C` as the values in turn, written as the ends are.

    Raises `PolicyProblems` (`library.setting-form`, `library.sweep-form`, `library.sweep-long`).

    >>> sweep("q-1.share.rate=3%:10%:3.5%")
    ('q-1.share.rate', ('3%', '6.5%', '10%'))
    >>> sweep("q-1.share.cap=5万:20万:5万")[1], sweep("q-1.share.cap=80000,10万")[1]
    (('5万', '10万', '15万', '20万'), ('80000', '10万'))
    """
    address, value = setting(text)
    if ":" not in value and "：" not in value:
        values = tuple(v.strip() for v in re.split(r"[,，](?!\d{3}\b)", value) if v.strip())
        return address, values
    ends = [_number(part.strip()) for part in re.split("[:：]", value)]
    if len(ends) != 3 or any(e is None for e in ends):
        raise _bad("library.sweep-form")
    (first, unit, tail), (last, _, _), (step, _, _) = (e for e in ends if e is not None)
    if step <= 0 or last < first:
        raise _bad("library.sweep-form")
    if (last - first) / step >= MOST:
        raise _bad("library.sweep-long", most=MOST)
    size = _SIZE[unit]
    many = int((last - first) // step) + 1
    return address, tuple(f"{text_of((first + n * step) / size)}{unit}{tail}" for n in range(many))


def _number(text: str) -> tuple[Fraction, str, str] | None:
    """A number as an exact value, its unit and what follows."""
    found = _NUMBER.match(text)
    if found is None:
        return None
    unit, tail = found[2] or "", found[3] or ""
    return Fraction(re.sub("[,_]", "", found[1])) * _SIZE[unit], unit, tail


def value_of(text: str) -> Fraction | None:
    """The exact value of a number as it is written in a policy.

    >>> value_of("6.5%"), value_of("10万元"), value_of("罚款")
    (Fraction(13, 200), Fraction(100000, 1), None)
    """
    found = _number(text)
    return None if found is None else found[0]


def trials(
    library: Library,
    place: str,
    sets: Sequence[str],
    sweeps: Sequence[str],
    *,
    edition: str = "",
) -> tuple[Trial, ...]:
    """Every point to try: the settings with each combination of the values of the sweeps.

    Raises `PolicyProblems` for addresses and values that cannot be; values of a sweep that cannot be are told once.
    """
    fixed = dict(setting(s) for s in sets)
    ways = [sweep(s) for s in sweeps]
    points = 1
    for _, values in ways:
        points *= len(values)
    if points > MOST:
        raise _bad("library.sweep-long", most=MOST)
    today = _meanings(library, place, set(fixed) | {a for a, _ in ways})
    out = []
    for chosen in product(*(values for _, values in ways)):
        settings = {**fixed, **dict(zip((a for a, _ in ways), chosen, strict=True))}
        tried = library.with_settings(place, settings)
        names = _names(tried, place, list(settings))
        at = value_of(chosen[0]) if len(ways) == 1 else None
        nothing = _nothing(tried, place, today, settings)
        out.append(Trial(tuple(settings.items()), tried, edition, "", at, nothing, names))
    return tuple(out)


def _names(library: Library, place: str, addresses: Sequence[str]) -> dict[str, Words]:
    """What addresses are, in words: the rule and its parameter."""
    out: dict[str, Words] = {}
    for id in dict.fromkeys(a.partition(".")[0] for a in addresses):
        if library.jurisdiction(place).edition(id) is None:
            continue
        for p in library.parameters(place, id):
            label = {x: p.label.get(x) or p.label.get("zh", "") for x in ("zh", "en")}
            zh = f"“{label['zh']}”的{p.says['zh']}" if label["zh"] else p.says["zh"]
            en = f"{p.says['en']} of “{label['en']}”" if label["en"] else p.says["en"]
            out[p.address] = {"zh": zh, "en": en}
    return {a: out[a] for a in addresses if a in out}


def _meanings(library: Library, place: str, addresses: Iterable[str]) -> dict[str, Edition]:
    return {id: library.edition(place, id) for id in {a.partition(".")[0] for a in addresses}
            if library.jurisdiction(place).edition(id) is not None}  # fmt: skip


def _nothing(
    tried: Library, place: str, today: dict[str, Edition], settings: dict[str, str]
) -> tuple[str, ...]:
    """The settings of editions that mean what they did before."""
    same = {
        id for id, now in today.items()
        if not differences(now.compiled.program, tried.edition(place, id).compiled.program)
        and _days(now) == _days(tried.edition(place, id))
    }  # fmt: skip
    return tuple(a for a in settings if a.partition(".")[0] in same)


def _days(edition: Edition) -> tuple[object, ...]:
    return edition.compiled.first_day, edition.compiled.last_day


def _bad(code: str, **params: object) -> PolicyProblems:
    return PolicyProblems([Problem(code, Place(""), params)])


def place_of(library: Library, edition: str) -> str:
    """The file of the place that has an edition of this id; empty where none has."""
    mark = re.compile(
        rf"^\s*-?\s*\{{?\s*id:\s*['\"]?{re.escape(edition)}['\"]?\s*(?:[,}}#]|$)", re.MULTILINE
    )
    for file in library.files:
        if mark.search(library.text_of(file)):
            try:
                if library.jurisdiction_of(file).edition(edition) is not None:
                    return file
            except PolicyProblems:
                continue
    return ""
