"""The country of a jurisdiction, by its code: whose official calendar says which days are worked."""

from __future__ import annotations

HOME = "CN"


def country_of(code: str) -> str:
    """Letters before the hyphen of an ISO 3166-2 code; a six-digit division code is China's.

    >>> country_of("331126"), country_of("KR-45"), country_of("TW")
    ('CN', 'KR', 'TW')
    """
    letters = code.partition("-")[0]
    return letters.upper() if letters.isalpha() and letters.isascii() else HOME
