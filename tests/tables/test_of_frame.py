"""A data frame, decided in place: a row for each row, exact sums, and a word for what cannot be decided."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from ecoreward.tables.of_frame import decided
from ecoreward.tables.problems import TableProblems
from ecoreward.tables.run import Engine, Options

from .runs import library

FRAME = pl.DataFrame({
    "地区": ["庆元县", "庆元县", "庆圆县", "韩国", "庆元县"],
    "举报日期": ["2022-03-01"] * 5,
    "查证属实": [True, True, True, None, True],
    "违法行为": ["偷排漏排"] * 5,
    "罚款": ["1200000", None, "1", None, "许多"],
    "我的列": [1, 2, 3, 4, 5],
})  # fmt: skip


def test_one_row_for_each_row_in_order() -> None:
    found = library().evaluate_table(FRAME)
    assert found.columns == [
        "jurisdiction", "edition", "outcome", "amount", "low", "high", "payable", "overpaid", "currency",
        "because", "open", "problem",
    ]  # fmt: skip
    assert found.height == FRAME.height
    assert found["outcome"].to_list()[:3] == ["awarded", "undetermined", None]
    assert found["problem"].to_list()[2] == "library.unknown-jurisdiction"
    assert found["problem"].to_list()[4] == "case.want-money"
    assert found["payable"].to_list()[:3] == [Decimal("60000.00"), None, None]
    assert found["amount"].to_list()[:2] == [Decimal("60000.00"), None]
    assert (found["low"][1], found["high"][1]) == (Decimal("0.00"), Decimal("100000.00"))
    assert all(found[c].dtype == pl.Decimal(38, 2) for c in ("amount", "low", "high", "payable"))
    assert isinstance(found["outcome"].dtype, pl.Enum)


def test_under_one_edition_the_day_does_not_matter() -> None:
    edition = library().edition("zhengzhou", "zhengzhou-2018")
    found = edition.evaluate_table(
        pl.DataFrame({"查证属实": [True, True], "违法行为": ["黑渣土车", "篡改伪造监测数据"]})
    )
    assert found["payable"].to_list() == [Decimal("500.00"), Decimal("5000.00")]
    assert set(found["edition"]) == {"zhengzhou-2018"}


@pytest.mark.parametrize("bad", [True, False])
def test_no_row_or_no_good_row(bad: bool) -> None:
    frame = FRAME[2:3] if bad else FRAME.clear()
    found = library().evaluate_table(frame)
    assert found.height == len(frame)
    assert found.columns == library().evaluate_table(FRAME).columns
    assert found.schema == library().evaluate_table(FRAME).schema
    assert found["problem"].to_list() == ["library.unknown-jurisdiction"] * bad


def test_floats_are_taken_by_their_shortest_digits_or_not_at_all() -> None:
    base = {
        "地区": ["庆元县"] * 2,
        "举报日期": ["2022-03-01"] * 2,
        "查证属实": [True] * 2,
        "违法行为": ["偷排漏排"] * 2,
    }
    found = library().evaluate_table(pl.DataFrame({**base, "罚款": [100.1, 100.123]}))
    assert found["outcome"].to_list() == ["awarded", None]
    assert found["problem"].to_list() == [None, "case.too-fine-money"]


def test_columns_that_cannot_be_read_are_refused() -> None:
    with pytest.raises(TableProblems):
        library().evaluate_table(FRAME.with_columns(姓名=pl.lit("x")))
    with pytest.raises(TableProblems):
        library().evaluate_table(FRAME.drop("地区"))
    slip = FRAME.with_columns(查证熟实=pl.lit(True))
    with pytest.raises(TableProblems):
        library().evaluate_table(slip)
    assert library().evaluate_table(slip, extra="ignore").height == FRAME.height


@pytest.mark.parametrize("engine", ["polars", "reference"])
def test_a_sum_that_no_column_holds_is_a_row_without_a_decision(engine: Engine) -> None:
    row = {"举报日期": "2022-03-01", "查证属实": "是", "违法行为": "偷排漏排", "罚款": "100"}
    frame = pl.DataFrame(
        [{**row, "已发放": "99999999999999999"}, {**row, "已发放": "9999999999999999"}]
    )
    options = Options("庆元县", engine=engine)
    found = decided(frame, library(), options)
    assert found["problem"].to_list() == ["case.sum-beyond", None]
    assert found["overpaid"].to_list() == [None, Decimal("9999999999999994.00")]


@pytest.mark.parametrize("place", ["korea/korea", "taiwan/taipei", "taiwan/changhua", "usa/usa"])
def test_an_empty_column_that_chooses_the_edition(place: str) -> None:
    """Which edition is in force depends on the violations, and no row of the table says any."""
    frame = pl.DataFrame(
        {"地区": [place], "举报日期": ["2022-03-01"], "违法行为": [None]},
        schema_overrides={"违法行为": pl.String},
    )
    without = library().evaluate_table(frame.drop("违法行为"))
    assert library().evaluate_table(frame).equals(without)
