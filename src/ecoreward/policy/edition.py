"""An edition with its dates, and a jurisdiction with its editions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ecoreward.policy.program import Program, Span
from ecoreward.policy.vocabulary_types import Vocabulary, Words
from ecoreward.problems import Place


@dataclass(frozen=True, slots=True)
class Edition:
    """A compiled edition and when it holds."""

    program: Program
    start: Span
    end: Span
    issued: Span
    start_stated: bool
    scheme: str = "main"
    status: str = "in_force"
    place: Place = field(default=Place(""), compare=False)

    @property
    def id(self) -> str:
        """The edition's id."""
        return self.program.id

    @property
    def first_day(self) -> tuple[int | None, int | None]:
        """Earliest and latest possible first day; None: any day."""
        if self.start_stated:
            return self.start.low, self.start.high
        return self.issued.low, self.issued.high

    @property
    def last_day(self) -> tuple[int | None, int | None]:
        """Earliest and latest possible last day; None: no end."""
        return self.end.low, self.end.high


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """One policy file: who it is for, and its editions in order of date."""

    file: str  # name without suffix
    code: str
    name: str
    label: Words
    currency: str
    parent: str = ""  # division code, where written
    chosen_by: str = "reported_on"
    chosen_stated: bool = False
    editions: tuple[Edition, ...] = ()
    digest: str = ""
    aliases: tuple[str, ...] = ()
    # The shared vocabulary with what the file declares for itself, once its editions are compiled.
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary({}, {}), compare=False)

    def edition(self, id: str) -> Edition | None:
        """The edition of that id."""
        return next((e for e in self.editions if e.id == id), None)


Index = Mapping[str, Jurisdiction]
