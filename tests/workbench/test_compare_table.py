"""The cases of a table under many places: as `run` has it for each place, as `compare` for each case."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from statistics import median
from typing import Any

import polars as pl
import pytest

import ecoreward
from ecoreward import Library, PolicyProblems
from ecoreward.money import Money
from ecoreward.tables.of_frame import FrameSource
from ecoreward.tables.problems import TableProblems
from ecoreward.tables.record import case_data
from ecoreward.tables.run import Options, open_run
from ecoreward.tables.sample import sample
from ecoreward.tables.tally import Tally
from ecoreward.workbench.compare_table import compare_table
from ecoreward.workbench.lanes import OWN_KEYS
from ecoreward.workbench.table_comparison import PlaceResult, TableComparison

from .test_compare import library as odd

SHIPPED = ecoreward.load()
PLACES = (
    "庆元县",
    "杭州市",
    "浙江省",
    "郑州市",
    "江苏省",
    "慈溪市",
    "安徽省",
    "首尔特别市铜雀区",
    "上海市",
)
HEADERS = {
    "jurisdiction": "地区",
    "edition": "版本",
    "decided": "裁量金额",
    "already_paid": "已发放",
}


def zhengzhou(rows: int = 150, missing: Fraction = Fraction(1, 10)) -> pl.DataFrame:
    (frame,) = sample(rows, 3, SHIPPED.vocabulary, missing=missing)
    return frame


def mixed(rows: int = 120) -> pl.DataFrame:
    places = [
        SHIPPED.jurisdiction(name)
        for name in ("庆元县", "杭州市", "郑州市", "江苏省", "首尔特别市铜雀区")
    ]
    (frame,) = sample(rows, 5, SHIPPED.vocabulary, places, missing=Fraction(1, 20))
    return frame


def compared(
    frame: pl.DataFrame,
    places: Sequence[str] | None = PLACES,
    rules: Library = SHIPPED,
    **options: Any,
) -> TableComparison:
    return compare_table(rules, FrameSource(frame), places, **options)


def place(found: TableComparison, name: str) -> PlaceResult:
    [one] = [p for p in found.places if p.jurisdiction["name"] == name and not p.own]
    return one


def tally(frame: pl.DataFrame, rules: Library = SHIPPED, **options: Any) -> Tally:
    """What `run` comes to for a table without what belongs to its own place."""
    bare = frame.drop([h for h in HEADERS.values() if h in frame.columns])
    run = open_run(FrameSource(bare), rules, Options(extra="ignore", **options))
    list(run.parts())
    return run.tally


def agrees(one: PlaceResult, run: Tally) -> None:
    assert one.total is not None
    sums = run.sums.get(one.currency)
    assert one.total.cases == run.rows
    assert one.unread == run.bad
    assert one.outcomes == {k: v for k, v in run.outcomes.items() if v}
    assert one.total.low.minor == (sums.low if sums else 0)
    assert one.total.endless == (sums.endless if sums else 0)
    if one.total.high is not None:
        assert one.total.high.minor == (sums.high if sums else 0)
    assert {str(e.edition["id"]): e.cases for e in one.editions} == {
        k: v for k, v in run.editions.items() if k
    }


@pytest.mark.parametrize("size", [50, 10_000])
def test_each_place_is_what_run_gives(size: int) -> None:
    frame = zhengzhou()
    found = compared(frame, size=size)
    assert (found.own, found.cases, found.bad) == ("zhengzhou", 150, 0)
    assert [p.name("zh") for p in found.places if p.own] == ["郑州市"]
    agrees(found.places[0], tally(frame, place="郑州市"))
    for name in PLACES:
        if name not in ("郑州市", "首尔特别市铜雀区"):
            agrees(place(found, name), tally(frame, place=name))
    assert len(found.places) == len(PLACES)


@pytest.mark.parametrize("name", ["庆元县", "杭州市", "郑州市", "慈溪市"])
def test_the_latest_edition_whatever_the_day(name: str) -> None:
    frame = zhengzhou(80)
    found = compared(frame, PLACES, latest=True)
    one = found.places[0] if name == "郑州市" else place(found, name)
    latest = SHIPPED.edition(name).id
    agrees(one, tally(frame, place=name, edition=latest))
    assert {e.edition["id"] for e in one.editions} == {latest}
    assert found.latest


def test_batches_change_nothing() -> None:
    whole = compared(mixed(60))
    assert compared(mixed(60), size=17).to_json() == whole.to_json()


def test_a_table_of_several_places() -> None:
    frame = mixed()
    found = compared(frame)
    run = open_run(FrameSource(frame), SHIPPED, Options())
    list(run.parts())
    own = [p for p in found.places if p.own]
    assert found.own == ""
    assert [p.currency for p in own] == ["CNY", "KRW"]
    assert [p.name("zh") for p in own] == ["各案自己的地区"] * 2
    for one in own:
        assert one.total is not None
        assert one.total.low.minor == run.tally.sums[one.currency].low
    assert sum(p.total.cases for p in own if p.total) == run.tally.rows == found.cases
    assert found.bad == run.tally.bad
    # Every place has every case, those of its own among them.
    for name in PLACES:
        one = place(found, name)
        assert one.total is not None
        assert one.total.cases + one.unread == found.cases


def test_one_case_is_that_of_compare() -> None:
    """Sums, outcome and edition of every case and place."""
    frame = pl.concat([zhengzhou(12), zhengzhou(12, Fraction(0))]).with_columns(
        罚款=pl.Series([None, "3万", "", "200000"] * 6, dtype=pl.String)
    )
    names = [n for n in PLACES if n != "郑州市"]
    run = open_run(FrameSource(frame), SHIPPED, Options())
    for number in range(frame.height):
        one = frame[number : number + 1]
        found = compared(one, names)
        case, _ = case_data(one, 0, run.plan)
        rows = ecoreward.compare(SHIPPED, case, names).rows
        for row in rows:
            mine = next(
                p for p in found.places if p.jurisdiction["file"] == row.jurisdiction["file"]
            )
            assert mine.total is not None
            if row.range is None:
                assert mine.no_policy == 1
                continue
            if row.in_force != "yes":  # a row an edition that may be in force
                continue
            assert mine.outcomes == {row.outcome: 1}
            assert (mine.total.low, mine.total.high) == (row.range.low, row.range.high), row
            assert row.edition is not None
            assert [e.edition["id"] for e in mine.editions] == [row.edition["id"]]


def single(own: str = "本市", **facts: Any) -> pl.DataFrame:
    cells = {
        "案件": "c",
        "地区": own,
        "举报日期": "2022-03-01",
        "查证属实": "是",
        "罚款": "120万",
        **facts,
    }
    return pl.DataFrame({k: [v] for k, v in cells.items()})


def test_what_cannot_be_compared_stands_apart_with_its_reason() -> None:
    found = compared(single(), None, odd())
    files = [p.jurisdiction["file"] for p in found.places]
    assert files == ["home", "vague", "needs", "late", "korea", "unreadable", "broken"]
    assert [[n.code for n in p.obstacles] for p in found.places] == [
        [], ["table-endless-all"], ["table-endless-all"], ["table-no-policy-at-all"],
        ["table-currency"], ["policy-errors"], ["policy-errors"],
    ]  # fmt: skip
    korea = found.places[4]
    assert korea.currency == "KRW"
    assert korea.difference is None
    assert korea.open[0].id == "fine"
    assert not korea.open[0].column


def test_no_difference_is_made_where_a_sum_is_open_or_not_theirs() -> None:
    frame = pl.concat(
        [single(), single(罚款=None), single(举报日期="2001-01-01")], how="vertical_relaxed"
    )
    found = compared(frame, ["本市", "晚市"], odd())
    late = place(found, "晚市")
    assert late.difference is not None
    assert late.difference.cases == 0


def test_differences_are_case_by_case() -> None:
    frame = zhengzhou(300, Fraction(0))
    found = compared(frame, ["江苏省"])
    one = place(found, "江苏省").difference
    assert one is not None
    bare = frame.drop("地区")

    def sums(name: str) -> dict[int, int]:
        run = open_run(FrameSource(bare), SHIPPED, Options(place=name, extra="ignore"))
        [part] = run.parts()
        known = part.frame.filter(
            (pl.col("low") == pl.col("high")) & ~pl.col("outcome").is_in([0, 1])
        )
        return dict(known.select("row", "low").iter_rows())

    mine, theirs = sums("郑州市"), sums("江苏省")
    both = [theirs[r] - mine[r] for r in mine.keys() & theirs.keys()]
    assert one.cases == len(both)
    assert one.sum.minor == sum(both)
    assert (one.more, one.less, one.same) == (
        sum(d > 0 for d in both), sum(d < 0 for d in both), both.count(0),
    )  # fmt: skip
    assert one.more_sum.minor == sum(d for d in both if d > 0)
    assert one.less_sum.minor == sum(d for d in both if d < 0)


def test_mean_and_median_of_awarded_cases_are_exact() -> None:
    fines = ("1.01万", "2万", "3.3331万", "6.6667万")
    frame = pl.concat([single("庆元县", 违法行为="偷排漏排", 罚款=f) for f in fines])
    found = compared(frame, ["庆元县"])
    own = found.places[0]
    run = open_run(FrameSource(frame), SHIPPED, Options())
    [part] = run.parts()
    low = part.frame["low"].to_list()
    assert own.awarded == 4
    assert own.mean is not None
    assert own.median is not None
    mean = Fraction(sum(low), 4)
    assert own.mean.minor == (2 * mean.numerator + mean.denominator) // (2 * mean.denominator)
    assert own.median.minor == int(Fraction(median(map(Fraction, low))) + Fraction(1, 2))


def test_what_was_decided_and_paid_counts_at_home_only() -> None:
    frame = single(举报日期="2020-06-01").with_columns(
        裁量金额=pl.Series(["800"]), 已发放=pl.Series(["100"])
    )
    found = compared(frame, None, odd())
    assert found.places[0].outcomes == {"awarded": 1}
    assert found.places[0].total is not None
    assert found.places[0].total.low == Money.of(800, "CNY")
    assert set(OWN_KEYS) == set(HEADERS)
    latest = compared(frame, None, odd(), latest=True)
    assert [e.edition["id"] for e in latest.places[0].editions] == ["home-2021"]


def test_groups_come_to_the_totals() -> None:
    found = compared(mixed(), groups=3)
    assert len(found.groups) <= 5
    assert found.groups[-1].label["zh"] in ("其余", "没有写明违法行为")
    assert sum(g.cases for g in found.groups) == found.cases
    for one in found.places:
        if one.total is None:
            continue
        assert sum(g.cases for g in one.groups) == one.total.cases
        assert sum(g.low.minor for g in one.groups) == one.total.low.minor
        if one.total.high is not None:
            assert sum(g.high.minor for g in one.groups if g.high) == one.total.high.minor


def test_bad_rows_are_in_no_total() -> None:
    frame = pl.concat([single(), single(罚款="许多"), single(own="本币"), single(查证属实="也许")])
    found = compared(frame, ["本市", "晚市"], odd())
    assert (found.cases, found.bad) == (1, 3)
    assert [(b.row, b.column, b.problem.code) for b in found.bad_rows] == [
        (2, "罚款", "case.want-money"),
        (3, "地区", "library.unknown-jurisdiction"),
        (4, "查证属实", "case.want-boolean"),
    ]
    assert place(found, "晚市").total is not None


def test_a_value_that_a_place_does_not_ask_is_not_in_its_way() -> None:
    frame = single(own=None).drop("地区").with_columns(处理结果种类=pl.Series(["没有见过的"]))
    places = ["庆元县", "蔚山广域市"]
    found = compare_table(SHIPPED, FrameSource(frame), places)
    assert (found.cases, found.bad) == (1, 0)
    assert place(found, "庆元县").unread == 0
    assert place(found, "蔚山广域市").unread == 1
    assert [n.code for n in place(found, "蔚山广域市").obstacles] == [
        "table-currency",
        "table-none",
    ]


def test_a_table_without_places() -> None:
    frame = zhengzhou(50).drop("地区")
    found = compared(frame, ["庆元县", "郑州市"])
    assert found.own == ""
    assert not any(p.own for p in found.places)
    assert all(p.difference is None for p in found.places)
    agrees(place(found, "郑州市"), tally(frame, place="郑州市"))
    named = compared(frame, ["庆元县", "郑州市"], own="410100")
    assert named.own == "zhengzhou"
    assert [p.name("zh") for p in named.places] == ["郑州市", "庆元县"]


def test_names_that_are_none() -> None:
    with pytest.raises(PolicyProblems) as told:
        compared(single(), ["庆圆县", "郑洲市"])
    assert len(told.value.items) == 2
    with pytest.raises(PolicyProblems):
        compared(single(), ["庆元县"], own="郑洲市")
    with pytest.raises(TableProblems):
        compared(single().with_columns(姓名=pl.Series(["张三"])), ["庆元县"])


def test_progress_is_told() -> None:
    told: list[int] = []
    compared(zhengzhou(90), ["庆元县", "杭州市"], size=40, told=told.append)
    assert told == sorted(told)
    assert told[-1] == 90


def test_data() -> None:
    found = compared(mixed(40))
    data = found.to_json()
    assert data["schema"] == "ecoreward.table-comparison/1"
    assert data["rounding"] == "half-up"
    assert json.loads(json.dumps(data)) == data
    assert "payable" not in json.dumps(data)
