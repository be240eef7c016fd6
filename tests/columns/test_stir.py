"""What moves a sum is tried inside what a row knows: a range is not left to show that a fact matters."""

from __future__ import annotations

import json

import polars as pl
import pytest

import ecoreward
from tests.engine import generate

# A figure that no source states, and 10 % of a sum that counts only where p holds.
AWARD = {
    "sum": [
        {"unstated": "未见"},
        {"when": "p", "rate": "10%", "base": "a", "cap": "50000"},
    ]
}


@pytest.mark.parametrize(
    ("a", "outcome"),
    [("[0..0.04]", "unstated"), ("[0..0.05]", "undetermined"), (">= 0.04", "undetermined")],
)
def test_a_range_within_which_nothing_moves(a: str, outcome: str) -> None:
    """4 fen at 10 % are no fen yet: neither p nor a can matter, though both would with a larger sum."""
    texts = {
        "vocabulary": json.dumps(generate.VOCABULARY, ensure_ascii=False),
        "generated": generate.policy(AWARD),
    }
    library = ecoreward.load_texts(texts)
    facts = {"reported_on": "2020-01-01", "a": a}
    found = library.evaluate_table(
        pl.DataFrame({"jurisdiction": ["generated"], **{k: [v] for k, v in facts.items()}})
    )
    wanted = library.evaluate({"jurisdiction": "generated", "facts": facts})
    assert found["outcome"].to_list() == [wanted.outcome.value] == [outcome]
