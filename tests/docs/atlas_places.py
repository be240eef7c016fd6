"""Which province or country a policy file is of, with its name and its tile on the map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import ecoreward
from ecoreward.api import Library
from ecoreward.policy.edition import Edition, Jurisdiction

from . import atlas_index, facts
from .atlas_glance import Glance, glance
from .atlas_index import Indexed
from .facts import Note

Words = Mapping[str, str]
AS_OF = date(
    2025, 12, 31
)  # the pictures show the rules in force on this day; the notes end about here
# First two digits of GB/T 2260: name, English name, column and row of the tile, each roughly in its place.
PROVINCES: Mapping[str, tuple[str, str, int, int]] = {
    "11": ("北京", "Beijing", 6, 1), "12": ("天津", "Tianjin", 7, 2), "13": ("河北", "Hebei", 6, 2),
    "14": ("山西", "Shanxi", 5, 2), "15": ("内蒙古", "Inner Mongolia", 5, 1),
    "21": ("辽宁", "Liaoning", 7, 1), "22": ("吉林", "Jilin", 8, 1), "23": ("黑龙江", "Heilongjiang", 8, 0),
    "31": ("上海", "Shanghai", 7, 3), "32": ("江苏", "Jiangsu", 6, 3), "33": ("浙江", "Zhejiang", 6, 4),
    "34": ("安徽", "Anhui", 5, 4), "35": ("福建", "Fujian", 6, 5), "36": ("江西", "Jiangxi", 5, 5),
    "37": ("山东", "Shandong", 5, 3), "41": ("河南", "Henan", 4, 3), "42": ("湖北", "Hubei", 4, 4),
    "43": ("湖南", "Hunan", 4, 5), "44": ("广东", "Guangdong", 4, 6), "45": ("广西", "Guangxi", 3, 5),
    "46": ("海南", "Hainan", 3, 6), "50": ("重庆", "Chongqing", 3, 3), "51": ("四川", "Sichuan", 2, 3),
    "52": ("贵州", "Guizhou", 3, 4), "53": ("云南", "Yunnan", 2, 4), "54": ("西藏", "Tibet", 0, 3),
    "61": ("陕西", "Shaanxi", 4, 2), "62": ("甘肃", "Gansu", 2, 2), "63": ("青海", "Qinghai", 1, 3),
    "64": ("宁夏", "Ningxia", 3, 2), "65": ("新疆", "Xinjiang", 0, 2), "TW": ("台湾", "Taiwan", 7, 5),
    "81": ("香港", "Hong Kong", 5, 6), "82": ("澳门", "Macao", 6, 6),
}  # fmt: skip
# Beside the provinces, in the order of the page.
OTHERS: Mapping[str, tuple[str, str]] = {
    "CN": ("全国", "Nationwide"), "KR": ("韩国", "South Korea"), "TH": ("泰国", "Thailand"),
    "US": ("美国", "United States"),
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """An edition with everything that the pages say of it."""

    file: str
    place: Jurisdiction
    edition: Edition
    glance: Glance
    notes: tuple[Note, ...]
    items: tuple[Indexed, ...]

    @property
    def key(self) -> str:
        """FILE@ID."""
        return f"{self.file}@{self.edition.id}"

    @property
    def shapes(self) -> tuple[str, ...]:
        """The codes of its shapes."""
        return tuple(sorted({s for n in self.notes for s in n.shapes}))

    @property
    def environment(self) -> bool:
        """Whether it is about the environment, and not work safety, fundraising or parcels."""
        return not any(n.name.startswith("CNX-") for n in self.notes)

    @property
    def current(self) -> bool:
        """Whether it was in force, as far as is known, on the day that the notes speak of."""
        e = self.edition
        first, last = e.first_day[0], e.last_day[1]
        begun = first is None or first <= AS_OF.toordinal()
        return (
            e.status not in ("draft", "repealed")
            and begun
            and (last is None or last >= AS_OF.toordinal())
        )


@cache
def library() -> Library:
    """The policies of the repository."""
    return ecoreward.load()


def group_of(code: str) -> str:
    """The key of a province or country by a division code.

    >>> group_of("331126"), group_of("441802-LONGTANG"), group_of("KR-41"), group_of("TW-TPE")
    ('33', '44', 'KR', 'TW')
    """
    return code[:2]


def group_name(group: str) -> Words:
    """Its name in both languages."""
    found = PROVINCES.get(group) or OTHERS[group]
    return {"zh": found[0], "en": found[1]}


def groups() -> tuple[str, ...]:
    """Every province, then Taiwan, nationwide and the countries, as far as they have a file."""
    have = {group_of(s.place.code) for s in editions()}
    return tuple(g for g in dict.fromkeys((*sorted(PROVINCES), *OTHERS)) if g in have)


@cache
def editions() -> tuple[Shown, ...]:
    """Every edition, by group, by code, then in the order of its file."""
    bases = atlas_index.bases()
    notes = facts.notes()
    out = []
    for head in library().jurisdictions:
        place = library().jurisdiction(head.file)
        for edition in place.editions:
            items = bases.get(f"{head.file}@{edition.id}", ())
            based = tuple(notes[n] for one in items for n in one.rests_on)
            out.append(Shown(head.file, place, edition, glance(edition.program), based, items))
    return tuple(sorted(out, key=lambda s: (_order(s.place.code), s.file)))


def _order(code: str) -> tuple[int, str]:
    group = group_of(code)
    return (list(dict.fromkeys((*sorted(PROVINCES), *OTHERS))).index(group), code)


def label(place: Jurisdiction, lang: str) -> str:
    """The name of a place in one language."""
    return place.label.get(lang) or place.name if lang == "en" else place.name
