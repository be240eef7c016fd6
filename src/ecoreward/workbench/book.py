"""The data of a what-if workbook: one edition, its parameters with the values to try, cases and their results.

Laid out by `paper.workbook`, read back by `paper.book_read`; nothing here knows how a sheet looks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecoreward.policy.edition import Edition, Jurisdiction
from ecoreward.policy.parameters import Parameter
from ecoreward.workbench.book_cases import CaseColumn, CaseRow, columns_of
from ecoreward.workbench.book_run import Result, results

if TYPE_CHECKING:
    from ecoreward.api import Library

FORMAT = "ecoreward.workbook/1"


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter with the value to be tried, as written, and what somebody noted beside it."""

    parameter: Parameter
    value: str
    note: str = ""

    @property
    def changed(self) -> bool:
        """Whether another value is to be tried than today's."""
        return self.value != self.parameter.text


@dataclass(frozen=True, slots=True)
class Book:
    """All that a workbook holds, for one edition of a jurisdiction.

    `text` is the YAML of the policy file, whole; `notes` are the headers of columns of cases that are
    none of ours.
    """

    where: Jurisdiction
    edition: Edition
    text: str
    settings: tuple[Setting, ...]
    columns: tuple[CaseColumn, ...]
    rows: tuple[CaseRow, ...]
    results: tuple[Result, ...]
    notes: tuple[str, ...] = ()

    @property
    def changes(self) -> tuple[Setting, ...]:
        """The parameters that are to be tried otherwise."""
        return tuple(s for s in self.settings if s.changed)


def digest_of_text(text: str) -> str:
    """SHA-256 of the text of a policy, line ends apart.

    >>> digest_of_text("a\\r\\n") == digest_of_text("a")
    True
    """
    return hashlib.sha256("\n".join(lines_of(text)).rstrip("\n").encode()).hexdigest()


def lines_of(text: str) -> list[str]:
    """The lines of a text as editors count them."""
    return text.replace("\r\n", "\n").split("\n")


def new_book(
    library: Library, name: str, edition: str | None, rows: Sequence[CaseRow], lang: str
) -> Book:
    """A workbook of an edition as it is today, with these cases calculated.

    Raises `PolicyProblems` for a name or an edition that there is not.
    """
    named = library.edition(name, edition)
    where, compiled = named.jurisdiction, named.compiled
    settings = tuple(
        Setting(p, p.text) for p in library.parameters(where.exactly("en"), compiled.id)
    )
    columns = columns_of(where, compiled, rows, lang)
    found = results(library, None, where, columns, rows)
    return Book(where, compiled, library.text_of(where.file), settings, columns, tuple(rows), found)


def settings_of(settings: Iterable[Setting]) -> dict[str, str]:
    """The changed values by address, as `Library.with_settings` takes them."""
    return {s.parameter.address: s.value for s in settings if s.changed}
