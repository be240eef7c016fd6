"""Columns: our engines and the rivals over one table, interleaved in one process a policy and thread count.

``python -m benchmarks.columns [ROWS] [ROUNDS]`` prints the tables; `measure` and `growth` give the figures.
Every answer of every engine is compared with the first engine's, row by row, and with the reference on a sample.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.rivals.policies import POLICIES, ROOT

GROWTH = (10_000, 100_000, 1_000_000, 10_000_000, 50_000_000)
SAMPLE = 200
# Each of these has its own way of being told how many threads to use.
_THREADS = (
    "POLARS_MAX_THREADS", "NUMBA_NUM_THREADS", "NUMEXPR_NUM_THREADS", "NUMEXPR_MAX_THREADS",
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """One engine on one policy: medians of the rounds, totals of its answers.

    With one thread, cases a second and ratios are of CPU seconds, which other work on the machine
    hardly moves; with all threads of seconds on the clock, which need a quiet machine. The ratios: how
    many times as long as hand-written Polars (the faster of its two engines) and as one numba thread.
    """

    policy: str
    engine: str
    rows: int
    threads: int
    cpu: float
    wall: float
    cases_per_second: float
    to_polars: float | None
    to_numba: float | None
    masks: float  # seconds for the bit masks, once a table, the same for all
    prepare: float  # seconds for the engine's own layout of the table, and compiling
    totals: tuple[int, ...]  # cases by outcome, fen in all


def measure(
    rows: int,
    rounds: int = 5,
    *,
    policies: Iterable[str] = tuple(POLICIES),
    threads: Sequence[int] = (1, os.cpu_count() or 1),
    engines: Sequence[str] | None = None,
    seed: int = 5,
) -> list[Result]:
    """Every engine on every policy, for each number of threads, in processes of their own."""
    found: list[Result] = []
    for policy in policies:
        for count in threads:
            asked = json.dumps([policy, rows, rounds, count, engines, seed])
            environment = {**os.environ, **dict.fromkeys(_THREADS, str(count))}
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.columns", "--one", asked],
                cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            lines = json.loads(done.stdout.splitlines()[-1])
            found += [Result(**{**r, "totals": tuple(r["totals"])}) for r in lines]
    return found


def growth(
    sizes: Sequence[int] = GROWTH,
    rounds: int = 3,
    *,
    policies: Iterable[str] = ("zhengzhou", "twelve"),
    threads: Sequence[int] = (os.cpu_count() or 1,),
) -> list[Result]:
    """From ten thousand rows to fifty million: our engines, streaming Polars and one numba thread."""
    from benchmarks.rivals.engines import COLUMNS, NUMBA, POLARS

    engines = [*COLUMNS, POLARS[1], NUMBA]
    found: list[Result] = []
    for size in sizes:
        # Small tables take microseconds: more rounds cost nothing and steady the median.
        more = rounds * max(1, min(20, 1_000_000 // size))
        found += measure(size, more, policies=policies, threads=threads, engines=engines)
    return found


def _one(
    policy: str, rows: int, rounds: int, threads: int, engines: Any, seed: int
) -> list[Result]:
    """What one process measures: all engines in turn, round after round."""
    from benchmarks.rivals.data import make, masked
    from benchmarks.rivals.engines import OVER_COLUMNS, missing

    table = make(policy, rows, seed)
    table, masks = _timed(lambda: masked(table))
    works: dict[str, Callable[[], Any]] = {}
    prepared: dict[str, float] = {}
    totals: dict[str, tuple[int, ...]] = {}
    first: tuple[Any, ...] | None = None
    for name, (package, engine) in OVER_COLUMNS.items():
        if missing(package) or (engines and name not in engines):
            continue
        if name == "numba, all threads" and threads == 1:
            continue
        work, prepared[name] = _timed(lambda e=engine: e.prepare(table, threads))
        answer = tuple(_array(engine.read(table.policy, work()), n) for n in _OUT)
        if first is None:
            first = answer
            _compare_sample(table, answer)
        totals[name] = _compared(name, answer, first)
        works[name] = work
    cpu: dict[str, list[float]] = {n: [] for n in works}
    wall: dict[str, list[float]] = {n: [] for n in works}
    for _ in range(rounds):
        for name, work in works.items():
            gc.collect()
            clock, used = time.perf_counter(), time.process_time()
            work()
            cpu[name].append(time.process_time() - used)
            wall[name].append(time.perf_counter() - clock)
    return _results(policy, rows, threads, cpu, wall, masks, prepared, totals)


_OUT = ("outcome", "amount", "node")


def _results(
    policy: str,
    rows: int,
    threads: int,
    cpu: dict[str, list[float]],
    wall: dict[str, list[float]],
    masks: float,
    prepared: dict[str, float],
    totals: dict[str, tuple[int, ...]],
) -> list[Result]:
    from benchmarks.rivals.engines import NUMBA, POLARS

    middle = {n: (statistics.median(cpu[n]), statistics.median(wall[n])) for n in cpu}
    which = 0 if threads == 1 else 1
    by_hand = min((middle[n][which] for n in POLARS if n in middle), default=None)
    loop = middle[NUMBA][which] if NUMBA in middle else None
    return [
        Result(
            policy, name, rows, threads, used, clock, rows / middle[name][which],
            middle[name][which] / by_hand if by_hand else None,
            middle[name][which] / loop if loop else None,
            masks, prepared[name], totals[name],
        )
        for name, (used, clock) in middle.items()
    ]  # fmt: skip


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    found = work()
    return found, time.perf_counter() - start


def _array(answer: Any, name: str) -> Any:
    import numpy as np

    return np.asarray(answer[name]).astype(np.int64 if name == "amount" else np.int8)


def _compared(name: str, answer: tuple[Any, ...], first: tuple[Any, ...]) -> tuple[int, ...]:
    """The totals; raises where an answer differs from the first engine's."""
    import numpy as np

    outcome, amount, _ = answer
    for what, mine, other in zip(_OUT, answer, first, strict=True):
        if not np.array_equal(mine, other):
            row = int(np.flatnonzero(mine != other)[0])
            raise AssertionError(f"{name}: {what} of row {row} is {mine[row]}, not {other[row]}")
    return (*np.bincount(outcome, minlength=4).tolist(), int(amount[outcome == 2].sum()))


