"""The bytes of a text file as UTF-8: the encoding is found out, and a file with two is refused.

Chinese offices save as UTF-8 (with or without its mark) or as GB18030, which GBK and GB2312 are part
of. No byte inside a character of either is a line feed, so text can be taken line by line.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from ecoreward.tables.problems import fail

CHUNK = 1 << 20
LONGEST = 1 << 23  # of one line
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Two Chinese characters or signs of UTF-8; as GB18030 such bytes hardly ever stand together.
_CHINESE = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){2}")
_HIGH = re.compile(rb"[\x80-\xff]+")
_NAMES = {"utf-8": "UTF-8", "gb18030": "GB18030"}


class Utf8:
    """A file for reading whose bytes are UTF-8, whatever they are on disk."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self.encoding = ""  # as long as there are only ASCII characters
        self.taken = 0  # bytes of the file
        self._stream = path.open("rb")
        self._rest = b""  # an unfinished line
        self._ready = b""
        self._at = 0
        self._lines = 0  # lines before `_rest`
        self._decoder: codecs.IncrementalDecoder | None = None
        self._mark()

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size`."""
        if size < 0:
            parts = []
            while part := self.read(CHUNK):
                parts.append(part)
            return b"".join(parts)
        if self._at >= len(self._ready):
            self._ready, self._at = self._next(), 0
        out = self._ready[self._at : self._at + size]
        self._at += len(out)
        return out

    def head(self, size: int) -> bytes:
        """The first bytes, left where they are."""
        found = self._ready[self._at :]
        while len(found) < size:
            more = self._next()
            if not more:
                break
            found += more
        self._ready, self._at = found, 0
        return found

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def _mark(self) -> None:
        start = self._stream.read(3)
        for mark, encoding in _MARKS:
            if start.startswith(mark):
                self.encoding = encoding
                if encoding == "utf-16":
                    self._decoder = codecs.getincrementaldecoder("utf-16")("strict")
                self.taken = len(mark) if encoding == "utf-8" else 0
                self._stream.seek(self.taken)
                return
        self._stream.seek(0)

    def _next(self) -> bytes:
        """The next whole lines as UTF-8; nothing at the end."""
        try:
            while True:
                raw = self._stream.read(CHUNK)
                self.taken += len(raw)
                if self._decoder is not None:
                    return self._wide(raw)
                end = max(raw.rfind(b"\n"), raw.rfind(b"\r", 0, -1))
                if raw and end < 0 and len(self._rest) < LONGEST:
                    self._rest += raw
                    continue
                cut = end + 1 if raw else 0
                lines, self._rest = self._rest + raw[:cut], raw[cut:]
                if lines or not raw:
                    out = self._utf8(lines)
                    self._lines += lines.count(b"\n")
                    return out
        except OSError:
            raise fail("file.unreadable", self.name) from None

    def _wide(self, raw: bytes) -> bytes:
        assert self._decoder is not None
        try:
            text = self._decoder.decode(raw, final=not raw)
        except UnicodeDecodeError:
            raise fail("file.bad-bytes", self.name, line=str(self._lines + 1)) from None
        self._lines += text.count("\n")
        if not text and raw:
            return self._next()
        return text.encode("utf-8")

    def _utf8(self, lines: bytes) -> bytes:
        if b"\0" in lines:
            raise fail("file.not-text", self.name)
        if lines.isascii():
            return lines
        if self.encoding != "gb18030":
            try:
                lines.decode("utf-8")
            except UnicodeDecodeError:
                if self.encoding:
                    raise self._blame(lines) from None
            else:
                if self.encoding or not _seems_gb(lines):
                    self.encoding = "utf-8"
                    return lines
        try:
            text = lines.decode("gb18030")
        except UnicodeDecodeError:
            raise self._blame(lines) from None
        if _holds_utf8(lines):
            raise self._blame(lines)
        self.encoding = "gb18030"
        return text.encode("utf-8")

    def _blame(self, lines: bytes) -> Exception:
        """The problem of these lines, with the first that is not as the ones above it."""
        first = self.encoding
        for number, line in enumerate(lines.split(b"\n"), self._lines + 1):
            if line.isascii():
                continue
            own = _encoding(line)
            if not own:
                return fail("file.bad-bytes", self.name, line=str(number))
            if first and own != first:
                names = {"line": str(number), "found": _NAMES[own], "kind": _NAMES[first]}
                return fail("file.mixed-encodings", self.name, **names)
            first = own
        return fail("file.bad-bytes", self.name, line=str(self._lines + 1))


def _encoding(line: bytes) -> str:
    """What a line by itself is; nothing where it is neither."""
    for encoding in ("utf-8", "gb18030"):
        try:
            line.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return ""


def _holds_utf8(lines: bytes) -> bool:
    """Whether some of these lines are Chinese in UTF-8, all others being GB18030."""
    for line in lines.split(b"\n"):
        if not line.isascii():
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                continue
            if _CHINESE.search(line):
                return True
    return False


def _seems_gb(lines: bytes) -> bool:
    """Whether bytes that happen to be UTF-8 are Chinese in GB18030, as the two signs of 联通 are."""
    two = re.compile(rb"(?:[\xc2-\xdf][\xa1-\xbf]){2,}")
    return all(two.fullmatch(run[0]) for run in _HIGH.finditer(lines))
