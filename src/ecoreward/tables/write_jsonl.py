"""JSON Lines: an object a row; exact decimals as text, so that no reader makes floats of them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import polars as pl

_PART = 50_000


class JsonLinesWriter:
    """A file with an object on each line."""

    def __init__(self, path: Path, headers: Sequence[str]) -> None:
        self._headers = list(headers)
        self._stream = path.open("wb")

    def write(self, frame: pl.DataFrame) -> None:
        """Add rows."""
        named = frame.rename(dict(zip(frame.columns, self._headers, strict=True)))
        exact = [n for n, t in named.schema.items() if t.is_decimal() or t == pl.Date]
        for part in named.with_columns(pl.col(exact).cast(pl.String)).iter_slices(_PART):
            buffer = io.BytesIO()
            part.write_ndjson(buffer)
            self._stream.write(buffer.getbuffer())

    def finish(self) -> None:
        """Close the file."""
        self._stream.close()

    def abandon(self) -> None:
        """Close the file, whatever is in it."""
        self._stream.close()
