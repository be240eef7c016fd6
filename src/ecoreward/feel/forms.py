"""Forms of other languages, or begun and not finished: chains, null, ``if``, ``between``."""

from __future__ import annotations

import re

from ecoreward.feel.findings import Finding
from ecoreward.feel.lists import equals_list_form, group_end, has_form, in_form
from ecoreward.feel.shape import Shape, is_comparison
from ecoreward.feel.tokens import CLOSE, OPEN, Token

_UNKNOWN = ("null", "nil", "none", "known", "unknown", "defined", "empty", "missing", "空", "未知")
_CLOCK = ("today", "now", "date", "time", "random", "rand")
_FEEL = ("for", "some", "every", "return", "satisfies", "function", "instance", "context")
_SHARE = re.compile(r"(.*?[^0-9.的])的?([0-9]+)")
_FLIP = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _null(s: Shape) -> list[Finding]:
    for i, t in enumerate(s.tokens):
        last = s.tokens[i - 1].text if i else ""
        if t.text.lower() in _UNKNOWN and (
            last in ("is", "是", "=", "!=") or (last == "not" and i > 1)
        ):
            start = s.tokens[i - 1]
            if last == "not":
                start = s.tokens[i - 2]
            return [Finding("null", start.start, t.end)]
    return []


def _chain(s: Shape) -> list[Finding]:
    """``1 < x < 5``"""
    for i, t in enumerate(s.tokens):
        if not is_comparison(t):
            continue
        end = s.operand_after(i + 1)
        if end >= len(s.tokens) or end == i + 1 or not is_comparison(s.tokens[end]):
            continue
        start, stop = s.operand_before(i), s.operand_after(end + 1)
        if start == i or stop == end + 1:
            continue
        low, middle, high = s.words(start, i), s.words(i + 1, end), s.words(end + 1, stop)
        one, two = t.text, s.tokens[end].text
        if one in _FLIP and two in _FLIP and one[0] == two[0]:
            if one[0] == ">":
                low, high, one, two = high, low, _FLIP[two], _FLIP[one]
            left, right = "[" if one == "<=" else "(", "]" if two == "<=" else ")"
            new = f"{middle} in {left}{low}..{high}{right}"
        else:
            new = f"{low} {one} {middle} and {middle} {two} {high}"
        fixed = s.replaced(s.tokens[start].start, s.tokens[stop - 1].end, new)
        where = s.tokens[end]
        return [Finding("chain", where.start, where.end, {"found": where.text, "fixed": fixed})]
    return []


def _between(s: Shape) -> list[Finding]:
    for i, t in enumerate(s.tokens):
        if t.text != "between":
            continue
        end = s.operand_after(i + 1)
        if end >= len(s.tokens) or s.tokens[end].text != "and":
            fixed = ""
            if end < len(s.tokens) and s.tokens[end].kind == "comma" and end > i + 1:
                comma = s.tokens[end]
                fixed = s.accepted(s.replaced(comma.start, comma.end, " and"))
            if not fixed and s.tokens[i + 1 : i + 2] and s.tokens[i + 1].kind == "open":
                fixed = s.accepted(s.replaced(t.start, t.end, "in"))
            if not fixed and s.has_dots(i + 1, len(s.tokens)):
                dots = next(d for d in s.tokens[i:] if d.text == "..")
                fixed = s.accepted(s.replaced(dots.start, dots.end, " and "))
            code = "between-fixed" if fixed else "between"
            return [Finding(code, t.start, t.end, {"fixed": fixed})]
    return []


def _if(s: Shape) -> list[Finding]:
    words = [t.text for t in s.tokens if t.kind == "keyword"]
    for i, t in enumerate(s.tokens):
        if t.text == "?" and any(w.text == ":" for w in s.tokens[i:]):
            colon = next(w for w in s.tokens[i:] if w.text == ":")
            cond = s.text[: t.start].strip()
            yes, no = s.text[t.end : colon.start].strip(), s.text[colon.end :].strip()
            fixed = s.accepted(f"if {cond} then {yes} else {no}")
            return [Finding("if-form", t.start, t.end, {"fixed": fixed or IF})]
        if t.kind == "keyword" and t.text == "if":
            end = group_end(s, i + 1)
            inner = s.tokens[i + 2 : end - 1] if end - 1 > i + 2 else []
            parts = _split(s, inner)
            if s.tokens[i + 1 : i + 2] and s.tokens[i + 1].text == "(" and len(parts) == 3:
                new = f"if {parts[0]} then {parts[1]} else {parts[2]}"
                fixed = s.accepted(s.replaced(t.start, s.tokens[end - 1].end, new))
                return [Finding("if-form", t.start, t.end, {"fixed": fixed or IF})]
            if words.count("then") < words.count("if"):
                return [Finding("if-then", t.start, t.end)]
            if words.count("else") < words.count("if"):
                return [Finding("if-else", t.start, t.end)]
            last = s.tokens[i - 1] if i else None
            if last and last.kind != "open" and last.text not in ("then", "else") and (
                last.kind != "comma"
            ):  # fmt: skip
                return [Finding("if-brackets", t.start, t.end)]
    return []


IF = "if … then … else …"


def _split(s: Shape, inner: list[Token]) -> list[str]:
    parts: list[str] = []
    depth, start = 0, 0
    for i, t in enumerate(inner):
        depth += (t.text in OPEN) - (t.text in CLOSE)
        if t.kind == "comma" and depth == 0 and i > start:
            parts.append(s.text[inner[start].start : inner[i - 1].end])
            start = i + 1
    if start < len(inner):
        parts.append(s.text[inner[start].start : inner[-1].end])
    return parts


