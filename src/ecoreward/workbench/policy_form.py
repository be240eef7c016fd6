"""The skeleton of a new policy file: it passes `check`, states no law, and says what to fill in."""

from __future__ import annotations

from ecoreward.words import say
from ecoreward.workbench.case_form import quoted


def policy_form(code: str, name: str, lang: str) -> str:
    """The text of the file for a division code and a name."""
    text = say("cli.skeleton", lang, code=code, name=quoted(name), id=f"d{code}-1")
    return text.rstrip("\n") + "\n"
