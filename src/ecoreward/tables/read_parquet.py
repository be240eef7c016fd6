"""Parquet files, a batch of rows at a time, their columns as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from ecoreward.tables.batching import Bad, Counted, batches
from ecoreward.tables.header_row import unique
from ecoreward.tables.problems import fail, shown
from ecoreward.tables.source import Batch

_BUFFER = 1 << 20  # bytes of a column that are read at a time
_MOST = 1 << 17  # rows that Arrow is asked for at a time


class ParquetSource:
    """A Parquet file."""

    first = 1

    def __init__(self, path: Path) -> None:
        self.name = shown(str(path))
        self._path = path
        self._read = 0
        try:
            with pq.ParquetFile(path) as file:
                schema, self.total = file.schema_arrow, file.metadata.num_rows
                self.metadata = {
                    k.decode("utf-8", "replace"): v.decode("utf-8", "replace")
                    for k, v in (file.metadata.metadata or {}).items()
                }
        except (pa.ArrowException, OSError, ValueError):
            raise fail("file.damaged", self.name) from None
        self.letters = tuple(str(i + 1) for i in range(len(schema)))
        self.headers = unique(self.name, schema.names, self.letters)
        for field, place in zip(schema, self.letters, strict=True):
            if not field.name:
                raise fail("file.nameless", self.name, column=place)
            if pa.types.is_nested(field.type) and not _texts(field.type):
                raise fail("file.nested", self.name, column=place)
        if not self.total:
            raise fail("file.no-rows", self.name)

    @property
    def share(self) -> float | None:
        """How much of the file has been read."""
        return self._read / max(1, self.total or 1)

    def batches(self, size: int) -> Iterator[Batch]:
        """All records."""
        self._read = 0
        return batches(self._frames(min(size, _MOST)), Counted(self.name, 1, self.letters), size)

    def _frames(self, size: int) -> Iterator[tuple[pl.DataFrame, Bad]]:
        try:
            # Reading ahead would hold whole row groups in memory.
            with pq.ParquetFile(self._path, pre_buffer=False, buffer_size=_BUFFER) as file:
                for part in file.iter_batches(size):
                    part.validate(full=True)  # texts of a broken file may be no UTF-8
                    self._read += len(part)
                    # Without what else is said of the columns, which Polars does not check.
                    plain = pa.RecordBatch.from_arrays(part.columns, names=list(self.headers))
                    yield _flat(pl.DataFrame(pl.from_arrow(plain))), {}
        except (pa.ArrowException, OSError, ValueError):
            raise fail("file.damaged", self.name) from None
        if self._read != self.total:
            raise fail("file.damaged", self.name)


def open_parquet(path: Path) -> ParquetSource:
    """A Parquet file; raises `TableProblems`."""
    return ParquetSource(path)


def _texts(kind: pa.DataType) -> bool:
    """Whether a nested type is a list of texts, which can be written in one cell."""
    lists = pa.types.is_list(kind) or pa.types.is_large_list(kind)
    return bool(
        lists and (pa.types.is_string(kind.value_type) or pa.types.is_large_string(kind.value_type))
    )


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists of texts as ``a;b``; categories as their texts."""
    changed = [
        pl.col(name).list.join(";") if isinstance(kind, pl.List) else pl.col(name).cast(pl.String)
        for name, kind in frame.schema.items()
        if isinstance(kind, (pl.List, pl.Categorical, pl.Enum))
    ]
    return frame.with_columns(changed) if changed else frame
