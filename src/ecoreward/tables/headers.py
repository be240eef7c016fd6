"""What each column of a table is: a key of the case, a fact, or nothing of ours.

A header means a fact by any of its spellings, capitals, spaces and full-width signs aside, and
nothing is guessed: a header that is only nearly one is an error, an unknown one is listed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ecoreward.engine.private import BOTH, IDENTITY_KEYS, KEYS
from ecoreward.engine.type_facts import Extra
from ecoreward.policy.vocabulary_types import FactSpec, Vocabulary, Words
from ecoreward.problems import Place, Problem
from ecoreward.tables.units import split_unit, ten_to

# Spellings that tables have beside those of case files.
_MORE = {
    "case id": "case", "case no": "case", "case number": "case", "案件号": "case", "案号": "case",
    "行政区划": "jurisdiction", "行政区划代码": "jurisdiction", "区划代码": "jurisdiction",
    "jurisdiction code": "jurisdiction",
    "裁量金额": "decided",
    "已发放": "already_paid", "已付金额": "already_paid", "已发金额": "already_paid",
    "已发放金额": "already_paid",
    "合成数据": "synthetic", "synthetic": "synthetic",
}  # fmt: skip
MONEY_KEYS = ("decided", "already_paid")
_LABELS: Mapping[str, Words] = {
    **BOTH,
    "synthetic": {"zh": "合成数据", "en": "synthetic"},
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column that counts: its header, what it is, and the power of ten its header gives."""

    header: str
    key: str  # a key of case files, `synthetic`, or `fact`
    fact: str = ""
    unit: int | None = None  # 4: the header says 万元; 0: it says 元; None: it says nothing

    @property
    def name(self) -> str:
        """The column's name in typed columns: the fact, or the key behind a #."""
        return self.fact or f"#{self.key}"


