"""JSON Lines: an object a row; exact decimals as text, so that no reader makes floats of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl


class JsonLinesWriter:
    """A file with an object on each line."""

    def __init__(self, path: Path, headers: Sequence[str]) -> None:
        self._headers = list(headers)
        self._stream = path.open("wb")

    def write(self, frame: pl.DataFrame) -> None:
        """Add rows; cells without a value are left out."""
        lines = []
        for row in frame.iter_rows():
            cells = {h: v for h, v in zip(self._headers, row, strict=True) if v is not None}
            lines.append(json.dumps(cells, ensure_ascii=False, default=_plain) + "\n")
        self._stream.write("".join(lines).encode("utf-8"))

    def finish(self) -> None:
        """Close the file."""
        self._stream.close()

    def abandon(self) -> None:
        """Close the file, whatever is in it."""
        self._stream.close()


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
