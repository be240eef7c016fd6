"""The guide to tables: what it shows of files is in them, and its worked comparison is what the runs say."""

from __future__ import annotations

import csv
import io
import re
import shlex
from pathlib import Path

import pytest

from ecoreward.cli.app import run
from ecoreward.tables.source import open_source

from .made import DOCS

ROOT = DOCS.parent
PAGES = ["tables.md", "tables.en.md"]
PART = re.compile(
    r"^<!-- table: (?P<file>[^\n]+) -->\n```csv\n(?P<csv>.*?)^```$"
    r"|^<!-- revision: (?P<old>\S+) (?P<new>\S+) -->\n(?P<rows>(?:\|[^\n]*\n)+)"
    r"|^```console\n(?P<console>.*?)^```$",
    re.M | re.S,
)


@pytest.mark.parametrize("page", PAGES)
def test_what_is_shown_of_files(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    seen = 0
    for part in PART.finditer((DOCS / page).read_text("utf-8")):
        if part["console"]:
            for line in re.findall(r"^\$ ecoreward (.*)$", part["console"], re.M):
                run(shlex.split(line))
        elif part["file"]:
            assert Path(part["file"]).read_text("utf-8-sig") == part["csv"]
            seen += 1
        else:
            found = [
                _revision(f"{name.rpartition('-')[2]}.csv", page)
                for name in (part["old"], part["new"])
            ]
            rows = [
                [c.strip() for c in row.strip("|").split("|")] for row in part["rows"].splitlines()
            ]
            assert [r[1:] for r in rows[2:]] == [list(pair) for pair in zip(*found, strict=True)]
            seen += 1
    assert seen == 4


def _revision(file: str, page: str) -> list[str]:
    """The sums of a results file as the page writes them."""
    to = " to " if page.endswith(".en.md") else " 至 "
    out = []
    for row in csv.DictReader(io.StringIO(Path(file).read_text("utf-8-sig"))):
        ends = [
            int(float(row.get(zh) or row.get(en) or 0))
            for zh, en in (("最低", "low"), ("最高", "high"))
        ]
        out.append(to.join(f"{e:,}" for e in dict.fromkeys(ends)))
    return out


@pytest.mark.parametrize("name", ["cases-2022", "cases-2022.en"])
def test_the_excel_file_is_the_csv_file(name: str) -> None:
    def cells(suffix: str) -> list[dict[str, str]]:
        [batch] = open_source(str(ROOT / f"examples/tables/{name}{suffix}")).batches(100)
        return batch.frame.to_dicts()

    assert cells(".xlsx") == cells(".csv")


def test_both_languages_say_the_same_of_every_part() -> None:
    zh, en = ((DOCS / page).read_text("utf-8") for page in PAGES)
    for sign in (r"^## ", r"^\| ", r"^```", r"^<!-- "):
        assert len(re.findall(sign, zh, re.M)) == len(re.findall(sign, en, re.M)), sign
