"""Every engine gives the same answer as the reference evaluator: over the whole atlas and over random policies."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ecoreward
from ecoreward.columns.decide import lower
from ecoreward.columns.inputs import shape_of
from ecoreward.columns.national import Tables
from ecoreward.columns.scalar import Ready, made
from ecoreward.engine.case import Case
from ecoreward.policy.edition import Edition, Jurisdiction
from tests.columns.agree import Answer, by_reference, of_row, of_table
from tests.columns.cases import Maker, for_table, some, typed
from tests.engine import generate

EXAMPLES = int(os.environ.get("ECOREWARD_EXAMPLES", "0"))
EACH = EXAMPLES or 12  # cases of each edition
LIBRARY = ecoreward.load()
VOCABULARY = json.dumps(generate.VOCABULARY, ensure_ascii=False)
Shapes = dict[tuple[object, ...], Ready | None]


def by_source(case: Case, edition: Edition, seen: Shapes) -> tuple[Answer | None, str]:
    """What the generated Python gives, or why the case is left to the reference."""
    shape = shape_of(case, edition.program.vocabulary, presume=True)
    if shape is None:
        return None, "cell"
    if shape.key not in seen:
        seen[shape.key] = made(edition, lambda: lower(edition, shape))
    ready = seen[shape.key]
    if ready is None:
        return None, "policy"
    row = ready.row(case)
    return None if row is None else of_row(row), "open"


def check(cases: Sequence[Case], where: Jurisdiction, edition: Edition) -> Counter[str]:
    """Put cases to generated Python and to the reference; how many were answered, and why not."""
    seen: Shapes = {}
    count: Counter[str] = Counter()
    for case in cases:
        found, why = by_source(case, edition, seen)
        count["answered" if found is not None else why] += 1
        if found is not None:
            assert found == by_reference(case, where, edition), (edition.id, case)
    return count


@pytest.mark.parametrize("file", LIBRARY.files)
def test_generated_python_agrees_on_every_edition(file: str) -> None:
    where = LIBRARY.jurisdiction_of(file)
    for edition in where.editions:
        count = check(some(edition, len(edition.id), EACH), where, edition)
        assert count["policy"] == 0, (edition.id, count)


def test_most_cases_of_the_atlas_are_not_left_to_the_reference() -> None:
    count: Counter[str] = Counter()
    for file in LIBRARY.files[::6]:
        where = LIBRARY.jurisdiction_of(file)
        for edition in where.editions:
            cases = [Maker(edition, 3, open_share=0.0).case(i) for i in range(10)]
            count += check([c for c in cases if not c.decided], where, edition)
    assert count["answered"] > 0.75 * count.total(), count


@pytest.mark.parametrize("file", LIBRARY.files)
def test_a_table_of_a_place_agrees_row_by_row(file: str) -> None:
    """Editions by date or by name, missing facts, ranges, sums beyond 64 bits: by whole columns."""
    where = LIBRARY.jurisdiction_of(file)
    cases = [c for e in where.editions for c in for_table(e, where, 5, EACH)]
    frame, levels = typed(cases, where.vocabulary)
    part = Tables(LIBRARY.jurisdiction_of).decide(frame, levels)
    answered = {row["#i"]: row for row in part.done.to_dicts()}
    left = [i for group in part.left for i in group.rows.to_list()]
    assert sorted([*answered, *left]) == list(range(len(cases)))
    for i, row in answered.items():
        found = of_table(row)
        assert found == by_reference(cases[i], where, None), (file, cases[i])


@settings(
    max_examples=EXAMPLES or 60, deadline=None, derandomize=not EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)  # fmt: skip
@given(generate.tree(), st.one_of(st.none(), generate.cond()), st.integers(0, 10**6))
def test_random_policies_agree(award: dict[str, object], gate: str | None, seed: int) -> None:
    texts = {"vocabulary": VOCABULARY, "generated": generate.policy(award, gate)}
    library = ecoreward.load_texts(texts)
    if any(p.severity == "error" for p in library.problems()):
        return  # random limits may clash
    where = library.jurisdiction("generated")
    for edition in where.editions:
        check(some(edition, seed, 12), where, edition)
        cases = for_table(edition, where, seed, 12)
        frame, levels = typed(cases, where.vocabulary)
        part = Tables(library.jurisdiction_of).decide(frame, levels)
        for row in part.done.to_dicts():
            case = cases[row["#i"]]
            assert of_table(row) == by_reference(case, where, None), case
