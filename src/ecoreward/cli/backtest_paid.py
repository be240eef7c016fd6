"""The column of what was paid, named on the command line: read as 已付 is, and refused where 已付 would be."""

from __future__ import annotations

from dataclasses import replace

from ecoreward.cli.shared import clean, fail
from ecoreward.policy.vocabulary_types import Vocabulary
from ecoreward.problems import nearest
from ecoreward.tables.headers import plan_headers
from ecoreward.tables.identity import identity_headers
from ecoreward.tables.problems import TableProblems
from ecoreward.tables.renamed import Renamed
from ecoreward.tables.source import Source
from ecoreward.tables.units import split_unit, ten_to

PAID = "已付"


def paid_column(
    source: Source, header: str, vocabulary: Vocabulary, currency: str
) -> Renamed | None:
    """The table with `header` read as what was paid, its unit kept; None where it says so itself.

    Raises where there is no such column, where it is a fact or a person's, or where another one says what was paid.
    """
    if header not in source.headers:
        raise fail("cli.no-column", nearest(header, source.headers), column=clean(header))
    at = source.headers.index(header)
    plan, problems = plan_headers([header], vocabulary, currency, "ignore", file=source.name)
    persons = [
        *(replace(p, params={**p.params, "number": at + 1}) for p in problems if p.code == "column.identity"),
        *identity_headers(source.name, [header], [source.letters[at]], set()),
    ]  # fmt: skip
    if persons:
        raise TableProblems(persons[:1])
    if plan.columns:
        [column] = plan.columns
        if column.key == "already_paid":
            return None
        raise fail("cli.paid-is-fact", column=clean(header), fact=dict(plan.label(column)))
    others = [h for h in source.headers if h != header]
    known, _ = plan_headers(others, vocabulary, currency, "ignore")
    if (other := known.by_name.get("#already_paid")) is not None:
        raise fail("cli.paid-twice", column=clean(header), other=clean(other.header))
    unit = split_unit(header)[1]
    money = bool(unit) and ten_to(unit, currency) is not None
    return Renamed(source, header, f"{PAID}（{unit}）" if money else PAID)
