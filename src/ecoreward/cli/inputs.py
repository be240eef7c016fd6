"""Cases from files, from stdin, and from words on the command line; then their decisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ecoreward.cli.shared import clean, fail, internal, read_bytes
from ecoreward.engine.private import word
from ecoreward.engine.python_data import Names
from ecoreward.engine.read_case import Raw, cases_of, read_cases
from ecoreward.engine.type_facts import Extra
from ecoreward.problems import Place, Problem, Problems

if TYPE_CHECKING:
    from ecoreward.api import Library
    from ecoreward.engine.change import Change
    from ecoreward.engine.decision import Decision

# The options that every command with cases has; their help stands in the catalogue under cli.any.
Inputs = Annotated[list[str] | None, typer.Argument()]
Jurisdiction = Annotated[str | None, typer.Option("-j", "--jurisdiction")]
Edition = Annotated[str | None, typer.Option("--edition")]
CaseId = Annotated[str | None, typer.Option("--case")]
DecidedBy = Annotated[list[str] | None, typer.Option("--decided")]
Paid = Annotated[str | None, typer.Option("--paid")]
NoPresume = Annotated[bool, typer.Option("--no-presume")]
ExtraFacts = Annotated[str, typer.Option("--extra")]
KnownOn = Annotated[str | None, typer.Option("--known-on")]
KeepGoing = Annotated[bool, typer.Option("--keep-going")]
AsJson = Annotated[bool, typer.Option("--json")]
Row = Annotated[str | None, typer.Option("--row")]
Sheet = Annotated[str | None, typer.Option("--sheet")]
FromTable = Annotated[str | None, typer.Option("--table")]
EXTRA: tuple[Extra, ...] = ("error", "ignore")


@dataclass(frozen=True, slots=True)
class Words:
    """A case as it is written on the command line."""

    jurisdiction: str | None = None
    edition: str | None = None
    case: str | None = None
    decided: Sequence[str] = ()
    paid: str | None = None

    def given(self) -> str:
        """The first option that makes sense only with `-j`, or nothing."""
        pairs = (
            ("--edition", self.edition), ("--case", self.case),
            ("--decided", self.decided), ("--paid", self.paid),
        )  # fmt: skip
        return next((name for name, value in pairs if value), "")


def is_table(name: str) -> bool:
    """Whether an input is a table of cases, to be run as one.

    >>> is_table("2024.XLSX"), is_table("sqlite:///cases.db"), is_table("a.yaml")
    (True, True, False)
    """
    from ecoreward.tables.source import SUFFIXES, is_url

    return is_url(name) or Path(name).suffix.lower() in SUFFIXES


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table, as the options of a command say it."""

    row: str | None
    sheet: str | None
    table: str | None
    jurisdiction: str | None
    edition: str | None

    def case(self, inputs: Sequence[str], library: Library, extra: Extra) -> Mapping[str, Any]:
        """The case in that row."""
        if self.row is None:
            raise fail("cli.which-row")
        if len(inputs) != 1 or not self.row.isascii() or not self.row.isdigit():
            raise fail("cli.bad-row")
        from ecoreward.tables.problems import packages

        with packages(inputs[0]):
            from ecoreward.tables.one_row import case_of
            from ecoreward.tables.run import Options
            from ecoreward.tables.source import open_source

        options = Options(self.jurisdiction or "", self.edition or "", extra=extra)
        source = open_source(inputs[0], sheet=self.sheet, query_table=self.table)
        return case_of(source, library, options, int(self.row[:18]))


