"""`ecoreward whatif` and `ecoreward diff`: what people read, in both languages, and the files they get."""

from __future__ import annotations

import csv
import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Ecoreward

GOLDEN = Path(__file__).parent / "golden_whatif"
RATE = "qingyuan-2021.share-of-fine.rate"
FACTS = ("-j", "庆元县", "举报日期=2022-03-01", "查证属实=是", "违法行为=偷排漏排", "罚款=120万")
TABLE = """\
案件,举报日期,查证属实,违法行为,罚款
A-1,2022-03-01,是,偷排漏排,120万
A-2,2022-04-01,是,偷排漏排,500万
A-3,2022-05-01,是,偷排漏排,
A-4,2022-05-02,否,偷排漏排,30万
A-5,2022-05-03,是,偷排漏排,许多
"""
RUNS = {
    "list": ("whatif", "庆元县"),
    "case-sweep": ("whatif", *FACTS, "--sweep", f"{RATE}=3%:10%:1%"),
    "case-nothing": ("whatif", *FACTS, "--set", f"{RATE}=0.05"),
    "case-several": ("whatif", *FACTS, "--set", f"{RATE}=8%", "--set", "qingyuan-2021.share-of-fine.cap=8万"),
    "case-draft": ("whatif", *FACTS, "--draft", "draft.yaml"),
    "table-sweep": ("whatif", "cases.csv", "-j", "庆元县", "--sweep", f"{RATE}=3%,5%,8%"),
    "table-added": ("whatif", "cases.csv", "--set", "qingyuan-2021.share-of-fine.floor=2000"),
    "diff-editions": ("diff", "zhengzhou-2017", "zhengzhou-2018"),
    "diff-draft": ("diff", "qingyuan-2021", "draft.yaml"),
    "diff-words": ("diff", "qingyuan-2021", "words.yaml"),
    "diff-same": ("diff", "qingyuan-2021", "qingyuan-2021"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> None:
    """A table of cases, a draft with other values, and one with other words."""
    text = (ROOT / "policies/qingyuan.yaml").read_text("utf-8")
    (tmp_path / "cases.csv").write_text(TABLE, "utf-8")
    draft = text.replace("rate: 5%", "rate: 8%").replace("cap: 10万", "cap: 20万")
    (tmp_path / "draft.yaml").write_text(draft.replace("up_to: 50万", "up_to: 30万", 1), "utf-8")
    words = (
        text.replace("share-of-fine", "ratio")
        .replace("罚款比例奖励", "比例奖")
        .replace("重大隐蔽行为", "重大行为")
    )
    (tmp_path / "words.yaml").write_text(words, "utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", RUNS)
def test_what_people_read(ecoreward: Ecoreward, name: str, lang: str) -> None:
    done = ecoreward(*RUNS[name], "--lang", lang)
    assert done.code == (1 if name.startswith("table") else 0)
    shown = done.out + (f"--\n{done.err}" if done.err else "")
    path = GOLDEN / f"{name}.{lang}.txt"
    if os.environ.get("ECOREWARD_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text("utf-8")
    assert "whatif." not in shown


def test_every_golden_has_its_command() -> None:
    assert {p.name.split(".")[0] for p in GOLDEN.glob("*.txt")} == set(RUNS)


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx", "html"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_files_are_the_same_bytes_each_time(ecoreward: Ecoreward, suffix: str, lang: str) -> None:
    seen = set()
    for n in range(2):
        name = f"out{n}.{suffix}"
        done = ecoreward(
            "whatif", "cases.csv", "--sweep", f"{RATE}=3%:10%:1%", "-o", name, "--lang", lang
        )
        assert done.code == 1  # one row has a fine that cannot be read
        seen.add(Path(name).read_bytes())
    assert len(seen) == 1


def test_a_page_needs_nothing_else_and_has_the_curve(ecoreward: Ecoreward) -> None:
    ecoreward("whatif", "cases.csv", "--sweep", f"{RATE}=3%:10%:1%", "-o", "out.html")
    page = Path("out.html").read_text("utf-8")
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in page
    assert "<script" not in page
    assert "<polyline" in page
    assert "“罚款比例奖励”的比例" in page


def test_figures_of_a_table_are_those_of_the_data(ecoreward: Ecoreward) -> None:
    data = json.loads(
        ecoreward(
            "whatif", "cases.csv", "--sweep", f"{RATE}=3%:10%:1%", "--json", "-o", "out.csv"
        ).out
    )
    with Path("out.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [Decimal(r["总额（最多）"]) for r in rows[1:]] == [
        Decimal(p["high"]) for p in data["points"]
    ]
    assert data["points"][2]["same_rules"] == [RATE]
    assert data["today"]["high"] == data["points"][2]["high"]


def test_a_saved_draft_is_the_policy_with_the_value(ecoreward: Ecoreward) -> None:
    done = ecoreward("whatif", "--set", f"{RATE}=8%", "--save", "saved.yaml")
    assert (done.code, done.err) == (0, "")
    assert Path("saved.yaml").read_text("utf-8") == (ROOT / "policies/qingyuan.yaml").read_text(
        "utf-8"
    ).replace("rate: 5%", "rate: 8%")
    again = ecoreward("diff", "qingyuan-2021", "saved.yaml")
    assert "比例由 5% 提高到 8%" in again.out


def test_a_wrong_value_is_told_where_it_would_stand(ecoreward: Ecoreward) -> None:
    done = ecoreward("whatif", *FACTS, "--set", f"{RATE}=很多")
    assert done.code == 2
    assert "rate: 很多" in done.err
    assert "Traceback" not in done.err


def test_the_table_itself_is_never_written_over(ecoreward: Ecoreward, tmp_path: Path) -> None:
    done = ecoreward(
        "whatif", "cases.csv", "-j", "庆元县", "--set", f"{RATE}=8%", "-o", "./cases.csv"
    )
    assert (done.code, "cli.run-onto-itself" in done.err) == (2, True)
    assert (tmp_path / "cases.csv").read_text("utf-8") == TABLE


def test_a_file_for_one_case_is_refused_and_not_forgotten(
    ecoreward: Ecoreward, tmp_path: Path
) -> None:
    done = ecoreward("whatif", *FACTS, "--set", f"{RATE}=8%", "-o", "one.html")
    assert (done.code, "cli.for-a-table" in done.err) == (2, True)


def test_a_draft_without_a_limit_has_no_greatest_sum(ecoreward: Ecoreward, tmp_path: Path) -> None:
    """The fine of A-3 is not known: without the limit of 100,000 its reward has no end, and so has the change."""
    text = (ROOT / "policies/qingyuan.yaml").read_text("utf-8")
    (tmp_path / "free.yaml").write_text(text.replace("          cap: 10万\n", "", 1), "utf-8")
    done = ecoreward("whatif", "cases.csv", "-j", "庆元县", "--draft", "free.yaml", "-o", "out.csv")
    assert "+150,000 元 至 上限不定" in done.out
    rows = list(csv.reader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines()))
    assert rows[2][1:5] == ["310000.00", "", "150000.00", ""]
    assert (
        ecoreward(
            "whatif", "cases.csv", "-j", "庆元县", "--draft", "free.yaml", "-o", "out.html"
        ).code
        == 1
    )
    assert (tmp_path / "out.html").read_text("utf-8").count("上限不定") == 2
    back = ecoreward(
        "backtest", "free.yaml", "--cases", "cases.csv", "-o", "back.html", "-o", "back.xlsx"
    )
    assert "按最低数算 +150,000 元（+93.8%）；按最高数算没有定数" in back.out
    assert "310,000 元起，上限不定" in back.out
    assert "+150,000 / 上限不定  合计" in back.out


def test_one_value_is_not_set_twice(ecoreward: Ecoreward) -> None:
    done = ecoreward("whatif", *FACTS, "--set", f"{RATE}=8%", "--sweep", f"{RATE}=3%,5%")
    assert (done.code, "cli.set-twice" in done.err) == (2, True)


def test_eight_for_eight_per_cent_is_asked_about(ecoreward: Ecoreward) -> None:
    for words in (("whatif", *FACTS), ("backtest", "qingyuan-2021", "--cases", "cases.csv")):
        done = ecoreward(*words, "--set", f"{RATE}=8")
        assert (done.code, "也就是 800%" in done.err) == (2, True)
        assert ecoreward(*words, "--set", f"{RATE}=0.08").code != 2


def test_a_number_in_the_name_of_a_table_is_not_kept(ecoreward: Ecoreward, tmp_path: Path) -> None:
    name = "13800138000.csv"
    (tmp_path / name).write_text(TABLE, "utf-8")
    ecoreward("whatif", name, "-j", "庆元县", "--set", f"{RATE}=8%", "-o", "a.html")
    ecoreward(
        "backtest",
        "qingyuan-2021",
        "--set",
        f"{RATE}=8%",
        "--cases",
        name,
        "-o",
        "b.html",
        "-o",
        "b.xlsx",
    )
    ecoreward("compare", name, "-j", "庆元县", "--with", "杭州市", "-o", "c.html")
    for page in ("a.html", "b.html", "c.html"):
        assert "13800138000" not in (tmp_path / page).read_text("utf-8")
