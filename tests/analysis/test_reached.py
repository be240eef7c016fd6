"""What must hold for the coverage of any policy and any case: generated, with ties made on purpose."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given

from ecoreward.analysis.cover_points import Plan
from ecoreward.analysis.reached import reached
from ecoreward.api import Edition
from tests.engine import generate as g
from tests.engine.test_properties import HIDDEN, LIMITS, WIDE, blur, usable

DECIDED = ("gate", "for", "when", "node", "row", "otherwise")


def hits(edition: Edition, case: dict[str, Any]) -> dict[str, bool]:
    """The points a case reaches, and whether for certain."""
    plan = Plan(edition.compiled.program)
    decision = edition.evaluate(case)
    found: dict[str, bool] = {}
    for key, certain in reached(plan, decision, decision.trace[0]):
        if key in plan.points:
            found[key] = found.get(key, False) or certain
    return found


@LIMITS
@given(g.tree(), g.known_case(), g.cond(), HIDDEN, WIDE)
def test_what_is_certain_is_so_whatever_the_missing_facts_are(
    award: dict[str, Any], case: dict[str, Any], gate: str, hidden: list[str], wide: list[str]
) -> None:
    edition = usable(award, gate)
    known = hits(edition, case)
    for key, certain in hits(edition, blur(case, hidden, wide)).items():
        assert not certain or key in known, key


@LIMITS
@given(g.tree(), g.known_case(), g.cond())
def test_a_known_case_leaves_no_node_in_doubt(
    award: dict[str, Any], case: dict[str, Any], gate: str
) -> None:
    edition = usable(award, gate)
    # Where readings differ, it may hang on them whether a node applies.
    assume("reading:" not in str(edition.evaluate(case).to_json()["trace"]))
    for key, certain in hits(edition, case).items():
        assert certain or key.split(":")[0] not in DECIDED, key
