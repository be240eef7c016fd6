"""The reference evaluator passes every conformance case; other engines run the same files."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from ecoreward import CaseProblems, load_texts

HERE = Path(__file__).parent


class _Text(yaml.BaseLoader):
    """Every scalar stays text, as in the software's own reader."""


CASES: list[dict[str, Any]] = yaml.load((HERE / "language.yaml").read_text("utf-8"), Loader=_Text)
VOCABULARY = (HERE / "vocabulary.yaml").read_text("utf-8")


def _sum(data: dict[str, Any]) -> Any:
    """A sum, or the two ends of a range of sums."""
    if "value" in data:
        return Fraction(data["value"])
    return [_sum(data["low"]), _sum(data["high"])]


def _wanted(text: Any) -> Any:
    return [Fraction(t) for t in text] if isinstance(text, list) else Fraction(text)


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_reference(case: dict[str, Any]) -> None:
    edition = {
        "id": "one", "title": "一致性", "confidence": "text", "in_force": {"from": "2000-01-01"},
        **case.get("edition", {}), "award": case["award"],
    }  # fmt: skip
    policy = {
        "ecoreward": "1",
        "jurisdiction": {"code": "990000", "name": "某地"},
        "editions": [edition],
    }
    library = load_texts(
        {"vocabulary": VOCABULARY, "one": yaml.safe_dump(policy, allow_unicode=True)}
    )
    assert [p for p in library.problems() if p.severity == "error"] == []
    put = {
        "jurisdiction": "one", "edition": "one", "facts": case["facts"],
        "decided": case.get("decided"), "already_paid": case.get("already_paid"),
    }  # fmt: skip
    expect = case["expect"]
    if "error" in expect:
        with pytest.raises(CaseProblems) as caught:
            library.evaluate(put)
        assert expect["error"] in [p.code for p in caught.value.items]
        return
    decision = library.evaluate(put)
    assert decision.outcome.value == expect["outcome"]
    low, high = decision.range.low, decision.range.high
    found = [Fraction(low.value), None if high is None else Fraction(high.value)]
    if "range" in expect:
        assert found == [None if x == "null" else Fraction(x) for x in expect["range"]]
    if "exact" in expect:
        assert decision.range.exact is (expect["exact"] == "true")
    if "payable" in expect:
        wanted = None if expect["payable"] == "null" else Fraction(expect["payable"])
        assert (None if decision.payable is None else Fraction(decision.payable.value)) == wanted
    if "missing" in expect:
        assert [m.fact for m in decision.missing] == expect["missing"]
    if "to_decide" in expect:
        assert [d.node for d in decision.to_decide] == expect["to_decide"]
    if "overpaid" in expect:
        assert Fraction(decision.overpaid.value) == Fraction(expect["overpaid"])
    if "shares" in expect:
        assert [Fraction(s.value) for s in decision.shares] == [
            Fraction(s) for s in expect["shares"]
        ]
    if "payouts" in expect:
        assert [_sum(p["amount"]) for p in decision.payouts] == [
            _wanted(p) for p in expect["payouts"]
        ]
    if "claim" in expect:
        found_claim = decision.claim or {}
        assert {k: found_claim.get(k) or "null" for k in expect["claim"]} == expect["claim"]
    if "reclaim" in expect:
        assert (decision.reclaim or {}).get("state") == expect["reclaim"]
    if "pays" in expect:
        assert [
            [r["reporter"], _sum(r["least"])] for p in decision.pays for r in p["reporters"]
        ] == [[int(n), Fraction(least)] for n, least in expect["pays"]]
    if "caveats" in expect:
        assert set(expect["caveats"]) <= {c.code for c in decision.caveats}
    if "unbounded" in expect:
        open_items = [*decision.missing, *decision.to_decide]
        names = [m.fact for m in decision.missing] + [d.node for d in decision.to_decide]
        found_open = [n for n, m in zip(names, open_items, strict=True) if m.unbounded]
        assert sorted(found_open) == expect["unbounded"]
    if "because" in expect:
        assert list(decision.because) == expect["because"]
