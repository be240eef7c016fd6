"""Add up a trace: leaves, steps and roundings must give the amount to the fen."""

from __future__ import annotations

from fractions import Fraction
from typing import Any


def money(data: Any) -> Fraction:
    assert set(data) == {"value", "currency"}, data
    return Fraction(data["value"])


def has_range(trace: dict[str, Any]) -> bool:
    """Whether any node on the way has two ends."""
    return "low" in (trace["amount"] or ()) or any(has_range(c) for c in trace["children"])


def _key(child: dict[str, Any]) -> str:
    row = child["row_of"]
    return f"{child['id']}/{row['number']}" if row and row["of"] > 1 else child["id"]


def node(trace: dict[str, Any]) -> Fraction:
    """The node's amount, built again from what is below it and its own steps."""
    counted = [
        c for c in trace["children"] if _key(c) in trace["counted"] and c["applies"] == "yes"
    ]
    kind = trace["kind"]
    if kind == "sum":
        value = sum((node(c) for c in counted), Fraction(0))
    elif kind in ("highest", "readings", "table"):
        values = [node(c) for c in counted]
        value = max(values)
    elif kind == "first":
        value = node(counted[0])
    else:
        value = money(trace["value"]) if "low" not in trace["value"] else money(trace["amount"])
        if "low" in trace["value"]:
            return value  # discretion that limits closed to a point
    for step in trace["steps"]:
        if isinstance(step["before"], dict) and "low" in step["before"]:
            value = money(step["after"])
            continue
        value += money(step["after"]) - money(step["before"])
    assert value == money(trace["amount"]), trace["id"]
    return value


def reconcile(decision: dict[str, Any]) -> Fraction:
    """The amount from the trace and the ledger alone."""
    award = decision["trace"]["editions"][0]["award"]
    value = node(award) if award["applies"] == "yes" else Fraction(0)
    root = [r for r in decision["rounding"] if r["rule"] == "engine" and r["node"] == award["id"]]
    return value + sum((money(r["difference"]) for r in root[-1:]), Fraction(0))
