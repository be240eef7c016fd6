"""Backtests to be printed: small ones that have everything a report can show."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl

import ecoreward
from ecoreward.tables.of_frame import FrameSource
from ecoreward.tables.renamed import Renamed
from ecoreward.tables.source import open_source
from ecoreward.workbench.backtest import Backtest
from ecoreward.workbench.backtesting import backtest

ROOT = Path(__file__).parents[2]


@cache
def zhengzhou() -> Backtest:
    """Ranges, many causes, a case that no rule of the baseline catches."""
    library = ecoreward.load()
    one, two = (library.edition("郑州市", f"zhengzhou-{year}") for year in (2017, 2018))
    return backtest(library, two, one, open_source(str(ROOT / "examples/tables/zhengzhou.csv")))


@cache
def qingyuan() -> Backtest:
    """What was paid, a row without a decision, one of another place, an open fact."""
    library = ecoreward.load()
    rate = {"qingyuan-2021.share-of-fine.rate": "8%"}
    draft = library.with_settings("庆元县", rate).edition("庆元县")
    rows = {
        "案件": ["Q-1", "Q-2", "Q-3", "Q-4", "Q-5", "Q-6", "Q-7"],
        "地区": ["庆元县"] * 6 + ["郑州市"],
        "举报日期": ["2022-03-01", "2022-03-15", "2022-04-02", "2022-04-09", "2022-05-20", "2022-06-21", "2022-06-21"],
        "查证属实": ["是", "是", "是", "否", "是", "许多", "是"],
        "违法行为": ["偷排漏排"] * 6 + ["黑渣土车"],
        "罚款": ["1200000", "100000", "300000", "200000", None, "3", "3"],
        "实发": ["60000", "5000", "12000", "1000", None, None, None],
    }  # fmt: skip
    source = Renamed(FrameSource(pl.DataFrame(rows)), "实发", "已付")
    return backtest(library, draft, library.edition("庆元县"), source)


@cache
def unchanged() -> Backtest:
    """An edition against itself."""
    library = ecoreward.load()
    one = library.edition("郑州市", "zhengzhou-2018")
    return backtest(library, one, one, open_source(str(ROOT / "examples/tables/zhengzhou.csv")))


def many_months() -> Backtest:
    """More months than are told one by one."""
    library = ecoreward.load()
    days = [f"20{year}-{month:02d}-03" for year in (22, 23) for month in range(1, 13)]
    rows = {
        "举报日期": days, "查证属实": ["是"] * 24, "违法行为": ["偷排漏排"] * 24, "罚款": ["100000"] * 24,
    }  # fmt: skip
    rate = {"qingyuan-2021.share-of-fine.rate": "4%"}
    draft = library.with_settings("庆元县", rate).edition("庆元县")
    return backtest(library, draft, library.edition("庆元县"), FrameSource(pl.DataFrame(rows)))
