"""A file that appears whole under its name or not at all, whatever ends the run.

It is written in a folder of its own beside the target, flushed to the disk, and renamed. What a killed
run leaves behind is that folder, `.NAME.XXXX.ecoreward-part`; the next run to the same name removes it.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Protocol

from ecoreward.tables.problems import TableProblems, fail, shown

if TYPE_CHECKING:
    import polars as pl

_ENDING = ".ecoreward-part"
_LOCK = "lock"
_BEGINNING = 60  # seconds within which a run has locked its folder


class Writer(Protocol):
    """What writes one format to a path."""

    def write(self, frame: pl.DataFrame) -> None:
        """Add rows."""
        ...

    def finish(self) -> None:
        """Write what is left and close the file."""
        ...

    def abandon(self) -> None:
        """Close the file, whatever is in it."""
        ...


class WholeFile:
    """A file while it is written; a context manager whose value takes the rows."""

    def __init__(self, path: Path, open_writer: Callable[[Path], Writer]) -> None:
        self.name = shown(str(path))
        self._target = Path(os.path.realpath(path))  # a link stays one
        self._open = open_writer
        self._writer: Writer | None = None
        self._folder: Path | None = None
        self._lock: IO[bytes] | None = None

    def __enter__(self) -> WholeFile:
        if self._target.is_dir():
            raise fail("file.is-folder", self.name)
        if self._target.exists() and not self._target.is_file():
            raise fail("file.cannot-write", self.name)
        with self._told():
            clear(self._target)
            prefix = f".{self._target.name[:60]}."
            self._folder = Path(
                tempfile.mkdtemp(dir=self._target.parent, prefix=prefix, suffix=_ENDING)
            )
            self._lock = _locked(self._folder / _LOCK)
            self._writer = self._open(self._folder / self._target.name)
        return self

    def write(self, frame: pl.DataFrame) -> None:
        """Add rows."""
        assert self._writer is not None
        with self._told():
            self._writer.write(frame)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._writer is not None
        if kind is None:
            with self._told():
                self._writer.finish()
                self._rename()
        else:
            with suppress(Exception):
                self._writer.abandon()
        self._clean()

    def _rename(self) -> None:
        """The new file takes the name, with the rights of the one that was there."""
        assert self._folder is not None
        made = self._folder / self._target.name
        with suppress(FileNotFoundError):
            made.chmod(stat.S_IMODE(self._target.stat().st_mode))
        _flush(made)
        made.replace(self._target)
        with suppress(OSError):  # Windows opens no folders
            _flush(self._target.parent)

    def _clean(self) -> None:
        if self._lock is not None:
            self._lock.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _told(self) -> _Told:
        return _Told(self)

    def failed(self, error: BaseException) -> TableProblems | None:
        """The problem that an error of the system is, after cleaning up; nothing for other errors."""
        if self._writer is not None:
            with suppress(Exception):
                self._writer.abandon()
        self._clean()
        if isinstance(error, TableProblems) or not _of_system(error):
            return None
        number = getattr(error, "errno", None)
        full = number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) or "No space left" in str(error)
        return fail("file.disk-full" if full else "file.cannot-write", self.name)


class _Told:
    """Errors of the system in this block become problems of the file, which is cleaned up first."""

    def __init__(self, file: WholeFile) -> None:
        self._file = file

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            problem = self._file.failed(error)
            if problem is not None:
                raise problem from None


def clear(target: Path) -> None:
    """Remove what killed runs to the same name have left; what a living one holds stays."""
    prefix = f".{target.name[:60]}."
    for folder in target.parent.iterdir():
        if (
            folder.name.startswith(prefix)
            and folder.name.endswith(_ENDING)
            and not folder.is_symlink()
        ):
            if not (folder / _LOCK).exists() and time.time() - folder.stat().st_mtime < _BEGINNING:
                continue
            lock = _locked(folder / _LOCK, make=False)
            if lock is not None:
                lock.close()
                shutil.rmtree(folder, ignore_errors=True)


def _locked(path: Path, *, make: bool = True) -> IO[bytes] | None:
    """The lock of a folder, held as long as it is open; nothing when another run holds it."""
    try:
        stream = path.open("wb" if make else "ab")
    except OSError:
        if make:
            raise
        return None
    try:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:  # on Windows an open file cannot be removed, which is lock enough
        return stream
    except OSError:
        stream.close()
        return None
    return stream


def _of_system(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return True
    import pyarrow as pa

    return isinstance(error, pa.ArrowException)


def _flush(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


class _Bytes:
    """Writes what is there already."""

    def __init__(self, path: Path, data: bytes) -> None:
        self._path, self._data = path, data

    def write(self, frame: pl.DataFrame) -> None:
        """There are no rows to add."""
        raise NotImplementedError

    def finish(self) -> None:
        """Write all of it."""
        self._path.write_bytes(self._data)

    def abandon(self) -> None:
        """Nothing is open."""


def write_whole(path: str, data: bytes) -> None:
    """A file of these bytes, in the place of one that may be there; raises `TableProblems` where it cannot be."""
    with WholeFile(Path(path), lambda to: _Bytes(to, data)):
        pass
