"""Cases under today's policy and under a draft: which are compared, what differs, what is summed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ecoreward.api import Edition, Library
from ecoreward.money import Money
from ecoreward.workbench.case_tests import read_tests
from ecoreward.workbench.drafts import Comparison, compare, draft_edition
from tests.engine.small import of_editions

TODAY = {"id": "now", "award": {"id": "x", "rate": "10%", "base": "a"}}


def draft(
    folder: Path, library: Library, edition: dict[str, Any], *, code: str = "990000", **more: Any
) -> Edition:
    head = {
        "title": "草案",
        "confidence": "text",
        "status": "draft",
        "in_force": {"from": "unstated"},
    }
    policy = {
        "ecoreward": "1",
        "jurisdiction": {"code": code, "name": "某地", "aliases": ["某某地"], **more},
        "editions": [{"id": "new", **head, **edition}],
    }
    path = folder / "draft.yaml"
    path.write_text(json.dumps(policy), encoding="utf-8")
    return draft_edition(library, str(path))


def put(library: Library, new: Edition, *cases: dict[str, Any]) -> Comparison:
    """The comparison of these cases, each of facts and, beside them, other keys of a case."""
    data = [
        {
            "case": f"C{n}", "jurisdiction": c.pop("jurisdiction", "990000"),
            **{k: c.pop(k) for k in ("decided", "edition") if k in c},
            "facts": {"reported_on": "2021-01-01", **c}, "expect": {"amount": "7"},
        }
        for n, c in enumerate(cases, 1)
    ]  # fmt: skip
    tests, problems = read_tests(library, "t.json", json.dumps(data))
    assert not problems
    return compare(library, new, tests)


@pytest.fixture
def library() -> Library:
    return of_editions([TODAY])


def test_nothing_differs(library: Library, tmp_path: Path) -> None:
    new = draft(tmp_path, library, {"award": {"id": "x", "rate": "10%", "base": "a"}})
    found = put(library, new, {"a": 100}, {"a": 5})
    assert (found.cases, found.same, found.differences) == (2, 2, ())
    assert found.before == found.after == (Money.of(0, "CNY") + Money("10.50"),)


def test_both_values_and_the_sums(library: Library, tmp_path: Path) -> None:
    new = draft(tmp_path, library, {"award": {"id": "x", "rate": "20%", "base": "a", "cap": "30"}})
    found = put(library, new, {"a": 100}, {"a": 400}, {}, {"a": 0})
    told = [(d.case, [(c.key, c.more) for c in d.changes]) for d in found.changed]
    ten = Money("10.00")
    assert told == [
        ("C1", [("amount", ten), ("range", None)]),
        ("C2", [("amount", Money("-10.00")), ("range", None)]),
        ("C3", [("range", None)]),
    ]
    assert (found.sums, found.before, found.after) == (3, (Money("50.00"),), (Money("50.00"),))
    assert found.changed[0].edition == "now"


def test_what_is_asked_decided_and_rested_on(library: Library, tmp_path: Path) -> None:
    new = draft(tmp_path, library, {"award": {"id": "y", "up_to": "a", "when": "p"}})
    found = put(library, new, {"a": 100}, {"a": 50, "p": True})
    keys = [[c.key for c in d.changes] for d in found.changed]
    assert keys[0] == ["outcome", "amount", "range", "because", "missing", "to_decide"]
    assert keys[1] == ["outcome", "amount", "range", "because", "to_decide"]
    assert found.asked == (({"zh": "事实p", "en": "p"}, 1),)
    assert found.sums == 0


def test_a_case_that_one_side_cannot_decide(library: Library, tmp_path: Path) -> None:
    band = {"id": "y", "band": ["1", "9"]}
    new = draft(tmp_path, library, {"award": band})
    found = put(library, new, {"a": 100, "decided": {"y": 5}}, {"a": "?"})
    [one] = found.undecided
    assert ([p.code for p in one.before], one.after) == (["case.decided-unknown"], ())
    assert (found.cases, found.same, found.changed) == (2, 1, ())


def test_cases_without_a_policy_today_are_left_out(library: Library, tmp_path: Path) -> None:
    new = draft(tmp_path, library, {"award": {"id": "x", "fixed": "1"}})
    found = put(library, new, {"a": 1, "reported_on": "2019-01-01"}, {"a": 10})
    assert (found.cases, found.no_policy, found.differences) == (1, 1, ())


@pytest.mark.parametrize("name", ["990000", "one", "某地", "某某地"])
def test_every_name_of_the_place_counts(library: Library, tmp_path: Path, name: str) -> None:
    new = draft(tmp_path, library, {"award": {"id": "x", "fixed": "1"}})
    assert put(library, new, {"a": 10, "jurisdiction": name}).cases == 1
    assert put(library, new, {"a": 10, "jurisdiction": "别处"}).cases == 0


def test_a_place_that_has_no_policy_yet(library: Library, tmp_path: Path) -> None:
    new = draft(tmp_path, library, {"award": {"id": "x", "fixed": "1"}}, code="990001", name="新地")
    found = put(library, new, {"a": 10, "jurisdiction": "新地"})
    [one] = found.undecided
    assert [p.code for p in one.before] == ["library.unknown-jurisdiction"]
    assert one.edition == ""


def test_a_case_may_name_its_edition(tmp_path: Path) -> None:
    old = {"id": "old", "award": {"id": "x", "fixed": "3"}, "in_force": {"from": "2010-01-01"}}
    library = of_editions([{**old, "replaced_by": "now"}, TODAY])
    new = draft(tmp_path, library, {"award": {"id": "x", "fixed": "3"}})
    found = put(
        library,
        new,
        {"a": 10, "edition": "old"},
        {"reported_on": "2020", "a": 10},
        {"reported_on": "[2019-06-01..2020-06-01]", "a": 10},  # either edition
    )
    assert [d.edition for d in found.changed] == ["now", ""]
    assert found.undecided == ()


def test_facts_that_only_today_declares_are_not_asked(tmp_path: Path) -> None:
    """A file's own facts may be gone in the draft; that is no mistake of the case."""
    library = of_editions([TODAY])
    own = {"facts": {"z": {"type": "boolean", "label": {"zh": "自有", "en": "own"}}}}
    path = tmp_path / "one.yaml"
    policy = {
        "ecoreward": "1", "jurisdiction": {"code": "990000", "name": "某地"}, **own,
        "editions": [{"id": "now", "title": "t", "confidence": "text",
                      "in_force": {"from": "2020-01-01"}, "award": {"id": "x", "fixed": "1", "when": "z"}}],
    }  # fmt: skip
    path.write_text(json.dumps(policy), encoding="utf-8")
    today = library.with_file(path)
    new = draft(tmp_path, today, {"award": {"id": "x", "fixed": "1"}})
    found = put(today, new, {"z": True})
    assert (found.cases, found.differences) == (1, ())


def test_currencies_never_mix(library: Library, tmp_path: Path) -> None:
    new = draft(tmp_path, library, {"award": {"id": "x", "fixed": "1"}}, currency="KRW")
    found = put(library, new, {"a": 10})
    [change, _] = found.changed[0].changes
    assert (change.key, change.more) == ("amount", None)
    assert [m.currency for m in (*found.before, *found.after)] == ["CNY", "KRW"]


def test_the_last_edition_written_counts(library: Library, tmp_path: Path) -> None:
    draft(tmp_path, library, {"award": {"id": "x", "fixed": "1"}})
    path = tmp_path / "draft.yaml"
    policy = json.loads(path.read_text("utf-8"))
    policy["editions"] = [{**policy["editions"][0], "id": id} for id in ("b", "c", "a")]
    path.write_text(json.dumps(policy, indent=1), encoding="utf-8")
    assert draft_edition(library, str(path)).id == "a"
    assert draft_edition(library, str(path), "b").id == "b"
