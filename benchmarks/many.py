"""Write ``docs/performance-tables.md``: many cases at once, beside hand-written code and other engines.

``python -m benchmarks.many`` takes about a quarter of an hour and 6 GB; engines that are not installed are left out.
"""

from __future__ import annotations

import platform
from collections.abc import Sequence

from benchmarks import columns, national, scalar
from benchmarks.rivals.engines import cannot
from benchmarks.rivals.policies import ROOT

OURS = "ecoreward, Polars"
HEAD = """# 很多案件一次算 · Many cases at once

由 `python -m benchmarks.many` 生成。看比值：同一次运行里轮流测得，取中位数；绝对时间只是这台机器的。
每个引擎的每一行答案都与第一个引擎逐行核对，再抽样与逐案计算核对，不一致就不出这一页。

Written by `python -m benchmarks.many`. Read the ratios: measured in turn in one run, medians. Absolute times
are this machine's. Every answer of every engine is compared with the first engine's, row by row, and a sample
with the reference evaluator; where they differ there is no page.

Python {python}，{cores} cores.
"""


def main() -> None:
    """Measure and write the page."""
    lines = [HEAD.format(python=platform.python_version(), cores=national.cores())]
    lines += _columns(1_000_000, 7) + _columns(10_000_000, 5)
    lines += _growth()
    lines += _scalar()
    lines += _places()
    lines += _whole()
    page = "\n".join(lines).rstrip() + "\n"
    (ROOT / "docs" / "performance-tables.md").write_text(page, encoding="utf-8")
    print(page)


def _columns(rows: int, rounds: int) -> list[str]:
    found = columns.measure(rows, rounds, threads=(1,))
    return [
        f"## {rows:,} 行，一个线程 · {rows:,} rows, one thread",
        "",
        "现成的列进，三列出（结果、金额、依据的条款），与手写的相同；“all outputs”给出全部各列；",
        "“typed table to decisions”从读好的表到带文字的结果。",
        "",
        "Ready columns in, three columns out (outcome, amount, deciding node), the same as by hand; `all outputs`",
        "gives all columns; `typed table to decisions` goes from a table that was read to rows with words.",
        "",
        *columns.lines(found),
        "",
        *_aims(found),
        "",
    ]


def _aims(found: Sequence[columns.Result]) -> list[str]:
    out = []
    for r in found:
        if r.engine == OURS:
            by_hand = f"{r.to_polars:.2f}" if r.to_polars else "–"
            loop = f"{r.to_numba:.2f}" if r.to_numba else "–"
            out.append(
                f"- {r.policy}: {by_hand} × 手写 Polars（目标 1.3）· × Polars by hand (aim 1.3); "
                f"{loop} × numba（目标 3）· × one numba thread (aim 3)"
            )
    return out


def _growth() -> list[str]:
    found = columns.growth(threads=(1,))
    return [
        "## 行数增加 · More rows",
        "",
        *columns.lines(found),
        "",
    ]


def _scalar() -> list[str]:
    found = scalar.measure(20_000, 5)
    one = national.one_by_one()
    return [
        "## 一件接一件 · One case after another",
        "",
        *scalar.lines(found),
        "",
        f"- `evaluate_many`：每件 {one.many:,.0f} µs（读入和检查占大部分），逐件 `evaluate` 为 {one.evaluate:,.0f} µs；"
        f"事后读一件的完整决定 {one.later:,.0f} µs（目标 30 µs，没有达到）。",
        f"- `evaluate_many`: {one.many:,.0f} µs a case (mostly reading and checking), `evaluate` "
        f"{one.evaluate:,.0f} µs; the whole decision of one answer, read later, {one.later:,.0f} µs (aim 30 µs, missed).",
        "",
        *cannot(),
        "",
    ]


def _places() -> list[str]:
    lines = [
        "## 一张表里的地区增加 · More places in one table",
        "",
        f"{national.ROWS:,} 行，从有类型的列到结果；留给逐案计算的行只计数。",
        "",
        f"{national.ROWS:,} rows, typed columns to decisions; rows left to the reference are counted, not decided.",
        "",
        "| 地区 · places | 版本 · editions | µs/行 · µs a row | 留给逐案 · left |",
        "| ---: | ---: | ---: | ---: |",
    ]
    for g in national.places():
        lines.append(f"| {g.places} | {g.editions} | {g.micros:.2f} | {g.left:.1%} |")
    return [*lines, ""]


def _whole() -> list[str]:
    lines = [
        "## 从文件到文件 · From file to file",
        "",
        "`ecoreward run`，整个进程 · the whole process",
        "",
        "| 格式 · format | 行 · rows | 秒 · s | CPU 秒 · CPU s | 内存峰值 · peak MB |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for suffix, rows in (
        (".csv", 1_000_000),
        (".parquet", 1_000_000),
        (".parquet", 20_000_000),
        (".xlsx", 100_000),
    ):
        w = national.whole(rows, suffix)
        lines.append(f"| {w.what} | {w.rows:,} | {w.seconds:.1f} | {w.cpu:.1f} | {w.peak_mb:,} |")
    return [*lines, ""]


if __name__ == "__main__":
    main()
