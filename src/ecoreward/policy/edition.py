"""An edition with its dates, and a jurisdiction with its editions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ecoreward.policy.program import Program, Span
from ecoreward.policy.vocabulary_types import Vocabulary, Words
from ecoreward.problems import Place

MAIN = "main"  # the scheme that a case is decided by
WHAT_IF = "what_if"  # the status of an edition whose values were changed to try them
HELD = ("draft", WHAT_IF)  # nothing is paid under these


@dataclass(frozen=True, slots=True)
class Edition:
    """A compiled edition and when it holds."""

    program: Program
    start: Span
    end: Span
    issued: Span
    start_stated: bool
    scheme: str = MAIN
    status: str = "in_force"
    place: Place = field(default=Place(""), compare=False)
    instead_of: str = ""  # the scheme that is not asked while this edition is in force
    beside: str = ""  # the scheme beside which this edition has a result of its own
    own_end: Span = field(default=Span(None, None), compare=False)  # as the edition itself says
    replaced_by: str = ""  # the edition that gave it its end

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

    file: str  # path below the folder, without suffix: `jiangsu/taizhou`
    code: str
    name: str
    label: Words
    currency: str
    parent: str = ""  # code, where written
    chosen_by: str = "reported_on"
    chosen_stated: bool = False
    editions: tuple[Edition, ...] = ()
    digest: str = ""
    aliases: tuple[str, ...] = ()
    # The shared vocabulary with what the file declares for itself, once its editions are compiled.
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary({}, {}), compare=False)
    # By language, a name that means this one alone in its library, for cases that are written.
    called: Words = field(default_factory=dict, compare=False)

    def exactly(self, lang: str) -> str:
        """A name by which the library finds this jurisdiction and no other."""
        return self.called.get(lang) or (self.name if lang == "zh" else self.file or self.code)

    def edition(self, id: str) -> Edition | None:
        """The edition of that id."""
        return next((e for e in self.editions if e.id == id), None)


Index = Mapping[str, Jurisdiction]
