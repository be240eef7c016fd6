"""Schemes of one file: how each edition is asked, what may overlap, and files of thousands of editions."""

from __future__ import annotations

from typing import Any

import pytest
from tests.engine.small import of_editions

from ecoreward.policy.schemes import roles


def edition(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "award": {"fixed": "500"}, **more}


def codes(*editions: dict[str, Any]) -> list[str]:
    return [p.code for p in of_editions(list(editions)).problems()]


def asked(*editions: dict[str, Any]) -> dict[str, str]:
    return dict(roles(of_editions(list(editions)).jurisdiction("one").editions))


WHERE = {"from": "2020-01-01", "where": "p"}


def test_how_each_edition_is_asked() -> None:
    assert asked(
        edition("general"), edition("named", scheme="x"), edition("campaign", instead_of="main"),
        edition("deeper", scheme="deeper", instead_of="campaign"), edition("bonus", beside="main"),
        edition("more", instead_of="bonus"), edition("side", scheme="side", instead_of="x"),
    ) == {
        "general": "main", "named": "named", "campaign": "main", "deeper": "main", "bonus": "beside",
        "more": "beside", "side": "named",
    }  # fmt: skip


def test_an_unwritten_scheme_is_the_edition_itself() -> None:
    found = of_editions([edition("general"), edition("bonus", beside="main")]).jurisdiction("one")
    assert [(e.id, e.scheme) for e in found.editions] == [("bonus", "bonus"), ("general", "main")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"in_force": WHERE}),
        ({"in_force": WHERE}, {"in_force": {"from": "2020-01-01", "where": "q"}}),
        ({"instead_of": "main", "in_force": WHERE}, {"instead_of": "main"}),
        ({"instead_of": "main"}, {"scheme": "deeper", "instead_of": "first"}),
        ({"beside": "main"}, {"beside": "main"}),
        ({}, {"status": "draft"}),
    ],
)
def test_what_may_stand_on_one_day(first: dict[str, Any], second: dict[str, Any]) -> None:
    found = codes(edition("first", **first), edition("second", **second))
    assert not {"policy.two-editions", "policy.two-instead"} & set(found)


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ({}, {}, "policy.two-editions"),
        ({"in_force": WHERE}, {"in_force": WHERE}, "policy.two-editions"),
        ({"instead_of": "main"}, {"instead_of": "main"}, "policy.two-instead"),
        (
            {"scheme": "x", "beside": "main"},
            {"scheme": "x", "beside": "main"},
            "policy.two-editions",
        ),
    ],
)
def test_what_may_not(first: dict[str, Any], second: dict[str, Any], code: str) -> None:
    assert code in codes(edition("first", **first), edition("second", **second))


def test_a_file_of_campaigns_alone_is_found_by_date_where_they_are_instead_of_main() -> None:
    assert codes(edition("campaign", instead_of="main")) == []
    assert codes(edition("bonus", beside="main")) == ["policy.no-main-scheme"]


def test_a_long_chain_of_campaigns_is_no_deeper_than_a_short_one() -> None:
    chain = [edition("e0")]
    chain += [
        edition(f"e{n}", scheme=f"s{n}", instead_of=f"s{n - 1}" if n > 1 else "main")
        for n in range(1, 600)
    ]
    library = of_editions(chain)
    decision = library.evaluate({"jurisdiction": "one", "facts": {"reported_on": "2021-01-01"}})
    assert (decision.edition or {})["id"] == "e599"
    lost = {c.edition: c.because.params for c in decision.chosen if c.state != "chosen"}
    assert len(lost) == 599
    assert {str(p) for p in lost.values()} == {"{'title': '办法'}"}


def test_a_long_circle_is_told_once() -> None:
    circle = [edition(f"e{n}", scheme=f"s{n}", instead_of=f"s{(n + 1) % 300}") for n in range(300)]
    assert codes(edition("general"), *circle).count("policy.instead-circle") == 1


def test_more_days_than_are_tried_still_give_every_candidate() -> None:
    many = [
        edition(f"e{n}", in_force={"from": f"{1900 + n}-01-01", "to": f"{1900 + n}-12-31"})
        for n in range(120)
    ]
    more = [edition(f"f{n}", scheme=f"f{n}", beside="main") for n in range(200)]
    decision = of_editions([*many, *more]).evaluate({"jurisdiction": "one", "facts": {}})
    assert len(decision.candidates) == 121
    assert len(decision.beside) == 200
    assert not decision.range.exact
