"""What a sheet's own XML says that its values do not: errors, formulas without a result, merged cells.

The fast reader gives an error cell as an empty one, and so a formula that was never computed; taken so,
`#REF!` would be "unknown". The XML is looked through once, a piece at a time.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

_PIECE = 1 << 20
_OVERLAP = 1 << 14  # more than one cell takes, but for very long formulas
_LARGEST = 1 << 24  # of the small parts that list the sheets
_ERROR = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^<>]*\bt="e"')
# A formula may well result in no text at all; such a cell has the type of a text.
_NO_RESULT = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"([^<>]*)>\s*<f(?:[^<>]*/>|[^<>]*>[^<]*</f>)\s*(?:<v>\s*</v>|<v\s*/>)?\s*</c>'
)
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^<>]*>\s*<f\b')
_MERGED = re.compile(rb'<mergeCell\b[^<>]*\bref="([A-Z0-9:]+)"')
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"


@dataclass(frozen=True, slots=True)
class Marks:
    """Cells by their names, such as ``B7``; merged ones as ``A1:C1``."""

    errors: tuple[str, ...] = ()
    no_result: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()


@dataclass
class _Found:
    errors: dict[str, None] = field(default_factory=dict)
    no_result: dict[str, None] = field(default_factory=dict)
    merged: dict[str, None] = field(default_factory=dict)


def marks(path: Path, sheet: str) -> Marks:
    """The marks of a sheet."""
    found = _Found()
    with zipfile.ZipFile(path) as archive:
        part = _part(archive, sheet)
        if part is None:
            return Marks()
        for text in _pieces(archive, part):
            _look(text, found)
    return Marks(tuple(found.errors), tuple(found.no_result), tuple(found.merged))


def last_cell(path: Path, sheet: str) -> tuple[int, str]:
    """The last row and the last column with a cell: how much room the sheet would take whole.

    A reader that makes room for all of it must know this before; one stray cell far off is enough.
    """
    row, column = 0, b""
    with zipfile.ZipFile(path) as archive:
        part = _part(archive, sheet)
        for text in _pieces(archive, part) if part is not None else ():
            for match in _CELL.finditer(text):
                row = max(row, int(match[2]))
                column = max(column, match[1], key=lambda c: (len(c), c))
    return row, column.decode("ascii") or "A"


def formulas(path: Path, sheet: str) -> frozenset[str]:
    """The cells of a sheet that are calculated by the spreadsheet, by their names."""
    with zipfile.ZipFile(path) as archive:
        part = _part(archive, sheet)
        pieces = _pieces(archive, part) if part is not None else ()
        return frozenset(m[1].decode("ascii") for text in pieces for m in _FORMULA.finditer(text))


def _look(text: bytes, found: _Found) -> None:
    """The plain text that every mark has is sought first: it is ten times as fast as the pattern."""
    for sign, pattern, into in (
        (b't="e"', _ERROR, found.errors),
        (b"<f", _NO_RESULT, found.no_result),
        (b"<mergeCell ", _MERGED, found.merged),
    ):
        if sign in text:
            for match in pattern.finditer(text):
                if into is not found.no_result or b't="str"' not in match[2]:
                    into.setdefault(match[1].decode("ascii"))


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The XML in pieces that overlap, so that no mark is cut in two."""
    tail = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            yield tail + piece
            tail = piece[-_OVERLAP:]


def _part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The name of the part of the archive that has a sheet."""
    sheets = [n for n in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", n)]
    if len(sheets) == 1:
        return sheets[0]
    book = _xml(archive, "xl/workbook.xml")
    links = _xml(archive, "xl/_rels/workbook.xml.rels")
    if book is None or links is None:
        return None
    wanted = ""
    for main in (_MAIN, _STRICT):
        for entry in book.iter(f"{main}sheet"):
            if entry.get("name") == sheet:
                wanted = next((v for k, v in entry.items() if k.endswith("}id")), "")
    for link in links:
        if link.get("Id") == wanted:
            target = link.get("Target", "")
            return target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    return None


def _xml(archive: zipfile.ZipFile, part: str) -> ElementTree.Element | None:
    try:
        if archive.getinfo(part).file_size > _LARGEST:
            return None
        return ElementTree.fromstring(archive.read(part))
    except (KeyError, ElementTree.ParseError):
        return None
