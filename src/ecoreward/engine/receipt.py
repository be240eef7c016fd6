"""The receipt: enough to replay a decision and to see that nothing was changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from ecoreward.engine.case import Case
from ecoreward.engine.choose import iso
from ecoreward.engine.values import Choice, Num, Rows, SetOf, Truth, Value
from ecoreward.engine.workdays import calendar_data
from ecoreward.money import text_of
from ecoreward.policy.edition import Jurisdiction
from ecoreward.policy.program import Program
from ecoreward.version import DECISION_SCHEMA, LANGUAGE, TRACE_SCHEMA, __version__


def receipt(
    jurisdiction: Jurisdiction,
    program: Program | None,
    case: Case,
    *,
    presume: bool,
    years: Iterable[int] = (),
) -> dict[str, Any]:
    """Versions and digests; no time, no machine, no person. `years`: looked up in the calendar."""
    return {
        "engine": __version__,
        "language": LANGUAGE,
        "decision_schema": DECISION_SCHEMA,
        "trace_schema": TRACE_SCHEMA,
        "policy": f"{jurisdiction.file}@{program.id}"
        if program
        else jurisdiction.file or jurisdiction.code,
        "policy_digest": jurisdiction.digest,
        "vocabulary_digest": program.vocabulary.digest if program else "",
        "case_digest": digest(canonical(case, jurisdiction.file or jurisdiction.code)),
        "presume": presume,
        "calendar": calendar_data(program.country, years) if program else None,
        "known_on": iso(case.known_on) or None,
    }


def digest(data: Any) -> str:
    """SHA-256 of canonical JSON.

    >>> digest({})[:12]
    '44136fa355b3'
    """
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(case: Case, file: str) -> dict[str, Any]:
    """The case as plain data, independent of spelling, order and language; its jurisdiction by file."""
    known_on = {} if case.known_on is None else {"known_on": iso(case.known_on)}
    return {
        "jurisdiction": file,
        "edition": case.edition,
        **known_on,
        "facts": {k: _value(v) for k, v in sorted(case.facts.items())},
        "decided": {
            k: [_text(d.amount), _text(d.rate), d.answer, d.reading]
            for k, d in sorted(case.decided.items())
        },
        "already_paid": text_of(case.already_paid),
    }


def _text(value: Fraction | int | None) -> str | None:
    return None if value is None else text_of(value)


def _value(value: Value) -> Any:
    match value:
        case Truth():
            return value.word
        case Num():
            return [_text(value.low), _text(value.high)]
        case Choice():
            return sorted(value.codes)
        case SetOf():
            return [sorted(value.must), sorted(value.may)]
        case Rows():
            return [{k: _value(v) for k, v in sorted(row.items())} for row in value.rows]
