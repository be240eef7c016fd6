"""A naive evaluator for fully known cases: ordinary Python over the policy's dictionary.

It shares no code with the engine. Discretion is a pair of ends; readings give the hull.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from tests.engine.generate import ABOVE

Ends = tuple[Fraction, Fraction]


def evaluate(award: dict[str, Any], case: dict[str, Any]) -> Ends:
    """(low, high) of the award, rounded half up to the fen; (0, 0) where nothing applies."""
    result = _node(award, case)
    if result is None:
        return Fraction(0), Fraction(0)
    return _round(result[0], "0.01", "half-up"), _round(result[1], "0.01", "half-up")


def _node(node: dict[str, Any], case: dict[str, Any]) -> Ends | None:
    if "for" in node and not any(node["for"] in ABOVE[v] for v in case["violations"]):
        return None
    if "when" in node and not condition(node["when"], case):
        return None
    ends = _body(node, case)
    if ends is None:
        return None
    low, high = ends
    if "cap" in node:
        cap = Fraction(node["cap"])
        low, high = min(low, cap), min(high, cap)
    for step in node.get("then", ()):
        if "when" in step and not condition(step["when"], case):
            continue
        low, high = _step(step, low, case), _step(step, high, case)
    return low, high


def _step(step: dict[str, Any], value: Fraction, case: dict[str, Any]) -> Fraction:
    if "times" in step:
        return value * _number(step["times"])
    if "minus" in step:
        return max(value - _amount(step["minus"], case), Fraction(0))
    if "cap" in step:
        return min(value, Fraction(step["cap"]))
    if "floor" in step:
        return max(value, Fraction(step["floor"]))
    return _round(value, step["round"]["to"], step["round"]["mode"])


def _round(value: Fraction, unit: str, mode: str) -> Fraction:
    from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

    scaled = value / Fraction(unit)
    floor = Fraction(scaled.numerator // scaled.denominator)
    rest = scaled - floor
    # The tie is decided on exact rationals; Decimal only names the mode's rule on the tie itself.
    tie = Decimal(int(floor)) + (Decimal("0.5") if rest == Fraction(1, 2) else 0)
    rules = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN, "down": ROUND_FLOOR, "up": ROUND_CEILING}  # fmt: skip
    if rest == Fraction(1, 2) or rest == 0:
        whole = Fraction(
            int(tie.quantize(Decimal(1), rounding=rules[mode], context=Context(prec=60)))
        )
    elif mode in ("down", "up"):
        whole = floor + (mode == "up")
    else:
        whole = floor + (rest > Fraction(1, 2))
    return whole * Fraction(unit)


def _body(node: dict[str, Any], case: dict[str, Any]) -> Ends | None:
    if "fixed" in node:
        value = _amount(node["fixed"], case)
        return value, value
    if "band" in node:
        return Fraction(node["band"][0]), Fraction(node["band"][1])
    if "up_to" in node:
        return Fraction(0), Fraction(node["up_to"])
    if "unstated" in node:
        return Fraction(0), Fraction(10) ** 30
    if "rate" in node and isinstance(node["rate"], list):
        base = _amount(node["base"], case)
        low, high = (_number(r) * base for r in node["rate"])
        return low, high
    if "rate" in node:
        value = _number(node["rate"]) * _amount(node["base"], case)
        return value, value
    if "table" in node:
        return _table(node["table"], case)
    if "readings" in node:
        both = [_combine(how, node["of"], case) for how in node["readings"]]
        live = [b for b in both if b is not None]
        return (min(b[0] for b in live), max(b[1] for b in live)) if live else None
    how = next(k for k in ("highest", "sum", "first") if k in node)
    return _combine(how, node[how], case)


def _combine(how: str, children: list[dict[str, Any]], case: dict[str, Any]) -> Ends | None:
    asked = [
        (c, {**case, **row}) for c in children for row in (case["rs"] if "each" in c else [{}])
    ]
    live = [r for c, known in asked if (r := _node(c, known)) is not None]
    if not live:
        return None
    if how == "first":
        return live[0]
    join = max if how == "highest" else sum
    return Fraction(join(r[0] for r in live)), Fraction(join(r[1] for r in live))


def _table(table: dict[str, Any], case: dict[str, Any]) -> Ends | None:
    if table["by"] == "w":
        rows = [r for r in table["rows"] if r["in"] == f'"{case["w"]}"']
        rows = rows or ([table["otherwise"]] if "otherwise" in table else [])
        return _node(rows[0], case) if rows else None
    owners = ["from", "to"] if table["edges"] == "unstated" else [table["edges"]]
    found = []
    for owner in owners:
        for row in table["rows"]:
            to = Fraction(row["to"]) if "to" in row else None
            if to is None or case["a"] < to or (case["a"] == to and owner == "to"):
                found.append(_node({"base": "a", **row}, case))
                break
    live = [f for f in found if f is not None]
    if not live:
        return None
    # Where one reading gives nothing, nothing is a possible result.
    low = Fraction(0) if len(live) < len(found) else min(f[0] for f in live)
    return low, max(f[1] for f in live)


def _number(text: str) -> Fraction:
    if text.endswith("%"):
        return Fraction(text[:-1]) / 100
    if text.endswith("‰"):
        return Fraction(text[:-1]) / 1000
    return Fraction(text)


def _amount(text: str, case: dict[str, Any]) -> Fraction:
    if text.endswith(" * n"):
        return Fraction(text[:-4]) * case["n"]
    if text.startswith("max("):
        return max(case["a"], case["b"])
    return Fraction(case[text]) if text in case else Fraction(text)


def condition(text: str, case: dict[str, Any]) -> bool:
    """The truth of a generated condition, by turning it into Python."""
    source = re.sub(
        r'violations has (any|none|all|only)( of)? \["(t.)"\]', r'has("\1", "\3")', text
    )
    source = re.sub(
        r"\b([ab]) in \(([0-9.]+?)\.\.([0-9.]+?)\]", r"(F('\2') < \1 <= F('\3'))", source
    )
    source = re.sub(r"(?<![<>!=])=(?!=)", "==", source)
    source = re.sub(r"(?<![\w.'])([0-9]+(?:\.[0-9]+)?)(?![\w.'])", r"F('\1')", source)

    def has(mode: str, code: str) -> bool:
        hits = [code in ABOVE[v] for v in case["violations"]]
        return {"any": any(hits), "none": not any(hits), "all": any(hits), "only": all(hits)}[mode]

    return bool(eval(source, {"F": Fraction, "has": has, **case}))