def _compare_sample(table: Any, answer: tuple[Any, ...]) -> None:
    """Rows from the whole table against the reference evaluator."""
    import ecoreward
    from benchmarks.rivals.data import reference
    from benchmarks.rivals.policies import library_texts

    library = ecoreward.load_texts(library_texts())
    for row in range(0, len(table), max(1, len(table) // SAMPLE)):
        found = tuple(int(a[row]) for a in answer)
        expected = reference(library, table, row)
        if found != expected:
            raise AssertionError(f"row {row}: {found}, the reference says {expected}")


def lines(results: Sequence[Result]) -> list[str]:
    """The figures as a Markdown table."""
    out = [
        "| policy | engine | rows | threads | CPU s | s | M cases/s | to Polars | to numba | prepare s |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for r in results:
        polars = f"{r.to_polars:.2f}" if r.to_polars else ""
        numba = f"{r.to_numba:.2f}" if r.to_numba else ""
        out.append(
            f"| {r.policy} | {r.engine} | {r.rows:,} | {r.threads} | {r.cpu:.4f} | {r.wall:.4f} "
            f"| {r.cases_per_second / 1e6:.1f} | {polars} | {numba} | {r.prepare:.2f} |"
        )
    return out


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps([asdict(r) for r in _one(*json.loads(sys.argv[2]))]))
    else:
        given = [int(a) for a in sys.argv[1:]]
        print("\n".join(lines(measure(*(given or [1_000_000])))))
