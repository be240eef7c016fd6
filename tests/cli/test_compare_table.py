"""`ecoreward compare TABLE`: what a person reads, and what is written, in both languages."""

from __future__ import annotations

import csv
import os
import shutil
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from tests.cli.conftest import ROOT, Ecoreward

GOLDEN = Path(__file__).parent / "golden_compare_table"
CASES = "案件.csv"
OTHERS = ("--with", "杭州市", "--with", "浙江省", "--with", "江苏省", "--with", "首尔特别市铜雀区")
RUNS = {
    "shipped": (CASES, *OTHERS),
    "latest": (CASES, "--with", "郑州市", "--with", "慈溪市", "--latest"),
    "every": ("odd.csv", "--policies", "odd", "--all"),
    "homeless": ("bare.csv", "--with", "庆元县", "--with", "杭州市"),
}
ODD = """\
案件,地区,举报日期,查证属实,罚款,裁量金额,备注
A-1,本市,2020-03-01,是,120万,800,
A-2,本市,2022-03-01,是,10万,,
A-3,本市,2022-03-01,是,,,
A-4,晚市,2024-05-01,是,10万,,
A-5,本市,2022-03-01,是,许多,,
,,,,,,
A-6,本市,2022-03-01,也许,10万,,
"""


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> None:
    """Two tables, and policies with everything that can stand in the way."""
    table = (ROOT / "examples/tables/cases-2022.csv").read_text("utf-8")
    (tmp_path / CASES).write_text(table, encoding="utf-8")
    rows = [line.split(",") for line in table.splitlines()]
    bare = "\n".join(",".join([r[0], *r[2:]]) for r in rows)
    (tmp_path / "bare.csv").write_text(bare, encoding="utf-8")
    (tmp_path / "odd.csv").write_text(ODD, encoding="utf-8")
    shutil.copytree(ROOT / "tests/workbench/compare_policies", tmp_path / "odd")
    shutil.copy(ROOT / "policies/vocabulary.yaml", tmp_path / "odd")


def golden(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", RUNS)
def test_the_table(ecoreward: Ecoreward, name: str, lang: str) -> None:
    done = ecoreward("compare", *RUNS[name], "--lang", lang)
    assert done.code == 1  # a row is bad in each of them
    golden(f"{name}.{lang}.txt", done.out + done.err)
    assert "compare." not in done.out


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["shipped", "every"])
def test_the_page(ecoreward: Ecoreward, name: str, lang: str) -> None:
    done = ecoreward("compare", *RUNS[name], "--lang", lang, "-o", "比较.html")
    assert done.code == 1
    page = Path("比较.html").read_text("utf-8")
    golden(f"{name}.{lang}.html", page)
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    before = Path("比较.html").read_bytes()
    ecoreward("compare", *RUNS[name], "--lang", lang, "-o", "比较.html")
    assert Path("比较.html").read_bytes() == before


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook(ecoreward: Ecoreward, lang: str) -> None:
    words = ("compare", *RUNS["shipped"], "--lang", lang, "-o", "比较.xlsx")
    assert ecoreward(*words).code == 1
    first = Path("比较.xlsx").read_bytes()
    assert ecoreward(*words).code == 1
    assert Path("比较.xlsx").read_bytes() == first
    book = openpyxl.load_workbook("比较.xlsx")
    lines = []
    for sheet in book:
        lines.append(f"# {sheet.title} {sheet.dimensions} {len(sheet._charts)}")
        for row in sheet.iter_rows(values_only=True):
            lines.append("\t".join("" if c is None else str(c) for c in row).rstrip("\t"))
    golden(f"workbook.{lang}.txt", "\n".join(lines) + "\n")
    total = book.worksheets[0]
    numbers = [c.value for c in total["D"] if isinstance(c.value, (int, float))]
    assert numbers[0] == 250_000


@pytest.mark.parametrize("kind", ["csv", "parquet", "jsonl"])
def test_a_row_a_place(ecoreward: Ecoreward, kind: str) -> None:
    ecoreward("compare", *RUNS["shipped"], "-o", f"比较.{kind}")
    if kind == "csv":
        with Path("比较.csv").open(encoding="utf-8-sig") as stream:
            rows = list(csv.DictReader(stream))
        assert rows[0]["地区"] == "庆元县"
        assert rows[0]["最低"] == "250000.00"
        return
    read = pl.read_parquet if kind == "parquet" else pl.read_ndjson
    frame = read(f"比较.{kind}")
    assert frame["地区"].to_list() == ["庆元县", "杭州市", "浙江省", "江苏省", "铜雀区"]
    if kind == "parquet":
        assert str(frame["相差的件数"].dtype) == "Int64"
        assert str(frame["最低"][0]) == "250000.00"


def test_data(ecoreward: Ecoreward) -> None:
    done = ecoreward("compare", *RUNS["shipped"], "--json")
    assert done.json["schema"] == "ecoreward.table-comparison/1"
    assert [p["own"] for p in done.json["places"]] == [True, False, False, False, False]
    assert ecoreward("compare", *RUNS["shipped"], "--json", "--lang", "en").json == done.json


def test_own_first_and_further_places_after_it(ecoreward: Ecoreward) -> None:
    one = ecoreward("compare", "bare.csv", "-j", "庆元县", "--with", "杭州市")
    two = ecoreward("compare", "bare.csv", "-j", "庆元县", "-j", "杭州市")
    assert one.out == two.out
    assert "*1  庆元县" in one.out


def test_the_same_places_for_one_case(ecoreward: Ecoreward) -> None:
    facts = (
        "-j",
        "庆元县",
        "举报日期=2022-03-01",
        "罚款=120万",
        "查证属实=是",
        "违法行为=偷排漏排",
    )
    one = ecoreward("compare", *facts, "--with", "杭州市")
    two = ecoreward("compare", *facts, "-j", "杭州市")
    assert one.out == two.out
    assert one.code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((CASES, "-o", "比较.pdf"), "file.suffix"),
        ((CASES, "-o", CASES), "cli.run-onto-itself"),
        ((CASES, "--all", "--with", "杭州市"), "cli.not-together"),
        ((CASES, "--with", "杭洲市"), "library.unknown-jurisdiction"),
        ((CASES, "-j", "杭洲市"), "library.unknown-jurisdiction"),
        (("没有.csv",), "file.no-file"),
        ((CASES, "--decided", "1万"), "cli.for-one-case"),
        ((CASES, CASES), "cli.one-table"),
        (("罚款=1", "-o", "a.html"), "cli.for-a-table"),
        (("罚款=1", "--sheet", "一"), "cli.for-a-table"),
    ],
)
def test_what_cannot_be_done_is_said(
    ecoreward: Ecoreward, words: tuple[str, ...], code: str
) -> None:
    done = ecoreward("compare", *words)
    assert (done.code, done.out) == (2, "")
    assert f"[{code}]" in done.err
