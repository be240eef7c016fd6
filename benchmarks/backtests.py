"""A backtest over a large table: `python -m benchmarks.backtests [ROWS]`, each against one plain run over the same table.

Writes ``docs/performance-backtest.md``. Ratios of one run; the seconds are this machine's.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import ecoreward
from ecoreward.tables.run import Options, open_run
from ecoreward.tables.sample import sample
from ecoreward.tables.sink import open_sink
from ecoreward.tables.source import open_source
from ecoreward.workbench.backtesting import backtest

ROOT = Path(__file__).parents[1]
ROWS = 1_000_000
RATE: Mapping[str, str] = {"share-of-fine.rate": "8%"}
CAP = {**RATE, "share-of-fine.cap": "20万"}
MORE = {**CAP, "special.up_to": "30万", "must-be-verified.when": "查证属实 or 已发布悬赏"}
CASES: tuple[tuple[str, str, str, str, Mapping[str, str]], ...] = (
    ("郑州 2017 → 2018 · Zhengzhou", "郑州市", "zhengzhou-2017", "zhengzhou-2018", {}),
    ("庆元 比例 · Qingyuan, rate", "庆元县", "qingyuan-2021", "qingyuan-2021", RATE),
    ("庆元 比例、上限 · rate and cap", "庆元县", "qingyuan-2021", "qingyuan-2021", CAP),
    ("庆元 四处 · four changes", "庆元县", "qingyuan-2021", "qingyuan-2021", MORE),
)


class Measured(NamedTuple):
    """CPU seconds of a run and of a backtest, the differences and mixtures, and how many causes have a share each."""

    name: str
    run: float
    backtest: float
    differences: int
    mixtures: int
    causes: int


def measure(rows: int = ROWS) -> list[Measured]:
    """Every case over a table of its place."""
    library = ecoreward.load()
    out = []
    with tempfile.TemporaryDirectory() as folder:
        for name, place, before, after, settings in CASES:
            path = Path(folder) / f"{before}.parquet"
            if not path.exists():
                where = library.jurisdiction(place)
                made = sample(rows, 1, where.vocabulary, () if place == "郑州市" else [where])
                first = next(made)
                with open_sink(str(path), lang="zh", headers=first.columns) as sink:
                    for frame in (first, *made):
                        sink.write(frame)
            changed = {f"{after}.{k}": v for k, v in settings.items()}
            tried = library.with_settings(place, changed) if changed else library
            start = time.process_time()
            run = open_run(
                open_source(str(path)), library, Options(place, before, forced=True, coarse=True)
            )
            for _ in run.parts():
                pass
            plain = time.process_time() - start
            start = time.process_time()
            found = backtest(
                library,
                tried.edition(place, after),
                library.edition(place, before),
                open_source(str(path)),
            )
            whole = time.process_time() - start
            a = found.attribution
            out.append(
                Measured(
                    name,
                    plain,
                    whole,
                    len(found.differences),
                    a.mixtures if a else 0,
                    len(a.causes) if a else 0,
                )
            )
    return out


def page(found: list[Measured], rows: int) -> str:
    """The figures, in both languages."""
    lines = [
        "# 回测的性能 · Performance of backtests",
        "",
        f"`python -m benchmarks.backtests`，{rows:,} 行，同一次运行里的比值；秒数是本机的 CPU 秒。"
        f"Ratios of one run over {rows:,} rows; seconds are CPU seconds of this machine.",
        "",
        "| | 单独 `run` · a plain run | 回测 · backtest | 倍 · times | 不同处 · differences | 混合 · mixtures | 原因 · causes |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for m in found:
        figures = (f"{m.run:.1f} s", f"{m.backtest:.1f} s", f"{m.backtest / m.run:.1f}")
        counts = (str(m.differences), str(m.mixtures), str(m.causes))
        lines.append(f"| {' | '.join((m.name, *figures, *counts))} |")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return "\n".join([*lines, "", f"最多占用内存 · peak memory: {most} MB", ""])


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    text = page(measure(size), size)
    print(text)
    if size == ROWS:
        (ROOT / "docs/performance-backtest.md").write_text(text, "utf-8")
