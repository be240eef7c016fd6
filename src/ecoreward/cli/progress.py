"""How far a long run is: nothing for two seconds, then the share that is done and the time left."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from ecoreward.words import say

if TYPE_CHECKING:
    from ecoreward.tables.source import Source

QUIET = 2.0  # seconds before anything is said
EVERY = {True: 0.2, False: 10.0}  # seconds between two lines, on a terminal and elsewhere


class Progress:
    """Says on the error stream how far a run is; on a terminal in one line that is written over."""

    def __init__(self, source: Source, lang: str) -> None:
        self._source, self._lang = source, lang
        self._terminal = sys.stderr.isatty()
        self._start = self._last = time.monotonic()
        self._written = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._written and self._terminal:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def at(self, rows: int) -> None:
        """Some rows are done."""
        now = time.monotonic()
        if now - self._start < QUIET or now - self._last < EVERY[self._terminal]:
            return
        self._last = now
        text = line(rows, self._share(rows), now - self._start, self._lang)
        sys.stderr.write(f"\r{text}\x1b[K" if self._terminal else f"{text}\n")
        sys.stderr.flush()
        self._written = True

    def _share(self, rows: int) -> float | None:
        if self._source.total:
            return rows / self._source.total
        return self._source.share


def line(rows: int, share: float | None, seconds: float, lang: str) -> str:
    """The rows that are done and, where that can be told, the share and the time left.

    >>> line(500_000, 0.25, 10.0, "en")
    '500,000 rows done, 25%, about 30 s left'
    """
    if not share or share >= 1:
        return say("table.progress", lang, rows=f"{rows:,}")
    left = round(seconds / share - seconds)
    return say(
        "table.progress-left", lang, rows=f"{rows:,}", share=f"{share:.0%}", left=_time(left, lang)
    )


def _time(seconds: int, lang: str) -> str:
    if seconds < 120:
        return say("table.seconds", lang, count=seconds)
    return say("table.minutes", lang, count=round(seconds / 60))
