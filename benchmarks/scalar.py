"""One case after another: our engines and the rivals, interleaved in one process, µs a case.

``python -m benchmarks.scalar [ROWS] [ROUNDS]`` prints the table. A slow engine takes the first rows only;
every answer is compared with hand-written Python's, which the tests compare with the reference.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.rivals.data import make, masked
from benchmarks.rivals.engines import ONE_BY_ONE, PYTHON, missing
from benchmarks.rivals.policies import POLICIES


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
    expected = ONE_BY_ONE[PYTHON][1].prepare(table)()
    works: dict[str, tuple[Callable[[], Any], int, int]] = {}
    for name, (package, engine) in ONE_BY_ONE.items():
        if missing(package) or (engines and name not in (*engines, PYTHON)):
            continue
        part = table.head(engine.most)
        work = engine.prepare(part)
        answer = [tuple(int(v) for v in r) for r in engine.read(table.policy, work())]
        for row, (mine, other) in enumerate(zip(answer, expected, strict=False)):
            if mine != other:
                raise AssertionError(f"{name}: row {row} is {mine}, not {other}")
        if len(answer) != len(part):
            raise AssertionError(f"{name}: {len(answer)} answers to {len(part)} cases")
        works[name] = work, len(part), sum(a for o, a, _ in answer if o == 2)
    spent: dict[str, list[float]] = {n: [] for n in works}
    for _ in range(rounds):
        for name, (work, count, _) in works.items():
            gc.collect()
            start = time.process_time()
            work()
            spent[name].append((time.process_time() - start) / count * 1e6)
    middle = {n: statistics.median(s) for n, s in spent.items()}
    return [
        Result(policy, n, works[n][1], m, m / middle[PYTHON], works[n][2])
        for n, m in middle.items()
    ]


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
    print("\n".join(lines(measure(*(int(a) for a in sys.argv[1:])))))
