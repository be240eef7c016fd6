"""One slip in a good file gives one message with its cure, whichever line it falls on."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ecoreward.policy.reader import read
from ecoreward.problems import Problem

POLICIES = Path(__file__).parents[2] / "policies"
FILES = [POLICIES / f"{name}.yaml" for name in ("qingyuan", "karamay", "hangzhou", "henan")]
EACH = 4  # every fourth line: the kinds of lines come again and again
ENTRY = re.compile(r"(\s*(?:- )?)([^\s:{]+):(?: (.+))?$")
Slip = Callable[[str], str | None]


def _entry(between: str) -> Slip:
    def slip(line: str) -> str | None:
        found = ENTRY.match(line)
        return f"{found[1]}{found[2]}{between}{found[3]}" if found and found[3] else None

    return slip


def _dash(sign: str) -> Slip:
    def slip(line: str) -> str | None:
        body = line.lstrip()
        return line.replace("- ", sign, 1) if body.startswith("- ") else None

    return slip


def _below(text: str) -> Slip:
    return lambda line: f"{line}\n{line[: len(line) - len(line.lstrip())]}{text}"


def _swapped(old: str, new: str) -> Slip:
    def slip(line: str) -> str | None:
        value = (ENTRY.match(line) or [None] * 4)[3] or ""
        return line.replace(old, new) if value.startswith("{") and "#" not in line else None

    return slip


SLIPS: dict[str, tuple[Slip, set[str]]] = {
    "full-width colon": (_entry("："), {"yaml.wide-colon"}),
    "no space": (_entry(":"), {"yaml.no-space"}),
    "space before the colon": (_entry(" :"), {"yaml.no-space"}),
    "no colon": (_entry(" "), {"yaml.no-colon", "yaml.indent"}),
    "equals": (_entry(" = "), {"yaml.not-colon", "yaml.indent"}),
    "no dash": (_dash(""), {"yaml.no-dash"}),
    "spaces for the dash": (_dash("  "), {"yaml.no-dash", "yaml.dash-indent"}),
    "bullet": (_dash("• "), {"yaml.bullet"}),
    "number": (_dash("1. "), {"yaml.bullet"}),
    "full-width dash": (_dash("－ "), {"yaml.bullet"}),
    "dots": (_below("..."), {"yaml.stray-line"}),
    "rule": (_below("====="), {"yaml.stray-line"}),
    "comment of another language": (_below("// 要核对"), {"yaml.stray-line"}),
    "full-width brace": (_swapped("{", "｛"), {"yaml.wide-sign"}),
    "round bracket": (_swapped("}", ")"), {"yaml.bracket-kind"}),
    "no closing brace": (_swapped("}", ""), {"yaml.unclosed-bracket"}),
    "Chinese comma": (_swapped(", ", "，"), {"yaml.wide-sign"}),
    "JSON comma": (lambda line: line + "," if line[-1:] in '"}]' else None, {"yaml.trailing-sign"}),
    "one space more": (lambda line: " " + line,
                       {"yaml.under-value", "yaml.indent", "yaml.dash-indent"}),
    "TAB": (lambda line: "\t" + line.lstrip(), {"yaml.tab"}),
}  # fmt: skip


def told(slip: Slip) -> list[tuple[str, tuple[Problem, ...]]]:
    found = []
    for file in FILES:
        lines = file.read_text("utf-8").split("\n")
        for number in range(3, len(lines), EACH):
            line = lines[number]
            written = slip(line) if line.strip() and not line.lstrip().startswith("#") else None
            if written is not None:
                text = "\n".join([*lines[:number], written, *lines[number + 1 :]])
                found.append((f"{file.stem}:{number + 1}", read(text, file.name)[1]))
    return found


@pytest.mark.parametrize("name", SLIPS)
def test_one_slip_one_message(name: str) -> None:
    slip, codes = SLIPS[name]
    cases = [(at, [p.code for p in problems]) for at, problems in told(slip)]
    assert len(cases) >= 3
    # A list of one item without its dash is a mapping, for the reader of the policy to tell; a
    # continued quotation is text, whatever is written in it; few lines have two explanations.
    other = [(at, c) for at, c in cases if c and (len(c) != 1 or c[0] not in codes)]
    silent = [at for at, c in cases if not c]
    assert len(other) <= len(cases) // 25, other
    assert len(silent) <= max(5, len(cases) // 25), silent
    assert not any("yaml.unreadable" in c for _, c in cases)


def test_a_long_text_with_a_slip_on_every_line_is_not_slow() -> None:
    for line in ("  id = a\n", "  // x\n", "  • a: 1\n", "  a: {b: 1)\n", "  {a: 1}\n"):
        assert read(f"award:\n{line * 5_000}  z: 1\n", "a.yaml")[1]
