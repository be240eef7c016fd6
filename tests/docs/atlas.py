"""The made parts of `docs/atlas.md`: places by province, awards, gaps, what was left out, comparisons.

A part stands between ``<!-- atlas: places -->`` and ``<!-- /atlas: places -->``; `ECOREWARD_GOLDEN=write`
writes the parts anew.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from ecoreward.words import words_of

from . import atlas_compare, atlas_index, awards, facts
from .atlas_places import Shown, editions, group_name, group_of, groups, label
from .atlas_words import (
    FORMULA,
    at_a_glance,
    confidence,
    dates,
    money,
    number,
    smallest_to_largest,
    status,
)
from .awards import Award, Found
from .made import DOCS, table

PAGES = {"zh": DOCS / "atlas.md", "en": DOCS / "atlas.en.md"}
PART = re.compile(
    r"(?P<head>^<!-- atlas: (?P<name>[a-z-]+) -->\n).*?(?P<foot>^<!-- /atlas: (?P=name) -->$)",
    re.M | re.S,
)
STATUS_WORDS = {
    "reproduced": ("算得出，相符", "reproduced"),
    "within": ("在主管部门可定的范围之内", "within the authority’s range"),
    "contradicted": ("不相符", "contradicted"),
    "not_computable": ("算不出", "not computable"),
}


def page(text: str, lang: str) -> str:
    """The page with every made part as it is now."""
    return PART.sub(lambda m: f"{m['head']}\n{made(m['name'], lang)}\n\n{m['foot']}", text)


def made(name: str, lang: str) -> str:
    """One part."""
    parts = {
        "summary": summary, "formulas": formulas, "places": places, "counts": award_counts,
        "awards": award_tables, "gaps": gaps, "left-out": left_out, "compare": atlas_compare.section,
    }  # fmt: skip
    return parts[name](lang)


def _in(group: str) -> list[Shown]:
    return [s for s in editions() if group_of(s.place.code) == group]


def summary(lang: str) -> str:
    """How many places and editions, by province and country."""
    zh = lang == "zh"
    head = (
        ("省、国家", "地区", "版本", "其中草案", "一个数也没有见到的版本")
        if zh
        else (
            "province or country",
            "places",
            "editions",
            "of these drafts",
            "editions without any figure seen",
        )
    )
    rows: list[tuple[str, ...]] = []
    for group in groups():
        mine = _in(group)
        name = group_name(group)[lang]
        rows.append((f"[{name}](#{_anchor(group, lang)})", *_tally(mine)))
    rows.append((("**合计**" if zh else "**total**"), *_tally(editions())))
    return table(head, rows)


def _tally(mine: Sequence[Shown]) -> tuple[str, ...]:
    drafts = sum(s.edition.status == "draft" for s in mine)
    unseen = sum(s.glance.ends is None for s in mine)
    return (str(len({s.file for s in mine})), str(len(mine)), str(drafts or ""), str(unseen or ""))


def formulas(lang: str) -> str:
    """How many editions find the sum in which way."""
    zh = lang == "zh"
    found = {f: [s for s in editions() if s.glance.formula == f] for f in FORMULA}
    rows = [(FORMULA[f][not zh], str(len(mine)), _some(mine, lang)) for f, mine in found.items()]
    return table(
        ("怎样定金额", "版本", "例如") if zh else ("how the sum is found", "editions", "such as"),
        rows,
    )


def _some(mine: Sequence[Shown], lang: str) -> str:
    names = list(dict.fromkeys(label(s.place, lang) for s in mine))[:4]
    return words_of(names, lang)


def _heading(group: str, lang: str) -> str:
    mine = _in(group)
    places_, count = len({s.file for s in mine}), len(mine)
    name = group_name(group)[lang]
    if lang == "zh":
        return f"{name}：{places_} 个地区、{count} 个版本"
    one = "place" if places_ == 1 else "places"
    return f"{name}, {places_} {one}, {count} {'edition' if count == 1 else 'editions'}"


def _anchor(group: str, lang: str) -> str:
    return re.sub(r"[^\w\- ]", "", _heading(group, lang).lower()).replace(" ", "-")


def places(lang: str) -> str:
    """Every edition, a table a province or country."""
    zh = lang == "zh"
    head = (
        ("地区", "版本", "可靠程度", "形状", "奖多少", "最少至最多", "没写明、没计入")
        if zh
        else ("place", "edition", "confidence", "shapes", "what it pays", "smallest to largest", "not stated, not computed")
    )  # fmt: skip
    out = []
    for group in groups():
        rows, last = [], ""
        for s in _in(group):
            rows.append((_place(s, lang) if s.file != last else "", *_edition(s, lang)))
            last = s.file
        out.append(f"### {_heading(group, lang)}\n\n{table(head, rows)}")
    return "\n\n".join(out)


def _place(s: Shown, lang: str) -> str:
    return f"**{label(s.place, lang)}**<br>`{s.file}`<br>{s.place.code}"


def _edition(s: Shown, lang: str) -> tuple[str, ...]:
    program = s.edition.program
    state = status(s.edition.status, lang)
    first = f"`{s.edition.id}`<br>{dates(s.edition, lang)}" + (f"<br>{state}" if state else "")
    currency = program.currency
    return (
        first,
        confidence(program.confidence, lang),
        " ".join(s.shapes),
        at_a_glance(s.glance, currency, lang),
        smallest_to_largest(s.glance, currency, lang),
        ("、" if lang == "zh" else ", ").join((str(len(program.unstated)), str(len(program.not_modelled)))),
    )  # fmt: skip


def award_counts(lang: str) -> str:
    """How many awards came out in which way."""
    zh = lang == "zh"
    found = awards.counts()
    rows = [(STATUS_WORDS[s][not zh], str(n)) for s, n in found.items()]
    rows.append((("**合计**" if zh else "**total**"), str(sum(found.values()))))
    return table(("结果", "笔") if zh else ("what came of it", "awards"), rows)


def award_tables(lang: str) -> str:
    """Every published award, a table for each way it came out."""
    zh = lang == "zh"
    head = (
        ("公布的奖励", "公布", "算出", "说明", "出处")
        if zh
        else ("published award", "published", "computed", "remark", "source")
    )
    out = []
    for kind, words in STATUS_WORDS.items():
        mine = [a for a in awards.awards() if awards.results()[a.name].status == kind]
        rows = [_award(a, awards.results()[a.name], lang) for a in mine]
        out.append(f"### {words[not zh][0].upper()}{words[not zh][1:]}\n\n{table(head, rows)}")
    return "\n\n".join(out)


def _award(a: Award, found: Found, lang: str) -> tuple[str, ...]:
    remark = ("。" if lang == "zh" else ". ").join(w[lang] for w in (a.why, a.note) if w)
    names = ", ".join((a.name, *a.also))
    url = a.source.get("url")
    where = f"[{names}]({url})" if url else f"{names} {a.source.get('title', '')}"
    return (
        a.what[lang],
        _span(*a.published, a.currency, lang),
        _computed(a, found, lang),
        remark,
        where,
    )


def _computed(a: Award, found: Found, lang: str) -> str:
    if found.low is None or (found.high is None and not found.low):
        return "—"
    return _span(found.low, found.high, a.currency, lang)


def _span(low: Fraction, high: Fraction | None, currency: str, lang: str) -> str:
    if low == high:
        return money(low, currency, lang)
    if high is None:
        return (
            f"{money(low, currency, lang)} 起"
            if lang == "zh"
            else f"from {money(low, currency, lang)}"
        )
    one, two = money(low, currency, lang), money(high, currency, lang)
    return f"{number(low)} 至 {two}" if lang == "zh" else f"{one} to {number(high)}"


def gaps(lang: str) -> str:
    """What is not known, counted, with the places."""
    zh = lang == "zh"
    every = editions()
    kinds: list[tuple[str, list[Shown]]] = [
        (
            ("一个数也没有见到", "no figure seen at all")[not zh],
            [s for s in every if s.glance.ends is None],
        ),
        (
            ("有的数没有见到", "some figures not seen")[not zh],
            [s for s in every if s.glance.unknown and s.glance.ends is not None],
        ),
        (
            ("施行的第一天没有见到", "first day in force not seen")[not zh],
            [s for s in every if not s.edition.start_stated],
        ),
        (
            ("只见到报道", "only reports seen")[not zh],
            [s for s in every if s.edition.program.confidence == "press"],
        ),
        (
            ("来源有规定而没有计入的", "something in the source that is not computed")[not zh],
            [s for s in every if s.edition.program.not_modelled],
        ),
    ]
    rows = [(what, f"{len(mine)} / {len(every)}") for what, mine in kinds]
    shown = table(("缺什么", "版本") if zh else ("what is missing", "editions"), rows)
    names = list(dict.fromkeys(label(s.place, lang) for s in kinds[0][1]))
    intro = "一个数也没有见到的：" if zh else "No figure seen at all: "
    return f"{shown}\n\n{intro}{words_of(names, lang)}{'。' if zh else '.'}"


def left_out(lang: str) -> str:
    """The entries of the notes that have no edition, and why."""
    zh = lang == "zh"
    rows = [
        (one.entry, facts.entries()[one.entry].place, one.left_out[lang])
        for one in atlas_index.index()
        if one.left_out and one.entry
    ]
    if not rows:
        return "没有。" if zh else "None."
    return table(("条目", "地区", "缺什么") if zh else ("entry", "place", "what was missing"), rows)
