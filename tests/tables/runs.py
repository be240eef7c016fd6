"""A run over a table as a test wants it: rows in, rows of decisions and what is wrong out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

import ecoreward
from ecoreward.api import Library
from ecoreward.tables.of_frame import FrameSource
from ecoreward.tables.run import BadCell, Options, Run, open_run
from ecoreward.tables.source import Source, open_source

# One row of each kind, the bad ones among the others; the first record is row 2.
MIXED = """\
案件,地区,版本,举报日期,查证属实,违法行为,罚款（万元）,已发放
A-1,庆元县,,2022-03-01,是,偷排漏排,120,
A-2,庆元县,,2022-03-01,是,偷排漏排,,
A-3,庆元县,,2022-03-01,否,偷排漏排,120,
A-4,庆元县,,2022-03-01,是,偷排漏排,许多,
A-5,庆圆县,,2022-03-01,是,偷排漏排,120,
A-6,庆元县,qingyuan-1999,2022-03-01,是,偷排漏排,120,
A-7,郑州市,,2018-07,是,机动车冒黑烟,,
A-8,庆元县,,2022-03-01,是,偷排漏排,[100..200),
,,,,,,,
A-9,庆元县,,2022-03-01,是,偷排漏排,120,100000
A-10,庆元县,,2022-13-01,也许,偷排漏排,120,
A-11,庆元县,,2001-03-01,是,偷排漏排,120,
A-12,,,2022-03-01,是,偷排漏排,120,
"""
# What is wrong with which of them.
WRONG = [
    (5, "罚款（万元）", "case.want-money"),
    (6, "地区", "library.unknown-jurisdiction"),
    (7, "版本", "case.unknown-edition"),
    (12, "举报日期", "case.no-such-day"),
    (12, "查证属实", "case.want-boolean"),
    (14, "地区", "case.no-jurisdiction"),
]


class Ran(NamedTuple):
    """A run that has ended."""

    run: Run
    frame: pl.DataFrame
    bad: tuple[BadCell, ...]

    @property
    def wrong(self) -> list[tuple[int, str, str]]:
        """Row, column and code of everything that is wrong."""
        return [(b.row, b.column, b.problem.code) for b in self.bad]

    def sums(self, currency: str = "CNY") -> dict[str, Any]:
        """The totals of one currency."""
        return dict(self.run.tally.to_json()["sums"][currency])


@cache
def library() -> Library:
    return ecoreward.load()


def ran(
    source: Source | pl.DataFrame | Path | str, rules: Library | None = None, **options: Any
) -> Ran:
    """Decide a table to its end."""
    if isinstance(source, pl.DataFrame):
        source = FrameSource(source)
    elif isinstance(source, (str, Path)):
        source = open_source(str(source))
    run = open_run(source, rules or library(), Options(**options))
    parts = list(run.parts())
    frames: Sequence[pl.DataFrame] = [p.frame for p in parts]
    return Ran(run, pl.concat(frames), tuple(b for p in parts for b in p.bad))
