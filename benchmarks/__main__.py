"""Measure, print and write ``docs/performance.md``. Ratios of one run; absolute times are this machine's."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ecoreward
from benchmarks import growth, rules
from ecoreward.api import policies_folder

ROOT = Path(__file__).parents[1]
CASES: dict[str, tuple[str, Callable[[dict[str, Any]], int], dict[str, Any], dict[str, Any]]] = {
    "庆元县 2021 · Qingyuan": (
        "qingyuan", rules.qingyuan,
        {"举报日期": "2022-03-01", "查证属实": True, "违法行为": ["偷排漏排"], "罚款": 1_234_567},
        {"verified": True, "violations": ["偷排漏排"], "fine_fen": 123_456_700},
    ),
    "郑州市 2018 · Zhengzhou": (
        "zhengzhou", rules.zhengzhou,
        {"举报日期": "2019-05-01", "查证属实": True, "违法行为": ["燃放烟花爆竹"]},
        {"verified": True, "violations": ["燃放烟花爆竹"]},
    ),
    "浙江省 2021 · Zhejiang": (
        "zhejiang", rules.zhejiang,
        {"举报日期": "2022-03-01", "查证属实": True, "违法行为": ["偷排漏排"], "罚款": 600_000,
         "行政拘留": True, "批准逮捕": True, "有罪判决": True},
        {"verified": True, "fine_fen": 60_000_000, "detained": True, "arrest_approved": True, "convicted": True},
    ),
}  # fmt: skip


def timed(work: Callable[[], Any], rounds: int, repeats: int = 5) -> float:
    """Median CPU seconds of one call."""
    found = []
    for _ in range(repeats):
        start = time.process_time()
        for _ in range(rounds):
            work()
        found.append((time.process_time() - start) / rounds)
    return statistics.median(found)


def scalar() -> list[tuple[str, float, float, float, float]]:
    """(policy, hand-written, decision, decision with text, decision as JSON) in seconds a case."""
    library = ecoreward.load()
    rows = []
    for label, (name, by_hand, facts, plain) in CASES.items():
        case = {"case": "bench", "jurisdiction": name, "facts": facts}
        decision = library.evaluate(case)
        assert decision.payable is not None
        assert decision.payable.minor == by_hand(plain), (label, decision.payable, by_hand(plain))
        rows.append(
            (
                label,
                timed(lambda f=by_hand, p=plain: f(p), 20_000),
                timed(lambda c=case: library.evaluate(c), 100),
                timed(lambda c=case: ecoreward.explanation(library.evaluate(c)), 20),
                timed(
                    lambda c=case: json.dumps(library.evaluate(c).to_json(), ensure_ascii=False), 50
                ),
            )
        )
    return rows


def cold() -> list[tuple[str, float]]:
    """CPU seconds of whole processes, medians of five."""
    here = [sys.executable, "-m", "ecoreward"]
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "import ecoreward": [sys.executable, "-c", "import ecoreward"],
        "ecoreward calc（一个案件 · one case）": [
            *here, "calc", "-j", "庆元县", "举报日期=2022-03-01", "罚款=120万", "查证属实=是", "违法行为=偷排漏排",
        ],
        "ecoreward calc（什么都不知道 · nothing known）": [*here, "calc", "-j", "杭州市"],
        "ecoreward check（全部文件 · all files）": [*here, "check"],
    }  # fmt: skip
    return [(label, _process(command)) for label, command in commands.items()]


def _process(command: list[str]) -> float:
    found = []
    for _ in range(6):
        before = os.times()
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        after = os.times()
        spent = after.children_user + after.children_system
        found.append(spent - before.children_user - before.children_system)
    return statistics.median(found[1:])


def main() -> None:
    """Run all, print, write the page."""
    page = report(scalar(), cold(), growth.growth(policies_folder(), _process))
    print(page)
    (ROOT / "docs" / "performance.md").write_text(page, encoding="utf-8")


def report(
    rows: list[tuple[str, float, float, float, float]],
    processes: list[tuple[str, float]],
    grown: list[growth.Grown],
) -> str:
    """The page, in Chinese and English."""
    lines = [
        "# 性能 · Performance",
        "",
        "由 `make bench` 生成。看比值：同一次运行里并排测得，机器快慢不影响；绝对时间只是这台机器的。",
        "",
        "Written by `make bench`. Read the ratios: measured side by side in one run. Absolute times are this machine's.",
        "",
        f"Python {platform.python_version()}，{os.cpu_count()} cores. 单位 µs/件 · µs a case, CPU time, medians of five.",
        "",
        "## 一件一件地算 · One case at a time",
        "",
        "手写的 Python 只给一个数；本软件给出金额、范围、推定的影响、理由、条款和完整轨迹。",
        "",
        "Hand-written Python returns a number; the engine returns the amount, what presumptions could move, reasons,",
        "articles and the full trace. The reference evaluator is the specification, not the fast path.",
        "",
        "| 政策 · policy | 手写 · by hand | 决定＋轨迹 · decision and trace | 比值 · ratio | ＋中文说明 · and text | ＋JSON |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for label, by_hand, decision, text, data in rows:
        lines.append(
            f"| {label} | {by_hand * 1e6:.2f} | {decision * 1e6:,.0f} | {decision / by_hand:,.0f} "
            f"| {text * 1e6:,.0f} | {data * 1e6:,.0f} |"
        )
    lines += [
        "",
        "很多案件一次算：[性能](performance-tables.md) · Many cases at once: [figures](performance-tables.md)",
        "",
        "## 冷启动 · Cold start",
        "",
        "整个进程的 CPU 时间（秒）· CPU seconds of the whole process",
        "",
        "| 命令 · command | 秒 · s |",
        "| --- | ---: |",
    ]
    lines += [f"| `{label}` | {seconds:.2f} |" for label, seconds in processes]
    lines += ["", *growth.table(grown)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
