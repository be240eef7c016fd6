"""Made tables: the same from a seed, marked as made, with the published shares, and read back by our headers."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import islice
from typing import Any

import polars as pl
import pytest

import ecoreward
from ecoreward.api import Library
from ecoreward.cli.app import run
from ecoreward.engine.decision import Outcome
from ecoreward.tables.cells import type_batch
from ecoreward.tables.draws import Draws
from ecoreward.tables.headers import plan_headers
from ecoreward.tables.published import CLUE, KIND, REPORTS, published
from ecoreward.tables.record import case_data
from ecoreward.tables.sample import sample
from ecoreward.tables.sample_places import FACTS
from ecoreward.tables.sample_zhengzhou import BLOCK, KINDS, SUMS, shares
from tests.docs.awards import awards, results


@cache
def library() -> Library:
    return ecoreward.load()


def places() -> list[Any]:
    return [library().jurisdiction_of(j.file) for j in library().jurisdictions]


def made(rows: int, seed: int = 1, where: Any = (), **options: Any) -> pl.DataFrame:
    return pl.concat(list(sample(rows, seed, library().vocabulary, where, **options)))


def total(frame: pl.DataFrame) -> int:
    """What the awards of a table come to by the reference evaluator, asked once for each distinct case."""
    plan, problems = plan_headers(frame.columns, library().vocabulary)
    assert not problems
    cases = frame.drop(c.header for c in plan.columns if c.key in ("case", "synthetic"))
    distinct = cases.group_by(cases.columns, maintain_order=True).len()
    plan, _ = plan_headers(cases.columns, library().vocabulary)
    found = Fraction(0)
    for n in range(distinct.height):
        data, problems = case_data(distinct, n, plan)
        decision = library().evaluate(data)
        assert decision.outcome is Outcome.AWARDED
        assert decision.amount is not None
        found += Fraction(decision.amount.value) * distinct["len"][n]
    assert found.denominator == 1
    return int(found)


def test_the_generator_is_splitmix64() -> None:
    # The first outputs of the published generator for seed 0.
    first = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    start = int.from_bytes(hashlib.sha256(b"ecoreward:1:x").digest()[:8], "big")
    step = 0x9E3779B97F4A7C15
    # The row at which the stream stands where the published one stands after its first step.
    rows = [(step * (n + 1) - start) * pow(step, -1, 2**64) % 2**64 for n in range(3)]
    assert Draws(pl.Series(rows, dtype=pl.UInt64), 1).bits("x").to_list() == first


def test_draws_stay_below_their_limit_and_use_all_of_it() -> None:
    draws = Draws(pl.Series(range(5000), dtype=pl.UInt64), 3)
    assert set(draws.below("a", 7)) == set(range(7))
    limits = pl.Series([1, 2, 3, 2**32 - 1, 5] * 1000)
    assert (draws.below("b", limits) < limits).all()


@pytest.mark.parametrize("where", ["zhengzhou", "all"])
def test_the_same_rows_whatever_the_batch(where: str) -> None:
    some = places() if where == "all" else ()
    whole = made(6000, 5, some, missing=Fraction(1, 7))
    assert made(6000, 5, some, missing=Fraction(1, 7), batch=1117).equals(whole)
    assert not made(6000, 6, some, missing=Fraction(1, 7)).equals(whole)


def test_the_same_bytes_on_any_machine() -> None:
    def digest(frame: pl.DataFrame) -> str:
        out = io.BytesIO()
        frame.write_csv(out)
        return hashlib.sha256(out.getvalue()).hexdigest()[:16]

    assert digest(made(3000, 7)) == "7b0e7b7f0ce26aee"
    assert digest(made(3000, 7, lang="en", native=True)) == "13f71975f54485e7"
    two = [library().jurisdiction(n) for n in ("庆元县", "zhengzhou")]
    found = made(500, 7, two, missing=Fraction(1, 10))
    # The kinds and days of policies change as policies do; the draws do not.
    assert digest(found.select("案件编号", "地区", "罚款", "查证属实")) == "e8c9dd208197b750"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("native", [False, True])
def test_every_row_says_that_it_is_made(lang: str, native: bool) -> None:
    for where in ((), places()):
        frame = made(50, 1, where, lang=lang, native=native, missing=Fraction(9, 10))
        first, second = frame.columns[:2]
        assert first == {"zh": "合成数据", "en": "synthetic"}[lang]
        assert frame[first].n_unique() == 1
        assert "合成" in frame[first][0] or "synthetic" in frame[first][0]
        assert frame[second].str.starts_with("SYN-").all()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("native", [False, True])
def test_our_headers_and_cells_read_it_back(lang: str, native: bool) -> None:
    for where in ((), [library().jurisdiction("庆元县")]):
        frame = made(3000, 2, where, lang=lang, native=native, missing=Fraction(1, 20))
        plan, problems = plan_headers(frame.columns, library().vocabulary)
        assert not problems
        assert not plan.ignored
        done = type_batch(frame, 2, plan)
        assert not done.bad
        assert not done.frame["#hard"].any()
        for column in plan.columns:
            if column.fact:
                assert done.frame[column.fact].null_count() == frame[column.header].null_count() > 0


def test_both_languages_have_the_same_cases() -> None:
    typed = []
    for lang in ("zh", "en"):
        frame = made(
            2000, 4, [library().jurisdiction("庆元县")], lang=lang, missing=Fraction(1, 10)
        )
        plan, _ = plan_headers(frame.columns, library().vocabulary)
        done = type_batch(frame, 2, plan)
        sets = [
            None if v is None else done.levels["violations"][v] for v in done.frame["violations"]
        ]
        typed.append((done.frame.drop("#jurisdiction", "violations"), sets))
    assert typed[0][0].equals(typed[1][0])
    assert typed[0][1] == typed[1][1]


def test_the_counts_are_those_of_the_atlas() -> None:
    by_name = {a.name: a for a in awards()}
    for report in REPORTS:
        award = by_name[report.name]
        assert tuple(map(int, award.published)) == report.total
        found: Counter[int] = Counter()
        for case, times in award.parts:
            (kind,) = case["事实"]["违法行为"]
            code = library().vocabulary.term_spellings[kind]
            found[next(s for s, k in KIND.items() if k == code)] += times
        assert found == dict(report.counts)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("report", REPORTS, ids=lambda r: r.name)
def test_published_counts_give_the_published_total(report: Any, lang: str) -> None:
    table = published(library().vocabulary, report.name, lang)
    found = total(table)
    assert report.total[0] <= found <= report.total[1]
    assert found == sum(s * n for s, n in report.counts.items()) == results()[report.name].low
    assert table.height == report.awards


def test_the_kinds_are_those_the_rules_name() -> None:
    (edition,) = [
        e for e in library().jurisdiction("zhengzhou").editions if e.id == "zhengzhou-2018"
    ]
    lists = {"五百元类": 500, "一千元类": 1000, "五千元类": 5000, "线索类": CLUE}
    program = edition.program
    for name, sum_ in lists.items():
        assert set(KINDS[sum_]) == set(named(program, name)), name


def named(program: Any, name: str) -> list[str]:
    """The violations a list of an edition names."""
    return list(program.lists[name].codes)


def test_a_block_has_exactly_the_published_shares() -> None:
    counts = Counter[int]()
    for _, sum_, n in shares():
        counts[sum_] += n
    assert counts == {500: 1430 + 74, 1000: 46 + 17, 5000: 14, 10: 584 + 93}
    assert BLOCK == 2074 + 184 == 2258


def pinned(frame: pl.DataFrame) -> pl.DataFrame:
    """The cases with their edition named in place of the day that chooses it, and without what it does not read."""
    days = frame["举报日期"]
    days = days.str.to_date() if days.dtype == pl.String else days
    assert days.is_between(date(2018, 6, 1), date(2025, 8, 10)).all()
    return frame.drop("举报日期", "罚款").with_columns(版本=pl.lit("zhengzhou-2018"))


@pytest.mark.parametrize("seed", [1, 2])
def test_whole_blocks_come_to_the_published_total(seed: int) -> None:
    frame = made(3 * BLOCK, seed)
    assert total(frame[::41]) < total(pinned(frame)) == 3 * (836_840 + 54_930)
    for n in range(3):
        assert total(pinned(frame[n * BLOCK : (n + 1) * BLOCK])) == 836_840 + 54_930
    orders = [frame[n * BLOCK : (n + 1) * BLOCK]["查证属实"].to_list() for n in range(3)]
    assert orders[0] != orders[1] != orders[2]


def test_days_and_years_are_those_of_the_reports() -> None:
    frame = made(BLOCK)
    clue = frame.filter(pl.col("查证属实") == "否")
    day = pl.col("举报日期")
    assert clue.filter(day < pl.date(2018, 9, 1)).height == 61
    assert clue.filter(day.dt.year() == 2023).height == 93
    assert frame.filter(day >= pl.date(2019, 12, 1), day < pl.date(2021, 1, 1)).height == 339
    assert set(SUMS) == set(KINDS)


def test_cases_of_all_places_are_decided() -> None:
    where = places()
    frame = made(3000, 9, where, missing=Fraction(1, 10))
    assert frame["地区"].n_unique() == len(where)
    by_name = {p.exactly("zh"): p for p in where}
    outcomes = Counter[Outcome]()
    for n in range(300):
        name = frame["地区"][n]
        plan, problems = plan_headers(frame.columns, by_name[name].vocabulary)
        assert not problems
        data, _ = case_data(frame, n, plan)
        outcomes[library().evaluate(data).outcome] += 1
    assert len(outcomes) > 3
    assert set(outcomes) & {Outcome.AWARDED}


def test_every_kind_of_fact_can_be_drawn() -> None:
    vocabulary = library().vocabulary
    facts = tuple(n for n, f in vocabulary.facts.items() if f.type.kind != "rows")
    frame = made(400, 1, [library().jurisdiction("庆元县")], facts=facts, lang="en")
    plan, problems = plan_headers(frame.columns, vocabulary)
    assert not problems
    done = type_batch(frame, 1, plan)
    assert not done.bad
    assert set(plan.facts) == set(facts)
    assert set(FACTS) < set(facts)


def test_a_huge_table_is_made_a_batch_at_a_time() -> None:
    frames = sample(50_000_000, 1, library().vocabulary)
    (first,) = islice(frames, 1)
    assert first.height == 200_000
    assert first["案件编号"][0] == "SYN-00000001"


def test_the_share_of_unknown_cells() -> None:
    frame = made(5000, 1, missing=Fraction(1, 4))
    share = frame.select(pl.all().is_null().mean()).row(0, named=True)
    assert share["合成数据"] == share["案件编号"] == share["地区"] == 0
    assert all(0.2 < v < 0.3 for k, v in share.items() if k not in ("合成数据", "案件编号", "地区"))


@pytest.mark.parametrize(
    "words", [["--rows", "0"], ["--rows", "x"], ["--rows", "1e3"], ["--seed", "-1"], ["--missing", "1"],
              ["--missing", "ten"], ["-j", "nowhere"]]
)  # fmt: skip
def test_wrong_options(words: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Any) -> None:
    assert run(["sample", str(tmp_path / "a.csv"), *words, "--lang", "en"]) == 2
    assert "error[" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl", ".xlsx"])
def test_the_command(suffix: str, capsys: pytest.CaptureFixture[str], tmp_path: Any) -> None:
    pytest.importorskip("ecoreward.tables.sink")
    out = tmp_path / f"made{suffix}"
    assert run(["sample", str(out), "--rows", "2,258", "--seed", "7", "--lang", "zh"]) == 0
    assert "2,258 行合成数据" in capsys.readouterr().out
    readers = {".csv": pl.read_csv, ".parquet": pl.read_parquet, ".jsonl": pl.read_ndjson}
    if suffix in readers:
        frame = readers[suffix](out)  # type: ignore[operator]
        assert frame.height == 2258
        assert total(pinned(frame)) == 891_770
