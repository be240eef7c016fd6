"""What is wrong with a table, by name: a file and its content, or a database."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from .makers import CSV, HEADERS, excel, parquet, rewritten, uncomputed


class Bad(NamedTuple):
    """A file that cannot be read, whole or in a row."""

    name: str
    data: Callable[[], bytes] | bytes | str | None
    sheet: str | None = None
    table: str | None = None


_ROW = ["A-1", "410100", 5000]
_LONG = "".join(f"A-{i},410100,{i}\n" for i in range(300))
BAD: dict[str, Bad] = {
    "no-file": Bad("没有.csv", None),
    "empty": Bad("案件.csv", b""),
    "suffix": Bad("案件.pdf", b"x"),
    "old-excel": Bad("案件.xls", b"x"),
    "not-text": Bad("案件.csv", b"PK\x03\x04\x00\x00\n"),
    "mixed-encodings": Bad("案件.csv", (CSV + _LONG).encode() + "A-9,金水区,5\n".encode("gb18030")),
    "mixed-the-other-way": Bad("案件.csv", CSV.encode("gb18030") + "A-9,金水区,5\n".encode()),
    "bad-bytes": Bad("案件.csv", CSV.encode() + b"A-3,\xff\xff,5\n"),
    "blank": Bad("案件.csv", b"\n \n,,\n"),
    "header-unclear": Bad("案件.csv", "2018 年,单位：元\n" + "a,b,c,d,e\n" * 3),
    "same-header": Bad("案件.csv", "案件,罚款,罚款\n1,2,3\n"),
    "too-many-columns": Bad(
        "案件.csv", ",".join(f"列{i}" for i in range(2_100)) + "\n" + "1," * 2_099 + "1\n"
    ),
    "no-header-cell": Bad("案件.csv", "案件,,罚款\n1,,3\n1,2,3\n"),
    "no-rows": Bad("案件.csv", "案件,地区\n\n\n"),
    "ragged": Bad("案件.csv", CSV + "A-3,410100\n"),
    "blank-row": Bad("案件.csv", CSV + "\nA-3,410100,5\n"),
    "open-quote": Bad("案件.csv", CSV + '"A-3,410100,5\nA-4,410100,5\n'),
    "stray-quote": Bad("案件.csv", CSV + 'A-3,"410100,1\nA-4,"410100",5\n'),
    "wide-comma": Bad("案件.csv", "案件，地区\n1，2\n"),
    "locked": Bad("案件.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"),
    "not-excel": Bad("案件.xlsx", CSV),
    "damaged-excel": Bad("案件.xlsx", lambda: excel([HEADERS, _ROW])[:900]),
    "damaged-sheet": Bad(
        "案件.xlsx",
        lambda: rewritten(excel([HEADERS, _ROW]), "xl/worksheets/sheet1.xml", lambda x: x[:400]),
    ),
    "no-sheet": Bad("案件.xlsx", lambda: excel([HEADERS, _ROW]), sheet="案件"),
    "empty-sheet": Bad("案件.xlsx", lambda: excel([])),
    "merged": Bad(
        "案件.xlsx",
        lambda: excel([HEADERS, _ROW], lambda _, s: s.merge_range("B1:C1", "地区和罚款")),
    ),
    "merged-rows": Bad(
        "案件.xlsx", lambda: excel([HEADERS, _ROW, _ROW], lambda _, s: s.merge_range("C2:C3", 5000))
    ),
    "error-cell": Bad(
        "案件.xlsx",
        lambda: excel(
            [HEADERS, _ROW, _ROW],
            lambda _, s: s.write_formula("C3", "=1/0", None, "#DIV/0!"),
        ),
    ),
    "formula": Bad("案件.xlsx", uncomputed),
    "damaged-parquet": Bad("案件.parquet", lambda: parquet({"案件": ["1"]}, cut=5)),
    "nested": Bad("案件.parquet", lambda: parquet({"案件": ["1"], "违法": [{"a": 1}]})),
    "nameless": Bad("案件.parquet", lambda: parquet({"案件": ["1"], "": ["1"]})),
    "line-json": Bad("案件.jsonl", '{"案件": "1"}\n{"案件": "2"\n'),
    "line-object": Bad("案件.jsonl", '{"案件": "1"}\n["2"]\n'),
    "line-twice": Bad("案件.jsonl", '{"案件": "1"}\n{"案件": "2", "facts": {"案件": "3"}}\n'),
    "no-objects": Bad("案件.jsonl", "1\n2\n"),
    "sql-url": Bad("oracle9://u:secret@h/d", None),
    "need-driver": Bad("mysql://u:secret@h/d", None),
    "sql-failed": Bad("sqlite:///坏的.db", None),
    "no-table": Bad("sqlite:///两个表.db", None, table="案情"),
    "which-table": Bad("sqlite:///两个表.db", None),
    "no-tables": Bad("sqlite:///没有表.db", None),
}
