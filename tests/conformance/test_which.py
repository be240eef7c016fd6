"""Which edition applies, as data: any engine must choose the same one and give the same reasons."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from ecoreward import CaseProblems, Decision, Library, load_texts

from .test_conformance import VOCABULARY, _Text

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = yaml.load((HERE / "which.yaml").read_text("utf-8"), Loader=_Text)
HEAD = {"title": "办法", "confidence": "text"}


def library_of(case: dict[str, Any]) -> Library:
    policy = {
        "ecoreward": "1",
        "jurisdiction": {"code": "980100", "name": "某地"},
        "chosen_by": {"fact": "reported_on", "stated": "true"},
        "editions": [{**HEAD, **e} for e in case["editions"]],
    }
    texts = {"vocabulary": VOCABULARY, "one": yaml.safe_dump(policy, allow_unicode=True)}
    library = load_texts(texts)
    assert [p for p in library.problems() if p.severity == "error"] == []
    return library


def put(case: dict[str, Any]) -> Decision:
    data = {
        "jurisdiction": "one", "edition": case.get("edition"), "facts": case["facts"],
        "decided": case.get("decided"), "known_on": case.get("known_on"),
    }  # fmt: skip
    return library_of(case).evaluate(data, presume=case.get("presume") != "false")


def test_names_are_unique() -> None:
    names = [c["name"] for c in CASES]
    assert len(set(names)) == len(names) > 50


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_reference(case: dict[str, Any]) -> None:
    expect = case["expect"]
    if "error" in expect:
        with pytest.raises(CaseProblems) as caught:
            put(case)
        assert [p.code for p in caught.value.items] == [expect["error"]]
        return
    found = _found(put(case))
    for key, wanted in expect.items():
        if key in ("caveats", "states"):
            continue
        assert found[key] == wanted, key
    for id, state in expect.get("states", {}).items():
        assert found["states"][id] == state, id
    assert set(expect.get("caveats", ())) <= set(found["caveats"])
    assert set(found["states"]) == {e["id"] for e in case["editions"]}


def _found(decision: Decision) -> dict[str, Any]:
    """What a decision says, in the words of the data file."""
    low, high = decision.range.low, decision.range.high
    edition = decision.edition or {}
    return {
        "outcome": decision.outcome.value,
        "edition": edition.get("id"),
        "last_day": edition.get("last_day"),
        "range": [_sum(low.value), "null" if high is None else _sum(high.value)],
        "exact": "true" if decision.range.exact else "false",
        "payable": "null" if decision.payable is None else _sum(decision.payable.value),
        "missing": [m.fact for m in decision.missing],
        "moves": {m.fact: "null" if m.moves is None else _sum(m.moves.value) for m in decision.missing},
        "presumed": {p.fact: "null" if p.moves is None else _sum(p.moves.value) for p in decision.presumed},
        "to_decide": [d.node for d in decision.to_decide],
        "because": list(decision.because),
        "reasons": [r.code for r in decision.reasons],
        "caveats": [c.code for c in decision.caveats],
        "states": {c.edition: c.state for c in decision.chosen},
        "beside": [
            [b.edition, b.applies, b.outcome, "null" if b.amount is None else _sum(b.amount.value)]
            for b in decision.beside
        ],
    }  # fmt: skip


def _sum(value: Any) -> str:
    exact = Fraction(value)
    return str(exact.numerator) if exact.denominator == 1 else str(float(exact))
