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


def explain(
    decision: Decision | Mapping[str, Any],
    lang: Lang = "zh",
    form: Form = "text",
    changes: Iterable[Change | Mapping[str, Any]] | None = None,
) -> str:
    """The decision in words: the sum, who has to do what, how it was found, why not more.

    Takes a decision or its `to_json()`, so that a stored decision can be read again. With the
    `changes` of the same case it says what would change the result. The same input gives the same
    text.
    """
    from ecoreward.explain.answer import answer
    from ecoreward.explain.page import written
    from ecoreward.explain.voice import voice_of

    data = decision if isinstance(decision, Mapping) else decision.to_json()
    told = None
    if changes is not None:
        told = [c if isinstance(c, Mapping) else c.to_json() for c in changes]
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
