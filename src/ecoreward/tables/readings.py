"""One cell as the reference reads it: by the same functions that read a case file.

Columns are typed by calling this on their distinct cells; the vectorised forms beside it are
shortcuts that tests hold to the same answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, TypeAlias

from ecoreward.engine.identity import number_is_identity
from ecoreward.engine.python_data import item_of
from ecoreward.engine.read_case import MOST_SIGNS, Raw, cases_of
from ecoreward.engine.read_value import Unreadable, amount, kind_of, number_text
from ecoreward.engine.type_case import typed
from ecoreward.engine.type_facts import typed_facts
from ecoreward.engine.values import Choice, Num, SetOf, Truth, Value
from ecoreward.money import text_of
from ecoreward.policy.reader import Item, Scalar, Sequence, read, walk
from ecoreward.policy.reader import Mapping as Pairs
from ecoreward.policy.vocabulary_types import FactSpec, Words
from ecoreward.problems import NOWHERE, Problem
from ecoreward.tables.headers import MONEY_KEYS, Column, Plan

Level: TypeAlias = str | frozenset[str]
MOST = 2**63 - 1
HUNDREDTHS = 100
_NUMBER = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)((?:万|亿|千|百)?(?:元整|元|圆)?)")
_NO_WORDS: Words = {}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says, on the grid of its column; nothing at all where it is empty.

    `level` is the code of a choice or the codes of a set. A `hard` cell is right, and only the
    reference evaluator can take it.
    """

    value: int | None = None
    ranged: bool = False
    low: int | None = None
    high: int | None = None
    level: Level | None = None
    text: str | None = None
    hard: bool = False
    kind: Words = field(default_factory=lambda: _NO_WORDS)
    problem: Problem | None = None


EMPTY = Reading()


def grid_of(spec: FactSpec) -> int:
    """How many steps of the column's grid make one: 100 for sums, 1000 for tonnes in thousandths."""
    if spec.type.kind == "money":
        return HUNDREDTHS
    return spec.step.denominator if spec.type.kind == "number" and spec.step else 1


def read_cell(column: Column, plan: Plan, cell: Any) -> Reading:
    """What a cell says; `cell` is a text, or what a native column holds.

    >>> import ecoreward
    >>> from ecoreward.tables.headers import plan_headers
    >>> plan, _ = plan_headers(["罚款（万元）"], ecoreward.load().vocabulary)
    >>> read_cell(plan.columns[0], plan, "12.5").value
    12500000
    """
    data, problem = cell_data(column, plan, cell)
    if problem is not None:
        return Reading(kind=kind_of(Scalar(str(cell), NOWHERE)), problem=problem)
    problems: list[Problem] = []
    item = item_of(data, NOWHERE, problems)
    kind = kind_of(item)
    if problems:
        return Reading(kind=kind, problem=problems[0])
    if any(isinstance(i, Scalar) and len(i.value) > MOST_SIGNS for i in walk(item)):
        params = {"key": dict(plan.label(column)), "limit": f"{MOST_SIGNS:,}"}
        return Reading(kind=kind, problem=Problem("case.too-long", NOWHERE, params))
    found = _fact(column, plan, item) if column.fact else _key(column, plan, item)
    return found if found.problem is None else replace(found, kind=kind)


def cell_data(column: Column, plan: Plan, cell: Any) -> tuple[Any, Problem | None]:
    """A cell as the data of a case: bars part a set as semicolons do, a header's unit is multiplied in."""
    if not isinstance(cell, str):
        return cell, None
    kind = plan.spec(column).type.kind if column.fact else ""
    if kind == "set":
        return re.sub(r"\s*[|｜\n]+\s*", ";", cell.strip()), None
    if kind == "rows" and cell.strip():
        item, problems = read(cell, "")
        if item is None or problems:
            have = kind_of(Scalar(cell, NOWHERE))
            params = {"fact": plan.label(column), "have": have}
            return None, Problem("case.row-kind", NOWHERE, params)
        return plain(item), None
    if column.unit and (kind == "money" or column.key in MONEY_KEYS):
        return _scaled(column, plan, cell)
    return cell, None


