"""A draft against history: counts and sums against separate runs, attribution to the fen, samples, what was paid."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import ecoreward
from ecoreward.api import Edition, Library
from ecoreward.money import Money
from ecoreward.tables.of_frame import FrameSource
from ecoreward.tables.run import Options, open_run
from ecoreward.tables.sample import sample
from ecoreward.workbench.backtest import Backtest
from ecoreward.workbench.backtesting import backtest
from ecoreward.workbench.drafts import draft_edition

LIBRARY = ecoreward.load()
# ECOREWARD_EXAMPLES=1000 tries as many random drafts.
EXAMPLES = int(os.environ.get("ECOREWARD_EXAMPLES", "0")) or 40


def table(place: str, rows: int, seed: int = 1) -> pl.DataFrame:
    where = LIBRARY.jurisdiction(place)
    return pl.concat(list(sample(rows, seed, where.vocabulary, [where])))


def tried(place: str, id: str, settings: Mapping[str, str]) -> Edition:
    library = LIBRARY.with_settings(place, {f"{id}.{k}": v for k, v in settings.items()})
    return library.edition(place, id)


def run_under(edition: Edition, frame: pl.DataFrame) -> tuple[int, int]:
    """The sums of a separate run under an edition, in minor units."""
    options = Options(edition.jurisdiction.exactly("en"), edition.id, forced=True)
    run = open_run(FrameSource(frame), edition.library, options)
    for _ in run.parts():
        pass
    sums = run.tally.sums.get(edition.jurisdiction.currency)
    return (sums.low, sums.high) if sums else (0, 0)


def check(found: Backtest, base: Edition, draft: Edition, frame: pl.DataFrame) -> None:
    """Sums are those of separate runs, parts add up to the whole, causes to the change."""
    total = found.total
    assert (total.before_low, total.before_high) == run_under(base, frame)
    assert (total.after_low, total.after_high) == run_under(draft, frame)
    assert total.change_low == total.after_low - total.before_low
    for lines in found.by.values():
        assert sum(x.count.rows for x in lines) == total.rows
        assert sum(x.count.after_high for x in lines) == total.after_high
    assert total.same + total.winner + total.loser + total.unclear == total.rows
    a = found.attribution
    if a is None:
        assert not total.change_low
        assert not total.change_high
        return
    assert sum((c.exact_low for c in a.causes), Fraction(0)) == Fraction(a.low.value)
    assert sum(c.low.minor for c in a.causes) == a.low.minor
    assert a.low.minor + a.apart_low.minor == total.change_low
    if a.high is not None:
        assert sum(c.high.minor for c in a.causes if c.high is not None) == a.high.minor
        assert a.high.minor + a.apart_high.minor == total.change_high


def test_qingyuan_rate_and_cap() -> None:
    frame = table("庆元县", 4_000)
    base = LIBRARY.edition("庆元县", "qingyuan-2021")
    draft = tried(
        "庆元县", "qingyuan-2021", {"share-of-fine.rate": "8%", "share-of-fine.cap": "20万"}
    )
    found = backtest(LIBRARY, draft, base, FrameSource(frame))
    check(found, base, draft, frame)
    assert found.attribution is not None
    assert [c.nodes for c in found.attribution.causes] == [("share-of-fine",)] * 2
    assert found.total.loser == 0
    assert found.total.winner > 500


def test_zhengzhou_lorries_are_visible() -> None:
    frame = pl.concat(list(sample(2_258, 1, LIBRARY.vocabulary)))
    base, draft = (LIBRARY.edition("郑州市", e) for e in ("zhengzhou-2017", "zhengzhou-2018"))
    found = backtest(LIBRARY, draft, base, FrameSource(frame))
    check(found, base, draft, frame)
    assert found.attribution is not None
    lorries = next(c for c in found.attribution.causes if c.key == "tier-5000>tier-500")
    assert lorries.sentences[0]["zh"].startswith("黑渣土车：由“5000 元档”改为“500 元档”")
    # Every verified lorry costs 4,500 yuan less, whatever else changes.
    known = frame.filter(pl.col("违法行为").str.contains("黑渣土车")).height
    assert lorries.low.value == Decimal(-4500 * known) or lorries.low < Money(Decimal(0), "CNY")


def test_a_draft_with_new_names_alone_changes_nothing() -> None:
    shelf = LIBRARY._shelf
    text = (
        LIBRARY.text_of("qingyuan")
        .replace("share-of-fine", "ratio")
        .replace("罚款比例奖励", "比例奖")
    )
    path = shelf.files["qingyuan"].path
    draft = Library(shelf.with_file(path, text)).edition("庆元县", "qingyuan-2021")
    base = LIBRARY.edition("庆元县", "qingyuan-2021")
    frame = table("庆元县", 1_000)
    found = backtest(LIBRARY, draft, base, FrameSource(frame))
    check(found, base, draft, frame)
    assert found.only_words
    assert not found.changed
    assert found.attribution is None
    assert [w["zh"] for w in found.wording] == [
        "“罚款比例奖励”改称“比例奖”", "规则编号由 share-of-fine 改为 ratio"
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_causes_add_up_for_random_drafts(seed: int) -> None:
    """A draft with some sums and rates of an edition changed, or another edition of the place altogether."""
    r = random.Random(seed)
    file = r.choice([j.file for j in LIBRARY.jurisdictions])
    where = LIBRARY.jurisdiction(file)
    chosen = r.choice(where.editions)
    base = LIBRARY.edition(where.exactly("en"), chosen.id)
    params = [
        p for p in LIBRARY.parameters(file, chosen.id)
        if p.kind in ("amount", "rate") and p.text.rstrip("%万元").replace(".", "").isdigit()
        and p.file.endswith(f"{file}.yaml")
    ]  # fmt: skip
    some = r.sample(params, min(len(params), r.randint(1, 4)))
    settings = {p.address: _other(p.text, r) for p in some}
    try:
        draft = LIBRARY.with_settings(file, settings).edition(file, chosen.id)
    except ecoreward.PolicyProblems:  # a band the wrong way round, a floor above its cap
        draft = LIBRARY.edition(file, r.choice(where.editions).id)
    frame = table(file, 60, seed)
    found = backtest(LIBRARY, draft, base, FrameSource(frame), exact=4)
    check(found, base, draft, frame)


def _other(text: str, r: random.Random) -> str:
    number = text.rstrip("%万元")
    unit = text[len(number) :]
    return f"{max(1, int(Fraction(number) * r.choice([1, 2, 3]) // r.choice([1, 2])))}{unit}"


def test_by_the_day_of_each_case() -> None:
    frame = table("郑州市", 500)
    draft = LIBRARY.edition("郑州市", "zhengzhou-2018")
    found = backtest(LIBRARY, draft, None, FrameSource(frame))
    assert found.attribution is None
    options = Options("郑州市", forced=True)
    run = open_run(FrameSource(frame), LIBRARY, options)
    for _ in run.parts():
        pass
    assert found.total.before_high == run.tally.sums["CNY"].high


def test_a_draft_in_a_file_by_the_day_of_each_case(tmp_path: Path) -> None:
    path = tmp_path / "draft.yaml"
    path.write_text(LIBRARY.text_of("qingyuan").replace("rate: 5%", "rate: 8%"), "utf-8")
    draft = draft_edition(LIBRARY, str(path))
    frame = table("庆元县", 300)
    by_day = backtest(LIBRARY, draft, None, FrameSource(frame))
    named = backtest(LIBRARY, draft, LIBRARY.edition("庆元县"), FrameSource(frame))
    assert by_day.total.after_high == named.total.after_high
    assert by_day.total.before_high <= named.total.before_high
    assert by_day.differences == named.differences


def paid_table() -> pl.DataFrame:
    rows = [
        # as computed, the sum of another edition, within a range, too little, nothing said
        ("P1", "2018-07-01", "是", "黑渣土车", "500"),
        ("P2", "2018-07-01", "是", "黑渣土车", "5000"),
        ("P3", "2018-07-01", "否", "黑渣土车", "10"),
        ("P4", "2018-07-01", "是", "工业企业违法排放废水", "900"),
        ("P5", "2018-07-01", "是", "工业企业违法排放废水", None),
    ]
    names = ["案件", "举报日期", "查证属实", "违法行为", "已付"]
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(首位举报人=pl.lit("是"))


def test_what_was_paid_is_held_against_the_baseline() -> None:
    base = LIBRARY.edition("郑州市", "zhengzhou-2018")
    found = backtest(LIBRARY, base, base, FrameSource(paid_table()))
    told = {(p.reason, p.other): (p.rows, str(p.paid.value)) for p in found.paid}
    assert told == {
        ("as-computed", ""): (1, "500.00"), ("more", "zhengzhou-2017"): (1, "5000.00"),
        ("within-range", ""): (1, "10.00"), ("less", ""): (1, "900.00"),
    }  # fmt: skip
    assert found.total.with_paid == 4
    assert {s.case for s in found.samples if s.group == "differs"} == {"P2", "P4"}


def test_a_currency_without_hundredths_is_paid_in_whole_units() -> None:
    row = {
        "案件": "1",
        "地区": "益山市",
        "举报日期": "2021-06-01",
        "本地居民": "是",
        "本月已领奖励": "0",
        "本年度已领奖励": "0",
    }
    frame = pl.DataFrame(
        [{**row, "裁量金额": "500000", "已发放": paid} for paid in ("500000", "40万")]
    )
    edition = LIBRARY.edition("益山市", "iksan-2020")
    found = backtest(LIBRARY, edition, edition, FrameSource(frame))
    lines = {p.reason: str(p.paid) for p in found.paid}
    assert lines == {"as-computed": "500000 KRW", "less": "400000 KRW"}


def test_paid_though_a_condition_fails() -> None:
    frame = pl.DataFrame(
        {"举报日期": ["2022-03-01"], "查证属实": ["否"], "违法行为": ["偷排漏排"], "罚款": ["120万"], "已付": ["60000"]}
    )  # fmt: skip
    base = LIBRARY.edition("庆元县", "qingyuan-2021")
    (line,) = backtest(LIBRARY, base, base, FrameSource(frame)).paid
    assert (line.reason, line.rests_on[0][0]["zh"]) == (
        "not-eligible", "举报事项未经生态环境主管部门查实〔二（二）〕"
    )  # fmt: skip


def test_samples_are_whole_decisions_of_both_sides() -> None:
    base = LIBRARY.edition("庆元县", "qingyuan-2021")
    draft = tried("庆元县", "qingyuan-2021", {"share-of-fine.rate": "8%"})
    found = backtest(LIBRARY, draft, base, FrameSource(table("庆元县", 300)))
    assert found.samples
    for one in found.samples:
        assert one.before is not None
        assert one.after is not None
        assert one.before["trace"]["editions"]
        assert one.after["payable"] is None  # nothing is paid on a draft
        if one.group == "winner":
            assert _low(one.after) >= _low(one.before)


def _low(decision: Mapping[str, Any]) -> Decimal:
    return Decimal(decision["range"]["low"]["value"])


def test_rows_of_other_places_and_bad_rows_are_counted() -> None:
    frame = pl.DataFrame(
        {
            "地区": ["庆元县", "郑州市", "庆元县"],
            "举报日期": ["2022-03-01"] * 3, "查证属实": ["是"] * 3, "违法行为": ["偷排漏排"] * 3,
            "罚款": ["120万", "120万", "许多"],
        }
    )  # fmt: skip
    base = LIBRARY.edition("庆元县", "qingyuan-2021")
    found = backtest(LIBRARY, base, base, FrameSource(frame))
    assert (found.cases, found.outside, found.bad) == (1, 1, 1)
    assert found.bad_rows[0][:2] == (3, "罚款")


def test_the_same_input_gives_the_same_bytes() -> None:
    base = LIBRARY.edition("庆元县", "qingyuan-2021")
    draft = tried("庆元县", "qingyuan-2021", {"share-of-fine.rate": "8%"})
    frame = table("庆元县", 500)
    texts = {
        json.dumps(backtest(LIBRARY, draft, base, FrameSource(frame)).to_json(), ensure_ascii=False)
        for _ in range(2)
    }
    assert len(texts) == 1


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    base = LIBRARY.edition("庆元县", "qingyuan-2021")
    draft = tried(
        "庆元县", "qingyuan-2021", {"share-of-fine.rate": "8%", "share-of-fine.cap": "20万"}
    )
    frame = table("庆元县", 900)
    whole = backtest(LIBRARY, draft, base, FrameSource(frame)).to_json()
    small = backtest(LIBRARY, draft, base, FrameSource(frame), size=100).to_json()
    assert small == whole
