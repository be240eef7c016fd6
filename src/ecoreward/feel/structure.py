"""Where the parts of an expression do not fit together: a bracket, a value, a word is missing."""

from __future__ import annotations

from ecoreward.feel.build import SUFFIXES
from ecoreward.feel.findings import Finding
from ecoreward.feel.forms import FORMS
from ecoreward.feel.lists import group_end
from ecoreward.feel.parse import Start
from ecoreward.feel.shape import Shape
from ecoreward.feel.tokens import Token, scan

_MATCH = {"(": ")", "[": "]", "{": "}"}
_VAGUE = ("余", "多", "左右", "上下", "约", "许", "几", "来")  # the source gives no exact number
_UNITS = {"千": 1000, "百": 100, "十": 10, "百万": 1_000_000, "千万": 10_000_000,
          "千元": 1000, "百元": 100, "百万元": 1_000_000, "千万元": 10_000_000,
          "k": 1000, "K": 1000, "w": 10_000, "W": 10_000}  # fmt: skip


def diagnose(text: str, stopped: int, start: Start) -> list[Finding]:
    """The best account of why the grammar stopped at `stopped`; never empty."""
    shape = Shape(text, scan(text), stopped, start)
    for look in (_strings, _numbers, _brackets, *FORMS, _division, _values):
        if found := look(shape):
            return found
    t = shape.at_stop
    if t is None:
        return [Finding("unfinished", max(0, len(text.rstrip()) - 1), len(text.rstrip()) or 1)]
    return [Finding("unexpected", t.start, t.end, {"found": t.text})]


def _strings(s: Shape) -> list[Finding]:
    for t in s.tokens:
        if t.kind == "unclosed" or (t.kind == "other" and t.text in "\"'"):
            return [Finding("unclosed-string", t.start, t.end, {"text": t.text})]
        if t.kind in ("string", "date") and "\\" in t.text:
            inner = t.text.replace("\\\\", "").replace('\\"', "")
            if "\\" in inner:
                return [Finding("backslash", t.start, t.end, {"text": t.text})]
    return []


def _numbers(s: Shape) -> list[Finding]:
    out = []
    for i, t in enumerate(s.tokens):
        if t.kind != "number":
            following = s.tokens[i + 1] if i + 1 < len(s.tokens) else None
            if t.text == "." and following and following.kind == "number" and (
                i == 0 or not s.tokens[i - 1].is_value
            ):  # fmt: skip
                fixed = s.replaced(t.start, t.end, "0.")
                out += [Finding("leading-point", t.start, following.end, {"fixed": fixed})]
            continue
        digits = t.text.rstrip("%‰")
        count = next((n for n, c in enumerate(digits) if c not in "0123456789."), len(digits))
        digits, suffix = t.text[:count], t.text[count:]
        if not suffix or suffix in SUFFIXES:
            continue
        out.append(_suffix(s, t, digits, suffix))
    return out


def _suffix(s: Shape, t: Token, digits: str, suffix: str) -> Finding:
    # What may stay: the number with the longest ending that it may have (`5万元` of `5万元整`).
    kept = max((s for s in SUFFIXES if suffix.startswith(s)), key=len, default="")
    params: dict[str, str] = {
        "text": t.text,
        "suffix": suffix[len(kept) :],
        "digits": digits + kept,
    }
    for ending, signs in {"以上": (">=", ">"), "以下": ("<=", "<"), "以内": ("<=", "<")}.items():
        number = t.text.removesuffix(ending)
        if t.text.endswith(ending) and (number == digits or number[len(digits) :] in SUFFIXES):
            params |= {"with_end": f"{signs[0]} {number}", "without": f"{signs[1]} {number}"}
            return Finding("above-below", t.start, t.end, params)
    if suffix in _UNITS and "." not in digits:
        right = str(int(digits) * _UNITS[suffix])
        right += "元" if suffix.endswith("元") else ""
        params |= {"right": right, "fixed": s.replaced(t.start, t.end, right)}
        return Finding("number-unit", t.start, t.end, params)
    if (suffix[0] in "eE" and suffix[1:].isdigit()) or suffix in ("e", "E"):
        return Finding("exponent", t.start, t.end, params)
    if suffix[len(kept) :].startswith(_VAGUE):
        return Finding("number-vague", t.start, t.end, params)
    return Finding("number-suffix", t.start, t.end, params)


