"""Take one line of YAML apart and write it as it was meant: quoted, with ASCII signs, in place."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_LINE = 2_000
MAX_SHOWN = 160
OPENERS = "([{"
CLOSERS = ")]}"
SPECIAL = "><!@\"'[]{}%&*|`,#?="  # what a value must not begin with unless it is quoted
_WORD = r"[A-Za-z_\u3400-\u9fff][\w（）()、/.-]*"
_KEY = r"""(?:"[^"]*"|'[^']*'|[^\s"'#\-\[\]{}&*!|>%@`,?:：][^:：]*?|-[^\s:：][^:：]*?)"""
_LINE = re.compile(rf"(?P<head>\s*(?:-[ \t]+)*)(?:(?P<key>{_KEY})[ ]*:(?:[ \t]+|$))?(?P<value>.*)$")
WIDE_COLON = re.compile(rf"(\s*(?:-[ \t]+)*)({_WORD}|\"[^\"]*\"|'[^']*')[ ]*(：)\s*(.*)$")
NO_SPACE = re.compile(rf"(\s*(?:-[ \t]+)*)({_WORD})[ ]*(:)(?!//)[\u3000\u00a0]*([^\s:].*)$")
_FLOW_KEY = re.compile(
    r"""\s*("[^"]*"|'[^']*'|[^\s:：,"'{}\[\]()][^:：,"'{}\[\]()]*)(:\s+|:$|：\s*|(?<=["']):)(.*)$""",
    re.S,
)
_UNFINISHED = re.compile(
    r"(?:[=<>+*/(\[{,]|(?:^|[\s)\]\"])(?:and|or|not|in|has|any of|all of|none of|only of|between"
    r"|if|then|else|-))$"
)
_PROSE = re.compile(r"[A-Za-z]+(?: [A-Za-z]+)+ (?:in|if|then|else|not)")
_WIDE = str.maketrans({"：": ": ", "，": ", ", "［": "[", "］": "]", "｛": "{", "｝": "}",
                       "【": "[", "】": "]", "“": '"', "”": '"', "‘": "'", "’": "'", "\u3000": " "})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """A line as head (indent and dashes), key, value and comment; `at` is the value's column."""

    head: str
    key: str
    value: str
    comment: str
    at: int

    def having(self, value: str) -> str:
        """The line with another value."""
        key = f"{self.key}: " if self.key else ""
        return f"{self.head}{key}{value}{self.comment}"


def split(line: str) -> Parts:
    """Take a line apart; a very long line is all value.

    >>> split("  - when: > 5  # x").value
    '> 5'
    """
    found = _LINE.match(line) if len(line) <= MAX_LINE else None
    if not found:
        return Parts("", "", line, "", 0)
    value = found["value"]
    cut = comment_at(value)
    return Parts(
        found["head"], found["key"] or "", value[:cut].rstrip(), _comment(value, cut),
        found.start("value"),
    )  # fmt: skip


def _comment(value: str, cut: int) -> str:
    return "  " + value[cut:].strip() if cut < len(value) else ""


def comment_at(value: str) -> int:
    """Where a comment begins, outside double quotes; the length if there is none."""
    inside = False
    for i, c in enumerate(value):
        if c == '"':
            inside = not inside
        elif c == "#" and not inside and (i == 0 or value[i - 1] in " \t"):
            return i
    return len(value)


def indent_of(line: str) -> int:
    """How many signs of white space the line begins with."""
    return len(line) - len(line.lstrip())


def shown(line: str) -> str:
    """The line as it is put into a sentence."""
    line = line.strip()
    return line if len(line) <= MAX_SHOWN else line[:MAX_SHOWN] + "…"


def shown_whole(line: str) -> str:
    """The line with its indent, as it is put into a sentence."""
    return line[: indent_of(line)] + shown(line)


def quote(value: str) -> str:
    """The value in single quotes.

    >>> quote("> 5")
    "'> 5'"
    """
    return "'" + value.replace("'", "''") + "'"


