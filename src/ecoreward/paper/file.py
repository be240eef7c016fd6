"""Bytes into a file that appears whole under its name or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ecoreward.tables.whole_file import WholeFile


class _Bytes:
    """What `WholeFile` writes by: everything at the end."""

    def __init__(self, path: Path, data: bytes) -> None:
        self._path, self._data = path, data

    def write(self, frame: Any) -> None:
        """There are no rows."""

    def finish(self) -> None:
        """Write it all."""
        self._path.write_bytes(self._data)

    def abandon(self) -> None:
        """Nothing is open."""


def write_file(path: str, data: bytes) -> None:
    """Write a page, a form or a workbook; what stands there before is replaced, whole. Raises `TableProblems`."""
    with WholeFile(Path(path), lambda place: _Bytes(place, data)):
        pass
