"""Every sentence the software says, in Chinese and English, from compiled gettext catalogues.

A key is ``domain.rest``; the domain names the catalogue file (``yaml``, ``feel``, ``policy``, ``case``,
``file``, ``column``, ``table``, ``decision``, ``analysis``, ``explain``, ``cli``, ``chart``,
``problem``). Keys are stable and never shown.
"""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path
from typing import Any

from ecoreward.words.format import LOCALES, words_of

__all__ = ["LOCALES", "has", "keys", "say", "template", "words_of"]

_LOCALE = Path(__file__).parent / "locale"


@cache
def _catalogue(domain: str, lang: str) -> gettext.NullTranslations:
    file = _LOCALE / LOCALES[lang] / "LC_MESSAGES" / f"{domain}.mo"
    if not file.exists():
        return gettext.NullTranslations()
    with file.open("rb") as stream:
        return gettext.GNUTranslations(stream)


def has(key: str) -> bool:
    """Whether the catalogue holds a sentence for this key."""
    return _catalogue(key.split(".", 1)[0], "zh").gettext(key) != key


def say(key: str, lang: str = "zh", /, **params: Any) -> str:
    """The sentence of `key` in `lang` ("zh" or "en"), its parameters written for that language.

    >>> say("problem.error", "en")
    'error'
    """
    return template(key, lang).format(**{k: words_of(v, lang) for k, v in params.items()})


def template(key: str, lang: str = "zh") -> str:
    """The sentence of `key` with its fields still in braces.

    >>> template("problem.nearest", "en")
    'nearest: {names}'
    """
    return _catalogue(key.split(".", 1)[0], lang).gettext(key)


def keys(domain: str) -> frozenset[str]:
    """Every key of a catalogue.

    >>> "problem.error" in keys("problem")
    True
    """
    # The standard library has no public way to list what a catalogue holds.
    found: dict[str, str] = getattr(_catalogue(domain, "zh"), "_catalog", {})
    return frozenset(key for key in found if key)
