"""Decisions and policies in words, in Chinese and English; every sentence is in the catalogue.

>>> from ecoreward.explain import capital
>>> capital(60000)
'陆万元整'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from ecoreward.explain.capital import capital

if TYPE_CHECKING:
    from ecoreward.engine.change import Change
    from ecoreward.engine.decision import Decision
    from ecoreward.policy.edition import Edition, Jurisdiction

__all__ = ["capital", "explain", "show"]

Lang = Literal["zh", "en"]
Form = Literal["text", "markdown"]
Audience = Literal["office", "reporter"]


def explain(
    decision: Decision | Mapping[str, Any],
    lang: Lang = "zh",
    form: Form = "text",
    changes: Iterable[Change | Mapping[str, Any]] | None = None,
    audience: Audience = "office",
    reporter: int | None = None,
) -> str:
    """The decision in words: the sum, who has to do what, how it was found, why not more.

    Takes a decision or its `to_json()`, so that a stored decision can be read again. With the
    `changes` of the same case it says what would change the result. The same input gives the same
    text.

    With `audience="reporter"` it is what may be handed to the person who reported: the sum, the
    articles, what to do and until when, without the offender's and the officers' data. Of several
    who reported together, `reporter` is the number of the one it is for, from 1; without it only
    what all have alike is said. Raises `ValueError` where there is no such reporter.
    """
    from ecoreward.explain.answer import answer
    from ecoreward.explain.page import written
    from ecoreward.explain.reporter import for_reporter
    from ecoreward.explain.voice import voice_of

    if audience not in ("office", "reporter"):
        raise ValueError(f"audience is office or reporter, not {audience}")
    data = decision if isinstance(decision, Mapping) else decision.to_json()
    told = None
    if changes is not None:
        told = [c if isinstance(c, Mapping) else c.to_json() for c in changes]
    if audience == "reporter":
        return written(for_reporter(data, voice_of(lang), told, reporter), form)
    return written(answer(data, voice_of(lang), told), form)


def show(
    jurisdiction: Jurisdiction,
    edition: Edition | str | None = None,
    lang: Lang = "zh",
    form: Form = "text",
    *,
    own: bool = False,
) -> str:
    """A policy as articles to read: what it says, and what its source does not say.

    `edition` is an edition or its id; without one, the latest of
    the general rule that is no draft. `own`: of an edition
    that builds on another, its changes alone, not what they come to.
    """
    from ecoreward.explain.page import written
    from ecoreward.explain.policy import policy
    from ecoreward.explain.voice import voice_of

    return written(policy(jurisdiction, edition, voice_of(lang), own=own), form)
