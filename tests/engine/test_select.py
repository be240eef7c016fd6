"""What must hold for any choice between editions: generated, against every completion of the case."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ecoreward import Decision, Library
from ecoreward.problems import CaseProblems
from tests.engine.small import of_editions

EXAMPLES = int(os.environ.get("ECOREWARD_EXAMPLES", "0"))
LIMITS = settings(
    max_examples=EXAMPLES or 50, deadline=None, derandomize=not EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
DAYS = ("2020-01-01", "2020-02-01", "2020-03-01", "2020-04-01")
PROBES = ("2019-12-31", "2020-01-01", "2020-01-02", "2020-01-15", "2020-01-31", "2020-02-01", "2020-02-02",
          "2020-02-29", "2020-03-01", "2020-03-02", "2020-03-31", "2020-04-01", "2020-04-02")  # fmt: skip
WHERE = ("p", "not(p)", "q", "p and q", "p or q", 'w = "x"', 'w != "x"', 'w = "x" or p', "a < 50",
         "a >= 50 and p", "a in [50..60)")  # fmt: skip
SUMS = ("0", "49.99", "50", "59.99", "60", "1000")
FACTS = {"quiet": {"type": "boolean", "presume": "false"}}
Case = dict[str, Any]


@st.composite
def edition(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """One edition: its days, its `where` and its scheme."""
    in_force: dict[str, Any] = {"from": draw(st.sampled_from(DAYS))}
    if draw(st.booleans()):
        later = [d for d in DAYS if d >= in_force["from"]]
        in_force["to"] = draw(st.sampled_from(later))
    if draw(st.booleans()):
        in_force["where"] = draw(st.sampled_from((*WHERE, "quiet", "not(quiet)")))
    out: dict[str, Any] = {
        "id": f"e{number}", "in_force": in_force, "award": {"fixed": str(10**number)},
    }  # fmt: skip
    if number:
        kind = draw(st.sampled_from(("general", "instead", "over", "beside", "named", "draft")))
        links: dict[str, dict[str, str]] = {
            "general": {}, "instead": {"scheme": f"s{number}", "instead_of": "main"},
            "over": {"scheme": f"s{number}", "instead_of": f"s{number - 1}"},
            "beside": {"scheme": f"s{number}", "beside": "main"},
            "named": {"scheme": f"s{number}"}, "draft": {"status": "draft"},
        }  # fmt: skip
        out |= links[kind]
    return out


@st.composite
def editions(draw: st.DrawFn) -> list[dict[str, Any]]:
    return [draw(edition(n)) for n in range(draw(st.integers(1, 4)))]


@st.composite
def partial(draw: st.DrawFn) -> Case:
    """A case that leaves some of it open."""
    day = st.sampled_from((*PROBES, "2020-02", "2020", "[2020-01-15..2020-02-10]", None))
    found = {
        "reported_on": draw(day),
        "p": draw(st.sampled_from((True, False, None))),
        "q": draw(st.sampled_from((True, False, None))),
        "quiet": draw(st.sampled_from((True, None))),
        "w": draw(st.sampled_from(("x", "y", None))),
        "a": draw(st.sampled_from(("49.99", "50", "[0..50]", "[55..70]", None))),
    }
    return {k: v for k, v in found.items() if v is not None}


def loaded(found: list[dict[str, Any]]) -> Library:
    """The library, or a discarded example where the editions cannot stand together."""
    library = of_editions(found, FACTS)
    errors = {p.code for p in library.problems() if p.severity == "error"}
    allowed = {"policy.two-editions", "policy.two-instead", "policy.unknown-scheme"}
    assert errors <= allowed, errors
    assume(not errors)
    return library


def put(library: Library, facts: Case, **more: Any) -> Decision | None:
    """The decision; None where two editions both apply."""
    try:
        return library.evaluate({"jurisdiction": "one", "facts": facts}, **more)
    except CaseProblems as bad:
        if [p.code for p in bad.items] != ["case.two-editions"]:
            raise
        return None


def states(decision: Decision, *wanted: str) -> set[str]:
    return {c.edition for c in decision.chosen if c.state in wanted}


def completions(facts: Case) -> Iterator[Case]:
    """Every case that the partial one may be, at the days at which something begins or ends."""
    days = [d for d in PROBES if _may_be(facts.get("reported_on"), d)]
    answers = [[facts[k]] if k in facts else [True, False] for k in ("p", "q")]
    ways = [facts["w"]] if "w" in facts else ["x", "y"]
    sums = [a for a in (*SUMS, "55", "70") if _lies(facts.get("a"), a)]
    quiet = {"quiet": facts["quiet"]} if "quiet" in facts else {}
    for day, p, q, w, a in product(days, *answers, ways, sums):
        yield {"reported_on": day, "p": p, "q": q, "w": w, "a": a, **quiet}


def _lies(given_: str | None, probe: str) -> bool:
    if given_ is None or not given_.startswith("["):
        return given_ in (None, probe)
    low, high = given_[1:-1].split("..")
    return Fraction(low) <= Fraction(probe) <= Fraction(high)


def _may_be(day: str | None, probe: str) -> bool:
    if day is None:
        return True
    if day.startswith("["):
        return day[1:11] <= probe <= day[13:23]
    return probe.startswith(day)


@LIMITS
@given(editions(), partial(), st.randoms(use_true_random=False))
def test_the_order_in_the_file_changes_nothing(
    found: list[dict[str, Any]], facts: Case, random: Any
) -> None:
    turned = list(found)
    random.shuffle(turned)
    answers = []
    for pool in (found, turned):
        decision = put(loaded(pool), facts)
        data = None if decision is None else decision.to_json()
        if data is not None:
            del data["receipt"]["policy_digest"]  # of the file, which is another one
        answers.append(data)
    assert answers[0] == answers[1]


@LIMITS
@given(editions(), partial())
def test_a_partial_case_is_what_its_completions_are(
    found: list[dict[str, Any]], facts: Case
) -> None:
    library = loaded(found)
    whole = put(library, facts)
    each = [put(library, c) for c in completions(facts)]
    known = [d for d in each if d is not None]
    if whole is None:
        assert not known
        return
    # Where some completion has two editions that apply, both stay candidates, so none is lost.
    chosen = set().union(*(states(d, "chosen") for d in known)) if known else set()
    assert chosen <= states(whole, "chosen", "possible")
    beside = {(b.edition, b.applies) for d in known for b in d.beside}
    assert {id for id, _ in beside} <= {b.edition for b in whole.beside}
    assert all(a == "yes" for _, a in beside)
    if len(known) < len(each):
        return
    assert chosen == states(whole, "chosen", "possible")
    assert {b.edition for b in whole.beside if b.applies == "yes"} == {
        id for id in {b.edition for b in whole.beside} if all(id in {b.edition for b in d.beside} for d in known)
    }  # fmt: skip
    nothing = any(d.outcome == "no_policy" for d in known)
    assert nothing == (whole.outcome == "no_policy" or any(not c.edition for c in whole.candidates))
    sums = [Fraction(d.range.low.value) for d in known]
    assert whole.range.high is not None
    assert [Fraction(whole.range.low.value), Fraction(whole.range.high.value)] == [
        min(sums),
        max(sums),
    ]
    assert whole.range.exact


@LIMITS
@given(editions(), partial())
def test_what_is_missing_is_what_changes_the_choice(
    found: list[dict[str, Any]], facts: Case
) -> None:
    """A fact is listed exactly where two completions that differ in it alone have different editions."""
    library = loaded(found)
    whole = put(library, facts)
    each = [(c, put(library, c)) for c in completions(facts)]
    assume(whole is not None and all(d is not None for _, d in each))
    assert whole is not None
    listed = {m.fact for m in whole.missing}
    for fact in ("reported_on", "p", "q", "w", "a"):
        groups: dict[tuple[Any, ...], set[str]] = {}
        moved = 0
        spread: dict[tuple[Any, ...], list[Fraction]] = {}
        for case, decision in each:
            assert decision is not None
            rest = tuple(v for k, v in sorted(case.items()) if k != fact)
            groups.setdefault(rest, set()).add(str(sorted(states(decision, "chosen"))))
            spread.setdefault(rest, []).append(Fraction(decision.range.low.value))
        differs = any(len(g) > 1 for g in groups.values())
        assert (fact in listed) == differs, fact
        moved = max(max(s) - min(s) for s in spread.values())
        if differs:
            (item,) = [m for m in whole.missing if m.fact == fact]
            assert item.moves is not None
            assert Fraction(item.moves.value) == moved
            assert not item.at_most


@LIMITS
@given(editions(), partial())
def test_a_presumption_that_selects_is_listed_with_what_it_moves(
    found: list[dict[str, Any]], facts: Case
) -> None:
    assume("quiet" not in facts)
    library = loaded(found)
    now, other = put(library, facts), put(library, {**facts, "quiet": True})
    assume(now is not None)
    assert now is not None
    listed = [p for p in now.presumed if p.fact == "quiet"]
    if other is None:
        assert [p.moves for p in listed] == [None]
    elif _standing(now) != _standing(other):
        ends = [abs(Fraction(a.value) - Fraction(b.value)) for a, b in (
            (now.range.low, other.range.low), (now.range.high, other.range.high)) if a and b]  # fmt: skip
        assert [Fraction(p.moves.value) for p in listed if p.moves] == [max(ends)]
    else:
        assert not listed


def _standing(decision: Decision) -> list[tuple[str, str]]:
    alive = [(e, "") for e in sorted(states(decision, "chosen", "possible"))]
    return [*alive, *((b.edition, b.applies) for b in decision.beside)]


def line(*starts: str, **last: Any) -> Library:
    """Editions that each replace the one before, from days known as far as written."""
    rows = [
        {"id": f"e{n}", "in_force": {"from": start}, "award": {"fixed": str(100 * (n + 1))}}
        for n, start in enumerate(starts)
    ]
    for one, other in pairwise(rows):
        one["replaced_by"] = other["id"]
    rows[-1] |= last
    return of_editions(rows)


def on(library: Library, day: str, **facts: Any) -> Decision:
    return library.evaluate({"jurisdiction": "one", "facts": {"reported_on": day, **facts}})


def bounds(found: Decision) -> tuple[int, int]:
    assert found.range.high is not None
    return int(found.range.low.value), int(found.range.high.value)


def test_a_boundary_known_to_the_month_leaves_no_day_without_a_rule() -> None:
    """The end of the one is the day before the other: one doubt, not two."""
    library = line("2020-01-01", "2021-03")
    assert bounds(on(library, "2021-03-10")) == (100, 200)
    assert on(library, "2021-03-10").outcome == "undetermined"
    assert bounds(on(library, "2021-02-28")) == (100, 100)
    assert bounds(on(library, "2021-04-01")) == (200, 200)
    ended = json.dumps(on(library, "2021-04-01").to_json()["chosen"])
    assert "2021-03" in ended
    assert "2021-03-30" not in ended


def test_three_in_one_line_leave_none_either() -> None:
    library = line("2020", "2021", "2021-06")
    assert bounds(on(library, "2021-06-10")) == (100, 300)
    assert bounds(on(library, "2021-02-10")) == (100, 200)


def test_a_gap_stays_where_more_than_the_day_is_open() -> None:
    library = line("2020-01-01", "2021-03", in_force={"from": "2021-03", "where": "p"})
    assert bounds(on(library, "2021-03-10", p="是")) == (100, 200)
    assert bounds(on(library, "2021-03-10", p="否"))[0] == 0
    assert bounds(on(library, "2020-01"))[0] == 100
    assert bounds(on(library, "2019-12"))[0] == 0
