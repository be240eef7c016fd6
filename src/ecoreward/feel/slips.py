"""Signs and words from elsewhere: ``＞ == && 且 AND 'x'``, each with the line as it should be."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ecoreward.feel.findings import Finding
from ecoreward.feel.parse import Start, attempt
from ecoreward.feel.structure import diagnose
from ecoreward.feel.tokens import CLOSE, KEYWORDS, OPEN, Token, first_difference, fold, scan

SIGNS = {
    "==": "=", "===": "=", "!==": "!=", "<>": "!=", "≠": "!=", "≥": ">=", "=>": ">=",
    "≤": "<=", "=<": "<=", "&&": "and", "&": "and", "||": "or", "|": "or",
    "×": "*", "÷": "/", "...": "..",
}  # fmt: skip

# Words between two values.
WORDS = {
    "并且": "and", "而且": "and", "且": "and", "同时": "and", "以及": "and", "与": "and",
    "和": "and", "及": "and", "或者": "or", "或": "or", "大于等于": ">=", "大于或等于": ">=",
    "不小于": ">=", "不少于": ">=", "不低于": ">=", "小于等于": "<=", "小于或等于": "<=",
    "不大于": "<=", "不超过": "<=", "不高于": "<=", "不多于": "<=", "大于": ">", "超过": ">",
    "高于": ">", "多于": ">", "小于": "<", "低于": "<", "少于": "<", "不足": "<", "不等于": "!=",
    "不是": "!=", "等于": "=", "是": "=", "为": "=", "is": "=", "eq": "=", "ne": "!=", "gt": ">",
    "ge": ">=", "gte": ">=", "lt": "<", "le": "<=", "lte": "<=", "加": "+", "减": "-",
    "乘": "*", "乘以": "*", "除以": "/", "属于": "in", "介于": "between", "包含": "has any of",
    "包括": "has any of", "contains": "has any of",
}  # fmt: skip
# Words before a value.
BEFORE = {"非": "not", "不是": "not", "不": "not", "没有": "not", "如果": "if", "若": "if"}
AFTER_IF = {"那么": "then", "则": "then", "否则": "else"}
UNKNOWN = frozenset(
    ["null", "nil", "none", "known", "unknown", "defined", "empty", "missing", "空", "未知"]
)


@dataclass(frozen=True, slots=True)
class _Fix:
    code: str
    token: Token
    text: str  # what stands there instead
    close: int = -1  # where a closing bracket is due


def explain(source: str, stopped: int, start: Start) -> list[Finding]:
    """What is wrong with a text the grammar refused at offset `stopped`; never empty."""
    folded = fold(source)
    fixes = _fixes(scan(folded))
    if folded == source and not fixes:
        return diagnose(source, stopped, start)
    mended, origin = _mended(folded, fixes)
    taken = attempt(mended, start)
    found = [] if folded == source else [_folding(source, folded, mended)]
    for code in dict.fromkeys(f.code for f in fixes):
        same = [f for f in fixes if f.code == code]
        first = same[0]
        params = {"found": first.token.text, "right": first.text, "fixed": mended}
        found += [Finding(code, first.token.start, first.token.end, params)]
    if isinstance(taken, int):
        for left in diagnose(mended, taken, start):
            at = origin[min(left.start, len(origin) - 1)]
            to = origin[min(max(left.end - 1, left.start), len(origin) - 1)] + 1
            found.append(replace(left, start=at, end=max(to, at + 1)))
    return found


def _folding(source: str, folded: str, mended: str) -> Finding:
    start, end = first_difference(source, folded)
    code = "single-quotes" if source[start] == "'" else "full-width"
    params = {"found": source[start:end], "right": folded[start:end], "fixed": mended}
    return Finding(code, start, end, params)


def _fixes(tokens: list[Token]) -> list[_Fix]:
    out: list[_Fix] = []
    after_value = False  # whether the word before ends a value
    for i, t in enumerate(tokens):
        here = _fix(t, after_value, tokens[i + 1] if i + 1 < len(tokens) else None, tokens[i + 1 :])
        out += here
        operator = bool(here) and t.kind != "string" and here[0].text not in ("true", "false")
        after_value = (t.is_value or t.kind == "close") and not operator
    return out


def _fix(t: Token, after_value: bool, following: Token | None, rest: list[Token]) -> list[_Fix]:
    before_value = following is not None and (
        following.is_value or following.kind == "open" or following.text in ("-", "!")
        or following.text in BEFORE or following.text.lower() in KEYWORDS
    )  # fmt: skip
    lower = t.text.lower()
    if t.kind == "string" and t.text[0] == "'":
        return [_Fix("single-quotes", t, '"' + t.text[1:-1] + '"')]
    if t.kind == "op" and t.text in SIGNS:
        return [_Fix("sign", t, SIGNS[t.text])]
    if (t.kind == "op" and t.text == "!") or (
        lower == "not" and not after_value and following is not None and following.text != "("
    ):
        return _negation(t, "sign" if t.text == "!" else "not-brackets", rest)
    if t.kind == "word" and lower in KEYWORDS and (lower != "none" or t.text == "NONE"):
        return [_Fix("keyword-case", t, lower)]
    if t.kind != "word":
        return []
    if t.text in AFTER_IF and after_value:
        return [_Fix("word", t, AFTER_IF[t.text])]
    if not after_value and before_value and t.text in BEFORE:
        if BEFORE[t.text] == "not":
            return _negation(t, "word", rest)
        return [_Fix("word", t, BEFORE[t.text])]
    if after_value and before_value and following is not None and t.text in WORDS:
        is_test = t.text in ("is", "是", "为", "不是") and (
            following.text.lower() in UNKNOWN or following.text == "not"
        )
        return [] if is_test else [_Fix("word", t, WORDS[t.text])]
    return []


def _negation(t: Token, code: str, rest: list[Token]) -> list[_Fix]:
    """``not x`` becomes ``not(x)``, up to the end of the test."""
    if not rest or not (rest[0].is_value or rest[0].kind == "open"):
        return []
    if rest[0].text == "(":
        return [_Fix(code, t, "not")]
    depth = 0
    end = rest[0].end
    for word in rest:
        depth += (word.text in OPEN) - (word.text in CLOSE)
        stops = ("and", "or", "then", "else", ",", "且", "或", "并且", "或者", "&&", "||")
        if depth < 0 or (depth == 0 and word.text.lower() in stops):
            break
        end = word.end
    return [_Fix(code, t, "not(", end)]


def _mended(text: str, fixes: list[_Fix]) -> tuple[str, list[int]]:
    """The text with all fixes made, and for each of its characters where it came from."""
    out: list[str] = []
    origin: list[int] = []
    starts = {f.token.start: f for f in fixes}
    closes = [f.close for f in fixes if f.close >= 0]
    at = 0
    while at <= len(text):
        due = ")" * closes.count(at)
        if due:
            out.append(due)
            origin.extend([max(0, at - 1)] * len(due))
        if at == len(text):
            break
        if fix := starts.get(at):
            new = _spaced(text, fix)
            at = fix.token.end
            if fix.text == "not(":
                while at < len(text) and text[at].isspace():
                    at += 1
            out.append(new)
            origin.extend([fix.token.start] * len(new))
            continue
        out.append(text[at])
        origin.append(at)
        at += 1
    return "".join(out), origin or [0]


def _spaced(text: str, fix: _Fix) -> str:
    """A word put in place of a sign needs a space on either side."""
    new = fix.text
    if not new[0].isalpha() or new == "not(":
        return new
    before = text[fix.token.start - 1 : fix.token.start]
    after = text[fix.token.end : fix.token.end + 1]
    left = " " if before and not before.isspace() and before not in "([," else ""
    right = " " if after and not after.isspace() and new != "not" else ""
    return left + new + right