@dataclass(frozen=True)
class Plan:
    """How the columns of a table are read. `ignored` are the headers that mean nothing here."""

    columns: tuple[Column, ...]
    ignored: tuple[str, ...]
    vocabulary: Vocabulary
    currency: str = "CNY"
    extra: Extra = "error"

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """The columns by their names in typed columns."""
        return {c.name: c for c in self.columns}

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts that the table can give."""
        return tuple(c.fact for c in self.columns if c.fact)

    def spec(self, column: Column) -> FactSpec:
        """The fact of a column."""
        return self.vocabulary.facts[column.fact]

    def label(self, column: Column) -> Words:
        """The words for what a column is."""
        return self.spec(column).label if column.fact else _LABELS[column.key]


def plan_headers(
    headers: Sequence[str],
    vocabulary: Vocabulary,
    currency: str = "CNY",
    extra: Extra = "error",
    file: str = "",
) -> tuple[Plan, tuple[Problem, ...]]:
    """What the columns are, and every problem with their headers.

    With `extra="ignore"` a header that looks like a slip of a fact is ignored like any other.

    >>> import ecoreward
    >>> plan, problems = plan_headers(["案件", "罚款（万元）", "备注"], ecoreward.load().vocabulary)
    >>> [(c.name, c.unit) for c in plan.columns], plan.ignored, problems
    ([('#case', None), ('fine', 4)], ('备注',), ())
    """
    known = _Known(vocabulary, currency)
    place = Place(file)
    found: dict[str, Column] = {}
    ignored: list[str] = []
    problems: list[Problem] = []
    for number, header in enumerate(headers, 1):
        column, problem = _column(header, number, known, place, extra)
        if problem is not None:
            problems.append(problem)
        elif column is None:
            ignored.append(header)
        elif column.name in found:
            what = vocabulary.facts[column.fact].label if column.fact else _LABELS[column.key]
            params = {"fact": dict(what), "first": found[column.name].header, "second": header}
            problems.append(Problem("column.twice", place, params))
        else:
            found[column.name] = column
    return Plan(tuple(found.values()), tuple(ignored), vocabulary, currency, extra), tuple(problems)


class _Known:
    """Every spelling a header may have, as it is written and folded."""

    def __init__(self, vocabulary: Vocabulary, currency: str) -> None:
        self.vocabulary, self.currency = vocabulary, currency
        self.written = {s: ("fact", f) for s, f in vocabulary.spellings.items()}
        self.written.update({s: (c, "") for s, c in {**KEYS, **_MORE}.items()})
        self.folded: dict[str, tuple[str, str]] = {}
        self.unsure: set[str] = set()
        for spelling, meant in self.written.items():
            other = self.folded.setdefault(folded(spelling), meant)
            if other != meant:  # two facts that differ in capitals only: as written, or not at all
                self.unsure.add(folded(spelling))

    def meant(self, text: str) -> tuple[str, str] | None:
        """(key, fact) of a header without a unit."""
        exact = self.written.get(text)
        short = folded(text)
        return exact or (
            None if short in self.unsure else self.folded.get(short) or self._asked(short)
        )

    def _asked(self, short: str) -> tuple[str, str] | None:
        """`是否查证属实` asks for the yes or no of `查证属实`."""
        meant = self.folded.get(short.removeprefix("是否")) if short.startswith("是否") else None
        spec = self.vocabulary.facts.get(meant[1]) if meant is not None else None
        return meant if spec is not None and spec.type.kind == "boolean" else None


def folded(header: str) -> str:
    """A header as it is looked up.

    >>> folded(" Fine　Collected "), folded("罚 款\\n（万元）")
    ('finecollected', '罚款(万元)')
    """
    return re.sub(r"[\s_]+", "", unicodedata.normalize("NFKC", header)).lower()


def _column(
    header: str, number: int, known: _Known, place: Place, extra: Extra
) -> tuple[Column | None, Problem | None]:
    """What a header is; nothing where it is none of ours."""
    meant, unit = known.meant(header), ""
    if meant is None:
        base, unit = split_unit(header)
        meant = known.meant(base) if unit else None
    if meant is None:
        return None, _strange(header, number, known, place, extra)
    key, fact = meant
    if key == "note":
        return None, None
    if key == "facts":
        return None, Problem("column.facts", place, {"header": header})
    if not unit:
        return Column(header, key, fact), None
    power = _power(key, fact, unit, known)
    if power is None:
        label = known.vocabulary.facts[fact].label if fact else _LABELS[key]
        params = {"fact": dict(label), "number": number}
        return None, Problem("column.unknown-unit", place, params)
    return Column(header, key, fact, power), None


def _power(key: str, fact: str, unit: str, known: _Known) -> int | None:
    """The power of ten of a unit, for a sum; the fact's own unit changes nothing."""
    spec = known.vocabulary.facts.get(fact)
    if key in MONEY_KEYS or (spec is not None and spec.type.kind == "money"):
        return ten_to(unit, known.currency)
    own = {folded(u) for u in spec.unit.values()} if spec is not None else set()
    return 0 if folded(unit) in own else None


def _strange(header: str, number: int, known: _Known, place: Place, extra: Extra) -> Problem | None:
    """What is wrong with a header that means nothing here; nothing where it may simply be ignored."""
    if IDENTITY_KEYS.search(header):
        return Problem("column.identity", place, {"number": number})
    if extra == "ignore":
        return None
    base = split_unit(header)[0].strip()
    for text in dict.fromkeys((header.strip(), base)):
        if near := slip_of(text, known.written):
            params = {"header": text, "number": number}
            return Problem("column.slip", place, params, suggestions=near)
    return None


def slip_of(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """The known names that a text is a slip of: one sign wrong, missing, too many or in its neighbour's place.

    Of two signs one is not enough to tell a slip by: 奖金 is no slip of 罚金.

    >>> slip_of("查证熟实", ["查证属实"]), slip_of("处罚日期", ["举报日期"]), slip_of("奖金", ["罚金"])
    (('查证属实',), (), ())
    """
    short = folded(text)
    near = {folded(n): n for n in names if _one_apart(short, folded(n))}
    return tuple(near.values()) if len(short) > 2 else ()


def _one_apart(a: str, b: str) -> bool:
    """Whether two texts differ by one slip of the hand."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    start = next(
        (n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
    a, b = a[start:], b[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
