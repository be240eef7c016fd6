"""Every rival says what the reference evaluator says, or its speed would be worth nothing."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

pytest.importorskip("polars", reason="the tables of the benchmarks need polars (extra: dev)")
pytest.importorskip("numpy", reason="the tables of the benchmarks need numpy (extra: dev)")

import numpy as np
from benchmarks.rivals import data, policies
from benchmarks.rivals.by_python import FUNCTIONS, records
from benchmarks.rivals.engines import ONE_BY_ONE, OVER_COLUMNS, missing

import ecoreward
from benchmarks import columns, scalar

ROWS = 2_000
# Rows of the slowest: they run on fewer here, as in the benchmark.
FEW = {"CEL in Python (cel-python)": 100, "OpenFisca, one case": 200}
Answers = list[tuple[int, int, int]]


@cache
def table(policy: str) -> data.Table:
    """Cases spread over a larger table."""
    made = data.masked(data.make(policy, 20 * ROWS))
    return data.Table(made.policy, made.frame.gather_every(20), made.levels)


@cache
def library() -> ecoreward.Library:
    """The three policies."""
    return ecoreward.load_texts(policies.library_texts())


@cache
def expected(policy: str) -> Answers:
    """The reference's answers."""
    return [data.reference(library(), table(policy), i) for i in range(ROWS)]


def needs(package: str) -> None:
    """Skip what is not installed."""
    if missing(package):
        pytest.skip(f"{package} is not installed: a rival only, in no extra")


@pytest.mark.parametrize("policy", policies.POLICIES)
def test_python_by_hand(policy: str) -> None:
    assert [FUNCTIONS[policy](r) for r in records(table(policy))] == expected(policy)


@pytest.mark.parametrize("policy", policies.POLICIES)
@pytest.mark.parametrize("name", OVER_COLUMNS)
def test_columns(name: str, policy: str) -> None:
    package, engine = OVER_COLUMNS[name]
    needs(package)
    found = engine.read(table(policy).policy, engine.prepare(table(policy), 1)())
    arrays = [np.asarray(found[n]).tolist() for n in ("outcome", "amount", "node")]
    assert list(zip(*arrays, strict=True)) == expected(policy)


@pytest.mark.parametrize("policy", policies.POLICIES)
@pytest.mark.parametrize("name", [n for n in ONE_BY_ONE if n != "ecoreward, reference"])
def test_one_by_one(name: str, policy: str) -> None:
    package, engine = ONE_BY_ONE[name]
    needs(package)
    rows = FEW.get(name, ROWS)
    part = table(policy).head(rows)
    function, inputs = engine.prepare(part)
    found = engine.read(part.policy, list(map(function, inputs)))
    assert [tuple(int(v) for v in r) for r in found] == expected(policy)[:rows]


@pytest.mark.parametrize("policy", policies.POLICIES)
def test_the_cases_reach_every_node_and_outcome(policy: str) -> None:
    found = Counter((o, n) for o, _, n in expected(policy))
    nodes = {n for _, n in found}
    assert nodes == set(range(len(policies.POLICIES[policy].nodes) + 1))
    assert policies.AWARDED in {o for o, _ in found}
    assert (policies.NO_AWARD, 0) in found


@pytest.mark.parametrize("policy", policies.POLICIES)
def test_tables_are_seeded(policy: str) -> None:
    assert data.make(policy, 500).frame.equals(data.make(policy, 500).frame)
    assert not data.make(policy, 500).frame.equals(data.make(policy, 500, seed=6).frame)


def test_the_twelve_rule_policy_is_sound() -> None:
    assert [p for p in library().problems() if p.place.file == "twelve.yaml"] == []


def test_columns_are_measured_and_compared() -> None:
    found = columns.measure(1_000, 2, policies=["twelve"], threads=[1])
    assert {r.engine for r in found} >= {"Polars", "Polars, streaming"}
    assert len({r.totals for r in found}) == 1
    assert sum(found[0].totals[:4]) == 1_000
    assert all(r.cpu >= 0 and r.cases_per_second > 0 for r in found)
    assert len(columns.lines(found)) == 2 + len(found)


def test_a_wrong_answer_stops_the_run() -> None:
    right = (np.array([2], np.int8), np.array([500]), np.array([1], np.int8))
    wrong = (right[0], np.array([501]), right[2])
    with pytest.raises(AssertionError, match="amount of row 0 is 501, not 500"):
        columns._compared("x", wrong, right)


def test_single_cases_are_measured_and_compared() -> None:
    found = scalar.measure(200, 1, policies=["zhengzhou"], engines=["ecoreward, reference"])
    by_name = {r.engine: r for r in found}
    assert by_name["Python by hand"].to_python == 1
    assert by_name["ecoreward, reference"].total == by_name["Python by hand"].total
