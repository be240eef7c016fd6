"""Five cases put to every place: `docs/atlas/compare.yaml`, and the tables of the atlas made from it.

Rows that can be compared and may give something stand in a table; the others are counted below it,
by why. `rows` of a case explains surprising results, by FILE@EDITION or FILE, in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ecoreward.engine.decision import Outcome
from ecoreward.policy.reader import read
from ecoreward.problems import render_all
from ecoreward.words import words_of
from ecoreward.workbench.compare import compare
from ecoreward.workbench.comparison import Comparison, Row

from .atlas_places import group_name, group_of, library
from .cookbook import plain
from .made import DOCS, table

FILE = DOCS / "atlas" / "compare.yaml"
KEYS = {"id", "title", "says", "case", "rows"}


@dataclass(frozen=True)
class Case:
    """A case to compare, and what is said of its rows."""

    id: str
    title: Mapping[str, str]
    says: Mapping[str, str]
    case: Mapping[str, Any]
    rows: Mapping[str, Mapping[str, str]]


@cache
def cases() -> tuple[Case, ...]:
    """The cases of the file."""
    item, problems = read(FILE.read_bytes(), "docs/atlas/compare.yaml")
    assert not problems, render_all(problems, "en")
    out = []
    for data in plain(item):
        assert data.keys() == KEYS, (data.get("id"), data.keys() ^ KEYS)
        out.append(Case(**data))
    return tuple(out)


@cache
def compared() -> Mapping[str, Comparison]:
    """What came of each case everywhere, by its id."""
    return {c.id: compare(library(), dict(c.case)) for c in cases()}


def key_of(row: Row) -> str:
    """FILE@EDITION, or FILE where no edition is in force."""
    file = str(row.jurisdiction["file"])
    return f"{file}@{row.edition['id']}" if row.edition else file


def unknown_rows() -> tuple[str, ...]:
    """Explanations of rows that there are not."""
    return tuple(
        f"{c.id}: {key}"
        for c in cases()
        for key in c.rows
        if key
        not in {k for r in compared()[c.id].rows for k in (key_of(r), str(r.jurisdiction["file"]))}
    )


def section(lang: str) -> str:
    """All cases in one language."""
    return "\n\n".join(_case(c, lang) for c in cases())


def _case(c: Case, lang: str) -> str:
    zh = lang == "zh"
    found = compared()[c.id].rows
    top = [r for r in found if r.own or (r.comparable and _may_pay(r))]
    said: Mapping[str, str]
    rows = []
    for r in top:
        said = c.rows.get(key_of(r)) or c.rows.get(str(r.jurisdiction["file"]), {})
        rows.append((_name(r, lang), *_cells(r, lang), said.get(lang, "")))
    head = (
        ("地区", "版本", "结果", "金额", "缺少、待定", "说明")
        if zh
        else ("place", "edition", "outcome", "sum", "missing, to be decided", "remark")
    )
    left = [r for r in found if r not in top]
    out = [f"### {c.title[lang]}", c.says[lang], table(head, rows), _rest(c, left, lang)]
    return "\n\n".join(out)


def _may_pay(row: Row) -> bool:
    return row.range is not None and (row.range.high is None or row.range.high.minor > 0)


def _name(row: Row, lang: str) -> str:
    code = str(row.jurisdiction["code"])
    name = str(row.jurisdiction["label"].get(lang) or row.jurisdiction["name"])
    group = group_name(group_of(code))[lang] if code else ""
    shown = name if group and (group in name or name in group) else f"{group} {name}".strip()
    return f"**{shown}**" if row.own else shown


def _cells(row: Row, lang: str) -> tuple[str, ...]:
    assert row.outcome is not None
    high = row.range.high.to_json() if row.range and row.range.high else None
    span = words_of({"low": row.range.low.to_json(), "high": high}, lang) if row.range else "—"
    wanted = [m.label for m in row.missing]
    # A reading without a name of its own says nothing to a reader; the entry above it stands there.
    wanted += [t.label for t in row.to_decide if t.label.get("zh") != t.node]
    words = list(dict.fromkeys(str(w.get(lang) or w["zh"]) for w in wanted))
    edition = f"`{row.edition['id']}`" if row.edition else "—"
    return (edition, row.outcome.label(lang), span, words_of(words, lang))


def _rest(c: Case, rows: list[Row], lang: str) -> str:
    """Those that give nothing, cannot be computed or have no rule, counted, with their names."""
    zh = lang == "zh"
    groups: dict[str, list[Row]] = {}
    for r in rows:
        groups.setdefault(_why(r, lang), []).append(r)
    lines = []
    for why, mine in groups.items():
        shown = words_of([_name(r, lang) + _said(c, r, lang) for r in mine], lang)
        lines.append(
            f"- {why}（{len(mine)}）：{shown}" if zh else f"- {why} ({len(mine)}): {shown}"
        )
    return "\n".join(lines)


def _said(c: Case, row: Row, lang: str) -> str:
    words = c.rows.get(key_of(row)) or c.rows.get(str(row.jurisdiction["file"]))
    return "" if not words else f"（{words[lang]}）" if lang == "zh" else f" ({words[lang]})"


def _why(row: Row, lang: str) -> str:
    zh = lang == "zh"
    if row.outcome is Outcome.NO_POLICY or row.outcome is None:
        return "当日没有见到的规定" if zh else "no rule seen for that day"
    if row.outcome in (Outcome.NOT_ELIGIBLE, Outcome.NO_AWARD, Outcome.REFERRED) or (
        row.comparable and not _may_pay(row)
    ):
        return row.outcome.label(lang)
    return "金额没有见到，或者缺少的事实太多" if zh else "sums not seen, or too many facts missing"
