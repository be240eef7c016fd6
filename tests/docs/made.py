"""The parts of the guides that are made from the code: key tables, words of lists, facts, codes.

A part stands between ``<!-- keys: EDITION -->`` and ``<!-- /keys -->``. `ECOREWARD_GOLDEN=write`
writes the parts anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import ecoreward
from ecoreward.engine.decision import SETTLED, Outcome
from ecoreward.engine.private import KEYS as CASE
from ecoreward.money import text_of
from ecoreward.policy import keys
from ecoreward.policy.vocabulary_types import FactSpec
from ecoreward.workbench.case_tests import KEYS as EXPECT

from . import afternoon, errors

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PART = re.compile(
    r"(?P<head>^<!-- (?P<kind>keys|words|codes|facts|outcomes|errors|afternoon): (?P<name>[\w-]+) -->\n)"
    r"(?P<body>.*?)(?P<foot>^<!-- /(?P=kind) -->$)",
    re.M | re.S,
)

# How a value is written, in the words of a drafter: by `takes` of the key table.
TAKES = {
    "integer": ("整数", "a whole number"), "number": ("数", "a number"), "boolean": ("`true` 或 `false`", "`true` or `false`"),
    "text": ("文字", "text"), "texts": ("一个或一列文字", "a text or a list of texts"),
    "words": ("文字，或 `{zh, en}`", "text, or `{zh, en}`"),
    "words_list": ("一列文字", "a list of texts"),
    "code": ("代码，如 `\"331126\"` `KR-41`", "a code, such as `\"331126\"` or `KR-41`"),
    "place": ("`parent`、代码或文件名", "`parent`, a code or a file"), "referrals": ("一列条件", "a list of conditions"),
    "id": ("编号", "an id"), "fact": ("事实的名称", "a fact"), "date": ("日、月或年", "a day, month or year"),
    "days": ("`3 days`", "`3 days`"), "any": ("名称的表", "names"), "expression": ("表达式", "an expression"),
    "expressions": ("表达式，或一列表达式", "an expression, or a list"), "condition": ("条件", "a condition"),
    "approval": ("条件", "a condition"), "amount": ("金额或表达式", "an amount or expression"),
    "pair": ("`[低, 高]`", "`[low, high]`"), "rate": ("比例，或 `[低, 高]`", "a rate, or `[low, high]`"),
    "kinds": ("名单、违法行为，或一列", "a list, a violation, or several"), "cells": ("条件，加引号", "tests, quoted"),
    "cite": ("条款，或 `{source, article, confidence}`", "an article, or `{source, article, confidence}`"),
    "node": ("奖励项", "an award entry"), "nodes": ("一列奖励项", "a list of entries"),
    "readings": ("一列理解", "a list of readings"), "steps": ("一列步骤", "a list of steps"),
    "rows": ("一列，由低到高", "a list, from low to high"), "table": ("见“分档表”", "see “table: rows”"),
    "combine": ("`highest` `sum` `first`", "`highest` `sum` `first`"),
    "edges": ("`from` `to` `unstated`", "`from` `to` `unstated`"),
    "mode": ("`half-up`（不写即此）等", "`half-up` (unless written) or another"),
    "round": ("`{to: 1, mode: half-up}`", "`{to: 1, mode: half-up}`"),
    "sharing_equal": ("`first` `unstated`", "`first` `unstated`"),
    "confidence": ("可靠程度", "a confidence"), "status": ("状态，不写为 `in_force`", "a status, `in_force` unless written"),
    "jurisdiction": ("见“地区”", "see “jurisdiction”"), "chosen_by": ("`{fact, stated}`", "`{fact, stated}`"),
    "editions": ("一列版本", "a list of editions"), "in_force": ("`{from, to, where}`", "`{from, to, where}`"),
    "sources": ("`编号: {title, …}`", "`ID: {title, …}`"), "define": ("`名称: …`", "`name: …`"),
    "gates": ("一列条件", "a list of conditions"), "approvals": ("一列", "a list"), "honours": ("一列", "a list"),
    "extends": ("`{edition, changes}`", "`{edition, changes}`"), "changes": ("一列改动", "a list of changes"),
    "entry": ("一项", "an entry"),
    "handling": ("见“办理时限”", "see “handling times”"),
    "sharing": ("`equal` `by_share` `together`，或 `{equal: first}` 等",
                "`equal`, `by_share`, `together`, or `{equal: first}` and so on"),
    "sharing_together": ("`representative` `agreed` `unstated`", "`representative` `agreed` `unstated`"),
    "payouts": ("一列步骤", "a list of steps"), "per": ("`reporter`（不写即此）`case`", "`reporter` (unless written) or `case`"),
    "claim": ("见“申领期限”", "see “The time to claim”"), "period": ("`60 days` `15 workdays`", "`60 days` `15 workdays`"),
    "late": ("`forfeited` `unstated`（不写即此）", "`forfeited` or `unstated` (unless written)"),
    "pays": ("一列", "a list"), "tax": ("`withheld` `included`", "`withheld` `included`"),
    "reclaim": ("条件、`never`，或 `{when, reason, cite}`", "a condition, `never`, or `{when, reason, cite}`"),
    "facts": ("`代码: {…}`", "`code: {…}`"), "terms": ("`代码: {…}`", "`code: {…}`"),
    "fact_type": ("类型", "a type"), "presume": ("`true` `false` 或数", "`true`, `false` or a number"),
    "settled_by": ("`case`（不写即此）、`authority` 或 `consent`", "`case` (unless written), `authority` or `consent`"),
    "about": ("`matter`（不写即此）或 `reporter`", "`matter` (unless written) or `reporter`"),
    "values": ("`代码: {zh, en}`", "`code: {zh, en}`"),
}  # fmt: skip

# Phrases inside sentences, no sentence of their own.
PHRASES = (
    "edition-since", "rounding", "calendar-year", "unit-days", "unit-workdays", "reclaim-reason", "payout", "claim",
    "span-between", "span-since", "span-until", "span-unstated", "main-scheme", "day-unknown",
)  # fmt: skip
# A reason stands in `reasons`, why an edition applies in `chosen` (`which-…`), every other code in `caveats`.
REASONS = (
    "no-policy", "no-file", "previous-edition", "next-edition", "elsewhere-edition", "parent-edition",
    "ask-above", "referred", "refer-open", "edition-open", "edition-open-or-none",
    "edition-unsettled", "gate-failed", "at-stake",
    "award-zero", "nothing-applies", "fact-missing", "fact-missing-at-most", "fact-missing-unbounded", "fact-missing-division",
    "date-missing", "date-missing-or-none", "open-figure", "open-unstated", "open-reading", "open-open", "rests-on",
    "approval-needed", "approval-refused", "claim-late",
)  # fmt: skip

TYPES = {
    "boolean": ("是否", "yes or no"), "integer": ("整数", "whole number"), "number": ("数", "number"),
    "money": ("金额", "sum"), "date": ("日期", "date"), "choice": ("单选", "one of"), "set": ("多选", "several of"),
    "rows": ("多项", "rows"),
}  # fmt: skip


def lang_of(page: Path) -> str:
    """The language of a page by its name."""
    return "en" if page.name.endswith(".en.md") else "zh"


def remade(text: str, lang: str) -> str:
    """A page with every made part as the code has it now."""
    return PART.sub(lambda m: f"{m['head']}{made(m['kind'], m['name'], lang)}\n{m['foot']}", text)


def made(kind: str, name: str, lang: str) -> str:
    """One part."""
    match kind:
        case "keys" if name in ("CASE", "EXPECT"):
            return _spellings(CASE if name == "CASE" else EXPECT, lang)
        case "keys":
            return key_table(name, lang)
        case "words":
            head = ("写法", "含义") if lang == "zh" else ("word", "meaning")
            rows = [(f"`{w}`", m[lang == "en"]) for w, m in keys.MEANINGS[name].items()]
            return table(head, rows)
        case "codes":
            return _codes(name, lang)
        case "facts":
            return _facts(lang)
        case "errors":
            return errors.entries(name, lang)
        case "afternoon":
            return afternoon.made(name, lang)
    return _outcomes(lang)


def tables() -> dict[str, keys.Table]:
    """Every key table of the language, without what another table already shows."""
    found = {
        n: t for n, t in vars(keys).items()
        if n.isupper() and isinstance(t, dict) and all(isinstance(k, keys.Key) for k in t.values())
    }  # fmt: skip
    node = found["NODE"]
    found["NODE"] = {k: v for k, v in node.items() if k not in keys.KINDS}
    shown = node.keys() - {"id"}
    for name in ("READING", "ROW"):
        found[name] = {
            k: v
            for k, v in found[name].items()
            if k not in shown and (name == "READING" or k != "id")
        }
    return found


def key_table(name: str, lang: str) -> str:
    """One key table as Markdown."""
    head = ("键", "写什么", "含义") if lang == "zh" else ("key", "takes", "meaning")
    must = "（必填）" if lang == "zh" else " (required)"
    rows = [
        (f"`{k}`{must if key.required else ''}", TAKES[key.takes][lang == "en"], getattr(key, lang))
        for k, key in tables()[name].items()
    ]
    more = {
        "READING": (
            "除 `of`、`note` 外，奖励项的键都可以用",
            "all keys of an award entry but `of` and `note`",
        ),
        "ROW": ("奖励项的键都可以用", "all keys of an award entry"),
    }.get(name)
    if more:
        rows.append(("…", "", more[lang == "en"]))
    return table(head, rows)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    head = list(head)
    lines = [head, ["---"] * len(head), *[list(r) for r in rows]]
    return "\n".join(
        "| " + " | ".join(c.replace("|", "\\|") for c in line) + " |" for line in lines
    )


def _spellings(names: dict[str, str], lang: str) -> str:
    head = ("键", "中文写法") if lang == "zh" else ("key", "in Chinese")
    codes = dict.fromkeys(names.values())
    rows = [
        (f"`{c}`", " ".join(f"`{k}`" for k, v in names.items() if v == c and not k.isascii()))
        for c in codes
    ]
    return table(head, rows)


def catalogue(lang: str) -> dict[str, str]:
    """The sentences of decisions by code."""
    from babel.messages.pofile import read_po

    folder = {"zh": "zh_CN", "en": "en"}[lang]
    path = ROOT / f"src/ecoreward/words/locale/{folder}/LC_MESSAGES/decision.po"
    with path.open("rb") as stream:
        found = {str(m.id): str(m.string) for m in read_po(stream) if m.id}
    return {
        code: v for k, v in found.items()
        if not (code := k.removeprefix("decision.")).startswith("outcome.") and code not in PHRASES
    }  # fmt: skip


def _codes(name: str, lang: str) -> str:
    head = ("代码", "句子") if lang == "zh" else ("code", "sentence")
    rows = [(f"`{code}`", text) for code, text in catalogue(lang).items() if home(code) == name]
    return table(head, rows)


def home(code: str) -> str:
    """In which list of a decision a code stands."""
    return "reasons" if code in REASONS else "chosen" if code.startswith("which-") else "caveats"


def _facts(lang: str) -> str:
    zh = lang == "zh"
    head = (
        ("代码", "名称", "类型", "未填时")
        if zh
        else ("code", "name", "Chinese name", "type", "when absent")
    )
    rows = []
    for spec in ecoreward.load().vocabulary.facts.values():
        names = (f"`{spec.name}`", spec.label["zh"]) if zh else (
            f"`{spec.name}`", spec.label["en"], spec.label["zh"]
        )  # fmt: skip
        rows.append((*names, _type(spec, zh), _absent(spec, zh)))
    return table(head, rows)


def _type(spec: FactSpec, zh: bool) -> str:
    text = TYPES[spec.type.kind][not zh]
    if spec.type.kind == "choice":
        words = [f"`{c}`" if not zh else w["zh"] for c, w in spec.values.items()]
        text += ("：" if zh else " ") + ("、" if zh else ", ").join(words)
    if spec.columns:
        words = [f"`{c}`" for c in spec.columns]
        text += ("：" if zh else " of ") + ("、" if zh else ", ").join(words)
    if spec.low is not None:
        text += ("，不小于 " if zh else ", at least ") + text_of(spec.low)
    if spec.high is not None:
        text += ("，不大于 " if zh else ", at most ") + text_of(spec.high)
    return text


def _absent(spec: FactSpec, zh: bool) -> str:
    if spec.implied_by is not None:
        return (
            f"{spec.implied_by.source} 即为是，否则未知"
            if zh
            else f"yes where {spec.implied_by.source}, else unknown"
        )
    if spec.presume is None:
        return "未知" if zh else "unknown"
    words = {True: ("推定为是", "presumed yes"), False: ("推定为否", "presumed no")}
    if isinstance(spec.presume, bool):
        return words[spec.presume][not zh]
    if spec.type.kind == "rows":
        return "推定只有一项，即案件自己的事实" if zh else "presumed one, of the case's own facts"
    number = text_of(spec.presume)
    return f"推定为 {number}" if zh else f"presumed {number}"


def _outcomes(lang: str) -> str:
    zh = lang == "zh"
    head = ("代码", "中文", "`payable`") if zh else ("code", "in words", "in Chinese", "`payable`")
    pay = ("有数", "`null`") if zh else ("a sum", "`null`")
    rows = []
    for o in Outcome:
        words = (o.label("zh"),) if zh else (o.label("en"), o.label("zh"))
        rows.append((f"`{o.value}`", *words, pay[o not in SETTLED]))
    return table(head, rows)
