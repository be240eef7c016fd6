"""Random policies and cases, with ties made on purpose, and a naive evaluator that shares no code.

A policy is a plain dictionary (JSON is YAML); the oracle reads the same dictionary with
ordinary Python, for fully known cases only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

VOCABULARY = {
    "ecoreward": "1",
    "facts": {
        "reported_on": {"type": "date", "label": {"zh": "举报日期", "en": "Reported on"}},
        "a": {"type": "money", "label": {"zh": "甲额", "en": "Sum a"}, "min": "0"},
        "b": {"type": "money", "label": {"zh": "乙额", "en": "Sum b"}, "min": "0"},
        "n": {"type": "integer", "label": {"zh": "个数", "en": "Count"}, "min": "0", "max": "9"},
        "p": {"type": "boolean", "label": {"zh": "是甲", "en": "Is p"}},
        "q": {"type": "boolean", "label": {"zh": "是乙", "en": "Is q"}},
        "r": {"type": "boolean", "label": {"zh": "是丙", "en": "Is r"}, "excludes": ["q"]},
        "s": {"type": "boolean", "label": {"zh": "是丁", "en": "Is s"}, "implied_by": "a > 0"},
        "w": {
            "type": "choice", "label": {"zh": "渠道", "en": "Way"},
            "values": {"x": {"zh": "子", "en": "x"}, "y": {"zh": "丑", "en": "y"}, "z": {"zh": "寅", "en": "z"}},
        },
        "violations": {"type": "set", "of": "violations", "label": {"zh": "违法行为", "en": "Violations"}},
        "rs": {"type": "rows", "columns": ["b", "q", "violations"], "label": {"zh": "各项", "en": "Rows"}},
    },
    "violations": {
        "t1": {"label": {"zh": "一", "en": "one"}},
        "t2": {"label": {"zh": "二", "en": "two"}, "broader": "t1"},
        "t3": {"label": {"zh": "三", "en": "three"}},
        "t4": {"label": {"zh": "四", "en": "four"}, "broader": "t3"},
    },
}  # fmt: skip
ABOVE = {"t1": {"t1"}, "t2": {"t2", "t1"}, "t3": {"t3"}, "t4": {"t4", "t3"}}
BELOW = {"t1": {"t1", "t2"}, "t3": {"t3", "t4"}, "t2": {"t2"}, "t4": {"t4"}}

# Thresholds, their neighbours, half fen and ties.
CUTS = ["0.01", "500", "3000", "10000.10", "50000", "100000"]
SUMS = ["0", "0.01", "0.1", "500", "500", "999.99", "1000", "3000", "10000", "12345.67"]
RATES = ["5%", "10%", "3‰", "2/37", "50%", "100%", "0.5"]
MONEY_POOL = sorted(
    {Fraction(c) + d for c in CUTS for d in (Fraction(-1, 100), 0, Fraction(1, 100))}
    | {Fraction(0), Fraction("0.1"), Fraction("33.33"), Fraction("12345.67"), Fraction(10**15)}
)
SETS = [[], ["t2"], ["t4"], ["t2", "t4"]]


def cond() -> st.SearchStrategy[str]:
    """A condition."""
    atom = st.one_of(
        st.sampled_from(["p", "q", "r", "s", "not(p)"]),
        st.builds(
            lambda f, o, c: f"{f} {o} {c}",
            st.sampled_from("ab"), st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), st.sampled_from(CUTS),
        ),
        st.builds(
            lambda f, c, d: f"{f} in ({min(c, d, key=Fraction)}..{max(c, d, key=Fraction)}]",
            st.sampled_from("ab"), st.sampled_from(CUTS), st.sampled_from(CUTS),
        ).filter(lambda s: s.split("(")[1].split("..")[0] != s.split("..")[1][:-1]),
        st.builds(lambda o, k: f"n {o} {k}", st.sampled_from(["<", ">=", "="]), st.integers(1, 8)),
        st.builds(lambda o, c: f'w {o} "{c}"', st.sampled_from(["=", "!="]), st.sampled_from("xyz")),
        st.builds(
            lambda m, c: f'violations has {m} of ["{c}"]',
            st.sampled_from(["any", "none", "all"]), st.sampled_from(["t1", "t2", "t3", "t4"]),
        ),
        st.just("violations has only of [\"t1\"]".replace("only of", "only")),
    )  # fmt: skip
    return st.recursive(
        atom,
        lambda inner: st.one_of(
            st.builds(lambda x, y: f"({x}) and ({y})", inner, inner),
            st.builds(lambda x, y: f"({x}) or ({y})", inner, inner),
            st.builds(lambda x: f"not({x})", inner),
        ),
        max_leaves=3,
    )


@dataclass
class _Ids:
    count: int = 0


def leaf() -> st.SearchStrategy[dict[str, Any]]:
    """A leaf with optional limits and steps."""
    sums = st.sampled_from(SUMS)
    body = st.one_of(
        st.builds(lambda x: {"fixed": x}, sums),
        st.builds(lambda x: {"fixed": f"{x} * n"}, st.sampled_from(["500", "1000", "3000"])),
        st.builds(lambda r, f: {"rate": r, "base": f}, st.sampled_from(RATES), st.sampled_from("ab")),
        st.builds(
            lambda r, f, g: {"rate": r, "base": f"max({f}, {g})"},
            st.sampled_from(RATES), st.just("a"), st.just("b"),
        ),
        st.builds(lambda x, y: {"band": sorted([x, y], key=Fraction)}, sums, sums),
        st.builds(lambda x: {"up_to": x}, sums),
        st.builds(
            lambda r, q, f: {"rate": sorted([r, q], key=_share), "base": f},
            st.sampled_from(RATES), st.sampled_from(RATES), st.sampled_from("ab"),
        ),
        st.builds(lambda c: {"unstated": "未见", "cap": c}, st.sampled_from(SUMS[4:])),
        st.builds(_slabs, st.lists(st.sampled_from(CUTS[1:]), min_size=1, max_size=3),
                  st.lists(_row(), min_size=4, max_size=4), st.sampled_from(["from", "to", "unstated"])),
        st.builds(_ways, st.lists(st.sampled_from("xyz"), min_size=1, max_size=3, unique=True),
                  st.lists(_row(), min_size=4, max_size=4), st.booleans()),
    )  # fmt: skip
    return st.builds(_dress, body, _limits())


def _share(text: str) -> Fraction:
    if text.endswith("%"):
        return Fraction(text[:-1]) / 100
    return Fraction(text[:-1]) / 1000 if text.endswith("‰") else Fraction(text)


def _row() -> st.SearchStrategy[dict[str, Any]]:
    """What a row of a table gives, sometimes on a condition of its own."""
    body = st.one_of(
        st.builds(lambda x: {"fixed": x}, st.sampled_from(SUMS)),
        st.builds(lambda r: {"rate": r, "base": "a"}, st.sampled_from(RATES)),
    )
    when = st.sampled_from([{}, {}, {}, {"when": "p"}, {"when": "a > 500"}])
    return st.builds(lambda b, w: {**b, **w}, body, when)


def _slabs(cuts: list[str], rows: list[dict[str, Any]], edges: str) -> dict[str, Any]:
    ends = sorted(set(cuts), key=Fraction)
    below = [{"to": x, **r} for x, r in zip(ends, rows, strict=False)]
    return {"table": {"by": "a", "edges": edges, "rows": [*below, rows[-1]]}}


def _ways(ways: list[str], rows: list[dict[str, Any]], otherwise: bool) -> dict[str, Any]:
    table: dict[str, Any] = {
        "by": "w", "rows": [{"in": f'"{w}"', **r} for w, r in zip(ways, rows, strict=False)]
    }  # fmt: skip
    if otherwise and len(ways) < 3:
        table["otherwise"] = {"id": "other", **rows[-1]}
    return {"table": table}


def _limits() -> st.SearchStrategy[dict[str, Any]]:
    sums = st.sampled_from(SUMS[1:])
    step = st.one_of(
        st.builds(lambda x: {"cap": x}, sums),
        st.builds(lambda x: {"floor": x}, sums),
        st.builds(lambda x: {"minus": x}, st.sampled_from([*SUMS[1:], "b", "500 * n"])),
        st.builds(lambda x, c: {"minus": x, "when": c}, sums, cond()),
        st.builds(lambda: {"times": "2"}),
        st.builds(lambda x, c: {"times": x, "when": c}, st.sampled_from(["2", "50%", "1.5"]), cond()),
        st.builds(
            lambda u, m: {"round": {"to": u, "mode": m}},
            st.sampled_from(["1", "10", "0.01"]), st.sampled_from(["half-up", "half-even", "down", "up"]),
        ),
    )  # fmt: skip
    return st.fixed_dictionaries(
        {},
        optional={
            "cap": sums,
            "when": cond(),
            "for": st.sampled_from(["t1", "t2", "t4"]),
            "then": st.lists(step, min_size=1, max_size=2),
        },
    )


def _dress(body: dict[str, Any], limits: dict[str, Any]) -> dict[str, Any]:
    return {**body, **limits}


def tree() -> st.SearchStrategy[dict[str, Any]]:
    """An award tree."""
    return st.recursive(
        leaf(),
        lambda inner: st.one_of(
            st.builds(
                lambda k, c, lim: {k: c, **lim},
                st.sampled_from(["highest", "sum"]),
                st.lists(_maybe_each(inner), min_size=1, max_size=3),
                _limits(),
            ),
            st.builds(
                lambda c, lim: {"first": c, **lim},
                st.lists(inner, min_size=1, max_size=3),
                _limits(),
            ),
            st.builds(
                lambda c: {"readings": ["highest", "sum"], "of": c},
                st.lists(_maybe_each(inner), min_size=2, max_size=3),
            ),
        ),
        max_leaves=5,
    )


def _maybe_each(
    inner: st.SearchStrategy[dict[str, Any]],
) -> st.SearchStrategy[dict[str, Any]]:
    """A child, sometimes once for each row; never one inside another."""
    return st.builds(
        lambda c, often: {**c, "each": "rs"} if often and "each" not in json.dumps(c) else c,
        inner, st.sampled_from([False, False, True]),
    )  # fmt: skip


def policy(award: dict[str, Any], requires: str | None = None) -> str:
    """The text of a policy file with this award, ids given to every node."""
    named = name_nodes(award, _Ids())
    edition: dict[str, Any] = {
        "id": "generated", "title": "生成", "confidence": "text",
        "in_force": {"from": "2000-01-01"}, "award": named,
    }  # fmt: skip
    if requires:
        edition["requires"] = [{"when": requires, "reason": "条件"}]
    return json.dumps(
        {
            "ecoreward": "1",
            "jurisdiction": {"code": "999999", "name": "某地"},
            "editions": [edition],
        },
        ensure_ascii=False,
    )


def name_nodes(node: dict[str, Any], ids: _Ids) -> dict[str, Any]:
    """The node with an id for itself and all below."""
    ids.count += 1
    out = {"id": f"n{ids.count}", **node}
    for kind in ("highest", "sum", "first", "of"):
        if kind in out:
            out[kind] = [name_nodes(c, ids) for c in out[kind]]
    if "table" in out:
        table = dict(out["table"])
        table["rows"] = [{"id": f"{out['id']}r{n}", **r} for n, r in enumerate(table["rows"])]
        if "otherwise" in table:
            table["otherwise"] = {**table["otherwise"], "id": f"{out['id']}other"}
        out["table"] = table
    return out


def known_case() -> st.SearchStrategy[dict[str, Any]]:
    """A fully known case that does not contradict itself."""
    return st.fixed_dictionaries(
        {
            "reported_on": st.just("2020-01-01"),
            "a": st.sampled_from(MONEY_POOL),
            "b": st.sampled_from(MONEY_POOL),
            "n": st.integers(0, 9),
            "p": st.booleans(),
            "q": st.booleans(),
            "r": st.booleans(),
            "s": st.booleans(),
            "w": st.sampled_from("xyz"),
            "violations": st.sampled_from(SETS),
            "rs": st.lists(
                st.fixed_dictionaries(
                    {
                        "b": st.sampled_from(MONEY_POOL[:-1]),
                        "q": st.booleans(),
                        "violations": st.sampled_from(SETS),
                    }
                ),
                max_size=3,
            ),
        }
    ).map(consistent)


def consistent(case: dict[str, Any]) -> dict[str, Any]:
    """Mend what the vocabulary forbids: s is implied by a > 0; r and q exclude each other; rows add up."""
    fixed = dict(case)
    fixed["rs"] = [{**row, "q": row["q"] and not fixed["r"]} for row in fixed["rs"]]
    fixed["b"] = sum((row["b"] for row in fixed["rs"]), Fraction(0))
    fixed["q"] = any(row["q"] for row in fixed["rs"])
    union = {v for row in fixed["rs"] for v in row["violations"]}
    fixed["violations"] = next(s for s in SETS if set(s) == union)
    if fixed["a"] > 0:
        fixed["s"] = True
    if fixed["r"] and fixed["q"]:
        fixed["q"] = False
    return fixed
