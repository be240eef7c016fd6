"""A column under another name: the header changes, and nothing else."""

from __future__ import annotations

from pathlib import Path

from ecoreward.tables.renamed import Renamed
from ecoreward.tables.source import open_source


def test_only_the_header_changes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("案件,实发\nA-1,500\nA-2,\n", "utf-8")
    plain = open_source(str(path))
    source = Renamed(plain, "实发", "已付")
    assert source.headers == ("案件", "已付")
    assert (source.name, source.letters, source.first) == (plain.name, plain.letters, plain.first)
    [one], [two] = source.batches(10), plain.batches(10)
    assert one.frame.columns == ["案件", "已付"]
    assert one.frame["已付"].to_list() == two.frame["实发"].to_list()
    assert (one.first_row, one.bad) == (two.first_row, two.bad)
    assert source.total == plain.total
    assert source.share == plain.share
