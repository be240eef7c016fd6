"""The text of a delimited file in pieces that end where a record ends, quoted newlines minded."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecoreward.tables.encoded import Utf8

_PIECE = 1 << 21
LONGEST = 1 << 20  # of one record: where one seems longer, a quote was never closed


class OpenQuoteError(Exception):
    """A quote is opened in the record that comes next and never closed."""


def pieces(stream: Utf8, delimiter: str) -> Iterator[bytes]:
    """Whole records, about two million bytes at a time."""
    closed = _closed(delimiter)
    rest = b""
    while True:
        more = stream.read(_PIECE)
        text = rest + more
        if not text:
            return
        end = _end(closed, text, len(text))
        if not more and end == len(text):
            yield text
            return
        cut = _cut(closed, text, end)
        if cut:
            yield text[:cut]
        rest = text[cut:]
        if not more or len(rest) > LONGEST + _PIECE:
            raise OpenQuoteError


def _cut(closed: re.Pattern[bytes], text: bytes, end: int) -> int:
    """Where the last whole record ends; 0 where there is none."""
    mark = b"\n"
    if b"\n" not in text[:end]:  # the oldest line ends; a line feed may follow the last of them
        mark, end = b"\r", min(end, len(text) - 1)
    while cut := text.rfind(mark, 0, end) + 1:
        end = _end(closed, text, cut)
        if end == cut:
            return cut
    return 0  # every line end stands between quotes


def _end(closed: re.Pattern[bytes], text: bytes, size: int) -> int:
    """Where the beginning of a text stops being whole: at a quote that is opened and not closed."""
    if b'"' not in text:
        return size
    found = closed.match(text, 0, size)
    return found.end() if found else 0


def _closed(delimiter: str) -> re.Pattern[bytes]:
    """As far as quotes are closed; a quote counts only where a cell begins."""
    mark = re.escape(delimiter.encode("ascii"))
    quoted = rb'(?<![^%b\r\n])"[^"]*+(?:""[^"]*+)*+"' % mark
    return re.compile(rb'(?:[^"]++|%b|(?<=[^%b\r\n])")*+' % (quoted, mark))
