"""zen-engine: each policy in JDM, as a decision table (sums first) and as one node of expressions.

Its numbers are exact decimals, so that halves are told; it has neither bits nor a whole division,
which `floor` makes up for. The table is what its editor draws; expressions alone are faster.
The engine keeps a graph compiled only for its static loader: `create_decision` takes 20 times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import zen

from benchmarks.rivals.data import Table
from benchmarks.rivals.plain_cases import cases

OUT = ("outcome", "amount", "node")
# Rows of a decision table, first hit: tests by column, then outcome, amount and node.
ZHENGZHOU = (
    ("verified", "on_5000", "on_1000", "on_500", "by_wechat", "on_site_media", "helped_inspection",
     "on_clue", "any_kind"),
    ("true", "true", "", "", "", "", "", "", "", "2", "500000", "1"),
    ("true", "", "true", "", "", "", "", "", "", "2", "100000", "2"),
    ("true", "", "", "true", "", "", "", "", "", "2", "50000", "3"),
    ("", "", "", "", "true", "true", "true", "true", "", "2", "1000", "4"),
    ("", "", "", "", "true", "true", "true", "", "true", "3", "-1", "0"),
    ("", "", "", "", "", "", "", "", "", "1", "0", "0"),
)  # fmt: skip
ZHEJIANG_SUMS = {
    "total": "min([floor((fine + 10) / 20), 10000000]) + (detained ? 500000 : 0)"
    " + (arrest_approved ? 1000000 : 0) + (convicted ? 1000000 : 0)",
    "part": "fine > 0 ? 2 : detained ? 3 : arrest_approved ? 4 : 5",
    "decides": "ownerless_radioactive_source or especially_grave_pollution"
    " or especially_bad_social_effect or bounty_published",
}
ZHEJIANG = (
    ("verified", "decides", "any_kind", "total", "on_seven"),
    ("false", "", "", "", "", "0", "0", "1"),
    ("", "true", "", "", "", "3", "-1", "0"),
    ("", "", "false", "", "", "1", "0", "0"),
    ("", "", "", "0", "", "1", "0", "0"),
    ("", "", "", "> 10000000", "", "3", "-1", "0"),
    ("", "", "", "", "false", "3", "-1", "0"),
    ("", "", "", "", "", "2", "total", "part"),
)
TWELVE_SUMS = {
    "share": "floor((min([fine * 5, 1000000000]) * (insider ? 2 : 1) + 5000) / 10000) * 10000",
    "gain": "illegal_gain > 0 ? min([max([illegal_gain * 3, 2000000]), 500000000]) : -1",
    "tier": "on_5000 ? 50000000 : on_1000 ? 10000000 : 5000000",
    "best": "max([$.share, $.gain, $.tier])",
    "part": "$.share == $.best ? 5 : $.gain == $.best ? 6 : on_5000 ? 7 : on_1000 ? 8 : 9",
    "extra": "(convicted ? 200000000 : arrest_approved ? 100000000 : detained ? 50000000"
    " : transferred_to_police ? 20000000 : 0) + (detailed_help ? min([fine, 200000000]) : 0)"
    " + (real_name ? 2000000 : 0) + (emergency_averted ? min([direct_loss * 2, 500000000]) : 0)",
    "total": "floor((min([$.best + $.extra, 2000000000]) + 5000) / 10000) * 100",
    "days": "accepted_on - reported_on",
    "listed": "on_5000 or on_1000 or on_500",
}
TWELVE = (
    ("verified", "first_reporter", "days", "agency_staff_or_relative", "listed"),
    ("false", "", "", "", "", "0", "0", "1"),
    ("", "false", "", "", "", "0", "0", "2"),
    ("", "", "> 60", "", "", "0", "0", "3"),
    ("", "", "", "true", "", "0", "0", "4"),
    ("", "", "", "", "false", "1", "0", "0"),
    ("", "", "", "", "", "2", "total", "part"),
)
TABLES: dict[str, tuple[dict[str, str], tuple[tuple[str, ...], ...]]] = {
    "zhengzhou": ({}, ZHENGZHOU),
    "zhejiang": (ZHEJIANG_SUMS, ZHEJIANG),
    "twelve": (TWELVE_SUMS, TWELVE),
}
EXPRESSIONS: dict[str, dict[str, str]] = {
    "zhengzhou": {
        "found": "verified and on_5000 ? 1 : verified and on_1000 ? 2 : verified and on_500 ? 3"
        " : by_wechat and on_site_media and helped_inspection and any_kind ? (on_clue ? 4 : 5) : 0",
        "outcome": "$.found == 0 ? 1 : $.found == 5 ? 3 : 2",
        "amount": "$.found == 3 ? 50000 : $.found == 0 ? 0 : $.found == 1 ? 500000"
        " : $.found == 2 ? 100000 : $.found == 4 ? 1000 : -1",
        "node": "$.found == 5 ? 0 : $.found",
    },
    "zhejiang": {
        **{k: v for k, v in ZHEJIANG_SUMS.items() if k != "decides"},
        "outcome": f"not verified ? 0 : {ZHEJIANG_SUMS['decides']} ? 3"
        " : not any_kind or $.total == 0 ? 1 : $.total > 10000000 or not on_seven ? 3 : 2",
        "amount": "$.outcome == 2 ? $.total : $.outcome == 3 ? -1 : 0",
        "node": "$.outcome == 2 ? $.part : $.outcome == 0 ? 1 : 0",
    },
    "twelve": {
        **{k: v for k, v in TWELVE_SUMS.items() if k not in ("days", "listed")},
        "node": "not verified ? 1 : not first_reporter ? 2 : accepted_on - reported_on > 60 ? 3"
        " : agency_staff_or_relative ? 4 : not (on_5000 or on_1000 or on_500) ? 0 : $.part",
        "outcome": "$.node >= 5 ? 2 : $.node == 0 ? 1 : 0",
        "amount": "$.node >= 5 ? $.total : 0",
    },
}


def table_nodes(
    sums: dict[str, str], rows: tuple[tuple[str, ...], ...]
) -> Iterator[dict[str, Any]]:
    """Sums, if any, and then the decision table."""
    heads, *rules = rows
    fields = [*heads, *OUT]
    if sums:
        yield expressions(sums, keep=True)
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": h, "field": h, "name": h} for h in heads],
        "outputs": [{"id": o, "field": o, "name": o} for o in OUT],
        "rules": [
            {"_id": f"row-{i}", **dict(zip(fields, r, strict=True))} for i, r in enumerate(rules)
        ],
    }
    yield {"id": "table", "type": "decisionTableNode", "name": "table", "content": content}


def expressions(sums: dict[str, str], *, keep: bool) -> dict[str, Any]:
    """A node of expressions; `keep` hands on what came in."""
    found = [{"id": k, "key": k, "value": v} for k, v in sums.items()]
    content = {"expressions": found, "passThrough": keep}
    return {"id": "sums", "type": "expressionNode", "name": "sums", "content": content}


def jdm(policy: str, *, table: bool) -> dict[str, Any]:
    """The decision as JDM."""
    inner = (
        list(table_nodes(*TABLES[policy]))
        if table
        else [expressions(EXPRESSIONS[policy], keep=False)]
    )
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        *inner,
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    ids = [n["id"] for n in nodes]
    edges = [
        {"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"}
        for a, b in pairwise(ids)
    ]  # fmt: skip
    return {"nodes": nodes, "edges": edges}


def prepare(
    table: Table, *, form: str = "expressions", trace: bool = False
) -> tuple[Callable[[Any], Any], Sequence[Any]]:
    """The function and ready mappings; `form` is "expressions" or "table"."""
    name = table.policy.name
    content = {name: jdm(name, table=form == "table")}
    evaluate = zen.ZenEngine({"loader": {"type": "static", "content": content}}).evaluate
    options: Any = {"trace": True}
    if trace:
        return lambda case: evaluate(name, case, options), cases(table, flags=True)
    return partial(evaluate, name), cases(table, flags=True)


def rows(raw: Sequence[Any]) -> list[tuple[int, ...]]:
    """What the answers hold, read after the measurement."""
    return [tuple(int(r["result"][o]) for o in OUT) for r in raw]
