"""The cases of a what-if workbook: which columns its policy needs, and rows of texts as cases.

What stands on the sheet is what is calculated: a prepared case becomes texts first, and every row of
texts becomes a case in one way, each value with its row and column as its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ecoreward.engine.private import BOTH
from ecoreward.engine.python_data import item_of
from ecoreward.engine.read_case import Raw, cases_of
from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.policy.reader import Item, Scalar
from ecoreward.policy.reader import Mapping as Pairs
from ecoreward.policy.reader import Sequence as Items
from ecoreward.policy.vocabulary_types import FactSpec, Vocabulary
from ecoreward.problems import Place, Problem
from ecoreward.tables.headers import Column, Plan
from ecoreward.tables.readings import cell_data
from ecoreward.words import say, words_of
from ecoreward.workbench.case_form import OpenItem, fact_uses, named_terms, open_items, quoted

OWN = ("case", "edition", "known_on", "decided", "already_paid")
_ALWAYS = ("case", "edition", "already_paid")
_BETWEEN = {"zh": "；", "en": "; "}
_DECIDED = re.compile(
    r"(?:裁量|decided)\s*[:：]\s*(?:.*[(（]\s*)?([^()（）]+?)\s*[)）]?\Z", re.I | re.S
)


@dataclass(frozen=True, slots=True)
class CaseColumn:
    """One column of the cases: `name` is a fact, or a key of a case behind a #, or a # and `decided/` and an id.

    `kind` is the type of the fact, else `text`, `edition`, `figure` or `answer`; `values` is what a
    drop-down offers.
    """

    name: str
    header: str
    kind: str
    says: str = ""
    values: tuple[str, ...] = ()
    unit: int | None = None

    @property
    def fact(self) -> str:
        """The code of the fact; empty for the case's own keys."""
        return "" if self.name.startswith("#") else self.name

    @property
    def decides(self) -> str:
        """The id for which the authority's decision stands here."""
        return self.name.removeprefix("#decided/") if self.name.startswith("#decided/") else ""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case as texts by the names of columns; `notes` are those of columns that are none of ours.

    `row` is its row on the sheet and `at` the number of each column there, 0 while it stands on none.
    """

    cells: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)
    row: int = 0
    at: Mapping[str, int] = field(default_factory=dict)
    unread: tuple[Problem, ...] = ()  # of cells whose value cannot be what was meant

    @property
    def case(self) -> str:
        """The case number."""
        return self.cells.get("#case", "")


def columns_of(
    where: Jurisdiction, edition: Edition, rows: Iterable[CaseRow], lang: str
) -> tuple[CaseColumn, ...]:
    """The columns for an edition: the case, every fact that its rules read, what is decided, what was paid.

    What the rows have besides, of other editions, stands with the others of its kind.
    """
    program, vocabulary = edition.program, edition.program.vocabulary
    used = {name for row in rows for name, text in row.cells.items() if text}
    uses = fact_uses(where, program, lang)
    facts = [n for n in vocabulary.facts if n in uses or n in used]
    items = {item.key: item for item in open_items(program, lang)}
    more = [n.partition("/")[2] for n in sorted(used) if n.startswith("#decided/")]
    for key in more:
        items.setdefault(key, OpenItem(key, {"zh": key, "en": key}, ""))
    own = {n: _own(n, where, lang) for n in OWN if n in _ALWAYS or f"#{n}" in used}
    return tuple(
        [own[n] for n in OWN[:3] if n in own]
        + [_fact(vocabulary.facts[n], uses.get(n, []), edition, lang) for n in facts]
        + ([own["decided"]] if "decided" in own else [])
        + [_decision(item, lang) for item in items.values()]
        + [own["already_paid"]]
    )


def _own(key: str, where: Jurisdiction, lang: str) -> CaseColumn:
    kind = {"edition": "edition", "known_on": "date", "decided": "figure", "already_paid": "money"}
    values = tuple(e.id for e in where.editions) if key == "edition" else ()
    by = where.vocabulary.label(where.chosen_by)
    says = say(f"book.case.{key}", lang, fact=dict(by))
    header = _key_name(key, lang)
    if key == "already_paid":
        header = _with_unit(header, where.currency, lang)
    return CaseColumn(f"#{key}", header, kind.get(key, "text"), says, values)


def _key_name(key: str, lang: str) -> str:
    """A key of a case as a header; the English ones are written as words."""
    name = BOTH[key][lang]
    return name.replace("_", " ").capitalize() if lang == "en" else name


def _fact(spec: FactSpec, uses: Sequence[str], edition: Edition, lang: str) -> CaseColumn:
    program, kind = edition.program, spec.type.kind
    header = spec.label.get(lang) or spec.name
    if program.vocabulary.spellings.get(header) != spec.name:
        header = spec.name
    if kind == "money":
        header = _with_unit(header, program.currency, lang)
    elif spec.unit:
        header += f"（{spec.unit.get('zh')}）" if lang == "zh" else f" ({spec.unit.get('en')})"
    values: tuple[str, ...] = ()
    match kind:
        case "boolean":
            values = (words_of(True, lang), words_of(False, lang))
        case "choice":
            values = tuple(w.get(lang) or code for code, w in spec.values.items())
        case "set":
            values = _terms(edition, spec.name, lang)
    says = [" ".join(spec.description.get(lang, "").split())]
    says += [say(f"book.write.{kind}", lang)]
    if uses:
        says.append(say("cli.blank.used", lang, uses=_BETWEEN[lang].join(uses)))
    return CaseColumn(spec.name, header, kind, "\n".join(t for t in says if t), values)


def _with_unit(header: str, currency: str, lang: str) -> str:
    """A header with the main unit of its sums."""
    if lang == "en":
        return f"{header} ({currency})"
    zero = words_of({"value": "0", "currency": currency}, lang)
    return f"{header}（{zero.removeprefix('0').strip()}）"


def _terms(edition: Edition, domain: str, lang: str) -> tuple[str, ...]:
    """The terms that the rules name first, then all others."""
    vocabulary = edition.program.vocabulary
    codes = dict.fromkeys([*named_terms(edition.program, domain), *vocabulary.terms])
    return tuple(vocabulary.terms[c].label.get(lang) or c for c in codes)


def _decision(item: OpenItem, lang: str) -> CaseColumn:
    label = item.label.get(lang) or item.label.get("zh") or item.key
    colon, left, right = ("：", "（", "）") if lang == "zh" else (": ", " (", ")")
    own = f"{left}{item.key}{right}" if label != item.key else ""
    header = f"{_key_name('decided', lang)}{colon}{label}{own}"
    kind = "answer" if item.options else "figure"
    return CaseColumn(f"#decided/{item.key}", header, kind, item.says, item.options)


def decided_in(header: str) -> str:
    """The id that a header of a decision names; empty for another header.

    >>> decided_in("裁量：特别奖励（special）"), decided_in("decided: special"), decided_in("罚款")
    ('special', 'special', '')
    """
    found = _DECIDED.match(header.strip())
    return found[1] if found else ""


def row_of(raw: Raw, vocabulary: Vocabulary, lang: str) -> CaseRow:
    """A case of a file as a row of texts; yes and no, choices and terms in the words of the language."""
    cells = {"#case": raw.id, "#edition": raw.edition}
    for key, item in raw.facts:
        spec = vocabulary.facts.get(vocabulary.spellings.get(key.value, ""))
        if spec is not None:
            cells[spec.name] = _text(item, spec, vocabulary, lang)
    if isinstance(raw.decided, Pairs):
        for key, item in raw.decided.items:
            cells[f"#decided/{key.value}"] = _text(item, None, vocabulary, lang)
    elif raw.decided is not None:
        cells["#decided"] = _text(raw.decided, None, vocabulary, lang)
    for name, own in (("#already_paid", raw.already_paid), ("#known_on", raw.known_on)):
        if own is not None:
            cells[name] = _text(own, None, vocabulary, lang)
    return CaseRow({n: t for n, t in cells.items() if t})


def _text(item: Item, spec: FactSpec | None, vocabulary: Vocabulary, lang: str) -> str:
    """A value as a person writes it in one cell."""
    if isinstance(item, Scalar):
        return _word(item.value.strip(), spec, vocabulary, lang)
    if isinstance(item, Items):
        if any(not isinstance(i, Scalar) for i in item.items):
            return _flow(item)
        return _BETWEEN[lang].join(_text(i, spec, vocabulary, lang) for i in item.items)
    parts = {k.value: v.value for k, v in item.items if isinstance(v, Scalar)}
    if "value" in parts:
        return parts["value"]
    if "low" in parts or "high" in parts:
        return f"[{parts.get('low', '')}..{parts.get('high', '')}]"
    return _flow(item)


def _word(text: str, spec: FactSpec | None, vocabulary: Vocabulary, lang: str) -> str:
    kind = spec.type.kind if spec is not None else "boolean"
    if kind == "boolean":
        truth = {"是": True, "true": True, "yes": True, "否": False, "false": False, "no": False}
        found = truth.get(text.lower())
        return text if found is None else words_of(found, lang)
    if spec is None or kind not in ("choice", "set"):
        return text
    code = vocabulary.codes[spec.name].get(text)
    if code is None:
        return text
    label = spec.values[code] if kind == "choice" else vocabulary.terms[code].label
    return label.get(lang) or code


def _flow(item: Item) -> str:
    """Rows of a fact as one line: ``[{罚款: 1万}, {罚款: 2万}]``."""
    if isinstance(item, Scalar):
        return quoted(item.value) if item.value else '""'
    if isinstance(item, Items):
        return f"[{', '.join(map(_flow, item.items))}]"
    return "{" + ", ".join(f"{quoted(k.value)}: {_flow(v)}" for k, v in item.items) + "}"


def raw_of(row: CaseRow, columns: Sequence[CaseColumn], where: Jurisdiction, file: str) -> Raw:
    """A row as a case; the line and column of every place are the row and column on the sheet.

    What cannot be read is among its problems, which `evaluate` tells together with all others.
    """
    plan = Plan((), (), where.vocabulary, where.currency)
    problems: list[Problem] = []
    facts: list[tuple[Scalar, Item]] = []
    decided: list[tuple[Scalar, Item]] = []
    own: dict[str, Item] = {}
    here = Place(file, row.row, 1)
    for column in columns:
        text = row.cells.get(column.name, "")
        if not text:
            continue
        place = Place(file, row.row, row.at.get(column.name, 1))
        item = _item(column, plan, text, place, problems)
        if item is None:
            continue
        if column.fact:
            facts.append((Scalar(column.fact, place), item))
        elif column.decides:
            decided.append((Scalar(column.decides, place), item))
        else:
            own[column.name.removeprefix("#")] = item
    words = {n: _kept(n, own[n], problems) if n in own else "" for n in ("case", "edition")}
    figures: Item | None = Pairs(tuple(decided), here) if decided else own.get("decided")
    return Raw(
        words["case"], where.exactly("en"), words["edition"], tuple(facts), figures,
        own.get("already_paid"), here, jurisdiction_place=here,
        problems=(*row.unread, *problems), known_on=own.get("known_on"),
    )  # fmt: skip


def _item(
    column: CaseColumn, plan: Plan, text: str, place: Place, problems: list[Problem]
) -> Item | None:
    key = "fact" if column.fact else "decided" if column.decides else column.name.removeprefix("#")
    read = Column(column.header, key, column.fact, column.unit)
    terms = _several(text, _known(column, plan)) if column.kind == "set" else None
    data, problem = (terms, None) if terms else cell_data(read, plan, text)
    if problem is not None:
        problems.append(Problem(problem.code, place, problem.params))
        return None
    return item_of(data, place, problems)


def _known(column: CaseColumn, plan: Plan) -> Mapping[str, str]:
    """Every spelling of the terms of a column."""
    return plan.vocabulary.codes.get(column.fact, {})


def _several(text: str, known: Mapping[str, str]) -> list[str] | None:
    """Terms with semicolons between them, where all are known: a term may have commas of its own."""
    found: list[str] = []
    for part in re.split(r"[;；|｜\n]", text):
        whole = part.strip()
        parts = [whole] if whole in known else re.split("[,，]", whole)
        found += [p.strip() for p in parts if p.strip()]
    return found if all(p in known for p in found) else None


def _kept(key: str, item: Item, problems: list[Problem]) -> str:
    """A case number or edition, where it may be kept and shown."""
    data: Any = {key: item.value if isinstance(item, Scalar) else ""}
    raws, found = cases_of(data)
    found = (*found, *(p for raw in raws for p in raw.problems))
    named = {"key": dict(BOTH[key])}
    problems += [Problem(p.code, item.place, {**p.params, **named}) for p in found]
    if found or not raws:
        return ""
    return raws[0].id if key == "case" else raws[0].edition
