"""A slip in an expression, before it is a problem with a place in a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ecoreward.feel.parse import place_of
from ecoreward.problems import Place, Problem, Severity

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Fix:
    """A correction: the characters from `start` to `end` become `new`."""

    start: int
    end: int
    new: str


def with_fixes(source: str, findings: Sequence[Finding]) -> list[Finding]:
    """The findings with each `Fix` among their words turned into the whole corrected text.

    All corrections that do not overlap are made together, so that the text shown is right.
    """
    fixes = {v for f in findings for v in f.params.values() if isinstance(v, Fix)}
    made: list[Fix] = []
    for fix in sorted(fixes, key=lambda x: (x.start, -x.end, x.new)):
        if not made or fix.start >= made[-1].end:
            made.append(fix)
    out = []
    for finding in findings:
        params = {
            k: _applied(source, made if v in made else [v]) if isinstance(v, Fix) else v
            for k, v in finding.params.items()
        }
        out.append(replace(finding, params=params))
    return out


def _applied(source: str, fixes: Sequence[Fix]) -> str:
    for fix in reversed(fixes):
        source = source[: fix.start] + fix.new + source[fix.end :]
    return source


@dataclass(frozen=True, slots=True)
class Finding:
    """A catalogue key without its ``feel.``, the characters it is about, and its words."""

    code: str
    start: int
    end: int
    params: Mapping[str, Any] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()
    severity: Severity = "error"

    def problem(self, source: str, place: Place) -> Problem:
        """The problem a person sees."""
        return Problem(
            "feel." + self.code,
            place_of(source, place, self.start, self.end),
            {k: shown(v) for k, v in self.params.items()},
            severity=self.severity,
            suggestions=self.suggestions,
        )


def shown(value: Any) -> Any:
    """User input made safe for a terminal: one line, printable, not endless.

    >>> shown("a\\x1b[0m")
    'a�[0m'
    """
    if isinstance(value, (list, tuple)):
        return [shown(v) for v in value]
    if not isinstance(value, str):
        return value
    text = "".join(
        c if c.isprintable() else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in value
    )
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
