"""A table, decided: every row has a decision or is told of, in order, whatever the batches and the engine."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ecoreward.tables.problems import TableProblems
from ecoreward.tables.published import REPORTS, published
from ecoreward.tables.run import Options, open_run
from ecoreward.tables.sample import sample
from ecoreward.tables.source import open_source

from .makers import put
from .runs import MIXED, WRONG, Ran, library, ran

HOW = ["#i", "by"]  # who decided a row, and its place in a batch


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    return put(tmp_path, "案件.csv", MIXED)


def codes(problems: TableProblems) -> list[str]:
    return [p.code for p in problems.items]


def test_every_row_is_decided_or_told_of(mixed: Path) -> None:
    found = ran(mixed)
    assert found.wrong == WRONG
    assert found.frame["row"].to_list() == [2, 3, 4, 8, 9, 11, 13]
    assert found.frame["case"].to_list() == ["A-1", "A-2", "A-3", "A-7", "A-8", "A-9", "A-11"]
    tally = found.run.tally
    assert (tally.rows, tally.bad, tally.blank) == (7, 5, 1)
    assert tally.rows + tally.bad + tally.blank == len(MIXED.splitlines()) - 1
    assert tally.outcomes == Counter(awarded=3, undetermined=2, not_eligible=1, no_policy=1)
    assert found.sums() == {
        "payable": "60500.00", "low": "170500.00", "high": "320500.00", "overpaid": "40000.00", "without_upper_end": 0,
    }  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_batches_change_nothing(mixed: Path, size: int) -> None:
    whole, parts = ran(mixed), ran(mixed, size=size)
    assert parts.frame.drop(HOW).equals(whole.frame.drop(HOW))
    assert parts.wrong == whole.wrong
    for name in ("rows", "bad", "blank", "outcomes", "editions", "sums"):
        assert parts.run.tally.to_json()[name] == whole.run.tally.to_json()[name]


@pytest.mark.parametrize("engine", ["polars", "reference"])
def test_strict_ends_at_the_first_bad_row(mixed: Path, engine: Any) -> None:
    with pytest.raises(TableProblems) as told:
        ran(mixed, strict=True, engine=engine)
    [problem] = told.value.items
    assert (problem.code, problem.params["row"]) == ("file.bad-row", "5")
    assert "罚款" in str(problem.params["reason"]["zh"])


def test_the_place_of_the_command_is_that_of_rows_that_name_none(mixed: Path) -> None:
    found = ran(mixed, place="杭州市")
    assert found.wrong == WRONG[:-1]
    assert found.frame["place"].to_list()[-1] == "hangzhou"
    assert found.frame["place"].to_list()[0] == "qingyuan"


def test_a_contradiction_is_told_at_its_row() -> None:
    frame = pl.DataFrame({
        "地区": ["庆元县"] * 2, "举报日期": ["2022-03-01"] * 2, "查证属实": [True] * 2, "违法行为": ["偷排漏排"] * 2,
        "罚款": [1_200_000] * 2, "penalty_imposed": [True, True], "penalty_exempted": [True, False],
    })  # fmt: skip
    for engine in ("polars", "reference"):
        found = ran(frame, engine=engine)
        assert found.wrong == [(1, "penalty_exempted", "case.contradiction")]
        assert found.frame["payable"].to_list() == [6_000_000]


def test_broken_lines_of_json_keep_their_place(tmp_path: Path) -> None:
    good = '{"地区": "庆元县", "facts": {"举报日期": "2022-03-01", "查证属实": true, "违法行为": ["偷排漏排"], "罚款": "120万"}}'
    path = put(tmp_path, "案件.jsonl", "\n".join([good, '{"地区": "庆元县"', good, "[1]", good]))
    found = ran(path)
    assert found.wrong == [(2, "", "file.line-json"), (4, "", "file.line-object")]
    assert found.frame["row"].to_list() == [1, 3, 5]
    assert found.sums()["payable"] == "180000.00"


def test_a_table_without_a_place_needs_one() -> None:
    frame = pl.DataFrame({"罚款": [1]})
    with pytest.raises(TableProblems) as told:
        ran(frame)
    assert codes(told.value) == ["file.no-jurisdiction"]
    assert ran(frame, place="庆元县").frame.height == 1


@pytest.mark.parametrize(
    ("columns", "code"),
    [({"姓名": ["王小明"]}, "column.identity"), ({"备注": ["13800138000"]}, "file.identity-cell"),
     ({"查证熟实": [True]}, "column.slip"), ({"罚款": [1], "fine": [2]}, "column.twice")],
)  # fmt: skip
def test_tables_that_are_refused_whole(columns: dict[str, list[object]], code: str) -> None:
    with pytest.raises(TableProblems) as told:
        ran(pl.DataFrame({"地区": ["庆元县"], **columns}))
    assert code in codes(told.value)
    assert "13800138000" not in str([p.to_json() for p in told.value.items])


def test_what_means_nothing_is_told() -> None:
    found = ran(pl.DataFrame({"地区": ["庆元县"], "经办科室": ["一科"], "罚款": [1]}))
    assert found.run.ignored == ("经办科室",)


def test_who_listens_hears_of_every_row(mixed: Path) -> None:
    heard: list[int] = []
    run = open_run(open_source(str(mixed)), library(), Options(size=5))
    run.told = heard.append
    list(run.parts())
    assert heard == sorted(heard)
    assert heard[-1] == 13
    assert len(set(heard)) > 4  # within a batch too, where rows are decided one by one


def test_a_national_table_by_columns_is_what_the_reference_says() -> None:
    """All places at once, their cells missing here and there."""
    places = [library().jurisdiction_of(j.file) for j in library().jurisdictions]
    vocabulary = library().vocabulary
    [frame] = sample(300, 11, vocabulary, places, lang="zh", missing=Fraction(1, 8), native=True)
    fast, slow = ran(frame), ran(frame, engine="reference")
    assert fast.frame.drop(*HOW, "open").equals(slow.frame.drop(*HOW, "open"))
    assert fast.wrong == slow.wrong
    assert fast.run.tally.to_json()["sums"] == slow.run.tally.to_json()["sums"]
    # The reference tries what is open, and leaves out what then moves nothing.
    for a, b in zip(fast.frame["open"], slow.frame["open"], strict=True):
        assert set(b.split(";")) <= set(a.split(";"))
    assert (fast.frame["open"] == slow.frame["open"]).mean() > 0.99
    assert fast.run.tally.by["reference"] == sum(fast.run.tally.left.values())


# Real input.


@pytest.mark.parametrize("report", REPORTS, ids=lambda r: r.name)
def test_the_published_counts_give_the_published_totals(report: Any) -> None:
    frame = published(library().vocabulary, report.name)
    found = ran(frame)
    assert found.run.tally.outcomes == {"awarded": report.awards}
    assert found.run.tally.by["reference"] == 0
    low, high = report.total
    assert low <= Decimal(found.sums()["payable"]) <= high
    counts = found.frame.group_by("payable").len()
    assert dict(counts.iter_rows()) == {s * 100: n for s, n in report.counts.items()}


# What each kind of violation brought under the rules of 2017 and brings under those of 2018, in yuan.
MOVED = {
    "黑渣土车": ((5000, 5000), (500, 500)),
    "黑加油站": ((5000, 5000), (5000, 5000)),
    "黑加油点": ((0, 5000), (5000, 5000)),
    "燃放烟花爆竹": ((500, 500), (500, 500)),
    "机动车冒黑烟": ((500, 5000), (500, 500)),
    "焚烧秸秆": ((500, 5000), (500, 500)),
    "工业企业违法排放废水": ((0, 0), (1000, 1000)),
    "篡改伪造监测数据": ((0, 5000), (5000, 5000)),
}


def revision(edition: str) -> Ran:
    frame = pl.DataFrame({
        "查证属实": ["是"] * len(MOVED), "首位举报人": ["是"] * len(MOVED), "违法行为": list(MOVED),
    })  # fmt: skip
    return ran(frame, place="郑州市", edition=edition)


def test_what_the_revision_of_2018_moved_by_violation() -> None:
    before, after = revision("zhengzhou-2017"), revision("zhengzhou-2018")
    ends = [
        {
            k: (low // 100, high // 100)
            for k, low, high in zip(MOVED, f["low"], f["high"], strict=True)
        }
        for f in (before.frame, after.frame)
    ]
    assert {k: (ends[0][k], ends[1][k]) for k in MOVED} == MOVED


def test_rows_that_say_the_same_are_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    rules = library()
    answer = type(rules).answer

    def counted(self: Any, case: Any, *, presume: bool) -> Any:
        asked.append(case)
        return answer(self, case, presume=presume)

    monkeypatch.setattr(type(rules), "answer", counted)
    frame = pl.DataFrame({"案件": [f"N-{i}" for i in range(50)], "罚款": [1, 2] * 25})
    found = ran(frame, place="庆元县", engine="reference")
    assert found.frame.height == 50
    assert len(asked) == 2


@pytest.mark.parametrize("presume", [True, False])
@pytest.mark.parametrize("engine", ["polars", "reference"])
def test_presumptions_are_those_of_the_evaluator(presume: bool, engine: Any) -> None:
    facts = {"查证属实": True, "违法行为": ["偷排漏排"], "罚款": 1_200_000}
    frame = pl.DataFrame({k: [v] for k, v in facts.items()})
    found = ran(frame, place="庆元县", edition="qingyuan-2021", presume=presume, engine=engine)
    whole = library().edition("庆元县", "qingyuan-2021").evaluate(facts, presume=presume)
    assert found.run.tally.outcomes == {whole.outcome.value: 1}
