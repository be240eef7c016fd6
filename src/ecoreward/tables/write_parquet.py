"""Parquet, a row group a batch, with metadata of the whole file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

_GROUP = 1 << 17  # rows of a group, so that many small writes make no small groups


class ParquetWriter:
    """A Parquet file."""

    def __init__(self, path: Path, headers: Sequence[str], metadata: Mapping[str, str]) -> None:
        self._path = path
        self._headers = list(headers)
        self._metadata = dict(metadata)
        self._writer: pq.ParquetWriter | None = None
        self._held: list[pl.DataFrame] = []
        self._rows = 0

    def write(self, frame: pl.DataFrame) -> None:
        """Add rows."""
        self._held.append(frame.rename(dict(zip(frame.columns, self._headers, strict=True))))
        self._rows += len(frame)
        if self._rows >= _GROUP:
            self._flush()

    def finish(self) -> None:
        """Write what is left and close the file."""
        if self._held or self._writer is None:
            self._flush()
        if self._writer is not None:
            self._writer.close()

    def abandon(self) -> None:
        """Close the file, whatever is in it."""
        if self._writer is not None:
            self._writer.close()

    def _flush(self) -> None:
        empty = pl.DataFrame(schema=dict.fromkeys(self._headers, pl.String()))
        whole = pl.concat(self._held) if self._held else empty
        self._held, self._rows = [], 0
        table: pa.Table = whole.to_arrow(compat_level=pl.CompatLevel.oldest())
        if self._writer is None:
            kept = {**(table.schema.metadata or {}), **self._metadata}
            self._writer = pq.ParquetWriter(
                self._path, table.schema.with_metadata(kept), compression="zstd"
            )
        self._writer.write_table(table.cast(self._writer.schema), row_group_size=1 << 20)
