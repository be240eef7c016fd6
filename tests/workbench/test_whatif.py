"""What-if: a sweep is the same as separate runs, an idle setting says so, a draft is put in the place of an edition."""

from __future__ import annotations

import polars as pl
import pytest

import ecoreward
from ecoreward.problems import PolicyProblems
from ecoreward.tables.of_frame import FrameSource
from ecoreward.tables.run import Options, open_run
from ecoreward.tables.sample import sample
from ecoreward.workbench.trials import place_of, setting, sweep, trials
from ecoreward.workbench.whatif import whatif_case, whatif_table

LIBRARY = ecoreward.load()
RATE = "qingyuan-2021.share-of-fine.rate"


def frame(rows: int = 3_000) -> pl.DataFrame:
    where = LIBRARY.jurisdiction("庆元县")
    return pl.concat(list(sample(rows, 7, where.vocabulary, [where])))


def test_the_points_of_a_sweep_are_those_of_separate_runs() -> None:
    cases = frame()
    found = whatif_table(
        LIBRARY,
        FrameSource(cases),
        trials(LIBRARY, "qingyuan", [], [f"{RATE}=3%:10%:1%"]),
        place="庆元县",
    )
    assert [p.trial.settings[0][1] for p in found.points] == [f"{n}%" for n in range(3, 11)]
    for point in found.points:
        alone = LIBRARY.with_settings("庆元县", dict(point.trial.settings))
        run = open_run(FrameSource(cases), alone, Options("庆元县"))
        for _ in run.parts():
            pass
        sums = run.tally.sums["CNY"]
        assert (point.total.low.minor, point.total.high.minor) == (sums.low, sums.high)
    today = found.points[2]
    assert (today.moved, today.low.minor, today.high.minor) == (0, 0, 0)
    assert today.trial.nothing == (RATE,)
    highs = [p.total.high.minor for p in found.points]
    assert highs == sorted(highs)


def test_a_setting_that_says_the_same_is_told() -> None:
    for text in ("5%", "0.05", "5.0%"):
        (one,) = trials(LIBRARY, "qingyuan", [f"{RATE}={text}"], [])
        assert one.nothing == (RATE,)
    (other,) = trials(LIBRARY, "qingyuan", [f"{RATE}=6%"], [])
    assert other.nothing == ()


def test_a_date_set_otherwise_is_not_nothing() -> None:
    (one,) = trials(LIBRARY, "qingyuan", ["qingyuan-2021.in_force.from=2022-01-01"], [])
    assert one.nothing == ()
    facts = {"举报日期": "2021-12-01", "查证属实": True, "违法行为": ["偷排漏排"], "罚款": "120万"}
    found = whatif_case(LIBRARY, {"jurisdiction": "庆元县", "facts": facts}, [one])
    assert found.points[0].decision.outcome.value == "no_policy"


def test_two_sweeps_are_every_combination() -> None:
    cap = "qingyuan-2021.share-of-fine.cap"
    found = trials(LIBRARY, "qingyuan", [], [f"{RATE}=5%,8%", f"{cap}=10万:20万:5万"])
    assert [tuple(v for _, v in t.settings) for t in found] == [
        ("5%", "10万"), ("5%", "15万"), ("5%", "20万"), ("8%", "10万"), ("8%", "15万"), ("8%", "20万")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a", "library.setting-form"), ("a.b=", "library.setting-form"),
        ("a.b.c=1:2", "library.sweep-form"), ("a.b.c=2:1:1", "library.sweep-form"),
        ("a.b.c=1:2:0", "library.sweep-form"), ("a.b.c=1:x:1", "library.sweep-form"),
        ("a.b.c=1:1000:1", "library.sweep-long"),
    ],
)  # fmt: skip
def test_sweeps_that_cannot_be(text: str, code: str) -> None:
    with pytest.raises(PolicyProblems) as bad:
        sweep(text)
    assert [p.code for p in bad.value.items] == [code]


def test_values_with_thousands() -> None:
    assert sweep("a.b.c=10,000:30,000:10,000")[1] == ("10000", "20000", "30000")
    assert setting("a.b.c＝罚款 >= 5万") == ("a.b.c", "罚款 >= 5万")


def test_the_place_of_an_edition() -> None:
    assert place_of(LIBRARY, "qingyuan-2021") == "qingyuan"
    assert place_of(LIBRARY, "zhengzhou-2018") == "zhengzhou"
    assert place_of(LIBRARY, "nowhere-2018") == ""


def test_rows_of_other_places_and_rows_without_a_decision_are_in_no_sum() -> None:
    cases = pl.DataFrame(
        {
            "地区": ["庆元县", "郑州市", "庆元县"], "举报日期": ["2022-03-01"] * 3, "查证属实": ["是"] * 3,
            "违法行为": ["偷排漏排"] * 3, "罚款": ["120万", "120万", "许多"],
        }
    )  # fmt: skip
    tried = trials(LIBRARY, "qingyuan", [f"{RATE}=6%"], [])
    found = whatif_table(LIBRARY, FrameSource(cases), tried, place="庆元县")
    assert (found.today.cases, found.outside, found.bad) == (1, 1, 1)
    assert str(found.points[0].low.value) == "12000.00"


def test_rows_of_a_day_under_another_edition_stay_as_they_are() -> None:
    where = LIBRARY.jurisdiction("郑州市")
    cases = pl.concat(list(sample(1_000, 3, where.vocabulary, [where])))
    (one,) = trials(LIBRARY, "zhengzhou", ["zhengzhou-2018.tier-500.fixed=600"], [])
    found = whatif_table(LIBRARY, FrameSource(cases), [one], place="郑州市")
    assert 0 < found.points[0].moved < found.today.cases
    assert found.points[0].less == 0
