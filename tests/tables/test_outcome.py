"""Rows of decisions as people read them: words, exact sums in main units, and what was kept of the table."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ecoreward.engine.decision import Outcome
from ecoreward.tables.outcome import COLUMNS, bad_rows, headers, output_of, readable
from ecoreward.tables.run import Options, open_run
from ecoreward.tables.source import open_source
from ecoreward.tables.spoken import Speaker

from .makers import put
from .runs import MIXED, library, ran


def written(tmp_path: Path, lang: str, *, keep: bool, text: str = MIXED) -> pl.DataFrame:
    run = open_run(open_source(str(put(tmp_path, "案件.csv", text))), library(), Options(size=4))
    return pl.concat(
        [output_of(p, run.plan, Speaker(run.tables.place, lang), keep=keep) for p in run.parts()]
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_column_has_a_header_of_its_own(lang: str) -> None:
    found = headers(lang)
    assert list(found) == list(COLUMNS)
    assert len(set(found.values())) == len(COLUMNS)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_outcomes_are_words(tmp_path: Path, lang: str) -> None:
    frame = written(tmp_path, lang, keep=False)
    words = {o.label(lang) for o in Outcome}
    assert set(frame[headers(lang)["outcome"]]) <= words
    assert frame.columns == list(headers(lang).values())


def test_a_sum_is_there_where_it_is_one(tmp_path: Path) -> None:
    frame = written(tmp_path, "en", keep=False)
    for low, high, amount in frame.select("low", "high", "amount").iter_rows():
        assert amount == (low if low == high else None)
    assert frame["payable"].to_list() == [
        Decimal("60000.00"), None, Decimal("0.00"), Decimal("500.00"), None, Decimal("0.00"), None,
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_facts_are_kept_as_they_stood(tmp_path: Path, lang: str) -> None:
    frame = written(tmp_path, lang, keep=True)
    assert frame.columns[4:9] == ["举报日期", "查证属实", "违法行为", "罚款（万元）", "已发放"]
    assert frame["罚款（万元）"].to_list() == ["120", None, "120", None, "[100..200)", "120", "120"]
    plain = written(tmp_path, lang, keep=False)
    assert frame.select(plain.columns).equals(plain)


def test_a_fact_named_like_a_result_keeps_a_name_of_its_own(tmp_path: Path) -> None:
    text = "地区,row,罚款,已发放\n庆元县,1,5,3\n"
    frame = written(tmp_path, "en", keep=True, text=text)
    assert len(set(frame.columns)) == len(frame.columns)


def test_currencies_without_a_minor_unit() -> None:
    frame: Any = ran(pl.DataFrame({"地区": ["庆元县"]})).frame
    frame = pl.concat([frame, frame]).with_columns(
        currency=pl.Series(["KRW", "CNY"]),
        low=pl.lit(5, dtype=pl.Int64),
        high=pl.lit(5, dtype=pl.Int64),
    )
    assert readable(frame, "en", Speaker(lambda name: None, "en"))["amount"].to_list() == [
        Decimal("5.00"),
        Decimal("0.05"),
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_wrong_is_told_with_its_cell(tmp_path: Path, lang: str) -> None:
    found = ran(put(tmp_path, "案件.csv", MIXED))
    frame = bad_rows(found.bad, lang)
    assert frame.columns[0] == {"zh": "行", "en": "row"}[lang]
    assert (
        list(
            zip(
                *(frame[c] for c in (frame.columns[0], frame.columns[1], frame.columns[4])),
                strict=True,
            )
        )
        == found.wrong
    )
    assert "许多" not in str(frame.to_dicts())  # a cell is never repeated
    assert all(frame[frame.columns[3]])
    assert bad_rows((), lang).height == 0
