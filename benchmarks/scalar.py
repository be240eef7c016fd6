"""One case after another: our engines and the rivals, interleaved in one process, µs a case.

``python -m benchmarks.scalar [ROWS] [ROUNDS]`` prints the table. A slow engine takes the first rows only;
every answer is compared with hand-written Python's, which the tests compare with the reference.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.rivals.data import make, masked
from benchmarks.rivals.engines import ONE_BY_ONE, PYTHON, cannot, missing
from benchmarks.rivals.policies import AWARDED, POLICIES


@dataclass(frozen=True, slots=True)
class Result:
    """One engine on one policy: the median CPU microseconds a case, and how many times hand-written Python's."""

    policy: str
    engine: str
    rows: int
    micros: float
    to_python: float
    total: int  # fen in all, of its rows


def measure(
    rows: int = 20_000,
    rounds: int = 5,
    *,
    policies: Iterable[str] = tuple(POLICIES),
    engines: Sequence[str] | None = None,
    seed: int = 5,
) -> list[Result]:
    """Every engine on every policy; hand-written Python always, for the ratio."""
    return [r for p in policies for r in _policy(p, rows, rounds, engines, seed)]


def _policy(
    policy: str, rows: int, rounds: int, engines: Sequence[str] | None, seed: int
) -> list[Result]:
    table = masked(make(policy, rows, seed))
    function, inputs = ONE_BY_ONE[PYTHON][1].prepare(table)
    expected = list(map(function, inputs))
    works: dict[str, tuple[Callable[[Any], Any], Sequence[Any]]] = {}
    totals: dict[str, int] = {}
    for name, (package, engine) in ONE_BY_ONE.items():
        if missing(package) or (engines is not None and name not in (*engines, PYTHON)):
            continue
        part = table.head(engine.most)
        works[name] = function, inputs = engine.prepare(part)
        answer = engine.read(table.policy, list(map(function, inputs)))
        totals[name] = _compared(name, [tuple(map(int, r)) for r in answer], expected[: len(part)])
    spent: dict[str, list[float]] = {n: [] for n in works}
    for _ in range(rounds):
        for name, (function, inputs) in works.items():
            spent[name].append(_micros(function, inputs))
    middle = {n: statistics.median(s) for n, s in spent.items()}
    return [
        Result(policy, n, len(works[n][1]), m, m / middle[PYTHON], totals[n])
        for n, m in middle.items()
    ]


def _micros(function: Callable[[Any], Any], inputs: Sequence[Any]) -> float:
    """CPU microseconds a case; as in `timeit` nothing is kept and nothing collected meanwhile."""
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        deque(map(function, inputs), maxlen=0)
        return (time.process_time() - start) / len(inputs) * 1e6
    finally:
        gc.enable()


def _compared(name: str, answer: Sequence[Any], expected: Sequence[Any]) -> int:
    """The fen in all; raises where an answer differs from hand-written Python's."""
    for row, (mine, other) in enumerate(zip(answer, expected, strict=True)):
        if mine != other:
            raise AssertionError(f"{name}: row {row} is {mine}, not {other}")
    return sum(amount for outcome, amount, _ in answer if outcome == AWARDED)


def lines(results: Sequence[Result]) -> list[str]:
    """The figures as a Markdown table."""
    out = [
        "| policy | engine | rows | µs a case | to Python by hand |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    out += [
        f"| {r.policy} | {r.engine} | {r.rows:,} | {r.micros:,.2f} | {r.to_python:,.1f} |"
        for r in results
    ]
    return out


if __name__ == "__main__":
    print("\n".join([*lines(measure(*(int(a) for a in sys.argv[1:]))), "", *cannot()]))
