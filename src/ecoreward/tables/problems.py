"""What goes wrong with a table: problems that name the file, the row and the cell, never a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from ecoreward.problems import Place, Problem, Problems


class TableProblems(Problems):
    """A table cannot be read, run or written."""


def fail(code: str, name: str, suggestions: Iterable[str] = (), **params: Any) -> TableProblems:
    """One problem of a whole table, to be raised."""
    return TableProblems(
        [Problem(code, Place(shown(name)), params, suggestions=tuple(suggestions))]
    )


def shown(name: str) -> str:
    """A name from outside on its way to a terminal: no control characters, no line breaks.

    >>> shown("a\\nb.csv")
    'a\N{REPLACEMENT CHARACTER}b.csv'
    """
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)


@contextmanager
def packages(name: str, extra: str = "tables") -> Iterator[None]:
    """Imports in this block say which extra to install when a package is not there."""
    try:
        yield
    except ImportError as error:
        package = (error.name or "").partition(".")[0]
        raise fail("file.need-package", name, package=package, extra=extra) from None


def letter(index: int) -> str:
    """A column as a spreadsheet names it, the first being 0.

    >>> letter(0), letter(25), letter(26), letter(701), letter(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
