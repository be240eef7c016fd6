"""The skeleton of a new policy file: it passes `check`, states no law, and says what to fill in."""

from __future__ import annotations

from ecoreward.policy.tree import currency_of
from ecoreward.words import say
from ecoreward.workbench.case_form import quoted


def policy_form(code: str, name: str, lang: str, level: int = 0) -> str:
    """The text of the file for a division code and a name, `level` folders below the schemas."""
    text = say("cli.skeleton", lang, code=code, name=quoted(name), id=f"d{code.lower()}-1")
    text = text.replace("$schema=", "$schema=" + "../" * level, 1)
    if not code.isdigit():
        line = f'  code: "{code}"\n'
        text = text.replace(line, f"{line}  currency: {currency_of(code)}\n", 1)
    return text.rstrip("\n") + "\n"
