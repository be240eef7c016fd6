"""Tables end to end, and how they grow: with rows, with places in one table, against one case at a time."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl

import ecoreward
from ecoreward.tables.of_frame import FrameSource
from ecoreward.tables.run import Options, Run, open_run
from ecoreward.tables.sample import sample

PLACES = (1, 5, 20, 70)
ROWS = 200_000


class Grown(NamedTuple):
    """One table of several places: microseconds of CPU a row that columns decide, the share that they leave."""

    places: int
    editions: int
    micros: float
    left: float


def places(counts: tuple[int, ...] = PLACES, rows: int = ROWS) -> Iterator[Grown]:
    """The same number of rows over more and more places; what is left to the reference is counted, not decided."""
    library = ecoreward.load()
    all_places = []
    for known in library.jurisdictions:
        where = library.jurisdiction_of(known.file)
        if where.currency == "CNY":
            all_places.append(where)
    for count in counts:
        chosen = all_places[:count]
        frame = pl.concat(list(sample(rows, 3, library.vocabulary, chosen, native=True)))
        best = None
        for _ in range(3):
            run = _Counting(*_opened(frame, library))
            for part in run.parts():  # compiles what the table needs
                del part
            start = time.process_time()
            run.tally.__init__()  # type: ignore[misc]
            done = sum(part.frame.height for part in run.parts())
            spent = time.process_time() - start
            best = spent if best is None else min(best, spent)
        assert best is not None
        editions = len(run.tables.editions)
        yield Grown(count, editions, best / max(1, done) * 1e6, 1 - done / rows)


def _opened(frame: pl.DataFrame, library: ecoreward.Library) -> tuple[object, ...]:
    run = open_run(FrameSource(frame), library, Options())
    return run.source, run.rules, run.options, run.plan, run.warnings, run.tables


class _Counting(Run):
    """A run that only counts what columns leave."""

    def _left(self, batch, plan, rows, left):  # type: ignore[no-untyped-def]
        for group in left:
            self.tally.left[group.why] += len(group.rows)
        return None, []


class Whole(NamedTuple):
    """A run as a process: rows, seconds, CPU seconds, peak memory."""

    what: str
    rows: int
    seconds: float
    cpu: float
    peak_mb: int


def whole(rows: int, suffix: str) -> Whole:
    """`ecoreward run` over a made table of Zhengzhou, reading and writing one format."""
    with tempfile.TemporaryDirectory() as folder:
        table, out = Path(folder) / f"cases{suffix}", Path(folder) / f"out{suffix}"
        here = [sys.executable, "-m", "ecoreward"]
        subprocess.run(
            [*here, "sample", str(table), "--rows", str(rows)], check=True, capture_output=True
        )
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        code = (
            "import resource, subprocess, sys;"
            "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL);"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, *here, "run", str(table), "-o", str(out)],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        seconds = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Whole(f"{suffix} → {suffix}", rows, seconds, cpu, int(done.stdout))


class OneByOne(NamedTuple):
    """Microseconds a case: evaluate_many from plain data, the whole decision, and reading its trace later."""

    many: float
    evaluate: float
    later: float


def one_by_one(count: int = 2000) -> OneByOne:
    """Cases of Qingyuan with a fine each of their own."""
    library = ecoreward.load()
    facts = {"举报日期": "2022-03-01", "查证属实": True, "违法行为": ["偷排漏排"]}
    cases = [{"jurisdiction": "庆元县", "facts": {**facts, "罚款": 997 * i}} for i in range(count)]
    library.evaluate_many(cases[:5])
    start = time.process_time()
    answers = library.evaluate_many(cases)
    many = (time.process_time() - start) / count
    start = time.process_time()
    for case in cases[:40]:
        library.evaluate(case)
    one = (time.process_time() - start) / 40
    start = time.process_time()
    for answer in answers[:40]:
        answer.decision()
    later = (time.process_time() - start) / 40
    return OneByOne(many * 1e6, one * 1e6, later * 1e6)


def cores() -> int:
    """How many cores this machine has."""
    return os.cpu_count() or 1