def _calls(s: Shape) -> list[Finding]:
    for i, t in enumerate(s.tokens[:-2]):
        one, two = s.tokens[i + 1], s.tokens[i + 2]
        if t.kind == "word" and one.text == "(" and two.text == ")":
            code = "no-clock" if t.text.lower() in _CLOCK else "no-arguments"
            return [Finding(code, t.start, two.end, {"found": t.text})]
        if t.kind == "keyword" and t.text in ("and", "or") and one.text == "(" and (
            i == 0 or not (s.tokens[i - 1].is_value or s.tokens[i - 1].kind == "close")
        ):  # fmt: skip
            end = group_end(s, i + 1)
            parts = _split(s, s.tokens[i + 2 : end - 1])
            if len(parts) > 1:
                new = "(" + f" {t.text} ".join(parts) + ")"
                fixed = s.accepted(s.replaced(t.start, s.tokens[end - 1].end, new))
                if fixed:
                    return [Finding("logic-call", t.start, t.end, {"found": t.text,
                                                                  "fixed": fixed})]  # fmt: skip
    return []


def _foreign(s: Shape) -> list[Finding]:
    for i, t in enumerate(s.tokens):
        following = s.tokens[i + 1] if i + 1 < len(s.tokens) else None
        if t.kind == "word" and t.text in _FEEL and (i == 0 or following) and not (
            following and following.kind == "op"
        ) and t.start <= s.stopped:  # fmt: skip
            return [Finding("not-in-language", t.start, t.end, {"found": t.text})]
        if t.text in ("。", ";", "；") and following is None:
            fixed = s.text[: t.start].rstrip()
            return [Finding("end-mark", t.start, t.end, {"found": t.text, "fixed": fixed})]
        if share := _share(s, i):
            return share
        if t.text in ("**", "^"):
            return [Finding("no-power", t.start, t.end, {"found": t.text})]
        if t.text == "." and i and s.tokens[i - 1].kind == "word":
            return [Finding("path", s.tokens[i - 1].start, (following or t).end)]
        if t.text in (":", ";"):
            return [Finding("colon", t.start, t.end, {"found": t.text})]
        if t.text == "@" and following:
            return [Finding("at", t.start, following.end)]
        if t.text in "%‰" and i and s.tokens[i - 1].kind == "number":
            fixed = s.text[: s.tokens[i - 1].end] + s.text[t.start :]
            return [Finding("number-apart", s.tokens[i - 1].start, t.end, {"fixed": fixed})]
        if t.text in ("¥", "￥", "$"):
            return [Finding("currency", t.start, t.end, {"found": t.text})]
    return []


def _share(s: Shape, i: int) -> list[Finding]:
    """``5%罚款``, ``罚款5%`` and ``罚款的5%``"""
    t = s.tokens[i]
    following = s.tokens[i + 1] if i + 1 < len(s.tokens) else None
    if t.kind == "number" and t.text[-1] in "%‰" and following and following.kind == "word":
        new = f"{t.text} * {following.text.removeprefix('的')}"
        start, end = t.start, following.end
    elif t.text in ("%", "‰") and i and (m := _SHARE.fullmatch(s.tokens[i - 1].text)):
        new = f"{m[1]} * {m[2]}{t.text}"
        start, end = s.tokens[i - 1].start, t.end
    else:
        return []
    fixed = s.accepted(s.replaced(start, end, new))
    return [Finding("share-of", start, end, {"fixed": fixed})] if fixed else []


def _dots(s: Shape) -> list[Finding]:
    for i, t in enumerate(s.tokens):
        if t.text == ".." and not any(w.text in ("in", "between") for w in s.tokens[:i]):
            if s.start == "cell" or any(w.kind == "open" for w in s.tokens[:i]):
                continue
            return [Finding("dots", t.start, t.end)]
    return []


def _half_comparison(s: Shape) -> list[Finding]:
    """``罚款 > 5万 and < 10万``: the left side must be said again."""
    for i, t in enumerate(s.tokens[1:], 1):
        if is_comparison(t) and s.tokens[i - 1].text in ("and", "or") and i > 1:
            earlier = [j for j in range(i) if is_comparison(s.tokens[j])]
            if not earlier:
                continue
            start = s.operand_before(earlier[-1])
            left = s.words(start, earlier[-1])
            fixed = s.accepted(s.replaced(t.start, t.start, left + " ")) if left else ""
            if fixed:
                return [Finding("half-comparison", t.start, t.end, {"fixed": fixed})]
    return []


def _cell_subject(s: Shape) -> list[Finding]:
    """``罚款 > 5万`` in a cell of a table that is by 罚款 already."""
    t = s.at_stop
    if s.start == "cell" and t is not None and (is_comparison(t) or t.text in ("in", "between")):
        rest = s.text[t.start :] if is_comparison(t) else s.text[t.end :].strip()
        if t.text == "between":
            low, _, high = rest.partition(" and ")
            rest = f"[{low.strip()}..{high.strip()}]"
        if s.tokens[0].kind == "word" and (fixed := s.accepted(rest)):
            return [Finding("cell-subject", s.tokens[0].start, t.end, {"fixed": fixed})]
    return []


FORMS = (
    _cell_subject,
    _null,
    _chain,
    _if,
    _calls,
    _half_comparison,
    _between,
    has_form,
    in_form,
    equals_list_form,
    _foreign,
    _dots,
)
