"""Lists and what stands before them: ``has`` and ``in`` begun and not finished."""

from __future__ import annotations

from ecoreward.feel.findings import Finding
from ecoreward.feel.shape import Shape
from ecoreward.feel.tokens import CLOSE, OPEN


def has_form(s: Shape) -> list[Finding]:
    """``has`` without its mode, or with a list that is none."""
    for i, t in enumerate(s.tokens):
        if t.text != "has" or t.kind != "keyword":
            continue
        rest = [w.text for w in s.tokens[i + 1 : i + 3]]
        mode = rest[0] if rest else ""
        if mode in ("any", "all", "none") and rest[1:] == ["of"]:
            right = i + 3
        elif mode == "only":
            right = i + 2
        else:
            skip = 1 if mode in ("any", "all", "none", "of") else 0
            right = i + 1 + skip
            word = mode if mode in ("all", "none") else "any"
            if value := _quoted_list(s, right):
                new = f"has {word} of {value[0]}"
                fixed = s.accepted(s.replaced(t.start, value[1], new))
                if fixed:
                    return [Finding("has-mode-fixed", t.start, t.end, {"fixed": fixed})]
            return [Finding("has-mode", t.start, t.end)]
        if found := _list(s, right):
            return found
    return []


def in_form(s: Shape) -> list[Finding]:
    """``not in``, an interval without brackets, a list without quotes."""
    for i, t in enumerate(s.tokens):
        if t.text != "in" or t.kind != "keyword":
            continue
        if i and s.tokens[i - 1].text == "not":
            start = s.operand_before(i - 1)
            stop = group_end(s, i + 1)
            fixed = ""
            if start < i - 1 and stop > i + 1:
                new = f"not({s.words(start, i - 1)} in {s.words(i + 1, stop)})"
                fixed = s.accepted(s.replaced(s.tokens[start].start, s.tokens[stop - 1].end, new))
            return [Finding("not-in", s.tokens[i - 1].start, t.end,
                            {"fixed": fixed or "not(… in […])"})]  # fmt: skip
        end = s.operand_after(i + 1)
        if s.has_dots(i + 1, end) and end > i + 1:
            inner = s.words(i + 1, end)
            fixed = s.accepted(s.replaced(s.tokens[i + 1].start, s.tokens[end - 1].end,
                                          f"[{inner}]"))  # fmt: skip
            if fixed:
                return [Finding("in-brackets", t.start, s.tokens[end - 1].end, {"fixed": fixed})]
        if found := _two_numbers(s, i + 1):
            return found
        if found := _list(s, i + 1, also_numbers=True):
            return found
    return []


def _list(s: Shape, at: int, also_numbers: bool = False) -> list[Finding]:
    """A list of strings must be in square brackets, each string in quotes."""
    if at >= len(s.tokens):
        return []
    following = s.tokens[at + 1] if at + 1 < len(s.tokens) else None
    if s.tokens[at].kind == "word" and (
        following is None or following.text not in ("-", ",") or following.start != s.stopped
    ):
        return []  # the name of a defined list
    if s.tokens[at].text == "[" and following is not None and following.text == "]":
        return [Finding("empty-list", s.tokens[at].start, following.end)]
    if also_numbers and s.tokens[at].text == "(":
        return []
    value = _quoted_list(s, at)
    if not value:
        numbers = [w.text for w in s.tokens[at:] if w.kind == "number"]
        if s.tokens[at].text == "[" and numbers and also_numbers and not s.has_dots(
            at + 1, len(s.tokens)
        ):  # fmt: skip
            end = group_end(s, at)
            new = "(" + s.words(at + 1, end - 1) + ")"
            fixed = s.accepted(s.replaced(s.tokens[at].start, s.tokens[end - 1].end, new))
            if fixed:
                return [Finding("in-numbers", s.tokens[at].start, s.tokens[end - 1].end,
                                {"fixed": fixed})]  # fmt: skip
        return []
    new, end_at = value
    start = s.tokens[at].start
    if s.text[start:end_at] == new:
        return []
    fixed = s.accepted(s.replaced(start, end_at, new))
    return [Finding("list-form", start, end_at, {"fixed": fixed})] if fixed else []


def _quoted_list(s: Shape, at: int) -> tuple[str, int] | None:
    """The strings and bare words from `at` on as a list, and where they end."""
    items: list[str] = []
    i = at
    bracket = i < len(s.tokens) and s.tokens[i].kind == "open"
    i += bracket
    end = -1
    while i < len(s.tokens):
        first = i
        while i < len(s.tokens) and (
            s.tokens[i].kind in ("word", "string", "number")
            or s.tokens[i].text == "-"
            or (s.tokens[i].kind == "keyword" and i > first and s.tokens[i - 1].text == "-")
        ):
            i += 1
        if i == first:
            break
        piece = s.words(first, i)
        if piece[0].isdigit() or (i - first > 1 and (" " in piece or '"' in piece)):
            return None
        items.append(piece if piece[0] == '"' else f'"{piece}"')
        end = s.tokens[i - 1].end
        if i < len(s.tokens) and s.tokens[i].kind == "comma":
            i += 1
            continue
        break
    if bracket:
        if i >= len(s.tokens) or s.tokens[i].kind != "close":
            return None
        end = s.tokens[i].end
    return (f"[{', '.join(items)}]", end) if items else None


def group_end(s: Shape, at: int) -> int:
    """The index after the bracketed group that begins at `at` (or after one word)."""
    depth = 0
    for i in range(at, len(s.tokens)):
        t = s.tokens[i]
        depth += (t.text in OPEN) - (t.text in CLOSE)
        if depth <= 0:
            return i + 1
    return len(s.tokens)


def equals_list_form(s: Shape) -> list[Finding]:
    """``x = ["a", "b"]``"""
    for i, t in enumerate(s.tokens[:-1]):
        if t.text in ("=", "!=") and s.tokens[i + 1].text == "[":
            end = group_end(s, i + 1)
            value = s.words(i + 1, end)
            start = s.operand_before(i)
            left = s.words(start, i)
            params = {"one": f"{left} in {value}", "many": f"{left} has any of {value}"}
            return [Finding("equals-list", t.start, s.tokens[end - 1].end, params)]
    return []


def _two_numbers(s: Shape, at: int) -> list[Finding]:
    """``5万-10万`` and ``(5万 至 10万)`` where an interval is meant."""
    first = at + (at < len(s.tokens) and s.tokens[at].kind == "open")
    words = s.tokens[first : first + 3]
    if [w.kind == "number" for w in words] != [True, False, True]:
        return []
    if words[1].text not in ("to", "至", "到", "~", "-") or (first > at and words[1].text == "-"):
        return []
    end = group_end(s, at) if first > at else first + 3
    new = f"[{words[0].text}..{words[2].text}]"
    fixed = s.accepted(s.replaced(s.tokens[at].start, s.tokens[end - 1].end, new))
    where = (s.tokens[at].start, s.tokens[end - 1].end)
    return [Finding("in-brackets", *where, {"fixed": fixed})] if fixed else []
