"""Small tables as bytes, good and broken."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

HEADERS = ["案件", "地区", "罚款"]
CSV = "案件,地区,罚款\nA-1,410100,5000\nA-2,410100,\n"


def excel(rows: Sequence[Sequence[Any]], then: Callable[[Any, Any], None] | None = None) -> bytes:
    """An Excel file of one sheet; `then` may add to it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("案件表")
    day, moment = (book.add_format({"num_format": f}) for f in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"))
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if isinstance(cell, (date, datetime)):
                sheet.write_datetime(r, c, cell, moment if isinstance(cell, datetime) else day)
            elif cell is not None:
                sheet.write(r, c, cell)
    if then is not None:
        then(book, sheet)
    book.close()
    return out.getvalue()


def rewritten(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A zip archive with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return out.getvalue()


def uncomputed() -> bytes:
    """A formula without a result, as programs write that do not compute."""
    data = excel([HEADERS, ["A-1", "410100", "=1+1"]])
    return rewritten(
        data, "xl/worksheets/sheet1.xml", lambda x: re.sub(rb"</f><v>0</v>", b"</f><v></v>", x)
    )


def parquet(columns: dict[str, Any], cut: int = 0) -> bytes:
    """A Parquet file, without its last bytes."""
    out = io.BytesIO()
    pl.DataFrame(columns).write_parquet(out)
    data = out.getvalue()
    return data[: len(data) - cut]


def put(folder: Path, name: str, data: bytes | str) -> Path:
    """A file in a folder."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path
