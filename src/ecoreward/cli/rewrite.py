"""Change a file in place: whole or not at all, with its rights, and never through a link."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from ecoreward.cli.shared import clean, fail


def rewrite(path: str, text: str, before: bytes) -> None:
    """Put `text` in the place of `before`; raises where that would not be what was asked for.

    The new text is written beside the file and then takes its name, so a reader sees one or the
    other. A link would be replaced by a file, so the file it leads to has to be named.
    """
    where = Path(path)
    if where.is_symlink():
        raise fail("cli.is-link", path=clean(path), target=clean(str(where.resolve())))
    try:
        status = where.stat()
        if where.read_bytes() != before:
            raise fail("cli.changed-meanwhile", path=clean(path))
        _replace(where, text.encode("utf-8"), status)
    except (OSError, ValueError):
        raise fail("cli.cannot-write", path=clean(path)) from None


def _replace(where: Path, data: bytes, status: os.stat_result) -> None:
    number, name = tempfile.mkstemp(dir=where.parent, prefix=f".{where.name[:40]}.")
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(stat.S_IMODE(status.st_mode))
        with suppress(OSError, AttributeError):  # an owner that only root could keep
            os.chown(name, status.st_uid, status.st_gid)
        Path(name).replace(where)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
