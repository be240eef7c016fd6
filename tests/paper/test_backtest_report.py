"""The page of a backtest: whole in one file, every figure from the data, both languages, nothing clipped of what counts."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ecoreward.paper.backtest_grids import causes, months
from ecoreward.paper.backtest_report import backtest_report
from ecoreward.paper.backtest_words import Told
from tests.paper.backtests import many_months, qingyuan, unchanged, zhengzhou

LANGS = ("zh", "en")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "found", [zhengzhou(), qingyuan(), unchanged()], ids=["ranges", "paid", "unchanged"]
)
def test_a_page_is_one_file_with_every_text(found: object, lang: str) -> None:
    page = backtest_report(found, lang)  # type: ignore[arg-type]
    assert page == backtest_report(found, lang)  # type: ignore[arg-type]
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|<link|@import|url\((?!#)|src=", page)
    assert not re.search(r"\bbacktest\.[a-z]|\bchart\.[a-z]", page), (
        "a text is not in the catalogue"
    )
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in page
    text = re.sub(r"<(style|script).*?</\1>|<[^>]+>", "", page, flags=re.S)
    assert bool(re.search("奖金合计", text)) == (lang == "zh")


@pytest.mark.parametrize("found", [zhengzhou(), qingyuan()], ids=["ranges", "one cause"])
def test_causes_add_up_to_the_change_in_the_last_line(found: object) -> None:
    grid = causes(Told(found, "zh"), most=3)  # type: ignore[arg-type]
    assert grid is not None
    *parts, whole = (row.cells[1] for row in grid.rows)
    assert sum(p.low for p in parts) == whole.low  # type: ignore[union-attr]
    assert sum(p.high for p in parts) == whole.high  # type: ignore[union-attr,misc]
    total = found.total  # type: ignore[attr-defined]
    assert (whole.low, whole.high) == (total.change_low, total.change_high)  # type: ignore[union-attr]


def test_rows_that_could_not_be_laid_to_causes_have_a_line() -> None:
    found = qingyuan()
    a = found.attribution
    assert a is not None
    apart = replace(a, apart=2, apart_low=found.money(700), apart_high=found.money(700))
    page = backtest_report(replace(found, attribution=apart), "zh")
    assert "不能逐项分摊的 2 件" in page
    assert "2 件案件不能在每一种搭配下计算" in page


def test_what_was_paid_stands_beside_its_reason_and_rows() -> None:
    page = backtest_report(qingyuan(), "zh")
    assert "按原规定不符合条件，却有实发" in page
    assert "实发与原规定不符的 2 件。" in page
    assert "1 行是别的地区的，没有算入" in page
    assert "“查证属实”只能填 是 或 否" in page.replace("&#34;", '"')


def test_a_sample_case_opens_both_traces() -> None:
    page = backtest_report(qingyuan(), "zh")
    [story] = re.findall(r'<details class="case">\n<summary>第 1 行，Q-1.*?</details>', page, re.S)
    assert "罚款 1,200,000 元 × 5% = 60,000 元" in story
    assert "罚款 1,200,000 元 × 8% = 96,000 元" in story


def test_words_of_a_table_are_never_markup() -> None:
    page = backtest_report(
        replace(qingyuan(), ignored=("<script>x</script>",), table="<b>.csv"), "zh"
    )
    assert "<b>" not in page
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", "草案与原规定没有差别。"), ("en", "The draft does not differ from the baseline.")],
)
def test_a_draft_that_changes_nothing_says_so_first(lang: str, said: str) -> None:
    page = backtest_report(unchanged(), lang)
    assert f'<p class="verdict">{said}</p>' in page
    assert 'id="causes-1"' not in page


def test_many_months_are_drawn_by_year_and_told_by_month() -> None:
    found = many_months()
    name, lines = months(Told(found, "zh"))
    assert (name, [x.label["zh"] for x in lines]) == ("year", ["2022年", "2023年"])
    assert sum(x.count.rows for x in lines) == found.total.rows
    page = backtest_report(found, "zh")
    assert "各年奖金" in page
    assert '<td class="text">2023年12月</td>' in page


def test_how_it_was_computed_names_the_files_and_the_presumptions() -> None:
    found = qingyuan()
    page = backtest_report(found, "zh")
    assert found.baseline.digest in page
    assert found.draft.digest in page
    assert found.baseline.digest != found.draft.digest
    assert "规定推定成立的按成立计算" in page
    assert "一律按未知计算" in backtest_report(replace(found, presume=False), "zh")
