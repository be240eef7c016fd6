"""Two rows of a table that both hold on their common boundary, and how each reads without it."""

from __future__ import annotations

from dataclasses import dataclass

from ecoreward.feel import typed as t
from ecoreward.policy.program import Row


@dataclass(frozen=True, slots=True)
class _Range:
    """What a row tests for, where it is one range of written numbers; an end may be open."""

    low: t.Const | None
    high: t.Const | None
    written: str
    without_low: str
    without_high: str


def shared_edge(one: Row, other: Row) -> dict[str, str]:
    """Where two rows share one boundary alone: both tests, and each without it; else nothing."""
    for row, next_row in ((one, other), (other, one)):
        lower, upper = _range(row), _range(next_row)
        if lower is None or upper is None or lower.high is None or lower.high != upper.low:
            continue
        if lower.without_high and upper.without_low:
            return {
                "first": lower.written, "next": upper.written,
                "without": f'in: "{lower.without_high}"', "apart": f'in: "{upper.without_low}"',
            }  # fmt: skip
    return {}


def _range(row: Row) -> _Range | None:
    if len(row.tests) != 1 or not isinstance(row.tests[0].root, t.Within):
        return None
    cell, root = row.tests[0], row.tests[0].root
    if root.negated or len(root.tests) != 1:
        return None
    test = root.tests[0]
    if isinstance(test.value, t.Const) and test.op in (">=", "<="):
        figure, strict = cell.text(test.value), test.op[0]
        written, without = f"{test.op} {figure}", f"{strict} {figure}"
        if strict == ">":
            return _Range(test.value, None, written, without, "")
        return _Range(None, test.value, written, "", without)
    if not isinstance(test.low, t.Const) or not isinstance(test.high, t.Const):
        return None
    opened, closed = "(["[test.low_closed], ")]"[test.high_closed]
    low, high = cell.text(test.low), cell.text(test.high)
    return _Range(
        test.low, test.high, f"{opened}{low}..{high}{closed}",
        f"({low}..{high}{closed}" if test.low_closed else "",
        f"{opened}{low}..{high})" if test.high_closed else "",
    )  # fmt: skip