def _brackets(s: Shape) -> list[Finding]:
    if outward := _outward(s):
        return outward
    open_now: list[tuple[int, Token]] = []
    for i, t in enumerate(s.tokens):
        if t.text in ("{", "}"):
            return [Finding("braces", t.start, t.end)]
        if t.kind == "open":
            open_now.append((i, t))
        elif t.kind == "close":
            if not open_now:
                return [Finding("extra-bracket", t.start, t.end, {"found": t.text})]
            j, first = open_now.pop()
            if _MATCH[first.text] != t.text and not s.has_dots(j + 1, i):
                params = {"found": t.text, "opened": first.text, "right": _MATCH[first.text]}
                return [Finding("crossed-brackets", t.start, t.end, params)]
    if open_now:
        t = open_now[-1][1]
        return [Finding("unclosed-bracket", t.start, t.end, {"found": t.text,
                                                            "right": _MATCH[t.text]})]  # fmt: skip
    return []


def _outward(s: Shape) -> list[Finding]:
    """``]1..5[``, which FEEL allows and this language does not."""
    for i, t in enumerate(s.tokens):
        opens = t.text == "]" and (i == 0 or not (s.tokens[i - 1].is_value))
        if not opens and t.text not in ("[", "("):
            continue
        for j in range(i + 1, len(s.tokens)):
            end = s.tokens[j]
            if end.kind in ("open", "close"):
                outward = opens or (end.text == "[" and s.has_dots(i + 1, j))
                if outward and end.text in "])[" and s.has_dots(i + 1, j):
                    left = "(" if opens else t.text
                    right = ")" if end.text == "[" else end.text
                    new = left + s.text[t.end : end.start] + right
                    fixed = s.replaced(t.start, end.end, new)
                    return [Finding("outward", t.start, end.end, {"fixed": fixed})]
                break
    return []


def _division(s: Shape) -> list[Finding]:
    for i, t in enumerate(s.tokens[:-1]):
        following = s.tokens[i + 1]
        if t.text == "/" and following.start <= s.stopped + 1 and (
            following.kind in ("word", "open", "date", "string") or following.text == "-"
        ):  # fmt: skip
            end = group_end(s, i + 1) if following.kind == "open" else i + 2
            end += following.text == "-"
            found = s.words(i + 1, min(end, len(s.tokens)))
            return [Finding("divide-by-fact", t.start, following.end, {"found": found})]
    return []


def _values(s: Shape) -> list[Finding]:
    """A value missing beside an operator, or two values with nothing between."""
    t, last = s.at_stop, s.before_stop
    if t is None and last is not None:
        return [Finding("missing-after", last.start, last.end, {"found": last.text})]
    if t is None:
        return []
    if last is not None and (last.is_value or last.kind == "close") and (
        t.is_value or t.kind == "open"
    ):  # fmt: skip
        if last.kind == "number" and t.text in SUFFIXES:
            fixed = s.text[: last.end] + t.text + s.text[t.end :]
            return [Finding("number-apart", last.start, t.end, {"fixed": fixed})]
        if last.kind == t.kind == "string":
            fixed = s.accepted(s.text[: last.end] + ", " + s.text[t.start :])
            if fixed:
                return [Finding("list-comma", last.start, t.end, {"fixed": fixed})]
        if last.text in ("min", "max", "count", "days_between", "workdays_between") and t.is_value:
            fixed = s.accepted(s.replaced(last.end, t.end, f"({t.text})"))
            if fixed:
                params = {"found": last.text, "fixed": fixed}
                return [Finding("call-brackets", last.start, t.end, params)]
        params = {"left": last.text, "right": t.text}
        return [Finding("missing-operator", last.start, t.end, params)]
    if t.kind == "comma":
        return [Finding("stray-comma", t.start, t.end)]
    if not (t.is_value or t.kind in ("open", "other")):
        if last is None:
            return [Finding("missing-before", t.start, t.end, {"found": t.text})]
        if not (last.is_value or last.kind == "close"):
            params = {"found": last.text, "right": t.text}
            return [Finding("missing-between", last.start, t.end, params)]
    return []