@dataclass
class Answers:
    """What was computed, each decision with the words it is listed under, and what went wrong.

    `changes` has what would change each decision, where that was asked for.
    `names` are the facts that a problem may show; other words may be a person's.
    """

    names: Names = tuple
    decisions: list[tuple[str, Decision]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    changes: list[tuple[Change, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = cache(self.names)

    @property
    def errors(self) -> bool:
        """Whether anything is worse than a warning."""
        return any(p.severity == "error" for p in self.problems)


def read_all(inputs: Sequence[str], words: Words, answers: Answers) -> list[Raw]:
    """Every case of the command line; problems are collected, good cases of a bad file kept."""
    if words.jurisdiction is not None:
        return _from_words(inputs, words, answers)
    if option := words.given():
        raise fail("cli.option-needs-j", option=option)
    if not inputs:
        raise fail("cli.no-input")
    found: list[Raw] = []
    for name in inputs:
        try:
            found += raws_of(name, read_bytes(name), answers)
        except Problems as bad:
            if is_fact(name) and not Path(name).parent.name:
                raise fail("cli.fact-without-j", word=fact_key(name, answers.names)) from None
            answers.problems += bad.items
    return found


def raws_of(name: str, data: bytes, answers: Answers) -> tuple[Raw, ...]:
    """The cases of one file."""
    raws, problems = read_cases(data, clean(name), names=answers.names)
    answers.problems += problems
    return raws


def is_fact(word: str) -> bool:
    """Whether a word of the command line reads ``fact=value``."""
    return bool(re.match(r"[^=＝]+[=＝]", word))


def fact_key(entry: str, names: Names) -> str | dict[str, str]:
    """The fact of ``fact=value``, fit to be shown."""
    return word(re.split(r"[=＝]", entry, maxsplit=1)[0].strip(), names())


def _from_words(inputs: Sequence[str], words: Words, answers: Answers) -> list[Raw]:
    facts: dict[str, str] = {}
    problems: list[Problem] = []
    for entry in inputs:
        if entry == "-" or (not is_fact(entry) and is_path(entry)):
            problems += fail("cli.file-with-j", word=clean(entry)).items
            continue
        if not is_fact(entry):
            problems += fail("cli.not-a-fact", word=word(entry, answers.names())).items
            continue
        key, value = (part.strip() for part in re.split(r"[=＝]", entry, maxsplit=1))
        if key in facts:
            problems += fail("cli.fact-twice", fact=fact_key(entry, answers.names)).items
        facts[key] = value
    decided, more = _decided(words.decided, answers.names)
    data: dict[str, Any] = {
        "case": words.case or "", "jurisdiction": words.jurisdiction or "",
        "edition": words.edition or "", "facts": facts,
        "decided": decided, "already_paid": words.paid,
    }  # fmt: skip
    raws, found = cases_of(data, names=answers.names)
    answers.problems += [*problems, *more, *found]
    return [] if answers.errors else list(raws)


def is_path(entry: str) -> bool:
    """Whether a word of the command line names something that is there."""
    try:
        return Path(entry).exists()
    except (OSError, ValueError):
        return False


def _decided(
    words: Sequence[str], names: Names
) -> tuple[dict[str, str] | str | None, list[Problem]]:
    """``10000`` for the one open figure, or ``node=figure`` once or more often."""
    if not words:
        return None, []
    if len(words) == 1 and not is_fact(words[0]):
        return words[0], []
    out: dict[str, str] = {}
    for entry in words:
        if not is_fact(entry):
            return None, list(fail("cli.decided-mixed").items)
        key, value = (part.strip() for part in re.split(r"[=＝]", entry, maxsplit=1))
        if key in out:
            return None, list(fail("cli.decided-twice", node=fact_key(entry, names)).items)
        out[key] = value
    return out, []


def decide_all(
    library: Library,
    raws: Iterable[Raw],
    answers: Answers,
    *,
    presume: bool,
    extra: Extra,
    known_on: str | None = None,
    changes: bool = False,
) -> None:
    """Put every case to its policy; a case that fails leaves the others alone."""
    for raw in raws:
        try:
            decision = library.evaluate(raw, presume=presume, extra=extra, known_on=known_on)
            found: tuple[Change, ...] = ()
            if changes:
                found = library.changes(raw, presume=presume, extra=extra, known_on=known_on)
        except Problems as bad:
            answers.problems += bad.items
        except Exception as error:  # a defect of ours in one case must not cost the others
            hidden = internal(error)
            place = Place(raw.place.file, raw.place.line, raw.place.column)
            answers.problems.append(Problem(hidden.code, place, hidden.params))
        else:
            answers.decisions.append((decision.case or _place(raw), decision))
            answers.changes.append(found)


def _place(raw: Raw) -> str:
    return f"{raw.place.file}:{raw.place.line}" if raw.place.line else ""
