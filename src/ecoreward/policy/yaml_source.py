"""Turn the bytes of a file into text and lines, or say why they are not plain UTF-8."""

from __future__ import annotations

import codecs
import re
from typing import Any

from ecoreward.problems import Place, Problem, Severity

MAX_BYTES = 1_000_000
MAX_SIGNS = 10
_MOSTLY = 0.6
_BINARY = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")  # zip, docx, xlsx; PDF; doc, xls

# What YAML does not allow, and marks that cannot be seen but change what is read.
_HIDDEN = re.compile(
    "[^\\t\\n\\r\\x20-\\x7e\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]"
    "|[\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff]"
)
_BREAK = re.compile("\r\n|\r|\n")
_CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\u2014\u2018-\u201d\u2026·]")


class Source:
    """The text of one file, its lines, and places in it."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.lines: list[str] = _BREAK.split(text)

    def line(self, number: int) -> str:
        """The line counted from 0; empty beyond the end."""
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def place(self, line: int, column: int, length: int = 1) -> Place:
        """The place at a line and column counted from 0."""
        text = self.line(line)
        column = max(0, min(column, len(text)))
        return Place(self.file, line + 1, column + 1, max(1, length), text)

    def problem(
        self,
        code: str,
        line: int,
        column: int,
        length: int = 1,
        severity: Severity = "error",
        **params: Any,
    ) -> Problem:
        """A problem at a line and column counted from 0."""
        return Problem(code, self.place(line, column, length), params, severity)


def decode(data: bytes | str, file: str) -> tuple[Source | None, list[Problem]]:
    """The text to parse, with all that is wrong with its bytes and signs; None if unreadable."""
    problems: list[Problem] = []
    if isinstance(data, str):
        text = data
        size = len(text) if len(text) > MAX_BYTES else len(text.encode("utf-8", "surrogatepass"))
    else:
        size = len(data)
    if size > MAX_BYTES:
        params = {"size": f"{size:,}", "limit": f"{MAX_BYTES:,}"}
        return None, [Problem("yaml.too-big", Place(file), params)]
    if isinstance(data, bytes):
        decoded = _decode_bytes(data, file, problems)
        if decoded is None:
            return None, problems
        text = decoded
    source = Source(file, text.removeprefix("\ufeff"))
    return _without_hidden(source, problems), problems


def _decode_bytes(data: bytes, file: str, problems: list[Problem]) -> str | None:
    if data.startswith(_BINARY):
        problems.append(Problem("yaml.binary", Place(file)))
        return None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_utf_16(data):
        problems.append(Problem("yaml.utf-16", Place(file)))
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        start = error.start
    line = len(re.findall(b"\r\n|\r|\n", data[:start]))
    begin = max(data.rfind(b"\n", 0, start), data.rfind(b"\r", 0, start)) + 1
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if b"\x00" in data:
        problems.append(Problem("yaml.binary", Place(file)))
        return None
    foreign = [c for c in text if c > "\x7f"]
    if foreign and sum(bool(_CHINESE.match(c)) for c in foreign) >= _MOSTLY * len(foreign):
        column = len(data[begin:start].decode("gb18030", "replace"))
        place = Source(file, text).place(line, column)
        problems.append(Problem("yaml.gb18030", place))
        return text
    shown = data.decode("utf-8", "replace")
    column = len(data[begin:start].decode("utf-8", "replace"))
    params = {"byte": f"{data[start]:02X}"}
    problems.append(Problem("yaml.not-utf-8", Source(file, shown).place(line, column), params))
    return None


def _looks_utf_16(data: bytes) -> bool:
    """Every second byte of ASCII written as UTF-16 is NUL."""
    nulls = data.count(0)
    half = max(data[::2].count(0), data[1::2].count(0))
    return nulls > len(data) // 5 and half > 0.9 * nulls


def _without_hidden(source: Source, problems: list[Problem]) -> Source:
    if not _HIDDEN.search(source.text):
        return source
    told = 0
    for number, line in enumerate(source.lines):
        found = _HIDDEN.search(line)
        if found and told < MAX_SIGNS:
            told += 1
            sign = f"U+{ord(found[0]):04X}"
            problems.append(source.problem("yaml.hidden-sign", number, found.start(), sign=sign))
    return Source(source.file, _HIDDEN.sub(" ", source.text))
