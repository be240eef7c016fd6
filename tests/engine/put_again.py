"""Random cases of a policy with ties made on purpose, and changed cases put to it once more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from ecoreward.api import Library
from ecoreward.engine.breakpoints import thresholds
from ecoreward.engine.change import Change, Standing
from ecoreward.engine.facts import world_of
from ecoreward.engine.terms_apart import named_terms
from ecoreward.money import text_of
from ecoreward.policy.edition import Jurisdiction
from ecoreward.policy.expressions import reads
from ecoreward.policy.vocabulary_types import FactSpec
from ecoreward.problems import CaseProblems

Raw = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def cases(draw: Draw, library: Library, names: tuple[str, ...]) -> Raw:
    """A case of one of these jurisdictions: what its rules read, some of it missing or a range."""
    jurisdiction = library.jurisdiction(draw(st.sampled_from(names)))
    edition = draw(st.sampled_from(jurisdiction.editions))
    vocabulary = edition.program.vocabulary
    wanted = set(reads(edition.program)) | {a.consent for a in edition.program.approvals}
    for name in list(wanted):  # what implies or excludes what is read
        wanted |= set(vocabulary.links.get(name, ()))
        if vocabulary.facts[name].implied_by is not None:
            wanted |= {n for n in vocabulary.facts if n in str(vocabulary.facts[name].implied_by)}
    facts = {}
    for name in sorted(wanted & vocabulary.facts.keys()):
        if draw(st.integers(0, 6)):
            facts[name] = draw(value(vocabulary.facts[name], jurisdiction, edition.id))
    chosen = jurisdiction.chosen_by
    if draw(st.integers(0, 9)):
        facts[chosen] = draw(value(vocabulary.facts[chosen], jurisdiction, edition.id))
    case: Raw = {"jurisdiction": jurisdiction.file, "facts": facts}
    if draw(st.integers(0, 2)) == 0:
        case["edition"] = edition.id
    if draw(st.integers(0, 3)) == 0:
        case["decided"] = draw(st.sampled_from([0, 500, 5000, 10000, 300000]))
    if draw(st.integers(0, 5)) == 0:
        case["already_paid"] = draw(st.sampled_from([1, 500, 20000]))
    return case


def value(spec: FactSpec, jurisdiction: Jurisdiction, edition: str) -> st.SearchStrategy[Any]:
    """What a case may say of a fact, at thresholds and beside them more often than elsewhere."""
    found = jurisdiction.edition(edition)
    assert found is not None
    world = world_of(found.program, {})[0]
    match spec.type.kind:
        case "boolean":
            return st.booleans()
        case "choice":
            return st.sampled_from(sorted(spec.values))
        case "set":
            named = sorted(named_terms(spec.name, world))
            term = st.sampled_from(sorted(found.program.vocabulary.terms))
            one = st.one_of(st.sampled_from(named), term) if named else term
            return st.lists(one, max_size=3, unique=True)
        case "date":
            days = [d for e in jurisdiction.editions for d in (*e.first_day, *e.last_day) if d]
            near = st.builds(int.__add__, st.sampled_from(days or [737000]), st.integers(-2, 2))
            return st.one_of(near, st.integers(733000, 740000)).map(
                lambda d: date.fromordinal(d).isoformat()
            )
    step = world.step(spec.name)
    low = Fraction(spec.low if spec.low is not None else 0)
    cuts = sorted(c // step * step for c in thresholds(spec.name, world) if c >= low)
    cuts += [Fraction(c) for c in (500, 10_000, 150_000, 2_000_000)]
    point = st.builds(
        lambda c, n: max(low, c + n * step),
        st.one_of(st.sampled_from(cuts), st.integers(0, 3_000_000).map(Fraction)), st.integers(-2, 2),
    )  # fmt: skip
    if spec.high is not None:
        top = spec.high
        point = point.map(lambda p: min(top, p))
    pair = st.tuples(point, point).map(lambda p: f"[{text_of(min(p))}..{text_of(max(p))}]")
    return st.one_of(point.map(text_of), point.map(text_of), point.map(text_of), pair)


def given(data: Any) -> Any:
    """A value of a change as a case file writes it."""
    if "truth" in data:
        return data["truth"] == "yes"
    if "codes" in data:
        return [c["code"] for c in data["codes"]]
    return data.get("number") or data.get("date") or data


def changed(case: Raw, change: Change) -> Raw:
    """The case as a change has it."""
    new = given(change.after)
    if change.type == "choice":
        [new] = new
    return with_fact(case, change.fact, new)


def with_fact(case: Raw, name: str, new: Any) -> Raw:
    """The case with one fact, or one column of a row, as given."""
    facts = dict(case["facts"])
    if "/" in name:
        rows, number, column = name.split("/")
        facts[rows] = [dict(row) for row in facts[rows]]
        facts[rows][int(number) - 1][column] = new
    else:
        facts[name] = new
    return {**case, "facts": facts}


def standing(library: Library, case: Raw) -> Standing | None:
    """How a case stands; None where it cannot be."""
    try:
        return Standing.of(library.evaluate(case))
    except CaseProblems:
        return None
