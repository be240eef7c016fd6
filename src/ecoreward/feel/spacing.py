"""The printer's spacing for an expression as it was written: words, numbers and brackets untouched.

The printer itself would also write `12000` as `1.2万` and leave out brackets that a drafter may
want; a formatter must not.
"""

from __future__ import annotations

from collections.abc import Iterable

from ecoreward.feel.parse import FeelError, Start, parse_cell, parse_expression
from ecoreward.feel.tokens import Token, scan
from ecoreward.problems import NOWHERE

_TIGHT = ("..",)


def spaced(text: str, start: Start = "expression") -> str:
    """The expression with one space where the printer has one; unchanged if it is none.

    A line break stays where it is.

    >>> spaced("(罚款>50000)and not (举报渠道 in[\\"微信\\"])")
    '(罚款 > 50000) and not(举报渠道 in ["微信"])'
    """
    lines = []
    before: tuple[Token, ...] = ()
    for line in text.split("\n"):
        found = scan(line)
        lines.append(_line(found, before))
        before = (*before, *found)[-2:]
    written = "\n".join(lines)
    return written if written == text or same(text, written, start) else text


def same(one: str, other: str, start: Start = "expression") -> bool:
    """Whether two texts are the same expression; never so when one of them is none.

    >>> same("罚款>5万", "罚款 > 50000"), same("罚款>", "罚款>")
    (True, False)
    """
    read = parse_cell if start == "cell" else parse_expression
    try:
        return read(one, NOWHERE) == read(other, NOWHERE)
    except FeelError:
        return False


def _line(tokens: Iterable[Token], before: tuple[Token, ...]) -> str:
    out = ""
    for token in tokens:
        text = '@"' + token.text.split('"', 1)[1] if token.kind == "date" else token.text
        out += (" " if out and _apart(before, token) else "") + text
        before = (*before, token)[-2:]
    return out


def _apart(before: tuple[Token, ...], token: Token) -> bool:
    """Whether a space stands between the last token and this one."""
    last = before[-1]
    if last.kind == "open" or token.kind in ("close", "comma"):
        return False
    if last.text in _TIGHT or token.text in _TIGHT:
        return False
    if last.text == "-" and not (len(before) > 1 and _ends_value(before[0])):
        return False  # a sign, not a difference
    if token.text == "(":
        return not (last.kind == "word" or last.text == "not")
    return True


def _ends_value(token: Token) -> bool:
    return token.is_value or token.kind == "close"
