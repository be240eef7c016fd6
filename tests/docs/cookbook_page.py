"""The pages of the cookbook, written from the recipes between the marks of each page."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from ecoreward.api import Library
from ecoreward.engine.decision import Decision
from ecoreward.engine.read_value import Unreadable, amount
from ecoreward.explain import explain
from ecoreward.money import Money, text_of
from ecoreward.policy.reader import read
from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.problems import Problems, render_all
from ecoreward.words import words_of
from ecoreward.workbench.case_tests import CaseTest

from .cookbook import GROUPS, Recipe, Wrong, library, plain, recipes, tests_of
from .made import DOCS

PART = re.compile(r"(?P<head>^<!-- cookbook -->\n).*(?P<foot>^<!-- /cookbook -->$)", re.M | re.S)
PAGES = {"zh": DOCS / "cookbook.md", "en": DOCS / "cookbook.en.md"}


def page(text: str, lang: str) -> str:
    """The page with everything between its marks as the recipes have it now."""
    return PART.sub(lambda m: m["head"] + recipes_in(lang) + m["foot"], text)


def recipes_in(lang: str) -> str:
    """Contents and recipes in one language."""
    zh = lang == "zh"
    out = ["", "## 目录" if zh else "## Contents", ""]
    for group, (name_zh, name_en, _) in GROUPS.items():
        out += [f"**{group} {name_zh if zh else name_en}**", ""]
        mine = [r for r in recipes() if r.code[0] == group]
        out += [f"- [{heading(r, lang)}](#{slug(heading(r, lang))})" for r in mine]
        out.append("")
    for group, (name_zh, name_en, _) in GROUPS.items():
        out += [f"## {group} {name_zh if zh else name_en}", ""]
        out += [section(r, lang) for r in recipes() if r.code[0] == group]
    return "\n".join(out).rstrip("\n") + "\n"


def heading(r: Recipe, lang: str) -> str:
    """The heading of a recipe."""
    return f"{r.code} {r.title[lang]}"


def slug(text: str) -> str:
    """The anchor that a heading gets."""
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


def section(r: Recipe, lang: str) -> str:
    """One recipe."""
    zh = lang == "zh"
    seen = "、".join(r.seen_in) if zh else ", ".join(r.seen_in)
    out = [f"### {heading(r, lang)}\n", r.says[lang] + "\n"]
    if r.outside:
        out.append(
            ("**不在语言之内。** " if zh else "**Outside the language.** ") + r.outside[lang] + "\n"
        )
    out.append(("出现于：" if zh else "Seen in: ") + seen + "\n")
    for stem, text in r.texts.items():
        if len(r.texts) > 1:
            out.append(f"`{stem}.yaml`" + ("：\n" if zh else ":\n"))
        out.append(f"```yaml\n{text}```\n")
    out += [cases(r, lang), explanation(r, lang)]
    if r.wrong:
        out.append(r.wrong.says[lang] + "\n")
        out.append(f"```yaml\n{next(iter(r.wrong.texts.values()))}```\n")  # the others stand above
        out.append(f"```text\n{complaint(r.wrong, lang)}```\n")
    out.append("为什么这样写：\n" if zh else "Why so:\n")
    out += [f"- {w[lang]}" for w in r.why]
    return "\n".join(out) + "\n"


def complaint(wrong: Wrong, lang: str) -> str:
    """What the check says of a wrong way, with the lines it points to."""
    return render_all(library(wrong.texts).problems(), lang).rstrip("\n") + "\n"


def cases(r: Recipe, lang: str) -> str:
    """The cases as a table: facts, what was decided, the result."""
    zh = lang == "zh"
    rows = []
    lib = library(r.texts)
    item, _ = read(r.cases, "")
    for raw, test in zip(plain(item), tests_of(r), strict=True):
        vocabulary = lib.jurisdiction(test.raw.jurisdiction).vocabulary or lib.vocabulary
        given = [
            _fact(k, v, vocabulary, lang, _currency(lib, test))
            for k, v in raw.get("事实", {}).items()
        ]
        for key, word in (
            ("裁量", "decided"),
            ("已付", "paid before"),
            ("版本", "edition"),
            ("知悉日期", "known on"),
        ):
            if key in raw:
                given.append(
                    f"{key if zh else word}: {_flat(raw[key])}".replace(": ", "：" if zh else ": ")
                )
        if len(r.texts) > 1:
            given.insert(0, test.raw.jurisdiction)
        try:
            result = outcome(lib.evaluate(test.raw), lang)
        except Problems as bad:
            result = "; ".join(p.message(lang) for p in bad.items)
        rows.append((f"`{test.raw.id}`", ("；" if zh else "; ").join(given) or "—", result))
    head = ("案件", "已知", "结果") if zh else ("case", "known", "result")
    return (
        "\n".join(
            [
                "| " + " | ".join(c.replace("|", "\\|") for c in row) + " |"
                for row in (head, ("---",) * 3, *rows)
            ]
        )
        + "\n"
    )


def _currency(lib: Library, test: CaseTest) -> str:
    return lib.jurisdiction(test.raw.jurisdiction).currency


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k} {_flat(v)}" for k, v in value.items())
    return "、".join(_flat(v) for v in value) if isinstance(value, list) else str(value)


def _fact(key: str, value: Any, vocabulary: Vocabulary, lang: str, currency: str) -> str:
    zh = lang == "zh"
    spec = vocabulary.facts[vocabulary.spellings[key]]
    label = spec.label.get(lang) or spec.label["zh"]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        rows = [
            ("，" if zh else ", ").join(
                _fact(k, v, vocabulary, lang, currency) for k, v in row.items()
            )
            for row in value
        ]
        return label + "".join(
            f"（{n}）{t}" if zh else f" ({n}) {t}" for n, t in enumerate(rows, 1)
        )
    if spec.type.kind == "boolean" and value in ("是", "否"):
        return (
            label
            if zh and value == "是"
            else f"{label}：否"
            if zh
            else f"{label}: {'yes' if value == '是' else 'no'}"
        )
    if isinstance(value, list):
        shown = words_of([_word(v, spec, vocabulary, lang) for v in value], lang) or (
            "无" if zh else "none"
        )
    elif spec.type.kind == "money":
        shown = _money(value, currency, lang)
    else:
        shown = _word(value, spec, vocabulary, lang)
    return f"{label} {shown}"


def _word(text: str, spec: Any, vocabulary: Vocabulary, lang: str) -> str:
    """A value of a choice or set in the words of the page; anything else as it is written."""
    for code, words in spec.values.items():
        if text in (code, *words.values()) or spec.value_aliases.get(text) == code:
            return str(words.get(lang) or words["zh"])
    if spec.type.kind == "set" and text in vocabulary.term_spellings:
        label = vocabulary.terms[vocabulary.term_spellings[text]].label
        return str(label.get(lang) or label["zh"])
    return text


def _money(text: str, currency: str, lang: str) -> str:
    try:
        return words_of(Money.of(amount(text), currency).to_json(), lang)
    except (Unreadable, ValueError):
        return text


def outcome(d: Decision, lang: str) -> str:
    """How a case came out, in a cell: outcome, sum, what is missing or open, shares."""
    zh = lang == "zh"
    colon, comma = ("：", "；") if zh else (": ", "; ")
    parts = [d.outcome.label(lang)]
    if d.amount is not None and d.amount.minor:
        parts[0] += ("，" if zh else ", ") + f"**{words_of(d.amount.to_json(), lang)}**"
    elif d.amount is None and d.outcome.value != "no_policy":
        span = {
            "low": d.range.low.to_json(),
            "high": d.range.high.to_json() if d.range.high else None,
        }
        parts[0] += ("，" if zh else ", ") + words_of(span, lang)
    if d.payable is None and d.outcome.value == "awarded":
        parts.append("不能付款" if zh else "not payable")
    if d.payable is not None and d.payable != d.amount:
        parts.append(("应付 " if zh else "payable ") + words_of(d.payable.to_json(), lang))
    if len(d.shares) > 1:
        parts.append(
            ("各得 " if zh else "shares ") + words_of([s.to_json() for s in d.shares], lang)
        )
    if len(d.payouts) > 1:
        paid = words_of([p["amount"] for p in d.payouts], lang)
        parts.append(("实发 " if zh else "paid out ") + paid)
    for p in d.pays:
        if p["by"]:
            parts.append(("由" if zh else "paid by ") + p["by"][lang] + ("发放" if zh else ""))
        if p["means"]:
            least = p["at_least"] and text_of(Fraction(p["at_least"]["number"]) * 100) + "%"
            some = (f"至少 {least} " if zh else f"at least {least} ") if least else ""
            parts.append(some + ("发" if zh else "paid in ") + p["means"][lang])
    if d.overpaid.minor:
        sum_ = words_of(d.overpaid.to_json(), lang)
        back = {"yes": ("追回", "to be returned"), "no": ("不追回", "not reclaimed")}
        state = back.get(str(d.reclaim["state"]) if d.reclaim else "", ("", ""))[not zh]
        parts.append(("多付 " if zh else "overpaid ") + sum_ + (comma + state if state else ""))
    if d.claim and d.claim["due"]:
        parts.append(("申领到 " if zh else "to claim by ") + str(d.claim["due"]))
    for b in d.beside:
        if b.amount is not None:
            sum_ = words_of(b.amount.to_json(), lang)
            parts.append((f"另有 `{b.edition}` " if zh else f"beside it `{b.edition}` ") + sum_)
    if d.missing:
        parts.append(
            ("缺少" if zh else "missing")
            + colon
            + words_of([dict(m.label) for m in d.missing], lang)
        )
    if d.to_decide:
        parts.append(
            ("待定" if zh else "to decide")
            + colon
            + words_of([dict(t.label) for t in d.to_decide], lang)
        )
    parts += [words_of(r.params["reason"], lang) for r in d.reasons if r.code == "gate-failed"]
    return comma.join(parts)


def explanation(r: Recipe, lang: str) -> str:
    """One case in full, as `ecoreward explain` says it, without the receipt."""
    found = [t for t in tests_of(r) if t.raw.id == r.shown] if r.shown else list(tests_of(r))
    assert found, (r.code, r.shown)
    text = explain(library(r.texts).evaluate(found[0].raw), lang)
    text = re.sub(r"\n\n[^\n]*@[^\n]*\n$", "\n", text)
    case = found[0].raw.id
    head = f"案件 {case} 的说明" if lang == "zh" else f"Case {case} explained"
    return f"<details><summary>{head}</summary>\n\n```text\n{text}```\n\n</details>\n"