def plain(item: Item) -> Any:
    """An item as Python data."""
    if isinstance(item, Scalar):
        return item.value
    if isinstance(item, Sequence):
        return [plain(i) for i in item.items]
    assert isinstance(item, Pairs)
    return {k.value: plain(v) for k, v in item.items}


def _scaled(column: Column, plan: Plan, cell: str) -> tuple[str, Problem | None]:
    """A cell with the unit of its header multiplied in; one that has a unit too is not guessed at."""
    if number_is_identity(cell, mobiles=plan.currency == "CNY"):
        return "", Problem("case.identity-value", NOWHERE, {"fact": plan.label(column)})
    text = unicodedata.normalize("NFKC", cell).strip()
    if column.key in MONEY_KEYS:
        try:
            amount(text)
        except Unreadable:  # a share, a yes or no, a reading: no sum
            return cell, None
    power, twice = column.unit or 0, False

    def one(match: re.Match[str]) -> str:
        nonlocal twice
        number = number_text(match[1])
        twice = twice or bool(match[2])
        return match[0] if "," in number else text_of(Fraction(number) * 10**power) + "元"

    out = _NUMBER.sub(one, text)
    if twice:
        return "", Problem("column.unit-twice", NOWHERE, {"fact": plan.label(column)})
    return out, None


def _fact(column: Column, plan: Plan, item: Item) -> Reading:
    pairs = ((Scalar(column.fact, NOWHERE), item),)
    found, _, problems = typed_facts(pairs, plan.vocabulary, plan.currency, plan.extra)
    if problems:
        return Reading(problem=problems[0])
    return _of_value(found[column.fact], plan.spec(column)) if found else EMPTY


def _of_value(value: Value, spec: FactSpec) -> Reading:
    match value:
        case Truth(true=true):
            return Reading(value=int(true))
        case Choice(codes=codes):
            return Reading(level=min(codes))
        case SetOf(must=codes):
            return Reading(level=codes)
        case Num(low=low, high=high):
            ends = [_on_grid(end, grid_of(spec)) for end in (low, high)]
            if any(isinstance(end, bool) for end in ends):
                return Reading(hard=True)
            if value.point:
                return Reading(value=ends[0])
            return Reading(ranged=True, low=ends[0], high=ends[1])
    return Reading(hard=True)  # rows


def _on_grid(number: Fraction | int | None, grid: int) -> int | bool | None:
    """A number in steps of its grid; False where it lies between them or beyond 64 bits."""
    if number is None:
        return None
    steps = Fraction(number) * grid
    fits = steps.denominator == 1 and abs(steps) <= MOST
    return int(steps) if fits else False


def _key(column: Column, plan: Plan, item: Item) -> Reading:
    """A cell of one of the case's own keys."""
    if column.key in ("case", "jurisdiction", "edition"):
        return _word(column, item)
    parts: Mapping[str, Item] = {column.key: item}
    raw = Raw("", "", "", (), parts.get("decided"), parts.get("already_paid"), NOWHERE,
              known_on=parts.get("known_on"))  # fmt: skip
    case, problems = typed(raw, plan.vocabulary, plan.currency)
    if case is None:
        return Reading(problem=problems[0])
    if isinstance(item, Scalar) and not item.value.strip():
        return EMPTY
    sum_ = case.already_paid if column.key == "already_paid" else None
    if column.key == "decided":
        sum_ = case.decided[""].amount if set(case.decided) == {""} else None
        if not case.decided:
            return EMPTY
    steps = None if sum_ is None else _on_grid(sum_, HUNDREDTHS)
    if steps is None or isinstance(steps, bool):
        return Reading(hard=True)
    return Reading(value=steps)


def _word(column: Column, item: Item) -> Reading:
    """A case number, jurisdiction or edition: kept only where it may be shown again."""
    raws, problems = cases_of({column.key: plain(item)})
    found = [*problems, *(p for raw in raws for p in raw.problems)]
    if found:
        params = found[0].params
        if "key" in params and isinstance(params["key"], str):
            params = {**params, "key": column.header}
        return Reading(problem=replace(found[0], params=params))
    raw = raws[0]
    text = {"case": raw.id, "jurisdiction": raw.jurisdiction, "edition": raw.edition}[column.key]
    return Reading(text=text or None)