def is_quoted(value: str) -> bool:
    """Whether the value is one quoted text and nothing else."""
    return bool(re.fullmatch(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\"""", value))


def is_flow(value: str) -> bool:
    """Whether the value is `[…]` or `{…}`."""
    return value[:1] in ("[", "{") and value[-1:] in ("]", "}")


def safe(value: str) -> str:
    """The value, quoted if it must be."""
    if not value or is_quoted(value) or is_flow(value):
        return value
    return quote(value) if value[0] in SPECIAL or ": " in value or " #" in value else value


def balance(text: str) -> int:
    """Openers less closers outside double quotes; `[10..20)` counts as closed."""
    depth = 0
    inside = False
    for c in text:
        if c == '"':
            inside = not inside
        elif not inside:
            depth += (c in OPENERS) - (c in CLOSERS)
    return depth


def unfinished(text: str) -> bool:
    """Whether an expression cannot end like this.

    >>> unfinished("罚款 > 5 and"), unfinished("罚款 > 5")
    (True, False)
    """
    tail = text.rstrip()
    if _PROSE.fullmatch(tail):
        return (
            False  # an English phrase such as "to be filled in"; a condition is told by its reader
        )
    return bool(_UNFINISHED.search(tail[-40:])) or balance(tail) > 0 or tail.count('"') % 2 == 1


def ascii_signs(line: str) -> str:
    """Full-width signs outside straight quotes made into the signs YAML knows."""
    out = []
    for i, part in enumerate(re.split(r"(\"[^\"]*\"|'[^']*')", line)):
        out.append(part if i % 2 else part.translate(_WIDE))
    return re.sub(r"([:,]) {2,}", r"\1 ", "".join(out))


def entries_apart(line: str) -> str:
    """`{a: 1、b: 2}` with commas where a key follows; a `、` inside a text stays.

    >>> entries_apart("{kinds: 甲、乙；open: true}")
    '{kinds: 甲、乙, open: true}'
    """
    return re.sub(r"\s*[、；;]\s*(?=[^\s，。：:、；;\"'{}\[\]]{1,16}: )", ", ", line)


def quoted_flow(value: str) -> str | None:
    """A `{…}` or `[…]` in which every expression with commas or brackets is quoted.

    >>> quoted_flow('{when: x in ["a", "b"], reason: y}')
    '{when: \\'x in ["a", "b"]\\', reason: y}'
    """
    if not value or value[0] not in "[{" or len(value) > MAX_LINE:
        return None
    written = _flow(value, 0)
    return written if written and written != value else None


def _flow(value: str, depth: int) -> str | None:
    pieces = _pieces(value)
    if pieces is None or depth > 20:
        return None
    if value[0] == "[":
        return "[" + ", ".join(_flow_value(p, depth) for p in pieces) + "]"
    entries: list[tuple[str, str]] = []
    for piece in pieces:
        found = _FLOW_KEY.match(piece)
        if found:
            entries.append((found[1].strip(), found[3].strip()))
        elif entries:  # no key: the comma belonged to the value before
            entries[-1] = (entries[-1][0], f"{entries[-1][1]}, {piece.strip()}")
        else:
            return None
    return "{" + ", ".join(f"{k}: {_flow_value(v, depth)}".rstrip() for k, v in entries) + "}"


def _flow_value(value: str, depth: int) -> str:
    value = value.strip()
    if is_quoted(value) or not value:
        return value
    if value[0] in "[{" and ".." not in value:
        nested = _flow(value, depth + 1)
        if nested:
            return nested
    must = value[0] in SPECIAL or re.search(r"[,\[\]{}]|: | #", value)
    return quote(value) if must else value


def _pieces(value: str) -> list[str] | None:
    """What stands between the commas of one bracket; None unless it closes at the very end."""
    close = "}" if value[0] == "{" else "]"
    pieces: list[str] = []
    start, depth, i = 1, 0, 1
    while i < len(value):
        c = value[i]
        if c == '"' or (c == "'" and not value[start:i].rpartition(":")[2].strip()):
            end = value.find(c, i + 1)
            i = end if end > 0 else i
        elif depth == 0 and c == close:
            if value[start:i].strip() or pieces:
                pieces.append(value[start:i])
            return pieces if not value[i + 1 :].strip() else None
        elif depth == 0 and c == ",":
            pieces.append(value[start:i])
            start = i + 1
        else:
            depth = max(0, depth + (c in OPENERS) - (c in CLOSERS))
        i += 1
    return None
